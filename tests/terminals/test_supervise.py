"""The kiosk's supervisor on a terminal of its own, over a small kiosk and over the real one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from bbchat.kiosk.pin import SALT_BYTES, hash_pin
from tests.terminals import supervised
from tests.terminals.terminal import MODE, SHELL_MODES, Terminal

KIOSK = re.compile(r"KIOSK (\d+)")
PAGE = "One moment, please"


class Supervised(Terminal):
    """The supervisor over the small kiosk."""

    PROGRAM: ClassVar[tuple[str, ...]] = (supervised.__file__,)

    @property
    def kiosk(self) -> int:
        """The number of the kiosk's process, 0 while none is shown."""
        found = KIOSK.search(self.shown)
        return int(found[1]) if found else 0

    def wait_for_kiosk(self, before: int = 0) -> int:
        """Wait for a kiosk other than the one before."""
        self.wait_until(lambda: self.kiosk not in (0, before))
        return self.kiosk

    def assert_restored(self) -> None:
        """The terminal is as it was, with nothing on it."""
        assert self.has_its_modes
        assert {mode for mode, state in dict(MODE.findall(self.written)).items() if state == b"h"} <= SHELL_MODES
        assert self.written.rindex(b"\x1b[0m") > self.written.rindex(b"\x1b[31m")
        assert self.written.rindex(b"\x1b[<u") > self.written.rindex(b"\x1b[>1u")
        assert not self.shown.strip()


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Supervised]:
    with Supervised("2", "-", home=tmp_path) as made:
        yield made


def test_a_waiting_room_gets_the_terminal_back_clean_when_the_staff_end_the_kiosk(terminal: Supervised) -> None:
    kiosk = terminal.wait_for_kiosk()
    terminal.type(b"abc0")
    assert terminal.end() == 0
    terminal.assert_restored()
    assert not is_alive(kiosk)


@pytest.mark.parametrize("key", [b"K", b"H", b"A", b"7", b"8"])
def test_a_visitor_finds_a_working_kiosk_again_however_the_one_before_ended(key: bytes, terminal: Supervised) -> None:
    before = terminal.wait_for_kiosk()
    terminal.type(key)
    after = terminal.wait_for_kiosk(before)
    assert PAGE.encode() in terminal.written
    assert not is_alive(before)
    assert is_alive(after)
    terminal.type(b"0")
    assert terminal.end() == 0
    terminal.assert_restored()


def test_a_kiosk_that_hangs_is_replaced(terminal: Supervised) -> None:
    before = terminal.wait_for_kiosk()
    terminal.type(b"S")
    terminal.wait_for_kiosk(before)
    assert not is_alive(before)


def test_no_key_does_anything_while_no_kiosk_runs(terminal: Supervised, tmp_path: Path) -> None:
    terminal.wait_for_kiosk()
    (tmp_path / "broken").touch()
    terminal.type(b"K")
    terminal.wait_for(PAGE)
    page = terminal.shown
    assert "call or text 988" in page
    assert "call 911" in page
    terminal.type(b"\x03\x1a\x1c\x04\x11\x13q\r\x1b[A" * 20)
    terminal.read(0.5)
    assert terminal.shown == page
    assert terminal.process.poll() is None
    assert not terminal.is_stopped
    (tmp_path / "broken").unlink()
    terminal.wait_for_kiosk()
    assert "typed b''" in terminal.shown


