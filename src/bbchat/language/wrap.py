"""Where a text breaks into lines of a given width, as spans, so that a part of it can be found again on the lines."""

from __future__ import annotations

import unicodedata

_AS_EMOJI = "\ufe0f"
"""Follows a narrow sign to show it as an emoji, which takes one column more; after a wide one it is counted in vain."""


def cell_width(character: str) -> int:
    """Columns that a character takes in a terminal: 0, 1 or 2."""
    if character.isascii() or character == _AS_EMOJI:
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap_spans(text: str, width: int) -> list[tuple[int, int]]:
    """Start and end of each line; breaks at spaces, inside a word only where it is wider than the line.

    A line break in the text ends a line; an empty line gives an empty span. Widths below 1 count as 1.
    """
    width = max(width, 1)
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend(_wrap_line(line, offset, width))
        offset += len(line) + 1
    return spans


def _wrap_line(line: str, offset: int, width: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start, used, space = 0, 0, -1
    for place, character in enumerate(line):
        if character == " ":
            space = place
        used += cell_width(character)
        if used > width:
            if character == " ":
                end, following = place, place + 1
            elif space > start:
                end, following = space, space + 1
            elif place > start:
                end, following = place, place
            else:
                continue
            spans.append((offset + start, offset + end))
            start, space = following, -1
            used = sum(cell_width(later) for later in line[start : place + 1])
    spans.append((offset + start, offset + len(line)))
    return spans


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text at a width."""
    return [text[start:end] for start, end in wrap_spans(text, width)]
