"""Keeps a kiosk running: starts it, listens to its heartbeat, and starts it again however it ended.

The one invariant: while this process lives, either a kiosk that beats has the terminal, or the page with the help
lines stands on it.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bbchat.kiosk import snapshot
from bbchat.kiosk.exits import KioskExit
from bbchat.kiosk.heartbeat import Listener, Ready
from bbchat.kiosk.page import Page
from bbchat.kiosk.systemd import Notify
from bbchat.knowledge.wording import Wording

BAD_KNOWLEDGE = 5
"""The exit code of a kiosk whose knowledge folder holds mistakes."""
SILENCE, SILENCE_AT_START = 10.0, 30.0
"""Seconds without a message after which a kiosk is held to be stuck: once it was ready, and before."""
QUICK = 60.0
"""Seconds; a kiosk that ends sooner counts as one that can't run."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before the third start in a row of kiosks that end quickly, doubled each time up to the longest."""
GRACE = 3.0
"""Seconds that a kiosk gets to end when it is asked to."""
ROUND = 2.0
"""Seconds between two signs of life to systemd, at most."""
IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGPIPE)
ENDING = (signal.SIGTERM, signal.SIGHUP)

Command = Callable[[Path | None, int], Sequence[str]]
"""The command line of a kiosk, from its knowledge folder and the descriptor of its heartbeat."""


def pause_before(quick_ends: int) -> float:
    """Seconds to wait before the next start, after so many quick ends in a row."""
    return 0.0 if quick_ends < 2 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(quick_ends - 2, 10))


def count_quick(quick_ends: int, lived: float) -> int:
    """How many kiosks in a row ended quickly, the last one having lived so many seconds."""
    return quick_ends + 1 if lived < QUICK else 0


def describe(code: int) -> str:
    """How a kiosk ended, for whoever reads the state of the service."""
    return f"signal {-code}" if code < 0 else f"code {code}"


@dataclass(slots=True)
class Pulse:
    """When a kiosk was heard last."""

    heard: float
    silence: float
    """Seconds that may pass with nothing heard."""

    @property
    def deadline(self) -> float:
        """When to give it up if nothing is heard."""
        return self.heard + self.silence


class Signals:
    """Signals as something to wait for beside the heartbeat; keys of the terminal send none that count."""

    def __init__(self) -> None:
        self.ending = 0
        """The signal that asks to end; 0 while none came."""
        self.descriptor, writing = os.pipe()
        for number in (self.descriptor, writing):
            os.set_blocking(number, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in IGNORED:
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGWINCH, lambda *_: None)
        for number in ENDING:
            signal.signal(number, self._heed)

    def clear(self) -> None:
        """Wait for the next ones."""
        with suppress(BlockingIOError):
            while os.read(self.descriptor, 512):
                pass

    def _heed(self, number: int, _: object) -> None:
        self.ending = self.ending or number


class Knowledge:
    """Which folder the next kiosk gets: the practice's own, or the last state of it that worked."""

    def __init__(self, own: Path | None) -> None:
        """`own`: None for the knowledge that came with the program, which doesn't break."""
        self._own = self.folder = own
        self._good: snapshot.Files | None = None
        self._spare: Path | None = None

    def keep(self) -> None:
        """The kiosk is ready: remember its folder where it is the practice's own, which needs no spare one then."""
        if self._own and self.folder == self._own:
            self._good = snapshot.read_files(self._own)
            self.close()

    def choose(self, code: int) -> bool:
        """Settle on the folder after an exit code; whether that is the spare one, now that the own one is broken."""
        is_broken = code == BAD_KNOWLEDGE and self.folder == self._own
        if is_broken and self._good and not self._spare:
            self._spare = snapshot.write_files(self._good)
        self.folder = self._spare if is_broken and self._spare else self._own
        return self.folder != self._own

    def close(self) -> None:
        """Take the spare folder away."""
        if self._spare:
            snapshot.remove(self._spare)
            self._spare = None


