"""What the practice has written, as the rest of the program sees it: immutable, checked, free of file details.

The one invariant: every `TopicId` that stands in a `Knowledge` names a topic of it, and every passage's text stands
word for word in the article that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import NewType, TypeAlias

from bbchat.knowledge.safety_rules import SafetyRules
from bbchat.knowledge.wording import Wording

TopicId = NewType("TopicId", str)
ArticleId = NewType("ArticleId", str)

OFF_TOPIC = TopicId("off_topic")
OTHER = TopicId("other")
"""The handoff for a question about therapy that nothing else covers; every knowledge folder has it."""
BYE = TopicId("bye")
HELP = TopicId("help")


class TopicKind(StrEnum):
    """What sort of reply a topic gets."""

    PASSAGE = "passage"
    HANDOFF = "handoff"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Example:
    """A question as people ask it, and the topics that answer it; none where it belongs nowhere."""

    text: str
    topics: tuple[TopicId, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A published article; `published` and `updated` are as the page shows them."""

    id: ArticleId
    title: str
    practice: str
    author: str
    published: str
    updated: str | None
    url: str | None
    body: str
    """The whole text, verbatim, headings included."""


class Standing(StrEnum):
    """What a reviewer's signature says of a text."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Review:
    """Who signed a text, and when (ISO date); both empty where nobody has."""

    by: str
    on: str
    standing: Standing = Standing.SIGNED


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of an article: what an answer shows."""

    id: TopicId
    article: ArticleId
    title: str
    text: str
    """Verbatim; paragraphs are set apart by a blank line."""
    sentences: tuple[tuple[int, int], ...]
    """Start and end of each sentence in `text`."""
    suggestion: str
    related: tuple[TopicId, ...]
    review: Review | None = None
    """None where the folder has no signatures at all."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A subject that the articles don't cover: the honest reply, and whom to ask."""

    id: TopicId
    title: str
    reply: str
    ask: str
    suggestion: str
    related: tuple[TopicId, ...]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A courtesy, and `off_topic`."""

    id: TopicId
    reply: str


Topic: TypeAlias = Passage | Handoff | SmallTalk


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice; None is a fact that is not known and is never guessed."""

    name: str
    phone: str | None
    email: str | None
    booking: str | None
    hours: str | None
    region: str
    referral: str
    disclosure: str

    @property
    def contact(self) -> str:
        """How to reach the practice, in one line; empty where nothing is set."""
        return " · ".join(part for part in (self.phone, self.email, self.booking, self.hours) if part)


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """How long the kiosk in a waiting room waits, and for what."""

    idle_seconds: int = 75
    """Without a key, until it asks whether somebody is still there."""
    countdown_seconds: int = 20
    """That this question stands before everything is cleared."""
    idle_seconds_after_notice: int = 300
    """In place of `idle_seconds`, once help lines have been shown."""
    session_minutes: int = 20
    """Until it asks whether to go on."""
    restart_at: str | None = "04:00"
    """The time of day, `HH:MM`, from which it starts itself afresh once nobody is there; None for never."""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One step of the tour for staff: a line that is typed and sent, or keys that are pressed."""

    caption: str
    """What to notice."""
    types: str
    """Empty where keys are pressed."""
    kind: str
    """Of the reply that must come, as `bbchat ask --json` names it; empty where nothing is typed."""
    ids: tuple[TopicId, ...]
    stands_out: str
    """Words of the sentence that must stand out in the answer; empty where any may."""
    keys: tuple[str, ...]
    line: int
    """In `demo.yaml`."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that the program can show, and the questions that lead to it."""

    practice: Practice
    articles: Mapping[ArticleId, Article]
    topics: Mapping[TopicId, Topic]
    """In the order of the files: passages, handoffs, small talk, `off_topic` last."""
    examples: tuple[Example, ...]
    safety: SafetyRules
    wording: Wording
    kiosk: KioskSettings = KioskSettings()
    demo: tuple[DemoStep, ...] = ()
    """Empty where the folder has no tour."""

    def kind(self, topic: TopicId) -> TopicKind:
        """What sort of topic an id names."""
        match self.topics[topic]:
            case Passage():
                return TopicKind.PASSAGE
            case Handoff():
                return TopicKind.HANDOFF
            case SmallTalk():
                return TopicKind.OFF_TOPIC if topic == OFF_TOPIC else TopicKind.SMALL_TALK

    def passages(self) -> Iterator[Passage]:
        """All passages, article by article, in the order of each article."""
        return (topic for topic in self.topics.values() if isinstance(topic, Passage))

    def in_turn(self) -> Iterator[Passage]:
        """All passages, one of each article in turn: the first of each, then the second, and so on."""
        of_articles: dict[ArticleId, list[Passage]] = {}
        for passage in self.passages():
            of_articles.setdefault(passage.article, []).append(passage)
        turns = zip_longest(*of_articles.values())
        return (passage for turn in turns for passage in turn if passage is not None)

    def handoffs(self) -> Iterator[Handoff]:
        """All handoffs, in the order of the file."""
        return (topic for topic in self.topics.values() if isinstance(topic, Handoff))

    def title(self, topic: TopicId) -> str:
        """What a topic is called on the screen."""
        found = self.topics[topic]
        return found.id.replace("_", " ").capitalize() if isinstance(found, SmallTalk) else found.title

    def full_title(self, topic: TopicId) -> str:
        """The same where no article stands above it: with the article, if a section of another has this title, too."""
        return self._told_apart(topic, self.title(topic), lambda other: other.title)

    def suggestion(self, topic: TopicId) -> str:
        """The short question that leads to a topic; with its article, if that of another asks the same."""
        found = self.topics[topic]
        if isinstance(found, SmallTalk):
            return self.title(topic)
        return self._told_apart(topic, found.suggestion, lambda other: other.suggestion)

    def _told_apart(self, topic: TopicId, name: str, name_of: Callable[[Passage], str]) -> str:
        found = self.topics[topic]
        if not isinstance(found, Passage) or len(self.articles) < 2:
            return name
        if not any(name_of(other) == name and other.article != found.article for other in self.passages()):
            return name
        return self.wording.topics.of_article.format(title=name, article=self.articles[found.article].title)
