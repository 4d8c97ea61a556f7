"""What the program says back: a closed set of frozen replies, each with everything a view needs to draw it.

The one invariant: every reply carries the referral reminder, and its words come from the knowledge alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, assert_never

from bbchat.knowledge.model import Article, Handoff, Passage, Review, Standing, TopicId
from bbchat.knowledge.wording import ChatWords
from bbchat.matching.decision import Decision
from bbchat.safety.notice import Notice, NoticeCard


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A next question that can be chosen, and the topic that it leads to."""

    topic: TopicId
    question: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    referral: str
    """The reminder of whom to talk to, with the practice's contact where it is set."""
    notice: Notice | None = None
    card: NoticeCard | None = None
    """The words of the notice, where there is one."""
    help_line: str | None = None
    """The help line that stands on top of the replies after a notice; None where there was none."""
    suggestions: tuple[Suggestion, ...] = ()
    repaired: str | None = field(default=None, repr=False)
    """The question as it was understood, where typing slips were mended."""
    is_read_otherwise: bool = False
    """Whether the mended question is about another topic than the typed one would have been taken for."""
    decision: Decision | None = field(default=None, repr=False)
    """How the matcher decided; None where nothing was matched."""
    second: Answer | NotCovered | OffTopic | None = None
    """The reply to the second part of a two-part question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Reply):
    """A section of an article, word for word."""

    passage: Passage
    article: Article
    highlight: tuple[int, int]
    """Start and end, in the passage's text, of the sentence that answers best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify(_Reply):
    """A few topics may be meant; the suggestions are the choices."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered(_Reply):
    """The articles don't answer this; whom to ask instead."""

    handoff: Handoff


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTalk(_Reply):
    """A courtesy."""

    topic: TopicId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffTopic(_Reply):
    """Nothing to do with the practice."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis(_Reply):
    """Help lines in place of an answer; `notice` and `card` are always set."""


def credit(article: Article, words: ChatWords, address: str | None = None, review: Review | None = None) -> str:
    """Where a section's words come from, in one line; with the article's address and the review where there are any."""
    line = words.from_article.format(
        title=article.title,
        practice=article.practice,
        published=article.published,
        address=f", {address}" if address else "",
    )
    return f"{line} {reviewed(review, words)}".rstrip()


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def reviewed(review: Review | None, words: ChatWords) -> str:
    """What a reviewer's signature says of a section; empty where the folder has no signatures."""
    if review is None:
        return ""
    match review.standing:
        case Standing.SIGNED:
            return words.reviewed.format(by=review.by, on=_day(review.on))
        case Standing.UNSIGNED:
            return words.unsigned
        case Standing.CHANGED:
            return words.changed
        case _:
            assert_never(review.standing)


def _day(on: str) -> str:
    """`2026-11-24` as `Nov 24, 2026`; what is no date stays as it is."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return on
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


Reply: TypeAlias = Answer | Clarify | NotCovered | SmallTalk | OffTopic | Crisis
