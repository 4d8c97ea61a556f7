"""Where sentences begin and end: the answer marks one of them, and must mark all of it and nothing more."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.language.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("Really?! (Yes.) Good.", ["Really?!", "(Yes.)", "Good."]),
        ("Ask Dr. Smith, e.g. today. Or Mrs. Jones.", ["Ask Dr. Smith, e.g. today.", "Or Mrs. Jones."]),
        ("It costs 3.50 at example.org today. Fine.", ["It costs 3.50 at example.org today.", "Fine."]),
        ("J. R. Tolkien wrote it. Yes.", ["J. R. Tolkien wrote it.", "Yes."]),
        ("A heading\n\nA paragraph. ", ["A heading", "A paragraph."]),
        ("one “size-fits-all.” approach", ["one “size-fits-all.”", "approach"]),
        ("Wait... what", ["Wait...", "what"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_each_sentence_is_found_whole(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.text(st.sampled_from('aDr.!?…"”) \n'), max_size=40)))
def test_no_word_of_a_text_falls_between_sentences(text: str) -> None:
    end = 0
    for start, stop in sentence_spans(text):
        assert end <= start < stop
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "text", ["." * 20_000 + "x", "Dr. " * 20_000, "." * 10_000 + '"' * 10_000 + "x", '."' * 20_000]
)
def test_odd_punctuation_does_not_hold_up_the_start(text: str) -> None:
    start = time.perf_counter()
    sentence_spans(text)
    assert time.perf_counter() - start < 5
