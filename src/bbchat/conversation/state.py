"""What a conversation remembers between two questions, and nothing more: no text of any person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbchat.knowledge.model import TopicId


@dataclass(frozen=True, slots=True)
class ConversationState:
    """Replaced, never changed; a new one forgets everything."""

    last_topic: TopicId | None = None
    """The topic last answered or handed off."""
    offered: tuple[TopicId, ...] = ()
    """The choices on the screen, in their order; a bare number picks one."""
    asked_which: bool = False
    """Whether the last reply was a did-you-mean: there are never two in a row."""
    notices: int = 0
    """Crisis notices shown so far, so that a repeat is worded anew."""
    help_line_for: int = 0
    """Replies on top of which the help line still stands."""
    help_line_language: str = "en"
    """The language of the last notice."""
