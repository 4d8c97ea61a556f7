"""A knowledge folder while it is being edited: when its files have come to rest, and what has changed in it.

The one invariant: a change is told once, and only after the files have stood still: an editor that is in the middle of
saving is never taken at its word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from bbchat.conversation import assistant
from bbchat.conversation.assistant import Assistant
from bbchat.encoding.encoder import Encoder
from bbchat.encoding.store import Arrays
from bbchat.knowledge.model import Handoff, Knowledge, Passage, Topic, TopicId
from bbchat.knowledge.safety_rules import Exemplar
from bbchat.knowledge.stored import SOURCES

CALM, CALM_WHERE_MISSING = 1, 4
"""Looks that must show the same before a change counts, and where a file has gone: many editors save by taking the old
one away and putting a new one in its place."""

Stamps: TypeAlias = Mapping[Path, tuple[int, int, int]]
"""When each file was changed, its size and its number on the disk."""


def stamps(folder: Path) -> Stamps:
    """Of each file that matters and can be looked at."""
    found: dict[Path, tuple[int, int, int]] = {}
    for pattern in SOURCES:
        for path in _files(folder, pattern):
            try:
                seen = path.stat()
            except OSError:
                continue
            found[path] = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
    return found


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


class Watch:
    """Tells when a folder has changed. It only looks, so that it works on a network drive, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = self._last = stamps(folder)
        self._calm = 0

    def look(self) -> bool:
        """Whether there is something new to read; to be asked again and again, some times a second."""
        now = stamps(self._folder)
        self._calm = self._calm + 1 if now == self._last else 0
        self._last = now
        needed = CALM_WHERE_MISSING if self._told.keys() - now.keys() else CALM
        if now == self._told or self._calm < needed:
            return False
        self._told = now
        return True


class Workbench:
    """Makes one assistant after the other; only what is new since the last one is encoded and fitted."""

    def __init__(self, encoder: Encoder | None, arrays: Arrays, exemplars: Callable[[], Sequence[Exemplar]]) -> None:
        """`arrays`: those of the compiled file, which may be empty or stale; `exemplars` reads those of danger."""
        self._encoder, self._arrays, self._exemplars = encoder, arrays, exemplars

    def assistant(self, knowledge: Knowledge) -> Assistant:
        """The assistant for what the folder holds now."""
        made, to_store = assistant.build(knowledge, self._encoder, self._arrays, self._exemplars)
        self._arrays = {**self._arrays, **to_store()}
        return made


def changes(before: Knowledge, after: Knowledge) -> dict[str, int]:
    """How much has changed, by kind, in the order in which it is told; nothing where all is as it was.

    Kinds: passages, handoffs, small_talk, questions, article, practice, wording, safety, kiosk.
    """
    topics = Counter(_kind(one) for one in _changed(before.topics, after.topics))
    questions = set(before.examples) ^ set(after.examples)
    texts = {example.text for example in questions if not _is_of_a_topic(example.text, before, after)}
    parts = {
        "passages": topics["passages"],
        "handoffs": topics["handoffs"],
        "small_talk": topics["small_talk"],
        "questions": len(texts),
        "article": int(before.articles != after.articles),
        "practice": int(before.practice != after.practice),
        "wording": int(before.wording != after.wording),
        "safety": int(before.safety != after.safety),
        "kiosk": int(before.kiosk != after.kiosk),
    }
    return {name: count for name, count in parts.items() if count}


def _changed(before: Mapping[TopicId, Topic], after: Mapping[TopicId, Topic]) -> Iterable[Topic]:
    """Each topic that was changed, added or taken out."""
    for topic in {**before, **after}:
        old, new = before.get(topic), after.get(topic)
        if old != new:
            found = new or old
            assert found is not None
            yield found


def _kind(topic: Topic) -> str:
    match topic:
        case Passage():
            return "passages"
        case Handoff():
            return "handoffs"
        case _:
            return "small_talk"


def _is_of_a_topic(text: str, *knowledges: Knowledge) -> bool:
    """Whether an example is a topic's own title or suggestion, which changes with the topic."""
    return any(text in (one.title(topic), one.suggestion(topic)) for one in knowledges for topic in one.topics)
