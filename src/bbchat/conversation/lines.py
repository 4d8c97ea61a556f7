"""A reply as lines of text, for whatever prints them: each line names what it is, or is a sentence of the article.

The one invariant: the lines say all of a reply by words alone, and what the practice wrote stands in them unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk, reviewed
from bbchat.knowledge.model import Article, Passage, Review
from bbchat.knowledge.wording import PlainWords, Wording
from bbchat.safety.notice import NoticeCard


class PartKind(Enum):
    """How the lines of a part hang together."""

    LINES = auto()
    HEADING = auto()
    TEXT = auto()
    """They are the sentences of one paragraph."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together."""

    lines: tuple[str, ...]
    kind: PartKind = PartKind.LINES
    best: int | None = None
    """Which of the lines answers best, where one does."""


def reply_parts(reply: Reply, wording: Wording) -> list[Part]:
    """All of a reply but its choices, in the order in which it is read."""
    parts: list[Part] = []
    if reply.help_line:
        parts.append(Part((reply.help_line,)))
    if reply.card:
        parts += _card(reply.card)
    if reply.repaired and reply.is_read_otherwise:
        parts.append(Part((wording.chat.showing_results.format(question=reply.repaired),)))
    if reply.second:
        parts.append(Part((wording.plain.two_replies,)))
    parts += _body(reply, wording)
    if reply.second:
        parts += _body(reply.second, wording)
    return [*parts, Part((reply.referral,))]


def numbered(choices: Sequence[str], words: PlainWords, label: str = "", *, first: int = 1) -> Part:
    """Choices, each with its number on a line of its own; `label` stands before the first."""
    lines = [words.numbered.format(number=number, text=text) for number, text in enumerate(choices, first)]
    return Part((f"{label} {lines[0]}".strip(), *lines[1:]) if lines else ())


def label_of(reply: Reply, words: PlainWords) -> str:
    """What stands before the choices of a reply."""
    return words.choose if isinstance(reply, Clarify | Crisis) else words.next


def one_by_one(parts: Iterable[Part], words: PlainWords) -> Iterator[str]:
    """The lines, sentence by sentence; the one that answers best says so."""
    for part in parts:
        for place, line in enumerate(part.lines):
            yield words.nearest.format(sentence=line) if place == part.best else line


def passage_parts(passage: Passage, highlight: tuple[int, int] | None = None) -> list[Part]:
    """A section's text, a part a paragraph; `highlight` is the span of the sentence that answers best."""
    paragraphs: list[list[tuple[int, int]]] = []
    for span in passage.sentences:
        if not paragraphs or "\n" in passage.text[paragraphs[-1][-1][1] : span[0]]:
            paragraphs.append([])
        paragraphs[-1].append(span)
    return [
        Part(
            tuple(passage.text[start:end] for start, end in spans),
            PartKind.TEXT,
            spans.index(highlight) if highlight in spans else None,
        )
        for spans in paragraphs
    ]


def ended(text: str) -> str:
    """A title that ends as a sentence does, so that a voice pauses after it."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def source_part(article: Article, wording: Wording, review: Review | None = None) -> Part:
    """Where a section's words come from, and what a reviewer's signature says of it."""
    words = wording.plain
    line = words.source.format(article=article.title, practice=article.practice, published=article.published)
    address = words.address.format(url=article.url) if article.url else ""
    return Part(tuple(one for one in (line, address, reviewed(review, wording.chat)) if one))


def _card(card: NoticeCard) -> list[Part]:
    contacts = tuple(f"{line.contact}: {line.how}" for line in card.helplines)
    return [Part((card.warm,)), Part(contacts), Part((card.closing,))]


def _body(reply: Reply, wording: Wording) -> list[Part]:
    """What a reply says, without the notice before it and the reminder after it."""
    words = wording.plain
    match reply:
        case Answer():
            heading = Part((words.answer.format(title=ended(reply.passage.title)),), PartKind.HEADING)
            highlight = reply.highlight if reply.decision else None  # a topic that was picked answers no question
            return [
                heading,
                *passage_parts(reply.passage, highlight),
                source_part(reply.article, wording, reply.passage.review),
            ]
        case NotCovered():
            heading = Part((words.not_covered.format(title=ended(reply.handoff.title)),), PartKind.HEADING)
            return [heading, Part((reply.handoff.reply, reply.handoff.ask), PartKind.TEXT)]
        case Clarify() | SmallTalk() | OffTopic():
            return [Part((reply.text,))]
        case Crisis():
            return []
        case _:
            assert_never(reply)
