"""Questions that fit what is being typed, on top of what stands above the input, which never moves for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Suggestions(Widget):
    """One line a question; the nearest to the input is the best. Hidden while there is none."""

    DEFAULT_CSS = """
    Suggestions {
        overlay: screen; height: auto; width: 100%; padding: 0 1; background: $panel; color: $foreground;
    }
    Suggestions.-none { display: none; }
    """

    @dataclass
    class Chosen(Message):
        """A question was clicked."""

        text: str

        def __repr__(self) -> str:
            return "Chosen()"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="-none")
        self._texts: tuple[str, ...] = ()
        self._marked: int | None = None
        """Place of the marked question, counted from the input upward."""

    @property
    def marked(self) -> str | None:
        """The question that Enter would ask; None while none is marked."""
        return None if self._marked is None else self._texts[self._marked]

    @property
    def is_open(self) -> bool:
        """Whether there is a question to mark."""
        return bool(self._texts) and self.display

    def show(self, texts: Sequence[str]) -> None:
        """Replace the questions, the best first; none hides them."""
        is_as_high = len(texts) == len(self._texts)
        self._texts, self._marked = tuple(texts), None
        self.set_class(not texts, "-none")
        self.styles.offset = (0, -len(texts))
        self.refresh(layout=not is_as_high)

    def step(self, upward: bool) -> None:
        """Mark the next question upward or downward; below the first none is marked."""
        at = (-1 if self._marked is None else self._marked) + (1 if upward else -1)
        self._marked = None if at < 0 else min(at, len(self._texts) - 1)
        self.refresh()

    def render(self) -> RenderResult:
        """The best question last, next to the input; the marked one with a sign before it and in bold."""
        width = self.content_size.width
        lines = []
        for place, text in enumerate(self._texts):
            is_marked = place == self._marked
            line = Content(f"{'›' if is_marked else ' '} {text}").truncate(width, ellipsis=True)
            lines.append(line.stylize("bold") if is_marked else line)
        return Content("\n").join(reversed(lines))

    def on_click(self, event: events.Click) -> None:
        """Ask the question that was clicked."""
        event.stop()
        place = len(self._texts) - 1 - event.y
        if 0 <= place < len(self._texts):
            self.post_message(self.Chosen(self._texts[place]))
