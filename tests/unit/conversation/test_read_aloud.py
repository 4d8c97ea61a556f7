"""Every kind of reply in lines: what a screen shows, a voice says too, and help first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.explain import explain
from bbchat.conversation.lines import label_of, one_by_one, reply_parts
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.respond import choose, respond
from bbchat.conversation.session import MAX_MARKS, Exchange, Session, Visit
from bbchat.conversation.state import ConversationState
from bbchat.conversation.take_home import list_text, reply_text
from bbchat.knowledge.model import OTHER, TopicId


def ask(assistant: Assistant, *questions: str) -> Reply:
    """The reply to the last of several."""
    state = ConversationState()
    for question in questions:
        state, reply = respond(state, question, assistant)
    return reply


def said(reply: Reply, assistant: Assistant) -> list[str]:
    wording = assistant.knowledge.wording
    return list(one_by_one(reply_parts(reply, wording), wording.plain))


def test_a_notice_is_said_whole_with_every_number(assistant: Assistant) -> None:
    reply = ask(assistant, "i want to kill myself")
    assert isinstance(reply, Crisis)
    assert reply.card is not None
    contacts = [f"{line.contact}: {line.how}" for line in reply.card.helplines]
    assert said(reply, assistant) == [reply.card.warm, *contacts, reply.card.closing, reply.referral]
    assert label_of(reply, assistant.knowledge.wording.plain) == assistant.knowledge.wording.plain.choose


def test_after_a_notice_the_help_line_is_the_first_thing_said_and_copied(assistant: Assistant) -> None:
    reply = ask(assistant, "i want to kill myself", "does it work")
    assert reply.help_line
    assert said(reply, assistant)[0] == reply.help_line
    assert reply_text(reply, assistant.knowledge).startswith(reply.help_line)
    told = [line for _, lines in explain(Exchange("does it work", reply), assistant.knowledge) for line in lines]
    assert assistant.knowledge.wording.why.help_line in told


def test_a_gentle_notice_is_said_before_the_answer_beside_it(assistant: Assistant) -> None:
    reply = ask(assistant, "i'm not suicidal, does therapy help")
    assert reply.notice is not None
    assert not reply.notice.replaces_answer
    assert reply.card is not None
    assert said(reply, assistant)[0] == reply.card.warm
    assert reply.card.warm in reply_text(reply, assistant.knowledge)


def test_a_question_read_otherwise_is_said_and_copied_as_it_was_read(assistant: Assistant) -> None:
    reply = ask(assistant, "dose threapy help with strss")
    assert reply.is_read_otherwise
    line = assistant.knowledge.wording.chat.showing_results.format(question=reply.repaired)
    assert line in said(reply, assistant)
    assert line in reply_text(reply, assistant.knowledge)
    assert line not in said(replace(reply, is_read_otherwise=False), assistant)


@pytest.mark.parametrize(
    ("question", "kind"),
    [("how much is it", NotCovered), ("thank you", SmallTalk), ("what is the capital of france", OffTopic)],
)
def test_a_reply_without_a_section_says_its_own_words(assistant: Assistant, question: str, kind: type[Reply]) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, kind)
    own = reply.handoff.ask if isinstance(reply, NotCovered) else getattr(reply, "text", "")
    assert own in said(reply, assistant)
    assert own in reply_text(reply, assistant.knowledge)


def test_a_did_you_mean_is_asked_and_its_choices_are_taken_along(assistant: Assistant) -> None:
    answer = ask(assistant, "does it work")
    reply = Clarify(text="Which?", referral=answer.referral, suggestions=answer.suggestions, decision=answer.decision)
    assert said(reply, assistant) == ["Which?", answer.referral]
    assert label_of(reply, assistant.knowledge.wording.plain) == assistant.knowledge.wording.plain.choose
    assert label_of(answer, assistant.knowledge.wording.plain) == assistant.knowledge.wording.plain.next
    copied = reply_text(reply, assistant.knowledge)
    assert all(choice.question in copied for choice in reply.suggestions)
    told = str(explain(Exchange("x", reply), assistant.knowledge))
    assert answer.decision is not None
    assert f"{100 * answer.decision.ranking[0].probability:.0f}" in told


def test_who_is_told_that_nothing_fits_can_see_what_was_nearest(assistant: Assistant) -> None:
    decision = ask(assistant, "does it work").decision
    assert decision is not None
    ranking = tuple(one for one in decision.ranking if one.topic != OTHER)
    reply = replace(choose(ConversationState(), OTHER, assistant)[1], decision=replace(decision, ranking=ranking))
    words = assistant.knowledge.wording.why
    told = words.nothing_near.format(
        title=assistant.knowledge.full_title(ranking[0].topic), percent=f"{100 * ranking[0].probability:.0f}"
    )
    assert told in str(explain(Exchange("x", reply), assistant.knowledge))


def test_a_reason_without_a_rival_names_no_gap(assistant: Assistant) -> None:
    reply = ask(assistant, "does it work")
    assert isinstance(reply, Answer)
    assert reply.decision is not None
    alone = replace(reply, decision=replace(reply.decision, ranking=reply.decision.ranking[:1]))
    gap = assistant.knowledge.wording.why.gap.partition("{")[0]
    assert gap in str(explain(Exchange("x", reply), assistant.knowledge))
    assert gap not in str(explain(Exchange("x", alone), assistant.knowledge))


def test_the_list_for_a_first_visit_names_what_was_written_and_marked(assistant: Assistant) -> None:
    words = assistant.knowledge.wording.take_home
    text = list_text(Visit([TopicId("science"), TopicId("fees")], ["What if I cry?"]), assistant.knowledge)
    titles = [assistant.knowledge.full_title(TopicId(topic)) for topic in ("science", "fees")]
    lines = [f"{words.visit_own}: What if I cry?", *(f"{words.visit_section}: {title}" for title in titles)]
    assert text.split("\n") == lines


def test_a_full_sheet_says_so_instead_of_dropping_a_mark(assistant: Assistant) -> None:
    visit = Visit([TopicId(f"t{number}") for number in range(MAX_MARKS)])
    assert visit.toggle(TopicId("one more")) is None
    assert len(visit.sections) == MAX_MARKS
    assert visit.toggle(TopicId("t0")) is False, "what is marked can still be taken off"


def test_the_latest_reply_is_the_one_that_is_explained_and_copied(assistant: Assistant) -> None:
    session = Session()
    assert session.last is None
    for question in ("does it work", "how much is it"):
        session.exchanges.append(Exchange(question, ask(assistant, question)))
    assert session.last is not None
    assert session.last.asked == "how much is it"
