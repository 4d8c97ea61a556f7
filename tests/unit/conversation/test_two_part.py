"""Two questions in one message are both answered, in order; one question with an "and" in it stays one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.conversation.two_part import LONGEST, asks, chance, form, promising, splits
from bbchat.encoding.wordpiece import words_of
from tests.unit.conversation.test_follow_ups import topic_of


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("does it really help and what do you charge", ("science", "fees")),
        ("Is there evidence that it works? And do you take insurance?", ("science", "insurance")),
        ("will they fix me, and do i need to be in a crisis to come", ("empowerment", "reasons")),
        ("where is your office and can I book a session for monday", ("location", "scheduling")),
        ("can I learn to handle stress; also, is it confidential?", ("tools", "confidentiality")),
    ],
)
def test_both_parts_are_answered_in_order(assistant: Assistant, question: str, topics: tuple[str, str]) -> None:
    state, reply = respond(ConversationState(), question, assistant)
    assert reply.second is not None
    assert (topic_of(reply), topic_of(reply.second)) == topics
    assert state.last_topic == topics[1]
    assert not {choice.topic for choice in reply.suggestions} & set(topics)


@pytest.mark.parametrize(
    "question",
    [
        "does it help with anxiety and depression",
        "can i learn to deal with stress and anger",
        "is it normal to laugh and cry in a session",
        "what is the difference between a psychologist and a psychiatrist",
        "do you have times in the morning and in the evening",
    ],
)
def test_one_question_with_an_and_in_it_stays_one(assistant: Assistant, question: str) -> None:
    assert respond(ConversationState(), question, assistant)[1].second is None


@given(st.text(alphabet=st.sampled_from("ab ,.;?!-and\n"), max_size=200))
def test_a_cut_loses_nothing_but_the_joint(text: str) -> None:
    words = words_of(text)
    for cut in splits(words):
        assert 0 < cut.end <= cut.start < len(words)
        assert all(word in {"and", "n"} or not word[0].isalnum() for word in words[cut.end : cut.start])


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("does it work? and what does it cost", [("does it work", "what does it cost")]),
        ("how much is it do you take aetna", [("how much is it", "do you take aetna")]),
        ("how long is the waiting list", []),
        ("i know what is wrong with me", []),
        ("is it far / any parking", [("is it far", "any parking")]),
        ("is it far do you take aetna", [("is it far", "do you take aetna")]),
        ("help me do you take aetna", []),
        ("cost? and is it far", [("cost", "is it far")]),
        ("is it far? cost", [("is it far", "cost")]),
        ("? is it far", []),
        ("my sister said about it", []),
        ("we never did talk much", []),
        ("it is far away how much is it", [("it is far away", "how much is it"), ("it is far away how much", "is it")]),
        ("it is far away is that ok", [("it is far away", "is that ok")]),
        ("can i bring it is that ok", []),
        ("can i bring it do you think", [("can i bring it", "do you think")]),
    ],
)
def test_cuts_lie_where_a_second_question_may_begin(text: str, cuts: list[tuple[str, str]]) -> None:
    words = words_of(text)
    assert [(" ".join(words[: cut.end]), " ".join(words[cut.start :])) for cut in splits(words)] == cuts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("does it work? and what does it cost", [1, 1, 0, 0, 1, 1, 1, 0]),
        ("is it far / any parking", [1, 0, 1, 0, 1, 1, 1, 1]),
        ("is it far do you take aetna", [1, 0, 0, 1, 1, 1, 1, 0]),
        ("my dog is sick and i feel low", [1, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_the_form_of_a_cut_says_what_it_looks_like(text: str, says: list[float]) -> None:
    words = words_of(text)
    (cut,) = splits(words)
    assert form(cut, words) == says


@pytest.mark.parametrize(
    ("part", "does_ask"),
    [
        ("do you take aetna", True),
        ("and, ok well can i come", True),
        ("please tell me more", True),
        ("i'd like to come", True),
        ("i want", True),
        ("tell", False),
        ("my dog is fine", False),
        ("i work and do", False),
        ("and , ok", False),
        ("", False),
    ],
)
def test_a_part_that_asks_or_wishes_is_known_by_how_it_begins(part: str, does_ask: bool) -> None:
    assert asks(words_of(part)) == does_ask


def test_a_long_story_is_not_cut_and_of_several_cuts_the_likeliest_is_looked_at() -> None:
    torn = np.array([0.5, 0.45])
    apart, alike = (np.array([0.9, 0.0]), np.array([0.0, 0.9])), (np.array([0.9, 0.0]), np.array([0.9, 0.0]))
    for size in (30, LONGEST, LONGEST + 1, 500):
        words = words_of("do you do this and can i come and is it far, or " * size)[:size]
        cuts = splits(words)
        assert bool(cuts) == (size <= LONGEST)
        for place, cut in enumerate(cuts):
            shown = [alike] * place + [apart] + [alike] * (len(cuts) - place - 1)
            assert promising(cuts, words, torn, shown) == cut
    assert promising([], [], torn, []) is None


def test_a_text_whose_parts_seem_to_be_about_two_topics_is_looked_through_for_two_questions() -> None:
    words = words_of("does it work and my partner is far")
    cuts = splits(words)
    first, second = np.array([0.9, 0.01]), np.array([0.01, 0.9])
    assert promising(cuts, words, np.array([0.5, 0.45]), [(first, second)] * len(cuts))
    assert not promising(cuts, words, first, [(first, first)] * len(cuts))


def test_a_glimpse_of_the_parts_of_two_questions_shows_both_topics(assistant: Assistant) -> None:
    reading = assistant.reader.read("where is your office and does therapy really work")
    words = words_of(reading.texts[0])
    _, glimpses = assistant.score_and_glimpses(splits(words), words, reading)
    found = [[assistant.matcher.topics[int(part.argmax())] for part in glimpse] for glimpse in glimpses]
    assert ["location", "science"] in found


def test_parts_with_the_same_topic_are_one_question() -> None:
    words = words_of("does it work and does it last")
    sure = np.array([0.9, 0.05])
    assert chance(splits(words)[0], words, sure, sure, sure) == 0.0
    assert chance(splits(words)[0], words, sure, sure, sure[::-1]) > 0.0


def test_surer_parts_make_two_questions_likelier() -> None:
    words = words_of("does it work and is it far")
    whole = np.array([0.5, 0.4])
    sure, unsure = (np.array([0.9, 0.0]), np.array([0.0, 0.9])), (np.array([0.2, 0.0]), np.array([0.0, 0.2]))
    assert chance(splits(words)[0], words, whole, *sure) > chance(splits(words)[0], words, whole, *unsure)
