"""Everything that replying needs, built once: the knowledge, the matcher, the safety check, the speller.

The one invariant: it is never changed by a question, and keeps nothing of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bbchat.encoding.encoder import Encoder, Vector, cosines
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.model import Knowledge, Passage, TopicId
from bbchat.language.normalise import plain, windows
from bbchat.language.spelling import Speller, known_words
from bbchat.matching import matcher
from bbchat.matching.decision import Decision
from bbchat.matching.lexical import LexicalIndex
from bbchat.matching.matcher import Matcher
from bbchat.safety.check import SafetyCheck


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A typed text, made ready: nothing of it is shown in a repr."""

    texts: tuple[str, ...]
    """The plain, mended text; several overlapping windows where it is long."""
    vectors: tuple[Vector | None, ...]
    repaired: str | None
    """The mended text where it differs from the typed one."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """What `respond` works with."""

    knowledge: Knowledge
    matcher: Matcher
    safety: SafetyCheck
    speller: Speller | None
    encode: Callable[[str], Vector] | None
    sentence_vectors: dict[TopicId, Vector]
    """Vectors (sentences, 768) of each passage; empty without an encoder."""

    def read(self, text: str) -> Reading:
        """Normalise, mend and encode a typed text."""
        typed = plain(text)
        mended = self.speller.repair(typed) if self.speller else typed
        texts = tuple(windows(mended))
        vectors = tuple(self.encode(piece) if self.encode else None for piece in texts)
        return Reading(texts, vectors, mended if mended != typed else None)

    def decide(self, reading: Reading, *, may_ask: bool) -> Decision:
        """Match a text that was read."""
        return self.matcher.decide(reading.texts, reading.vectors, may_ask=may_ask)

    def best_sentence(self, passage: Passage, reading: Reading) -> tuple[int, int]:
        """The span of the sentence that is nearest to the question."""
        pieces = [passage.text[start:end] for start, end in passage.sentences]
        stored = self.sentence_vectors.get(passage.id)
        asked = [vector for vector in reading.vectors if vector is not None]
        if stored is not None and asked:
            near = np.max([cosines(stored, vector) for vector in asked], axis=0)
        else:
            lexical = LexicalIndex.build(pieces)
            near = np.max([lexical.similarities(text) for text in reading.texts], axis=0)
        return passage.sentences[int(np.argmax(near))]


def build(knowledge: Knowledge, encoder: Encoder | None, arrays: Arrays) -> tuple[Assistant, Arrays]:
    """Put an assistant together.

    Args:
        knowledge: what the practice has written.
        encoder: None to match by words alone.
        arrays: those of the compiled file, which may be empty or stale.

    Returns:
        The assistant, and the arrays to save so that the next start has nothing to encode or fit.
    """
    store = VectorStore(arrays, encoder.encode, encoder.digest) if encoder else None
    fitted, compiled = matcher.build(knowledge.examples, tuple(knowledge.topics), store, arrays)
    pieces = {p.id: [p.text[start:end] for start, end in p.sentences] for p in knowledge.passages()}
    sentences = {topic: store.vectors(texts) for topic, texts in pieces.items()} if store else {}
    asked = [plain(example.text) for example in knowledge.examples]
    if store:
        compiled = {**compiled, **store.arrays([*asked, *chain.from_iterable(pieces.values())])}
    speller = None
    articles = knowledge.articles.values()
    if encoder:
        general = dict.fromkeys(encoder.wordpiece.whole_words())
        published = [plain(f"{article.author} {article.practice} {article.body}") for article in articles]
        speller = Speller(known_words(published, asked, general), general)
    encode = encoder.encode if encoder else None
    return Assistant(knowledge, fitted, SafetyCheck(knowledge.safety), speller, encode, sentences), compiled
