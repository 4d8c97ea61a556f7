"""After a notice: help stays at hand, nothing that was on the screen before is picked by mistake, and it goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Crisis, NotCovered, SmallTalk
from bbchat.conversation.respond import HELP_LINE_FOR, choose, crisis, help_lines, respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import HELP, OTHER, TopicId
from bbchat.knowledge.safety_rules import Tier
from bbchat.safety.check import FAILED, SafetyCheck
from bbchat.safety.helplines import footer_line, resources_card
from bbchat.safety.notice import Notice, notice_text

DANGER = "i want to kill myself"
ASKED = ConversationState(
    last_topic=TopicId("science"), offered=(TopicId("fees"), TopicId("tools")), asked_which=True, notices=3
)


def test_a_notice_forgets_the_choices_before_it_and_counts_itself(assistant: Assistant) -> None:
    state, reply = respond(ASKED, DANGER, assistant)
    assert isinstance(reply, Crisis)
    assert reply.suggestions == ()
    assert state == replace(
        ASKED, offered=(), asked_which=False, notices=4, help_line_for=HELP_LINE_FOR, help_line_language="en"
    )
    again, other = respond(state, "1", assistant)
    assert not isinstance(other, NotCovered), "the number of a choice that is gone leads nowhere"
    assert again.notices == 4


def test_a_notice_that_comes_again_is_worded_anew(assistant: Assistant) -> None:
    state, first = respond(ConversationState(), DANGER, assistant)
    after, second = respond(state, DANGER, assistant)
    assert isinstance(first, Crisis)
    assert isinstance(second, Crisis)
    assert (first.card, second.card) == tuple(
        notice_text(assistant.knowledge.safety, Notice(Tier.CRISIS, None, "en"), "US", repeat) for repeat in (0, 1)
    )
    assert first.card != second.card
    assert second.help_line is None, "the notice says it all"
    assert after.help_line_for == HELP_LINE_FOR


def test_the_help_line_stays_when_a_choice_is_picked_and_each_reply_counts(assistant: Assistant) -> None:
    state, _ = respond(ConversationState(), DANGER, assistant)
    line = footer_line(assistant.knowledge.safety, "US")
    for left in range(HELP_LINE_FOR, 0, -1):
        assert state.help_line_for == left
        state, reply = choose(state, TopicId("science"), assistant)
        assert reply.help_line == line
    assert choose(state, TopicId("science"), assistant)[1].help_line is None
    assert choose(ConversationState(), TopicId("science"), assistant)[1].help_line is None


def test_the_help_line_and_the_notice_speak_the_same_language(assistant: Assistant) -> None:
    state, reply = respond(ASKED, "quiero matarme", assistant)
    assert isinstance(reply, Crisis)
    assert reply.notice == Notice(Tier.CRISIS, None, "es")
    assert reply.card == notice_text(assistant.knowledge.safety, reply.notice, "US", 3)
    assert choose(state, TopicId("science"), assistant)[1].help_line == footer_line(
        assistant.knowledge.safety, "US", "es"
    )


def test_a_gentle_line_goes_with_the_answer_and_counts_as_no_notice(assistant: Assistant) -> None:
    state, reply = respond(ConversationState(notices=1), "i'm not suicidal, does therapy help", assistant)
    assert isinstance(reply, Answer)
    assert reply.notice == Notice(Tier.GENTLE, None, "en")
    assert reply.card == notice_text(assistant.knowledge.safety, reply.notice, "US", 1)
    assert (state.notices, state.help_line_for) == (1, 0)


class Gentle(SafetyCheck):
    """Says that a gentle line belongs to whatever is answered."""

    def notice_for(self, text: str) -> Notice | None:
        return Notice(Tier.GENTLE, None, "es")

    def notice_once_read(self, *read: object, **rest: object) -> Notice | None:
        return None


@pytest.mark.parametrize(
    "text", ["does it work", "does therapy really work? and how much does it cost", "thanks", "2", "?!", "tell me more"]
)
def test_the_gentle_line_goes_with_every_kind_of_reply(assistant: Assistant, text: str) -> None:
    gentle = replace(assistant, safety=Gentle(assistant.knowledge.safety))
    reply = respond(ASKED, text, gentle)[1]
    assert reply.notice == Notice(Tier.GENTLE, None, "es")
    assert reply.card == notice_text(assistant.knowledge.safety, reply.notice, "US", 3)
    assert (reply.second is not None) == ("and how much" in text)


def test_whoever_asks_for_the_help_lines_gets_all_of_them_and_keeps_the_topic(assistant: Assistant) -> None:
    for language in ("en", "es"):
        state, reply = help_lines(ASKED, assistant.knowledge, language)
        assert reply.card == resources_card(assistant.knowledge.safety, "US", language)
        assert (reply.topic, reply.notice, reply.suggestions) == (HELP, None, ())
        assert state == replace(ASKED, offered=(), asked_which=False)
    assert help_lines(ASKED, assistant.knowledge)[1].card == resources_card(assistant.knowledge.safety, "US", "en")
    typed = respond(ASKED, "ayuda", assistant)[1]
    assert isinstance(typed, SmallTalk)
    assert typed.card == resources_card(assistant.knowledge.safety, "US", "es")
    assert typed.text == reply.text


def test_a_message_with_no_letter_is_told_how_to_ask(assistant: Assistant) -> None:
    for text in ("", "  ", "?!", "\U0001f642"):
        reply = respond(ConversationState(), text, assistant)[1]
        assert isinstance(reply, SmallTalk)
        assert reply.topic == HELP


class Alarmed(SafetyCheck):
    """Says at the second look, and only there, that there is danger."""

    def notice_for(self, text: str) -> Notice | None:
        return None

    def notice_once_read(self, *read: object, **rest: object) -> Notice | None:
        return Notice(Tier.CONCERN, None, "en")


@pytest.mark.parametrize("text", ["how much is it", "does it work and how much is it", "tell me more", "thanks"])
def test_what_is_found_at_the_second_look_replaces_every_kind_of_answer(assistant: Assistant, text: str) -> None:
    alarmed = replace(assistant, safety=Alarmed(assistant.knowledge.safety))
    reply = respond(replace(ASKED, offered=()), text, alarmed)[1]
    assert isinstance(reply, Crisis)
    assert reply.notice == Notice(Tier.CONCERN, None, "en")


def test_a_fault_is_met_as_danger_in_the_state_of_the_conversation(assistant: Assistant) -> None:
    state, reply = crisis(ASKED, FAILED, assistant.knowledge)
    assert reply.notice == FAILED
    assert reply.card == notice_text(assistant.knowledge.safety, FAILED, "US", 3)
    assert state.help_line_for == HELP_LINE_FOR


def test_none_of_these_can_be_picked_by_its_number_after_a_did_you_mean_and_only_then(assistant: Assistant) -> None:
    reply = respond(ASKED, "3", assistant)[1]
    assert isinstance(reply, NotCovered)
    assert reply.handoff.id == OTHER
    assert reply.decision is None, "nothing was matched"
    plain = replace(ASKED, asked_which=False)
    assert respond(plain, "3", assistant)[1].decision is not None
    for number, topic in ((" 1 ", "fees"), ("2", "tools")):
        state, picked = respond(plain, number, assistant)
        assert state.last_topic == topic
        assert picked.decision is None
    for typed in ("0", "11", "\u00b2"):
        assert respond(plain, typed, assistant)[0].last_topic != TopicId("fees")
