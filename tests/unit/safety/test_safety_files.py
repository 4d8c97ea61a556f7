"""Mistakes in the safety folder: all of them, each at its line."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.errors import Problem
from bbchat.knowledge.safety_files import load_safety
from bbchat.knowledge.safety_patterns import PatternError, parse_pattern
from bbchat.safety.helplines import footer_line, resources_card


@pytest.fixture
def folder(knowledge_folder: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "safety"
    shutil.copytree(knowledge_folder / "safety", copy)
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("phrases.en.yaml", "tier: emergency", "tier: urgent", "`tier`"),
        ("phrases.en.yaml", "      - suicidal\n", "      - (suicidal\n", "is not closed"),
        ("phrases.en.yaml", "<kill> <myself>", "<kil> <myself>", "<kil> is not a list"),
        ("phrases.es.yaml", "id: es_matarme", "id: es_duelo", "stands here twice"),
        ("modifiers.en.yaml", "negators:", "negaters:", "negaters"),
        ("modifiers.es.yaml", "  - <alguien>\n", "  - <nadie>\n", "<nadie> is not a list"),
        ("notices.en.yaml", "tier: third_party", "tier: concern", "no notice for `third_party`"),
        ("helplines.yaml", "region: US", "region: usa", "`region`"),
        ("helplines.yaml", '"2026-11-22"', '"22.11.2026"', "verified_on"),
    ],
)
def test_a_mistake_is_shown_at_its_line(folder: Path, file: str, old: str, new: str, words: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems: list[Problem] = []
    assert load_safety(folder, problems) is None
    assert any(words in str(problem) and problem.path == path and problem.line for problem in problems), problems


def test_all_files_are_looked_at_even_if_the_first_is_missing(folder: Path) -> None:
    (folder / "phrases.en.yaml").unlink()
    (folder / "helplines.yaml").write_text("helplines: 3\n", encoding="utf-8")
    problems: list[Problem] = []
    assert load_safety(folder, problems) is None
    assert {problem.path.name for problem in problems} >= {"phrases.en.yaml", "helplines.yaml"}


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("want to die", [("want", "to", "die")]),
        ("kill|hurt myself", [("hurt|kill", "myself")]),
        ("[just] die", [("just", "die"), ("die",)]),
        ("(end it|stop) now", [("end", "it", "now"), ("stop", "now")]),
        ("i ... die", [("i", "...3", "die")]),
        ("i ...5 suicid* $", [("i", "...5", "suicid*", "$")]),
        ("don't die", [("dont", "die")]),
        ("niño", [("nino",)]),
        ("i ...2 ...1 die ...4", [("i", "...3", "die")]),
    ],
)
def test_a_pattern_means_what_it_says(pattern: str, paths: list[tuple[str, ...]]) -> None:
    assert sorted(parse_pattern(pattern)) == sorted(paths)


@pytest.mark.parametrize(
    "pattern", ["", "(", "a)", "[b", "a | b c |", "...", "_ ...2 _", "a ...9 b", "x{3}", "*", "<>"]
)
def test_what_is_no_pattern_is_said_to_be_none(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(pattern)


@given(st.text(alphabet="ab|()[]<>.*^$_ 3'", max_size=30))
@settings(max_examples=500, deadline=None)
def test_no_pattern_breaks_the_reader(text: str) -> None:
    with suppress(PatternError):
        assert parse_pattern(text)


def test_nothing_in_a_notice_or_a_help_line_can_steer_the_terminal(folder: Path) -> None:
    for name, old, new in (
        ("notices.en.yaml", 'heading: "', 'heading: "\\e]0;title\\a'),
        ("helplines.yaml", 'contact: "988"', 'contact: "\\u202e988"'),
        ("helplines.yaml", "en: In crisis? Call or text 988 (US)", 'en: "\\e[2JIn crisis? Call or text 988 (US)" #'),
    ):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    problems: list[Problem] = []
    rules = load_safety(folder, problems)
    assert rules is not None, problems
    card = resources_card(rules, "US")
    shown = "\n".join([*card.lines(), footer_line(rules, "US")])
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "988" in shown
