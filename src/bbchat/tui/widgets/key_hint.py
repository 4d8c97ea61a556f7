"""A key that stands on the screen, and that can be clicked or touched as well as pressed."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static


class KeyHint(Static):
    """Runs an action of its screen when it is clicked; it never takes the focus."""

    DEFAULT_CSS = (
        "KeyHint { width: auto; height: 1; margin-left: 3; color: $quiet; } KeyHint:hover { text-style: underline; }"
    )

    def __init__(self, text: str, action: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """`action` as a binding would name it."""
        super().__init__(Content(text), markup=False, id=id, classes=classes)
        self._action = action

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        event.stop()
        await self.app.run_action(self._action, default_namespace=self.screen)
