"""Two questions in one message are both answered, in order; one question with an "and" in it stays one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.conversation.two_part import LONGEST, MAX_SPLITS, SHORTEST_PART, holds, splits
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
def test_a_split_loses_nothing_but_the_joint(text: str) -> None:
    plain = " ".join(text.split())
    found = splits(plain)
    assert len(found) <= MAX_SPLITS
    for first, second in found:
        assert plain.startswith(first)
        assert plain.endswith(second)
        assert min(len(first.split()), len(second.split())) >= SHORTEST_PART


def test_a_story_is_not_cut() -> None:
    assert splits("why, " * (LONGEST + 1)) == []


def test_parts_hold_only_where_each_has_a_clear_topic() -> None:
    assert holds("does it work", "and what does it cost", 0.9, 0.9)
    assert not holds("does it work", "and what does it cost", 0.9, 0.1)
    assert not holds("my dog died", "is there parking", 0.2, 0.9)
    assert holds("can it calm me down", "I have good insurance", 0.9, 0.8)
    assert not holds("can it calm me down", "I have good insurance", 0.9, 0.5)
