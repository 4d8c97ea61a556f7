"""Beside the screen: reads the folder again whenever it has changed, and posts what came of it.

The one invariant: whatever stands in the folder, what was read last without a mistake goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual.message import Message

from bbchat.errors import KnowledgeError, Problem, fault_place
from bbchat.knowledge.model import Knowledge
from bbchat.tui.loading import AssistantReady, KnowledgeReady, Sources

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.conversation.type_ahead import TypeAhead

LOOK = 0.3
"""Seconds between two looks at the folder."""


@dataclass(frozen=True, slots=True)
class Editing:
    """How the screen learns of a folder that is being edited."""

    folder: Path
    sources: Sources
    has_changed: Callable[[], bool]
    """Whether there is something new to read."""
    changes: Callable[[Knowledge, Knowledge], Mapping[str, int]]
    """How much changed from one to the other, by kind: the names of sentences in `PreviewWords`."""
    time: Callable[[], str]
    """The time of day, as it is shown."""
    look: float = LOOK


@dataclass
class Reading(Message):
    """Something was saved and is being read."""


@dataclass
class Refused(Message):
    """The folder cannot be used as it is; what was there before goes on."""

    problems: tuple[Problem, ...]


@dataclass
class Reloaded(Message):
    """The folder was read again, and questions can be answered from it."""

    knowledge: Knowledge
    assistant: Assistant
    type_ahead: TypeAhead
    changes: Mapping[str, int]
    at: str
    """The time of day."""


def follow(editing: Editing, post: Callable[[Message], object], over: Event) -> None:
    """Read the folder, and again after each change, until it is over."""
    last = _read(editing, None, post)
    while not over.wait(editing.look):
        if editing.has_changed():
            post(Reading())
            last = _read(editing, last, post)


def _read(editing: Editing, last: Knowledge | None, post: Callable[[Message], object]) -> Knowledge | None:
    """What was read, or the last that could be."""
    known = last
    try:
        knowledge = editing.sources.knowledge()
        if last is None:
            post(KnowledgeReady(knowledge))
            known = knowledge
        assistant, warning = editing.sources.assistant(knowledge)
        from bbchat.conversation.type_ahead import TypeAhead

        type_ahead = TypeAhead.build(knowledge, assistant.reader.is_well_typed)
    except KnowledgeError as error:
        post(Refused(error.problems))
        return known
    except Exception as fault:
        message = f"this folder could not be read ({fault_place(fault)})"
        post(Refused((Problem(editing.folder, 0, message, "undo what was changed last"),)))
        return known
    if last is None:
        post(AssistantReady(assistant, type_ahead, warning))
    else:
        post(Reloaded(knowledge, assistant, type_ahead, editing.changes(last, knowledge), editing.time()))
    return knowledge
