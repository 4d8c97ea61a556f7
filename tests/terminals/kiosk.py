"""A kiosk on a terminal of its own, its processes, what is in their memory, and what they open to write to."""

from __future__ import annotations

import os
import select
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bbchat.cli.locations import bundled_knowledge
from bbchat.encoding.store import FILE_NAME
from tests.terminals.terminal import PATIENCE, Terminal

WATCH = """
import os, sys
def watch(event, arguments, descriptor=os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
    if event == "open":
        path, mode, flags = arguments
        is_writing = flags & (os.O_WRONLY | os.O_RDWR) if flags is not None else set(str(mode)) & set("wax+")
        if is_writing and not isinstance(path, int):
            os.write(descriptor, f"{{path}}\\n".encode())
    elif event in {events}:
        os.write(descriptor, f"{{event}} {{arguments}}\\n".encode())
sys.addaudithook(watch)
"""
"""Notes what Python opens to write to, and what else changes a disk or reaches beyond the machine."""
EVENTS = (
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.link",
    "os.symlink",
    "os.truncate",
    "socket.connect",
    "subprocess.Popen",
)


class Kiosk(Terminal):
    """`bbchat kiosk` with waits as short as a test wants them."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        settings: str = "",
        is_watched: bool = False,
        env: dict[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        """`settings`: lines of `kiosk.yaml`; `is_watched`: whether what it opens to write to is noted."""
        self.knowledge = folder / "knowledge"
        self.home = folder / "home"
        self._log = folder / "opened"
        if not self.knowledge.exists():
            shutil.copytree(bundled_knowledge(), self.knowledge, ignore=shutil.ignore_patterns(FILE_NAME))
            self.home.mkdir()
        if settings:
            (self.knowledge / "kiosk.yaml").write_text(settings)
        watch = {}
        if is_watched:
            (folder / "sitecustomize.py").write_text(WATCH.format(log=str(self._log), events=EVENTS))
            watch = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        super().__init__(
            "--knowledge",
            str(self.knowledge),
            "kiosk",
            *arguments,
            home=self.home,
            size=size,
            env={"TMPDIR": str(self.home), **watch, **(env or {})},
        )

    @property
    def opened(self) -> list[str]:
        """What it opened to write to, or changed on a disk, other than the terminal."""
        lines = self._log.read_text().splitlines()
        return [line for line in lines if not line.startswith("/dev/")]

    @property
    def pids(self) -> list[int]:
        """Its processes, the oldest first."""
        return [self.process.pid, *children(self.process.pid)]

    @property
    def visitor(self) -> int:
        """The process of the visitor who is there, or will be."""
        self.wait_until(lambda: bool(children(self.process.pid)))
        return self.pids[-1]

    def skip(self, seconds: float) -> bytes:
        """What has been written, waiting for it at most so long; it is not drawn, which takes its time."""
        return os.read(self.master, 1 << 16) if select.select([self.master], [], [], seconds)[0] else b""

    def rest(self) -> None:
        """Wait until it is at rest."""
        self.wait_for("Press any key, or touch")

    def begin(self) -> None:
        """Wake it."""
        self.rest()
        self.press(b" ", "Ask about therapy")

    def next_visitor(self, before: int) -> int:
        """The process of the visitor after the one whose process is given, once it is at rest."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.02)
            new = children(self.process.pid)
            if new and before not in new and self._is_at_rest():
                return new[-1]
        pytest.fail(f"the kiosk never came back; this is shown:\n{self.shown}")

    def _is_at_rest(self) -> bool:
        return "Press any key, or touch" in self.shown


def children(pid: int) -> list[int]:
    """All processes below one, the oldest first."""
    found: list[int] = []
    with suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child, *children(child)]
    return found


def holds(pid: int, words: bytes) -> bool:
    """Whether some words stand anywhere in a process's memory."""
    return any(words in piece for piece in _memory(pid, len(words)))


def _memory(pid: int, overlap: int) -> Iterator[bytes]:
    """All memory of a process that can be read, in pieces that overlap."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            at, end = (int(part, 16) for part in place.split("-"))
            while at < end:
                try:
                    piece = os.pread(memory.fileno(), min(end - at, 1 << 24), at)
                except OSError:
                    break
                if not piece:
                    break
                yield piece
                at += len(piece) if at + len(piece) >= end else max(len(piece) - overlap, 1)


def resident(pid: int) -> int:
    """Bytes of memory in use by a process, shared ones included."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
