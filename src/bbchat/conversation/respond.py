"""One question to one reply.

The one invariant: `respond` is pure and total. The safety check runs first, on the whole text as typed; whatever else
the text is, there is a reply, it carries the referral reminder, and its words come from the knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from bbchat.conversation import follow_ups, two_part
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk, Suggestion
from bbchat.conversation.state import ConversationState
from bbchat.encoding.wordpiece import words_of
from bbchat.knowledge import model
from bbchat.knowledge.model import HELP, OTHER, Handoff, Knowledge, Passage, TopicId, TopicKind
from bbchat.language.normalise import as_question
from bbchat.matching.decision import Ambiguous, Decision, Match, NoMatch
from bbchat.matching.matcher import Scores
from bbchat.matching.reader import Reading
from bbchat.safety.check import FAILED
from bbchat.safety.helplines import footer_line, resources_card, resources_language
from bbchat.safety.notice import Notice, NoticeCard, notice_text

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant

SUGGESTIONS = 3
HELP_LINE_FOR = 3
"""Replies after a notice on top of which the help line stays, whatever they are about."""


@dataclass(frozen=True, slots=True, repr=False)
class _Context:
    """What was found out about a text before its reply is made."""

    notice: Notice | None = None
    card: NoticeCard | None = None
    reading: Reading | None = None
    decision: Decision | None = None
    repaired: str | None = None
    is_otherwise: bool = False


class _Shared(TypedDict):
    """The fields that every reply has."""

    referral: str
    notice: Notice | None
    card: NoticeCard | None
    suggestions: tuple[Suggestion, ...]
    repaired: str | None
    is_read_otherwise: bool
    decision: Decision | None


def respond(
    state: ConversationState, text: str, assistant: Assistant, *, mends: bool = True
) -> tuple[ConversationState, Reply]:
    """Reply to a text as typed, of any length and content; with `mends` off no typing slip is repaired."""
    after, reply = _respond(state, text, assistant, mends)
    return _with_help_line(state, after, reply, assistant.knowledge)


def _with_help_line(
    before: ConversationState, after: ConversationState, reply: Reply, knowledge: Knowledge
) -> tuple[ConversationState, Reply]:
    """The reply with the help line on top, where a notice came up to `HELP_LINE_FOR` replies before it."""
    if isinstance(reply, Crisis) or not before.help_line_for:
        return after, reply
    line = footer_line(knowledge.safety, knowledge.practice.region, before.help_line_language)
    return replace(after, help_line_for=before.help_line_for - 1), replace(reply, help_line=line)


def _respond(state: ConversationState, text: str, assistant: Assistant, mends: bool) -> tuple[ConversationState, Reply]:
    knowledge = assistant.knowledge
    notice = assistant.safety.notice_for(text)
    if notice and notice.replaces_answer:
        return crisis(state, notice, knowledge)
    card = notice_text(knowledge.safety, notice, knowledge.practice.region, state.notices) if notice else None
    spoken = resources_language(knowledge.safety, text)
    if spoken:
        return help_lines(state, knowledge, spoken)
    context = _Context(notice, card)
    picked = _picked(state, text)
    if picked is not None:
        return _reply_with(state, picked, assistant, context)
    if not any(character.isalnum() for character in text):
        return _reply_with(state, HELP, assistant, context)
    try:
        reading = assistant.reader.read(text, mends=mends)
    except Exception:  # the second layer of the safety check has nothing to read then
        return crisis(state, FAILED, knowledge)
    sentences = assistant.reader.sentences(reading)

    def answered() -> float:
        return float(assistant.score(reading).probabilities.max())

    meant = assistant.safety.notice_once_read(reading.repaired, reading.windows, notice, sentences, answered)
    if meant and meant.replaces_answer:
        return crisis(state, meant, knowledge)
    if meant and not notice:
        notice, card = meant, notice_text(knowledge.safety, meant, knowledge.practice.region, state.notices)
    words = words_of(reading.texts[0]) if len(reading.texts) == 1 else []
    cuts = two_part.splits(words)
    scores, glimpses = assistant.score_and_glimpses(cuts, words, reading) if cuts else (assistant.score(reading), [])
    is_otherwise = reading.repaired is not None and _is_read_otherwise(reading, scores, assistant)
    parts = _two_parts(two_part.promising(cuts, words, scores.probabilities, glimpses), words, scores, assistant)
    if parts:
        first = replace(parts[0], notice=notice, card=card, repaired=reading.repaired, is_otherwise=is_otherwise)
        return _reply_to_both(state, (first, parts[1]), assistant)
    decision = assistant.matcher.decide(scores, may_ask=not state.asked_which, offerable=assistant.offerable)
    context = _Context(notice, card, reading, decision, reading.repaired, is_otherwise)
    if _is_follow_up(state, reading.texts[0], decision):
        assert state.last_topic is not None
        return _reply_with(state, state.last_topic, assistant, context)
    match decision:
        case Match():
            return _reply_with(state, decision.topic, assistant, context)
        case NoMatch():
            return _reply_with(state, OTHER, assistant, context)
        case Ambiguous():
            shared = _shared(knowledge, context, decision.choices)
            asking = replace(state, offered=decision.choices, asked_which=True)
            return asking, Clarify(text=knowledge.wording.chat.which, **shared)


def _is_follow_up(state: ConversationState, text: str, decision: Decision) -> bool:
    """Whether the last topic is meant again: asked for more, or pointed back at while nothing else is clear."""
    if state.last_topic is None:
        return False
    if follow_ups.asks_for_more(text):
        return True
    is_clear = follow_ups.leans(text)
    return is_clear is not None and follow_ups.stays_on(state.last_topic, decision.ranking, is_clear=is_clear)


def _is_read_otherwise(reading: Reading, scores: Scores, assistant: Assistant) -> bool:
    """Whether the text as typed would have been taken for another topic than the mended one."""
    typed = as_question(reading.typed)
    as_typed = assistant.matcher.scores(typed, assistant.reader.encode(typed))
    return bool(as_typed.probabilities.argmax() != scores.probabilities.argmax())


def _two_parts(
    cut: two_part.Split | None, words: Sequence[str], scores: Scores, assistant: Assistant
) -> tuple[_Context, _Context] | None:
    """The two questions in one, cut at the promising place, each read and decided; None where it is one."""
    if cut is None:
        return None
    parts = assistant.parts(cut, words)
    chance = two_part.chance(cut, words, scores.probabilities, *(found.probabilities for _, found in parts))
    if chance < two_part.HOLDS:
        return None
    first, second = (
        _Context(reading=part, decision=assistant.matcher.decide(found, may_ask=False)) for part, found in parts
    )
    return first, second


def _reply_to_both(
    state: ConversationState, parts: tuple[_Context, _Context], assistant: Assistant
) -> tuple[ConversationState, Reply]:
    """Both answers in order, in one reply."""
    topics = [part.decision.ranking[0].topic for part in parts if part.decision]
    between, first = _reply_with(state, topics[0], assistant, parts[0])
    after, second = _reply_with(between, topics[1], assistant, parts[1])
    assert isinstance(second, Answer | NotCovered | OffTopic)
    offered = tuple(choice for choice in (*first.suggestions, *second.suggestions) if choice.topic not in topics)
    merged = tuple(dict.fromkeys(offered))[:SUGGESTIONS]
    reply = replace(first, second=replace(second, suggestions=()), suggestions=merged)
    return replace(after, offered=tuple(choice.topic for choice in merged)), reply


def crisis(state: ConversationState, notice: Notice, knowledge: Knowledge) -> tuple[ConversationState, Crisis]:
    """The notice in place of an answer, worded anew where it comes again."""
    card = notice_text(knowledge.safety, notice, knowledge.practice.region, state.notices)
    reply = Crisis(**_shared(knowledge, _Context(notice, card), ()))
    seen = replace(state, notices=state.notices + 1, help_line_for=HELP_LINE_FOR, help_line_language=notice.language)
    return replace(seen, offered=(), asked_which=False), reply


def choose(state: ConversationState, topic: TopicId, assistant: Assistant) -> tuple[ConversationState, Reply]:
    """Reply to a topic that was picked instead of typed."""
    return _with_help_line(state, *_reply_with(state, topic, assistant, _Context()), assistant.knowledge)


def help_lines(
    state: ConversationState, knowledge: Knowledge, language: str = "en"
) -> tuple[ConversationState, SmallTalk]:
    """The help lines of the practice's region, and how to ask: what F1 and `help` bring, without any detection."""
    card = resources_card(knowledge.safety, knowledge.practice.region, language)
    talk = knowledge.topics[HELP]
    assert isinstance(talk, model.SmallTalk)
    reply = SmallTalk(topic=HELP, text=talk.reply, **_shared(knowledge, _Context(card=card), ()))
    return replace(state, offered=(), asked_which=False), reply


