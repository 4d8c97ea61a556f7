"""What changes for a visitor between two knowledge folders: which questions are answered otherwise, and which words.

The one invariant: each question is asked as a visitor would type it, in a conversation of its own, of the very
assistants that the chat would make of the two folders. An example question is therefore not held out: whoever types it
gets what the folder was taught to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.explain import topic_of
from bbchat.conversation.reply import Clarify, Crisis, Reply
from bbchat.conversation.respond import referral, respond
from bbchat.conversation.state import ConversationState
from bbchat.encoding.encoder import Encoder, States
from bbchat.encoding.store import Arrays
from bbchat.knowledge.contents import text_of
from bbchat.knowledge.model import Knowledge, Passage, SmallTalk, TopicId

AROUND = 6
"""Unchanged words that are shown on either side of a changed one."""
WORKERS = 2
"""Questions asked at once: what takes the time is numpy's and onnxruntime's, which let other threads go on."""
KEPT_STATES = 64
"""Texts whose states are kept for the second folder's assistant, which reads the same text right after the first's."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a question gets."""

    kind: str
    """`answer`, `clarify`, `not_covered`, `small_talk`, `off_topic` or `crisis`."""
    ids: tuple[TopicId, ...]
    """Topics that are answered, or offered where the chat asks which is meant."""
    notice: str | None = None
    """The tier of a notice, where one is shown."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that is answered otherwise now."""

    turns: tuple[str, ...]
    """The question; where it follows another, both."""
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class ChangedText:
    """Words that visitors see and that are others now."""

    topic: str
    """A topic's id, or what else it is."""
    before: str
    """Empty where it is new."""
    after: str
    """Empty where it is gone."""
    questions: int = 0
    """Of those asked, how many bring it, before or after."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is other in the second folder."""

    asked: int
    moved: tuple[Moved, ...]
    texts: tuple[ChangedText, ...]

    def groups(self) -> list[tuple[str, str, list[Moved]]]:
        """The moved questions by where they were and are; those about help lines first, then the largest group."""
        found: dict[tuple[str, str], list[Moved]] = {}
        for one in self.moved:
            found.setdefault((place_of(one.before), place_of(one.after)), []).append(one)
        groups = [(before, after, rows) for (before, after), rows in found.items()]
        return sorted(groups, key=lambda group: (not _is_about_danger(group[2]), -len(group[2]), group[:2]))


def place_of(shown: Shown) -> str:
    """Where a question leads, in a few words."""
    match shown.kind:
        case "crisis":
            return "the help lines"
        case "clarify":
            place = "asks which is meant"
        case _:
            place = " + ".join(shown.ids)
    return f"{place} (with a notice)" if shown.notice else place


def _is_about_danger(rows: Sequence[Moved]) -> bool:
    return any(one.before.notice or one.after.notice for one in rows)


def shown_of(reply: Reply) -> Shown:
    """What of a reply is compared."""
    parts = (reply, reply.second) if reply.second else (reply,)
    if isinstance(reply, Clarify):
        ids = tuple(sorted(choice.topic for choice in reply.suggestions))
    else:
        ids = tuple(topic for part in parts if (topic := topic_of(part)))
    tier = reply.notice.tier.value if reply.notice else None
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(reply).__name__).lower()
    return Shown(kind, ids, tier if tier or not isinstance(reply, Crisis) else "crisis")


def bank(folders: Iterable[Knowledge], more: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """All questions to ask, each once: every example of every folder, then the others."""
    examples = ((example.text,) for knowledge in folders for example in knowledge.examples)
    return list(dict.fromkeys([*examples, *more]))


def compare(
    old: Assistant, new: Assistant, questions: Sequence[tuple[str, ...]], tick: Callable[[], None]
) -> Difference:
    """Ask both assistants every question; `tick` is called after each."""
    moved: list[Moved] = []
    brought: Counter[TopicId] = Counter()

    def ask_both(turns: tuple[str, ...]) -> tuple[Shown, Shown]:
        return _ask(old, turns), _ask(new, turns)

    with ThreadPoolExecutor(WORKERS) as pool:
        for turns, (before, after) in zip(questions, pool.map(ask_both, questions), strict=True):
            if before != after:
                moved.append(Moved(turns, before, after))
            brought.update({*before.ids, *after.ids})
            tick()
    texts = tuple(_changed_texts(old.knowledge, new.knowledge, brought))
    return Difference(len(questions), tuple(moved), texts)


def _ask(assistant: Assistant, turns: Sequence[str]) -> Shown:
    state = ConversationState()
    for text in turns:
        state, reply = respond(state, text, assistant)
    return shown_of(reply)


def _changed_texts(old: Knowledge, new: Knowledge, brought: Mapping[TopicId, int]) -> Iterator[ChangedText]:
    """Every text that is not the same in both, in the order of the files."""
    before, after = dict(_texts(old)), dict(_texts(new))
    for topic in dict.fromkeys([*before, *after]):
        pair = before.get(topic, ""), after.get(topic, "")
        if pair[0] != pair[1]:
            yield ChangedText(topic, *pair, brought.get(TopicId(topic), 0))


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Name and words of everything that a reply can show."""
    for topic, found in knowledge.topics.items():
        heading = [] if isinstance(found, SmallTalk) else [found.title, found.suggestion]
        yield topic, "\n\n".join([*heading, text_of(knowledge, topic), *_source(knowledge, found)])
    yield "practice.yaml", "\n\n".join((knowledge.practice.name, referral(knowledge), knowledge.practice.disclosure))
    for line in knowledge.safety.helplines:
        yield (
            f"safety/helplines.yaml: {line.region} {line.name}",
            " ".join((line.contact, *line.how.values(), line.hours)),
        )


def _source(knowledge: Knowledge, found: object) -> list[str]:
    if not isinstance(found, Passage):
        return []
    article = knowledge.articles[found.article]
    return [" · ".join(part for part in (article.title, article.author, article.published, article.url) if part)]


class SharingEncoder(Encoder):
    """An encoder that does not read a text again that it has read just now."""

    def __init__(self, encoder: Encoder) -> None:
        self.wordpiece, self.digest = encoder.wordpiece, encoder.digest
        self._read = lru_cache(KEPT_STATES)(encoder.read)

    def read(self, text: str) -> States:
        """The states of one text's tokens, which nobody changes."""
        return self._read(text)


def with_vectors_of(arrays: Arrays, others: Arrays) -> Arrays:
    """A folder's arrays, and another folder's vectors: of a text that is in both, one encoding does."""
    if not all(name in one for one in (arrays, others) for name in ("keys", "vectors")):
        return arrays
    both = {name: np.concatenate([others[name], arrays[name]]) for name in ("keys", "vectors")}
    return {**arrays, **both}
