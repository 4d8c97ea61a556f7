"""The line to type in: takes any paste as one clean line, and leaves bare numbers to the choices while it is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from bbchat.language.clean import clean

MAX_CHARACTERS = 2000
"""A question is never longer; what is pasted beyond is cut, with a hint."""


class QuestionInput(Input):
    """An `Input` that never loses a paste."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear_line", show=False),
        Binding("up", "step(True)", show=False),
        Binding("down", "step(False)", show=False),
    ]

    @dataclass
    class NumberPressed(Message):
        """A digit was pressed while the line was empty."""

        number: int
        """From 1 to 9."""

    @dataclass
    class Stepped(Message):
        """Up or down was pressed."""

        is_up: bool

    @dataclass
    class Cleared(Message):
        """Escape was pressed; the line is still there."""

    @dataclass
    class PasteClipped(Message):
        """A paste was longer than the line may be; its beginning was kept."""

        pasted: str = field(repr=False)
        """All of it, to be looked through for danger."""

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, max_length=MAX_CHARACTERS, select_on_focus=False, compact=True, id=id)
        self.cursor_blink = False
        self.choices = 0
        """How many numbered choices are on the screen."""

    def on_key(self, event: events.Key) -> None:
        """Hand a digit to the choices where it names one and nothing has been typed."""
        if self.is_choice(event.key):
            event.stop()
            event.prevent_default()
            self.post_message(self.NumberPressed(int(event.key)))

    def is_choice(self, key: str) -> bool:
        """Whether a key, pressed now, names a choice."""
        return not self.value and key.isdecimal() and 1 <= int(key) <= self.choices

    def _on_paste(self, event: events.Paste) -> None:
        """Join the lines, drop what is not text, keep what there is room for."""
        event.stop()
        event.prevent_default()
        text = clean(event.text)
        room = MAX_CHARACTERS - len(self.value) + len(self.selected_text)
        if len(text) > room:
            self.post_message(self.PasteClipped(text))
            text = text[:room]
        start, end = self.selection
        self.replace(text, min(start, end), max(start, end))

    def action_clear_line(self) -> None:
        """Close what is open above the line; only then empty it."""
        self.post_message(self.Cleared())

    def action_step(self, is_up: bool) -> None:
        """Go through the suggestions, or through what was typed before."""
        self.post_message(self.Stepped(is_up))
