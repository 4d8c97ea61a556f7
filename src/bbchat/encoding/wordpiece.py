"""WordPiece: text to the token ids that the encoder was trained on.

The one invariant: the ids equal those of the `tokenizers` library (BERT normaliser and pre-tokeniser, lower case,
accents stripped), which the tests prove. The library itself would bring an HTTP client into the default install.
Names of special tokens typed by a person, such as `[SEP]`, are plain text here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

MAX_TOKENS = 256
"""The length that the encoder was trained for, [CLS] and [SEP] included; what is longer is cut."""
MAX_WORD_CHARACTERS = 100
"""A longer run without a space or punctuation becomes one [UNK], as in BERT."""

_CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
"""Blocks whose characters stand as words of their own (BERT's list, in the library's reading of it)."""


_PLAIN_WORD = re.compile(r"[a-z0-9]+|[^a-z0-9 ]")
"""What a lower-case text of nothing but printable ASCII characters falls into."""


@lru_cache(maxsize=4096)
def _is_chinese(character: str) -> bool:
    point = ord(character)
    return any(low <= point <= high for low, high in _CHINESE)


@lru_cache(maxsize=4096)
def _is_punctuation(character: str) -> bool:
    return (character.isascii() and character.isprintable() and not character.isalnum() and character != " ") or (
        unicodedata.category(character).startswith("P")
    )


def _clean(text: str) -> str:
    """Drop what cannot be seen, turn white space into spaces, set Chinese characters apart."""
    kept = []
    for character in text:
        if character in "\t\n\r":
            kept.append(" ")
        elif character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs"):
            continue
        elif character.isspace():
            kept.append(" ")
        elif _is_chinese(character):
            kept.append(f" {character} ")
        else:
            kept.append(character)
    return "".join(kept)


def _fold(text: str) -> str:
    """Accents off, then lower case, letter by letter (a final sigma stays a plain sigma, as in the library)."""
    if text.isascii():
        return text.lower()
    bare = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return "".join(c.lower() for c in bare)


def words_of(text: str) -> list[str]:
    """Split a text into lower-case words and single punctuation marks."""
    if text.isascii() and text.isprintable():
        return _PLAIN_WORD.findall(text.lower())
    spaced = (f" {c} " if _is_punctuation(c) else c for c in _fold(_clean(text)))
    return "".join(spaced).split()


class WordPiece:
    """A vocabulary and the greedy longest-match-first split over it."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self._unknown = vocabulary["[UNK]"]
        self._start = vocabulary["[CLS]"]
        self._end = vocabulary["[SEP]"]

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        """Read `vocab.txt`, one token a line, its line number its id."""
        lines = path.read_text(encoding="utf-8").split("\n")
        return cls({token: index for index, token in enumerate(lines) if token})

    def whole_words(self) -> Iterator[str]:
        """The vocabulary's words, the more frequent first."""
        return (token for token in self.vocabulary if token.isascii() and token.isalpha())

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > MAX_WORD_CHARACTERS:
            return (self._unknown,)
        ids: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                found = self.vocabulary.get(prefix + word[start:end])
                if found is not None:
                    break
            else:
                return (self._unknown,)
            ids.append(found)
            start = end
        return tuple(ids)

    def starts(self, words: Sequence[str]) -> list[int]:
        """The token at which each word of a text begins, and the one after the last word, where nothing is cut."""
        return [*accumulate((len(self._split(word)) for word in words), initial=1)]

    def encode(self, text: str) -> list[int]:
        """Token ids of a text, at most `MAX_TOKENS`, from [CLS] to [SEP]."""
        ids = [self._start]
        for word in words_of(text):
            ids.extend(self._split(word))
            if len(ids) >= MAX_TOKENS:
                break
        return [*ids[: MAX_TOKENS - 1], self._end]
