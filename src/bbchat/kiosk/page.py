"""The page that stands on the terminal while no kiosk runs, and the terminal made well again after one.

The one invariant: while it stands, no key does anything, and however a kiosk ended, no mode of it is left.
"""

from __future__ import annotations

import os
import termios
from collections.abc import Sequence
from contextlib import suppress

from bbchat.language.wrap import cell_width, wrap

WIDEST, TALLEST = 500, 200
"""Columns and rows that are drawn on, whatever the terminal says."""
LONGEST_ROW = 60
"""Columns of text; longer rows are hard to read from afar."""
_OFF = "".join(
    (
        "\x18\x1b\\\x1b%G\x0f\x1b(B",  # Ends a sequence that was cut off; UTF-8; plain letters.
        "\x1b[?1049h\x1b[<u",  # The kitty keys are counted for the second page alone, and it may be left already.
        *(f"\x1b[?{mode}l" for mode in (6, 1000, 1002, 1003, 1004, 1006, 1015, 1016, 2004, 2026, 2048)),
        "\x1b[?7h\x1b[4l\x1b[r\x1b[0m",  # Lines wrap, nothing is pushed aside, all rows scroll, no colors.
    )
)
_FIRST_PAGE = "\x1b[?1049l"
_LEAVE = "\x1b[H\x1b[?25h"
_LFLAG, _IFLAG, _CC = 3, 0, 6
"""Places in what termios gives."""


def layout(title: str, paragraphs: Sequence[str], spare: str, columns: int, rows: int) -> list[str]:
    """The rows of the page, unpadded: title, spare line, then the paragraphs, which stay when there is little room.

    Args:
        title: the first row.
        paragraphs: the help lines.
        spare: what is left out first.
        columns: the terminal's width.
        rows: its height.
    """
    width = max(1, min(columns - 2, LONGEST_ROW))
    wrapped = [wrap(paragraph, width) for paragraph in paragraphs]
    helping = [row for lines in wrapped for row in lines]
    roomy = [row for lines in wrapped for row in ("", *lines)]
    head = wrap(title, width)
    ways = (
        [*head, "", *wrap(spare, width), *roomy],
        [*head, *roomy],
        [*head, *helping],
        [*head, *wrapped[0]],
        wrapped[0],
    )
    return next((way for way in ways if len(way) <= rows), wrapped[0])[:rows]


class Page:
    """Owns the terminal between two kiosks."""

    def __init__(self, keyboard: int = 0, display: int = 1) -> None:
        """Remember how the terminal was.

        Raises:
            termios.error: it is no terminal.
        """
        self._keyboard, self._display = keyboard, display
        self._modes = termios.tcgetattr(keyboard)

    def show(self, title: str, paragraphs: Sequence[str], spare: str) -> None:
        """Undo whatever the kiosk left, and draw the page.

        Raises:
            OSError: the terminal is gone.
        """
        self._hush()
        columns, rows = self._size()
        lines = layout(title, paragraphs, spare, columns, rows)
        top = (rows - len(lines)) // 2
        drawn = (
            f"\x1b[{top + row};{max(1, (columns - sum(map(cell_width, line))) // 2 + 1)}H{line}"
            for row, line in enumerate(lines, 1)
            if line
        )
        self._write(_OFF + "\x1b[?25l" + self._wipe(rows) + "".join(drawn))

    def forget_keys(self) -> None:
        """Drop what was typed and not yet read."""
        with suppress(termios.error):
            termios.tcflush(self._keyboard, termios.TCIFLUSH)

    def close(self) -> None:
        """Leave the terminal as it was found, with nothing on it."""
        with suppress(OSError, termios.error):
            wipe = self._wipe(self._size()[1])
            self._write(_OFF + wipe + _FIRST_PAGE + wipe + _LEAVE)
            self.forget_keys()
            termios.tcsetattr(self._keyboard, termios.TCSANOW, self._modes)

    def _hush(self) -> None:
        modes = [*self._modes[:_CC], list(self._modes[_CC])]
        modes[_LFLAG] &= ~(termios.ISIG | termios.ICANON | termios.ECHO | termios.ECHONL | termios.IEXTEN)
        modes[_IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.BRKINT)
        try:
            termios.tcsetattr(self._keyboard, termios.TCSANOW, modes)
        except termios.error as error:
            raise OSError(*error.args) from None

    def _size(self) -> tuple[int, int]:
        columns, rows = os.get_terminal_size(self._display)
        return min(columns or 80, WIDEST), min(rows or 24, TALLEST)

    @staticmethod
    def _wipe(rows: int) -> str:
        # Row by row, because terminals keep what is cleared all at once among what can be scrolled back to.
        return "".join(f"\x1b[{row}H\x1b[2K" for row in range(1, rows + 1))

    def _write(self, text: str) -> None:
        os.set_blocking(self._display, True)
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(self._display, data) :]
