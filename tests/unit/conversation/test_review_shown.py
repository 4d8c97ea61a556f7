"""Wherever a section's words are shown or taken along, it says whether a reviewer has signed them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.lines import reply_parts
from bbchat.conversation.reply import Answer
from bbchat.conversation.respond import respond
from bbchat.conversation.session import Visit
from bbchat.conversation.state import ConversationState
from bbchat.conversation.take_home import reply_text, sheet_text, source_of
from bbchat.knowledge.model import Passage, Review, Standing, TopicId

SCIENCE = TopicId("science")
SAID = {
    Standing.SIGNED: "Reviewed by A. Reader, Jan 31, 2026.",
    Standing.UNSIGNED: "Not yet signed by a reviewer.",
    Standing.CHANGED: "This section has changed since it was reviewed.",
}


def shown(assistant: Assistant, review: Review | None) -> list[str]:
    """A reply as text and as lines, a sheet to take along, and the source on a phone."""
    knowledge = assistant.knowledge
    passage = knowledge.topics[SCIENCE]
    assert isinstance(passage, Passage)
    passage = replace(passage, review=review)
    knowledge = replace(knowledge, topics={**knowledge.topics, SCIENCE: passage})
    reply = respond(ConversationState(), "does therapy really work?", assistant)[1]
    assert isinstance(reply, Answer)
    reply = replace(reply, passage=passage)
    lines = "\n".join(line for part in reply_parts(reply, knowledge.wording) for line in part.lines)
    sheet = sheet_text(Visit(sections=[SCIENCE]), knowledge, "txt")
    return [
        " ".join(text.split()) for text in (reply_text(reply, knowledge), lines, sheet, source_of(passage, knowledge))
    ]


@pytest.mark.parametrize("standing", Standing)
def test_a_review_is_told_with_the_section(assistant: Assistant, standing: Standing) -> None:
    for text in shown(assistant, Review("A. Reader", "2026-01-31", standing)):
        assert [said in text for said in SAID.values()] == [one is standing for one in SAID]


def test_a_folder_without_signatures_says_nothing_of_reviews(assistant: Assistant) -> None:
    for text in shown(assistant, None):
        assert not any(said in text for said in SAID.values())
        assert "eviewe" not in text
