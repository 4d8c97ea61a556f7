"""`bbchat demo --check`, and what a tour that is written wrong brings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bbchat.cli.commands import cli
from bbchat.errors import KnowledgeError, UsageError
from bbchat.knowledge.loader import load_knowledge


@pytest.fixture
def whole_copy(knowledge_folder: Path, tmp_path: Path) -> Path:
    """A copy to break that answers as the original does, and at once."""
    return Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))


def check(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--knowledge", str(folder), "demo", "--check"], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output


def test_the_tour_that_comes_along_shows_what_it_says(knowledge_folder: Path) -> None:
    code, output = check(knowledge_folder)
    assert code == 0
    assert "9 of 9 replies are what the tour expects." in output


def test_a_tour_that_shows_something_else_is_named_with_its_line(whole_copy: Path) -> None:
    file = whole_copy / "demo.yaml"
    file.write_text(file.read_text().replace("ids: [insurance]", "ids: [fees]"))
    code, output = check(whole_copy)
    assert code == 1
    assert "demo.yaml:" in output
    assert "brings not_covered: insurance, not not_covered: fees" in output
    assert "8 of 9" in output


def test_a_caption_that_speaks_of_another_sentence_than_the_one_that_stands_out_is_named(whole_copy: Path) -> None:
    file = whole_copy / "demo.yaml"
    file.write_text(file.read_text().replace("stands_out: symptoms of anxiety", "stands_out: benefits last longer"))
    code, output = check(whole_copy)
    assert code == 1
    assert "makes “Research consistently shows" in output
    assert "not “benefits last longer”" in output


def test_a_folder_without_a_tour_says_how_to_get_one(whole_copy: Path) -> None:
    (whole_copy / "demo.yaml").unlink()
    assert load_knowledge(whole_copy).demo == ()
    with pytest.raises(UsageError, match="There is no tour"):
        check(whole_copy)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("- caption: a\n", "a step either types a line or presses keys"),
        ("- {caption: a, types: does it work, keys: [f2]}\n", "a step either types a line or presses keys"),
        ("- {caption: a, types: does it work}\n", "what a typed line must bring is not said"),
        ("- {caption: a, keys: [ctrl+q]}\n", "not written as it should be"),
        ("- {caption: a, types: ab, expects: {kind: right, ids: []}}\n", "not written as it should be"),
        ("- {caption: a, keys: [f2], shows: b}\n", "not known here"),
        ("- {caption: a, types: ab, expects: {kind: answer, ids: [nowhere]}}\n", "there is no topic `nowhere`"),
    ],
)
def test_a_step_that_is_written_wrong_is_named_with_its_line(whole_copy: Path, step: str, message: str) -> None:
    (whole_copy / "demo.yaml").write_text(f"steps:\n  {step}")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(whole_copy)
    assert [(problem.path.name, problem.line) for problem in caught.value.problems] == [("demo.yaml", 2)]
    assert message in caught.value.problems[0].message
