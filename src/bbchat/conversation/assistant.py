"""Everything that replying needs, built once: the knowledge, the matcher, the safety check, the reader.

The one invariant: it is never changed by a question, and keeps nothing of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from bbchat.conversation.two_part import Split
from bbchat.encoding.encoder import Encoder, Vector, cosines
from bbchat.encoding.lexical import LexicalIndex
from bbchat.encoding.ridge import Matrix
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.model import Knowledge, Passage, TopicId, TopicKind
from bbchat.knowledge.safety_rules import Exemplar
from bbchat.language.normalise import as_question, plain, plain_each, windows
from bbchat.matching import matcher
from bbchat.matching.matcher import Matcher, Scores
from bbchat.matching.reader import Reader, Reading
from bbchat.safety import semantic
from bbchat.safety.check import SafetyCheck


@dataclass(frozen=True, slots=True)
class Assistant:
    """What `respond` works with."""

    knowledge: Knowledge
    matcher: Matcher
    safety: SafetyCheck
    reader: Reader
    sentence_vectors: dict[TopicId, Vector]
    """Vectors (sentences, 768) of each passage; empty without an encoder."""
    can_be_part: npt.NDArray[np.bool_]
    """Topics, in the matcher's order, that a part of a question can have: all but small talk (k,)."""
    offerable: frozenset[TopicId]
    """Topics that make sense as one of the choices of a did-you-mean: sections and handoffs."""

    def score(self, reading: Reading) -> Scores:
        """How likely each topic is to answer a text that was read."""
        return self.matcher.surest(reading.texts, reading.vectors)

    def score_and_glimpses(
        self, splits: Sequence[Split], words: Sequence[str], reading: Reading
    ) -> tuple[Scores, list[tuple[Matrix, Matrix]]]:
        """The scores of a text of one window, and what both parts of each cut are about, at a first glance: by their
        tokens inside the whole text, which costs next to nothing, but makes the parts more alike than they are."""
        spans = [span for split in splits for span in ((0, split.end), (split.start, len(words)))]
        rows = [row for row in self.reader.inside(reading, words, spans) if row is not None]
        if rows:
            whole, *parts = self.matcher.scores_of(reading.texts, reading.vectors, rows)
        else:
            texts = [" ".join(words[begin:end]) for begin, end in spans]
            encoded = [self.reader.encode(text) for text in texts]
            whole, parts = self.score(reading), self.matcher.scores_of(texts, encoded)
        found = [np.where(self.can_be_part, part.probabilities, 0.0) for part in parts]
        return whole, list(zip(found[::2], found[1::2], strict=True))

    def parts(self, split: Split, words: Sequence[str]) -> list[tuple[Reading, Scores]]:
        """Both parts of a text cut in two, read and scored; small talk is no part of a question."""
        readings = [self.reader.read_part(" ".join(part)) for part in (words[: split.end], words[split.start :])]
        found = self.matcher.scores_of([one.texts[0] for one in readings], [one.vectors[0] for one in readings])
        return [
            (reading, replace(scores, probabilities=np.where(self.can_be_part, scores.probabilities, 0.0)))
            for reading, scores in zip(readings, found, strict=True)
        ]

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


def build(
    knowledge: Knowledge,
    encoder: Encoder | None,
    arrays: Arrays,
    exemplars: Callable[[], Sequence[Exemplar]],
    *,
    refit: bool = False,
) -> tuple[Assistant, Callable[[], Arrays]]:
    """Put an assistant together.

    Args:
        knowledge: what the practice has written.
        encoder: None to match by words alone.
        arrays: those of the compiled file, which may be empty or stale.
        exemplars: reads what the second layer of the safety check learns from, which only fitting it needs.
        refit: whether a stale safety layer is fitted anew, which takes minutes.

    Returns:
        The assistant, and what makes the arrays to save so that the next start has nothing to encode or fit.
    """
    store = VectorStore(arrays, encoder.encode, encoder.digest) if encoder else None
    kinds = (TopicKind.PASSAGE, TopicKind.HANDOFF)
    named = [topic for topic in knowledge.topics if knowledge.kind(topic) in kinds]
    offerable = frozenset(named)
    titles = {topic: knowledge.title(topic) for topic in named}
    texts = plain_each([example.text for example in knowledge.examples])
    known = matcher.with_titles(knowledge.examples, titles, texts)
    examples = [*texts, *(plain(example.text) for example in known[len(texts) :])]
    asked = [as_question(text) for text in examples]
    fitted, compiled = matcher.build(known, tuple(knowledge.topics), store, arrays, asked)
    pieces = {p.id: [p.text[start:end] for start, end in p.sentences] for p in knowledge.passages()}
    sentences = {topic: store.vectors(texts) for topic, texts in pieces.items()} if store else {}
    layer = None
    if store:

        def ordinary() -> list[str]:
            shown = [*(article.body for article in knowledge.articles.values()), *chain.from_iterable(pieces.values())]
            return [*asked, *(as_question(window) for text in shown for window in windows(plain(text)))]

        layer, compiled_layer = semantic.build(exemplars, ordinary, store, arrays, refit=refit)
        compiled = {**compiled, **compiled_layer}
    articles = knowledge.articles.values()
    published = [plain(f"{article.author} {article.practice} {article.body}") for article in articles]
    reader, compiled_words = Reader.build(encoder, published, examples, arrays)
    can_be_part = np.array([knowledge.kind(topic) is not TopicKind.SMALL_TALK for topic in fitted.topics])
    safety = SafetyCheck(knowledge.safety, layer)
    assistant = Assistant(knowledge, fitted, safety, reader, sentences, can_be_part, offerable)

    def to_store() -> Arrays:
        vectors = store.arrays([*asked, *chain.from_iterable(pieces.values())]) if store else {}
        return {**compiled, **compiled_words, **vectors}

    return assistant, to_store
