"""The bar above every screen of the tour: what to notice, how far it is, and the keys."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

WIDTHS = (0, 64, 96)
"""Columns from which the keys are named in one word each, in some, in all."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What the bar says."""

    state: str
    caption: str
    keys: tuple[str, str, str]
    """In so many words as there is room for, see `WIDTHS`."""


class CaptionBar(Vertical):
    """Docked at the top of a screen."""

    DEFAULT_CSS = """
    CaptionBar {
        dock: top; height: auto; padding: 0 1; background: $panel; color: $foreground;
        Horizontal { height: 1; }
        .tour-state { width: 1fr; height: 1; color: $quiet; }
        .tour-keys { width: auto; height: 1; margin-left: 1; color: $quiet; }
        .tour-caption { height: auto; max-height: 4; text-style: bold; color: $accent; }
    }
    """

    def __init__(self, stand: Stand) -> None:
        super().__init__()
        self._stand = stand

    def compose(self) -> ComposeResult:
        """State and keys in one row, the caption below."""
        with Horizontal():
            yield Static("", classes="tour-state", markup=False)
            yield Static("", classes="tour-keys", markup=False)
        yield Static("", classes="tour-caption", markup=False)

    def on_mount(self) -> None:
        """Draw what there is to say."""
        self.show(self._stand)

    def on_resize(self) -> None:
        """Name the keys as there is room."""
        self.show(self._stand)

    def show(self, stand: Stand) -> None:
        """Say something else; before the bar is drawn, that waits until it is."""
        self._stand = stand
        width = self.app.size.width
        keys = stand.keys[sum(width >= least for least in WIDTHS) - 1]
        for name, text in (("state", stand.state), ("keys", keys), ("caption", stand.caption)):
            for part in self.query(f".tour-{name}").results(Static):
                part.update(Content(text))
