"""Example questions that may fit a new section: those that exist and are near to it in meaning.

The one invariant: nothing is made up; each suggestion is, letter for letter, a question or sub-heading that stands
somewhere already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bbchat.authoring.importing.article import Section
from bbchat.authoring.importing.existing import Asked
from bbchat.encoding.encoder import Vector, cosines
from bbchat.language.normalise import plain_question
from bbchat.language.sentences import sentence_spans

MOST = 8
"""Suggestions for one section: enough to begin with, few enough to read."""
NEAR = 0.4
"""Cosine from which a question may be about a section."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, and where it stands."""

    text: str
    origin: str


def from_the_section(section: Section) -> list[Suggestion]:
    """Questions that stand in a section itself, and headings right above it."""
    found = [Suggestion(block.text, "a heading of the article") for block in section.above]
    for paragraph in section.paragraphs:
        for first, last in sentence_spans(paragraph):
            if paragraph[first:last].endswith("?"):
                found.append(Suggestion(paragraph[first:last], "asked in the text"))
    return found[:MOST]


def near(
    sections: Sequence[Section], asked: Sequence[Asked], vectors: Callable[[Sequence[str]], Vector]
) -> list[list[Suggestion]]:
    """For each section the questions that are nearest to it and to no other section, the nearest first."""
    asked = list({plain_question(one.text): one for one in reversed(asked)}.values())[::-1]
    if not asked or not sections:
        return [[] for _ in sections]
    stack = vectors([plain_question(one.text) for one in asked])
    likeness = np.stack([_likeness(section, stack, vectors) for section in sections])
    best = likeness.argmax(axis=0)
    found = []
    for row, scores in enumerate(likeness):
        order = [at for at in np.argsort(-scores, kind="stable") if best[at] == row and scores[at] >= NEAR][:MOST]
        found.append([_as_suggestion(asked[at]) for at in order])
    return found


def _likeness(section: Section, stack: Vector, vectors: Callable[[Sequence[str]], Vector]) -> Vector:
    """How near each question is to a section: to all of it, and to the sentence that it is nearest to."""
    sentences = [part[first:last] for part in section.paragraphs for first, last in sentence_spans(part)]
    pieces = vectors([f"{section.title}. {section.text}", section.title, *sentences])
    likeness = np.stack([cosines(stack, piece) for piece in pieces])
    mean: Vector = (likeness[0] + likeness.max(axis=0)) / 2
    return mean


def _as_suggestion(asked: Asked) -> Suggestion:
    where = "in this folder" if asked.is_own else "that came with bbchat"
    return Suggestion(asked.text, f"from {asked.topic}, {where}")
