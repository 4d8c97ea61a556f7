"""What the kiosk tells its supervisor, from both ends of the pipe."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbchat.kiosk.heartbeat import LONGEST_MESSAGE, Beat, Heartbeat, Listener, Ready, parse


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    before = signal.getsignal(signal.SIGPIPE)
    reading, writing = os.pipe()
    yield reading, writing
    signal.signal(signal.SIGPIPE, before)
    for number in (reading, writing):
        try:
            os.close(number)
        except OSError:
            continue


def test_the_supervisor_hears_the_practices_own_help_lines_and_each_beat(ends: tuple[int, int]) -> None:
    heartbeat = Heartbeat(ends[1])
    assert heartbeat.ready("Llame al 988 – día y noche.\nCall 112.")
    assert heartbeat.beat()
    heard = list(Listener().feed(os.read(ends[0], 4096)))
    assert heard == [Ready(("Llame al 988 – día y noche.", "Call 112.")), Beat()]


def test_a_kiosk_notices_that_its_supervisor_is_gone(ends: tuple[int, int]) -> None:
    heartbeat = Heartbeat(ends[1])
    os.close(ends[0])
    assert not heartbeat.beat()


def test_a_supervisor_that_is_held_up_does_not_hold_up_or_end_the_kiosk(ends: tuple[int, int]) -> None:
    heartbeat = Heartbeat(ends[1])
    assert all(heartbeat.beat() for _ in range(20_000))


def test_no_program_that_the_kiosk_starts_can_speak_for_it(ends: tuple[int, int]) -> None:
    os.set_inheritable(ends[1], True)
    Heartbeat(ends[1])
    assert not os.get_inheritable(ends[1])


@pytest.mark.parametrize(
    "line",
    [b"", b"beat it", b"ready", b"ready 3", b"ready {", b'ready {"help_line": 3}', b"\xff", b"ready " + b"[" * 50_000],
)
def test_a_garbled_message_is_passed_over(line: bytes) -> None:
    assert parse(line) is None


def test_a_help_line_cannot_steer_the_terminal() -> None:
    assert parse(b'ready {"help_line": "\\u001b[2J\\u001b]52;c;eA==\\u0007Call 988"}') == Ready(("Call 988",))


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_whatever_comes_through_the_pipe_the_supervisor_lives(pieces: list[bytes]) -> None:
    listener = Listener()
    for piece in pieces:
        list(listener.feed(piece))
    assert list(listener.feed(b"\nbeat\n"))[-1] == Beat()


@given(st.integers(1, 30))
def test_messages_are_heard_wherever_the_pipe_cuts_them(size: int) -> None:
    data, listener = b'beat\nready {"help_line": "988"}\nbeat\n', Listener()
    heard = [one for at in range(0, len(data), size) for one in listener.feed(data[at : at + size])]
    assert heard == [Beat(), Ready(("988",)), Beat()]


def test_a_line_without_end_takes_no_more_and_more_memory() -> None:
    listener = Listener()
    for _ in range(100):
        assert not list(listener.feed(b"x" * LONGEST_MESSAGE))
    assert list(listener.feed(b"\nbeat\n")) == [Beat()]
