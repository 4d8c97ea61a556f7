"""The line mode where it is really used: behind a pipe, and on a terminal that only prints."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from bbchat.knowledge.wording_file import shipped

BBCHAT = [sys.executable, "-m", "bbchat"]


def piped(*arguments: str, typed: bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*BBCHAT, *arguments],
        input=typed,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
        timeout=120,
    )


class Terminal:
    """The chat on a terminal of its own."""

    def __init__(self, *arguments: str, columns: int, term: str) -> None:
        self.pid, self._screen = pty.fork()
        if not self.pid:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background hands on that it is ignored
            os.execve(sys.executable, [*BBCHAT, *arguments], {**os.environ, "TERM": term})
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.shown = b""

    def wait_for(self, marker: bytes) -> bytes:
        """What is shown up to a marker."""
        begin, end = len(self.shown), time.monotonic() + 60
        while marker not in self.shown[begin:]:
            ready, _, _ = select.select([self._screen], [], [], max(0.0, end - time.monotonic()))
            assert ready, "it never came"
            self.shown += os.read(self._screen, 65536)
        return self.shown[begin:]

    def type(self, line: bytes) -> None:
        os.write(self._screen, line)

    def leave(self) -> int:
        """Read to the end, which has a minute to come; the exit code."""
        try:
            while select.select([self._screen], [], [], 60)[0] and (data := os.read(self._screen, 65536)):
                self.shown += data
        except OSError:
            pass
        os.close(self._screen)  # which hangs up on a program that is still there
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.parametrize("arguments", [("--plain",), ()])
def test_questions_in_a_pipe_are_answered_and_its_end_is_the_end(arguments: tuple[str, ...]) -> None:
    done = piped(*arguments, typed=b"does it work\n2\nquit\n")
    lines = done.stdout.decode().splitlines()
    told = "" if arguments else f"{shipped().plain.no_screens}\n"
    assert (done.returncode, done.stderr.decode()) == (0, told), "who asked for lines need not be told"
    assert sum(line.startswith("Answer: ") for line in lines) == 2
    assert not [line for line in lines if line.startswith(">") or not line.strip()]
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("typed", [b"", b"hello", b"\xff\xfe\n", b"\n\n\n"])
def test_a_pipe_that_just_ends_is_no_failure(typed: bytes) -> None:
    done = piped("--plain", typed=typed)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().rstrip().endswith("The chat is closed.")


def test_letters_that_the_output_lacks_do_not_end_it() -> None:
    done = piped("--plain", typed="does it work\n/note café 日本\n".encode(), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_a_full_disk_is_a_sentence_and_exit_code_1() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*BBCHAT, "--plain"], input=b"hi\n", stdout=full, stderr=subprocess.PIPE, check=False, timeout=120
        )
    assert done.returncode == 1
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_it_in_silence() -> None:
    process = subprocess.Popen(
        [*BBCHAT, "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    process.communicate(b"topics\n" * 500, timeout=120)
    assert process.returncode == -signal.SIGPIPE


def test_a_closed_input_is_one_clear_sentence() -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m bbchat --plain <&-', sys.executable], capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert b"--plain" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("arguments", "term"), [((), "dumb"), ((), ""), (("--plain",), "xterm-256color")])
def test_a_terminal_that_only_prints_gets_whole_words_and_nothing_to_obey(
    arguments: tuple[str, ...], term: str
) -> None:
    terminal = Terminal(*arguments, columns=20, term=term)
    terminal.wait_for(b"> ")
    terminal.type(b"does it work\n")
    heard = terminal.wait_for(b"\r\n> ").decode()
    terminal.type(b"\x04")
    assert terminal.leave() == 0
    assert "Answer: The Science" in heard
    assert max(len(line) for line in heard.splitlines()) < 20
    assert "psychotherapy can" in heard.replace("\r\n", " "), "no word is broken"
    assert b"\x1b" not in terminal.shown
    assert terminal.shown.endswith(b"closed.\r\n")


def test_control_c_leaves_with_a_plain_line_and_130() -> None:
    terminal = Terminal("--plain", columns=80, term="dumb")
    terminal.wait_for(b"> ")
    terminal.type(b"\x03")
    assert terminal.leave() == 130
    assert terminal.shown.endswith(b"The chat is closed.\r\n")
    assert b"Traceback" not in terminal.shown


def test_screens_are_not_opened_where_only_the_output_is_no_terminal() -> None:
    keys, keyboard = pty.openpty()
    done = subprocess.run(BBCHAT, stdin=keyboard, capture_output=True, check=False, timeout=120)
    os.close(keys)
    os.close(keyboard)
    assert done.returncode == 2
    assert b"needs a terminal" in done.stderr
