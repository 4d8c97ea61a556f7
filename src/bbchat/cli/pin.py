"""`bbchat kiosk set-pin`: asks for the staff's PIN and keeps it scrambled.

The one invariant: the file is always whole: the old one or the new one, never open to more people than may read it.
"""

from __future__ import annotations

import getpass
import grp
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from bbchat.cli.output import write_line, write_note
from bbchat.errors import PinError, UsageError
from bbchat.kiosk.pin import SALT_BYTES, hash_pin

SHORTEST, LONGEST = 6, 64
"""Characters; the kiosk's line holds no more."""
GROUPS = ("bbchat-kiosk", "bbchat")
"""The group of the kiosk's user; the first that is there counts."""
TIMES_ASKED = 3
ELSEWHERE = "Name another file: bbchat kiosk --pin-file FILE set-pin"
GUESSED_FIRST = frozenset("password qwerty qwertz azerty letmein bbchat therapy".split())


def set_pin(pin_file: Path) -> int:
    """Ask for a PIN twice on the terminal, without showing it, and write the file; returns the exit code.

    Raises:
        UsageError: there is no terminal, or no PIN was given.
        PinError: the file can't be written.
    """
    _require_terminal()
    _require_a_place(pin_file)
    write_line(f"A PIN of {SHORTEST} to {LONGEST} characters for the staff. Digits are quickest to type in the kiosk.")
    hashed = hash_pin(_ask(), secrets.token_bytes(SALT_BYTES))
    try:
        readers = _write(pin_file, hashed.line)
    except OSError as error:
        raise _unwritable(pin_file, error) from None
    write_line(f"The PIN is set. It is kept in {pin_file}, scrambled; {readers} can read it.")
    write_line("To end the kiosk, press F10 three times within two seconds, then type the PIN.")
    write_line("In a kiosk that is running, it counts from the next visit on.")
    if os.geteuid() == 0 and readers == "only root":
        write_note(f"There is no group {GROUPS[0]} yet, so a kiosk that does not run as root can't read it.")
        write_note("Make the kiosk's user and group first, as docs/kiosk.md says, then set the PIN again.")
    return 0


def weakness(pin: str) -> str:
    """Why a PIN won't do, in one sentence; empty where it will."""
    if not SHORTEST <= len(pin) <= LONGEST:
        return f"It needs {SHORTEST} to {LONGEST} characters."
    if not pin.isprintable():
        return "It can't hold keys such as Tab, which the kiosk does not take."
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(pin)}
    repeats = pin in (pin + pin)[1:-1]
    if repeats or steps in ({1}, {9}) or pin.casefold() in GUESSED_FIRST:
        return "That is one of the first that anybody would try."
    return ""


def _require_terminal() -> None:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        hint = "Start it in a terminal, or over ssh with -t."
        raise UsageError("A PIN is typed on a terminal, and there is none here.", hint) from None


def _require_a_place(pin_file: Path) -> None:
    """Refuse early, before anybody has typed, what can't be right.

    Raises:
        PinError: something else is there, or the folder can't be written.
    """
    try:
        mode = pin_file.lstat().st_mode
    except OSError:
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a link" if stat.S_ISLNK(mode) else "no ordinary file"
        raise PinError(f"{pin_file} is {what}; nothing was changed.", ELSEWHERE)
    try:
        pin_file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=pin_file.parent):
            pass
    except OSError as error:
        raise _unwritable(pin_file, error) from None


def _unwritable(pin_file: Path, error: OSError) -> PinError:
    reason = error.strerror or type(error).__name__
    is_denied = isinstance(error, PermissionError) and os.geteuid() != 0
    hint = "Start the same command with sudo." if is_denied else ELSEWHERE
    return PinError(f"{pin_file} can't be written ({reason}).", hint)


def _ask() -> str:
    for _ in range(TIMES_ASKED):
        try:
            pin = getpass.getpass("New PIN (nothing shows as you type): ")
            problem = weakness(pin)
            if not problem and getpass.getpass("The same again: ") != pin:
                problem = "The two are not the same."
        except EOFError:
            break
        except UnicodeDecodeError:
            problem = "\nIt holds keys that this terminal can't spell."
        if not problem:
            return pin
        write_note(problem)
    raise UsageError("No PIN was set; nothing was changed.", "Start it again when you have one.")


def _write(pin_file: Path, line: str) -> str:
    """Put the line in place of the old file in one step; returns who can read it.

    Raises:
        OSError: it can't be written.
    """
    group = _group() if os.geteuid() == 0 else None
    descriptor, name = tempfile.mkstemp(prefix=".pin-", dir=pin_file.parent)
    try:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(line)
            if group:
                os.fchown(descriptor, 0, group.gr_gid)
                os.fchmod(descriptor, 0o640)
            file.flush()
            os.fsync(descriptor)
        os.replace(name, pin_file)
    except BaseException:
        os.unlink(name)
        raise
    _keep_name(pin_file.parent)
    if group:
        return f"root and the group {group.gr_name}"
    return "only root" if os.geteuid() == 0 else "only you"


def _keep_name(folder: Path) -> None:
    """See to it that the file's new name outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some file systems can't; the file is written all the same
        os.fsync(descriptor)
    os.close(descriptor)


def _group() -> grp.struct_group | None:
    for name in GROUPS:
        try:
            return grp.getgrnam(name)
        except KeyError:
            continue
    return None
