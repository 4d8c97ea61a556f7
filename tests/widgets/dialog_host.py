"""A tiny app to open one dialog in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from bbchat.tui.themes import DARK


class Below(Screen[None]):
    """The screen below the dialog."""

    helped = False

    def action_help_lines(self) -> None:
        """Remember that the help lines were asked for."""
        self.helped = True


class Host(App[None]):
    """Remembers what a dialog was left with."""

    def __init__(self) -> None:
        super().__init__()
        self.below = Below()
        self.results: list[object] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The project's own colors."""
        return dict(DARK.variables)

    def on_mount(self) -> None:
        """An empty screen."""
        self.push_screen(self.below)


@asynccontextmanager
async def opened(dialog: Screen[Any], size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    """The dialog, open and settled."""
    app = Host()
    async with app.run_test(size=size) as pilot:
        app.push_screen(dialog, app.results.append)
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


async def wait_until(pilot: Pilot[None], is_so: Callable[[], bool], *, tries: int = 200) -> None:
    """Until it is so, or for a few seconds."""
    for _ in range(tries):
        await pilot.pause(0.02)
        if is_so():
            return
    pytest.fail("it never came")


def rows(app: App[None]) -> list[str]:
    """What can be read, row by row."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
