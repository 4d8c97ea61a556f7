"""The JSON of `bbchat ask --json`: one object a reply, its keys and their order fixed: others script against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from bbchat.cli.exit_codes import ExitCode
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.knowledge.model import OFF_TOPIC, TopicId
from bbchat.matching.decision import Ranked

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_ALTERNATIVES = 3


def as_json(question: str, reply: Reply, titles: dict[TopicId, str], elapsed_ms: float) -> dict[str, Json]:
    """One reply as the contract's object."""
    kind, topic, title, text = _heading(reply)
    if reply.second:
        _, _, _, more = _heading(reply.second)
        text = f"{text}\n\n{more}"
    ranking = reply.decision.ranking if reply.decision else ()
    named = [choice.topic for choice in reply.suggestions] if isinstance(reply, Clarify) else [topic] if topic else []
    score = next((ranked.probability for ranked in ranking if ranked.topic == topic), None)
    if isinstance(reply, Clarify) and ranking:
        score = ranking[0].probability
    return {
        "question": question,
        "repaired": reply.repaired,
        "kind": kind,
        "id": topic,
        "ids": [*named, *([_heading(reply.second)[1]] if reply.second else [])],
        "title": title,
        "text": text,
        "highlight": list(reply.highlight) if isinstance(reply, Answer) else None,
        "source": _source(reply),
        "referral": reply.referral,
        "score": None if score is None else round(score, 4),
        "alternatives": _alternatives(ranking, topic, titles),
        "notice": None
        if reply.notice is None
        else {
            "tier": str(reply.notice.tier),
            "category": reply.notice.category,
            "language": reply.notice.language,
        },
        "elapsed_ms": round(elapsed_ms, 2),
    }


def _heading(reply: Reply) -> tuple[str, TopicId | None, str | None, str]:
    """Kind, id, title and text of a reply."""
    match reply:
        case Answer():
            return "answer", reply.passage.id, reply.passage.title, reply.passage.text
        case Clarify():
            return "clarify", None, None, reply.text
        case NotCovered():
            return "not_covered", reply.handoff.id, reply.handoff.title, f"{reply.handoff.reply} {reply.handoff.ask}"
        case SmallTalk():
            return "small_talk", reply.topic, None, reply.text
        case OffTopic():
            return "off_topic", OFF_TOPIC, None, reply.text
        case Crisis():
            return "crisis", None, None, "\n".join(reply.card.lines()) if reply.card else ""
        case _:
            assert_never(reply)


def _source(reply: Reply) -> dict[str, Json] | None:
    if not isinstance(reply, Answer):
        return None
    return {
        "article": reply.article.title,
        "section": reply.passage.title,
        "author": reply.article.author,
        "published": reply.article.published,
        "url": reply.article.url,
    }


def _alternatives(ranking: Sequence[Ranked], topic: TopicId | None, titles: dict[TopicId, str]) -> list[Json]:
    others = [ranked for ranked in ranking if ranked.topic != topic][:MAX_ALTERNATIVES]
    return [
        {"id": ranked.topic, "title": titles[ranked.topic], "score": round(ranked.probability, 4)} for ranked in others
    ]


def exit_code(reply: Reply) -> ExitCode:
    """The exit code of a single question."""
    match reply:
        case Crisis():
            return ExitCode.CRISIS
        case NotCovered() | OffTopic():
            return ExitCode.NOT_COVERED
        case Answer() | Clarify() | SmallTalk():
            return ExitCode.ANSWERED
        case _:
            assert_never(reply)
