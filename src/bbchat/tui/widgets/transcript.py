"""All that was said, oldest first, scrolled so that the latest can be read from its beginning."""

from __future__ import annotations

from textual.containers import VerticalScroll

from bbchat.tui.widgets.turns import Turn

MAX_TURNS = 100
"""Questions and replies that stay in the transcript; older ones go, so that it is as quick after hours as at first."""


class Transcript(VerticalScroll, can_focus=False):
    """Never takes the focus, so that keys always reach the input."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._latest: Turn | None = None
        """The first turn of what must be in view."""

    async def begin(self, turn: Turn) -> None:
        """Put a turn, new or already there, below all others, and show what comes from here on."""
        self._latest = turn
        await self.add(turn)

    async def add(self, turn: Turn) -> None:
        """Put a turn below all others."""
        if turn in self.children:
            self.move_child(turn, after=len(self.children) - 1)
            self.settle()
            return
        await self.mount(turn)
        if len(self.children) > MAX_TURNS:
            await self.children[0].remove()

    def on_resize(self) -> None:
        """The room changes whenever choices come or go."""
        self.settle()

    def watch_virtual_size(self) -> None:
        """A turn was laid out, so its height is known now."""
        self.settle()

    def settle(self) -> None:
        """Show everything since the latest beginning where it fits; else from that beginning on."""
        latest, turns = self._latest, self.children
        top = latest.virtual_region.y if latest in turns and latest else 0
        if turns and turns[-1].virtual_region.bottom - top >= self.scrollable_content_region.height:
            self.scroll_to(y=top, animate=False, immediate=True)
        else:
            self.scroll_end(animate=False, immediate=True)

    def turn_page(self, direction: str) -> None:
        """Scroll by a page: `up` or `down`."""
        if direction == "up":
            self.scroll_page_up(animate=False)
        else:
            self.scroll_page_down(animate=False)
