"""A program on a terminal of 80 by 24, with the time of all that it writes; drawn afterwards, as that takes time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pyte

TICKS = os.sysconf("SC_CLK_TCK")


class Screen:
    """Used as a context, which ends the program."""

    def __init__(self, command: Sequence[str], patience: float = 30.0) -> None:
        """`patience`: seconds after which something will never come."""
        self._patience = patience
        self._master, slave = pty.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        os.close(slave)
        self._page = pyte.Screen(80, 24)
        self._pen = pyte.ByteStream(self._page)
        self._undrawn = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def type(self, text: str) -> float:
        """Press keys; returns when."""
        now = time.perf_counter()
        os.write(self._master, text.encode())
        return now

    def until(self, sign: str) -> float:
        """When a text has been written from now on.

        Raises:
            TimeoutError: it never came.
        """
        written, wanted = b"", sign.encode()
        end = time.perf_counter() + self._patience
        while time.perf_counter() < end:
            written = written[-len(wanted) :] + self._read(0.1)
            if wanted in written:
                return time.perf_counter()
        raise TimeoutError(f"{sign} never came")

    def echo(self, key: str, quiet: float) -> float:
        """Seconds from a key until something is written; waits for `quiet` seconds of nothing.

        Raises:
            TimeoutError: it writes nothing.
        """
        pressed = self.type(key)
        return self._burst(quiet)[0][0] - pressed

    def paints(self, key: str, quiet: float) -> float:
        """Seconds from a key to the last that is to be seen of what it brings, before `quiet` seconds of nothing.

        Textual paints once more after each new layout, most often what is there already: that is not counted.

        Raises:
            TimeoutError: nothing is to be seen.
        """
        self._draw(self._undrawn)
        pressed = self.type(key)
        pieces = self._burst(quiet)
        self._undrawn = b""
        seen = [when for when, written in pieces if self._draw(written)]
        if not seen:
            raise TimeoutError("nothing is to be seen")
        return seen[-1] - pressed

    def rest(self, quiet: float) -> None:
        """Wait until nothing is written for so long."""
        while self._read(quiet):
            pass

    def memory(self) -> float:
        """Resident megabytes now."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    def work(self) -> float:
        """Seconds of a core that it has used."""
        parts = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / TICKS

    def _burst(self, quiet: float) -> list[tuple[float, bytes]]:
        pieces = []
        while written := self._read(quiet if pieces else self._patience):
            pieces.append((time.perf_counter(), written))
        if not pieces:
            raise TimeoutError("nothing was written")
        return pieces

    def _draw(self, written: bytes) -> bool:
        """Whether something else is to be seen then."""
        before = self._cells()
        self._pen.feed(written)
        return self._cells() != before

    def _cells(self) -> list[list[object]]:
        columns = range(self._page.columns)
        return [[self._page.buffer[row][column] for column in columns] for row in range(self._page.lines)]

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        written = os.read(self._master, 1 << 16)
        self._undrawn += written
        return written
