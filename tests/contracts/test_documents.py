"""What the documents point at is there: files, headings, pictures, tests, layers, and the licenses that they name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS = (ROOT / "README.md", ROOT / "docs" / "README.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
TOPS = (ROOT, ROOT / "src" / "bbchat")
"""Where the paths that documents name begin."""
FOLDERS = ("benchmarks", "contrib", "docs", "knowledge", "share", "src", "tests", "tools")

FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^ *\2`*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+[^`\n]+`+")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*)\]\(<?([^)\s>]+)>?\)")
ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:")


def prose(path: Path) -> str:
    """A document without what it shows as code."""
    return CODE.sub("`code`", FENCE.sub("", path.read_text(encoding="utf-8")))


def links(path: Path) -> Iterator[tuple[bool, str, str]]:
    """Whether it is a picture, its text, and its target, of each link inside the project."""
    for mark, text, target in LINK.findall(prose(path)):
        if not ELSEWHERE.match(target):
            yield bool(mark), text, target


def place(path: Path, target: str) -> Path:
    """The file that a link of a document means."""
    name = target.partition("#")[0]
    return (path.parent / name).resolve() if name else path


def anchors(path: Path) -> set[str]:
    """The names that a page of a Git host gives to the headings of a document."""
    found: list[str] = []
    for heading in re.findall(r"^#+ +(.+?) *#*$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE):
        shown = LINK.sub(r"\2", heading)
        name = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found.append(f"{name}-{found.count(name)}" if name in found else name)
    return set(found)


@pytest.mark.parametrize("name", NAMES)
def test_no_link_leads_a_reader_nowhere(name: str) -> None:
    path = ROOT / name
    broken = [target for _, _, target in links(path) if not place(path, target).exists()]
    for _, _, target in links(path):
        heading, goal = target.partition("#")[2], place(path, target)
        if heading and goal.suffix == ".md" and goal.exists() and heading not in anchors(goal):
            broken.append(target)
    assert not broken


def test_every_document_is_found_by_whoever_begins_at_the_start() -> None:
    reached: set[Path] = set()
    ahead = list(STARTS)
    while ahead:
        path = ahead.pop()
        if path in reached:
            continue
        reached.add(path)
        ahead += [goal for _, _, target in links(path) if (goal := place(path, target)) in DOCUMENTS]
    assert not [str(path) for path in DOCUMENTS if path not in reached]


def test_every_picture_is_there_and_is_described() -> None:
    shown: set[Path] = set()
    for path in DOCUMENTS:
        for is_picture, text, target in links(path):
            if is_picture:
                assert len(text) > 5, f"{target} in {path.name} needs a description for whoever can't see it"
                shown.add(place(path, target))
    assert shown
    assert all(picture.exists() for picture in shown)
    assert not set((ROOT / "docs").rglob("*.svg")) - shown, "pictures that no document shows"


@pytest.mark.parametrize("name", NAMES)
def test_files_and_tests_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    without_targets = LINK.sub(r"\2", text)
    paths = re.findall(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w*./@-]*[\w*/]", without_targets)
    missing = [path for path in paths if not any(chain(*(top.glob(path.removesuffix("/")) for top in TOPS)))]
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", text))
    missing += [test for test in named if not re.search(rf"def {test}\(", tests)]
    assert not missing


def test_the_layers_that_are_drawn_are_those_that_are_checked() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.search(r"^```layers\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert drawn is not None
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    checked = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert drawn[1].splitlines() == checked
    for module in re.findall(r"(?<![\w/])\w+(?:/\w+)+\.(?:py|tcss)", text):
        assert any((top / module).exists() for top in TOPS) or "NAME" in module, module


def test_the_license_of_each_library_is_the_one_that_it_states() -> None:
    """Of those that bbchat asks for itself: what they bring in turn changes with their versions."""
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([\w-]+) \| ([\w .-]+) \| [\w, -]+ \|$", text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0].lower().replace("_", "-")
        about = metadata(name)
        fields = ("License-Expression", "License", "Classifier")
        stated = " ".join(chain.from_iterable(about.get_all(field) or [] for field in fields))
        assert name in listed, f"{name} needs a line in docs/licences.md"
        assert listed[name].split("-")[0] in stated, f"{name} states: {stated[:200]}"
