"""The kiosk on a real terminal: nothing of a visitor stays, nobody gets out, and it is never down for long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.soak import soak

from bbchat.kiosk.exits import KioskExit
from bbchat.kiosk.pin import hash_pin
from tests.terminals.kiosk import Kiosk, holds

CANARY = "zqxwvcanary"
SHORT = "idle_seconds: 10\ncountdown_seconds: 1\n"


def test_nothing_that_a_visitor_typed_is_in_any_memory_or_file_once_they_have_gone(tmp_path: Path) -> None:
    with Kiosk(tmp_path, settings=SHORT, is_watched=True) as kiosk:
        kiosk.begin()
        before = kiosk.visitor
        kiosk.ask(f"does it help a {CANARY} at work", "at work")
        kiosk.type(f"\x1b[200~{CANARY} pasted\x1b[201~".encode())
        kiosk.wait_for(f"{CANARY} pasted")
        kiosk.type(b"\x15")
        kiosk.press(b"\x1bOS", "My questions")
        kiosk.type(f"bring the {CANARY}\r".encode())
        kiosk.wait_for(f"bring the {CANARY}")
        kiosk.type(b"\x1b")
        kiosk.wait_for("Ask about therapy")
        kiosk.type(f"and unsent {CANARY}".encode())
        kiosk.wait_for(f"unsent {CANARY}")
        assert holds(before, CANARY.encode()), "the search finds nothing where it must"
        kiosk.wait_for("Are you still there?")
        kiosk.next_visitor(before)
        for pid in kiosk.pids:
            assert not holds(pid, CANARY.encode())
        assert CANARY not in kiosk.shown
        assert kiosk.opened == []
        assert [path for path in kiosk.home.rglob("*") if path.is_file()] == []


def test_the_idle_clock_runs_though_a_paste_never_ends(tmp_path: Path) -> None:
    with Kiosk(tmp_path, settings=SHORT) as kiosk:
        kiosk.begin()
        before = kiosk.visitor
        kiosk.type(f"\x1b[200~{CANARY} and no end".encode())
        kiosk.next_visitor(before)
        assert CANARY not in kiosk.shown


def test_keys_that_nobody_read_are_not_the_next_visitors(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.begin()
        before = kiosk.visitor
        kiosk.type(b"\x1b[19~" + CANARY.encode() + b"\r")
        kiosk.next_visitor(before)
        kiosk.begin()
        assert CANARY not in kiosk.shown


ESCAPES = {
    "control letters": bytes(number for number in range(1, 32) if number != 0x1B),
    "alt letters": b"".join(b"\x1b" + bytes([letter]) for letter in range(0x20, 0x7F) if letter not in b"[]OPX^_"),
    "function keys": b"".join(b"\x1b[%d~" % number for number in range(1, 40) if number not in (19, 21)),
    "with modifiers": b"".join(b"\x1b[1;%d%c" % (more, key) for more in range(2, 9) for key in b"ABCDFHPQRS"),
    "kitty keys": b"".join(b"\x1b[%d;%du" % (letter, more) for letter in b"cdqrswxz\\" for more in range(2, 9)),
    "bytes that mean nothing": bytes(range(0x80, 0x100)) * 20,
    "control sequences": b"\x1b[?1049l\x1bc\x1b[!p\x1b]52;c;AAAA\x07\x1bP+q\x1b\\\x1b[8;1;1t\x1b[99999999999999999u",
    "a paste that ends itself": b"\x1b[200~a\x1b[201~\x11\x03\x1a\x1c",
    "a flood": b"\x03\x1a\x1c\x11\x04" * 20_000,
    "a long line": b"x" * 100_000 + b"\r",
    "the mouse": b"".join(
        b"\x1b[<%d;%d;%dM\x1b[<%d;%d;%dm" % (b, x, y, b, x, y)
        for b in (0, 1, 2, 64)
        for x in (1, 40, 300)
        for y in (1, 3)
    ),
}
MEANT_TO_MISLEAD = {
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_PRESS": "x,ctrl+q",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_LOG": "keys.log",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL_SCREENSHOT_LOCATION": ".",
    "TEXTUAL_DRIVER": "nowhere:Nothing",
    "TEXTUAL_COLOR_SYSTEM": "bogus",
    "TEXTUAL": "devtools,debug",
    "COLUMNS": "100000",
    "LINES": "1",
    "BROWSER": "touch opened-by-browser",
    "PAGER": "touch opened-by-pager",
}


def test_no_key_byte_or_variable_leads_out_or_writes_a_file(tmp_path: Path) -> None:
    with Kiosk(tmp_path, is_watched=True, env=MEANT_TO_MISLEAD) as kiosk:
        kiosk.begin()
        first = kiosk.visitor
        for name, keys in ESCAPES.items():
            kiosk.type(keys)
            kiosk.read(0.3)
            assert kiosk.process.poll() is None, name
            assert kiosk.visitor == first, name
            kiosk.type(b"\x1b[201~")
            kiosk.read(0.1)
        kiosk.type(b"\x1b[19~")
        kiosk.next_visitor(first)
        assert kiosk.opened == []
        assert [path for path in kiosk.home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGSEGV, signal.SIGUSR1])
def test_a_visitors_process_that_is_killed_is_followed_by_the_next_and_leaves_nothing(
    number: signal.Signals, tmp_path: Path
) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.begin()
        kiosk.type(CANARY.encode())
        kiosk.wait_for(CANARY)
        before = kiosk.visitor
        os.kill(before, number)
        kiosk.next_visitor(before)
        assert CANARY not in kiosk.shown
        kiosk.begin()
        kiosk.ask("does it work", "Science Behind")


def test_the_end_from_outside_gives_the_terminal_back(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.begin()
        kiosk.type(CANARY.encode())
        kiosk.wait_for(CANARY)
        before = kiosk.visitor
        kiosk.process.send_signal(signal.SIGTERM)
        assert kiosk.end() == 128 + signal.SIGTERM
        kiosk.assert_clean(CANARY)
        assert not Path(f"/proc/{before}").exists()


def test_a_kiosk_whose_parent_is_killed_does_not_stay_on_the_terminal(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.rest()
        visitor = kiosk.visitor
        kiosk.process.kill()
        kiosk.process.wait()
        kiosk.wait_until(lambda: not Path(f"/proc/{visitor}").exists())


def test_a_kiosk_that_cannot_start_says_so_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'kiosk' in sys.orig_argv: os.register_at_fork(after_in_child=lambda: os._exit(70))\n"
    )
    with Kiosk(tmp_path, env={"PYTHONPATH": str(tmp_path)}) as kiosk:
        assert kiosk.end() == KioskExit.CRASHED
        kiosk.assert_clean()


def open_staff_dialog(kiosk: Kiosk) -> None:
    kiosk.type(b"\x1b[21~" * 3)
    kiosk.wait_for("Staff only")


def test_the_pin_lets_the_staff_out_to_a_clean_terminal(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(hash_pin("271828", bytes(16)).line)
    with Kiosk(tmp_path, "--pin-file", str(tmp_path / "pin")) as kiosk:
        kiosk.rest()
        open_staff_dialog(kiosk)
        kiosk.type(b"271828\r")
        assert kiosk.end() == KioskExit.STAFF
        kiosk.assert_clean("271828")


def test_guesses_are_counted_from_one_visitor_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(hash_pin("271828", bytes(16)).line)
    with Kiosk(tmp_path, "--pin-file", str(tmp_path / "pin")) as kiosk:
        for _ in range(2):
            kiosk.begin()
            before = kiosk.visitor
            open_staff_dialog(kiosk)
            kiosk.type(b"111111\r")
            kiosk.wait_for("Tries left")
            kiosk.type(b"\x1b")
            kiosk.wait_for("Ask about therapy")
            kiosk.type(b"\x1b[19~")
            kiosk.next_visitor(before)
        open_staff_dialog(kiosk)
        kiosk.type(b"222222\r")
        kiosk.wait_for("Please wait 60 seconds")
        kiosk.type(b"\x1b")
        kiosk.rest()
        open_staff_dialog(kiosk)
        kiosk.type(b"271828\r")
        kiosk.wait_for("Please wait")


DISKS = {
    "full": 'mount -t tmpfs -o size=4k none "$HOME" && ! head -c 1M /dev/zero 2>/dev/null > "$HOME/full"',
    "read-only": 'mount --rbind / /mnt && mount -o remount,bind,ro / && ! touch "$HOME/file" 2>/dev/null',
}


def _can_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _can_unshare(), reason="no disk of its own can be made here")
@pytest.mark.parametrize("disk", DISKS)
def test_a_disk_that_takes_nothing_leaves_a_kiosk_that_answers(disk: str, tmp_path: Path) -> None:
    class OnThatDisk(Kiosk):
        PROGRAM = (
            "-c",
            "import os, sys; os.execvp('unshare', ['unshare', '-rm', 'sh', '-c', sys.argv[1], *sys.argv[2:]])",
            f'{DISKS[disk]} && exec "$0" -m bbchat "$@"',
            sys.executable,
        )

    with OnThatDisk(tmp_path) as kiosk:
        kiosk.begin()
        before = kiosk.visitor
        kiosk.ask("does it work", "Science Behind")
        kiosk.type(b"\x1b[19~")
        kiosk.next_visitor(before)


def test_a_busy_day_leaves_memory_as_it_was_and_no_file(tmp_path: Path) -> None:
    found = soak(40, 5, tmp_path)
    assert found.questions == 40
    assert found.is_sound, found
