"""Whether the matcher finds the topic, knows when it doesn't, and says the same thing however it was loaded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.lexical import LexicalIndex
from bbchat.encoding.store import VectorStore
from bbchat.knowledge.model import Example, TopicId
from bbchat.language.normalise import plain_question
from bbchat.matching import calibration, decision, fitting, matcher
from bbchat.matching.decision import Ambiguous, Match, NoMatch, Ranked

CATS, DOGS, FISH = TopicId("cats"), TopicId("dogs"), TopicId("fish")
TOPICS = (CATS, DOGS, FISH)
EXAMPLES = [
    Example(text, (topic,))
    for topic, texts in {
        CATS: ["my cat sleeps all day", "why do cats purr", "what do cats eat", "cat food for kittens"],
        DOGS: ["my dog barks at night", "how to walk a puppy", "why do dogs wag their tails", "dog food"],
        FISH: ["how warm should an aquarium be", "feeding goldfish", "why do fish float", "fish tank filter"],
    }.items()
    for text in texts
]


def by_words() -> matcher.Matcher:
    return matcher.build(EXAMPLES, TOPICS, None, {})[0]


def test_without_the_encoder_words_alone_still_find_the_topic() -> None:
    made = by_words()
    for question, topic in (("do cats purr", CATS), ("puppy walk", DOGS), ("a filter for the fish tank", FISH)):
        assert made.decide(made.scores(question, None)).ranking[0].topic == topic


def test_the_surest_window_of_a_long_text_decides() -> None:
    made = by_words()
    windows = ["lorem ipsum dolor", "why do cats purr", "sit amet"]
    assert made.decide(made.surest(windows, [None] * 3)).ranking[0].topic == CATS


def test_compiled_and_fresh_decide_alike() -> None:
    def encode(text: str) -> Vector:
        pair = np.random.default_rng(len(text) * 1000 + ord(text[0])).normal(size=(2, MEANING)).astype(np.float32)
        row: Vector = (pair / np.linalg.norm(pair, axis=1, keepdims=True)).reshape(-1)
        return row

    fresh, arrays = matcher.build(EXAMPLES, TOPICS, VectorStore({}, encode, "digest"), {})
    compiled, _ = matcher.build(EXAMPLES, TOPICS, VectorStore({}, encode, "digest"), arrays)
    vector = encode("why do cats purr")
    first, second = (made.decide(made.scores("why do cats purr", vector)) for made in (fresh, compiled))
    assert first == second
    stale, _ = matcher.build(EXAMPLES[:-1], TOPICS, VectorStore({}, encode, "digest"), arrays)
    assert len(stale.weights) == len(EXAMPLES) - 1, "a stale fit is made again"


@pytest.mark.parametrize(
    ("words_tell", "share"), [(True, fitting.LEXICAL_WEIGHTS[-1]), (False, fitting.LEXICAL_WEIGHTS[0])]
)
def test_the_share_of_the_words_is_chosen_by_what_the_examples_show(words_tell: bool, share: float) -> None:
    chance = np.random.default_rng(1)
    topics = {CATS: "purr", DOGS: "bark", FISH: "swim"}
    examples, rows = [], {}
    for place in range(60):
        topic = TOPICS[place % 3]
        text = (
            f"{topics[topic]} {topics[topic]}ing"
            if words_tell
            else f"word{chance.integers(9)} thing{chance.integers(9)}"
        )
        examples.append(Example(f"{text} n{place}", (topic,)))
        centre = np.zeros((2, MEANING)) if words_tell else np.repeat(np.eye(MEANING)[[place % 3]], 2, axis=0) * 9
        pair = (centre + chance.normal(size=(2, MEANING)) * 0.1).astype(np.float32)
        rows[plain_question(examples[-1].text)] = (pair / np.linalg.norm(pair, axis=1, keepdims=True)).reshape(-1)
    made, _ = matcher.build(examples, TOPICS, VectorStore({}, rows.__getitem__, "digest"), {})
    assert made.lexical_weight == share


def test_a_question_that_names_two_topics_teaches_both() -> None:
    both = [*EXAMPLES, Example("pets that purr and bark", (CATS, DOGS))]
    made, _ = matcher.build(both, TOPICS, None, {})
    best = {ranked.topic for ranked in made.decide(made.scores("pets that purr and bark", None)).ranking[:2]}
    assert best == {CATS, DOGS}


def test_likeness_by_words_is_highest_for_the_same_text_and_zero_for_a_stranger() -> None:
    index = LexicalIndex.build([example.text for example in EXAMPLES])
    same = index.similarities("feeding goldfish")
    assert int(same.argmax()) == 9
    assert same.max() == pytest.approx(1.0, abs=1e-5)
    assert not index.similarities("zzz qqq").any()


def test_the_kernel_of_the_words_is_the_likeness_of_each_example_to_each() -> None:
    texts = [example.text for example in EXAMPLES]
    index = LexicalIndex.build(texts)
    assert np.allclose(index.kernel(), [index.similarities(text) for text in texts], atol=1e-6)


def test_the_summed_score_of_the_words_is_that_of_all_examples() -> None:
    texts = [example.text for example in EXAMPLES]
    index = LexicalIndex.build([*texts, *texts])
    weights = np.linspace(-1, 1, 6 * len(texts)).reshape(-1, 3)
    asked = ["why do cats purr", "feeding", "", "zzz"]
    for least in (1, 2):
        score = index.summed(weights, least=least)
        assert np.allclose(score.of(asked), [index.similarities(text) @ weights for text in asked], atol=1e-5)
        assert score.of([]).shape == (0, 3)


def test_a_word_of_one_example_counts_unless_it_is_left_out() -> None:
    index, weights = LexicalIndex.build(["a ginger cat", "two dogs", "two cats"]), np.eye(3)
    assert index.summed(weights).of(["ginger"])[0, 0] > 0
    assert not index.summed(weights, least=2).of(["ginger"]).any()


def test_a_glimpse_changes_nothing_of_the_scores_that_it_is_taken_beside() -> None:
    rows = {plain_question(example.text): row for example, row in zip(EXAMPLES, _unit_rows(len(EXAMPLES)), strict=True)}
    made, _ = matcher.build(EXAMPLES, TOPICS, VectorStore({}, rows.__getitem__, "digest"), {})
    row, *glimpses = _unit_rows(5)
    alone = made.scores("why do cats purr?", row)
    beside = made.scores_of(["why do cats purr?"], [row], glimpses)
    assert len(beside) == 5
    assert np.allclose(beside[0].probabilities, alone.probabilities, atol=1e-5)


def _unit_rows(count: int) -> Vector:
    pairs = np.random.default_rng(count).normal(size=(count, 2, MEANING)).astype(np.float32)
    rows: Vector = (pairs / np.linalg.norm(pairs, axis=2, keepdims=True)).reshape(count, -1)
    return rows


def test_a_title_that_says_something_new_is_one_more_example() -> None:
    titles = {CATS: "Care of felines", DOGS: EXAMPLES[4].text.upper()}
    known = matcher.with_titles(EXAMPLES, titles)
    assert known[: len(EXAMPLES)] == tuple(EXAMPLES)
    assert [(example.text, example.topics) for example in known[len(EXAMPLES) :]] == [("Care of felines", (CATS,))]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_likeness_by_words_stays_between_nothing_and_the_same(text: str) -> None:
    near = LexicalIndex.build([example.text for example in EXAMPLES]).similarities(text)
    assert near.shape == (len(EXAMPLES),)
    assert np.isfinite(near).all()
    assert (near >= 0).all()
    assert (near <= 1 + 1e-5).all()


def test_a_sure_topic_is_answered_a_close_pair_is_asked_about_and_nothing_is_handed_on() -> None:
    sure = [Ranked(CATS, 0.9), Ranked(DOGS, 0.1)]
    close = [Ranked(CATS, 0.42), Ranked(DOGS, 0.41), Ranked(FISH, 0.4)]
    nothing = [Ranked(CATS, 0.05), Ranked(DOGS, 0.04)]
    assert isinstance(decision.decide(sure, [], may_ask=True), Match)
    asked = decision.decide(close, [], may_ask=True)
    assert isinstance(asked, Ambiguous)
    assert asked.choices == (CATS, DOGS, FISH)
    assert not isinstance(decision.decide(close, [], may_ask=False), Ambiguous)
    assert isinstance(decision.decide(nothing, [], may_ask=True), NoMatch)
    assert isinstance(decision.decide([], [], may_ask=True), NoMatch)


def test_only_what_makes_sense_as_a_choice_is_offered() -> None:
    close = [Ranked(CATS, 0.35), Ranked(DOGS, 0.34), Ranked(FISH, 0.33)]
    asked = decision.decide(close, [], may_ask=True, offerable={DOGS, FISH})
    assert isinstance(asked, Ambiguous)
    assert asked.choices == (DOGS, FISH)
    assert not isinstance(decision.decide(close, [], may_ask=True, offerable={}), Ambiguous)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.booleans())
def test_the_cheapest_thing_is_done(probabilities: list[float], may_ask: bool) -> None:
    ranking = [Ranked(TopicId(f"t{place}"), p) for place, p in enumerate(sorted(probabilities, reverse=True))]
    made = decision.decide(ranking, [], may_ask=may_ask)
    answer, ask, nothing = made.costs
    cost = {Match: answer, Ambiguous: ask, NoMatch: nothing}[type(made)]
    assert cost == min(answer, nothing, *([ask] if may_ask else []))


def test_probabilities_rise_with_the_score_and_with_the_lead() -> None:
    fitted = by_words().calibration
    strong, weak = fitted.probabilities(np.array([[0.9, 0.1, 0.0], [0.4, 0.3, 0.2]]))
    assert strong[0] > weak[0]
    assert strong[0] > strong[1]
    assert ((strong >= 0) & (strong <= 1)).all()


def test_one_topic_without_rivals_can_be_fitted() -> None:
    made, _ = matcher.build(EXAMPLES[:8], (CATS, DOGS), None, {})
    assert made.decide(made.scores("purring cats", None)).ranking[0].topic == CATS


def test_calibration_learns_that_unknown_questions_score_low() -> None:
    rng = np.random.default_rng(0)
    right = np.eye(3)[rng.integers(0, 3, 200)]
    known = right * 0.6 + rng.normal(0, 0.05, (200, 3))
    unknown = rng.normal(0.05, 0.05, (50, 2))
    fitted = calibration.fit(known, right > 0, np.pad(unknown, ((0, 0), (0, 1)), constant_values=-1))
    sure, unsure = fitted.probabilities(np.array([[0.6, 0.0, 0.0], [0.06, 0.05, 0.0]]))
    assert sure[0] > 0.9
    assert unsure[0] < 0.3
