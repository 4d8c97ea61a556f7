"""What the safety files say, as plain data: phrases, modifiers, notices and help lines.

The one invariant: everything here is frozen and already checked; no file, clock or text of a visitor is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bbchat.knowledge.automaton import Automaton


class Tier(StrEnum):
    """How far a notice stands before the answer; the order is from the most to the least urgent."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    THIRD_PARTY = "third_party"
    CONCERN = "concern"
    GENTLE = "gentle"

    @property
    def urgency(self) -> int:
        """0 for the most urgent tier."""
        return list(Tier).index(self)

    @property
    def replaces_answer(self) -> bool:
        """Whether the notice stands in place of the answer; a gentle one goes along with it."""
        return self is not Tier.GENTLE


class Category(StrEnum):
    """Which help lines a notice names, where they differ from the crisis line."""

    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    SEXUAL_ASSAULT = "sexual_assault"
    CHILD_IN_DANGER = "child_in_danger"
    HARM_TO_OTHERS = "harm_to_others"
    VOICES = "voices"
    OVERDOSE = "overdose"
    BEREAVEMENT = "bereavement"


@dataclass(frozen=True, slots=True)
class PhraseFamily:
    """Wordings that lead to the same notice."""

    id: str
    language: str
    tier: Tier
    category: Category | None
    stands: frozenset[str]
    """Modifiers that never lower this family: `negation`, `past`, `others`."""
    hyperbole: bool
    """Whether a joking word next to it takes the notice away; never so for an explicit self phrase."""


class Cue(StrEnum):
    """The kinds of trigger that are looked for like phrases: what turns one into a denial, the past, somebody else's
    words, general information or a figure of speech."""

    NEGATOR = "@negators"
    NO_NEGATOR = "@no_negators"
    """Looks like a negation and is none: "not only", "can't stop"."""
    DENIED_AFTER = "@denied_after"
    PAST_LEAD = "@past_lead"
    """Past by itself, directly before the phrase: "used to"."""
    PAST_MARK = "@past_marks"
    """A time gone by, in the same clause as a past form."""
    BACK_AGAIN = "@back_again"
    """Says that it is not past after all; anywhere in the message."""
    ADMITS = "@admits"
    """Says that a question about the subject is about the writer; anywhere in the message."""
    SAYS = "@says"
    """Somebody else speaks: what follows is theirs."""
    GENERIC = "@generic"
    """People in general, directly before the phrase."""
    FIGURE = "@figures"
    """A figure of speech, a title, a mishap: a phrase that overlaps one is not counted."""
    INFORMATION = "@information"
    """A question about the subject: a phrase that overlaps one leads to the gentle line."""
    INFORMATION_ABOUT_ME = "@information_about_me"
    """An information question in the first person: what happens if I tell my therapist."""
    LOSS = "@loss"
    """A phrase of bereavement, which is a trigger for the others."""


@dataclass(frozen=True, slots=True)
class Modifiers:
    """Words that matter around a phrase; the triggers of several words are in the automaton."""

    carriers: frozenset[str]
    """The only words that may stand between a negator and what it negates."""
    past_forms: frozenset[str]
    nearly: frozenset[str]
    """Before a loss, it did not happen: "almost killed himself"."""
    terminators: frozenset[str]
    """Words that end a modifier's reach."""
    humour: frozenset[str]
    first_person: frozenset[str]
    """Where one of these stands inside an information question, it is none."""


@dataclass(frozen=True, slots=True)
class PhraseRules:
    """The phrases and modifiers of one language."""

    language: str
    families: tuple[PhraseFamily, ...]
    modifiers: Modifiers
    automaton: Automaton
    """Finds families, by their ids, and cues, by their values."""
    phrase_words: frozenset[str]
    """Every whole word in the phrases of the families."""
    fillers: frozenset[str]
    """Words that may stand anywhere inside a phrase without changing it."""
    gaps_end_at: frozenset[str]
    """Words that a gap in a phrase never steps over."""
    risk_words: frozenset[str]
    """Words whose misspellings, masked letters and glued forms are undone most eagerly."""
    real_words: frozenset[str]
    """Words that look like a misspelling of a phrase's word and are none."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """One way to reach help."""

    name: str
    region: str
    """Two letters of a country, EU, or ANY."""
    serves: str
    """crisis, emergency, abuse, sexual_assault, child, poison, support or directory."""
    channel: tuple[str, ...]
    contact: str
    """What to dial, text or open: short, it stands first on its own line."""
    how: Mapping[str, str]
    """By language: what to do with the contact and when somebody is there."""
    hours: str
    language: tuple[str, ...]
    source: str
    verified_on: str
    """The day on which a person last compared it with the source, year first."""
    short: bool
    """Whether it is named on a notice; the rest stands on the card of all help lines."""


@dataclass(frozen=True, slots=True)
class NoticeVariant:
    """One wording of a notice."""

    warm: str
    closing: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says, around its help lines."""

    tier: Tier
    category: Category | None
    language: str
    serves: tuple[str, ...]
    """Which help lines it names, in order."""
    variants: tuple[NoticeVariant, ...]
    """The first is for the first time, the others for when it comes again."""


@dataclass(frozen=True, slots=True)
class MoreText:
    """A longer text behind a choice on the notice."""

    title: str
    text: str
    region: str
    """The region it is true of, or ANY."""
    language: str


@dataclass(frozen=True, slots=True)
class ResourceWords:
    """The words around the card of all help lines, and what is typed to see it."""

    language: str
    heading: str
    closing: str
    commands: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A message from which the semantic layer learns."""

    text: str
    tier: Tier | None
    """None for one that sounds like danger and is none."""
    category: Category | None
    language: str


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """All of `knowledge/safety/` but the exemplars, which only fitting needs."""

    phrases: tuple[PhraseRules, ...]
    notices: tuple[NoticeText, ...]
    more: tuple[MoreText, ...]
    resources: tuple[ResourceWords, ...]
    helplines: tuple[Helpline, ...]
    footers: Mapping[str, Mapping[str, str]]
    """By region, then language: the line that never leaves the screen."""
