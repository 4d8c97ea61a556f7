"""The numbered next questions above the input: by key, by mouse or touch, or by tab and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import ItemGrid
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static


class Choices(Widget):
    """A caption and one button a choice; hidden while there is none."""

    DEFAULT_CSS = """
    Choices { height: auto; padding: 0 1; }
    Choices ItemGrid { height: auto; grid-gutter: 0 2; }
    Choices Button { width: 1fr; height: 1; min-width: 1; content-align: left middle; text-align: left; }
    Choices Static { color: $quiet; }
    """

    @dataclass
    class Chosen(Message):
        """A choice was made."""

        index: int
        """Its place, from 0."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.display = False
        self._caption = ""
        self._texts: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """The caption and the buttons of the choices last shown."""
        if not self._texts:
            return
        yield Static(Content(self._caption), markup=False)
        longest = max(len(text) for text in self._texts) + 6
        with ItemGrid(min_column_width=longest, regular=False):
            for index, text in enumerate(self._texts):
                button = Button(Content(f"[{index + 1}] {text}"), compact=True, flat=True, name=str(index))
                button.active_effect_duration = 0
                yield button

    async def show(self, caption: str, texts: Sequence[str]) -> None:
        """Replace the choices; none hides the row."""
        self._caption, self._texts = caption, tuple(texts)
        self.display = bool(texts)
        await self.recompose()

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Chosen(int(event.button.name or 0)))
