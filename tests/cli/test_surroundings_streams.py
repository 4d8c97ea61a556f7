"""Where output cannot go, or nobody reads it: one sentence and exit code 1, or the silence that Unix expects."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_folder import write_small_folder

TYPED = b"what is therapy\nhow much is it\n"
PRINTING = [
    "--help",
    "ask --help",
    "--version",
    "schema",
    "ask hello",
    "ask --json -",
    "--plain",
    "check {folder}",
    "verify {folder}",
    "diff {folder} {folder}",
    "gaps {folder}/asked.txt",
    "eval {folder}/asked.tsv",
    "doctor",
]
FULL = "The output could not be written (No space left on device).\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, knowledge_folder: Path) -> Path:
    """A small folder, and questions to ask of it."""
    made = write_small_folder(tmp_path_factory.mktemp("streams") / "knowledge", knowledge_folder)
    (made / "asked.txt").write_text("how tall is the moon\n")
    (made / "asked.tsv").write_text("labels\ttext\nfees\thow much is it\n")
    return made


def run(folder: Path, words: str, shell: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """Run a command with its streams as a shell sets them."""
    arguments = ["--knowledge", str(folder), *words.format(folder=folder).split()]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {shell}', "sh", sys.executable, "-m", "bbchat", *arguments],
        input=TYPED, stdout=stdout, stderr=subprocess.PIPE, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("words", PRINTING)
def test_a_full_disk_is_one_sentence_and_exit_code_1(folder: Path, words: str) -> None:
    done = run(folder, words, ">/dev/full")
    assert (done.returncode, done.stderr.decode()) == (1, FULL)


@pytest.mark.parametrize("words", ["--help", "schema", "ask --json -", "--plain", "check {folder}", "doctor"])
def test_a_reader_that_has_gone_ends_every_command_in_silence(folder: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(folder, words, "", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.parametrize(
    ("words", "shell", "code"),
    [
        ("ask", "2>/dev/full", 1),
        ("--knowledge /nowhere ask hello", "2>/dev/full", 1),
        ("ask how much is it", "2>/dev/full", 3),
        ("--help", ">/dev/full 2>&1", 1),
    ],
)
def test_where_not_even_a_sentence_can_be_written_the_code_still_tells(
    folder: Path, words: str, shell: str, code: int
) -> None:
    done = run(folder, words, shell)
    assert done.returncode == code
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "shell", "code"),
    [
        ("ask --json -", ">&-", 0),
        ("ask how much is it", "2>&-", 3),
        ("--plain", ">&- 2>&-", 0),
        ("ask", ">&- 2>&-", 2),
        ("verify {folder}", ">&-", 1),
    ],
)
def test_closed_streams_change_nothing_but_what_can_be_read(folder: Path, words: str, shell: str, code: int) -> None:
    done = run(folder, words, shell)
    assert (done.returncode, done.stderr) == (code, b"")
    assert (done.stdout == b"") == shell.startswith(">&-")


def test_a_reader_who_wants_one_line_gets_it_and_ends_the_batch(folder: Path) -> None:
    typed = folder / "many.txt"
    typed.write_bytes(b"how much is it\n" * 20_000)
    command = f'"$1" -m bbchat --knowledge "$2" ask --json - <{typed}; echo $? >&2'
    done = subprocess.run(
        ["sh", "-c", f"{{ {command}; }} | head -n 1", "sh", sys.executable, str(folder)],
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 1
    assert done.stderr.strip() == str(128 + signal.SIGPIPE).encode()


def test_standard_input_that_is_closed_is_told(folder: Path) -> None:
    for words, said in (("ask -", b"Standard input is closed."), ("--plain", b"nothing to read from")):
        done = run(folder, words, "<&-")
        assert done.returncode == 2
        assert said in done.stderr
    assert run(folder, "ask how much is it", "<&-").returncode == 3
