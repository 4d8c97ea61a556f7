"""A fault is named by its place, and no word that somebody typed gets into a log by way of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbchat.errors import KnowledgeError, Problem, fault_place
from tests.unit.knowledge.knowledge_writer import PRACTICE


def _fail(typed: str) -> None:
    raise ValueError(typed)


def test_a_logged_fault_says_where_it_lies_and_nothing_that_was_typed() -> None:
    with pytest.raises(ValueError, match="my secret") as caught:
        _fail("my secret")
    line = _fail.__code__.co_firstlineno + 1
    assert fault_place(caught.value) == f"ValueError at test_errors.py:{line}"
    assert fault_place(KeyError("my secret")) == "KeyError", "one that was never raised has no place"


def test_one_mistake_is_not_told_as_several() -> None:
    problem = Problem(Path(PRACTICE), 3, "this is wrong", "mend it")
    assert str(problem) == f"{PRACTICE}:3: this is wrong; mend it"
    assert KnowledgeError([problem]).message == "The knowledge has 1 mistake."
    assert KnowledgeError([problem, problem]).message == "The knowledge has 2 mistakes."
