"""No command reaches beyond the machine: three witnesses of whatever is tried, and none of them has seen anything.

The kernel counts what is sent, or has no way out, from a network of its own that leads nowhere, whoever in the process
tries, compiled libraries included; Python tells of every name that is looked up and every socket of a network; and
where strace is installed, it tells of every call with an address. The last tests show that each of them sees a call.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_folder import write_small_folder
from tests.terminals.terminal import Terminal

SITE = """
import os, sys
def watch(event, arguments, descriptor=os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
    is_local = event == "socket.__new__" and arguments[1] not in (2, 10)  # AF_INET, AF_INET6
    if event.startswith("socket.") and not is_local:
        os.write(descriptor, f"{{event}} {{arguments[1:]}}\\n".encode())
sys.addaudithook(watch)
"""
ALONE = ["unshare", "--map-root-user", "--net"]
CALLS = ["strace", "-f", "-q", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg,bind", "-o"]
COUNTED = 'log=$1; shift; trap : TERM; "$@"; code=$?; cat /proc/self/net/snmp >"$log"; exit $code'
"""Runs a program, then keeps what the kernel has counted in this network."""
COUNTS = {"OutRequests", "OutNoRoutes", "OutDatagrams", "ActiveOpens"}


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


IS_ALONE, IS_TRACED = _works(*ALONE, "true"), _works(*CALLS, "/dev/null", "true")


class Witnesses:
    """What the witnesses of the programs that run in a folder have seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names, self._counted, self._calls = (folder / name for name in ("names", "counted", "calls"))
        (folder / "sitecustomize.py").write_text(SITE.format(log=str(self._names)))
        self.env = {"PYTHONPATH": str(folder), "HOME": str(folder)}

    def around(self, *command: str) -> list[str]:
        """A command with the witnesses around it."""
        traced = [*CALLS, str(self._calls), *command] if IS_TRACED else [*command]
        return [*ALONE, "sh", "-c", COUNTED, "sh", str(self._counted), *traced] if IS_ALONE else traced

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run Python among the witnesses."""
        return subprocess.run(
            self.around(sys.executable, *arguments),
            input=typed, capture_output=True, text=True, check=False, timeout=120, cwd=self.folder,
            env={**os.environ, **self.env},
        )  # fmt: skip

    def python(self) -> list[str]:
        """Names looked up and sockets of a network in Python."""
        return self._names.read_text().splitlines()

    def kernel(self) -> dict[str, int]:
        """Its counters that are not at nought."""
        lines = [line.split() for line in self._counted.read_text().splitlines()]
        return {
            f"{names[0]}{name}": int(value)
            for names, values in zip(lines[::2], lines[1::2], strict=True)
            for name, value in zip(names[1:], values[1:], strict=True)
            if name in COUNTS and value != "0"
        }

    def calls(self) -> list[str]:
        """Calls with an address of a network."""
        return [line for line in self._calls.read_text().splitlines() if "AF_INET" in line]

    def assert_silence(self) -> None:
        """None of them has seen anything."""
        assert self.python() == []
        assert not IS_ALONE or self.kernel() == {}
        assert not IS_TRACED or self.calls() == []


@pytest.fixture
def witnesses(tmp_path: Path) -> Witnesses:
    return Witnesses(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "part"),
    [
        (["ask", "does it work"], "", 0, "The Science Behind the Support"),
        (["--plain"], "does it work\n1\n/find burnout\nphone\nquit\n", 0, "Answer: "),
        (["demo", "--check"], "", 0, " of 9"),
        (["--knowledge", "small", "doctor"], "", None, "encoder"),
        (["check", "small"], "", 0, "word for word"),
        (["verify", "small"], "", 1, "nobody has signed"),
        (["--knowledge", "small", "eval", "questions.tsv"], "", 0, "1 question"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_no_command_reaches_beyond_the_machine(
    witnesses: Witnesses, knowledge_folder: Path, arguments: list[str], typed: str, code: int | None, part: str
) -> None:
    write_small_folder(witnesses.folder / "small", knowledge_folder)
    (witnesses.folder / "questions.tsv").write_text("labels\ttext\nfees\thow much is it\n")
    done = witnesses.run("-m", "bbchat", *arguments, typed=typed)
    assert part in done.stdout, done.stderr
    assert code in (done.returncode, None)
    witnesses.assert_silence()


class Watched(Terminal):
    """The chat or the kiosk on a terminal, among the witnesses."""

    PROGRAM = ("-c", "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])")

    def __init__(self, witnesses: Witnesses, *arguments: str) -> None:
        command = witnesses.around(sys.executable, "-m", "bbchat", *arguments)
        super().__init__(*command, home=witnesses.folder, env=witnesses.env)


def test_the_chat_reaches_nothing_beyond_the_machine(witnesses: Witnesses) -> None:
    with Watched(witnesses) as terminal:
        terminal.open().ask("i want to kill myself", "988lifeline.org")
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.type(b"\x11")
        assert terminal.end() == 0
    witnesses.assert_silence()


def test_the_kiosk_reaches_nothing_beyond_the_machine(witnesses: Witnesses) -> None:
    with Watched(witnesses, "kiosk") as terminal:
        terminal.wait_for("Press any key")
        terminal.press(b" ", "Ask about therapy")
        terminal.ask("does it work", "Science Behind")
        os.killpg(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
    witnesses.assert_silence()


IN_PYTHON = "import socket; socket.socket().connect(('192.0.2.1', 9))"
OF_A_NAME = "import socket; socket.getaddrinfo('example.invalid', 9)"
IN_C = """
import ctypes, socket, struct
libc = ctypes.CDLL(None)
address = struct.pack("=H", socket.AF_INET) + bytes([0, 9, 192, 0, 2, 1]) + bytes(8)
libc.connect(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0), address, len(address))
libc.sendto(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0), b"x", 1, 0, address, len(address))
"""


@pytest.mark.parametrize("attempt", [IN_PYTHON, OF_A_NAME], ids=["an address", "a name"])
@pytest.mark.skipif(not IS_ALONE, reason="it would reach beyond the machine where no network of its own can be made")
def test_python_tells_of_a_call_and_of_a_name(witnesses: Witnesses, attempt: str) -> None:
    witnesses.run("-c", attempt)
    assert witnesses.python()


@pytest.mark.skipif(not IS_ALONE, reason="it would reach beyond the machine where no network of its own can be made")
def test_the_kernel_and_strace_tell_of_a_call_that_python_knows_nothing_of(witnesses: Witnesses) -> None:
    witnesses.run("-c", IN_C)
    assert witnesses.python() == []
    assert witnesses.kernel()["Ip:OutNoRoutes"] == 2
    assert not IS_TRACED or len(witnesses.calls()) == 2
