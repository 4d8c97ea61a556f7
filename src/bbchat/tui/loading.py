"""How the chat gets what it needs, piece by piece, beside the screen; and what is said until it is there.

The one invariant: whatever goes wrong ends as a message to the screen, never as an exception of the thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from bbchat.errors import BbchatError, fault_place

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.conversation.type_ahead import TypeAhead
    from bbchat.knowledge.model import Knowledge
    from bbchat.knowledge.wording import Wording
    from bbchat.safety.check import SafetyCheck


@dataclass(frozen=True, slots=True)
class Sources:
    """How the screen gets what it needs, in two steps, each slow enough to be done beside the screen."""

    knowledge: Callable[[], Knowledge]
    """May raise KnowledgeError."""
    assistant: Callable[[Knowledge], tuple[Assistant, str | None]]
    """The assistant, and a sentence for the screen where it has to work without its encoder."""
    words_alone: Callable[[Knowledge], Assistant] | None = None
    """An assistant that needs no encoder, for when one that was loaded fails."""
    words: Wording | None = None
    """What the knowledge says of its own accord, where that is at hand before the screen opens."""


@dataclass
class KnowledgeReady(Message):
    """The practice's own words are loaded; the encoder may not be."""

    knowledge: Knowledge


@dataclass
class CheckReady(Message):
    """Messages can be checked for danger, before they can be answered."""

    check: SafetyCheck


@dataclass
class AssistantReady(Message):
    """Questions can be answered."""

    assistant: Assistant
    type_ahead: TypeAhead
    warning: str | None
    """What to tell where matching has to do without the encoder."""


@dataclass
class LoadFailed(Message):
    """The knowledge cannot be used, so the chat cannot open."""

    error: BbchatError


def load(sources: Sources, post: Callable[[Message], object]) -> None:
    """Load everything, and post each piece as it comes."""
    try:
        knowledge = sources.knowledge()
        post(KnowledgeReady(knowledge))
        assistant, warning = sources.assistant(knowledge)
        from bbchat.conversation.type_ahead import TypeAhead

        type_ahead = TypeAhead.build(knowledge, assistant.reader.is_well_typed)
    except BbchatError as error:
        post(LoadFailed(error))
    except Exception as error:
        from bbchat.knowledge.wording_file import shipped

        words = shipped().chat
        post(LoadFailed(BbchatError(words.not_opened.format(place=fault_place(error)), words.reinstall)))
    else:
        post(AssistantReady(assistant, type_ahead, warning))


def load_words_alone(sources: Sources, knowledge: Knowledge, post: Callable[[Message], object]) -> None:
    """Post an assistant that does without what failed; nothing where there is none."""
    if sources.words_alone:
        from bbchat.conversation.type_ahead import TypeAhead

        assistant = sources.words_alone(knowledge)
        post(AssistantReady(assistant, TypeAhead.build(knowledge, assistant.reader.is_well_typed), None))


def make_check(knowledge: Knowledge, post: Callable[[Message], object]) -> None:
    """Build the check of phrases alone, which needs no encoder, and import what its notice is made with."""
    from bbchat.conversation import respond  # noqa: F401  here, so that the screen needn't wait for it
    from bbchat.safety.check import SafetyCheck

    post(CheckReady(SafetyCheck(knowledge.safety)))
