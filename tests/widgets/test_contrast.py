"""Everything on every screen can be read: WCAG 2.1 AA, computed from the colors that are really drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.style import Style
from textual.color import Color
from textual.filter import monochrome_style

from bbchat.conversation.assistant import Assistant
from bbchat.tui.app import BbchatApp
from bbchat.tui.loading import Sources
from bbchat.tui.themes import THEMES
from tests.journeys.test_chat import ask

TEXT, SIGNS = 4.5, 3.0
"""Least contrast of text, and of lines, bars and marks (WCAG 2.1, 1.4.3 and 1.4.11)."""
DRAWN = set("─━│┃▌›•·▁▂▃▄▅▆▇█")


def drawn(app: BbchatApp) -> Iterator[tuple[str, Style]]:
    """Each run of characters with the style that it is drawn in."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.text.strip() and segment.style:
                yield segment.text, segment.style


def luminance(color: Color) -> float:
    """Relative luminance, 0 to 1, by WCAG's definition."""
    shares = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


def contrast(style: Style) -> float:
    """Of a run's color against what is behind it, 1 to 21."""
    front, behind = style.color, style.bgcolor
    assert front is not None
    assert behind is not None
    lights = sorted(luminance(Color.from_rich_color(color)) for color in (front, behind))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def assert_readable(app: BbchatApp) -> None:
    """In its colors, and in the greys that NO_COLOR makes of them."""
    poor = {
        (text.strip(), round(contrast(style), 2))
        for text, style in drawn(app)
        for style in (style, monochrome_style(style))
        if contrast(style) < (SIGNS if set(text.strip()) <= DRAWN else TEXT)
    }
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
async def test_nobody_has_to_guess_at_pale_words_on_any_screen(assistant: Assistant, theme: str) -> None:
    app = BbchatApp(Sources(lambda: assistant.knowledge, lambda knowledge: (assistant, None)), theme=theme)
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert_readable(app)  # the placeholder, the first hint, the footer
        await ask(app, pilot, "dose threapy help with strss")
        await pilot.press("tab")  # a choice has the focus
        await pilot.pause()
        assert_readable(app)
        await pilot.press(*"does it")
        await pilot.press("up")
        await pilot.pause()
        assert_readable(app)  # questions offered while typing, one of them marked
        await pilot.press("escape", "escape")
        for key in ("f2", "f3", "f4", "f6", "ctrl+s", "ctrl+p"):
            await pilot.press(key)
            await pilot.pause(0.1)
            assert len(app.screen_stack) == 3, key
            assert_readable(app)
            for _ in range(3):
                if len(app.screen_stack) > 2:
                    await pilot.press("escape")
                    await pilot.pause(0.05)
        app.screen.query_one("#question").disabled = True
        await pilot.pause()
        assert_readable(app)
        app.screen.query_one("#question").disabled = False
        app.screen.query_one("#question").focus()
        await ask(app, pilot, "i want to kill myself")
        assert_readable(app)


async def test_the_next_colors_come_by_a_key(assistant: Assistant) -> None:
    app = BbchatApp(Sources(lambda: assistant.knowledge, lambda knowledge: (assistant, None)))
    async with app.run_test() as pilot:
        seen = [app.theme]
        for _ in THEMES:
            await pilot.press("f7")
            seen.append(app.theme)
        assert seen == [*THEMES, next(iter(THEMES))]
