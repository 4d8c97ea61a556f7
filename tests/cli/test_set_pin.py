"""`bbchat kiosk set-pin` on a real terminal: the staff get a PIN that works, and nobody else sees it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bbchat.cli import pin as set_pin_module
from bbchat.cli.pin import weakness
from bbchat.kiosk.pin import PinFile
from tests.terminals.terminal import Terminal

GOOD = b"271828"


def asked(pin_file: Path, home: Path) -> Terminal:
    return Terminal("kiosk", "--pin-file", str(pin_file), "set-pin", home=home)


def said(terminal: Terminal) -> str:
    """All that it printed."""
    return " ".join(terminal.written.decode().split())


def typed(terminal: Terminal, *answers: bytes) -> int:
    """Answer each question once it stands there; the exit code."""
    for place, answer in enumerate(answers):
        wanted = place + 1
        terminal.wait_until(lambda wanted=wanted: terminal.written.count(b": ") >= wanted)  # type: ignore[misc]
        terminal.type(answer + b"\r")
    return terminal.end()


def test_the_pin_that_was_typed_twice_lets_the_staff_in_and_never_stands_on_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "etc" / "pin"
    with asked(path, tmp_path) as terminal:
        assert typed(terminal, GOOD, GOOD) == 0
        assert GOOD not in terminal.written
        assert "F10 three times" in said(terminal)
        assert terminal.has_its_modes
    assert PinFile.read(path).fits(GOOD.decode())
    assert stat.S_IMODE(path.stat().st_mode) in (0o600, 0o640)
    assert GOOD not in path.read_bytes()
    assert [one.name for one in path.parent.iterdir()] == ["pin"]


def test_two_different_pins_or_a_weak_one_are_asked_again(tmp_path: Path) -> None:
    with asked(tmp_path / "pin", tmp_path) as terminal:
        assert typed(terminal, GOOD, b"314159", b"111111", GOOD, GOOD) == 0
        assert "not the same" in said(terminal)
        assert "first that anybody would try" in said(terminal)
    assert PinFile.read(tmp_path / "pin").fits(GOOD.decode())


@pytest.mark.parametrize("last", [b"\x04", b"\x03"])
def test_giving_up_leaves_the_old_pin_and_the_terminal_as_they_were(tmp_path: Path, last: bytes) -> None:
    path = tmp_path / "pin"
    path.write_text("old")
    with asked(path, tmp_path) as terminal:
        terminal.wait_for("New PIN")
        terminal.type(last)
        assert terminal.end() in (2, 130)
        assert terminal.has_its_modes
        assert "Traceback" not in said(terminal)
    assert path.read_text() == "old"


def test_bytes_that_are_no_text_are_one_sentence(tmp_path: Path) -> None:
    with asked(tmp_path / "pin", tmp_path) as terminal:
        assert typed(terminal, b"\xff\xfe\xff\xfe\xff\xfe", b"1", b"2") == 2
        assert "can't spell" in said(terminal)
        assert "inside bbchat" not in said(terminal)
    assert not (tmp_path / "pin").exists()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_ordinary_file_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "pin", tmp_path / "other"
    other.write_text("somebody's")
    match kind:
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(other)
        case _:
            os.mkfifo(path)
    with asked(path, tmp_path) as terminal:
        assert terminal.end() == 1
        assert "nothing was changed" in said(terminal)
    assert other.read_text() == "somebody's"
    assert path.is_symlink() == (kind == "link")


def test_a_place_that_cannot_be_written_is_told_before_anybody_types(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with asked(tmp_path / "file" / "pin", tmp_path) as terminal:
        assert terminal.end() == 1
        assert "can't be written" in said(terminal)
        assert "New PIN" not in said(terminal)


def test_a_full_disk_leaves_the_old_pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "pin"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        set_pin_module._write(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["pin"]


def test_without_a_terminal_it_says_where_to_type(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bbchat", "kiosk", "--pin-file", str(tmp_path / "pin"), "set-pin"]
    done = subprocess.run(
        command, input="271828\n271828\n", capture_output=True, text=True, start_new_session=True, check=False
    )
    assert done.returncode == 2
    assert "terminal" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "pin").exists()


@pytest.mark.parametrize(
    "pin",
    [
        *(
            "000000",
            "123456",
            "654321",
            "1234567890",
            "0987654321",
            "567890",
            "abcdef",
            "121212",
            "123123",
            "abab12" * 2,
        ),
        *("password", "Qwerty", "12345", "x" * 65, "12345\t6", ""),
    ],
)
def test_a_pin_that_anybody_would_try_is_refused(pin: str) -> None:
    assert weakness(pin)


@pytest.mark.parametrize("pin", ["271828", "135790", "blue door 7", "café1234", "112358"])
def test_an_ordinary_pin_will_do(pin: str) -> None:
    assert not weakness(pin)
