"""The fit is what it is said to be: two kernels mixed, a ridge solved, and every example and topic left out in turn."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.encoding import ridge
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.lexical import LexicalIndex
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain_question
from bbchat.matching import calibration, fitting, matcher
from bbchat.matching.calibration import Calibration

TOPICS = tuple(map(TopicId, ("cats", "dogs", "fish", "birds")))
WORDS = ("purr", "bark", "swim", "sing", "food", "sleep")
SHARE = 0.2
EACH = 7


def _examples() -> tuple[list[Example], Vector]:
    """Some of each topic, one of two topics, and two that are only known not to be of another; with their rows."""
    chance = np.random.default_rng(16)
    labels = [(topic,) for topic in TOPICS for _ in range(EACH)] + [(TOPICS[0], TOPICS[2]), (), ()]
    telling = [WORDS[TOPICS.index(one[0]) if one and at % 3 else 4] for at, one in enumerate(labels)]
    texts = [f"why {word} {WORDS[at % 5]} x{at}" for at, word in enumerate(telling)]
    centres = chance.normal(size=(len(TOPICS) + 1, 2, MEANING))
    places = [TOPICS.index(one[0]) if one else len(TOPICS) for one in labels]
    rows = centres[places] + 2.0 * chance.normal(size=(len(labels), 2, MEANING))
    unit: Vector = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).reshape(len(rows), -1).astype(np.float32)
    return [Example(*pair) for pair in zip(texts, labels, strict=True)], unit


EXAMPLES, ROWS = _examples()
TEXTS = [plain_question(example.text) for example in EXAMPLES]
LABELS = [[TOPICS.index(topic) for topic in example.topics] for example in EXAMPLES]
TARGETS = np.array(
    [
        [1.0 if topic in one.topics[:1] else fitting.FURTHER * (topic in one.topics) for topic in TOPICS]
        for one in EXAMPLES
    ]
)


def _kernel(share: float) -> ridge.Matrix:
    words = LexicalIndex.build(TEXTS).kernel().astype(np.float64)
    made: ridge.Matrix = share * words + (1 - share) * ridge.kernel(ROWS, ROWS).astype(np.float64)
    return made


def _weights(kernel: ridge.Matrix, targets: ridge.Matrix) -> ridge.Matrix:
    return np.asarray(np.linalg.solve(kernel + ridge.REGULARISATION * np.eye(len(kernel)), targets), np.float64)


def _without(kernel: ridge.Matrix, targets: ridge.Matrix, left: list[int]) -> ridge.Matrix:
    """The scores of examples by a ridge that was fitted to the rest."""
    rest = [at for at in range(len(kernel)) if at not in left]
    return kernel[np.ix_(left, rest)] @ _weights(kernel[np.ix_(rest, rest)], targets[rest])


def _left_out(kernel: ridge.Matrix, targets: ridge.Matrix) -> tuple[ridge.Matrix, ridge.Matrix]:
    """What each example would get without itself, and what those of each first topic would get without all of it."""
    firsts = [int(row.argmax()) if row.any() else -1 for row in targets]
    alone = np.concatenate([_without(kernel, targets, [at]) for at in range(len(kernel))])
    groups = [[at for at, first in enumerate(firsts) if first == topic] for topic in range(targets.shape[1])]
    unknown = [np.delete(_without(kernel, targets, group), topic, axis=1) for topic, group in enumerate(groups)]
    return alone, np.concatenate(unknown)


@pytest.fixture(params=["all", "carried"])
def is_carried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the fit goes the way of very many examples, here with all of them as those that carry it."""
    monkeypatch.setattr(fitting, "EXACT", len(TEXTS))
    if request.param == "carried":
        monkeypatch.setattr(fitting, "EXACT", len(TEXTS) - 1)
        monkeypatch.setattr(fitting, "SUPPORTS", len(TEXTS))
    return bool(request.param == "carried")


