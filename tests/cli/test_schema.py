"""`bbchat schema`: what an editor reads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_ask import bbchat


def test_a_schema_is_printed_and_nothing_else() -> None:
    done = bbchat("schema", "passages")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "articles/NAME/passages.yaml"


def test_without_a_name_all_kinds_of_files_are_listed() -> None:
    lines = bbchat("schema").stdout.splitlines()
    assert [line.split()[0] for line in lines][:3] == ["practice", "passages", "source"]
    assert all(len(line) <= 120 for line in lines)


def test_all_schemas_are_written_with_the_line_that_leads_to_them(tmp_path: Path) -> None:
    done = bbchat("schema", "--out", str(tmp_path / ".schemas"))
    assert done.returncode == 0
    assert sorted(done.stdout.splitlines()) == sorted(map(str, (tmp_path / ".schemas").iterdir()))
    assert "# yaml-language-server: $schema=../../.schemas/passages.json" in done.stderr


def test_a_name_that_is_no_schema_writes_nothing(tmp_path: Path) -> None:
    done = bbchat("schema", "passage", "--out", str(tmp_path / "x"))
    assert done.returncode == 2
    assert "passages" in done.stderr
    assert not (tmp_path / "x").exists()
