"""What the kiosk tells its supervisor through a pipe: that it is ready, and every second that it lives.

The one invariant: nothing but the practice's own help line goes through it, never a word that a visitor typed.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from bbchat.language.clean import clean

LONGEST_MESSAGE = 65536
"""Bytes of one line; a longer one is no message."""


class Heartbeat:
    """The kiosk's end of the pipe."""

    def __init__(self, descriptor: int) -> None:
        """Take over the end to write to; no program that is started from here gets it.

        Raises:
            OSError: there is no such descriptor.
        """
        os.set_inheritable(descriptor, False)
        os.set_blocking(descriptor, False)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # A supervisor that is gone is told by `beat`, not by a signal.
        self._descriptor = descriptor

    def ready(self, help_line: str) -> bool:
        """Say that questions are answered; each line of `help_line` is shown whenever no kiosk runs."""
        return self._send("ready " + json.dumps({"help_line": help_line}))

    def beat(self) -> bool:
        """Say that the kiosk lives; False when nobody is there to hear it, so that the kiosk has to end."""
        return self._send("beat")

    def _send(self, line: str) -> bool:
        try:
            os.write(self._descriptor, line.encode() + b"\n")
        except BlockingIOError:  # The supervisor is there, but held up.
            return True
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Ready:
    """The kiosk answers questions."""

    help_lines: tuple[str, ...]
    """Cleaned; empty where none was told."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The kiosk lives."""


class Listener:
    """The supervisor's end: bytes as they come made into messages; what is no message is passed over."""

    def __init__(self) -> None:
        self._cut = b""

    def feed(self, data: bytes) -> Iterator[Ready | Beat]:
        """The messages that these bytes end."""
        *lines, self._cut = (self._cut + data).split(b"\n")
        self._cut = self._cut[: LONGEST_MESSAGE + 1]
        for line in lines:
            message = parse(line)
            if message:
                yield message


def parse(line: bytes) -> Ready | Beat | None:
    """The message that a line holds; None where it holds none."""
    word, _, rest = line.partition(b" ")
    if word == b"beat" and not rest:
        return Beat()
    if word != b"ready" or len(line) > LONGEST_MESSAGE:
        return None
    try:
        told = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    help_line = told.get("help_line") if isinstance(told, dict) else None
    if not isinstance(help_line, str):
        return None
    return Ready(tuple(filter(None, map(clean, help_line.splitlines()))))