class Supervisor:
    """One terminal, and the kiosks that run on it one after the other."""

    def __init__(
        self,
        command: Command,
        folder: Path | None,
        wording: Wording,
        notify: Notify,
        environment: Mapping[str, str],
        *,
        silence: float = SILENCE,
    ) -> None:
        self._silence = silence
        self._command, self._environment = command, environment
        self._words, self._notify = wording.one_moment, notify
        self._paragraphs: Sequence[str] = (wording.chat.help_line, wording.one_moment.danger)
        self._knowledge = Knowledge(folder)
        self._signals = Signals()
        self._page = Page()
        self._ends = 0

    def run(self) -> int:
        """Keep a kiosk running until the staff end it or a signal does; the exit code."""
        quick = 0
        try:
            self._show()
            self._notify("READY=1")
            while not self._signals.ending:
                started = time.monotonic()
                code = self._run_kiosk()
                if code == KioskExit.STAFF or self._signals.ending:
                    break
                self._show()
                self._count(code)
                if not self._knowledge.choose(code):
                    quick = count_quick(quick, time.monotonic() - started)
                self._rest(pause_before(quick))
        except OSError:  # The terminal is gone.
            return 128 + signal.SIGHUP
        finally:
            self._notify("STOPPING=1")
            self._knowledge.close()
            self._page.close()
        return 128 + self._signals.ending if self._signals.ending else KioskExit.STAFF

    def _show(self) -> None:
        self._page.show(self._words.title, self._paragraphs, self._words.about)

    def _count(self, code: int) -> None:
        self._ends += 1
        self._notify(f"STATUS=Started again {self._ends} times; the last kiosk ended with {describe(code)}.")

    def _rest(self, seconds: float) -> None:
        """Leave the page standing for a while, in whatever size the terminal has."""
        until = time.monotonic() + seconds
        while not self._signals.ending and (left := until - time.monotonic()) > 0:
            if self._wait([], left):
                self._show()

    def _wait(self, others: list[int], seconds: float) -> list[int]:
        """What there is to read, after at most so long; signals are taken note of."""
        self._notify("WATCHDOG=1")
        found = select.select([self._signals.descriptor, *others], [], [], max(0.0, min(seconds, ROUND)))[0]
        if self._signals.descriptor in found:
            self._signals.clear()
        return found

    def _run_kiosk(self) -> int:
        """Start a kiosk and stay with it to its end; its exit code, negative for a signal."""
        with _pipe() as (hearing, telling):
            command = self._command(self._knowledge.folder, telling)
            self._page.forget_keys()
            try:
                process = subprocess.Popen(
                    command, stdin=0, stdout=1, stderr=1, pass_fds=[telling], env=self._environment
                )
            except OSError:
                return KioskExit.CRASHED
            finally:
                os.close(telling)
            try:
                self._listen(hearing)
                return self._end(process)
            finally:
                process.kill()
                process.wait()

    def _listen(self, hearing: int) -> None:
        """Hear the heartbeat until it stops: the kiosk has ended or is stuck, or all of this is to end."""
        listener, pulse = Listener(), Pulse(time.monotonic(), SILENCE_AT_START)
        while not self._signals.ending:
            found = self._wait([hearing], pulse.deadline - time.monotonic())
            if hearing in found:
                data = os.read(hearing, 65536)
                if not data:
                    return
                for message in listener.feed(data):
                    pulse.heard = time.monotonic()
                    if isinstance(message, Ready):
                        pulse.silence = self._silence
                        self._paragraphs = message.help_lines or self._paragraphs
                        self._knowledge.keep()
            elif time.monotonic() >= pulse.deadline:
                return

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """The exit code of a kiosk that is no longer heard; one that still runs is asked to end, then made to."""
        if self._signals.ending:
            process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(GRACE if self._signals.ending else 1.0)
        process.kill()
        return process.wait()


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    """The end to read, which is closed in the end, and the one to write, which is the user's to close."""
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)
