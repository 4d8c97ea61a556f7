"""The staff's PIN: kept scrambled in a file of one line, and tried few times.

The one invariant: neither a PIN nor what the file holds is ever in a message, a repr or an exception.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import mmap
import os
import re
import struct
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bbchat.errors import PinError

N, R, P = 2**15, 8, 3
"""Cost of a try: 32 MiB and about 0.3 s. One of the settings that OWASP's Password Storage Cheat Sheet gives as equally
strong; those with fewer rounds take up to 128 MiB, which a kiosk may not have."""
LEAST_N, MOST_N, MOST_P = 2**14, 2**17, 10
"""What a file may ask for; r is always 8, so that no file takes more than 128 MiB."""
SALT_BYTES, HASH_BYTES = 16, 32
MOST_BYTES = 400
"""Of a file that can be right."""
_LINE = re.compile(rb"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})\r?\n?")
SET_IT = "Set it with: sudo bbchat kiosk set-pin"


@dataclass(frozen=True, slots=True)
class PinHash:
    """A PIN that can be recognised, but not read."""

    n: int
    r: int
    p: int
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    def fits(self, pin: str) -> bool:
        """Whether it is this PIN. Blocks for the time of a try: on a screen, call it in a thread."""
        return hmac.compare_digest(_scrambled(pin, self.salt, self.n, self.r, self.p), self.digest)

    @property
    def line(self) -> str:
        """What the file holds."""
        return f"scrypt${self.n}${self.r}${self.p}${self.salt.hex()}${self.digest.hex()}\n"


def hash_pin(pin: str, salt: bytes) -> PinHash:
    """Scramble a PIN with `SALT_BYTES` random bytes. Blocks for the time of a try."""
    return PinHash(N, R, P, salt, _scrambled(pin, salt, N, R, P))


def _scrambled(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # Composed, because keyboards differ in how they send a letter with an accent.
    typed = unicodedata.normalize("NFC", pin).encode("utf-8", "replace")
    return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=HASH_BYTES)


class PinFile:
    """The file of one line."""

    @staticmethod
    def read(path: Path) -> PinHash:
        """What the file holds.

        Raises:
            PinError: it is missing, can't be read, or holds something else.
        """
        try:
            with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
                content = file.read(MOST_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            raise PinError(f"There is no PIN in {path}.", SET_IT) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            hint = "It belongs to root, and to the group of the kiosk's user, who may read it."
            raise PinError(f"The PIN in {path} can't be read ({reason}).", hint) from None
        found = _LINE.fullmatch(content)
        if found:
            n, r, p = (int(number) for number in found.group(1, 2, 3))
            if LEAST_N <= n <= MOST_N and n & (n - 1) == 0 and r == R and 1 <= p <= MOST_P:
                return PinHash(n, r, p, *(bytes.fromhex(part.decode()) for part in found.group(4, 5)))
        raise PinError(f"{path} does not hold a PIN that set-pin has written.", SET_IT)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The PIN was right."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """The PIN was wrong."""

    left: int
    """Tries until the lock, at least 1."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is tried for now."""

    seconds: int
    """Until the next try, at least 1."""


Attempt = Allowed | Wrong | Locked


class Recognises(Protocol):
    """What knows the PIN."""

    def fits(self, pin: str) -> bool:
        """Whether it is this one."""


TRIES = 3
FIRST_LOCK, LONGEST_LOCK = 60.0, 3600.0
"""Seconds; each further lock is twice as long as the one before, until somebody knows the PIN."""
_TALLY = struct.Struct("=IId")
"""Tries since the last lock, locks since the PIN was last right, until when the last lock holds."""
TALLY_BYTES = _TALLY.size


class PinGate:
    """Counts the tries. Any thread may try; they wait for each other.

    A try counts before it is checked, so that ending the program, or the dialog, in the middle gains nothing.
    """

    def __init__(self, pin: Recognises, clock: Callable[[], float], tally: bytearray | mmap.mmap | None = None) -> None:
        """Make a gate that has seen no try.

        Args:
            pin: what knows the PIN.
            clock: seconds that only ever grow, the same in all processes that share the tally.
            tally: `TALLY_BYTES` zero bytes to count in. Where each visitor gets a process of their own, an anonymous
                `mmap` made before makes the count outlive them.
        """
        self._pin, self._clock = pin, clock
        self._tally = bytearray(TALLY_BYTES) if tally is None else tally
        self._one_at_a_time = threading.Lock()

    def try_pin(self, pin: str) -> Attempt:
        """Check a PIN, unless it is locked. Blocks for the time of a try: on a screen, call it in a thread."""
        with self._one_at_a_time:
            tries, locks, until = _TALLY.unpack(bytes(self._tally))
            now = self._clock()
            if now < until:
                return Locked(math.ceil(until - now))
            tries += 1
            if tries >= TRIES:
                tries, locks = 0, min(locks + 1, 32)
                until = now + min(FIRST_LOCK * 2 ** (locks - 1), LONGEST_LOCK)
            self._note(tries, locks, until)
            if self._pin.fits(pin):
                self._note(0, 0, 0.0)
                return Allowed()
            return Locked(math.ceil(until - now)) if not tries else Wrong(TRIES - tries)

    def _note(self, tries: int, locks: int, until: float) -> None:
        self._tally[:] = _TALLY.pack(tries, locks, until)
