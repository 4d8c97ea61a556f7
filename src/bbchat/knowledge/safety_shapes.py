"""The files of `knowledge/safety/` as written: what each may hold, key by key.

The one invariant: what passes here has the right shape and no unknown key; whether patterns can be read and lists
exist is the loader's work.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from bbchat.knowledge.safety_rules import Category, Tier
from bbchat.knowledge.schema import FileModel, Id, Line, Prose

_ONE_OF_TIERS = rf"^({'|'.join(Tier)})$"
_ONE_OF_CATEGORIES = rf"^({'|'.join(Category)})$"

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Patterns = Annotated[list[Pattern], Field(min_length=1)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]
"""Words with spaces between them."""
TierName = Annotated[str, StringConstraints(pattern=_ONE_OF_TIERS)]
CategoryName = Annotated[str, StringConstraints(pattern=_ONE_OF_CATEGORIES)]
Region = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|ANY)$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Serves = Annotated[
    str, StringConstraints(pattern=r"^(crisis|emergency|abuse|sexual_assault|child|poison|support|directory)$")
]


Modifier = Annotated[str, StringConstraints(pattern=r"^(negation|past|others)$")]


class FamilyFile(FileModel):
    """Wordings that lead to one notice."""

    id: Id
    about: Line
    """What these phrases have in common, for the clinician who reviews them."""
    tier: TierName
    category: CategoryName | None = None
    stands: Annotated[list[Modifier], Field(default_factory=list)]
    """Modifiers that never lower these phrases."""
    hyperbole: bool = False
    phrases: Patterns


class PhrasesFile(FileModel):
    """`phrases.LANGUAGE.yaml`."""

    fillers: Words
    gaps_end_at: Words
    spellings: dict[str, Words]
    risk_words: Words
    lists: dict[str, Words]
    """Entries with commas between them."""
    families: Annotated[list[FamilyFile], Field(min_length=1)]


class ModifiersFile(FileModel):
    """`modifiers.LANGUAGE.yaml`."""

    negators: Patterns
    no_negators: Patterns
    carriers: Words
    denied_after: Patterns
    past_forms: Words
    past_lead: Patterns
    past_marks: Patterns
    back_again: Patterns
    admits: Patterns
    says: Patterns
    generic: Patterns
    nearly: Words
    terminators: Words
    humour: Words
    figures: Patterns
    information: Patterns
    first_person: Words
    information_about_me: Patterns
    real_words: Words


class VariantFile(FileModel):
    """One wording of a notice."""

    warm: Prose
    closing: Prose


class NoticeFile(FileModel):
    """What a notice says."""

    tier: TierName
    category: CategoryName | None = None
    serves: list[Serves]
    variants: Annotated[list[VariantFile], Field(min_length=1)]


class MoreFile(FileModel):
    """A longer text behind a choice."""

    title: Line
    text: Prose
    region: Region = "ANY"


class ResourcesFile(FileModel):
    """The words around the card of all help lines."""

    heading: Line
    closing: Prose
    commands: Annotated[list[Line], Field(min_length=1)]


class NoticesFile(FileModel):
    """`notices.LANGUAGE.yaml`."""

    notices: Annotated[list[NoticeFile], Field(min_length=1)]
    more: list[MoreFile]
    resources: ResourcesFile


class HelplineFile(FileModel):
    """One way to reach help."""

    name: Line
    region: Region
    serves: Serves
    channel: Annotated[list[Line], Field(min_length=1)]
    contact: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    how: dict[str, Line]
    hours: Line
    language: Annotated[list[Line], Field(min_length=1)]
    source: Line
    verified_on: Day
    short: bool = False


class HelplinesFile(FileModel):
    """`helplines.yaml`."""

    helplines: Annotated[list[HelplineFile], Field(min_length=1)]
    footers: dict[str, dict[str, Line]]


class ExemplarsOfTier(FileModel):
    """Messages of one kind, each on a line of its own."""

    tier: Annotated[str, StringConstraints(pattern=rf"^(none|{'|'.join(Tier)})$")]
    category: CategoryName | None = None
    texts: Words


class ExemplarsFile(FileModel):
    """`exemplars.LANGUAGE.yaml`."""

    exemplars: Annotated[list[ExemplarsOfTier], Field(min_length=1)]
