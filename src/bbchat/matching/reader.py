"""What is read of a typed text before it is matched: its plain form, mended, as a question, and its vectors.

The one invariant: nothing of a text is kept, and nothing of it is shown in a repr.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bbchat.encoding.encoder import Encoder, States, Vector, pool, pool_runs
from bbchat.encoding.store import Arrays
from bbchat.encoding.wordpiece import words_of
from bbchat.language.normalise import as_question, plain, windows
from bbchat.language.spelling import RARER_BY, SHORTEST, Speller, known_words
from bbchat.language.word_list import WordList

SENTENCE_ENDS = frozenset(".?!;")
SHORTEST_SENTENCE = 4
"""Words and marks of a sentence that says something by itself."""


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A typed text, made ready."""

    texts: tuple[str, ...]
    """The plain, mended text as a question; several overlapping windows where it is long."""
    vectors: tuple[Vector | None, ...]
    """A row (768,) for each; None without an encoder."""
    typed: str
    """The plain text as typed."""
    repaired: str | None
    """The mended text where it differs."""
    states: States | None = None
    """Of the text's tokens; None without an encoder, and for windows."""

    @property
    def windows(self) -> Iterable[tuple[str, Vector | None]]:
        """Each text with its row."""
        return zip(self.texts, self.vectors, strict=True)


class Reader:
    """Reads typed texts the way that the examples were read."""

    def __init__(self, encoder: Encoder | None, speller: Speller) -> None:
        """`encoder` is None where words alone decide."""
        self._encoder = encoder
        self._speller = speller

    @classmethod
    def build(
        cls, encoder: Encoder | None, published: Sequence[str], examples: Sequence[str], arrays: Arrays
    ) -> tuple[Reader, Arrays]:
        """A reader that knows the words of published texts and of example questions, both plain; and the arrays to
        compile, out of which the next one is made sooner."""
        general = dict.fromkeys(encoder.wordpiece.whole_words() if encoder else ())
        words, compiled_words = _common_words(arrays)
        own, compiled_own = _own_words(published, examples, general, arrays)
        return cls(encoder, Speller(own, general, words)), {**compiled_words, **compiled_own}

    def read(self, text: str, *, mends: bool = True) -> Reading:
        """Normalise, mend (where `mends`) and encode a typed text of any length."""
        typed = plain(text)
        mended = self._speller.repair(typed) if mends else typed
        texts = tuple(map(as_question, windows(mended)))
        repaired = mended if mended != typed else None
        if self._encoder is None or len(texts) > 1:
            return Reading(texts, tuple(map(self.encode, texts)), typed, repaired)
        states = self._encoder.read(texts[0])
        return Reading(texts, (pool(states),), typed, repaired, states)

    def is_well_typed(self, text: str) -> bool:
        """Whether a text holds neither slips nor shorthand."""
        return self._speller.is_well_typed(plain(text))

    def read_part(self, text: str) -> Reading:
        """Encode a part of a text that was read."""
        question = as_question(text)
        return Reading((question,), (self.encode(question),), text, None)

    def inside(self, reading: Reading, words: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[Vector | None]:
        """The rows (768,) of runs of a text's words, out of the one time that the whole text was encoded."""
        starts = self._encoder.wordpiece.starts(words) if self._encoder else []
        if reading.states is None or starts[-1] + 1 != len(reading.states):
            return [None for _ in spans]
        return list(pool_runs(reading.states, [(starts[begin], starts[end]) for begin, end in spans]))

    def sentences(self, reading: Reading) -> Iterator[tuple[str, Vector | None]]:
        """Each sentence of a text of several, and its row (768,) inside the text."""
        words = words_of(reading.texts[0])
        ends = [at for at, word in enumerate(words, 1) if word in SENTENCE_ENDS and at < len(words)]
        spans = [span for span in pairwise([0, *ends, len(words)]) if span[1] - span[0] >= SHORTEST_SENTENCE]
        if len(spans) < 2:
            return
        for (begin, end), row in zip(spans, self.inside(reading, words, spans), strict=True):
            yield " ".join(words[begin:end]), row

    def encode(self, text: str) -> Vector | None:
        """The row (768,) of a plain question; None without an encoder."""
        return self._encoder.encode(text) if self._encoder else None


def _common_words(arrays: Arrays) -> tuple[WordList, Arrays]:
    """The words that are no slips, from the compiled arrays where they are there, and the arrays to compile."""
    hashes = arrays.get("words")
    is_sound = hashes is not None and hashes.dtype == np.uint32 and hashes.ndim == 1
    words = WordList(hashes) if hashes is not None and is_sound else WordList.english_and_spanish()
    return words, {"words": words.hashes}


def _own_words(
    published: Sequence[str], examples: Sequence[str], general: Mapping[str, None], arrays: Arrays
) -> tuple[list[str], Arrays]:
    """The same for the words of the knowledge, which stand for the texts that they were found in."""
    texts = "\0".join([repr((1, RARER_BY, SHORTEST)), *published, "", *examples, "", *general])
    digest = np.frombuffer(hashlib.blake2b(texts.encode(), digest_size=32).digest(), np.uint8)
    stored = arrays.get("own_words")
    if stored is not None and np.array_equal(arrays.get("own_words_of", ""), digest):
        with suppress(UnicodeDecodeError):
            return stored.tobytes().decode().split("\n"), {"own_words": stored, "own_words_of": digest}
    own = known_words(published, examples, general)
    return own, {"own_words": np.frombuffer("\n".join(own).encode(), np.uint8), "own_words_of": digest}