@pytest.mark.parametrize("size", [(20, 5), (40, 20), (200, 60)])
def test_the_help_line_can_be_read_at_any_size_while_no_kiosk_runs(size: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with Supervised("2", "-", home=tmp_path) as terminal:
        terminal.wait_for("988")
        terminal.resize(*size)
        os.kill(terminal.process.pid, signal.SIGWINCH)
        last = f"\x1b[{size[1]}H\x1b[2K".encode()
        terminal.wait_until(lambda: terminal.written.rpartition(b"\x1b[?1049h")[2].count(b"\x1b[2K") == size[1])
        assert last in terminal.written
        assert b"988, any time." in terminal.written.rpartition(b"\x1b[2K")[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("is_stuck", [False, True])
def test_stopping_the_service_leaves_no_kiosk_behind(number: int, is_stuck: bool, terminal: Supervised) -> None:
    kiosk = terminal.wait_for_kiosk()
    if is_stuck:
        os.kill(kiosk, signal.SIGSTOP)
    os.kill(terminal.process.pid, number)
    assert terminal.end() == 128 + number
    terminal.assert_restored()
    assert not is_alive(kiosk)


def test_stopping_the_service_while_no_kiosk_runs_restores_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with Supervised("2", "-", home=tmp_path) as terminal:
        terminal.wait_for(PAGE)
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        assert terminal.has_its_modes
        assert not terminal.shown.strip()


def test_a_kiosk_without_its_supervisor_ends_and_is_not_left_to_itself(terminal: Supervised) -> None:
    kiosk = terminal.wait_for_kiosk()
    terminal.process.kill()
    terminal.wait_until(lambda: not is_alive(kiosk))


def test_a_terminal_that_goes_away_ends_both(terminal: Supervised) -> None:
    kiosk = terminal.wait_for_kiosk()
    terminal.hang_up()
    assert terminal.process.wait(20) == 128 + signal.SIGHUP
    assert not is_alive(kiosk)


def make_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    (folder / "safety").mkdir(parents=True)
    (folder / "practice.yaml").write_text("good")
    (folder / "safety" / "notices.yaml").write_text("good")
    return folder


def spare_folders(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("temporary/bbchat-*"))


def test_knowledge_that_breaks_while_it_runs_is_replaced_by_the_last_that_worked(tmp_path: Path) -> None:
    folder, temporary = make_folder(tmp_path), tmp_path / "temporary"
    temporary.mkdir()
    with Supervised("2", str(folder), home=tmp_path, env={"TMPDIR": str(temporary)}) as terminal:
        before = terminal.wait_for_kiosk()
        assert "on own" in terminal.shown
        (folder / "practice.yaml").write_text("broken")
        terminal.type(b"K")
        before = terminal.wait_for_kiosk(before)
        assert "on bbchat-" in terminal.shown
        (spare,) = spare_folders(tmp_path)
        assert stat.S_IMODE(spare.stat().st_mode) == 0o700
        assert (spare / "safety" / "notices.yaml").read_text() == "good"
        (folder / "practice.yaml").write_text("good again")
        terminal.type(b"7")
        terminal.wait_for_kiosk(before)
        assert "on own" in terminal.shown
        terminal.wait_until(lambda: not spare_folders(tmp_path))
        terminal.type(b"0")
        assert terminal.end() == 0
    assert "Call 1234, any time." in terminal.written.decode(errors="replace")


def test_nothing_is_left_in_a_file_when_the_kiosk_ends_on_the_spare_knowledge(tmp_path: Path) -> None:
    folder, temporary = make_folder(tmp_path), tmp_path / "temporary"
    temporary.mkdir()
    with Supervised("2", str(folder), home=tmp_path, env={"TMPDIR": str(temporary)}) as terminal:
        before = terminal.wait_for_kiosk()
        (folder / "practice.yaml").write_text("broken")
        terminal.type(b"5")
        terminal.wait_for_kiosk(before)
        terminal.type(b"0")
        assert terminal.end() == 0
    assert not list(temporary.iterdir())


def test_knowledge_that_never_worked_leaves_the_help_lines_until_it_is_mended(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "practice.yaml").write_text("broken")
    with Supervised("2", str(folder), home=tmp_path) as terminal:
        terminal.wait_for("988")
        terminal.read(0.7)
        assert PAGE in terminal.shown
        (folder / "practice.yaml").write_text("mended")
        terminal.wait_for_kiosk()


@pytest.mark.parametrize("is_abstract", [False, True])
def test_systemd_hears_that_it_is_ready_lives_and_stops(is_abstract: bool, tmp_path: Path) -> None:
    name = f"@bbchat-test-{os.getpid()}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name[1:] if is_abstract else name)
        listener.settimeout(20)
        with Supervised("2", "-", home=tmp_path, env={"NOTIFY_SOCKET": name}) as terminal:
            before = terminal.wait_for_kiosk()
            terminal.type(b"K")
            terminal.wait_for_kiosk(before)
            terminal.type(b"0")
            terminal.end()
        heard: list[bytes] = []
        while not heard or heard[-1] != b"STOPPING=1":
            heard.append(listener.recv(4096))
    assert heard[0] == b"READY=1"
    assert b"WATCHDOG=1" in heard
    assert b"STATUS=Started again 1 times; the last kiosk ended with signal 9." in heard


REST = "Press any key"


def children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def wait_for_another(terminal: Terminal, before: int) -> int:
    """Wait until a kiosk other than the one before is at rest; its process."""
    terminal.wait_until(lambda: before not in children(terminal.process.pid) and REST in terminal.shown)
    return children(terminal.process.pid)[0]


def test_the_real_kiosk_is_back_when_it_is_killed_with_its_visitor(tmp_path: Path) -> None:
    with Terminal("kiosk", "--supervise", "--pin-file", str(tmp_path / "pin"), home=tmp_path) as terminal:
        kiosk = wait_for_another(terminal, 0)
        terminal.type(b"x")
        terminal.wait_for("Ask about therapy")
        terminal.ask("does it work", "Science Behind")
        (visitor,) = children(kiosk)
        os.kill(kiosk, signal.SIGKILL)
        wait_for_another(terminal, kiosk)
        assert "Science Behind" not in terminal.shown
        assert not is_alive(visitor)
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        assert terminal.has_its_modes
        assert not terminal.shown.strip()


def test_the_real_kiosk_keeps_the_last_knowledge_that_worked(knowledge_folder: Path, tmp_path: Path) -> None:
    folder, temporary = tmp_path / "own", tmp_path / "temporary"
    shutil.copytree(knowledge_folder, folder)
    temporary.mkdir()
    options = ["--knowledge", str(folder), "kiosk", "--supervise", "--pin-file", str(tmp_path / "pin")]
    with Terminal(*options, home=tmp_path, env={"TMPDIR": str(temporary)}) as terminal:
        kiosk = wait_for_another(terminal, 0)
        (folder / "practice.yaml").write_text("name: [", encoding="utf-8")
        os.kill(kiosk, signal.SIGKILL)
        wait_for_another(terminal, kiosk)
        assert len(spare_folders(tmp_path)) == 1
        terminal.type(b"x")
        terminal.wait_for("Ask about therapy")
        terminal.ask("does it work", "Science Behind")


def test_what_is_wrong_with_the_knowledge_is_not_shown_to_visitors(tmp_path: Path) -> None:
    with Terminal("--knowledge", str(tmp_path), "kiosk", "--supervise", home=tmp_path) as terminal:
        terminal.wait_until(lambda: terminal.written.count(b"\x1b[?1049l") >= 2)
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        assert not terminal.shown.strip()
        assert b"practice.yaml" not in terminal.written
        assert b"mistake" not in terminal.written


def test_the_staff_end_the_real_kiosk_and_its_supervisor_with_the_pin(tmp_path: Path) -> None:
    pin_file = tmp_path / "pin"
    pin_file.write_text(hash_pin("294713", bytes(SALT_BYTES)).line, encoding="ascii")
    with Terminal("kiosk", "--supervise", "--pin-file", str(pin_file), home=tmp_path) as terminal:
        kiosk = wait_for_another(terminal, 0)
        terminal.press(b"\x1b[21~" * 3, "Staff only")
        terminal.type(b"294713\r")
        assert terminal.end() == 0
        assert terminal.has_its_modes
        assert not terminal.shown.strip()
        assert not is_alive(kiosk)
        assert b"294713" not in terminal.written


def test_the_real_kiosk_ends_when_nobody_watches_over_it(tmp_path: Path) -> None:
    with Terminal("kiosk", "--supervise", "--pin-file", str(tmp_path / "pin"), home=tmp_path) as terminal:
        kiosk = wait_for_another(terminal, 0)
        visitors = children(kiosk)
        terminal.process.kill()
        terminal.wait_until(lambda: not any(map(is_alive, [kiosk, *visitors])))
