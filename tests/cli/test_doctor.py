"""`bbchat doctor` as people and monitors run it: it always ends, says what it found, and tells nobody's words."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click import Context

from bbchat.cli import asking, surroundings
from bbchat.cli.commands import cli
from bbchat.cli.doctor_command import report
from bbchat.encoding import reference
from bbchat.encoding.encoder import MODEL_FOLDER, Encoder
from bbchat.encoding.store import load_arrays, save_arrays
from bbchat.kiosk.findings import note, ok, wrong
from bbchat.kiosk.surroundings import Place
from tests.terminals.terminal import Terminal


def doctor(*arguments: str, **environment: str) -> tuple[int, dict[str, Any], dict[str, dict[str, str]]]:
    """Exit code, what was printed, and the checks by name."""
    command = [sys.executable, "-m", "bbchat", *arguments, "--json"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert done.stderr == ""
    said = json.loads(done.stdout)
    return done.returncode, said, {one["name"]: one for one in said["checks"]}


def test_what_was_shipped_is_well_for_a_monitor_without_a_terminal() -> None:
    code, said, checks = doctor("doctor")
    assert code == 0
    assert said["ok"] is True
    assert set(said) == {"ok", "checks"}
    assert all(set(one) == {"name", "state", "finding", "advice"} for one in said["checks"])
    for name in ("encoder", "knowledge", "compiled", "help_lines", "replies", "telemetry"):
        assert checks[name]["state"] in ("ok", "note"), checks[name]
    assert checks["replies"]["state"] == "ok"


def test_a_kiosk_without_a_pin_is_wrong(tmp_path: Path) -> None:
    code, said, checks = doctor("doctor", "--kiosk", "--pin-file", str(tmp_path / "pin"))
    assert code == 1
    assert said["ok"] is False
    assert checks["pin"]["state"] == "wrong"
    assert "set-pin" in checks["pin"]["advice"]


def test_a_pin_file_that_is_something_else_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("271828-in-the-clear")
    _, said, checks = doctor("doctor", "--kiosk", "--pin-file", str(tmp_path / "pin"))
    assert checks["pin"]["state"] == "wrong"
    assert "271828" not in json.dumps(said)


@pytest.mark.parametrize("command", ["doctor", "kiosk"])
def test_a_pin_file_that_this_user_may_not_read_is_no_wrong_use(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pin").write_text("")
    monkeypatch.setattr(os, "access", lambda *_: False)
    option = next(one for one in cli.get_command(Context(cli), command).params if one.name == "pin_file")  # type: ignore[union-attr]
    assert option.type.convert(str(tmp_path / "pin"), option, None) == tmp_path / "pin"


def test_broken_knowledge_is_counted_and_not_told(knowledge_copy: Path) -> None:
    (knowledge_copy / "handoffs.yaml").write_text("a secret of the practice: [")
    code, said, checks = doctor("--knowledge", str(knowledge_copy), "doctor")
    assert code == 1
    assert checks["knowledge"]["finding"].startswith("1 mistake in")
    assert "secret" not in json.dumps(said)


def test_a_missing_folder_is_a_finding(tmp_path: Path) -> None:
    code, _, checks = doctor("--knowledge", str(tmp_path / "none"), "doctor")
    assert code == 1
    assert checks["knowledge"]["state"] == "wrong"


def test_what_changed_since_it_was_compiled_is_told(knowledge_copy: Path) -> None:
    path = knowledge_copy / "small_talk.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("thank you", "thank you, sir", 1), encoding="utf-8")
    exemplars = knowledge_copy / "safety" / "exemplars.en.yaml"
    for change, state in ((False, "note"), (True, "wrong")):
        if change:
            text = exemplars.read_text(encoding="utf-8")
            exemplars.write_text(text.replace("took them\n", "took all of them\n", 1), encoding="utf-8")
        checks = doctor("--knowledge", str(knowledge_copy), "doctor")[2]
        assert checks["compiled"]["state"] == state, checks["knowledge"]


def test_help_lines_that_nobody_verified_are_told(knowledge_copy: Path) -> None:
    path = knowledge_copy / "safety" / "helplines.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('verified_on: "20', 'verified_on: "19', 1), encoding="utf-8")
    checks = doctor("--knowledge", str(knowledge_copy), "doctor")[2]
    assert checks["help_lines"]["state"] == "wrong"
    assert checks["help_lines"]["finding"].startswith("1 of ")


def test_a_variable_that_logs_keys_is_told_by_its_name_alone(tmp_path: Path) -> None:
    _, said, checks = doctor("doctor", "--kiosk", TEXTUAL_LOG=str(tmp_path / "a-private-name"))
    assert checks["environment"]["state"] == "wrong"
    assert "TEXTUAL_LOG" in checks["environment"]["finding"]
    assert "a-private-name" not in json.dumps(said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("open_to_all", ["safety/helplines.yaml", "safety", "."])
def test_one_file_that_the_kiosks_user_can_rewrite_is_found(
    knowledge_copy: Path, monkeypatch: pytest.MonkeyPatch, open_to_all: str
) -> None:
    places: list[Place] = []
    for is_open in (False, True):
        opened = {str(knowledge_copy / open_to_all)} if is_open else set[str]()
        monkeypatch.setattr(os, "access", lambda path, _, opened=opened: str(path) in opened)
        places.append(surroundings._places(knowledge_copy)[0])
    assert [place.is_writable for place in places] == [False, True]
    assert places[0].is_ours


def test_a_truncated_encoder_is_wrong_and_everything_else_is_still_told(tmp_path: Path, knowledge_copy: Path) -> None:
    package = tmp_path / "bbchat"
    shutil.copytree(MODEL_FOLDER.parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    model = package / "encoding" / "model" / "encoder.onnx"
    model.write_bytes(model.read_bytes()[:100_000])
    code, _, checks = doctor("--knowledge", str(knowledge_copy), "doctor", PYTHONPATH=str(tmp_path))
    assert code == 1
    assert checks["encoder"]["state"] == "wrong"
    assert "reinstall" in checks["encoder"]["advice"]
    assert checks["replies"]["state"] == "ok"


def test_an_encoder_that_overflows_is_found_out(tmp_path: Path) -> None:
    encoder = Encoder.load()
    stored = dict(load_arrays(reference.FILE))
    assert (reference.likeness(encoder) or 0) > 0.97
    stored["vectors"] = np.roll(stored["vectors"], 1, axis=0)
    save_arrays(tmp_path / "other.npz", stored)
    assert (reference.likeness(encoder, tmp_path / "other.npz") or 0) < 0.97
    assert reference.likeness(encoder, tmp_path / "none.npz") is None
    save_arrays(tmp_path / "older.npz", {**stored, "model": np.array("another")})
    assert reference.likeness(encoder, tmp_path / "older.npz") is None


def test_on_a_terminal_it_is_asked_what_it_draws_and_left_clean(tmp_path: Path) -> None:
    with Terminal("doctor", home=tmp_path) as terminal:
        terminal.wait_for("│▌┃")
        terminal.type(b"\x1b[1;4R")
        assert terminal.end() == 0
        assert b"take one column each" in terminal.written
        assert "│" not in terminal.shown
        assert terminal.has_its_modes


def test_a_terminal_that_answers_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with Terminal("doctor", home=tmp_path) as terminal:
        assert terminal.end() == 0
        assert b"does not say how it draws" in terminal.written
        assert terminal.has_its_modes


def test_a_terminal_of_single_bytes_is_found_out(tmp_path: Path) -> None:
    with Terminal("doctor", "--kiosk", home=tmp_path) as terminal:
        terminal.wait_for("│▌┃")
        terminal.type(b"\x1b[1;10R")
        assert terminal.end() == 1
        assert b"9 columns" in terminal.written


def test_what_a_console_says_of_its_font_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def ioctl(descriptor: int, request: int, asked: asking._Map) -> int:
        assert request == asking.GIO_UNIMAP
        assert asked.count == asking.MOST
        pairs = (ctypes.c_ushort * 4)(ord("│"), 179, ord("·"), 250)
        ctypes.memmove(asked.entries, pairs, 8)
        asked.count = 2
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    assert asking.console_font(0) == frozenset("│·")


def test_what_is_no_console_says_nothing_of_its_font() -> None:
    read, write = os.pipe()
    assert asking.console_font(read) is None
    os.close(read)
    os.close(write)


CHECKS = [ok("terminal", "80 columns"), note("core_dumps", "a note " * 9, "do that"), wrong("pin", "none", "set it")]


def test_a_line_in_a_file_is_one_line() -> None:
    assert report(CHECKS, None)[2:] == [
        "wrong  pin          none -> set it",
        "",
        "1 thing is wrong; 1 note.",
    ]


@pytest.mark.parametrize("width", [24, 40, 60, 100])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    assert all(len(line) <= width for line in report(CHECKS, width))