def referral(knowledge: Knowledge) -> str:
    """The reminder of whom to talk to, with the practice's contact where it is set."""
    practice = knowledge.practice
    return f"{practice.referral} {practice.name}: {practice.contact}" if practice.contact else practice.referral


def _picked(state: ConversationState, text: str) -> TopicId | None:
    """The choice that a bare number names, if it names one that is offered."""
    typed = text.strip()
    if len(typed) != 1 or typed not in "123456789":
        return None
    number = int(typed)
    if state.asked_which and number == len(state.offered) + 1:
        return OTHER
    return state.offered[number - 1] if number <= len(state.offered) else None


def _shared(knowledge: Knowledge, context: _Context, offered: Sequence[TopicId]) -> _Shared:
    return {
        "referral": referral(knowledge),
        "notice": context.notice,
        "card": context.card,
        "suggestions": tuple(
            Suggestion(topic, knowledge.suggestion(topic), knowledge.full_title(topic)) for topic in offered
        ),
        "repaired": context.repaired,
        "is_read_otherwise": context.is_otherwise,
        "decision": context.decision,
    }


def _next_topics(topic: TopicId, related: Iterable[TopicId], state: ConversationState) -> tuple[TopicId, ...]:
    """What to offer next: related topics, those not just seen first."""
    fresh = [other for other in related if other not in (topic, state.last_topic)]
    return tuple([*fresh, *(other for other in related if other == state.last_topic != topic)][:SUGGESTIONS])


def _reply_with(
    state: ConversationState, topic: TopicId, assistant: Assistant, context: _Context
) -> tuple[ConversationState, Reply]:
    knowledge = assistant.knowledge
    found = knowledge.topics[topic]
    related = (p.id for p in knowledge.in_turn()) if isinstance(found, model.SmallTalk) else found.related
    offered = _next_topics(topic, tuple(related), state)
    shared = _shared(knowledge, context, offered)
    last = state.last_topic if isinstance(found, model.SmallTalk) else topic
    after = replace(state, last_topic=last, offered=offered, asked_which=False)
    match found:
        case Passage():
            span = assistant.best_sentence(found, context.reading) if context.reading else found.sentences[0]
            return after, Answer(passage=found, article=knowledge.articles[found.article], highlight=span, **shared)
        case Handoff():
            return after, NotCovered(handoff=found, **shared)
        case model.SmallTalk() if knowledge.kind(topic) is TopicKind.OFF_TOPIC:
            return after, OffTopic(text=found.reply, **shared)
        case model.SmallTalk():
            return after, SmallTalk(topic=topic, text=found.reply, **shared)
