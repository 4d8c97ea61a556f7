"""The line for questions: leaves bare numbers to the choices while it is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from bbchat.tui.widgets.line_input import LineInput

MAX_CHARACTERS = 2000
"""A question is never longer; what is pasted beyond is cut, with a hint."""


class QuestionInput(LineInput):
    """A line that knows how many choices there are."""

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
        super().__init__(placeholder=placeholder, longest=MAX_CHARACTERS, id=id)
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

    def take_letter(self, event: events.Key) -> None:
        """Take one letter, or choose by it."""
        if self.is_choice(event.key):
            self.post_message(self.NumberPressed(int(event.key)))
        else:
            super().take_letter(event)

    def clipped(self, pasted: str) -> None:
        """Tell of all of it, so that it can be looked through."""
        self.post_message(self.PasteClipped(pasted))

    def action_clear_line(self) -> None:
        """Close what is open above the line; only then empty it."""
        self.post_message(self.Cleared())

    def action_step(self, is_up: bool) -> None:
        """Go through the suggestions, or through what was typed before."""
        self.post_message(self.Stepped(is_up))
