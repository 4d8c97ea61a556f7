"""The transcript: what is said last is where it will stay from the first frame on."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from bbchat.tui.widgets.transcript import MAX_TURNS, Transcript
from bbchat.tui.widgets.turns import Turn
from tests.widgets.dialog_host import rows


def turn(name: str, height: int) -> Turn:
    return Turn(lambda width: [Content(f"{name} {row}") for row in range(height)])


class Host(App[None]):
    """Keeps what each frame shows."""

    CSS = "Transcript { scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[list[str]] = []
        self.transcript = Transcript()

    def compose(self) -> ComposeResult:
        yield self.transcript

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self.frames.append(without_bar(self)), True)


def without_bar(app: App[None]) -> list[str]:
    """What can be read, without the ends of the scrollbar."""
    return [row.rstrip("\u2581\u2582\u2583\u2584\u2585\u2586\u2587 ") for row in rows(app)]


@pytest.mark.parametrize(("height", "top", "bottom"), [(3, None, " new 2"), (30, " new 0", " new 9")])
async def test_no_frame_shows_a_turn_where_it_does_not_stay(height: int, top: str | None, bottom: str) -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        for number in range(8):
            await app.transcript.begin(turn(f"old{number}", 4))
            await pilot.pause()
        app.frames.clear()
        await app.transcript.begin(turn("new", height))
        await pilot.pause(0.1)
        assert app.frames
        for frame in app.frames:
            assert top in (None, frame[0])
            assert bottom in (frame[-1], frame[-2])


async def test_a_turn_that_comes_again_is_shown_however_far_somebody_scrolled_back() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        again = turn("again", 3)
        await app.transcript.begin(again)
        await app.transcript.begin(turn("long", 30))
        await pilot.pause()
        app.transcript.turn_page("up")
        await pilot.pause()
        await app.transcript.begin(again)
        await pilot.pause()
        assert " again 2" in without_bar(app)
        assert app.transcript.vertical_scrollbar.position == app.transcript.scroll_y


async def test_scrolling_back_holds_while_nothing_is_said_and_a_new_size_shows_the_latest() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        for number in range(4):
            await app.transcript.begin(turn(f"old{number}", 8))
        await pilot.pause()
        app.transcript.turn_page("up")
        await pilot.pause()
        assert " old3 7" not in without_bar(app)
        app.transcript.refresh(layout=True)
        await pilot.pause()
        assert " old3 7" not in without_bar(app)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert " old3 7" in without_bar(app)


async def test_the_oldest_turns_go() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        for number in range(MAX_TURNS + 3):
            await app.transcript.begin(turn(f"old{number}", 1))
        await pilot.pause()
        assert len(app.transcript.children) == MAX_TURNS
        assert f" old{MAX_TURNS + 2} 0" in without_bar(app)
