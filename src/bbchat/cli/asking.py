"""Asks the terminal what it can draw.

The one invariant: it is left as it was found, also where it doesn't answer.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import select
import termios
import time
import tty

from bbchat.kiosk.surroundings import SIGNS

PATIENCE = 0.5
"""Seconds that a terminal gets to say where its cursor is."""
GIO_UNIMAP = 0x4B66
"""ioctl_console(2): which signs the font of a Linux console has."""
MOST = 65535
"""Entries that a font can have."""


def columns_drawn() -> int | None:
    """Columns that `SIGNS` take on the terminal, by its own account; they are removed again."""
    try:
        if not (os.isatty(0) and os.isatty(1) and os.tcgetpgrp(0) == os.getpgrp()):
            return None
        modes = termios.tcgetattr(0)
    except (OSError, termios.error):
        return None
    try:
        tty.setcbreak(0)
        os.write(1, f"\r{SIGNS}\x1b[6n".encode())
        told = _until(rb"\x1b\[\d+;(\d+)R", time.monotonic() + PATIENCE)
        os.write(1, b"\r\x1b[K")
    finally:
        termios.tcsetattr(0, termios.TCSAFLUSH, modes)
    return int(told) - 1 if told else None


def _until(pattern: bytes, end: float) -> bytes | None:
    """The first group of what the terminal says, if it says it before the end."""
    said = b""
    while (left := end - time.monotonic()) > 0 and select.select([0], [], [], left)[0]:
        said += os.read(0, 256) or b"\x04"
        found = re.search(pattern, said)
        if found or said.endswith(b"\x04"):
            return found[1] if found else None
    return None


class _Map(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("entries", ctypes.c_void_p))


def console_font(descriptor: int) -> frozenset[str] | None:
    """The signs that a Linux console's font has; None where that can't be known."""
    entries = (ctypes.c_ushort * (2 * MOST))()  # pairs: a sign, and its place in the font
    asked = _Map(MOST, ctypes.addressof(entries))
    try:
        fcntl.ioctl(descriptor, GIO_UNIMAP, asked)
    except OSError:
        return None
    return frozenset(chr(entries[2 * place]) for place in range(asked.count)) or None
