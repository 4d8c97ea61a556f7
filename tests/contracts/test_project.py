"""What the project says of itself is so: versions, documents, the compiled index, what lies in the repository."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner

from bbchat import __version__
from bbchat.cli.commands import cli
from bbchat.cli.loading import exemplars_of, load_assistant
from bbchat.encoding.store import FILE_NAME, load_arrays, text_key
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.stored import read_stored
from bbchat.safety import semantic

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "knowledge"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_the_version_is_the_changelogs() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    assert newest is not None
    assert __version__ == newest[1] == version("bbchat")


def test_every_dependency_says_why_and_every_one_is_pinned() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    for requirement in chain(project["dependencies"], *project["optional-dependencies"].values()):
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "#" in line, f"{requirement} needs a reason beside it"
        name = re.split(r"[<>=\[]", requirement)[0].lower().replace("_", "-")
        assert re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE), f"{name} has no tested version"


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in cli.list_commands(None):  # type: ignore[arg-type]
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 4
        assert f"bbchat {name}" in readme


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 100
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_the_compiled_index_is_fresh_so_that_a_newcomer_starts_quickly() -> None:
    assistant, to_store, failure = load_assistant(KNOWLEDGE)
    assert failure is None
    shipped, arrays = load_arrays(KNOWLEDGE / FILE_NAME), to_store()
    assert shipped["fingerprint"].tolist() == arrays["fingerprint"].tolist(), "run `bbchat compile` and commit the file"
    assert shipped["own_words_of"].tolist() == arrays["own_words_of"].tolist()
    assert set(shipped["keys"].tolist()) == set(arrays["keys"].tolist())
    assert not semantic.is_stale(exemplars_of(KNOWLEDGE)(), shipped)
    assert assistant.matcher.topics


def test_the_stored_knowledge_is_what_its_files_say() -> None:
    stored = read_stored(KNOWLEDGE)
    assert stored is not None, "run `bbchat compile` and commit the files"
    assert stored == load_knowledge(KNOWLEDGE)


def test_a_vectors_key_depends_on_the_model_and_the_text() -> None:
    assert len({text_key("a", "x"), text_key("a", "y"), text_key("b", "x")}) == 3


def test_no_file_names_a_machines_folder_or_a_package_host() -> None:
    own = Path(__file__)
    bad = re.compile(rb"/(?:work|farm|root|home/[a-z]+)/|pypi\.org|pythonhosted|registry\.npmjs|debian\.org")
    for path in tracked():
        if path != own and path.suffix not in (".onnx", ".npz"):
            assert not bad.search(path.read_bytes()), path


def test_pictures_fetch_nothing() -> None:
    for picture in (ROOT / "docs").rglob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert "@font-face" not in text
        assert not re.search(r"https?://(?!www\.w3\.org|www\.textualize\.io)", text), picture
