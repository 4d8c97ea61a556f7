"""Looks through every message for what calls for a notice: its phrases before anything else, then its meaning.

The one invariant: it always answers. Whatever fails inside, the answer is the crisis notice, never an exception and
never silence; and nothing of the message is kept or repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bbchat.knowledge.safety_rules import Category, Cue, PhraseRules, SafetyRules, Tier
from bbchat.safety.modifiers import Surroundings
from bbchat.safety.normalise import Normaliser, Reading
from bbchat.safety.notice import Notice
from bbchat.safety.phrases import Finder, Found
from bbchat.safety.semantic import SemanticLayer, Windows

FAILED = Notice(Tier.CRISIS, None, "en")
"""What is shown where a part of the check breaks."""


class SafetyCheck:
    """Both layers of the safety check, all languages together."""

    def __init__(self, rules: SafetyRules, semantic: SemanticLayer | None = None) -> None:
        """`semantic` is None where there is no encoder, or while it loads: the phrases need none."""
        self._semantic = semantic
        self._languages = [_Language(phrases) for phrases in rules.phrases]
        self._normaliser = Normaliser(
            words={word for language in self._languages for word in language.words},
            phrase_words={word for phrases in rules.phrases for word in phrases.phrase_words},
            risk_words={word for phrases in rules.phrases for word in phrases.risk_words},
            real_words={word for phrases in rules.phrases for word in phrases.real_words},
        )

    def notice_for(self, text: str) -> Notice | None:
        """The notice that a message calls for, from the whole of its raw text; None where it calls for none."""
        try:
            return self._look(text)
        except Exception:  # a person in danger must see the help lines, whatever is broken here
            return FAILED

    def notice_once_read(
        self,
        mended: str | None,
        windows: Windows,
        found: Notice | None,
        sentences: Windows = (),
        answered: Callable[[], float] = lambda: 0.0,
    ) -> Notice | None:
        """The notice that a message calls for only once it was read; None where it calls for none.

        Args:
            mended: the message without its typing slips, where it has any.
            windows: the plain texts of its windows, and their rows (768,).
            found: what its phrases as typed called for; no more than a gentle notice.
            sentences: those of a message of several, each with its row (768,) inside the message.
            answered: how likely some topic answers the message, asked for only where that decides.
        """
        try:
            again = self._look(mended) if mended else None
            if again and again.replaces_answer:
                return again
            return self._semantic.notice_for(windows, found, sentences, answered) if self._semantic else None
        except Exception:  # as above
            return FAILED

    def _look(self, text: str) -> Notice | None:
        reading = self._normaliser.read(text)
        notices = [notice for language in self._languages for notice in language.notices(reading)]
        most_urgent = min(
            notices, key=lambda found: (found[0].tier.urgency, found[1].start, -found[1].end), default=None
        )
        return most_urgent[0] if most_urgent else None


class _Language:
    """The phrases and modifiers of one language, ready to be looked for."""

    def __init__(self, rules: PhraseRules) -> None:
        self._rules = rules
        self._families = {family.id: family for family in rules.families}
        self._losses = {family.id for family in rules.families if family.category is Category.BEREAVEMENT}
        self._finder = Finder(rules.automaton, rules.fillers, rules.gaps_end_at)
        self.words = {word for word in rules.automaton.words if len(word) > 1}
        self.words |= rules.fillers | rules.modifiers.carriers | rules.modifiers.first_person

    def notices(self, reading: Reading) -> Iterable[tuple[Notice, Found]]:
        """Each notice that a phrase of this language calls for, and the phrase."""
        found = dict.fromkeys(self._finder.find(reading))  # in their order, so that ties always end the same way
        phrases = [hit for hit in found if hit.key in self._families]
        if not phrases:
            return
        cues = [hit for hit in found if hit.key not in self._families]
        cues += [Found(Cue.LOSS, hit.start, hit.end) for hit in phrases if hit.key in self._losses]
        around = Surroundings(self._rules, reading, cues)
        for hit in phrases:
            family = self._families[hit.key]
            tier = around.tier(family, hit.start, hit.end)
            if tier is not None:
                category = family.category if tier is family.tier else None
                yield Notice(tier, category, self._rules.language), hit
