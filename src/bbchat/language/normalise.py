"""The plain form of a question: what matching reads, the same for the authors' examples and for what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from bbchat.language.clean import clean

_PLAIN = str.maketrans("‘’‚‛ʼ`“”„‟«»–—―−", "''''''\"\"\"\"\"\"----")
_LONG_RUN, _LONG_RUN_OF_ASCII = re.compile(r"([^\W\d_])\1\1+"), re.compile(r"([A-Za-z])\1\1+")
_TRAILING_OFF = re.compile(r"\s*(?<!\.)\.{2,}\s*(?=\w)")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

WINDOW_WORDS = 90
"""A longer text is read in windows of this size: well inside the encoder's 256 tokens."""
WINDOW_STEP = 60
MAX_WINDOWS = 24
"""Bounds the work for a pasted book: beyond, windows are spread evenly over the text."""


def plain(text: str) -> str:
    """One line of compatible letters with straight quotes; runs of three or more equal letters become two."""
    line = clean(text)
    if line.isascii():
        return _LONG_RUN_OF_ASCII.sub(r"\1\1", line.replace("`", "'"))
    line = unicodedata.normalize("NFKC", line.replace("´", "'"))
    return clean(_LONG_RUN.sub(r"\1\1", line.translate(_PLAIN)))


def plain_each(texts: Sequence[str]) -> list[str]:
    """`plain` of each of many texts; one look at the bytes of all tells the few that are not plain already."""
    signs = np.frombuffer("\n".join(["", *texts, ""]).encode(errors="surrogatepass"), np.uint8)
    breaks = np.flatnonzero(signs == ord("\n"))
    if len(breaks) != len(texts) + 1:  # a text of several lines
        return [*map(plain, texts)]
    before, sign, after = signs[:-2], signs[1:-1], signs[2:]
    is_odd = (sign < ord(" ")) & (sign != ord("\n")) | (sign > ord("~")) | (sign == ord("`"))
    is_odd |= (sign == ord(" ")) & ((before <= ord(" ")) | (after <= ord(" ")))
    is_odd |= (sign >= ord("A")) & (sign == before) & (sign == after)
    found = list(texts)
    for place in np.unique(np.searchsorted(breaks, np.flatnonzero(is_odd) + 1) - 1).tolist():
        found[place] = plain(found[place])
    return found


def as_question(text: str) -> str:
    """A plain text put as a question.

    People leave the mark out as often as not, and it moves the encoder's vectors: with the same mark on all texts,
    ten-shot BANKING77 gains 0.2 points and CLINC150 0.6. Dots between words count as the end of a sentence: to the
    encoder they sound like despair, in "I asked for an appointment... now what" too.
    """
    ended = _TRAILING_OFF.sub(". ", text) if ".." in text else text
    return ended.rstrip("?.! ") + "?"


def plain_question(text: str) -> str:
    """A written text the way that a typed one is compared: plain, and put as a question."""
    return as_question(plain(text))


def words(text: str) -> list[str]:
    """Lower-case words of a plain text, apostrophes kept, digits and punctuation left out."""
    return [match[0].lower() for match in WORD.finditer(text)]


def windows(text: str) -> list[str]:
    """The text itself where it is short; otherwise overlapping pieces of it, at most `MAX_WINDOWS`."""
    parts = text.split()
    if len(parts) <= WINDOW_WORDS:
        return [text]
    starts = list(range(0, len(parts) - WINDOW_WORDS + WINDOW_STEP, WINDOW_STEP))
    if len(starts) > MAX_WINDOWS:
        starts = [starts[index * (len(starts) - 1) // (MAX_WINDOWS - 1)] for index in range(MAX_WINDOWS)]
    return [" ".join(parts[start : start + WINDOW_WORDS]) for start in starts]
