"""Questions written apart from the examples: what the answers must be worth, with recorded floors."""

from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from bbchat.authoring.evaluate import Report, evaluate
from bbchat.authoring.question_sets import read_question_set
from bbchat.conversation.assistant import Assistant

FOLDER = Path(__file__).parent


def report_on(assistant: Assistant, name: str) -> Report:
    rows, notes = read_question_set(FOLDER / name, assistant.knowledge.topics)
    assert notes == [], "every label names a topic"
    return evaluate(assistant, rows, lambda: 0.0, lambda: None)


@pytest.fixture(scope="module")
def report(assistant: Assistant) -> Report:
    return report_on(assistant, "questions.tsv")


def test_people_get_the_section_that_answers_them(report: Report) -> None:
    assert report.right.total >= 300
    assert report.right.percent >= 80
    assert report.offered.percent >= 88
    assert report.answered.percent >= 90
    assert report.wrongly_answered.percent <= 5


def test_an_ordinary_question_is_seldom_taken_for_danger(report: Report) -> None:
    assert sum(outcome.kind == "crisis" for outcome in report.outcomes) <= 0.02 * len(report.outcomes)


def test_both_halves_of_a_question_are_found(assistant: Assistant) -> None:
    assert report_on(assistant, "two_part.tsv").right.percent >= 85


def test_follow_ups_are_understood(assistant: Assistant) -> None:
    assert report_on(assistant, "follow_ups.tsv").right.percent >= 90


@pytest.mark.parametrize("name", ["questions.tsv"])
def test_no_golden_question_is_also_an_example(assistant: Assistant, name: str) -> None:
    rows, _ = read_question_set(FOLDER / name, assistant.knowledge.topics)
    examples = [example.text.lower().strip(" ?.!") for example in assistant.knowledge.examples]
    for row in rows:
        text = row.turns[0].lower().strip(" ?.!")
        assert process.extractOne(text, examples, scorer=fuzz.ratio, score_cutoff=93) is None, text
