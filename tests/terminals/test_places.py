"""The chat where little is as it should be: the size of the terminal, the home, the language, the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminals.terminal import Terminal

DEBUGGING = {
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL_SCREENSHOT_LOCATION": ".",
    "TEXTUAL_PRESS": "ctrl+q",
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_DRIVER": "nothing:Nobody",
    "TEXTUAL_COLOR_SYSTEM": "nonsense",
    "TEXTUAL_THEME": "nonsense",
    "COLUMNS": "100000",
    "LINES": "50000",
}


@pytest.mark.parametrize("size", [(1, 1), (0, 0)])
def test_a_terminal_without_room_waits_until_it_has_some(size: tuple[int, int], tmp_path: Path) -> None:
    with Terminal(home=tmp_path, size=size) as terminal:
        terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.written)
        terminal.resize(80, 24)
        terminal.open()


def test_a_storm_of_sizes_does_not_keep_the_chat_from_its_next_question(tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open()
        for turn in range(200):
            terminal.resize(*((1, 1), (300, 100))[turn % 2])
            terminal.read(0.002)
        terminal.resize(65535, 65535)
        terminal.read(0.2)
        terminal.resize(80, 24)
        terminal.ask("do you take insurance", "doesn't cover insurance")


@pytest.mark.parametrize(
    "env",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}],
    ids=["ascii", "C"],
)
def test_letters_are_drawn_whatever_the_language_and_without_a_home(env: dict[str, str], tmp_path: Path) -> None:
    with Terminal(home=tmp_path / "missing", env=env) as terminal:
        terminal.open().type("é".encode())
        terminal.wait_for(" é ")
        assert "▌" in terminal.shown
        assert "\\u" not in terminal.shown
        terminal.type(b"\x11")
        assert terminal.end() == 0
        terminal.assert_clean()


def test_nothing_that_is_typed_is_written_anywhere_whatever_the_environment_asks_for(tmp_path: Path) -> None:
    with Terminal(home=tmp_path, env=DEBUGGING) as terminal:
        terminal.open().type(b"private\x1a\x03\x1c")
        terminal.wait_for("private")
        terminal.type(b"\x11")
        assert terminal.end() == 0
        terminal.assert_clean("private")
        assert list(tmp_path.rglob("*")) == []
