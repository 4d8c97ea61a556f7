"""Every mistake in a knowledge folder is told at its file and line, so that an author can mend it alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bbchat.errors import KnowledgeError
from bbchat.knowledge.loader import load_knowledge
from tests.unit.knowledge.knowledge_writer import (
    FILES,
    HANDOFFS,
    PASSAGES,
    PRACTICE,
    SMALL_TALK,
    SOURCE,
    change,
    mistakes,
    problems_of,
    write_knowledge,
)

COPY = "copy it from the knowledge that comes with bbchat"
AGAIN = "copy it again from source.md, typographic quotes and dashes included"
QUOTE = "put it on one line, in quotes"
OWN = "compare it with bbchat's own files"
BLOCK = "a block of `name: value` lines"
FRONT = "begin with a line `---`, then title, practice, author and published as `name: value`, then a line `---`"
QUESTION = "- what is therapy\n"
SHARED = "- text: does it help\n        also:\n          - tools\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path)


def test_the_folder_to_break_is_right_to_begin_with(folder: Path) -> None:
    assert mistakes(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: Test Practice\n", "", "1: `name` is missing; add a line `name: …`"),
        ("name: Test Practice\n", "name:\n", "1: `name` is empty; write what belongs there, or remove it"),
        ("name: Test Practice\n", "name: ' '\n", "1: `name` is empty; write what belongs there, or remove it"),
        ("email:\n", "fax: 1\n", "3: `fax` is not known here; check the spelling, or remove it"),
        ("email:\n", "name: Other\n", "3: `name` stands here twice; keep one of the two"),
        ('phone: ""', "phone: 5551234", f"2: `phone` should be text and is a number; {QUOTE}"),
        ('phone: ""', "phone: 0551234", "2: this is read as a number; put it in quotes"),
        ("email:\n", "hours: 9:30\n", "3: this is read as a number; put it in quotes"),
        ("email:\n", "email: [a, b]\n", f"3: `email` should be text and is a list; {QUOTE}"),
        ("email:\n", f"email: {'a' * 301}\n", "3: `email` is too long; keep it within 300 characters"),
        ("region: US", "region: NO", f"4: `region` should be text and is a yes/no value; {QUOTE}"),
        (
            "region: US",
            "region: usa",
            "4: `region` is not written as it should be; write two capital letters, such as US",
        ),
    ],
)
def test_mistakes_about_the_practice(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder, PRACTICE, old, new)
    assert mistakes(folder) == [f"{PRACTICE}:{expected}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (QUESTION, "-\n", "12: this entry of `questions` is empty; write what belongs there, or remove it"),
        (QUESTION, '- ""\n', "12: this entry of `questions` is empty; write what belongs there, or remove it"),
        (QUESTION, "- a\n", "12: this entry of `questions` is too short; write at least 2 characters, or remove it"),
        (QUESTION, '- "?!"\n', "12: this question has no words; write a question, or remove the line"),
        (
            QUESTION,
            "- no\n",
            f"12: this entry of `questions` should be text and is a yes/no value; {QUOTE}",
        ),
        (
            QUESTION,
            "- 12\n",
            f"12: this entry of `questions` should be text and is a number; {QUOTE}",
        ),
        (
            QUESTION,
            "- [a]\n",
            f"12: this entry of `questions` should be text and is a list; {QUOTE}",
        ),
        (QUESTION, f"- {'a' * 1001}\n", "12: this entry of `questions` is too long; keep it within 1000 characters"),
        (
            QUESTION,
            "- my son: can he come\n",
            "12: this question holds a colon, which makes it a `name: value`; put the whole question in quotes",
        ),
        (SHARED, "- text: does it help\n", "13: `also` is missing; add a line `also: …`"),
        (SHARED, "- also: [tools]\n", "13: `text` is missing; add a line `text: …`"),
        (
            SHARED,
            "- text: help\n        also: []\n",
            "14: `also` has no entries; add at least 1 below it, each after a dash",
        ),
        (
            SHARED,
            "- text: help\n        also: tools\n",
            "14: `also` should be a list and is text; put each entry on its own line, after a dash",
        ),
        (
            SHARED,
            "- text: {a: b}\n        also: [tools]\n",
            f"13: `text` should be text and is {BLOCK}; {QUOTE}",
        ),
        (
            "          - tools\n",
            "          - tool\n",
            "15: there is no topic `tool`; use an id that exists, or remove it",
        ),
        ("belongs: fees", "belongs: fee", "19: there is no topic `fee`; use an id that exists, or remove it"),
        ("belongs: fees", "belong: fees", "19: `belong` is not known here; check the spelling, or remove it"),
        ("[tools, fees]", "[tools, fee]", "10: there is no topic `fee`; use an id that exists, or remove it"),
        ("[tools, fees]", "", "10: `related` is empty; write what belongs there, or remove it"),
        ("    title: Tools for Coping\n", "", "20: `title` is missing; add a line `title: …`"),
        (
            "title: Tools for Coping",
            "title: Tools For Coping",
            f"21: this title is not a heading of the article; {AGAIN}",
        ),
        (
            "- id: tools\n    title",
            "- id: My Tools\n    title",
            "20: `id` is not written as it should be; write small letters, digits and _ only, such as coping_tools",
        ),
        (
            "on: 2026-01-31",
            "on: 31 January 2026",
            "26: `on` is not written as it should be; write a date like 2026-11-22, year first",
        ),
        (
            "passages:\n",
            "",
            f"1: this file should be {BLOCK} and is a list; {OWN}",
        ),
    ],
)
def test_mistakes_about_a_passage(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder, PASSAGES, old, new)
    assert mistakes(folder) == [f"{PASSAGES}:{expected}"]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("you’re", "you're", "Whether you're feeling “stuck”"),
        ("“stuck”", '"stuck"', 'you’re feeling "stuck" — or'),
        (" — or not —", " - or not -", "feeling “stuck” - or not"),
        ("is not a cure", "is a cure", "therapy is a cure. It"),
        ("It is a conversation.", "It is a talk.", "is a talk."),
        ("Whether you’re", "ether you’re", "ether you’re feeling"),
        ("It takes time.", "It takes tim", "It takes tim"),
        ("It takes time.", "That is all.", "That is all."),
    ],
)
def test_a_quotation_that_was_changed_in_any_letter_is_told(folder: Path, old: str, new: str, shown: str) -> None:
    change(folder, PASSAGES, old, new)
    assert mistakes(folder) == [f"{PASSAGES}:4: the text is not word for word in the article: see “{shown}”; {AGAIN}"]


def test_an_article_that_was_changed_after_it_was_quoted_is_told(folder: Path) -> None:
    change(folder, SOURCE, "managing stress", "managing stress well")
    (mistake,) = mistakes(folder)
    assert mistake.startswith(
        f"{PASSAGES}:22: the text is not word for word in the article: see “for managing stress.”"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("---\ntitle", "title", f"1: the article does not begin with its title and author; {FRONT}"),
        (
            "published: Oct 5\n---\n",
            "published: Oct 5\n",
            f"1: the article does not begin with its title and author; {FRONT}",
        ),
        (FILES[SOURCE], "", f"1: the article does not begin with its title and author; {FRONT}"),
        ("author: somebody\n", "", "2: `author` is missing; add a line `author: …`"),
        (
            "author: somebody\n",
            "auther: somebody\nauthor: x\n",
            "4: `auther` is not known here; check the spelling, or remove it",
        ),
        (
            "title: What is therapy?",
            "title: Therapy: what is it?",
            "2: a second colon stands here, or this line is indented too far; put the text in quotes",
        ),
    ],
)
def test_mistakes_about_an_article(folder: Path, old: str, new: str, expected: str) -> None:
    change(folder, SOURCE, old, new)
    assert mistakes(folder) == [f"{SOURCE}:{expected}"]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            HANDOFFS,
            "- id: other",
            "- id: others",
            f"{HANDOFFS}: there is no topic with the id `other`; add a handoff for whatever nothing else covers",
        ),
        (
            SMALL_TALK,
            "- id: help",
            "- id: helping",
            f"{SMALL_TALK}: there is no topic with the id `help`; add the reply that says how to ask",
        ),
        (
            HANDOFFS,
            "- id: other",
            "- id: tools\n    related: [other]",
            f"{HANDOFFS}:9: the id `tools` is taken by passages.yaml:20; give each topic its own id",
        ),
        (
            SMALL_TALK,
            "- id: help",
            "- id: off_topic",
            f"{SMALL_TALK}:6: the id `off_topic` is taken by small_talk.yaml:2; give each topic its own id",
        ),
        (
            HANDOFFS,
            FILES[HANDOFFS],
            "handoffs: []\n",
            f"{HANDOFFS}:1: `handoffs` has no entries; add at least 1 below it, each after a dash",
        ),
        (
            HANDOFFS,
            FILES[HANDOFFS],
            "handoffs:\n",
            f"{HANDOFFS}:1: `handoffs` is empty; write what belongs there, or remove it",
        ),
        (HANDOFFS, FILES[HANDOFFS], "", f"{HANDOFFS}: this file is empty; fill it in, or {COPY}"),
        (
            HANDOFFS,
            FILES[HANDOFFS],
            "hello",
            f"{HANDOFFS}:1: this file should be {BLOCK} and is text; {OWN}",
        ),
        (
            SMALL_TALK,
            "off_topic:\n",
            "offtopic:\n",
            f"{SMALL_TALK}:1: `off_topic` is missing; add a line `off_topic: …`",
        ),
        (
            SMALL_TALK,
            "- who won the game",
            "- {a: b}",
            f"{SMALL_TALK}:9: this entry of `questions` should be text and is {BLOCK}; {QUOTE}",
        ),
    ],
)
def test_mistakes_about_handoffs_and_small_talk(folder: Path, name: str, old: str, new: str, expected: str) -> None:
    change(folder, name, old, new)
    assert expected in mistakes(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_the_only_mistake_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert mistakes(folder) == [f"{name}: this file is missing; put it there, or {COPY}"]


@pytest.mark.parametrize("name", [PRACTICE, PASSAGES, HANDOFFS, SMALL_TALK])
def test_a_slip_in_one_file_does_not_make_the_others_look_wrong(folder: Path, name: str) -> None:
    (folder / name).write_text("a: b: c\n", encoding="utf-8")
    (mistake,) = mistakes(folder)
    assert mistake.startswith(f"{name}:1: a second colon stands here")


@pytest.mark.parametrize("path", ["nowhere", "practice.yaml", "x" * 5000])
def test_a_missing_folder_is_told(folder: Path, path: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder / path)
    (problem,) = caught.value.problems
    assert str(problem) == f"{folder / path}: there is no such folder; give the path of a knowledge folder"
    assert caught.value.message == "The knowledge has 1 mistake."


def test_a_folder_without_articles_is_told(folder: Path) -> None:
    shutil.rmtree(folder / "articles")
    expected = ["articles: there is no article; make a folder here with source.md and passages.yaml in it"]
    assert mistakes(folder) == expected
    (folder / "articles").write_text("")
    assert mistakes(folder) == expected


def test_all_mistakes_in_all_files_are_told_at_once_file_by_file_and_line_by_line(folder: Path) -> None:
    change(folder, PRACTICE, "region: US", "region: us")
    change(folder, PRACTICE, "email:\n", "fax: 1\n")
    change(folder, SOURCE, "author: somebody\n", "")
    change(folder, PASSAGES, QUESTION, "-\n")
    change(folder, PASSAGES, "belongs: fees", "belong: fees")
    change(folder, HANDOFFS, "handoffs:\n", "handoffs:\n\t- x\n")
    (folder / SMALL_TALK).write_bytes(b"\n\xff")
    found = problems_of(folder)
    assert [(str(problem.path.relative_to(folder)), problem.line) for problem in found] == [
        (PASSAGES, 12),
        (PASSAGES, 19),
        (SOURCE, 2),
        (HANDOFFS, 2),
        (PRACTICE, 3),
        (PRACTICE, 4),
        (SMALL_TALK, 2),
    ]


def test_links_and_quotations_are_checked_together(folder: Path) -> None:
    change(folder, PASSAGES, "you’re", "you're")
    change(folder, PASSAGES, "[tools, fees]", "[tools, fee]")
    change(folder, PASSAGES, QUESTION, '- "?!"\n')
    change(folder, HANDOFFS, "- how much is it", "- text: how much\n        also: [cost]")
    assert [mistake.split(" ")[0] for mistake in mistakes(folder)] == [
        f"{PASSAGES}:4:",
        f"{PASSAGES}:10:",
        f"{PASSAGES}:12:",
        f"{HANDOFFS}:9:",
    ]


def test_a_mistake_in_the_shipped_knowledge_is_told_at_its_line(knowledge_copy: Path) -> None:
    path = knowledge_copy / "articles/what-is-psychotherapy/passages.yaml"
    text = path.read_text(encoding="utf-8").replace("you’re facing", "you're facing")
    line = next(at for at, line in enumerate(text.split("\n"), start=1) if "text: |-" in line)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(knowledge_copy)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (path, line)
    assert "see “change. Whether you're facing a”" in problem.message
