"""What keyboards and pastes send, as bytes: keys that terminals differ in, what is broken, and far too much of it."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from tests.terminals.terminal import Terminal

XTERM = [b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~"]
CONSOLE = [b"\x1b[[A", b"\x1b[[B", b"\x1b[[C", b"\x1b[[D", b"\x1b[[E", b"\x1b[17~", b"\x1b[18~"]
SHOWN = [
    "988lifeline",
    "Why this reply",
    "Not in the article",
    "A list for a first visit",
    "Marked",
    "Point your phone",
    "Light colors",
]
"""What F1 to F7 bring."""


@pytest.mark.parametrize(
    ("term", "function_keys", "up", "copied"),
    [
        ("xterm-256color", XTERM, b"\x1b[A", "Sent to the clipboard"),
        ("screen-256color", XTERM, b"\x1bOA", "Sent to the clipboard"),
        ("linux", CONSOLE, b"\x1b[A", "bbchat-answer.txt"),
    ],
)
def test_every_key_works_on_every_terminal(
    term: str, function_keys: list[bytes], up: bytes, copied: str, tmp_path: Path
) -> None:
    with Terminal(home=tmp_path, term=term) as terminal:
        terminal.open()
        for key, shown in zip(function_keys[1:], SHOWN[1:], strict=True):
            terminal.press(key, shown)
            if shown not in ("Marked", "Light colors"):
                terminal.press(b"\x1b", "Ask about therapy")
        terminal.press(b"\x19", copied)
        terminal.press(b"\x13", "Save a copy")
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.press(b"\x10", "Type to find")
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.press(function_keys[0], SHOWN[0])
        terminal.press(b"\x1b[5~", "Science Behind")
        terminal.type(up)
        terminal.wait_until(lambda: "does it work" in terminal.shown.splitlines()[-2])
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.type(b"\x11")
        assert terminal.end() == 0
        terminal.assert_clean("does it work")


def test_keys_that_stop_or_end_other_programs_do_neither_here(tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(b"\x1a\x1c\x03\x04")
        terminal.ask("do you take insurance", "doesn't cover insurance")


def test_bytes_that_are_no_letters_do_not_end_the_chat(tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(b"ab\xff\xfe\x1b[200~cd\xff\xe2\x82ef\x1b[201~")
        terminal.wait_for("ab��cd��ef")
        terminal.type(b"\x1b[9999999u\x1b[1:2;1u\x1b[48;24;0;10;10t\x1b[<0;5;5M\x1b[48;99999;99999;1;1t\x1b[201~gh")
        terminal.wait_for("efgh")


@pytest.mark.parametrize(("start", "end"), [(b"\x1b[200~", b"\x1b[201~"), (b"", b"")], ids=["marked", "unmarked"])
def test_lines_that_are_pasted_become_one_and_a_megabyte_is_cut(start: bytes, end: bytes, tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(start + b"first line\rsecond line\rthird" + end)
        terminal.wait_for("first line second line third")
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.type(start + b"lorem ipsum dolor\r" * 58_000 + end)
        terminal.wait_for("its beginning was kept")
        terminal.press(b"\x1b", "Ask about therapy")
        terminal.ask("do you take insurance", "doesn't cover insurance")


def test_a_paste_without_an_end_does_not_make_the_chat_deaf(tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(b"\x1b[200~never ended")
        terminal.wait_for("never ended")
        terminal.press(b"?", "never ended?")
        terminal.type(b"\x1b[200~never ended")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        terminal.assert_clean("never ended")


def test_a_flood_of_keys_does_not_keep_the_chat_from_its_next_question(tmp_path: Path) -> None:
    noise = random.Random(5).randbytes(100_000).replace(b"\x11", b"")
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(b"\x1bOR\x1b" * 10_000 + b"\x1b[A" * 30_000 + b"\x7f" * 100_000)
        terminal.type(noise)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        terminal.assert_clean()
