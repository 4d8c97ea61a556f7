"""A program on a terminal of 80 by 24, with the time of all that it writes; nothing is drawn, which would cost time."""

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

    def burst(self, quiet: float) -> tuple[float, float]:
        """When it next begins to write, and when it has written the last before `quiet` seconds of nothing.

        Raises:
            TimeoutError: it writes nothing.
        """
        if not self._read(self._patience):
            raise TimeoutError("nothing was written")
        first = last = time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return first, last

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

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        return os.read(self._master, 1 << 16)
