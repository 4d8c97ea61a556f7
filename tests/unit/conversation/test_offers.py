"""The row of choices: the ways on from a notice stay until they are left, and a number never leads elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.offers import AsTyped, Offer, OfferRow
from bbchat.conversation.reply import Clarify, Crisis, Reply, Suggestion
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import OTHER, TopicId


def reply_to(assistant: Assistant, text: str) -> Reply:
    return respond(ConversationState(), text, assistant)[1]


def row_after(assistant: Assistant, *replies: Reply) -> OfferRow:
    row = OfferRow()
    for reply in replies:
        row = row.after(reply, assistant.knowledge.wording.chat)
    return row


@pytest.fixture
def asked(assistant: Assistant) -> Clarify:
    """A did-you-mean, one of whose choices is the way out that it has anyway."""
    shared = reply_to(assistant, "does it work")
    choices = (*shared.suggestions[:2], Suggestion(OTHER, "Something else", "Something else"))
    return Clarify(text="Which?", referral=shared.referral, suggestions=choices)


def test_a_notice_offers_its_longer_texts_and_last_the_way_back(assistant: Assistant) -> None:
    words = assistant.knowledge.wording.chat
    for typed, back in (("i want to kill myself", words.back_to_chat_en), ("quiero matarme", words.back_to_chat_es)):
        notice = reply_to(assistant, typed)
        assert isinstance(notice, Crisis)
        assert notice.card is not None
        row = row_after(assistant, notice)
        assert row.all == (*(Offer(text.title, text) for text in notice.card.more), Offer(back, None))
        assert row.caption == ""


def test_the_ways_on_from_a_notice_stay_after_an_answer_and_keep_their_numbers(
    assistant: Assistant, asked: Clarify
) -> None:
    notice, answer = reply_to(assistant, "i want to kill myself"), reply_to(assistant, "does it work")
    alone = row_after(assistant, notice)
    assert row_after(assistant, notice, answer) == alone, "topics would push aside whom to call"
    both = row_after(assistant, notice, asked)
    assert both.all[: len(alone.all)] == alone.all
    assert [offer.leads_to for offer in both.topics] == [*(one.topic for one in asked.suggestions[:2]), OTHER]


def test_only_leaving_a_notice_closes_it(assistant: Assistant, asked: Clarify) -> None:
    row = row_after(assistant, reply_to(assistant, "i want to kill myself"), asked)
    assert row.without_notice() == OfferRow((), row.topics, row.caption)
    assert row.without_notice().all == row.topics


def test_a_did_you_mean_has_one_way_out_and_says_what_is_asked(assistant: Assistant, asked: Clarify) -> None:
    words = assistant.knowledge.wording.chat
    row = row_after(assistant, asked)
    assert row.caption == words.caption_which
    assert [offer.text for offer in row.all if offer.leads_to == OTHER] == [words.none_of_these]


def test_what_was_read_otherwise_can_be_asked_as_it_was_typed(assistant: Assistant, asked: Clarify) -> None:
    words = assistant.knowledge.wording.chat
    undo = Offer(words.as_typed, AsTyped())
    answer = reply_to(assistant, "does it work")
    mended = replace(answer, repaired="does it work", is_read_otherwise=True)
    assert row_after(assistant, mended).all[-1] == undo
    assert row_after(assistant, mended).caption == words.caption
    assert row_after(assistant, replace(asked, repaired="x", is_read_otherwise=True)).all[-1] == undo
    notice = reply_to(assistant, "i want to kill myself")
    assert row_after(assistant, notice, mended).topics == (undo,)
    for told in (replace(mended, is_read_otherwise=False), replace(mended, repaired=None)):
        assert undo not in row_after(assistant, told).all


def test_each_choice_leads_to_the_topic_that_it_names(assistant: Assistant) -> None:
    reply = reply_to(assistant, "does it work")
    row = row_after(assistant, reply)
    assert [(offer.text, offer.leads_to) for offer in row.all] == [(s.question, s.topic) for s in reply.suggestions]
    assert all(TopicId(str(offer.leads_to)) in assistant.knowledge.topics for offer in row.all)
