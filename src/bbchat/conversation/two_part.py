"""Where a question may fall into two: at a sentence's end, a semicolon, a comma, an "and".

The one invariant: the two halves of a split are the whole text, but for the words that joined them.
"""

from __future__ import annotations

import re

SHORTEST_PART = 2
"""Words that a part must have."""
LONGEST = 30
"""Words; a longer text tells a story, and its sentences belong together."""
MAX_SPLITS = 2
CLEAR, SURE, PLAIN = 0.3, 0.5, 0.75
"""Least probability of each part where the second asks; of the first where only the second asks; of both otherwise."""

_ASKS = re.compile(
    r"(?:(?:ok|okay|so|oh|and|also|well|but|then|plus|or)\b[ ,]*)*"
    r"(?:do|does|did|is|are|am|can|could|will|would|what|whats|how|hows|who|whos|when|where|wheres|why|which|should|may"
    r"|have|has|must|any|whether|if|i want|i need|i'd like|i would like|tell me)\b",
    re.IGNORECASE,
)

_JOINT = re.compile(
    r"(?P<end>[.?!;]+\s+(?:(?:and|also|plus|oh and|but)\b,?\s*)?)"
    r"|(?P<comma>\s*[,:–-]\s+(?:(?:and|also|plus|but|oh and|or)\b\s*(?:also\b\s*)?)?)"
    r"|(?P<word>\s+(?:and also|and|plus|also|as well as|but|y)\s+)",
    re.IGNORECASE,
)


def splits(text: str) -> list[tuple[str, str]]:
    """The ways to cut a plain text in two, the likeliest first; none where it is too short or too long.

    A cut before something that asks is likelier than one before a statement, which counts only at a sentence's end.
    """
    if len(text.split()) > LONGEST:
        return []
    found: list[tuple[bool, int, str, str]] = []
    for match in _JOINT.finditer(text):
        first, second = text[: match.start()].strip(), text[match.end() :].strip()
        if min(len(first.split()), len(second.split())) >= SHORTEST_PART:
            asks = _ASKS.match(second) is not None
            strength = 0 if match["end"] else 1 if match["comma"] else 2
            if asks or not strength:
                found.append((not asks, strength, first, second))
    found.sort(key=lambda split: split[:2])
    return [(first, second) for _, _, first, second in found[:MAX_SPLITS]]


def holds(first: str, second: str, first_share: float, second_share: float) -> bool:
    """Whether a split is to be trusted: by how its parts are put, and by the probability of each part's topic."""
    if _ASKS.match(second) and min(first_share, second_share) >= CLEAR:
        return _ASKS.match(first) is not None or first_share >= SURE
    return min(first_share, second_share) >= PLAIN