@pytest.mark.parametrize(("share", "topics"), [(SHARE, 4), (SHARE, 3), (SHARE, 2), (1.0, 4)])
@pytest.mark.usefixtures("is_carried")
def test_the_weights_and_what_is_left_out_are_those_of_the_formula(
    monkeypatch: pytest.MonkeyPatch, share: float, topics: int
) -> None:
    monkeypatch.setattr(fitting, "LEXICAL_WEIGHTS", (share,))
    labels = [[topic for topic in one if topic < topics] for one in LABELS]
    fitted = fitting.fit(TEXTS, ROWS if share < 1 else None, labels, topics)
    kernel, targets = _kernel(share), TARGETS[:, :topics]
    assert np.allclose(fitted["weights"], _weights(kernel, targets), atol=2e-3)
    alone, unknown = _left_out(kernel, targets)
    calibrated = calibration.fit(alone, targets > 0, unknown if topics > 2 else alone[:0])
    assert fitted["calibration"] == pytest.approx(calibrated.weights, rel=1e-2, abs=1e-2)
    assert np.allclose(fitted["left_out_probability"], calibrated.probabilities(alone).max(axis=1), atol=5e-3)
    best = alone.argmax(axis=1)
    assert fitted["left_out_right"].tolist() == [targets[at, topic] > 0 for at, topic in enumerate(best)]
    assert 0.2 < fitted["left_out_right"].mean() < 1, "a set on which nothing can go wrong shows nothing"


@pytest.mark.usefixtures("is_carried")
def test_a_question_is_scored_with_the_kernel_that_the_examples_were_fitted_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "LEXICAL_WEIGHTS", (SHARE,))
    known = dict(zip(TEXTS, ROWS, strict=True))
    made, arrays = matcher.build(EXAMPLES, TOPICS, VectorStore({}, known.__getitem__, "model"), {}, TEXTS)
    asked: Vector = ROWS[1::3] + ROWS[::3][:10]  # between two examples each, so that nothing is sure
    asked /= np.linalg.norm(asked.reshape(-1, 2, MEANING), axis=2).repeat(MEANING, axis=1)
    words = np.array([LexicalIndex.build(TEXTS).similarities(text) for text in TEXTS[1::3]])
    weights, calibrated = _weights(_kernel(SHARE), TARGETS), Calibration(tuple(arrays["calibration"].tolist()))
    by_meaning = (1 - SHARE) * ridge.kernel(asked, ROWS)
    scores = made.scores_of(TEXTS[1::3], list(asked), list(asked))
    told = np.array([one.probabilities for one in scores])
    assert np.allclose(told[:10], calibrated.probabilities((by_meaning + SHARE * words) @ weights), atol=0.02)
    assert np.allclose(told[10:], calibrated.probabilities(by_meaning @ weights), atol=0.02), "a glimpse has no words"
    assert np.abs(told[:10] - told[10:]).max() > 0.1, "or this shows nothing"


def test_a_fit_that_is_stored_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(zip(TEXTS, ROWS, strict=True))
    store = VectorStore({}, known.__getitem__, "model")
    _, arrays = matcher.build(EXAMPLES, TOPICS, store, {})
    monkeypatch.setattr(fitting, "fit", None)
    matcher.build(EXAMPLES, TOPICS, store, arrays)


def test_after_an_edit_an_author_sees_what_will_be_compiled() -> None:
    known = dict(zip(TEXTS, ROWS, strict=True))
    store = VectorStore({}, known.__getitem__, "model")
    chosen, arrays = matcher.build(EXAMPLES, TOPICS, store, {})
    other = {**arrays, "lexical_weight": np.array(fitting.LEXICAL_WEIGHTS[-2])}
    assert chosen.lexical_weight != fitting.LEXICAL_WEIGHTS[-2], "or this shows nothing"
    edited, compiled = (matcher.build(EXAMPLES[:-1], TOPICS, store, found)[0] for found in (other, {}))
    assert edited.lexical_weight == compiled.lexical_weight
