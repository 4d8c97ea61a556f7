"""The way out that a visitor has: it stands on every screen, and ends and clears the visit."""

from __future__ import annotations

from textual.content import Content
from textual.screen import Screen

from bbchat.knowledge.wording import KioskWords
from bbchat.tui.widgets.key_hint import KeyHint

KEY = "f8"


NARROW = 70
"""Columns below which the key has its short name."""


class EndKey(KeyHint):
    """Ends the visit when it is clicked."""

    DEFAULT_CSS = "EndKey { color: $accent; text-style: bold; }"

    def __init__(self, words: KioskWords) -> None:
        super().__init__(words.key_end, "app.end", id="end-key")
        self._words = words

    def on_mount(self) -> None:
        """Have the name that fits, whatever the size becomes."""
        self.watch(self.screen, "size", self._fit, init=True)

    def _fit(self) -> None:
        self.update(Content(self._words.key_end if self.screen.size.width >= NARROW else self._words.key_end_short))


async def show_end_key(screen: Screen[object], words: KioskWords) -> None:
    """Put the key beside the keys of a screen, or below everything where it shows none."""
    rows = screen.query("#foot, .key-row, #menu")
    await (rows.first() if rows else screen).mount(EndKey(words))
