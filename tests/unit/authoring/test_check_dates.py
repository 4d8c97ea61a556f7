"""What `bbchat check` says of the dates of help lines and signatures, by the day that it is run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bbchat.authoring.checks.dates import READ_AGAIN_AFTER, REFUSE_AFTER, WARN_AFTER, helplines, signatures
from bbchat.authoring.checks.finding import Severity
from bbchat.knowledge.safety_rules import Helpline
from bbchat.knowledge.signatures import Signature
from bbchat.knowledge.yaml_source import parse_yaml

TODAY = date(2027, 3, 1)
LINE = Helpline(
    name="Night Line",
    region="US",
    serves="crisis",
    channel=("call",),
    contact="555",
    how={"en": "call"},
    hours="day and night",
    language=("en",),
    source="example.org",
    verified_on="2027-02-28",
    short=True,
)
FILE = """helplines:
  - name: one
    verified_on: "2027-02-28"
  - name: two
    region: US
    verified_on: "2027-02-28"
"""
SOURCE = parse_yaml(Path("helplines.yaml"), FILE, first_line=1)


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def about(verified_on: str, name: str = "Night Line") -> list[tuple[str, bool]]:
    lines = [LINE, replace(LINE, name=name, verified_on=verified_on)]
    found = helplines(lines, SOURCE, TODAY)
    return [(str(dated.problem), dated.severity is Severity.ERROR) for dated in found]


@pytest.mark.parametrize("days", [0, 1, WARN_AFTER])
def test_a_date_of_late_says_nothing(days: int) -> None:
    assert about(days_ago(days)) == []


@pytest.mark.parametrize(
    ("days", "is_mistake", "limit"),
    [(WARN_AFTER + 1, False, 90), (REFUSE_AFTER, False, 90), (REFUSE_AFTER + 1, True, 180), (100_000, True, 180)],
)
def test_an_old_date_is_a_warning_and_a_very_old_one_a_mistake(days: int, is_mistake: bool, limit: int) -> None:
    verified_on = days_ago(days)
    sentence = (
        f"helplines.yaml:6: the help line “Night Line” was last verified on {verified_on}, {days} days ago"
        f" (more than {limit}); call it or look it up, then set verified_on to that day"
    )
    assert about(verified_on) == [(sentence, is_mistake)]


@pytest.mark.parametrize(
    ("verified_on", "words"),
    [
        (days_ago(-1), "on 2027-03-02, which is in the future"),
        ("9999-12-31", "which is in the future"),
        ("2026-02-30", "on “2026-02-30”, which is not a date"),
        ("٢٠٢٦-٠١-٠١", "which is not a date"),
        ("", "does not say when it was last verified"),
    ],
)
def test_a_date_that_cannot_be_so_is_a_warning(verified_on: str, words: str) -> None:
    ((sentence, is_mistake),) = about(verified_on)
    assert words in sentence
    assert sentence.startswith("helplines.yaml:6: the help line “Night Line”")
    assert "then set verified_on to that day" in sentence
    assert not is_mistake


def test_the_name_of_a_line_cannot_steer_the_terminal() -> None:
    ((sentence, _),) = about("", "Night\x1b[2J Line\u202e")
    assert "“Night Line”" in sentence


def test_lines_that_the_file_no_longer_has_are_named_at_its_top() -> None:
    lines = [LINE, LINE, replace(LINE, verified_on="")]
    (dated,) = helplines(lines, SOURCE, TODAY)
    assert dated.problem.line == 1


def about_signature(on: str) -> list[str]:
    signed = {("passages", "tools"): Signature("A. Reader", on, "0" * 64, line=7)}
    return [str(one) for one in signatures(signed, Path("my"), TODAY)]  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [0, READ_AGAIN_AFTER])
def test_a_signature_of_the_last_year_says_nothing(days: int) -> None:
    assert about_signature(days_ago(days)) == []


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (days_ago(366), f"`tools` was signed on {days_ago(366)}, 366 days ago (more than 365)"),
        (days_ago(-1), "`tools` was signed on 2027-03-02, which is in the future"),
        ("2026-02-30", "2026-02-30, the date of the signature of `tools`, is not a date"),
    ],
)
def test_a_signature_past_due_or_of_no_day_is_a_warning(on: str, words: str) -> None:
    again = "read it again, then: bbchat sign --reviewer NAME --only tools"
    assert about_signature(on) == [f"my/signatures.yaml:7: warning: {words}; {again}"]
