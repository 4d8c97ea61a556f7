"""`bbchat diff`: what an author reads before publishing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_ask import bbchat
from tests.unit.knowledge.knowledge_writer import HANDOFFS, change, write_knowledge

ADDED = "".join(f"      - {text}\n" for text in ("is it worth the money", "what about money", "money matters"))


@pytest.fixture
def folders(knowledge_folder: Path, tmp_path: Path) -> tuple[str, str]:
    """A small folder before, and after one text was changed and a few questions were added to it."""
    before, after = write_knowledge(tmp_path / "before"), write_knowledge(tmp_path / "after")
    for folder in (before, after):
        shutil.copytree(knowledge_folder / "safety", folder / "safety")
    change(after, HANDOFFS, "doesn't cover fees", "says nothing about fees")
    change(after, HANDOFFS, "      - how much is it\n", f"      - how much is it\n{ADDED}")
    return str(before), str(after)


def test_an_author_sees_each_moved_question_and_each_changed_word(folders: tuple[str, str], tmp_path: Path) -> None:
    more = tmp_path / "real.txt"
    more.write_text("is it worth the money, please\ndoes it work\n", "utf-8")
    done = bbchat("diff", *folders, "--questions", str(more), "--fail-on-change")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "questions asked of both folders." in done.stdout
    assert "-> fees: " in done.stdout
    assert "\n  is it worth the money" in done.stdout
    assert "The article [-doesn't cover-] {+says nothing about+} fees." in done.stdout
    assert "Texts that changed: 1 " in done.stdout


def test_scripts_get_one_object_and_the_folders_stay_as_they_are(folders: tuple[str, str]) -> None:
    before = {path: path.stat().st_mtime_ns for folder in folders for path in Path(folder).rglob("*")}
    done = bbchat("diff", "--json", *folders)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert list(found) == ["asked", "moved", "groups", "texts"]
    row = next(one for one in found["moved"] if one["turns"] == ["is it worth the money"])
    assert row["after"] == {"kind": "not_covered", "ids": ["fees"], "notice": None}
    assert sum(group["count"] for group in found["groups"]) == len(found["moved"])
    assert [text["topic"] for text in found["texts"]] == ["fees"]
    assert {path: path.stat().st_mtime_ns for folder in folders for path in Path(folder).rglob("*")} == before


def test_mistakes_of_both_folders_are_listed_at_once(knowledge_copy: Path, tmp_path: Path) -> None:
    (knowledge_copy / "handoffs.yaml").write_text("handoffs: x\n", "utf-8")
    done = bbchat("diff", str(knowledge_copy), str(tmp_path / "nowhere"))
    assert done.returncode == 5
    assert "handoffs.yaml:1" in done.stderr
    assert "there is no such folder" in done.stderr
    assert done.stdout == ""


def test_a_missing_list_is_told_before_anything_is_asked(knowledge_folder: Path) -> None:
    done = bbchat("diff", str(knowledge_folder), str(knowledge_folder), "--questions", "nowhere.txt")
    assert done.returncode == 5
    assert "nowhere.txt: there is no such file" in done.stderr
