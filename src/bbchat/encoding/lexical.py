"""How alike two texts are in their words and word parts: the kernel beside the vectors, and alone without an encoder.

TF-IDF over words and over character 3- to 5-grams inside word boundaries, each part of unit length, averaged.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding.wordpiece import words_of

SHORTEST_GRAM, LONGEST_GRAM = 3, 5
MAX_WORDS = 400
"""Words of one text that are read; a question is never longer, a window never is."""

OFTEN = 13
"""Terms that more than one in so many examples has make a kernel faster as whole rows than entry by entry."""

Terms: TypeAlias = tuple[Counter[int], Counter[int]]
"""How often each word and each gram is in a text, by 32-bit hash."""


def _terms(text: str) -> Terms:
    """How often each word and each gram is in a text."""
    words = words_of(text)[:MAX_WORDS]
    grams = [
        padded[start : start + size]
        for padded in (f"\0{word}\0" for word in words)
        for size in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for start in range(len(padded) - size + 1)
    ]
    return _hashed(words), _hashed(grams)


def _hashed(terms: Iterable[str]) -> Counter[int]:
    return Counter(map(zlib.crc32, map(str.encode, terms)))


def _weigh(
    counted: Terms, terms: npt.NDArray[np.uint32], rarity: npt.NDArray[np.float32], size: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Places and weights of a text's known terms; unknown terms count for its length alone."""
    count = sum(map(len, counted)) if len(terms) else 0
    if not count:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    hashes = np.fromiter(chain.from_iterable(counted), np.uint32, count)
    frequency = 1 + np.log(np.fromiter(chain.from_iterable(part.values() for part in counted), np.float32, count))
    places = np.minimum(terms.searchsorted(hashes), len(terms) - 1)
    is_known = terms[places] == hashes
    values = frequency * np.where(is_known, rarity[places], np.float32(np.log(1 + size) + 1))
    for part in np.split(values, [len(counted[0])]):
        part *= math.sqrt(0.5 / max(np.square(part, dtype=np.float64).sum(), 1e-18))
    return places[is_known], values[is_known]


@dataclass(frozen=True, slots=True)
class LexicalScore:
    """A ridge on words alone, with its examples summed up into the weights of each term."""

    terms: npt.NDArray[np.uint32]
    """Hashes, rising (m,)."""
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of each term (m,)."""
    weights: npt.NDArray[np.floating]
    """Of each term in each of the ridge's k scores (m, k)."""
    size: int
    """Number of examples that were summed up."""

    def of(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """The scores (t, k) of texts: the sum of their likeness to every example, each times that example's weights."""
        scores = np.zeros((len(texts), self.weights.shape[1]))
        for text, row in zip(texts, scores, strict=True):
            places, values = _weigh(_terms(text), self.terms, self.rarity, self.size)
            row += values @ self.weights[places].astype(np.float32)
        return scores


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
        counted = [_terms(text) for text in texts]
        seen = Counter(chain.from_iterable(part for parts in counted for part in parts))
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
        places, values = _weigh(_terms(text), self.terms, self.rarity, self.size)
        return self._spread(places, values)

    def kernel(self) -> npt.NDArray[np.float32]:
        """Likeness of every example to every example; (n, n)."""
        one = np.ones(1, np.float32)
        is_often = np.diff(self.starts) * OFTEN > self.size
        often = np.flatnonzero(is_often)[:, None]
        whole = np.array([self._spread(term, one) for term in often], np.float32).reshape(-1, self.size)
        likeness: npt.NDArray[np.float32] = whole.T @ whole
        terms = np.repeat(np.arange(len(self.terms)), np.diff(self.starts))
        is_rare = ~is_often[terms]
        order = np.flatnonzero(is_rare)[np.argsort(self.rows[is_rare], kind="stable")]
        terms, weights = terms[order], self.weights[order]
        ends = np.searchsorted(self.rows[order], np.arange(self.size + 1))
        for row, (start, end) in enumerate(pairwise(ends)):
            likeness[row] += self._spread(terms[start:end], weights[start:end])
        return likeness

    def summed(self, weights: npt.NDArray[np.float64], *, least: int = 1) -> LexicalScore:
        """The scores that examples with these weights (n, k) give, by term; terms of fewer examples are left out."""
        by_term = np.repeat(np.arange(len(self.terms)), np.diff(self.starts))
        totals = [np.bincount(by_term, self.weights * part[self.rows], len(self.terms)) for part in weights.T]
        kept = np.diff(self.starts) >= least
        return LexicalScore(self.terms[kept], self.rarity[kept], np.array(totals, np.float32).T[kept], self.size)

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
