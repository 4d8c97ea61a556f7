"""The figures that decide what is published: counted as people would feel them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbchat.authoring.evaluate import Outcome, Report, Share
from bbchat.authoring.question_sets import QuestionRow, read_question_set
from bbchat.errors import KnowledgeError
from bbchat.knowledge.model import TopicId

SCIENCE, TOOLS, FEES, OTHER = (TopicId(name) for name in ("science", "tools", "fees", "other"))


def row(*parts: TopicId | tuple[TopicId, ...]) -> QuestionRow:
    return QuestionRow(("?",), tuple(frozenset(part if isinstance(part, tuple) else (part,)) for part in parts))


def test_each_outcome_is_counted_where_people_would_feel_it() -> None:
    outcomes = [
        Outcome(row(SCIENCE), "answer", (SCIENCE,), SCIENCE, 0.9),
        Outcome(row((SCIENCE, TOOLS)), "answer", (TOOLS,), TOOLS, 0.8),
        Outcome(row(SCIENCE), "clarify", (TOOLS, SCIENCE), TOOLS, 0.4),
        Outcome(row(FEES), "answer", (SCIENCE,), SCIENCE, 0.6),
        Outcome(row(FEES), "not_covered", (FEES,), FEES, 0.9),
        Outcome(row(SCIENCE, FEES), "answer", (SCIENCE, FEES), SCIENCE, 0.9),
        Outcome(row(SCIENCE, FEES), "answer", (SCIENCE,), SCIENCE, 0.9),
    ]
    report = Report(outcomes, frozenset({SCIENCE, TOOLS}))
    assert report.right == Share(4, 7)
    assert report.offered == Share(5, 7)
    assert report.answered == Share(5, 5)
    assert report.wrongly_answered == Share(1, 2)
    assert report.asked_back == Share(1, 7)
    assert report.confusions()[0] == ("fees", "science", 1)
    thresholds = {threshold: (covered.count, wrong.count) for threshold, covered, wrong in report.curve()}
    assert thresholds[0.0] == (7, 2)
    assert thresholds[0.9] == (4, 0)


def test_the_interval_is_wilsons() -> None:
    low, high = Share(80, 100).interval()
    assert (round(low, 1), round(high, 1)) == (71.1, 86.7)
    assert Share(0, 0).interval() == (0.0, 100.0)
    assert Share(0, 0).percent == 0.0


def test_a_question_set_may_be_a_table_or_yaml(tmp_path: Path) -> None:
    table = tmp_path / "set.tsv"
    table.write_text("labels\ttext\nscience|not_covered:fees\tdoes it work\ntools+fees\thow and how much\n", "utf-8")
    rows, notes = read_question_set(table, [SCIENCE, TOOLS, FEES])
    assert notes == []
    assert rows[0].parts == (frozenset({SCIENCE, FEES}),)
    assert len(rows[1].parts) == 2
    listed = tmp_path / "set.yaml"
    listed.write_text("- {text: does it work, labels: [science, fees]}\n", "utf-8")
    assert read_question_set(listed, [SCIENCE, FEES])[0][0].parts == rows[0].parts
    turns = tmp_path / "turns.tsv"
    turns.write_text("first\tfollowup\tlabel\ndoes it work\twhy\tscience\n", "utf-8")
    assert read_question_set(turns, [SCIENCE])[0][0].turns == ("does it work", "why")


def test_what_is_wrong_with_a_question_set_is_said_with_its_line(tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.tsv"
    unknown.write_text("labels\ttext\nnonsense\tdoes it work\nnonsense\tdoes it\n", "utf-8")
    _, notes = read_question_set(unknown, [SCIENCE])
    assert ["unknown.tsv:2" in str(note) and "(2 rows)" in str(note) for note in notes] == [True]
    headless = tmp_path / "headless.tsv"
    headless.write_text("science\tdoes it work\nscience\tdoes it\n", "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        read_question_set(headless, [SCIENCE])
    assert "headless.tsv:2" in str(raised.value.problems[0])
    with pytest.raises(KnowledgeError):
        read_question_set(tmp_path / "missing.tsv", [SCIENCE])


def test_a_report_never_shows_what_was_asked() -> None:
    assert "secret" not in repr(QuestionRow(("secret",), (frozenset({SCIENCE}),)))
