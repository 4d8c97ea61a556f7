"""Whoever gets a wheel or a source distribution gets all of it, and `python -m bbchat` is `bbchat`."""

from __future__ import annotations

import fnmatch
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from tools import check_wheel, lowest

from bbchat.cli.commands import cli

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
BY_ITSELF = {".gitignore", "LICENSE", "pyproject.toml"}
"""What the builder adds to a source distribution without being told."""


def tracked() -> list[str]:
    """What git holds, or would take in."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def run_module(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bbchat", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def write_wheel(path: Path, names: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def full_wheel(tmp_path: Path) -> dict[str, str]:
    """The names of all that must be in a wheel of the small project in `tmp_path`."""
    for name in ("src/bbchat/a.py", "knowledge/practice.yaml", "share/man/man1/bbchat.1"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    names = ["bbchat/a.py", "bbchat/_knowledge/practice.yaml", "x-1.data/data/share/man/man1/bbchat.1"]
    names += [f"bbchat/_evidence/{one}.tsv" for one in ("questions", "safety")]
    return dict.fromkeys([*names, *(f"x-1.dist-info/licenses/{one}/LICENSE" for one in "abc")], "")


def test_a_whole_wheel_is_accepted(tmp_path: Path, full_wheel: dict[str, str]) -> None:
    assert not list(check_wheel.mistakes(write_wheel(tmp_path / "x.whl", full_wheel), tmp_path))


@pytest.mark.parametrize("lost", ["a.py", "practice.yaml", "bbchat.1", "safety.tsv", "licenses/b/LICENSE"])
def test_a_wheel_without_something_that_is_needed_is_refused(
    tmp_path: Path, full_wheel: dict[str, str], lost: str
) -> None:
    names = {name: text for name, text in full_wheel.items() if not name.endswith(lost)}
    assert list(check_wheel.mistakes(write_wheel(tmp_path / "x.whl", names), tmp_path))


@pytest.mark.parametrize("extra", ["tests/test_a.py", "bbchat/a.pyc"])
def test_a_wheel_with_what_only_developers_need_is_refused(
    tmp_path: Path, full_wheel: dict[str, str], extra: str
) -> None:
    wheel = write_wheel(tmp_path / "x.whl", full_wheel | {extra: ""})
    assert list(check_wheel.mistakes(wheel, tmp_path)) == [f"should not be in the wheel: {extra}"]


@pytest.mark.parametrize("other", [{"a": "1", "b": "3"}, {"a": "1"}, {"a": "1", "b": "2", "c": "4"}])
def test_a_wheel_from_the_source_distribution_that_is_another_one_is_noticed(
    tmp_path: Path, other: dict[str, str]
) -> None:
    wheel = write_wheel(tmp_path / "one.whl", {"a": "1", "b": "2"})
    assert not list(check_wheel.differences(wheel, wheel))
    assert len(list(check_wheel.differences(wheel, write_wheel(tmp_path / "two.whl", other)))) == 1


def test_the_source_distribution_leaves_out_no_file_of_the_repository() -> None:
    patterns = tomllib.loads(PYPROJECT)["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    for name in tracked():
        top = f"/{name.partition('/')[0]}"
        assert name in BY_ITSELF or any(fnmatch.fnmatchcase(top, pattern) for pattern in patterns), name


def test_the_oldest_versions_tried_are_those_that_pyproject_allows() -> None:
    text = """
[project]
dependencies = ["one>=1.2,<2", "two-b>=0.8"]
[project.optional-dependencies]
author = ["three>=5.3,<7"]
test = ["three>=5.3", "four>=3"]
dev = ["five>=1"]
"""
    assert lowest.lower_bounds(text) == ["one==1.2", "two-b==0.8", "three==5.3", "four==3"]
    assert len(lowest.lower_bounds(PYPROJECT)) > 10


@pytest.mark.parametrize("test", ["three>=5.4", "three<7"])
def test_a_dependency_without_one_clear_lower_bound_is_refused(test: str) -> None:
    with pytest.raises(ValueError, match="lower bound"):
        lowest.lower_bounds(
            f'[project]\ndependencies = []\noptional-dependencies = {{author = ["three>=5.3"], test = ["{test}"]}}'
        )


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["kiosk", "--help"]], ids=" ".join)
def test_python_m_bbchat_is_bbchat(arguments: list[str]) -> None:
    done = run_module(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith(("bbchat ", f"Usage: {' '.join(['bbchat', *arguments[:-1]])} ["))


def test_a_mistake_in_python_m_bbchat_is_told_in_the_name_that_a_reader_knows() -> None:
    done = run_module("kiosk", "--nonsense")
    assert done.returncode == 2
    assert "Try 'bbchat kiosk -" in done.stderr
    assert "python" not in done.stderr


def test_smoke_runs_every_command() -> None:
    """tools/smoke.py can't ask the installed program, which may be another version, so it names them."""
    text = (ROOT / "tools" / "smoke.py").read_text(encoding="utf-8")
    commands = [*cli.list_commands(None), "set-pin"]  # type: ignore[arg-type]
    assert not [name for name in commands if f'"{name}"' not in text]
