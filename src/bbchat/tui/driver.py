"""The terminal under the screens, in bad places too: bytes that mean nothing, floods, a terminal that goes away.

The one invariant: however the program is made to end, the terminal is as it was, with nothing left to read on it.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import InBandWindowResize

from bbchat.tui.pasting import Pasted, PasteSorter

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)
"""What would end the program at once if nobody listened; it leaves by its own way, with the code that shells give."""
WIDEST, TALLEST = 500, 200
"""Columns and rows that are drawn on: no screen has more, but a terminal may say so."""
KEYS_AT_ONCE, KEYS_PER_SECOND = 500, 200
"""Keys that are taken; nobody types more, and a flood of them would keep the program busy for minutes."""
TICK = 0.1
"""Seconds between two looks at whether to end."""
_SEQUENCE = re.compile("(?=\x1b)")


class TerminalDriver(LinuxDriver):
    """Textual's driver, made to end well."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """`debug` would write every key to a file, so it is left out."""
        super().__init__(app, mouse=mouse, size=size)
        assert self._file is not None
        self._file = _Lossy(self._file)  # type: ignore[assignment]  # all that is used of a file
        self._parser = XTermParser()
        self._keys_left = float(KEYS_AT_ONCE)
        self._keys_counted = time.monotonic()

    def start_application_mode(self) -> None:
        """Listen to signals before the first mode of the terminal is changed."""
        for number in ENDING:
            signal.signal(number, self._heed)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Wipe the screen, then leave: where there is no second page, what is on it would stay for the next person."""
        # Row by row, because terminals keep what is cleared all at once among what can be scrolled back to.
        rows = range(1, self._get_terminal_size()[1] + 1)
        self.write("\x1b[0m" + "".join(f"\x1b[{row}H\x1b[2K" for row in rows) + "\x1b[H")
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write where somebody still takes it; otherwise the full queue would hold the program for ever."""
        if self._writer_thread and self._writer_thread.is_alive():
            super().write(data)

    def _heed(self, number: int, _: object = None) -> None:
        self._soon(partial(self._app.exit, return_code=128 + number))

    def _soon(self, act: Callable[[], object]) -> None:
        # Not at once: a signal may come in the midst of a write, which holds what the act would wait for.
        # Not by the loop's own handlers either: they lose signals while the loop is held up.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def _sigtstp_application(self, *_: object) -> None:
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._go_on)

    def _go_on(self) -> None:
        if not self._must_signal_resume:  # Stopped without being asked: the modes are still the program's own.
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        return min(columns, WIDEST), min(rows, TALLEST)

    def _query_in_band_window_resize(self) -> None:
        """Leave it out: the kernel tells the size, while bytes that only look like an answer could tell any."""

    def run_input_thread(self) -> None:
        """Read until the end, or until there is nothing to read from."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        sorter = PasteSorter()
        while not self.exit_event.is_set():
            pieces: Iterator[str | Pasted]
            if select.select([self.fileno], [], [], TICK / 2 if sorter.is_waiting else TICK)[0]:
                data = self._read()
                if not data:
                    self._heed(signal.SIGHUP)
                    return
                pieces = sorter.feed(decode(data), time.monotonic())
            else:
                pieces = sorter.silence(time.monotonic())
            for piece in pieces:
                self._pass_on(piece)
            for message in self._parser.tick():
                self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _pass_on(self, piece: str | Pasted) -> None:
        if isinstance(piece, Pasted):
            self.process_message(events.Paste(piece.text.replace("\x00", "")))
            return
        for part in filter(None, _SEQUENCE.split(piece)):  # Nothing would mean the end of all input.
            try:
                for message in self._parser.feed(part):
                    self.process_message(message)
            except (ValueError, ArithmeticError):  # A sequence with numbers in it that no terminal means.
                self._parser = XTermParser()

    def process_message(self, message: Message) -> None:
        """Drop the keys of a flood, and sizes that come among the keys."""
        is_size = isinstance(message, (events.Resize, InBandWindowResize))
        if not is_size and (not isinstance(message, events.Key) or self._takes_key()):
            super().process_message(message)

    def _takes_key(self) -> bool:
        now = time.monotonic()
        earned = (now - self._keys_counted) * KEYS_PER_SECOND
        self._keys_left, self._keys_counted = min(KEYS_AT_ONCE, self._keys_left + earned), now
        if self._keys_left < 1:
            return False
        self._keys_left -= 1
        return True


class _Lossy:
    """A file that takes everything: when the terminal is gone, what is written to it is, too."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            return

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            return
