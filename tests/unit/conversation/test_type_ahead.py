"""What is offered while somebody types: whole questions of the authors, and never one with a slip in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.type_ahead import LONGEST, MAX_OF_A_TOPIC, MAX_OFFERED, TypeAhead
from bbchat.knowledge.model import TopicKind


@pytest.fixture(scope="module")
def type_ahead(assistant: Assistant) -> TypeAhead:
    return TypeAhead.build(assistant.knowledge, assistant.reader.is_well_typed)


def test_a_question_begun_is_offered_whole(type_ahead: TypeAhead) -> None:
    assert any(question.lower().startswith("does it") for question in type_ahead.offers("does it"))


def test_a_word_typed_wrong_still_finds_its_question(type_ahead: TypeAhead) -> None:
    assert any("therapy" in question.lower() for question in type_ahead.offers("does thrapy"))


@pytest.mark.parametrize("typed", ["", "d", "do", "qqqqqqqqqq", "      ", "???"])
def test_nothing_is_offered_for_what_says_nothing(type_ahead: TypeAhead, typed: str) -> None:
    assert type_ahead.offers(typed) == ()


def test_a_question_that_is_whole_is_not_offered_again(type_ahead: TypeAhead) -> None:
    assert type_ahead.offers(f"{type_ahead.questions[0]}?") == ()


def test_only_sections_and_handoffs_are_offered_and_no_small_talk(type_ahead: TypeAhead, assistant: Assistant) -> None:
    kinds = {assistant.knowledge.kind(topic) for topic in type_ahead.topics}
    assert kinds == {TopicKind.PASSAGE, TopicKind.HANDOFF}
    assert all(len(question) <= LONGEST for question in type_ahead.questions)


def test_a_reader_never_sees_the_slips_that_the_examples_hold(type_ahead: TypeAhead, assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    topics = [*(topic.id for topic in knowledge.passages()), *(topic.id for topic in knowledge.handoffs())]
    named = {text for topic in topics for text in (knowledge.suggestion(topic), knowledge.title(topic))}
    examples = [question for question in type_ahead.questions if question not in named]
    assert examples
    assert all(assistant.reader.is_well_typed(question) for question in examples)
    assert not assistant.reader.is_well_typed("is it confedential")
    assert not assistant.reader.is_well_typed("what do u do")


@given(typed=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_few_and_varied_questions_are_offered(type_ahead: TypeAhead, typed: str) -> None:
    offered = type_ahead.offers(typed)
    assert len(offered) <= MAX_OFFERED
    assert set(offered) <= set(type_ahead.questions)
    topics = [type_ahead.topics[type_ahead.questions.index(question)] for question in offered]
    assert all(topics.count(topic) <= MAX_OF_A_TOPIC for topic in topics)
