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
from bbchat.knowledge import model
from bbchat.knowledge.model import HELP, OTHER, Handoff, Knowledge, Passage, TopicId, TopicKind
from bbchat.matching.decision import Ambiguous, Decision, Match, NoMatch
from bbchat.safety.helplines import resources_card, resources_language
from bbchat.safety.notice import Notice, NoticeCard, notice_text

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant, Reading

CLARIFY_TEXT = "I'm not sure which of these you mean."
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, repr=False)
class _Context:
    """What was found out about a text before its reply is made."""

    notice: Notice | None = None
    card: NoticeCard | None = None
    reading: Reading | None = None
    decision: Decision | None = None
    repaired: str | None = None


class _Shared(TypedDict):
    """The fields that every reply has."""

    referral: str
    notice: Notice | None
    card: NoticeCard | None
    suggestions: tuple[Suggestion, ...]
    repaired: str | None
    decision: Decision | None


def respond(state: ConversationState, text: str, assistant: Assistant) -> tuple[ConversationState, Reply]:
    """Reply to a text as typed, of any length and content."""
    knowledge = assistant.knowledge
    notice = assistant.safety.notice_for(text)
    card = notice_text(knowledge.safety, notice, knowledge.practice.region, state.notices) if notice else None
    if notice and notice.replaces_answer:
        reply = Crisis(**_shared(knowledge, _Context(notice, card), ()))
        return replace(state, offered=(), asked_which=False, notices=state.notices + 1), reply
    spoken = resources_language(knowledge.safety, text)
    if spoken:
        return help_lines(state, knowledge, spoken)
    context = _Context(notice, card)
    picked = _picked(state, text)
    if picked is not None:
        return _reply_with(state, picked, assistant, context)
    if not any(character.isalnum() for character in text):
        return _reply_with(state, HELP, assistant, context)
    reading = assistant.read(text)
    parts = _two_parts(reading, assistant)
    if parts:
        return _reply_to_both(state, parts, assistant, context)
    decision = assistant.decide(reading, may_ask=not state.asked_which)
    context = _Context(notice, card, reading, decision, reading.repaired)
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
            return asking, Clarify(text=CLARIFY_TEXT, **shared)


def _is_follow_up(state: ConversationState, text: str, decision: Decision) -> bool:
    """Whether the last topic is meant again: asked for more, or pointed back at while nothing else is clear."""
    if state.last_topic is None:
        return False
    if follow_ups.asks_for_more(text):
        return True
    is_clear = follow_ups.leans(text)
    return is_clear is not None and follow_ups.stays_on(state.last_topic, decision.ranking, is_clear=is_clear)


def _two_parts(reading: Reading, assistant: Assistant) -> tuple[_Context, _Context] | None:
    """The two questions in one, each read and decided; None where it is one question."""
    best: tuple[float, _Context, _Context] | None = None
    for first, second in two_part.splits(reading.texts[0]) if len(reading.texts) == 1 else ():
        one, one_share = _part(first, assistant)
        if one_share < two_part.CLEAR:
            continue
        other, other_share = _part(second, assistant)
        if _topic(one) == _topic(other) or not two_part.holds(first, second, one_share, other_share):
            continue
        share = min(one_share, other_share)
        if best is None or share > best[0]:
            best = (share, one, other)
    return (replace(best[1], repaired=reading.repaired), best[2]) if best else None


def _part(text: str, assistant: Assistant) -> tuple[_Context, float]:
    """One part of a question, read and decided, and how likely its topic is; small talk is no part."""
    reading = assistant.read(text)
    decision = assistant.decide(reading, may_ask=False)
    top = decision.ranking[0]
    is_small_talk = assistant.knowledge.kind(top.topic) is TopicKind.SMALL_TALK
    return _Context(reading=reading, decision=decision), 0.0 if is_small_talk else top.probability


def _topic(part: _Context) -> TopicId:
    assert part.decision is not None
    return part.decision.ranking[0].topic


def _reply_to_both(
    state: ConversationState, parts: tuple[_Context, _Context], assistant: Assistant, context: _Context
) -> tuple[ConversationState, Reply]:
    """Both answers in order, in one reply."""
    topics = [_topic(part) for part in parts]
    between, first = _reply_with(
        state, topics[0], assistant, replace(parts[0], notice=context.notice, card=context.card)
    )
    after, second = _reply_with(between, topics[1], assistant, parts[1])
    assert isinstance(second, Answer | NotCovered | OffTopic)
    offered = tuple(choice for choice in (*first.suggestions, *second.suggestions) if choice.topic not in topics)
    merged = tuple(dict.fromkeys(offered))[:SUGGESTIONS]
    reply = replace(first, second=replace(second, suggestions=()), suggestions=merged)
    return replace(after, offered=tuple(choice.topic for choice in merged)), reply


def choose(state: ConversationState, topic: TopicId, assistant: Assistant) -> tuple[ConversationState, Reply]:
    """Reply to a topic that was picked instead of typed."""
    return _reply_with(state, topic, assistant, _Context())


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
            Suggestion(topic, knowledge.suggestion(topic), knowledge.title(topic)) for topic in offered
        ),
        "repaired": context.repaired,
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
    related = (p.id for p in knowledge.passages()) if isinstance(found, model.SmallTalk) else found.related
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
