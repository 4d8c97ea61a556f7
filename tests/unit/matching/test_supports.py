"""What questions are compared with keeps what tells the examples apart, and is stored as it is used."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.encoding import ridge
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain_question
from bbchat.matching import fitting, matcher, supports
from bbchat.matching.supports import AXES, SHOWN_BY, Supports

TOPICS = tuple(map(TopicId, ("cats", "dogs", "fish")))


def rows_around(centres: Vector, count: int, spread: float) -> Vector:
    chance = np.random.default_rng(count)
    rows = np.repeat(centres, count, axis=0) + spread * chance.normal(size=(count * len(centres), 2, MEANING))
    unit: Vector = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).reshape(len(rows), -1).astype(np.float32)
    return unit


def centres(count: int) -> Vector:
    made: Vector = np.random.default_rng(count).normal(size=(count, 2, MEANING)).astype(np.float32)
    return made


def test_a_text_is_as_like_itself_as_can_be_on_few_axes() -> None:
    rows = rows_around(centres(3), SHOWN_BY // 3 + 1, 2.0)
    made = Supports.of(rows)
    assert tuple(side.shape[1] for side in made.sides) == AXES
    likeness, kernel = made.near(rows[:5])
    assert np.allclose(np.diag(likeness), 1, atol=1e-3)
    assert np.allclose(np.diag(kernel), 1, atol=1e-2)


def test_so_few_examples_that_they_show_no_axes_are_compared_on_all() -> None:
    rows = rows_around(centres(3), 4, 0.5)
    made = Supports.of(rows)
    assert made.axes is None
    asked = rows_around(centres(5), 1, 0.1)
    likeness, kernel = made.near(asked)
    assert np.allclose(likeness, asked[:, :MEANING] @ rows[:, :MEANING].T, atol=1e-5)
    assert np.allclose(kernel, ridge.kernel(asked, rows), atol=1e-5)


@pytest.mark.parametrize("each", [4, SHOWN_BY])
def test_what_was_stored_is_read_as_it_was(each: int) -> None:
    rows = rows_around(centres(3), each, 1.0)
    made = Supports.of(rows)
    read = Supports.read(supports.stored(made))
    assert read is not None
    assert (read.axes is None) == (made.axes is None)
    for one, other in zip(made.near(rows[:7]), read.near(rows[:7]), strict=True):
        assert np.allclose(one, other, atol=5e-3)


def test_without_vectors_nothing_is_stored_and_nothing_read() -> None:
    assert Supports.read(supports.stored(None)) is None


def test_of_very_many_examples_some_carry_the_fit_and_the_topics_are_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    each = 300
    rows = rows_around(centres(3), each, 1.0)
    examples = [Example(f"{topic} number {at}", (topic,)) for topic in TOPICS for at in range(each)]
    known = dict(zip((plain_question(one.text) for one in examples), rows, strict=True))
    exact, _ = matcher.build(examples, TOPICS, VectorStore({}, known.__getitem__, "model"), {})
    monkeypatch.setattr(fitting, "EXACT", 100)
    monkeypatch.setattr(fitting, "SUPPORTS", 90)
    store = VectorStore({}, known.__getitem__, "model")
    carried, arrays = matcher.build(examples, TOPICS, store, {})
    assert len(carried.examples) == len(carried.weights) == 90
    assert len(exact.examples) == len(carried.left_out.is_right) == 3 * each
    assert carried.left_out.is_right.mean() > 0.95
    asked = rows_around(centres(3), 5, 1.0)
    for at, row in enumerate(asked):
        told = [made.decide(made.scores("which", row)).ranking[0].topic for made in (exact, carried)]
        assert told == [TOPICS[at // 5]] * 2
    again, _ = matcher.build(examples, TOPICS, VectorStore({}, known.__getitem__, "model"), arrays)
    assert again.examples == carried.examples
    assert np.array_equal(
        again.scores("which", asked[0]).probabilities, carried.scores("which", asked[0]).probabilities
    )
