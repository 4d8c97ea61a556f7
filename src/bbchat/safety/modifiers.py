"""What stands around a phrase and changes what it leads to: denial, past, somebody else, questions, figures.

After the ConText algorithm (Harkema et al. 2009): a trigger, its reach, and the words that end its reach.
The one invariant: a modifier lowers only the phrase that it reaches; every other phrase of the message stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bbchat.knowledge.safety_rules import Cue, PhraseFamily, PhraseRules, Tier
from bbchat.safety.normalise import SENTENCE_BREAK, Reading
from bbchat.safety.phrases import Found

PAST_FORM_REACH = 4
"""A past form this many words before a phrase belongs to it."""
MAX_CARRIERS = 10
"""Words that may stand between a denial and its phrase."""
MAX_CLAUSE = 30
"""Words on each side of a phrase that belong to its clause, where no sentence ends before."""
JOKE_REACH = 10
"""Words on each side of a phrase among which a joking word counts."""


class Surroundings:
    """The triggers of one message, and what they make of its phrases."""

    def __init__(self, rules: PhraseRules, reading: Reading, found: Iterable[Found]) -> None:
        self._modifiers = rules.modifiers
        self._risk_words = rules.risk_words
        self._reading = reading
        self._ends: dict[str, dict[int, list[int]]] = {cue: {} for cue in Cue}
        """By kind and the place after a trigger, where the trigger begins."""
        self._covers: dict[int, str] = {}
        for cue in found:
            self._ends[cue.key].setdefault(cue.end, []).append(cue.start)
        self._denied_from = {start for start, _ in self._spans(Cue.DENIED_AFTER)}
        self._negated = {at for start, end in self._spans(Cue.NEGATOR) for at in range(start, end)}
        self._mistaken = {at for start, end in self._spans(Cue.NO_NEGATOR) for at in range(start, end)}
        self._cover()

    def tier(self, family: PhraseFamily, start: int, end: int) -> Tier | None:
        """The tier that a phrase leads to here; None where it is a figure of speech."""
        covers = self._covers_of(start, end)
        if Cue.FIGURE in covers or (family.hyperbole and self._is_joking(start, end)):
            return None
        if covers or family.tier is Tier.GENTLE:
            return Tier.GENTLE
        reach = self._carried_back_to(start)
        if "past" not in family.stands and self._is_past(start, end, reach):
            return Tier.GENTLE
        if "negation" not in family.stands and self._is_denied(start, end, reach):
            return Tier.GENTLE
        if "others" not in family.stands:
            if self._triggers(Cue.GENERIC, reach, start):
                return Tier.GENTLE
            if self._triggers(Cue.SAYS, reach, start):
                return max(family.tier, Tier.THIRD_PARTY, key=lambda tier: tier.urgency)
        return family.tier

    def _spans(self, cue: Cue) -> Iterator[tuple[int, int]]:
        return ((start, end) for end, starts in self._ends[cue].items() for start in starts)

    def _cover(self) -> None:
        """Mark the words under figures of speech, losses and questions about the subject; figures come last and win."""
        for start, end in self._spans(Cue.INFORMATION) if not self._ends[Cue.ADMITS] else ():
            if not any(self._word(at) in self._modifiers.first_person for at in range(start, end)):
                self._covers.update(dict.fromkeys(range(start, end), Cue.INFORMATION))
        for start, end in self._spans(Cue.LOSS):
            if not start or self._word(start - 1) not in self._modifiers.nearly:
                self._covers.update(dict.fromkeys(range(start, end), Cue.LOSS))
        for cue in (Cue.INFORMATION_ABOUT_ME, Cue.FIGURE):
            for start, end in self._spans(cue):
                self._covers.update(dict.fromkeys(range(start, end), cue))

    def _covers_of(self, start: int, end: int) -> set[str]:
        """What lies over a phrase: over its last word, over half of its words, or over all that tell of danger."""
        covered = [self._covers[at] for at in range(start, end) if at in self._covers]
        telling = [at for at in range(start, end) if not self._risk_words.isdisjoint(self._reading.words[at])]
        is_over = end - 1 in self._covers or 2 * len(covered) >= end - start
        if not is_over and not (telling and self._covers.keys() >= set(telling)):
            return set()
        asks_of_itself = self._word(start) in self._modifiers.first_person  # "I am suicidal", whatever follows
        return set(covered) - {Cue.INFORMATION} if asks_of_itself else set(covered)

    def _word(self, at: int) -> str:
        return self._reading.words[at][0]

    def _triggers(self, cue: Cue, reach: int, start: int) -> int:
        """How many triggers end between the furthest word of a reach and a phrase."""
        return sum(len(self._ends[cue].get(end, ())) for end in range(reach + 1, start + 1))

    def _carried_back_to(self, start: int) -> int:
        """The place before the run of carriers that leads to a phrase."""
        at = start
        while at > max(0, start - MAX_CARRIERS) and not self._reading.breaks[at] and self._is_carrier(at - 1):
            at -= 1
        return at - 1 if at and not self._reading.breaks[at] else at

    def _is_carrier(self, at: int) -> bool:
        return at in self._negated or not self._modifiers.carriers.isdisjoint(self._reading.words[at])

    def _is_denied(self, start: int, end: int, reach: int) -> bool:
        if end in self._denied_from and self._reading.breaks[end] != SENTENCE_BREAK:
            return True
        negators = [begin for place in range(reach + 1, start + 1) for begin in self._ends[Cue.NEGATOR].get(place, ())]
        return sum(begin not in self._mistaken for begin in negators) % 2 == 1

    def _is_past(self, start: int, end: int, reach: int) -> bool:
        if self._ends[Cue.BACK_AGAIN]:
            return False
        if self._triggers(Cue.PAST_LEAD, reach, start):
            return True
        forms = range(max(0, start - PAST_FORM_REACH), end)
        if not any(self._word(at) in self._modifiers.past_forms for at in forms):
            return False
        first, last = self._clause(start, end)
        marks = self._ends[Cue.PAST_MARK]
        return any(begin >= first for ending in range(first, last + 1) for begin in marks.get(ending, ()))

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        """The words around a phrase up to the ends of the sentence or a word such as "but"."""
        first, last = start, end
        breaks, count = self._reading.breaks, len(self._reading.words)
        while first > max(0, start - MAX_CLAUSE) and breaks[first] != SENTENCE_BREAK and not self._is_end(first - 1):
            first -= 1
        while last < min(count, end + MAX_CLAUSE) and breaks[last] != SENTENCE_BREAK and not self._is_end(last):
            last += 1
        return first, last

    def _is_end(self, at: int) -> bool:
        return self._word(at) in self._modifiers.terminators

    def _is_joking(self, start: int, end: int) -> bool:
        around = self._reading.words[max(0, start - JOKE_REACH) : end + JOKE_REACH]
        return any(words[0] in self._modifiers.humour for words in around)
