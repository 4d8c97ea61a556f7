"""How many messages that sound like danger get the help lines, and how many ordinary ones do.

A safety set is tab-separated with a header: the columns `label` and `text`, in any order, among others; `subtype` is
used where it is there. The one invariant: no text of a set ever stands in a message or a repr.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bbchat.authoring.evaluate import Share
from bbchat.conversation.assistant import Assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.yaml_source import read_text

_SOFT = re.compile(r"(?<![a-z])(denial|past|bereavement|trauma[ _-]*history)(?![a-z])")
"""Subtypes of messages that are near enough to danger for a notice to do no harm."""


class Label(StrEnum):
    """What a message is, by its readers."""

    CRISIS = "crisis"
    THIRD_PARTY = "third_party"
    CONCERN = "concern"
    NONE = "none"


DANGERS = (Label.CRISIS, Label.THIRD_PARTY, Label.CONCERN)
"""The labels whose messages are to be flagged."""


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """One message of a safety set."""

    line: int
    """In its file, counted from 1."""
    label: Label
    subtype: str
    """Empty where the set has none."""
    text: str = field(repr=False)

    @property
    def is_strict(self) -> bool:
        """Whether a notice would be plainly out of place."""
        return self.label is Label.NONE and not _SOFT.search(self.subtype.lower())


@dataclass(frozen=True, slots=True)
class SafetyOutcome:
    """Whether one message was flagged."""

    row: SafetyRow
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """All outcomes, counted on demand."""

    outcomes: tuple[SafetyOutcome, ...]

    def recall(self, label: Label) -> Share:
        """Rows of a label that were flagged."""
        return _flagged(outcome for outcome in self.outcomes if outcome.row.label is label)

    @property
    def false_alarms(self) -> Share:
        """Rows without danger that were flagged all the same."""
        return self.recall(Label.NONE)

    @property
    def strict_false_alarms(self) -> Share:
        """The same without denials, the past, bereavement and trauma history."""
        return _flagged(outcome for outcome in self.outcomes if outcome.row.is_strict)

    def missed(self) -> list[SafetyRow]:
        """Rows of danger that were not flagged, in the order of the file."""
        return [o.row for o in self.outcomes if o.row.label is not Label.NONE and not o.is_flagged]

    def wrongly_flagged(self) -> list[SafetyRow]:
        """Rows behind the false alarms, in the order of the file."""
        return [o.row for o in self.outcomes if o.row.label is Label.NONE and o.is_flagged]


def _flagged(outcomes: Iterable[SafetyOutcome]) -> Share:
    chosen = list(outcomes)
    return Share(sum(outcome.is_flagged for outcome in chosen), len(chosen))


def is_flagged_by(assistant: Assistant) -> Callable[[str], bool]:
    """What says whether a text, as the first of a conversation, gets the help lines in place of an answer."""

    def is_flagged(text: str) -> bool:
        notice = respond(ConversationState(), text, assistant)[1].notice
        return notice is not None and notice.replaces_answer

    return is_flagged


def evaluate_safety(
    rows: Sequence[SafetyRow], flagged: Callable[[str], bool], tick: Callable[[], None]
) -> SafetyReport:
    """Put every row to `flagged`, which says whether a text gets the help lines; `tick` is called after each."""
    outcomes = []
    for row in rows:
        outcomes.append(SafetyOutcome(row, flagged(row.text)))
        tick()
    return SafetyReport(tuple(outcomes))


def read_safety_set(path: Path) -> list[SafetyRow]:
    """The rows of a file.

    Raises:
        KnowledgeError: the file cannot be read as a safety set; every mistake is in it.
    """
    problems: list[Problem] = []
    rows = _rows(path, problems)
    if not rows and not problems:
        problems.append(Problem(path, 0, "there are no rows below the header", "add one row for each message"))
    if problems:
        error = KnowledgeError(problems)
        error.message = f"The safety set has {len(problems)} mistake{'s' if len(problems) != 1 else ''}."
        raise error
    return rows


def _rows(path: Path, problems: list[Problem]) -> list[SafetyRow]:
    if not os.path.exists(path):
        problems.append(Problem(path, 0, "there is no such file", "check its name and its folder"))
        return []
    text = read_text(path, problems)
    if text is None:
        return []
    header, *lines = text.split("\n")
    names = [name.strip() for name in header.split("\t")]
    for name in ("label", "text"):
        if names.count(name) != 1:
            message = f"the first line must name the column `{name}` once"
            problems.append(Problem(path, 1, message, "name all columns there, with tabs between them"))
    if problems:
        return []
    rows = []
    for number, line in enumerate(lines, 2):
        if line.strip():
            row = _row(names, line.split("\t"), number)
            if isinstance(row, SafetyRow):
                rows.append(row)
            else:
                problems.append(Problem(path, number, *row))
    return rows


def _row(names: Sequence[str], cells: Sequence[str], number: int) -> SafetyRow | tuple[str, str]:
    """A row, or what is wrong with it and what to do; a wrong label is not repeated, it may be a message."""
    if len(cells) != len(names):
        message = f"this row and the header differ in their number of columns ({len(cells)} and {len(names)})"
        return message, "leave one tab between two columns, and none inside a text"
    found = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    label = found["label"]
    if label not in list(Label):
        return "the label of this row is not known here", f"use one of {', '.join(Label)}"
    if not found["text"]:
        return "this row has no text", "write the message, or take the row out"
    return SafetyRow(number, Label(label), found.get("subtype", ""), found["text"])
