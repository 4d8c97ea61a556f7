"""Why a reply came, in words for somebody who is no programmer.

The one invariant: every figure is the one that decided; nothing is matched or computed anew.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TypeAlias

from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.conversation.session import Exchange
from bbchat.knowledge.model import OFF_TOPIC, Knowledge, TopicId
from bbchat.knowledge.wording import WhyWords
from bbchat.language.normalise import plain
from bbchat.matching.decision import Decision

LONGEST = 200
"""Characters of a question that are repeated."""
Group: TypeAlias = tuple[str, tuple[str, ...]]
"""A heading and its sentences."""


def explain(exchange: Exchange, knowledge: Knowledge) -> tuple[Group, ...]:
    """What was read, what decided, what it was nearest to, what else was near, and how long it took."""
    reply, words = exchange.reply, knowledge.wording.why
    groups: list[Group] = [
        (words.read, tuple(_read(exchange, words))),
        (words.decided, tuple(_decided(reply, knowledge))),
    ]
    decisions = [one.decision for one in (reply, reply.second) if one and one.decision]
    for decision in decisions:
        groups.append((words.nearest, tuple(_nearest(decision, knowledge))))
        groups.append((words.rivals, tuple(_rivals(decision, knowledge))))
    if exchange.milliseconds:
        groups.append((words.time, (words.took.format(milliseconds=f"{exchange.milliseconds:.1f}"),)))
    return tuple((heading, sentences) for heading, sentences in groups if sentences)


def _read(exchange: Exchange, words: WhyWords) -> list[str]:
    asked = exchange.asked if len(exchange.asked) <= LONGEST else f"{exchange.asked[:LONGEST]} …"
    found = [words.typed.format(text=asked)]
    if exchange.reply.repaired:
        mended = _mended(plain(exchange.asked), exchange.reply.repaired)
        found += [words.mended.format(before=before, after=after) for before, after in mended]
        found += [words.read_otherwise] if exchange.reply.is_read_otherwise else []
    return found


def _mended(typed: str, repaired: str) -> list[tuple[str, str]]:
    """The runs of words that a repair changed, before and after."""
    before, after = typed.split(), repaired.split()
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        (" ".join(before[start:end]), " ".join(after[begin:stop]))
        for kind, start, end, begin, stop in changes
        if kind != "equal"
    ]


def _decided(reply: Reply, knowledge: Knowledge) -> list[str]:
    words, notice = knowledge.wording.why, reply.notice
    found: list[str] = []
    if notice:
        sentence = words.notice if isinstance(reply, Crisis) else words.notice_beside
        found.append(sentence.format(tier=notice.tier.value, language=notice.language))
    if isinstance(reply, Crisis):
        return found
    if reply.help_line:
        found.append(words.help_line)
    if reply.second:
        found.append(words.two_parts)
    return found + [sentence for part in (reply, reply.second) if part for sentence in _decided_one(part, knowledge)]


def _decided_one(reply: Reply, knowledge: Knowledge) -> list[str]:
    words, decision, topic = knowledge.wording.why, reply.decision, topic_of(reply)
    if decision is None or not decision.ranking:
        return [words.by_name]
    best = decision.ranking[0]
    shares = {ranked.topic: ranked.probability for ranked in decision.ranking}
    answer, ask, nothing = (f"{cost:.2f}" for cost in decision.costs)
    costs = words.costs.format(answer=answer, ask=ask, nothing=nothing) if any(decision.costs) else ""
    if isinstance(reply, Clarify):
        sentence = words.unsure.format(title=knowledge.full_title(best.topic), percent=_percent(best.probability))
    elif topic == best.topic or reply.second:
        sentence = words.sure.format(
            title=_title(topic, knowledge), percent=_percent(shares.get(topic or best.topic, 0.0))
        )
    elif isinstance(reply, NotCovered) and topic not in shares:
        sentence = words.nothing_near.format(title=knowledge.full_title(best.topic), percent=_percent(best.probability))
    else:
        return [words.followed.format(title=_title(topic, knowledge))]
    return [sentence, costs] if costs else [sentence]


def topic_of(reply: Reply) -> TopicId | None:
    """The topic that a reply is about; None for help lines and for a did-you-mean."""
    match reply:
        case Answer():
            return reply.passage.id
        case NotCovered():
            return reply.handoff.id
        case SmallTalk():
            return reply.topic
        case OffTopic():
            return OFF_TOPIC
        case _:
            return None


def _nearest(decision: Decision, knowledge: Knowledge) -> list[str]:
    words = knowledge.wording.why
    return [
        words.example.format(
            text=one.text,
            titles=" / ".join(knowledge.full_title(topic) for topic in one.topics) or words.nowhere,
            percent=_percent(max(one.likeness, 0.0)),
        )
        for one in decision.evidence
    ]


def _rivals(decision: Decision, knowledge: Knowledge) -> list[str]:
    words = knowledge.wording.why
    found = [
        words.rival.format(title=knowledge.full_title(one.topic), percent=_percent(one.probability))
        for one in decision.ranking
    ]
    if len(decision.ranking) > 1:
        gap = decision.ranking[0].probability - decision.ranking[1].probability
        found.append(words.gap.format(percent=_percent(gap)))
    return found


def _title(topic: TopicId | None, knowledge: Knowledge) -> str:
    return knowledge.full_title(topic) if topic else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
