"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|etc|No)|\b[A-Z])\.$")
_LONGEST_ABBREVIATION = 4


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, white space around it left out; a line break always ends one."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in _END.finditer(text, line.start(), line.end()):
            if _ABBREVIATION.search(text, max(start, match.end() - _LONGEST_ABBREVIATION), match.end()):
                continue
            spans.append((start, match.end()))
            start = match.end()
        spans.append((start, line.end()))
    trimmed = []
    for first, last in spans:
        piece = text[first:last]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            trimmed.append((first + left, first + len(piece.rstrip())))
    return trimmed
