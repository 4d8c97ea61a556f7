"""What a person gets back, whatever they type."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.respond import choose, help_lines, respond
from bbchat.conversation.state import ConversationState
from bbchat.knowledge.model import TopicId

HOSTILE = [
    "",
    " \t\n",
    "?",
    "🙂🙂🙂",
    "[@click=app.quit]x[/]",
    "[bold]does it work[/",
    "\x1b]52;c;aGVsbG8=\x07does it work\x1b[31m",
    "\u202edoes it work\u202c\u200b",
    "\x00\x07\x7f",
    "\ud800 does it work",
    "a" * 100_000,
    "does it work " * 8_000,
    "\n".join(["what is this"] * 5_000),
    "é́́́́́́" * 2_000,
    "¿cuánto cuesta una sesión?",
    "治疗有用吗",
]


def ask(assistant: Assistant, text: str, state: ConversationState | None = None) -> tuple[ConversationState, Reply]:
    return respond(state or ConversationState(), text, assistant)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("is therapy as effective as medication?", "science"),
        ("What is psychotherapy good for?", "overview"),
        ("why do i keep making the same mistakes", "understanding"),
        ("how can i open up to a complete stranger", "connection"),
        ("will i learn to handle stress", "tools"),
        ("is the therapist going to tell me what to do", "empowerment"),
        ("do i have to be crazy to go", "reasons"),
    ],
)
def test_a_question_gets_the_section_that_answers_it(assistant: Assistant, question: str, passage: str) -> None:
    _, reply = ask(assistant, question)
    assert isinstance(reply, Answer)
    assert reply.passage.id == passage
    article = " ".join(reply.article.body.split())
    assert reply.passage.text in article
    start, end = reply.highlight
    assert (start, end) in reply.passage.sentences


@pytest.mark.parametrize(
    ("question", "handoff"),
    [("how much does it cost", "fees"), ("do you take aetna", "insurance"), ("can you prescribe xanax", "medication")],
)
def test_what_the_article_does_not_cover_is_said_and_handed_on(
    assistant: Assistant, question: str, handoff: str
) -> None:
    _, reply = ask(assistant, question)
    assert isinstance(reply, NotCovered)
    assert reply.handoff.id == handoff
    assert "article" in reply.handoff.reply


def test_courtesies_and_strange_questions_are_told_apart(assistant: Assistant) -> None:
    assert isinstance(ask(assistant, "hello there")[1], SmallTalk)
    assert isinstance(ask(assistant, "what's the capital of australia")[1], OffTopic)
    bot = ask(assistant, "are you a real person")[1]
    assert isinstance(bot, SmallTalk)
    assert bot.topic == "bot"
    assert "not a person or a therapist" in bot.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_breaks_the_reply(assistant: Assistant, text: str) -> None:
    _, reply = ask(assistant, text)
    assert reply.referral.startswith(assistant.knowledge.practice.referral)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), follow=st.text(max_size=40))
def test_any_text_gets_a_reply_with_the_reminder(assistant: Assistant, text: str, follow: str) -> None:
    state, first = ask(assistant, text)
    _, second = ask(assistant, follow, state)
    for reply in (first, second):
        assert reply.referral.startswith(assistant.knowledge.practice.referral)
        if isinstance(reply, Answer):
            assert reply.passage is assistant.knowledge.topics[reply.passage.id]


def test_danger_comes_before_any_answer(assistant: Assistant) -> None:
    state, reply = ask(assistant, "does therapy help if i want to kill myself")
    assert isinstance(reply, Crisis)
    assert reply.card is not None
    assert "988" in "\n".join(reply.card.lines())
    _, after = ask(assistant, "does it work", state)
    assert isinstance(after, Answer), "the conversation goes on after a notice"


def test_help_brings_the_help_lines_without_any_detection(assistant: Assistant) -> None:
    for word in ("help", "988", "crisis", "AYUDA"):
        _, reply = ask(assistant, word)
        assert reply.card is not None, word
        assert "988" in "\n".join(reply.card.lines())
    offering, _ = ask(assistant, "does it work")
    state, reply = help_lines(offering, assistant.knowledge)
    assert reply.card is not None
    assert state.offered == (), "a number no longer picks a choice that is not on the screen"


def test_a_repair_is_reported_and_a_clean_question_is_not(assistant: Assistant) -> None:
    assert ask(assistant, "does threapy help with strss")[1].repaired == "does therapy help with stress"
    assert ask(assistant, "does therapy help with stress")[1].repaired is None


def test_a_choice_leads_to_its_topic_by_number_and_by_pick(assistant: Assistant) -> None:
    state, reply = ask(assistant, "does it work")
    assert len(reply.suggestions) == 3
    _, by_number = ask(assistant, "2", state)
    _, by_pick = choose(state, reply.suggestions[1].topic, assistant)
    assert isinstance(by_number, Answer)
    assert isinstance(by_pick, Answer)
    assert by_number.passage.id == by_pick.passage.id == reply.suggestions[1].topic


def test_a_number_that_offers_nothing_is_an_ordinary_question(assistant: Assistant) -> None:
    _, reply = ask(assistant, "3")
    assert reply.decision is not None


def ambiguous(assistant: Assistant) -> tuple[ConversationState, Clarify]:
    for example in assistant.knowledge.examples:
        if len(example.topics) > 1:
            state, reply = ask(assistant, " ".join(example.text.split()[:4]))
            if isinstance(reply, Clarify):
                return state, reply
    pytest.fail("no example of a did-you-mean was found")


def test_a_did_you_mean_offers_at_most_three_and_a_way_out(assistant: Assistant) -> None:
    state, reply = ambiguous(assistant)
    assert 1 <= len(reply.suggestions) <= 3
    _, chosen = ask(assistant, "1", state)
    assert not isinstance(chosen, Clarify)
    _, none = ask(assistant, str(len(reply.suggestions) + 1), state)
    assert isinstance(none, NotCovered)
    assert none.handoff.id == "other"


def test_there_are_never_two_did_you_means_in_a_row(assistant: Assistant) -> None:
    state, _ = ambiguous(assistant)
    vague = next(
        " ".join(example.text.split()[:4])
        for example in assistant.knowledge.examples
        if isinstance(ask(assistant, " ".join(example.text.split()[:4]))[1], Clarify)
    )
    _, second = ask(assistant, vague, state)
    assert not isinstance(second, Clarify)


def test_every_topic_can_be_chosen(assistant: Assistant) -> None:
    for topic in assistant.knowledge.topics:
        state, reply = choose(ConversationState(), TopicId(topic), assistant)
        assert reply.referral
        assert all(choice.topic in assistant.knowledge.topics for choice in reply.suggestions)
        assert len(reply.suggestions) == len({choice.topic for choice in reply.suggestions}) <= 3
        assert topic not in {choice.topic for choice in reply.suggestions}
        assert state.offered == tuple(choice.topic for choice in reply.suggestions)


def test_no_repr_of_a_reply_or_a_reading_holds_what_was_typed(assistant: Assistant) -> None:
    typed = "does threapy help with my xylophone"
    _, reply = ask(assistant, typed)
    for shown in (repr(reply), repr(assistant.reader.read(typed))):
        assert "xylophone" not in shown


def test_the_practices_contact_stands_in_the_reminder_once_it_is_known(assistant: Assistant) -> None:
    from dataclasses import replace

    practice = replace(assistant.knowledge.practice, phone="555-0100")
    known = replace(assistant, knowledge=replace(assistant.knowledge, practice=practice))
    assert "555-0100" in ask(known, "does it work")[1].referral
    assert "555" not in ask(assistant, "does it work")[1].referral


@pytest.mark.parametrize(
    ("typed", "mended", "is_told"),
    [
        ("dose threapy help with strss", "dose therapy help with stress", True),
        ("how much does threapy cost", "how much does therapy cost", False),
        ("how much does therapy cost", None, False),
    ],
)
def test_people_are_told_of_a_mended_word_where_it_changed_what_they_get(
    assistant: Assistant, typed: str, mended: str | None, is_told: bool
) -> None:
    reply = ask(assistant, typed)[1]
    assert (reply.repaired, reply.is_read_otherwise) == (mended, is_told)


@pytest.mark.parametrize("text", ["does CBT help", "is EMDR ok with the APA", "does Rhys do DBT", "my aunt Maude goes"])
def test_names_and_acronyms_are_never_mended(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text)[1].repaired is None


@pytest.mark.parametrize(
    "word", ["suicidal", "overdose", "cutting", "noose", "selfharm", "kms", "unalive", "raped", "abuse"]
)
def test_crisis_words_are_never_mended(assistant: Assistant, word: str) -> None:
    assert assistant.reader.read(f"something {word} something").repaired is None
