"""The page between two kiosks: it takes the terminal over whatever was left of it, and gives it back as it was."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator

import pytest
from pyte import Screen, Stream

from bbchat.kiosk.page import Page

COLUMNS, ROWS = 40, 10
Pair = tuple[int, int]


@pytest.fixture
def terminal() -> Iterator[Pair]:
    """Both ends of a terminal: where somebody sits, and where the program writes."""
    outside, inside = os.openpty()
    termios.tcsetwinsize(inside, (ROWS, COLUMNS))
    yield outside, inside
    for end in (outside, inside):
        os.close(end)


def drawn(outside: int, screen: Screen | None = None) -> tuple[str, Screen]:
    """What the screen shows, its rows trimmed."""
    screen = screen or Screen(COLUMNS, ROWS)
    Stream(screen).feed(os.read(outside, 100_000).decode())
    return "\n".join(row.strip() for row in screen.display), screen


def test_the_help_line_stands_in_the_middle_and_nothing_else_is_left(terminal: Pair) -> None:
    outside, inside = terminal
    screen = Screen(COLUMNS, ROWS)
    Stream(screen).feed("what a visitor typed\r\n" * ROWS)
    Page(inside, inside).show("One moment", ["Call 988"], "It starts again by itself.")
    text, _ = drawn(outside, screen)
    assert text.strip().split("\n") == ["One moment", "", "It starts again by itself.", "", "Call 988"]
    assert screen.display[2].strip() == "One moment", "as much room above as below"
    assert screen.display[2].startswith(" " * 15), "in the middle of the row"
    assert screen.cursor.hidden


def test_while_it_stands_no_key_does_anything(terminal: Pair) -> None:
    outside, inside = terminal
    page = Page(inside, inside)
    page.show("One moment", ["Call 988"], "")
    drawn(outside)
    modes = termios.tcgetattr(inside)
    assert not modes[3] & (termios.ISIG | termios.ICANON | termios.ECHO | termios.IEXTEN)
    assert not modes[0] & (termios.IXON | termios.BRKINT)
    os.write(outside, b"\x03\x1a abc\r")
    page.forget_keys()
    os.set_blocking(inside, False)
    with pytest.raises(BlockingIOError):
        os.read(inside, 10)


def test_the_terminal_is_given_back_as_it_was_with_nothing_on_it(terminal: Pair) -> None:
    outside, inside = terminal
    before = termios.tcgetattr(inside)
    page = Page(inside, inside)
    page.show("One moment", ["Call 988"], "")
    _, screen = drawn(outside)
    page.close()
    text, screen = drawn(outside, screen)
    assert text.strip() == ""
    assert not screen.cursor.hidden
    assert termios.tcgetattr(inside) == before


def test_a_terminal_of_no_size_is_drawn_on_as_the_usual_one(terminal: Pair) -> None:
    outside, inside = terminal
    termios.tcsetwinsize(inside, (0, 0))
    Page(inside, inside).show("One moment", ["Call 988"], "")
    text, _ = drawn(outside, Screen(80, 24))
    assert "Call 988" in text


def test_a_terminal_that_is_gone_ends_nothing_but_the_page() -> None:
    outside, inside = os.openpty()
    page = Page(inside, inside)
    os.close(outside)
    os.close(inside)
    with pytest.raises(OSError, match="descriptor"):
        page.show("One moment", ["Call 988"], "")
    page.close()
    page.forget_keys()
