"""The staff's way out: a PIN, checked slowly and never shown, in a dialog that closes by itself.

The one invariant: what is typed here is in no message, no repr and no sentence on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from bbchat.kiosk.pin import Allowed, Attempt, Locked, Wrong
from bbchat.knowledge.model import Knowledge

CLOSES_AFTER = 15.0
"""Seconds."""
LONGEST = 64


class StaffScreen(ModalScreen[bool | None]):
    """Dismisses with True where the PIN was right."""

    CSS_PATH = "staff.tcss"
    AUTO_FOCUS = "#staff-pin"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    @dataclass
    class Checked(Message):
        """A PIN was checked."""

        attempt: Attempt

    def __init__(self, knowledge: Knowledge, try_pin: Callable[[str], Attempt] | None) -> None:
        """`try_pin`: None where no PIN is set."""
        super().__init__()
        self._words, self._try_pin = knowledge.wording.kiosk, try_pin

    def compose(self) -> ComposeResult:
        """A title, the line, what came of it."""
        words = self._words
        with Vertical(id="staff"):
            yield Static(Content(words.staff_title), id="staff-title", markup=False)
            if self._try_pin:
                yield Input(
                    placeholder=words.staff_ask, password=True, max_length=LONGEST, compact=True, id="staff-pin"
                )
            yield Static(Content("" if self._try_pin else words.staff_no_pin), id="staff-found", markup=False)
            yield Static(Content(words.staff_closes), id="staff-keys", markup=False)

    def on_mount(self) -> None:
        """Close by itself."""
        self.set_timer(CLOSES_AFTER, lambda: self.dismiss(None))
        for line in self.query(Input):
            line.cursor_blink = False

    @on(Input.Submitted)
    def _try(self, event: Input.Submitted) -> None:
        pin = event.value
        event.input.clear()
        event.input.disabled = True
        self._check(pin)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _check(self, pin: str) -> None:
        assert self._try_pin
        self.post_message(self.Checked(self._try_pin(pin)))

    @on(Checked)
    def _tell(self, event: Checked) -> None:
        match event.attempt:
            case Allowed():
                self.dismiss(True)
            case Wrong(left):
                self._say(self._words.staff_wrong.format(left=left))
                line = self.query_one(Input)
                line.disabled = False
                line.focus()
            case Locked(seconds):
                self._say(self._words.staff_locked.format(seconds=seconds))

    def _say(self, sentence: str) -> None:
        self.query_one("#staff-found", Static).update(Content(sentence))
