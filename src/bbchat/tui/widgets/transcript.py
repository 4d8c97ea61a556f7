"""All that was said, oldest first, scrolled so that the latest can be read from its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.widget import Widget

from bbchat.tui.widgets.turns import Turn

if TYPE_CHECKING:
    from textual.layout import DockArrangeResult

MAX_TURNS = 40
"""Questions and replies that stay in the transcript; older ones go, so that it is as quick after hours as at first."""


class Transcript(VerticalScroll, can_focus=False):
    """Never takes the focus, so that keys always reach the input."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._latest: Turn | None = None
        """The first turn of what must be in view."""
        self._settled: tuple[Size, int] | None = None
        """The room, and the height of all turns, when it was last scrolled to the latest; None to scroll again."""

    async def begin(self, turn: Turn) -> None:
        """Put a turn, new or already there, below all others, and show what comes from here on."""
        self._latest, self._settled = turn, None
        await self.add(turn)
        self.call_later(self._let_go)

    async def add(self, turn: Turn) -> None:
        """Put a turn below all others."""
        if turn in self.children:
            self.move_child(turn, after=len(self.children) - 1)
            return
        await self.mount(turn)

    async def _let_go(self) -> None:
        """Remove the oldest turns, while a reply is being made."""
        await self.remove_children(self.children[:-MAX_TURNS])

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Scroll as the turns are laid out, so that no frame shows them where they will not stay."""
        arranged = super().arrange(size, optimal)
        settled = size, arranged.total_region.bottom
        if settled != self._settled:
            self._settled = settled
            self._settle(arranged, size.height)
        return arranged

    def _settle(self, arranged: DockArrangeResult, height: int) -> None:
        """Show everything since the latest beginning where it fits; else from that beginning on."""
        regions = {placement.widget: placement.region for placement in arranged.placements}
        top = regions[self._latest].y if self._latest in regions else 0
        bottom = max((region.bottom for region in regions.values()), default=0)
        at = top if bottom - top >= height else max(0, arranged.total_region.bottom - height)
        # As Textual's own anchor does it: a watcher would ask for one more layout.
        self.set_reactive(Widget.scroll_y, at)
        self.set_reactive(Widget.scroll_target_y, at)
        self.vertical_scrollbar.position = at

    def turn_page(self, direction: str) -> None:
        """Scroll by a page: `up` or `down`."""
        if direction == "up":
            self.scroll_page_up(animate=False)
        else:
            self.scroll_page_down(animate=False)
