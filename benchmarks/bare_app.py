"""The least that Textual can be asked for, to measure bbchat against: a line of text, or a line that is echoed.

python -m benchmarks.bare_app hello
python -m benchmarks.bare_app echo
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static


class Hello(App[None]):
    """Says hello."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("Hello, world")


class Echo(App[None]):
    """Repeats each line that is entered."""

    AUTO_FOCUS = "Input"
    CSS: ClassVar[str] = "Input { dock: bottom; }"

    def compose(self) -> ComposeResult:
        """What was entered, and the line to enter more."""
        yield VerticalScroll()
        line = Input(placeholder="Hello, world")
        line.cursor_blink = False
        yield line

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show it below the others."""
        event.input.value = ""
        transcript = self.query_one(VerticalScroll)
        await transcript.mount(Static(event.value))
        transcript.scroll_end(animate=False)


if __name__ == "__main__":
    {"hello": Hello, "echo": Echo}[sys.argv[1]]().run()
