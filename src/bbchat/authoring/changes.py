"""What has changed in a text, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, auto

AROUND = 6
"""Words that are kept on either side of a change."""


class Change(Enum):
    """What became of some words."""

    KEPT = auto()
    OUT = auto()
    IN = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    change: Change
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The changes of a text in order, each with a few of the words around it."""
    before, after = _words(old), _words(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    for at, (step, first, last, begin, end) in enumerate(steps):
        if step == "equal":
            pieces.append(Piece(Change.KEPT, _shortened(before[first:last], at == 0, at == len(steps) - 1)))
            continue
        if first < last:
            pieces.append(Piece(Change.OUT, " ".join(before[first:last])))
        if begin < end:
            pieces.append(Piece(Change.IN, " ".join(after[begin:end])))
    return pieces


def _words(text: str) -> list[str]:
    """The words; ¶ where a new line or paragraph begins."""
    return re.sub(r"\n+", " ¶ ", text).split()


def _shortened(words: list[str], is_first: bool, is_last: bool) -> str:
    head, tail = ([] if is_first else words[:AROUND]), ([] if is_last else words[-AROUND:])
    if len(head) + len(tail) >= len(words):
        return " ".join(words)
    return " ".join([*head, "…", *tail])
