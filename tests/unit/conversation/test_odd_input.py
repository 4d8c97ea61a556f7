"""Whatever is typed, the reply fits: no section for what is no question about therapy."""

from __future__ import annotations

import random

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Clarify, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import TopicKind


def reply_to(assistant: Assistant, text: str) -> Reply:
    return respond(ConversationState(), text, assistant)[1]


@pytest.mark.parametrize(
    "text", ["a", "k", "?", "....", "🙂", "😭😭😭", "42", "x" * 5000, "asdkjh qwkejh zxmcn", "\u200b"]
)
def test_a_letter_a_face_or_noise_never_gets_a_section(assistant: Assistant, text: str) -> None:
    reply = reply_to(assistant, text)
    assert isinstance(reply, SmallTalk | OffTopic | NotCovered)
    assert reply.second is None


@pytest.mark.parametrize(
    ("text", "handoff"),
    [
        ("quiero saber cuánto cuesta la terapia", "fees"),
        ("cuanto cuesta", "fees"),
        ("aceptan mi seguro", "insurance"),
        ("necesito una cita", "scheduling"),
    ],
)
def test_a_question_in_spanish_finds_whom_to_ask_and_is_not_respelled(
    assistant: Assistant, text: str, handoff: str
) -> None:
    reply = reply_to(assistant, text)
    assert isinstance(reply, NotCovered)
    assert (reply.handoff.id, reply.repaired) == (handoff, None)


@pytest.mark.parametrize(
    "text",
    ["Wie viel kostet eine Sitzung?", "Сколько стоит сеанс?", "心理治疗有用吗", "Mein Hund hat heute geschlafen"],
)
def test_a_language_that_it_cannot_read_never_gets_a_section(assistant: Assistant, text: str) -> None:
    assert not isinstance(reply_to(assistant, text), Answer)


def test_five_thousand_words_about_anything_never_get_a_section(assistant: Assistant) -> None:
    words = "once upon a time there was a king who had three ships full of corn and salt and a dog".split()
    reply = reply_to(assistant, " ".join(random.Random(1).choices(words, k=5000)))
    assert isinstance(reply, OffTopic | NotCovered | Clarify)


def test_the_pasted_article_gets_a_section_of_itself(assistant: Assistant) -> None:
    article = next(iter(assistant.knowledge.articles.values()))
    assert isinstance(reply_to(assistant, article.body), Answer)
    assert isinstance(reply_to(assistant, article.body * 5), Answer)


@pytest.mark.parametrize("text", ["x" * 5000, "una cosa", "blorp the frandle with zest", "mhm it was then that"])
def test_a_did_you_mean_offers_only_what_can_be_read_or_asked_about(assistant: Assistant, text: str) -> None:
    reply = reply_to(assistant, text)
    if isinstance(reply, Clarify):
        kinds = {assistant.knowledge.kind(choice.topic) for choice in reply.suggestions}
        assert kinds <= {TopicKind.PASSAGE, TopicKind.HANDOFF}
