"""One person's time with the program: all that is kept of it while it lasts, in one place, so that it can be forgotten.

The one invariant: nothing here outlives the process, and no repr shows a word of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bbchat.conversation.state import ConversationState

if TYPE_CHECKING:
    from bbchat.conversation.reply import Reply
    from bbchat.knowledge.model import TopicId

MAX_EXCHANGES = 100
"""Questions and their replies that are kept to be saved; older ones go."""
MAX_MARKS = 20
"""Sections, and lines of one's own, that fit on a sheet for a first visit."""
MAX_OWN_CHARACTERS = 300
"""Of one line on that sheet."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its reply."""

    asked: str = field(repr=False)
    """Cleaned, as it stands in the transcript."""
    reply: Reply = field(repr=False)
    milliseconds: float = 0.0
    """What the reply took; 0 where nothing was matched."""


@dataclass(slots=True, repr=False)
class Visit:
    """What somebody wants to bring to a first visit: sections that they marked, and lines of their own."""

    sections: list[TopicId] = field(default_factory=list)
    """In the order in which they were marked."""
    own: list[str] = field(default_factory=list)
    draft: str = field(default="", repr=False)
    """A line of one's own that was begun and not written yet."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bring."""
        return not (self.sections or self.own)

    def toggle(self, topic: TopicId) -> bool | None:
        """Mark a topic, or take its mark away; whether it is marked now, None where there is no room for it."""
        if topic in self.sections:
            self.sections.remove(topic)
            return False
        if len(self.sections) >= MAX_MARKS:
            return None
        self.sections.append(topic)
        return True

    def write(self, line: str) -> bool:
        """Add a cleaned line of one's own; whether there was anything to add, and room for it."""
        line = line.strip()[:MAX_OWN_CHARACTERS]
        if not line or line in self.own or len(self.own) >= MAX_MARKS:
            return False
        self.own.append(line)
        return True


@dataclass(slots=True, repr=False)
class TypedLines:
    """What was typed, to be called back; the line that is being typed comes after the last."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_EXCHANGES))
    _back: int = 0
    """How many lines back the one is that stands in the input; 0 for the one being typed."""
    _draft: str = ""

    def remember(self, line: str) -> None:
        """Keep a line that was sent, once where it comes again at once."""
        if line.strip() and (not self.lines or self.lines[-1] != line):
            self.lines.append(line)
        self._back, self._draft = 0, ""

    def step(self, current: str, *, is_back: bool) -> str:
        """The line before or after the one in the input, which is `current`."""
        if not self._back:
            self._draft = current
        self._back = min(self._back + 1, len(self.lines)) if is_back else max(self._back - 1, 0)
        return self.lines[-self._back] if self._back else self._draft


@dataclass(slots=True, repr=False)
class Session:
    """Everything about the person who is there now; a new one forgets it all."""

    state: ConversationState = field(default_factory=ConversationState)
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=MAX_EXCHANGES))
    visit: Visit = field(default_factory=Visit)
    typed: TypedLines = field(default_factory=TypedLines)

    @property
    def last(self) -> Exchange | None:
        """The latest question and its reply."""
        return self.exchanges[-1] if self.exchanges else None
