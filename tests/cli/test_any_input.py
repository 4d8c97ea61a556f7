"""`bbchat ask -` on whatever bytes come down a pipe: an object a line, in order, and it goes on."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.test_ask import KEYS

PATIENCE = 60.0
KINDS = {"answer", "clarify", "not_covered", "small_talk", "off_topic", "crisis"}


class Asked:
    """One running `bbchat ask --json -`."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bbchat", "ask", "--json", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._cut = b""

    def ask(self, lines: list[bytes]) -> list[bytes]:
        """What is printed for some lines."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"".join(line + b"\n" for line in lines))
        self.process.stdin.flush()
        return [self._line() for _ in lines]

    def _line(self) -> bytes:
        assert self.process.stdout is not None
        number = self.process.stdout.fileno()
        while b"\n" not in self._cut:
            assert select.select([number], [], [], PATIENCE)[0], "no reply came"
            more = os.read(number, 65536)
            assert more, "the program has ended"
            self._cut += more
        line, _, self._cut = self._cut.partition(b"\n")
        return line

    def end(self) -> tuple[bytes, bytes, int]:
        """What else it prints, what it says, and its exit code."""
        assert self.process.stdin is not None
        more, said = self.process.communicate(timeout=PATIENCE)
        return self._cut + more, said, self.process.returncode


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    asked = Asked()
    yield asked
    try:
        assert asked.end() == (b"", b"", 0)
    finally:
        asked.process.kill()


LINES = st.one_of(
    st.binary(max_size=120),
    st.text(st.characters(categories=None), max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [b"does it work", b"i want to die", b"", b"\r", b"\x1b[31m", b"\x00" * 50, b"\xed\xa0\xbd", b"a " * 300]
    ),
    st.sampled_from(["\u2028does\u2029it\x85work\x0b\x1c", "“¿”", "\u202e"]).map(str.encode),
).map(lambda line: line.replace(b"\n", b" "))


@settings(max_examples=25)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_any_bytes_get_one_object_a_line_and_the_next_line_gets_its_own(asked: Asked, lines: list[bytes]) -> None:
    for typed, printed in zip(lines, asked.ask(lines), strict=True):
        reply = json.loads(printed)
        assert list(reply) == KEYS
        assert reply["question"] == typed.decode("utf-8", "replace").rstrip("\r")
        assert reply["kind"] in KINDS
        assert (reply["kind"] == "crisis") == (reply["id"] is None and reply["notice"] is not None)
        assert reply["referral"]
        assert len(printed.decode().splitlines()) == 1, "whatever splits the output into lines finds one"
    assert json.loads(asked.ask([b"i want to kill myself"])[0])["kind"] == "crisis"
