"""What is not wrong in a knowledge folder, but worth a look by its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from bbchat.encoding.encoder import MEANING, Vector
from bbchat.errors import Problem
from bbchat.knowledge.model import Example
from bbchat.knowledge.safety_rules import Helpline
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.yaml_source import YamlSource
from bbchat.language.clean import clean
from bbchat.language.readability import grade

TOO_ALIKE = 0.93
"""Cosine from which two questions say the same; pairs below it were told apart by readers."""
WARN_AFTER, REFUSE_AFTER = 90, 180
"""Days since a help line was last verified: beyond the first it is worth a look, beyond the second a mistake."""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two example questions that say the same and lead to different topics."""

    first: Example
    second: Example
    likeness: float


def near_duplicates(examples: Sequence[Example], vectors: Vector) -> list[NearDuplicate]:
    """Pairs of examples without a topic in common that are too alike, the most alike first.

    Args:
        examples: n example questions.
        vectors: theirs, (n, 768).
    """
    likeness = np.triu(vectors[:, :MEANING] @ vectors[:, :MEANING].T, 1)
    pairs = [
        NearDuplicate(examples[row], examples[column], float(likeness[row, column]))
        for row, column in np.argwhere(likeness >= TOO_ALIKE)
        if not set(examples[row].topics) & set(examples[column].topics)
    ]
    return sorted(pairs, key=lambda pair: -pair.likeness)


HARDEST = 8.0
"""US school grade that no sentence of the program should ask more than."""
JUDGED_FROM = 8
"""Words from which a sentence's grade means anything."""


def hard_sentences(wording: Wording) -> list[tuple[str, float]]:
    """The program's own sentences that ask for more school than they should, and their grade."""
    sections = [getattr(wording, section.name) for section in fields(wording)]
    sentences = [getattr(section, one.name) for section in sections for one in fields(section)]
    graded = ((text, grade(text)) for text in sentences if len(text.split()) >= JUDGED_FROM)
    return [(text, found) for text, found in graded if found > HARDEST]


@dataclass(frozen=True, slots=True)
class DatedHelpline:
    """A help line whose date needs somebody's attention."""

    problem: Problem
    is_mistake: bool
    """Verified so long ago that the folder is not right as it is; otherwise a warning."""


def dated_helplines(helplines: Sequence[Helpline], source: YamlSource, today: date) -> list[DatedHelpline]:
    """The help lines that nobody verified lately, or whose date cannot be so, in the order of their file.

    Args:
        helplines: all lines of `safety/helplines.yaml`, in its order.
        source: that file, for the places in it.
        today: the day to count from.
    """
    found = []
    for at, helpline in enumerate(helplines):
        message, is_mistake = _about_date(helpline.verified_on, today)
        if message:
            place = source.line(("helplines", at, "verified_on"))
            message = f"the help line “{clean(helpline.name)}” {message}"
            fix = "call it or look it up, then set verified_on to that day"
            found.append(DatedHelpline(Problem(source.path, place, message, fix), is_mistake))
    return found


def _about_date(verified_on: str, today: date) -> tuple[str, bool]:
    """What is wrong with a date, empty where nothing is, and whether that is a mistake."""
    if not verified_on:
        return "does not say when it was last verified", False
    try:
        age = (today - date.fromisoformat(verified_on)).days
    except ValueError:
        return f"was last verified on “{clean(verified_on)}”, which is not a date", False
    if age < 0:
        return f"was last verified on {verified_on}, which is in the future", False
    if age <= WARN_AFTER:
        return "", False
    limit = REFUSE_AFTER if age > REFUSE_AFTER else WARN_AFTER
    return f"was last verified on {verified_on}, {age} days ago (more than {limit})", age > REFUSE_AFTER
