"""The ids of topics among several articles, and what a topic that is named elsewhere means.

The one invariant: an id that stands in an article means that article's own section first; of two articles that have the
same id, the older one keeps it, so that another article changes no id of those before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bbchat.errors import Problem
from bbchat.knowledge.model import HELP, OTHER, ArticleId, Example, SmallTalk, Topic, TopicId
from bbchat.language.clean import clean

if TYPE_CHECKING:
    from bbchat.knowledge.loader import Entry, Folder, Named

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
"""Names of folders that can stand before an id."""


def collect_topics(folder: Folder) -> dict[TopicId, Topic]:
    """All topics by their ids, with the ids that they name made those of topics."""
    first: dict[TopicId, Entry] = {}
    for entry in folder.entries:
        written = entry.topic.id
        other = first.setdefault(written, entry)
        if other is not entry and entry.article and other.article and entry.article != other.article:
            other = _set_apart(folder, entry, other, first)
        if other is not entry:
            message = f"the id `{written}` is taken by {other.place}"
            entry.source.problem((*entry.where, "id"), message, "give each topic its own id")
        elif entry.article:
            folder.ids[entry.article, written] = entry.topic.id
    for entry in folder.entries:
        _link(folder, entry)
    topics = {topic: entry.topic for topic, entry in first.items()}
    if folder.is_whole:
        _require(folder, topics, OTHER, "handoffs.yaml", "a handoff for whatever nothing else covers")
        _require(folder, topics, HELP, "small_talk.yaml", "the reply that says how to ask")
    return topics


def _set_apart(folder: Folder, entry: Entry, other: Entry, first: dict[TopicId, Entry]) -> Entry:
    """Put the article's folder before the id of a section, where an older article has one with the same.

    Returns:
        What has the new id: the entry itself, unless its own article has the id twice.
    """
    where, written = (*entry.where, "id"), entry.topic.id
    entry.topic = replace(entry.topic, id=TopicId(f"{entry.article}.{written}"))
    if folder.order is None:
        message = f"the id `{written}` is taken by {other.article}/{other.place}"
        fix = (
            "give this section another id; or list the articles in practice.yaml, the oldest first: "
            f"`articles: [{', '.join(folder.articles)}]`, then this one is called `{entry.topic.id}`"
        )
        entry.source.problem(where, message, fix)
    elif not _PREFIX.fullmatch(str(entry.article)):
        message = f"the id `{written}` is taken by {other.article}/{other.place}"
        fix = "give this section another id; or rename the folder of its article: small letters, digits and - only"
        entry.source.problem(where, message, fix)
    return first.setdefault(entry.topic.id, entry)


def _link(folder: Folder, entry: Entry) -> None:
    """Make each id that an entry names that of a topic: its own article's first, or the one whose folder is named."""

    def meant(name: str) -> str:
        article, _, written = name.rpartition(".")
        return folder.ids.get((ArticleId(article or entry.article or ""), written)) or name

    entry.related = [meant(name) for name in entry.related]
    entry.examples = [(place, text, [(at, meant(name)) for at, name in named]) for place, text, named in entry.examples]
    if not isinstance(entry.topic, SmallTalk):
        entry.topic = replace(entry.topic, related=tuple(map(TopicId, entry.related)))


def _require(folder: Folder, topics: dict[TopicId, Topic], topic: TopicId, file: str, purpose: str) -> None:
    if topic not in topics:
        message = f"there is no topic with the id `{topic}`"
        folder.problems.append(Problem(folder.path / file, 0, message, f"add {purpose}"))


def linked_examples(folder: Folder, topics: dict[TopicId, Topic]) -> Iterator[Example]:
    """All examples, after checking that each is a question and that every id named exists."""
    for entry in folder.entries:
        related = [((*entry.where, "related", at), other) for at, other in enumerate(entry.related)]
        if folder.is_whole:
            _check_ids(entry, topics, [*related, *chain.from_iterable(named for _, _, named in entry.examples)])
        yield from _own_examples(entry.topic)
        for place, text, named in entry.examples:
            shown = clean(text)
            if not any(character.isalnum() for character in shown):
                entry.source.problem(place, "this question has no words", "write a question, or remove the line")
            yield Example(shown, tuple(dict.fromkeys(TopicId(topic) for _, topic in named)))


def _own_examples(topic: Topic) -> Iterable[Example]:
    """A topic's title and suggestion are ways to ask for it, too."""
    if isinstance(topic, SmallTalk):
        return ()
    return (Example(topic.title, (topic.id,)), Example(topic.suggestion, (topic.id,)))


def _check_ids(entry: Entry, known: dict[TopicId, Topic], named: Iterable[Named]) -> None:
    for place, identifier in named:
        if identifier not in known:
            entry.source.problem(place, f"there is no topic `{identifier}`", "use an id that exists, or remove it")
