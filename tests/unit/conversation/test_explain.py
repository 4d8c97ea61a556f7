"""Why a reply came: the figures that decided, in words that staff can read out."""

from __future__ import annotations

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.explain import explain
from bbchat.conversation.respond import choose, respond
from bbchat.conversation.session import Exchange
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import TopicId


def reasons(assistant: Assistant, *questions: str) -> str:
    """The explanation of the last of several questions, as one text."""
    state = ConversationState()
    for question in questions:
        state, reply = respond(state, question, assistant)
    exchange = Exchange(questions[-1], reply, 2.5)
    groups = explain(exchange, assistant.knowledge)
    assert all(heading and sentences for heading, sentences in groups)
    return "\n".join(line for heading, sentences in groups for line in (heading, *sentences))


def test_an_answer_names_the_topic_the_nearest_questions_the_rivals_and_the_time(assistant: Assistant) -> None:
    text = reasons(assistant, "does it work")
    assert "Typed: does it work" in text
    assert 'The topic "The Science Behind the Support" fits in' in text
    assert "100 alike" in text
    assert "The first leads by" in text
    assert "2.5 thousandths" in text


def test_a_mended_word_is_shown_before_and_after(assistant: Assistant) -> None:
    assert "threapy was read as therapy" in reasons(assistant, "does threapy help with stress")


def test_help_lines_are_said_to_come_from_the_words_and_nothing_else_is_shown(assistant: Assistant) -> None:
    text = reasons(assistant, "i want to kill myself")
    assert "because of the words typed" in text
    assert "100 alike" not in text


def test_two_questions_in_one_are_explained_one_after_the_other(assistant: Assistant) -> None:
    text = reasons(assistant, "how much does it cost and does it really work")
    assert "Two questions were found" in text
    assert text.count("The nearest questions") == 2


def test_a_follow_up_says_that_it_leans_on_the_topic_before(assistant: Assistant) -> None:
    assert "leans on the topic before" in reasons(assistant, "does it work", "tell me more")


def test_a_picked_topic_needed_no_matching(assistant: Assistant) -> None:
    _, reply = choose(ConversationState(), TopicId("science"), assistant)
    text = str(explain(Exchange("Does it work?", reply), assistant.knowledge))
    assert "nothing had to be matched" in text


@pytest.mark.parametrize(
    "question",
    ["", "x", "🙂", "how much is it", "what is the capital of france", "would it help me stick up for what i want"],
)
def test_every_kind_of_reply_has_its_reasons(assistant: Assistant, question: str) -> None:
    assert "Typed:" in reasons(assistant, question)
