"""What the dialogs have in common: a way out, and the help line.

The one invariant: the help line stays on the screen, and F1 leads to the help lines from every dialog.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bbchat.knowledge.model import Knowledge
from bbchat.tui.widgets.key_hint import KeyHint

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """Covers the screen below; Escape leaves it."""

    DEFAULT_CSS = """
    Dialog {
        layout: vertical; align: center top; background: $background; color: $foreground;
        .title { height: auto; text-style: bold; color: $primary; }
        .about { height: auto; color: $quiet; }
        .keys { dock: bottom; height: auto; layout: horizontal; padding: 0 1; }
        .help-line { width: 1fr; height: auto; text-style: bold; color: $accent; }
        .short-help-line { display: none; width: 100%; height: 1; text-style: bold; color: $accent; }
        .key-row { width: auto; height: auto; }
        &.-narrow .keys { layout: vertical; }
        &.-narrow .help-line { width: 100%; }
        &.-narrow .key-row KeyHint { margin: 0 1 0 0; }
        &.-tiny .key-row, &.-tiny .help-line { display: none; }
        &.-tiny .short-help-line { display: block; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-normal")]  # noqa: RUF012  Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-short"), (16, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", id="close", priority=True, show=False),
        Binding("f1", "help_lines", id="help_lines", priority=True, show=False),
    ]

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self._knowledge = knowledge
        self._words = knowledge.wording.take_home

    def foot(self, *keys: tuple[str, str]) -> ComposeResult:
        """The help line, and keys to press or to touch: each with its sentence and its action, its class."""
        from bbchat.safety.helplines import first_contact, footer_line

        safety, region = self._knowledge.safety, self._knowledge.practice.region
        yield Static(Content(footer_line(safety, region)), classes="help-line", markup=False)
        short = self._knowledge.wording.chat.short_help_line.format(contact=first_contact(safety, region))
        yield Static(Content(short), classes="short-help-line", markup=False)
        with Horizontal(classes="key-row"):
            for text, action in keys:
                yield KeyHint(text, action, classes=f"key-{action.split('(')[0]}")

    def action_close(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    async def action_help_lines(self) -> None:
        """Leave for the help lines of the screen below."""
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        below.call_later(below.run_action, "help_lines")
