"""Where the encoder cannot run, words alone still answer, and the phrases still bring the help lines."""

from __future__ import annotations

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Crisis, NotCovered
from bbchat.conversation.respond import respond
from bbchat.conversation.state import ConversationState


def test_a_question_still_gets_its_section_and_a_sentence_of_it(by_words: Assistant) -> None:
    for passage in by_words.knowledge.passages():
        reply = respond(ConversationState(), passage.suggestion, by_words)[1]
        assert isinstance(reply, Answer), passage.suggestion
        assert reply.passage.id == passage.id
        assert reply.highlight in passage.sentences


def test_the_sentence_that_shares_the_words_is_pointed_at(by_words: Assistant) -> None:
    for passage in by_words.knowledge.passages():
        for start, end in passage.sentences:
            reading = by_words.reader.read(passage.text[start:end])
            assert by_words.best_sentence(passage, reading) == (start, end)


def test_two_questions_in_one_are_still_both_answered(by_words: Assistant) -> None:
    reply = respond(ConversationState(), "is there scientific evidence? and how much does a session cost", by_words)[1]
    assert isinstance(reply, Answer)
    assert isinstance(reply.second, NotCovered)
    assert (reply.passage.id, reply.second.handoff.id) == ("science", "fees")


def test_danger_in_plain_words_is_still_met_with_the_help_lines(by_words: Assistant) -> None:
    for text in ("i want to kill myself", "me quiero matar", "i wnat to die"):
        assert isinstance(respond(ConversationState(), text, by_words)[1], Crisis)
