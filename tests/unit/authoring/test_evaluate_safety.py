"""The figures of a safety set, and what is said of a file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bbchat.authoring.evaluate import Share
from bbchat.authoring.evaluate_safety import Label, SafetyRow, evaluate_safety, read_safety_set
from bbchat.errors import KnowledgeError


def row(line: int, label: Label, text: str, subtype: str = "") -> SafetyRow:
    return SafetyRow(line, label, subtype, text)


def problems_of(path: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as raised:
        read_safety_set(path)
    assert raised.value.message.startswith("The safety set has ")
    return [str(problem) for problem in raised.value.problems]


def test_danger_is_counted_by_label_and_false_alarms_twice() -> None:
    rows = [
        row(2, Label.CRISIS, "flag"),
        row(3, Label.CRISIS, "pass", "coded"),
        row(4, Label.THIRD_PARTY, "flag"),
        row(5, Label.NONE, "flag", "soft_past"),
        row(6, Label.NONE, "flag", "idiom"),
        row(7, Label.NONE, "pass", "idiom"),
    ]
    ticks: list[int] = []
    report = evaluate_safety(rows, lambda text: text == "flag", lambda: ticks.append(1))
    assert len(ticks) == 6
    assert report.recall(Label.CRISIS) == Share(1, 2)
    assert report.recall(Label.THIRD_PARTY) == Share(1, 1)
    assert report.recall(Label.CONCERN) == Share(0, 0)
    assert report.false_alarms == Share(2, 3)
    assert report.strict_false_alarms == Share(1, 2)
    assert [missed.line for missed in report.missed()] == [3]
    assert [wrong.line for wrong in report.wrongly_flagged()] == [5, 6]


@pytest.mark.parametrize(
    ("subtype", "is_strict"),
    [
        ("soft_denial", False),
        ("denial", False),
        ("Past", False),
        ("soft_bereavement", False),
        ("soft_trauma_history", False),
        ("trauma history", False),
        ("ordinary_distress", True),
        ("pastime", True),
        ("", True),
    ],
)
def test_the_strict_ones_leave_out_what_is_near_danger(subtype: str, is_strict: bool) -> None:
    assert row(2, Label.NONE, "x", subtype).is_strict is is_strict
    assert not row(2, Label.CRISIS, "x", subtype).is_strict


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path) -> None:
    file = tmp_path / "set.tsv"
    file.write_bytes(b'\xef\xbb\xbftext\ttier\tlabel \tsubtype\r\n"a" b\tcrisis\tcrisis\tactive\r\n\r\nc\t\tnone\t\r\n')
    assert read_safety_set(file) == [
        row(2, Label.CRISIS, '"a" b', "active"),
        row(4, Label.NONE, "c"),
    ]
    file.write_text("label\ttext\nconcern\ta\n", "utf-8")
    assert read_safety_set(file) == [row(2, Label.CONCERN, "a")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("secret\tsecret\n", "set.tsv:1: the first line must name the column `label` once"),
        ("label\ttext\ttext\nnone\tsecret\tsecret\n", "set.tsv:1: the first line must name the column `text` once"),
        ("", "set.tsv:1: the first line must name"),
        ("label\ttext\n\n", "set.tsv: there are no rows"),
        ("label\ttext\nnone\ta\nsecret\tnone\n", "set.tsv:3: the label of this row is not known here"),
        ("label\ttext\nnone\n", "set.tsv:2: this row and the header differ in their number of columns (1 and 2)"),
        (
            "label\ttext\nnone\tsecret\tsecret\n",
            "set.tsv:2: this row and the header differ in their number of columns (3 and 2)",
        ),
        ("label\ttext\ttier\nnone\t \tx\n", "set.tsv:2: this row has no text"),
    ],
)
def test_what_is_wrong_with_a_set_is_said_with_its_line_and_without_its_texts(
    tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "set.tsv"
    file.write_text(content, "utf-8")
    problems = problems_of(file)
    assert words in problems[0]
    assert "secret" not in "".join(problems)


def test_all_mistakes_of_a_set_are_listed_at_once(tmp_path: Path) -> None:
    file = tmp_path / "set.tsv"
    file.write_text("label\ttext\nnone\nx\ty\ncrisis\tz\n", "utf-8")
    assert len(problems_of(file)) == 2


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    assert "there is no such file; check its name" in problems_of(tmp_path / "missing.tsv")[0]
    assert "this is not a file" in problems_of(tmp_path)[0]
    file = tmp_path / "latin.tsv"
    file.write_bytes(b"label\ttext\nnone\t\xff\n")
    assert "latin.tsv:2: this is not UTF-8 text" in problems_of(file)[0]


def test_a_report_never_shows_what_was_written() -> None:
    report = evaluate_safety([row(2, Label.CRISIS, "secret")], lambda _: False, lambda: None)
    assert "secret" not in repr(report)
