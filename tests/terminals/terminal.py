"""The real program on a terminal of its own: what it shows, how it ends, and what it leaves behind.

Every wait is bounded. The screen it draws on has no second page to go back from, like the Linux console: what is on it
when the program has ended is what the next person reads.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

import pyte
import pytest

PATIENCE = 20.0
"""Seconds after which something will never come; many times what it takes."""
AS_SHELLS_DO = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, sys.argv[1:])"
)
MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
FOREIGN = re.compile(rb"\x1b\[(?:[<>=][\d;]*.|\?[\d;]*\$p)")
"""What is asked of newer terminals; the screen to draw on would show it as text."""
CUT = re.compile(rb"\x1b(?:\[[^@-~]*)?\Z")
"""The beginning of a sequence at the end of what was read."""
SHELL_MODES = {b"7", b"25"}
"""What a shell wants to find on: lines wrap, the cursor shows."""


class Terminal:
    """Starts `bbchat`; used as a context, it also ends what a failing test leaves running."""

    PROGRAM: ClassVar[tuple[str, ...]] = ("-m", "bbchat")

    def __init__(
        self,
        *arguments: str,
        home: Path,
        size: tuple[int, int] = (80, 24),
        term: str = "xterm-256color",
        is_controlling: bool = True,
        env: dict[str, str] | None = None,
    ) -> None:
        """`is_controlling`: whether the terminal sends it signals, as it does to what a shell starts."""
        try:
            self.master, self._slave = pty.openpty()
        except OSError:
            pytest.skip("no terminal can be made here")
        self.resize(*size)
        self._modes = termios.tcgetattr(self._slave)
        command = [sys.executable, *self.PROGRAM, *arguments]
        self.process = subprocess.Popen(
            [sys.executable, "-c", AS_SHELLS_DO, *command] if is_controlling else command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=home if home.exists() else None,
            env={**os.environ, "HOME": str(home), "TERM": term, **(env or {})},
            start_new_session=True,
        )
        self.written = b""
        """All that the program wrote."""
        self._page = pyte.Screen(80, 24)
        self._pen = pyte.ByteStream(self._page)
        self._cut = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for number in (self.master, self._slave):
            try:
                os.close(number)
            except OSError:
                continue

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the kernel tells the program."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def shown(self) -> str:
        """What can be read now."""
        return "\n".join(self._page.display)

    def read(self, seconds: float = 0.0) -> bool:
        """Draw what has been written, waiting for it at most so long; whether there was any."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 65536)
        self.written += data
        data = self._cut + data
        cut = CUT.search(data)
        self._cut = cut.group() if cut else b""
        self._pen.feed(FOREIGN.sub(b"", data.removesuffix(self._cut)))
        return True

    def wait_until(self, is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Draw until something is so and nothing more is drawn: half a page can show what the other half takes away."""
        end = time.monotonic() + seconds
        while self.read(0.02) or not is_so() or self.read():  # the last, as it may have come while it was looked at
            if time.monotonic() > end:
                pytest.fail(f"it never came; this is shown:\n{self.shown}")

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Draw until a text can be read."""
        self.wait_until(lambda: text in self.shown, seconds)

    def type(self, keys: bytes) -> None:
        """Send bytes as a keyboard does, drawing meanwhile, so that neither side waits for the other."""
        end = time.monotonic() + PATIENCE
        while keys:
            assert time.monotonic() < end, "nobody takes what is typed"
            if select.select([], [self.master], [], 0.01)[1]:
                keys = keys[os.write(self.master, keys[:1024]) :]
            self.read()

    def open(self) -> Self:
        """Wait until questions are answered."""
        self.wait_for("Ask about therapy")
        self.ask("does it work", "Science Behind")
        return self

    def press(self, key: bytes, part: str) -> None:
        """Press one key, and wait for a part of what it brings."""
        self.type(key)
        self.wait_for(part)

    def ask(self, question: str, part: str) -> None:
        """Type a question, and wait for a part of its answer."""
        self.type(question.encode() + b"\r")
        self.wait_for(part)

    def hang_up(self) -> None:
        """Take the terminal away."""
        os.close(self._slave)
        os.close(self.master)

    @property
    def has_its_modes(self) -> bool:
        """Whether the terminal works as it did before the program came."""
        return termios.tcgetattr(self._slave) == self._modes

    @property
    def is_stopped(self) -> bool:
        """Whether the program waits to be told to go on."""
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"

    def end(self) -> int:
        """Read on until it has ended; its exit code."""
        self.wait_until(lambda: self.process.poll() is not None)
        while self.read(0.05):
            pass
        return self.process.returncode

    def assert_clean(self, *typed: str) -> None:
        """The terminal is as it was, and nothing of what was typed, answered or broken is left to read."""
        assert self.has_its_modes
        last = dict(MODE.findall(self.written))
        assert {mode for mode, state in last.items() if state == b"h"} <= SHELL_MODES
        assert last.get(b"25", b"h") == last.get(b"7", b"h") == b"h"
        assert self.written.count(b"\x1b[>") <= self.written.count(b"\x1b[<u")
        assert "Traceback" not in self.shown
        for words in (*typed, "988lifeline", "Science Behind", "Ask about therapy"):
            assert words not in self.shown
