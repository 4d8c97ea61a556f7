"""However the chat ends: the terminal is as it was, nothing is left to read, and the exit code says how it was."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminals.terminal import PATIENCE, Terminal

TYPED = "a word nobody else may read"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_leaves_a_clean_terminal(number: signal.Signals, tmp_path: Path) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().type(TYPED.encode())
        terminal.wait_for(TYPED)
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        terminal.assert_clean(TYPED)
        assert not terminal.shown.strip()


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_chat_that_was_stopped_goes_on_and_still_leaves_a_clean_terminal(
    number: signal.Signals, tmp_path: Path
) -> None:
    with Terminal(home=tmp_path) as terminal:
        terminal.open().process.send_signal(number)
        terminal.wait_until(lambda: terminal.is_stopped)
        if number == signal.SIGTSTP:
            terminal.assert_clean()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_until(lambda: not terminal.has_its_modes)
        terminal.ask("do you take insurance", "doesn't cover insurance")
        terminal.type(b"\x11")
        assert terminal.end() == 0
        terminal.assert_clean()


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
def test_a_terminal_that_goes_away_ends_the_chat(is_told: bool, tmp_path: Path) -> None:
    with Terminal(home=tmp_path, is_controlling=is_told) as terminal:
        terminal.open().hang_up()
        assert terminal.process.wait(PATIENCE) == 128 + signal.SIGHUP


def test_a_fault_inside_is_one_sentence_with_none_of_what_was_typed(tmp_path: Path) -> None:
    (tmp_path / "segno.py").write_text("raise RuntimeError('does it work')")
    with Terminal(home=tmp_path, env={"PYTHONPATH": str(tmp_path)}) as terminal:
        terminal.open().type(b"\x1b[17~")
        assert terminal.end() == 1
        terminal.assert_clean("does it work")
        assert "The chat had to close (RuntimeError at segno.py:1). Nothing was kept." in terminal.shown
        assert "988" in terminal.shown


def test_mistakes_in_the_knowledge_are_told_on_a_clean_terminal(tmp_path: Path) -> None:
    with Terminal("--knowledge", str(tmp_path), home=tmp_path) as terminal:
        assert terminal.end() == 5
        terminal.assert_clean()
        assert "Mend what is listed" in terminal.shown


@pytest.mark.parametrize("missing", ["<&-", ">&-", "<&- >&- 2>&-", ">/dev/null"])
def test_without_a_terminal_the_way_to_do_without_one_is_told(missing: str, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m bbchat {missing}', sys.executable],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path), "TERM": "xterm"},
        check=False,
        timeout=PATIENCE,
    )
    os.close(master)
    os.close(slave)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert "2>" in missing or b"bbchat --plain" in done.stderr
