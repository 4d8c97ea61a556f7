"""`bbchat gaps`: from a list of questions to entries that can be pasted."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bbchat.knowledge import schema
from bbchat.knowledge.yaml_source import read_yaml
from tests.cli.test_ask import bbchat


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.txt"
    file.write_text(
        "- can i bring my dog to the session\n- is it ok if my puppy comes along\n- how much is it\n- i want to die\n",
        "utf-8",
    )
    return file


def test_gaps_come_with_an_entry_to_paste_and_what_is_covered(notes: Path) -> None:
    done = bbchat("gaps", str(notes))
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("4 questions; 2 of them not answered, in 1 group.\n\n1. ")
    assert "like the questions of `other`" in done.stdout
    assert "\n     1  fees  (Fees and payment)\n" in done.stdout
    assert "\n     1  the help lines\n" in done.stdout
    assert "\n  - id: " in done.stdout
    assert "die" not in done.stdout, "what sounds like danger is counted, and not repeated"


def test_entries_go_into_a_new_file_and_never_over_another(notes: Path, tmp_path: Path) -> None:
    into = tmp_path / "new.yaml"
    done = bbchat("gaps", str(notes), "--into", str(into))
    assert done.returncode == 0
    assert f"The entries to paste are in {into}." in done.stderr
    assert "- id:" not in done.stdout
    source = read_yaml(into)
    assert schema.validate(source, schema.HandoffsFile) is not None
    written = into.read_bytes()
    again = bbchat("gaps", str(notes), "--into", str(into))
    assert again.returncode == 2
    assert "is there already, and is left as it is." in again.stderr
    assert into.read_bytes() == written
    nowhere = bbchat("gaps", str(notes), "--into", str(tmp_path / "no" / "new.yaml"))
    assert nowhere.returncode == 1
    assert "could not be written" in nowhere.stderr


def test_where_nothing_is_missing_no_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("how much is it\n", "utf-8")
    done = bbchat("gaps", str(tmp_path / "notes.txt"), "--into", str(tmp_path / "new.yaml"))
    assert done.returncode == 0
    assert "Nothing to paste" in done.stderr
    assert done.stdout.startswith("1 question; all of them answered.\n")
    assert not (tmp_path / "new.yaml").exists()


def test_scripts_get_one_object(notes: Path) -> None:
    found = json.loads(bbchat("gaps", "--json", str(notes)).stdout)
    assert list(found) == ["asked", "gaps", "clusters", "covered", "off_topic", "unsure", "help_lines"]
    assert (found["asked"], found["gaps"], found["covered"], found["help_lines"]) == (4, 2, {"fees": 1}, 1)
    keys = ["label", "size", "questions", "nearest", "probability", "why", "stub"]
    assert list(found["clusters"][0]) == keys
    assert found["clusters"][0]["size"] == 2


def test_the_help_says_that_the_program_collects_nothing() -> None:
    assert "collects nothing" in " ".join(bbchat("gaps", "--help").stdout.split())


def test_letters_that_the_output_lacks_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("can i bring my dog 🐕 — “Bär”?\n", "utf-8")
    done = bbchat("gaps", str(tmp_path / "notes.txt"), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "can i bring my dog" in done.stdout
