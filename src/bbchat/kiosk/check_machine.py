"""The checks of the machine: does anything reach in, and could anything that was typed be left on it?"""

from __future__ import annotations

from bbchat.kiosk.findings import Check, counted, note, ok, wrong
from bbchat.kiosk.surroundings import Surroundings

SCRUBBED = ("COLUMNS", "LINES", "BROWSER")
"""Removed by the program itself before it draws, as is all that begins with TEXTUAL."""
HARMLESS = frozenset(
    f"PYTHON{name}"
    for name in "COERCECLOCALE DONTWRITEBYTECODE HASHSEED IOENCODING NODEBUGRANGES NOUSERSITE PYCACHEPREFIX "
    "SAFEPATH UNBUFFERED UTF8".split()
)
OBEYS_THE_LIMIT = ("systemd-coredump", "false")
"""Programs that keep no dump of a process whose limit is 0."""


def environment(found: Surroundings) -> Check:
    """Whether it holds what could log keys, run other code or lie about the terminal."""
    name = "environment"
    scrubbed = sorted(one for one in found.machine.variables if one.startswith("TEXTUAL") or one in SCRUBBED)
    heeded = sorted(one for one in found.machine.variables if one.startswith(("PYTHON", "LD_")) and one not in HARMLESS)
    if not scrubbed and not heeded:
        return ok(name, "nothing in it that could reach in")
    shown = ", ".join([*heeded, *(f"{one} (bbchat removes it itself)" for one in scrubbed)])
    make = wrong if found.is_kiosk else note
    return make(name, shown, f"Unset what you did not mean: unset {' '.join([*heeded, *scrubbed])}")


def telemetry(found: Surroundings) -> Check:
    """Whether the encoder's runtime reports to nobody."""
    if found.machine.is_telemetry_off:
        return ok("telemetry", "off: the encoder's runtime reports to nobody")
    return wrong("telemetry", "the encoder's runtime was not told to keep quiet", "Set ORT_DISABLE_TELEMETRY=1.")


def start(found: Surroundings) -> Check:
    """Whether Python finds its files compiled."""
    name, machine = "start", found.machine
    if not machine.uncompiled:
        return ok(name, "all Python files are compiled")
    shown = f"{machine.uncompiled:,} of {counted(machine.modules, 'Python file')} are not compiled"
    return note(name, f"{shown}; a start can take four times as long", "Reinstall, or run python -m compileall there.")


def pin(found: Surroundings) -> Check:
    """Whether the staff's PIN works and only root can change it."""
    name, one = "pin", found.pin
    if one is None:
        return note(name, "not looked at")
    if one.failure:
        return wrong(name, one.failure, one.advice)
    own_it = f"chown root {one.path} && chmod 640 {one.path}"
    if one.owner:
        return wrong(name, f"{one.path} belongs to user {one.owner}, not to root", own_it)
    if one.mode & 0o022:
        return wrong(name, f"others than root can change {one.path}", own_it)
    if one.mode & 0o004:
        return wrong(name, f"everybody can read {one.path}, and try PINs against it elsewhere", own_it)
    if one.is_folder_writable and not found.machine.is_root:
        return wrong(name, f"this user can put another file in place of {one.path}", "Give its folder to root.")
    if found.machine.is_root and not one.mode & 0o040:
        advice = "Make the group bbchat-kiosk for the kiosk's user, then set the PIN again."
        return note(name, "set, but only root can read it, so a kiosk of another user can't", advice)
    return ok(name, "set; only root can change it")


def rights(found: Surroundings) -> Check:
    """Whether the kiosk's user can change what the kiosk shows or runs."""
    name, machine = "rights", found.machine
    if machine.is_root:
        advice = "Run this as the kiosk's user: sudo -u bbchat-kiosk bbchat doctor --kiosk"
        return note(name, "root can change everything, so nothing was looked at", advice)
    open_ours = [place for place in machine.places if place.is_writable and place.is_ours]
    if open_ours:
        shown = " and ".join(f"{place.what} ({place.path})" for place in open_ours)
        return wrong(name, f"the user who runs this can change {shown}", "Give it to root, with no rights for others.")
    others = [place for place in machine.places if place.is_writable]
    if others:
        shown = " and ".join(f"{place.what} ({place.path})" for place in others)
        return note(name, f"the user who runs this can write to {shown}", "Nothing needs it; the unit takes it away.")
    return ok(name, "nothing can be changed by the user who runs this")


def core_dumps(found: Surroundings) -> Check:
    """Whether memory could be dumped into a file."""
    name, machine = "core_dumps", found.machine
    advice = "Set LimitCORE=0 in the unit, or run ulimit -c 0 first; --supervise does so itself."
    if machine.core_limit:
        return wrong(name, "if it crashes here, its memory may go into a file", advice)
    program = machine.core_pattern.removeprefix("|").split(" ")[0].rsplit("/", 1)[-1]
    if machine.core_pattern.startswith("|") and program not in OBEYS_THE_LIMIT:
        advice = "Make sure that it heeds a limit of 0, or set kernel.core_pattern=|/bin/false."
        return note(name, f"none is to be kept, but the kernel hands memory to {program} first", advice)
    return ok(name, "none is kept")


def swap(found: Surroundings) -> Check:
    """Whether memory could be written to a disk."""
    name, swaps = "swap", found.machine.swaps
    on_disk = [one for one in swaps if "/zram" not in one]
    if not on_disk:
        return ok(name, "in memory only" if swaps else "none")
    if all(one.startswith(("/dev/dm-", "/dev/mapper/")) for one in on_disk):
        advice = "If it is encrypted with a new key at each start, all is well; otherwise: swapoff -a"
        return note(name, f"{counted(len(on_disk), 'place')} that may be encrypted", advice)
    advice = "swapoff -a, and take it out of /etc/fstab; MemorySwapMax=0 in the unit keeps the kiosk out of it."
    return wrong(name, f"{counted(len(on_disk), 'place')} on a disk, where memory may be left", advice)


def service(found: Surroundings) -> Check:
    """Whether anything starts the kiosk again after a power cut."""
    name = "service"
    if "NOTIFY_SOCKET" in found.machine.variables:
        return ok(name, "started by systemd, which hears from it")
    if found.machine.has_systemd:
        return ok(name, "systemd is here; systemctl status 'bbchat-kiosk*' says how the kiosk is")
    advice = "Have something start bbchat kiosk --supervise when the machine starts; contrib/kiosk is for systemd."
    return note(name, "there is no systemd here to start the kiosk", advice)
