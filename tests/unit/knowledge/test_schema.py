"""A file of the wrong shape is never passed over: either its data is right, or a mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.knowledge import safety_files, schema
from bbchat.knowledge.yaml_source import YamlSource, parse_yaml
from tests.unit.knowledge.knowledge_writer import FILES, HANDOFFS, PASSAGES, PRACTICE, SMALL_TALK
from tests.unit.knowledge.slips import HELPLINES, originals, with_slips

SHAPES: dict[str, type[schema.FileModel]] = {
    PRACTICE: schema.PracticeFile,
    PASSAGES: schema.PassagesFile,
    HANDOFFS: schema.HandoffsFile,
    SMALL_TALK: schema.SmallTalkFile,
    "safety/phrases.en.yaml": safety_files.PhrasesFile,
    "safety/modifiers.en.yaml": safety_files.ModifiersFile,
    "safety/notices.en.yaml": safety_files.NoticesFile,
    HELPLINES: safety_files.HelplinesFile,
}


def parse(text: str) -> YamlSource:
    return parse_yaml(Path("file.yaml"), text, first_line=1)


@pytest.mark.parametrize("name", [name for name in SHAPES if name in FILES])
def test_right_files_pass(name: str) -> None:
    source = parse(FILES[name])
    assert schema.validate(source, SHAPES[name]) is not None
    assert source.problems == []


@settings(max_examples=80, deadline=None)
@given(name=st.sampled_from(sorted(SHAPES)), data=st.data())
def test_what_is_refused_is_told_and_what_is_told_is_refused(
    knowledge_folder: Path, name: str, data: st.DataObject
) -> None:
    source = parse(with_slips(originals(knowledge_folder)[name], data))
    shape = schema.validate(source, SHAPES[name])
    assert (shape is None) == bool(source.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~\n", ["1: this file is empty; write what belongs there, or remove it"]),
        (
            "footers: {}\nhelplines: 5\n",
            ["2: `helplines` should be a list and is a number; put each entry on its own line, after a dash"],
        ),
        (
            "footers: {}\nhelplines:\n  - serves: everybody\n",
            [
                "3: `serves` is not written as it should be; write one of crisis, emergency, abuse, sexual_assault, "
                "child, poison, support, directory"
            ],
        ),
        (
            "footers: {}\nhelplines:\n  - short: maybe\n",
            ["3: `short` should be true or false and is text; write one of the two, without quotes"],
        ),
        (
            "footers: {}\nhelplines:\n  - how:\n      EN: {call: now}\n",
            ["4: `EN` should be text and is a block of `name: value` lines; put it on one line, in quotes"],
        ),
        (
            "footers: {}\nhelplines:\n  - how: here\n",
            ["3: `how` should be a block of `name: value` lines and is text; compare it with bbchat's own files"],
        ),
        (
            f"{'x' * 500}: 1\nfooters: {{}}\n",
            [f"1: `{'x' * 40}` is not known here; check the spelling, or remove it"],
        ),
    ],
)
def test_mistakes_of_shape_in_words(text: str, expected: list[str]) -> None:
    source = parse(text)
    schema.validate(source, safety_files.HelplinesFile)
    told = [str(problem).removeprefix("file.yaml:") for problem in source.problems]
    assert [line for line in told if "is missing" not in line and "file.yaml" not in line] == expected
