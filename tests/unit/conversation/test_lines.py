"""A reply as lines: nothing of it is lost, and nothing of the article is changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.lines import PartKind, ended, numbered, one_by_one, passage_parts, reply_parts
from bbchat.conversation.reply import Answer
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.wording_file import shipped
from bbchat.language.sentences import sentence_spans


def test_a_section_keeps_its_paragraphs_and_knows_the_sentence_that_answers(assistant: Assistant) -> None:
    text = "One is here. Two is here.\n\nThree is here."
    passage = replace(next(assistant.knowledge.passages()), text=text, sentences=tuple(sentence_spans(text)))
    start = text.index("Two")
    parts = passage_parts(passage, (start, start + len("Two is here.")))
    assert [part.lines for part in parts] == [("One is here.", "Two is here."), ("Three is here.",)]
    assert [part.best for part in parts] == [1, None]
    assert list(one_by_one(parts, shipped().plain))[1] == "Nearest to your question: Two is here."


def test_two_answers_in_one_reply_are_both_said_before_the_reminder(assistant: Assistant) -> None:
    reply = respond(ConversationState(), "does therapy work and how much does it cost", assistant)[1]
    assert reply.second
    parts = reply_parts(reply, shipped())
    headings = [part.lines[0] for part in parts if part.kind is PartKind.HEADING]
    assert headings == ["Answer: The Science Behind the Support.", "Not in the article: Fees and payment."]
    assert parts[-1].lines == (reply.referral,)
    assert parts[0].lines == (shipped().plain.two_replies,), "who listens must not leave after the first"
    assert sum(part.lines == parts[0].lines for part in parts) == 1


def test_an_article_with_an_address_says_it_on_a_line_of_its_own(assistant: Assistant) -> None:
    reply = respond(ConversationState(), "does it work", assistant)[1]
    assert isinstance(reply, Answer)
    reply = replace(reply, article=replace(reply.article, url="https://example.org/{x}"))
    assert "Address: https://example.org/{x}" in list(one_by_one(reply_parts(reply, shipped()), shipped().plain))


@pytest.mark.parametrize(("title", "said"), [("Why", "Why."), ("Why?", "Why?"), ("Therapy, Inc.", "Therapy, Inc.")])
def test_a_title_ends_once(title: str, said: str) -> None:
    assert ended(title) == said


def test_no_choices_are_no_lines() -> None:
    assert numbered([], shipped().plain, "Next:").lines == ()
