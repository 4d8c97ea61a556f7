"""The matcher: example questions in, a decision about a new question out.

The one invariant: with the same knowledge, encoder and question the decision is the same, compiled or not.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import Vector
from bbchat.encoding.lexical import LexicalIndex, LexicalScore
from bbchat.encoding.store import Arrays, VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain, plain_question
from bbchat.matching import fitting
from bbchat.matching.calibration import Calibration
from bbchat.matching.decision import Decision, Evidence, Ranked, decide
from bbchat.matching.supports import Supports

ALIKE = 3
"""Decimals that probabilities have: the last bits of a product depend on where in memory its
factors lie, and a question that fits two topics alike must bring the same one each time."""
RANKED = 5
"""Topics and example questions that a decision keeps to show for itself."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the ridge says of one question."""

    probabilities: npt.NDArray[np.float64]
    """Calibrated probability of each topic (k,)."""
    likeness: npt.NDArray[np.float32]
    """Likeness to each example (n,)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the ridge would say of each example had it never seen it."""

    is_right: npt.NDArray[np.bool_]
    """Whether the likeliest topic is one of the example's (n,)."""
    probability: npt.NDArray[np.float32]
    """Calibrated probability of the likeliest topic (n,)."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Scores questions against the example questions of all topics."""

    topics: tuple[TopicId, ...]
    examples: tuple[Example, ...]
    """Those that questions are compared with (n,)."""
    supports: Supports | LexicalIndex
    """Their vectors, or their words where there is no encoder and words alone decide."""
    lexical: LexicalScore
    """What the words say of each topic."""
    lexical_weight: float
    """Share of the words beside the vectors, chosen by leave-one-out."""
    weights: ridge.Matrix
    calibration: Calibration
    left_out: LeftOut

    def scores(self, text: str, vector: Vector | None) -> Scores:
        """Score one plain question by its row of vectors (768,) and its words."""
        return self.scores_of([text], [vector])[0]

    def scores_of(
        self, texts: Sequence[str], vectors: Sequence[Vector | None], glimpses: Sequence[Vector] = ()
    ) -> list[Scores]:
        """Score several in one pass over the examples; behind them `glimpses`, rough ones of which only the rows are
        known, where no word counts as shared. A vector is None only where words alone decide."""
        scores = self.lexical_weight * self.lexical.of(texts)
        if isinstance(self.supports, LexicalIndex):
            likeness = np.array([self.supports.similarities(text) for text in texts])
        else:
            known = [vector for vector in vectors if vector is not None]
            likeness, near = self.supports.near(np.array([*known, *glimpses]))
            by_meaning = (1 - self.lexical_weight) * (near.astype(np.float64) @ self.weights)
            by_meaning[: len(texts)] += scores
            scores = by_meaning
        probabilities = self.calibration.probabilities(scores).round(ALIKE)
        return [Scores(*pair) for pair in zip(probabilities, likeness, strict=True)]

    def surest(self, texts: Sequence[str], vectors: Sequence[Vector | None]) -> Scores:
        """The scores of a question given as its windows (one, unless it is long): those of the surest window."""
        return max(self.scores_of(texts, vectors), key=lambda scores: float(scores.probabilities.max()))

    def decide(self, scores: Scores, *, may_ask: bool = True, offerable: Container[TopicId] | None = None) -> Decision:
        """What to do with a question that has these scores; `offerable` are the topics that make sense as a choice."""
        ranking = [
            Ranked(self.topics[place], float(scores.probabilities[place])) for place in _highest(scores.probabilities)
        ]
        evidence = [
            Evidence(self.examples[place].text, self.examples[place].topics, float(scores.likeness[place]))
            for place in _highest(scores.likeness)
        ]
        return decide(ranking, evidence, may_ask=may_ask, offerable=offerable)


def _highest(values: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """The places of the `RANKED` highest values, the highest first."""
    top = np.argpartition(-values, min(RANKED, len(values) - 1))[:RANKED]
    return top[np.lexsort((top, -values[top]))]


def with_titles(
    examples: Sequence[Example], titles: Mapping[TopicId, str], texts: Sequence[str] | None = None
) -> tuple[Example, ...]:
    """The examples, and each topic's title as one more, where it says anything new.

    Worth 0.3 points on BANKING77 and 0.2 on CLINC150 with ten examples an intent, whose labels are their titles.

    Args:
        examples: all example questions.
        titles: by topic.
        texts: the examples' plain texts, where they were made before.
    """
    asked = {text.casefold() for text in texts or [plain(example.text) for example in examples]}
    added = (Example(title, (topic,)) for topic, title in titles.items() if plain(title).casefold() not in asked)
    return (*examples, *added)


def build(
    examples: Sequence[Example],
    topics: Sequence[TopicId],
    store: VectorStore | None,
    arrays: Arrays,
    questions: Sequence[str] | None = None,
) -> tuple[Matcher, Arrays]:
    """Fit a matcher, or take the fitted one out of the compiled arrays where nothing has changed since.

    Args:
        examples: all example questions; those without a topic push their surroundings down.
        topics: all topic ids; the order of the scores.
        store: the vectors of the texts, None to match by words alone.
        arrays: a compiled file's arrays, which may be empty or stale.
        questions: the examples as plain questions, where they were made before.

    Returns:
        The matcher, and the arrays that would let the next call skip the fit.
    """
    texts = questions or [plain_question(example.text) for example in examples]
    numbers = {topic: place for place, topic in enumerate(topics)}
    labels = [[numbers[topic] for topic in example.topics] for example in examples]
    fingerprint = fitting.fingerprint_of(texts, store.digest if store else "", labels, len(topics))
    fitted = arrays
    if not fitting.is_same(arrays, fingerprint):
        vectors = store.vectors(texts) if store else None
        fitted = {"fingerprint": fingerprint, **fitting.fit(texts, vectors, labels, len(topics))}
    places = fitted["places"].tolist()
    terms, rarity = fitted["lexical_terms"], fitted["lexical_rarity"]
    starts, rows, values = (fitted[f"lexical_{part}"] for part in ("starts", "rows", "values"))
    constant, score, lead = fitted["calibration"].tolist()
    matcher = Matcher(
        tuple(topics),
        tuple(examples[place] for place in places),
        Supports.read(fitted) or LexicalIndex(terms, starts, rows, values, rarity, len(places)),
        LexicalScore(terms, rarity, fitted["lexical_weights"], len(places)),
        float(fitted["lexical_weight"]),
        fitted["weights"].astype(np.float64),
        Calibration((constant, score, lead)),
        LeftOut(fitted["left_out_right"], fitted["left_out_probability"]),
    )
    return matcher, {name: fitted[name] for name in fitting.FITTED}
