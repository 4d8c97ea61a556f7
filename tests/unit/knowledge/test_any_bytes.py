"""Whatever bytes stand in a knowledge file, the answer is a list of mistakes in plain words, never a crash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.loader import load_knowledge
from tests.unit.knowledge.knowledge_writer import FILES, write_knowledge
from tests.unit.knowledge.slips import ALL_FILES, HELPLINES, SAFETY, originals, with_slips

NOT_FOR_AUTHORS = re.compile(
    r"Traceback|pydantic|https?://|Errno|Error\b|Exception|\bNone\b|\bdict\b|\bstr\b|\bint\b|<class|object at|_type\b"
)


def check_words(problems: tuple[Problem, ...]) -> None:
    assert problems
    for problem in problems:
        assert not NOT_FOR_AUTHORS.search(f"{problem.message} {problem.fix}"), problem
        assert problem.message.isprintable()
        assert problem.fix.isprintable()
        assert problem.fix


def try_to_load(folder: Path) -> None:
    """Load; a folder without all its safety files can only fail."""
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    check_words(caught.value.problems)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = write_knowledge(tmp_path_factory.mktemp("knowledge"))
    (written / "safety").mkdir()
    return written


@settings(max_examples=50, deadline=None)
@given(name=st.sampled_from(ALL_FILES), content=st.binary(max_size=200))
def test_any_bytes_in_any_file(folder: Path, name: str, content: bytes) -> None:
    kept = FILES.get(name)
    (folder / name).write_bytes(content)
    try:
        try_to_load(folder)
    finally:
        _restore(folder, name, kept)


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(ALL_FILES), data=st.data())
def test_any_slip_in_any_file(folder: Path, knowledge_folder: Path, name: str, data: st.DataObject) -> None:
    text = with_slips(originals(knowledge_folder)[name], data)
    (folder / name).write_text(text, encoding="utf-8")
    try:
        try_to_load(folder)
    finally:
        _restore(folder, name, FILES.get(name))


def _restore(folder: Path, name: str, text: str | None) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")


def test_the_safety_files_alone_missing_are_told_each(folder: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    told = {str(problem.path.relative_to(folder)): problem.message for problem in caught.value.problems}
    assert told == dict.fromkeys([*SAFETY, HELPLINES], "this file is missing")
