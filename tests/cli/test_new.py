"""`bbchat new`: from one command to a chat that answers."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_ask import bbchat


def test_a_new_folder_is_made_checked_and_asked_by_its_commands_alone(tmp_path: Path) -> None:
    folder = tmp_path / "my practice"
    done = bbchat("new", str(folder), "--name", "Riverside", "--region", "ca")
    assert (done.returncode, done.stdout) == (0, f"Made {folder} with {_count(folder)} files.\n")
    assert f'bbchat --knowledge "{folder}"' in done.stderr
    done = bbchat("check", str(folder))
    assert done.returncode == 0
    done = bbchat("--knowledge", str(folder), "ask", "how much is it")
    assert done.returncode == 3
    assert "doesn't cover fees" in done.stdout
    done = bbchat("--knowledge", str(folder), "ask", "i want to kill myself")
    assert done.returncode == 4
    assert "9-8-8" in done.stdout


def _count(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_a_folder_that_is_taken_is_left_alone_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    done = bbchat("new", str(tmp_path), "--name", "Riverside")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{tmp_path} exists and holds files; nothing in it was changed.",
        "Give the name of a new folder.",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_name_is_asked_for(tmp_path: Path) -> None:
    done = bbchat("new", str(tmp_path / "x"))
    assert done.returncode == 2
    assert "--name" in done.stderr
    assert not (tmp_path / "x").exists()
