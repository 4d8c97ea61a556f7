"""How alike two texts are in their words and word parts: the kernel beside the vectors, and alone without an encoder.

TF-IDF over words and over character 3- to 5-grams inside word boundaries, each part of unit length, averaged.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bbchat.encoding.wordpiece import words_of

SHORTEST_GRAM, LONGEST_GRAM = 3, 5
MAX_WORDS = 400
"""Words of one text that are read; a question is never longer, a window never is."""

_WORD, _GRAM = 0, 1


def _terms(text: str) -> Iterator[tuple[int, int]]:
    """Part (word or gram) and a 32-bit hash of each term."""
    for word in words_of(text)[:MAX_WORDS]:
        yield _WORD, zlib.crc32(word.encode())
        padded = f"\0{word}\0"
        for size in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
            for start in range(len(padded) - size + 1):
                yield _GRAM, zlib.crc32(padded[start : start + size].encode())


def _weigh(
    counts: Counter[tuple[int, int]], terms: npt.NDArray[np.uint32], rarity: npt.NDArray[np.float32], size: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Places of the known terms and their weights; unknown terms count for the length alone."""
    if not counts or not len(terms):
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    parts = np.fromiter((part for part, _ in counts), np.int8, len(counts))
    hashes = np.fromiter((term for _, term in counts), np.uint32, len(counts))
    frequency = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
    places = np.minimum(np.searchsorted(terms, hashes), len(terms) - 1)
    is_known = terms[places] == hashes
    rarest = np.float32(np.log(1 + size) + 1)
    values = frequency * np.where(is_known, rarity[places], rarest)
    for part in (_WORD, _GRAM):
        chosen = parts == part
        length = np.sqrt((values[chosen] ** 2).sum())
        values[chosen] *= np.sqrt(0.5) / max(float(length), 1e-9)
    return places[is_known], values[is_known].astype(np.float32)


@dataclass(frozen=True, slots=True)
class LexicalScore:
    """A ridge on words alone, with its examples summed up into one weight for each term."""

    terms: npt.NDArray[np.uint32]
    """Hashes, rising (m,)."""
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of each term (m,)."""
    weights: npt.NDArray[np.float32]
    """(m,)."""
    size: int
    """Number of examples that were summed up."""

    def of(self, text: str) -> float:
        """The score of a text: the sum of its likeness to every example, each times that example's weight."""
        places, values = _weigh(Counter(_terms(text)), self.terms, self.rarity, self.size)
        return float(values @ self.weights[places])


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Inverted lists over the examples' terms, as flat arrays that can be stored as they are."""

    terms: npt.NDArray[np.uint32]
    """Hashes of all terms, rising (m,)."""
    starts: npt.NDArray[np.int32]
    """Where each term's list begins in `rows` and `weights` (m + 1,)."""
    rows: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of each term (m,)."""
    size: int
    """Number of examples."""

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index the example texts."""
        counted = [Counter(_terms(text)) for text in texts]
        seen = Counter(term for counts in counted for _, term in {(part, term): None for part, term in counts})
        terms = np.array(sorted(seen), dtype=np.uint32)
        rarity = (
            np.log((1 + len(texts)) / (1 + np.array([seen[term] for term in terms.tolist()], dtype=np.float32))) + 1
        )
        columns, rows, weights = [], [], []
        for row, counts in enumerate(counted):
            places, values = _weigh(counts, terms, rarity, len(texts))
            columns.append(places)
            weights.append(values)
            rows.append(np.full(len(places), row, np.int32))
        column = np.concatenate(columns) if columns else np.zeros(0, np.intp)
        order = np.argsort(column, kind="stable")
        starts = np.searchsorted(column[order], np.arange(len(terms) + 1)).astype(np.int32)
        all_rows = np.concatenate(rows)[order] if rows else np.zeros(0, np.int32)
        all_weights = np.concatenate(weights)[order] if weights else np.zeros(0, np.float32)
        return cls(terms, starts, all_rows, all_weights, rarity.astype(np.float32), len(texts))

    def similarities(self, text: str) -> npt.NDArray[np.float32]:
        """Likeness (0 to 1) of a text to every example; (n,)."""
        return self._spread(*_weigh(Counter(_terms(text)), self.terms, self.rarity, self.size))

    def kernel(self) -> npt.NDArray[np.float32]:
        """Likeness of every example to every example; (n, n)."""
        order = np.argsort(self.rows, kind="stable")
        terms = np.repeat(np.arange(len(self.terms)), np.diff(self.starts))[order]
        weights, ends = self.weights[order], np.searchsorted(self.rows[order], np.arange(self.size + 1))
        likeness = np.empty((self.size, self.size), np.float32)
        for row, (start, end) in enumerate(pairwise(ends)):
            likeness[row] = self._spread(terms[start:end], weights[start:end])
        return likeness

    def summed(self, weights: npt.NDArray[np.float64]) -> LexicalScore:
        """The score that examples with these weights (n,) give, by term; terms of a single example are left out."""
        by_term = np.repeat(np.arange(len(self.terms)), np.diff(self.starts))
        totals = np.bincount(by_term, self.weights * weights[self.rows], minlength=len(self.terms))
        kept = np.diff(self.starts) > 1
        return LexicalScore(self.terms[kept], self.rarity[kept], totals[kept].astype(np.float32), self.size)

    def _spread(self, places: npt.NDArray[np.intp], values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The sum of the lists of these terms, each times its value; (n,)."""
        if not len(places):
            return np.zeros(self.size, np.float32)
        begins = self.starts[places]
        lengths = self.starts[places + 1] - begins
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)
        weights = self.weights[entries] * np.repeat(values, lengths)
        return np.bincount(self.rows[entries], weights, minlength=self.size).astype(np.float32)
