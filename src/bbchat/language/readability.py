"""How many years of school a text asks for, by the Flesch-Kincaid grade level (Kincaid et al. 1975)."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z']+")


def grade(text: str) -> float:
    """US school grade of an English text; 0 for one without words. Means little below a dozen words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?]+", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)
