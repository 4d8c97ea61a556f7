"""Follow-ups lean on the last topic; a clear new topic wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.conversation import follow_ups
from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import OFF_TOPIC, TopicId
from bbchat.matching.decision import Ranked

SCIENCE, FEES = TopicId("science"), TopicId("fees")


def topic_of(reply: Reply) -> str | None:
    match reply:
        case Answer():
            return reply.passage.id
        case NotCovered():
            return reply.handoff.id
        case SmallTalk():
            return reply.topic
        case OffTopic():
            return OFF_TOPIC
        case _:
            return None


@pytest.mark.parametrize(
    ("first", "follow_up", "topic"),
    [
        ("does therapy work", "and does that stay", "science"),
        ("does therapy work", "how come?", "science"),
        ("does therapy work", "tell me more", "science"),
        ("is there evidence for it", "from whom then?", "science"),
        ("what skills do I learn", "such as?", "tools"),
        ("what skills do I learn", "and at the office?", "tools"),
        ("will the therapist tell me what to do", "why not?", "empowerment"),
        ("how do i trust a stranger", "what if i can't do that", "connection"),
        ("how much is a session", "and for couples?", "fees"),
        ("do you offer cbt", "what's that?", "methods"),
        ("does therapy work", "and what does a session cost?", "fees"),
        ("does therapy work", "thank you so much", "thanks"),
        ("what skills do I learn", "what's the weather like in rome", "off_topic"),
        ("how much is a session", "is it covered by blue cross insurance", "insurance"),
    ],
)
def test_a_follow_up_is_understood_from_what_came_before(
    assistant: Assistant, first: str, follow_up: str, topic: str
) -> None:
    state, _ = respond(ConversationState(), first, assistant)
    _, reply = respond(state, follow_up, assistant)
    found = topic_of(reply)
    accepted = {topic, "family"} if "couples" in follow_up else {topic}
    assert found in accepted


def test_without_a_topic_before_nothing_leans(assistant: Assistant) -> None:
    _, reply = respond(ConversationState(), "why?", assistant)
    assert reply.decision is not None


@pytest.mark.parametrize("text", ["tell me more", "ok go on please", "why", "how so?", "like what", "Promise?"])
def test_asking_for_more_is_known_by_its_form(text: str) -> None:
    assert follow_ups.asks_for_more(text)


@pytest.mark.parametrize("text", ["", "why do I keep doing this", "more about fees", "tell me about yourself"])
def test_a_question_of_its_own_is_not_asking_for_more(text: str) -> None:
    assert not follow_ups.asks_for_more(text)


def test_only_short_texts_that_point_back_lean() -> None:
    assert follow_ups.leans("and for couples?") is True
    assert follow_ups.leans("is that normal") is True
    assert follow_ups.leans("does it last") is False
    assert follow_ups.leans("do you take insurance") is None
    assert follow_ups.leans("") is None
    assert follow_ups.leans("and it was a long time ago that all of this began to happen to me") is None


def test_a_clear_new_topic_wins_and_an_unclear_one_does_not() -> None:
    unclear, clear = [Ranked(FEES, 0.5), Ranked(SCIENCE, 0.1)], [Ranked(FEES, 0.9), Ranked(SCIENCE, 0.1)]
    assert follow_ups.stays_on(SCIENCE, unclear, is_clear=True)
    assert not follow_ups.stays_on(SCIENCE, unclear, is_clear=False)
    assert not follow_ups.stays_on(SCIENCE, clear, is_clear=True)
    assert follow_ups.stays_on(SCIENCE, [Ranked(FEES, 0.7), Ranked(SCIENCE, 0.6)], is_clear=True)
    assert follow_ups.stays_on(SCIENCE, [], is_clear=True)


@given(st.text(max_size=200))
def test_any_text_is_judged_without_failing(text: str) -> None:
    follow_ups.asks_for_more(text)
    follow_ups.leans(text)
