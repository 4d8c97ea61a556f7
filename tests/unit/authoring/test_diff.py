"""What changes for a visitor between two knowledge folders, before anyone publishes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bbchat.authoring.diff import (
    Difference,
    Moved,
    SharingEncoder,
    Shown,
    bank,
    compare,
    place_of,
    shown_of,
    with_vectors_of,
)
from bbchat.conversation.assistant import Assistant
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.encoder import Encoder
from bbchat.knowledge.model import Handoff, TopicId

FEES, PLANTS = TopicId("fees"), "watering-the-plants"


def nothing() -> None:
    """Nobody watches."""


def answer(*topics: str, kind: str = "answer", notice: str | None = None) -> Shown:
    return Shown(kind, tuple(map(TopicId, topics)), notice)


def moved(before: Shown, after: Shown, text: str = "a question") -> Moved:
    return Moved((text,), before, after)


def shown_for(assistant: Assistant, text: str) -> Shown:
    return shown_of(respond(ConversationState(), text, assistant)[1])


def test_a_new_article_moves_the_questions_that_it_answers_and_no_other(
    assistant: Assistant, with_two_articles: Assistant
) -> None:
    questions = [("how often do you water the fern",), ("does it work",), ("how much does it cost",)]
    found = compare(assistant, with_two_articles, questions, nothing)
    assert found.asked == 3
    assert [one.turns for one in found.moved] == [questions[0]]
    assert found.moved[0].after == answer("watering")
    assert [(text.topic, text.before) for text in found.texts] == [
        (name, "") for name in (f"{PLANTS}.overview", "watering", "light", f"{PLANTS}.science", f"{PLANTS}.reasons")
    ]
    assert next(text for text in found.texts if text.topic == "watering").questions == 1
    assert not compare(assistant, assistant, questions, nothing).moved


def test_every_question_is_ticked_off_so_that_the_bar_reaches_its_end(assistant: Assistant) -> None:
    ticks: list[None] = []
    compare(assistant, assistant, [("does it work",), ("hello",), ("is it safe",)], lambda: ticks.append(None))
    assert len(ticks) == 3


def test_changed_words_are_named_with_their_topic_and_whom_they_concern(assistant: Assistant) -> None:
    fees = assistant.knowledge.topics[FEES]
    assert isinstance(fees, Handoff)
    practice = replace(assistant.knowledge.practice, referral="Ask us.")
    topics = {**assistant.knowledge.topics, FEES: replace(fees, ask="Ask at the desk.")}
    changed = replace(assistant, knowledge=replace(assistant.knowledge, topics=topics, practice=practice))
    found = compare(assistant, changed, [("how much does it cost",)], nothing)
    assert not found.moved
    assert [(text.topic, text.questions) for text in found.texts] == [("fees", 1), ("practice.yaml", 0)]
    assert found.texts[0].after.endswith("Ask at the desk.")


def test_a_changed_help_line_is_never_overlooked(assistant: Assistant) -> None:
    safety = assistant.knowledge.safety
    first, *others = safety.helplines
    lines = (replace(first, contact="000"), *others)
    changed = replace(assistant, knowledge=replace(assistant.knowledge, safety=replace(safety, helplines=lines)))
    found = compare(assistant, changed, [], nothing)
    assert [text.topic for text in found.texts] == [f"safety/helplines.yaml: {first.region} {first.name}"]


def test_a_follow_up_is_asked_after_its_first_question(assistant: Assistant) -> None:
    found = compare(assistant, assistant, [("does therapy work", "why?")], nothing)
    assert not found.moved
    alone, after = shown_for(assistant, "why?"), ("does therapy work", "why?")
    state, _ = respond(ConversationState(), after[0], assistant)
    assert shown_of(respond(state, after[1], assistant)[1]) == answer("science") != alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("does it work", answer("science")),
        ("how much does it cost", answer("fees", kind="not_covered")),
        ("hello", answer("greeting", kind="small_talk")),
        ("what is the capital of france", answer("off_topic", kind="off_topic")),
        ("i want to kill myself", answer(kind="crisis", notice="crisis")),
        ("does it work and how much does it cost", answer("science", "fees")),
    ],
)
def test_each_kind_of_reply_is_told_from_the_others(assistant: Assistant, text: str, expected: Shown) -> None:
    assert shown_for(assistant, text) == expected


def test_questions_about_danger_are_listed_first_and_then_the_largest_group() -> None:
    crisis, other = answer(kind="crisis", notice="crisis"), answer("other", kind="not_covered")
    rows = [
        moved(answer("science"), answer("reasons"), "one"),
        moved(answer("science"), answer("reasons"), "two"),
        moved(answer("fees"), answer("reasons"), "three"),
        moved(crisis, other, "four"),
    ]
    groups = Difference(9, tuple(rows), ()).groups()
    assert [(before, after, len(found)) for before, after, found in groups] == [
        ("the help lines", "other", 1),
        ("science", "reasons", 2),
        ("fees", "reasons", 1),
    ]


def test_a_did_you_mean_is_one_place_however_its_choices_stand() -> None:
    assert place_of(answer("fees", "science", kind="clarify")) == "asks which is meant"
    assert place_of(answer("fees", "science")) == "fees + science"
    assert place_of(answer("fees", notice="gentle")) == "fees (with a notice)"


def test_all_examples_of_both_folders_are_asked_once(assistant: Assistant, with_two_articles: Assistant) -> None:
    both = assistant.knowledge, with_two_articles.knowledge
    found = bank(both, [("does it work", "why?"), ("do the plants have names",)])
    assert len(found) == len(set(found))
    assert {(one.text,) for knowledge in both for one in knowledge.examples} < set(found)
    assert found[-1] == ("does it work", "why?")


def test_a_text_in_both_folders_is_encoded_once() -> None:
    encoder = Encoder.load()
    shared = SharingEncoder(encoder)
    assert shared.read("does it work?") is shared.read("does it work?")
    assert np.array_equal(shared.encode("does it work?"), encoder.encode("does it work?"))
    arrays = {"keys": np.array([1]), "vectors": np.array([[1.0]]), "more": np.array([3])}
    other = {"keys": np.array([2]), "vectors": np.array([[2.0]]), "more": np.array([4])}
    merged = with_vectors_of(arrays, other)
    assert (merged["keys"].tolist(), merged["more"].tolist()) == ([2, 1], [3])
    assert with_vectors_of({}, other) == {}
