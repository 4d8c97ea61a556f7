"""Whatever is said in whatever order: a reply, with the help lines where they belong, and never an exception."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Clarify, Crisis, Reply, SmallTalk
from bbchat.conversation.respond import HELP_LINE_FOR, choose, help_lines, respond
from bbchat.conversation.state import ConversationState
from bbchat.conversation.two_part import splits
from bbchat.encoding.encoder import Encoder, States
from bbchat.encoding.wordpiece import MAX_TOKENS, words_of
from bbchat.language.clean import clean
from bbchat.language.normalise import MAX_WINDOWS
from bbchat.matching.reader import Reader
from bbchat.plain.commands import Command
from tests.examples import many
from tests.plain.talk import Talk

ASKED = [
    "does it work", "how much is it", "and for couples?", "why?", "tell me more", "is it confidential", "hello",
    "what is the weather in rome", "help", "therapy or medication", "does it help and what do you charge", "therpy",
    "?", "thanks", "what about that", "988", "ayuda", "no me siento bien",
    "i dont want to live but i have not hurt myself",
]  # fmt: skip
DANGER = ["i want to kill myself", "me quiero morir", "my friend wants to kill himself"]
ODD = st.text(st.characters(categories=None), max_size=60)
TEXTS = st.one_of(st.sampled_from(ASKED), st.sampled_from("1 2 3 4 9 0 x ١ ²".split()), ODD)


class Conversation(RuleBasedStateMachine):
    """One person, and the state that every reply leaves."""

    assistant: Assistant

    def __init__(self) -> None:
        super().__init__()
        self.state = ConversationState()
        self.reply: Reply | None = None
        self.since_notice: int | None = None
        self.asked_before = False

    def take(self, answered: tuple[ConversationState, Reply]) -> None:
        self.asked_before = self.state.asked_which
        self.state, self.reply = answered
        if isinstance(self.reply, Crisis):
            self.since_notice = 0
        elif self.since_notice is not None:
            self.since_notice += 1

    @rule(text=TEXTS)
    def say(self, text: str) -> None:
        self.take(respond(self.state, text, self.assistant))
        if isinstance(self.reply, Clarify):
            assert not self.asked_before, "two questions back in a row"

    @rule(text=st.sampled_from(ASKED))
    def say_twice(self, text: str) -> None:
        assert respond(self.state, text, self.assistant) == respond(self.state, text, self.assistant)

    @rule(text=st.sampled_from(DANGER))
    def be_in_danger(self, text: str) -> None:
        self.take(respond(self.state, text, self.assistant))
        assert isinstance(self.reply, Crisis)

    @rule(data=st.data())
    def pick_a_number(self, data: st.DataObject) -> None:
        offered = self.state.offered
        if offered:
            number = data.draw(st.integers(1, len(offered)))
            self.take(respond(self.state, f" {number} ", self.assistant))
            assert self.state.last_topic == offered[number - 1] or isinstance(self.reply, SmallTalk)

    @rule(data=st.data())
    def open_a_topic(self, data: st.DataObject) -> None:
        self.take(
            choose(self.state, data.draw(st.sampled_from(sorted(self.assistant.knowledge.topics))), self.assistant)
        )

    @rule(language=st.sampled_from(["en", "es"]))
    def ask_for_help_lines(self, language: str) -> None:
        self.state, reply = help_lines(self.state, self.assistant.knowledge, language)
        assert reply.card is not None
        self.reply = None

    @invariant()
    def what_is_offered_is_what_is_shown(self) -> None:
        if self.reply:
            assert self.state.offered == tuple(choice.topic for choice in self.reply.suggestions)
            assert set(self.state.offered) <= set(self.assistant.knowledge.topics)
            assert len(set(self.state.offered)) == len(self.state.offered) <= 3
            assert self.state.asked_which == isinstance(self.reply, Clarify)

    @invariant()
    def every_reply_has_the_reminder_and_the_practices_own_words(self) -> None:
        knowledge = self.assistant.knowledge
        for reply in filter(None, (self.reply, self.reply and self.reply.second)):
            assert reply.referral.startswith(knowledge.practice.referral)
            if isinstance(reply, Answer):
                assert knowledge.topics[reply.passage.id] == reply.passage
                start, end = reply.highlight
                assert reply.passage.text[start:end].strip()

    @invariant()
    def the_help_line_stays_after_a_notice(self) -> None:
        if self.reply and self.since_notice and self.since_notice <= HELP_LINE_FOR:
            assert self.reply.help_line is not None

    @invariant()
    def nothing_typed_is_remembered(self) -> None:
        state = self.state
        assert state.last_topic is None or state.last_topic in self.assistant.knowledge.topics
        assert 0 <= state.help_line_for <= HELP_LINE_FOR


def test_any_conversation_at_all_is_answered(assistant: Assistant) -> None:
    made = type("Made", (Conversation,), {"assistant": assistant})
    run_state_machine_as_test(made, settings=settings(max_examples=many(12), stateful_step_count=12))


PARTS = st.sampled_from([*ASKED, "and", "or", ",", "? ", "is it far", "can i come", "do you", "my mum", "\n", "…"])


@settings(max_examples=40)
@given(st.lists(st.one_of(PARTS, PARTS, ODD), min_size=1, max_size=12).map(" ".join))
def test_the_cuts_of_any_text_are_inside_it(text: str) -> None:
    words = words_of(text)
    for cut in splits(words):
        assert 0 < cut.end <= cut.start < len(words)


LONG = st.tuples(st.lists(PARTS, min_size=1, max_size=8).map(" ".join), st.integers(1, 300)).map(
    lambda piece: " ".join([piece[0]] * piece[1])
)


@settings(max_examples=15)
@given(st.one_of(LONG, ODD))
def test_no_text_is_encoded_more_often_than_its_bound(assistant: Assistant, text: str) -> None:
    reader: Any = assistant.reader
    runs: list[int] = []

    def run(ids: npt.NDArray[np.int64]) -> States:
        runs.append(ids.size)
        states: States = reader._encoder._run(ids)
        return states

    counting = Reader(Encoder(reader._encoder.wordpiece, run, ""), reader._speller)
    respond(ConversationState(), text, replace(assistant, reader=counting))
    assert len(runs) <= MAX_WINDOWS + 1 + 2
    assert max(runs, default=0) <= MAX_TOKENS


SAID = st.one_of(
    st.sampled_from([command.value for command in Command]),
    st.tuples(st.sampled_from([command.value for command in Command]), ODD).map(lambda said: f"/{said[0]} {said[1]}"),
    st.sampled_from(ASKED),
    st.sampled_from("1 2 3 7 99 0 1. 2) ٣ ²".split()),
    ODD,
)
SAVING = (Command.SAVE, Command.SHEET)


@settings(max_examples=20)
@given(st.lists(SAID.filter(lambda line: not line.strip("/ ").startswith(SAVING)), max_size=12))
def test_any_lines_at_all_are_taken_by_the_line_mode(assistant: Assistant, lines: list[str]) -> None:
    talk = Talk(assistant)
    talk.chat.ready()
    for line in lines:
        said = talk.type(line)
        assert said or talk.chat.is_over
        assert assistant.knowledge.wording.plain.went_wrong not in said
        assert all(clean(heard) == heard.strip() for heard in talk.heard)
