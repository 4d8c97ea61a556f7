"""`bbchat check` as authors, editors and build servers run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bbchat.authoring.checks.finding import Finding, Severity
from bbchat.cli.check_command import _annotation
from bbchat.errors import Problem
from tests.cli.test_ask import bbchat
from tests.unit.knowledge.knowledge_writer import HANDOFFS, PRACTICE, change


def test_everything_is_told_at_once_on_standard_output(knowledge_copy: Path) -> None:
    change(knowledge_copy, HANDOFFS, "title: Fees and payment", "title: 1:30")
    change(knowledge_copy, PRACTICE, "referral: >-\n  This is", "referral: >-\n  We guarantee it. This is")
    done = bbchat("check", str(knowledge_copy))
    assert done.returncode == 5
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert f"{knowledge_copy}/handoffs.yaml:5: error: this is read as a number; put it in quotes" in lines
    assert any(line.startswith(f"{knowledge_copy}/practice.yaml:10: warning: “We guarantee it") for line in lines)
    assert lines[-1].startswith("1 error, ")
    assert lines[-1].endswith("Mend the errors, then check again.")


def test_warnings_alone_pass_unless_they_are_taken_for_errors(knowledge_copy: Path) -> None:
    done = bbchat("check", str(knowledge_copy))
    assert done.returncode == 0
    assert "nobody has signed" in done.stdout
    assert "Every passage stands word for word in its article." in done.stdout
    assert bbchat("check", "--strict", str(knowledge_copy)).returncode == 5


def test_programs_get_one_object(knowledge_copy: Path) -> None:
    change(knowledge_copy, HANDOFFS, "title: Fees and payment", "title: 1:30")
    done = bbchat("check", "--format", "json", str(knowledge_copy))
    assert done.returncode == 5
    said = json.loads(done.stdout)
    assert set(said) == {"problems", "counts"}
    assert all(set(one) == {"path", "line", "severity", "message", "fix", "check"} for one in said["problems"])
    severities = [one["severity"] for one in said["problems"]]
    assert said["counts"] == {f"{name}s": severities.count(name) for name in ("error", "warning", "note")}
    assert {
        "path": f"{knowledge_copy}/handoffs.yaml",
        "line": 5,
        "severity": "error",
        "message": "this is read as a number",
        "fix": "put it in quotes",
        "check": "knowledge",
    } in said["problems"]


def test_github_gets_annotations(knowledge_copy: Path) -> None:
    change(knowledge_copy, HANDOFFS, "title: Fees and payment", "title: 1:30")
    done = bbchat("check", "--format", "github", str(knowledge_copy))
    assert done.returncode == 5
    at = f"file={knowledge_copy}/handoffs.yaml,line=5,title=bbchat check"
    assert f"::error {at}::this is read as a number; put it in quotes" in done.stdout.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in done.stdout.splitlines())


def test_nothing_in_a_name_or_message_ends_an_annotation_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problem = Problem(tmp_path / "a,b:c%.yaml", 0, "100 %\n::error::no", "so")
    shown = _annotation(Finding("x", Severity.NOTE, problem))
    assert shown == "::notice file=a%2Cb%3Ac%25.yaml,title=bbchat check::100 %25%0A::error::no; so"


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    done = bbchat("check", str(tmp_path / "none"))
    assert done.returncode == 5
    assert "none: error: there is no such folder; give the path of a knowledge folder" in done.stdout
