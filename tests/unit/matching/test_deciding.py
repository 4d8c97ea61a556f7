"""Where the line lies between an answer, a question back and nothing; and that probabilities are what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.ridge import Matrix
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain_question
from bbchat.matching import calibration, fitting, matcher
from bbchat.matching.calibration import CANDIDATES, UNKNOWN_SHARE, Calibration, features
from bbchat.matching.decision import ANSWER_FROM, Ambiguous, Evidence, Match, NoMatch, Ranked, decide

A, B, C, D = map(TopicId, "abcd")
NEAR = (Evidence("a question", (A,), 0.9),)


@pytest.mark.parametrize(
    ("best", "may_ask", "kind"),
    [
        (0.3, False, Match),
        (0.2999, False, NoMatch),
        (0.34, True, Match),
        (0.33, True, Ambiguous),
        (0.21, True, Ambiguous),
        (0.2, True, NoMatch),
    ],
)
def test_one_topic_is_answered_asked_about_or_left_where_the_costs_say(
    best: float, may_ask: bool, kind: type[Match]
) -> None:
    assert isinstance(decide([Ranked(A, best)], NEAR, may_ask=may_ask), kind)


def test_authors_are_told_the_probability_from_which_a_topic_is_answered() -> None:
    assert isinstance(decide([Ranked(A, ANSWER_FROM)], NEAR, may_ask=False), Match)
    assert isinstance(decide([Ranked(A, ANSWER_FROM - 1e-9)], NEAR, may_ask=False), NoMatch)


def test_a_decision_tells_what_each_way_would_have_cost_and_what_was_near() -> None:
    ranking = [Ranked(A, 0.5), Ranked(B, 0.2), Ranked(C, 0.1), Ranked(D, 0.05)]
    made = decide(ranking, NEAR, may_ask=True)
    assert made.costs == pytest.approx((0.5, 0.5 + 0.25 * 0.5 * 0.8 * 0.9, 0.7))
    assert (made.ranking, made.evidence) == (tuple(ranking), NEAR)
    for other in (decide([], NEAR, may_ask=True), decide([Ranked(A, 0.01)], NEAR, may_ask=True)):
        assert isinstance(other, NoMatch)
        assert other.evidence == NEAR
    asked = decide([replace(one, probability=0.35) for one in ranking], NEAR, may_ask=True)
    assert isinstance(asked, Ambiguous)
    assert asked.evidence == NEAR
    assert asked.choices == (A, B, C), "never more than three"


def test_the_lead_of_a_topic_is_over_its_best_rival() -> None:
    made = features(np.array([[0.5, 0.2, 0.1], [0.1, 0.1, 0.4]]))
    assert made[:, :, 0].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert made[:, :, 1].tolist() == [[0.5, 0.2, 0.1], [0.1, 0.1, 0.4]]
    assert made[:, :, 2] == pytest.approx(np.array([[0.3, -0.3, -0.4], [-0.3, -0.3, 0.3]]))


def test_a_probability_is_the_logistic_of_score_and_lead_and_never_overflows() -> None:
    made = Calibration((-1.0, 2.0, 3.0)).probabilities(np.array([[0.5, 0.2]]))
    assert made[0] == pytest.approx([1 / (1 + np.exp(-0.9)), 1 / (1 + np.exp(1.5))])
    extreme = Calibration((0.0, 1e6, 0.0)).probabilities(np.array([[1.0, -1.0]]))
    assert extreme[0] == pytest.approx([1.0, 0.0], abs=1e-9)


def _noise(count: int, seed: int) -> Matrix:
    noise: Matrix = np.random.default_rng(seed).normal(0, 0.3, (count, 5))
    return noise


@pytest.mark.parametrize("strangers", [0, 30])
def test_what_is_said_to_be_likely_is_right_that_often(strangers: int) -> None:
    """The fitted weights are the best there are: no feature is left that tells right from wrong."""
    chance = np.random.default_rng(3)
    right = np.eye(5)[chance.integers(0, 5, 80)] > 0
    known, unknown = right * 0.5 + _noise(80, 1), _noise(strangers, 2)
    fitted = calibration.fit(known, right, unknown)
    share = UNKNOWN_SHARE / (1 - UNKNOWN_SHARE) * 80 / strangers if strangers else 0.0
    left = np.zeros(3)
    for scores, truth, weight in ((known, right, 1.0), (unknown, np.zeros((strangers, 5)), share)):
        for row, true, guess in zip(features(scores), truth, fitted.probabilities(scores), strict=True):
            for at in np.argsort(-row[:, 1])[:CANDIDATES]:
                left += weight * (guess[at] - true[at]) * row[at]
    assert left + 1e-3 * np.array(fitted.weights) == pytest.approx(np.zeros(3), abs=1e-6)


def _row(text: str) -> Vector:
    pair = np.random.default_rng(sum(map(ord, text))).normal(size=(2, MEANING)).astype(np.float32)
    row: Vector = (pair / np.linalg.norm(pair, axis=1, keepdims=True)).reshape(-1)
    return row


EXAMPLES = [Example(f"{word} number {at}", (TopicId(word),)) for word in ("cats", "dogs", "fish") for at in range(4)]
TOPICS = tuple(map(TopicId, ("cats", "dogs", "fish")))


def test_the_likeness_that_is_shown_is_of_the_meaning_and_only_without_the_encoder_of_the_words() -> None:
    by_meaning, _ = matcher.build(EXAMPLES, TOPICS, VectorStore({}, _row, "digest"), {})
    by_words, _ = matcher.build(EXAMPLES, TOPICS, None, {})
    found = by_meaning.scores("fish", _row(plain_question("cats number 1"))).likeness
    assert found[1] == pytest.approx(1.0, abs=1e-3)
    found = by_words.scores("fish number 1", None).likeness
    assert int(found.argmax()) == [example.text for example in EXAMPLES].index("fish number 1")
    assert not by_words.scores("zzz", None).likeness.any()


def test_the_nearest_examples_and_the_likeliest_topics_are_told_best_first() -> None:
    made, _ = matcher.build(EXAMPLES, TOPICS, None, {})
    told = made.decide(made.scores("cats number 1", None))
    assert told.ranking[0].topic == "cats"
    assert told.evidence[0].text == "cats number 1"
    shares, near = [one.probability for one in told.ranking], [one.likeness for one in told.evidence]
    assert shares == sorted(shares, reverse=True)
    assert near == sorted(near, reverse=True)
    assert len(shares) == len(TOPICS)


def test_whatever_the_fit_depends_on_makes_it_anew() -> None:
    store = VectorStore({}, _row, "digest")
    _, arrays = matcher.build(EXAMPLES, TOPICS, store, {})
    other_topic = [*EXAMPLES[:-1], replace(EXAMPLES[-1], topics=(TOPICS[0],))]
    other_text = [*EXAMPLES[:-1], replace(EXAMPLES[-1], text="fish of another number")]
    same, kept = matcher.build(EXAMPLES, TOPICS, store, arrays)
    assert np.array_equal(kept["fingerprint"], arrays["fingerprint"])
    assert np.allclose(same.weights, arrays["weights"])
    prints = {kept["fingerprint"].tobytes()}
    for examples, topics, vectors in (
        (other_topic, TOPICS, store),
        (other_text, TOPICS, store),
        (EXAMPLES, TOPICS[::-1], store),
        (EXAMPLES, TOPICS, None),
        (EXAMPLES, TOPICS, VectorStore({}, lambda text: _row(f"{text}!"), "another model")),
    ):
        prints.add(matcher.build(examples, topics, vectors, arrays)[1]["fingerprint"].tobytes())
    assert len(prints) == 6
    for name in fitting.FITTED:
        lacking = {key: value for key, value in arrays.items() if key != name}
        made, whole = matcher.build(EXAMPLES, TOPICS, store, lacking)
        assert set(whole) == set(fitting.FITTED), "a file that lacks a part is no reason to fail"
        assert made.lexical_weight in fitting.LEXICAL_WEIGHTS


def test_how_often_the_examples_are_right_is_counted_without_each_having_seen_itself() -> None:
    made, _ = matcher.build(EXAMPLES, TOPICS, None, {})
    assert made.left_out.is_right.shape == made.left_out.probability.shape == (len(EXAMPLES),)
    stray = [*EXAMPLES, Example("cats number nine", (TopicId("fish"),))]
    odd, _ = matcher.build(stray, TOPICS, None, {})
    assert odd.left_out.is_right[0]
    assert not odd.left_out.is_right[-1], "it is taken for what its words say, not for what it was told"
