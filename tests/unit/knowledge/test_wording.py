"""The program's own sentences: all there, plain enough, and a practice may say them in its own way."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from bbchat.authoring.checks.sentences import hard_sentences
from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.wording import MenuWords, Wording
from bbchat.knowledge.wording_file import FILE_NAME, load_wording, shipped
from bbchat.language.readability import grade


def sentences() -> list[str]:
    sections = [getattr(shipped(), section.name) for section in fields(Wording)]
    return [getattr(section, one.name) for section in sections for one in fields(section)]


def test_a_tired_reader_understands_every_sentence() -> None:
    assert not hard_sentences(shipped())
    for section in fields(Wording):
        words = getattr(shipped(), section.name)
        assert grade(". ".join(getattr(words, one.name) for one in fields(words))) <= 8, section.name


def test_no_sentence_shouts_or_promises() -> None:
    for sentence in sentences():
        assert "!" not in sentence, sentence
        assert not any(word in sentence.lower() for word in ("guarantee", "cure", "we promise")), sentence


def test_a_sentence_is_never_changed_or_forgotten_on_the_way() -> None:
    words = shipped().menu
    assert replace(words) == words
    assert replace(words, title="Another") != words
    with pytest.raises(FrozenInstanceError):
        words.title = "Another"
    with pytest.raises(TypeError):
        MenuWords(title="Another")


def load(folder: Path, text: str) -> tuple[Wording | None, list[Problem]]:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return load_wording(folder, problems), problems


def test_a_practice_says_one_sentence_in_its_own_way_and_keeps_the_others(tmp_path: Path) -> None:
    wording, problems = load(tmp_path, 'chat:\n  caption: "What about these?"\n')
    assert not problems
    assert wording is not None
    assert wording.chat.caption == "What about these?"
    assert wording.chat.which == shipped().chat.which
    assert wording.menu == shipped().menu


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('chat:\n  caption: ""\n', 2, "missing"),
        ('chat:\n  captoin: "x"\n', 2, "captoin"),
        ('chatt:\n  caption: "x"\n', 1, "chatt"),
        ("chat: hello\n", 1, "name: sentence"),
        ('chat:\n  showing_results: "Results"\n', 2, "{question}"),
        ('chat:\n  caption: "More {things}"\n', 2, "no braces"),
        ('chat:\n  caption: "More {"\n', 2, "no braces"),
        ("chat:\n  caption: [a]\n", 2, "missing"),
        ("- a\n", 1, "name: sentence"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    wording, problems = load(tmp_path, text)
    assert wording is None
    assert [problem.line for problem in problems] == [line]
    assert said in str(problems[0])


def test_a_folder_with_a_broken_wording_file_does_not_open(knowledge_copy: Path) -> None:
    (knowledge_copy / FILE_NAME).write_text("chat:\n  nothing: 1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        load_knowledge(knowledge_copy)
