"""A conversation in the line mode, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from bbchat.conversation.assistant import Assistant
from bbchat.conversation.session import Session
from bbchat.plain.session import PlainSession


class Clock:
    """A clock that goes on only when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Talk:
    """Types lines and hears what is said."""

    def __init__(self, assistant: Assistant, *, load: Callable[[], tuple[Assistant, str | None]] | None = None) -> None:
        self.heard: list[str] = []
        self.clock = Clock()
        load = load or (lambda: (assistant, None))
        self.chat = PlainSession(assistant.knowledge, load, lambda: None, self.heard.append, self.clock)

    def type(self, *lines: str) -> str:
        """What is said to the last of some lines."""
        for line in lines:
            self.heard.clear()
            self.chat.take(line)
        return "\n".join(self.heard)

    @property
    def session(self) -> Session:
        return self.chat.session


def talk_through(assistant: Assistant, lines: Sequence[str]) -> list[str]:
    """All that is said from the first line to the last."""
    heard: list[str] = []
    typed = iter(lines)
    load = lambda: (assistant, None)  # noqa: E731
    PlainSession(assistant.knowledge, load, lambda: next(typed, None), heard.append, Clock()).run()
    return heard


def never() -> NoReturn:
    raise AssertionError("nothing should have been loaded")
