"""The staff's PIN: nobody guesses it by trying, and no odd file breaks the kiosk or gives it away."""

from __future__ import annotations

import mmap
import os
import threading
from pathlib import Path

import pytest

from bbchat.errors import PinError
from bbchat.kiosk.pin import TALLY_BYTES, Allowed, Attempt, Locked, PinFile, PinGate, PinHash, Wrong, hash_pin

RIGHT = hash_pin("271828", bytes(range(16)))


class Plain:
    """Knows a PIN without the work, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def fits(self, pin: str) -> bool:
        self.asked += 1
        return pin == "271828"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def tries(gate: PinGate, *pins: str) -> list[Attempt]:
    return [gate.try_pin(pin) for pin in pins]


def lock_after(gate: PinGate, clock: Clock) -> int:
    """Seconds of the next lock, which is then waited for."""
    found = tries(gate, "x", "x", "x")[-1]
    assert isinstance(found, Locked)
    clock.now += found.seconds
    return found.seconds


def test_the_staffs_pin_is_known_again_and_no_other_is(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(RIGHT.line)
    read = PinFile.read(tmp_path / "pin")
    assert read == RIGHT
    assert read.fits("271828")
    assert not read.fits("271829")
    assert not read.fits("")


def test_a_pin_with_an_accent_is_known_however_the_keyboard_sends_it() -> None:
    assert hash_pin("caf\u00e9 12", b"s" * 16).fits("cafe\u0301 12")


def test_what_is_no_text_is_only_a_wrong_pin() -> None:
    assert not RIGHT.fits("\udcff" * 6)


def test_two_kiosks_with_the_same_pin_do_not_show_it_by_their_files() -> None:
    assert hash_pin("271828", b"a" * 16).line != hash_pin("271828", b"b" * 16).line


def test_a_pin_is_not_in_a_repr() -> None:
    assert RIGHT.salt.hex() not in repr(RIGHT)
    assert repr(RIGHT) == "PinHash(n=32768, r=8, p=3)"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"271828\n",
        RIGHT.line.encode() * 2,
        RIGHT.line.replace("$3$", "$0$").encode(),
        RIGHT.line.replace("$3$", "$99$").encode(),
        RIGHT.line.replace("$8$", "$64$").encode(),
        RIGHT.line.replace("32768", "32767").encode(),
        RIGHT.line.replace("32768", "1024").encode(),
        RIGHT.line.replace("32768", "1048576").encode(),
        RIGHT.line.replace("32768", "9" * 5000).encode(),
        RIGHT.line[:-9].encode(),
        RIGHT.line.upper().encode(),
        RIGHT.line.replace("32768", "٣٢٧٦٨").encode(),
        b"\xff\xfe\x00" * 100,
    ],
)
def test_a_bad_file_is_one_sentence_that_does_not_show_it_and_takes_no_memory(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pin"
    path.write_bytes(content)
    with pytest.raises(PinError, match="does not hold a PIN") as caught:
        PinFile.read(path)
    said = f"{caught.value.message} {caught.value.hint}"
    assert "271828" not in said
    assert RIGHT.salt.hex() not in said.lower()
    assert caught.value.__cause__ is None


def test_a_missing_file_says_how_to_set_the_pin(tmp_path: Path) -> None:
    with pytest.raises(PinError, match="There is no PIN") as caught:
        PinFile.read(tmp_path / "none" / "pin")
    assert "set-pin" in caught.value.hint


def test_a_folder_or_a_pipe_in_its_place_neither_crashes_nor_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(PinError):
            PinFile.read(path)


def test_a_file_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "pin").write_bytes(RIGHT.line.replace("\n", "\r\n").encode())
    assert PinFile.read(tmp_path / "pin") == RIGHT


def test_the_staff_is_let_in() -> None:
    assert PinGate(RIGHT, Clock()).try_pin("271828") == Allowed()


def test_three_tries_then_nothing_is_tried_for_a_minute() -> None:
    pin, clock = Plain(), Clock()
    gate = PinGate(pin, clock)
    assert tries(gate, "1", "2", "3") == [Wrong(2), Wrong(1), Locked(60)]
    clock.now += 59.5
    assert gate.try_pin("271828") == Locked(1)
    assert pin.asked == 3
    clock.now += 0.5
    assert gate.try_pin("271828") == Allowed()


def test_each_further_lock_is_twice_as_long_up_to_an_hour() -> None:
    clock = Clock()
    gate = PinGate(Plain(), clock)
    assert [lock_after(gate, clock) for _ in range(9)] == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_it_locks_however_long_somebody_keeps_trying() -> None:
    clock = Clock()
    gate = PinGate(Plain(), clock)
    assert {lock_after(gate, clock) for _ in range(2000)} == {60, 120, 240, 480, 960, 1920, 3600}


def test_the_right_pin_forgives_all_earlier_tries() -> None:
    clock = Clock()
    gate = PinGate(Plain(), clock)
    lock_after(gate, clock)
    assert tries(gate, "x", "x", "271828", "x") == [Wrong(2), Wrong(1), Allowed(), Wrong(2)]
    assert tries(gate, "x", "x")[-1] == Locked(60)


def test_the_third_try_may_be_right() -> None:
    assert tries(PinGate(Plain(), Clock()), "x", "x", "271828", "x") == [Wrong(2), Wrong(1), Allowed(), Wrong(2)]


def test_ending_a_visit_does_not_give_new_tries() -> None:
    clock, tally = Clock(), mmap.mmap(-1, TALLY_BYTES)
    tries(PinGate(Plain(), clock, tally), "1", "2", "3")
    assert PinGate(Plain(), clock, tally).try_pin("271828") == Locked(60)


def test_a_try_cut_short_counts() -> None:
    class Broken:
        def fits(self, pin: str) -> bool:
            raise MemoryError

    clock, tally = Clock(), bytearray(TALLY_BYTES)
    for _ in range(3):
        with pytest.raises(MemoryError):
            PinGate(Broken(), clock, tally).try_pin("x")
    assert PinGate(Plain(), clock, tally).try_pin("271828") == Locked(60)


def test_dialogs_opened_one_over_the_other_share_the_tries() -> None:
    gate, found = PinGate(RIGHT, Clock()), list[Attempt]()
    threads = [threading.Thread(target=lambda: found.append(gate.try_pin("x"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in found) == ["Locked", "Locked", "Wrong", "Wrong"]


def test_a_file_made_by_hand_with_another_cost_still_works(tmp_path: Path) -> None:
    import hashlib

    digest = hashlib.scrypt(b"271828", salt=b"s" * 16, n=2**14, r=8, p=5, maxmem=2**26, dklen=32)
    (tmp_path / "pin").write_text(PinHash(2**14, 8, 5, b"s" * 16, digest).line)
    assert PinFile.read(tmp_path / "pin").fits("271828")
