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
    Choices { height: auto; max-height: 50%; overflow-y: auto; padding: 0 1; }
    Choices.-none { display: none; }
    Choices ItemGrid { height: auto; grid-gutter: 0 2; }
    Choices Button { width: 1fr; height: 1; min-width: 1; content-align: left middle; text-align: left; }
    Choices Static { color: $quiet; }
    Choices.-row ItemGrid { layout: horizontal; height: 1; }
    Choices.-row Button { width: auto; margin-right: 2; }
    """

    @dataclass
    class Chosen(Message):
        """A choice was made."""

        index: int
        """Its place, from 0."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="-none")
        self._caption = ""
        self._texts: tuple[str, ...] = ()
        self._is_packed = False

    def compose(self) -> ComposeResult:
        """The caption and the buttons of the choices last shown."""
        if not self._texts:
            return
        if self._caption:
            yield Static(Content(self._caption), markup=False)
        longest = max(len(text) for text in self._texts) + 6
        with ItemGrid(min_column_width=longest, regular=False):
            for index, text in enumerate(self._texts):
                button = Button(Content(f"[{index + 1}] {text}"), compact=True, flat=True, name=str(index))
                button.active_effect_duration = 0
                yield button

    async def show(self, caption: str, texts: Sequence[str], *, is_packed: bool = False) -> None:
        """Replace the choices; none hides the row.

        Args:
            caption: what stands above them; empty for nothing.
            texts: one a choice.
            is_packed: put them side by side as they are, not in columns, where the width allows it.
        """
        self._caption, self._texts, self._is_packed = caption, tuple(texts), is_packed
        self.set_class(not texts, "-none")
        self._fit()
        await self.recompose()

    def on_resize(self) -> None:
        """Side by side or in columns, as the new width allows."""
        self._fit()

    def _fit(self) -> None:
        needed = sum(len(text) + 6 for text in self._texts)
        self.set_class(self._is_packed and needed <= self.screen.size.width, "-row")

    @on(Button.Pressed)
    def _choose(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Chosen(int(event.button.name or 0)))
