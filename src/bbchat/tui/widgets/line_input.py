"""A line to type in that loses nothing: any paste is one clean line, and what is typed elsewhere is handed to it."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from bbchat.language.clean import clean


class LineInput(Input):
    """An `Input` without borders and blinking."""

    DEFAULT_CSS = """
    LineInput {
        height: 1; padding: 0 1; border: none; background: $panel; color: $foreground;
        &:focus { border: none; }
        &.-invalid, &.-invalid:focus { border: none; }
        & > .input--placeholder { color: $quiet; }
    }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", longest: int, id: str | None = None) -> None:  # noqa: A002
        """`longest`: in characters; what is pasted beyond is cut."""
        super().__init__(value, placeholder=placeholder, max_length=longest, select_on_focus=False, compact=True, id=id)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Join the lines, drop what is not text, keep what there is room for."""
        event.stop()
        event.prevent_default()
        text = clean(event.text)
        room = max((self.max_length or 0) - len(self.value) + len(self.selected_text), 0)
        if len(text) > room:
            self.clipped(text)
        start, end = self.selection
        self.replace(text[:room], min(start, end), max(start, end))

    def clipped(self, pasted: str) -> None:
        """A paste, given whole, was longer than there is room for."""

    def take(self, event: events.Key | events.Paste) -> None:
        """Take the focus and what was typed or pasted while something else had it; a space belongs to that."""
        if self.has_focus:
            return
        if isinstance(event, events.Paste):
            event.stop()
            self.focus()
            self.post_message(events.Paste(event.text))
        elif event.is_printable and event.character not in (None, " "):
            event.stop()
            self.focus()
            self.take_letter(event)

    def take_letter(self, event: events.Key) -> None:
        """Take one letter."""
        self.insert_text_at_cursor(event.character or "")
