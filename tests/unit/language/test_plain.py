"""The plain form, in which what people type meets the authors' examples."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.language.normalise import MAX_WINDOWS, WINDOW_STEP, WINDOW_WORDS, plain, plain_each, windows, words

ANYTHING = st.text(st.characters(categories=None))
HARD = st.text(st.sampled_from("aaaébB'’“—…´¨ﬁﷺ½Å ́̈́가각 \n\u200d\u202e\ud800!.."), max_size=30)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I’m “stuck” – really…", 'I\'m "stuck" - really...'),
        ("don`t don´t donʼt", "don't don't don't"),
        ("«ayuda» — ―help―", '"ayuda" - -help-'),
        ("ﬁnd a ｔｈｅｒａｐｉｓｔ", "find a therapist"),
        ("heeeeelp meeee", "heelp mee"),
        ("OMGGGG", "OMGG"),
        ("$1000 at 10:00!!!", "$1000 at 10:00!!!"),
        ("  two\n lines ", "two lines"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_a_question_is_read_the_same_however_it_was_typed(typed: str, read: str) -> None:
    assert plain(typed) == read


@settings(max_examples=120, deadline=None)
@given(st.one_of(ANYTHING, HARD))
def test_the_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(ANYTHING, HARD, st.text(" ab`AZ.~", max_size=8)), max_size=6))
def test_many_texts_are_made_plain_as_each_of_them_is(texts: list[str]) -> None:
    assert plain_each(texts) == [*map(plain, texts)]


@pytest.mark.parametrize(
    "odd", [" a", "a ", "a  b", "a`b", "baaa", "aaab", "AAA", "e\u0301", "a\x01b", "a\x7fb", "\ud800", "a\nb"]
)
def test_one_odd_text_among_many_is_made_plain_and_changes_no_other(odd: str) -> None:
    assert plain_each(["aa", odd, "", "zz"]) == ["aa", plain(odd), "", "zz"]
    assert plain_each([odd]) == [plain(odd)] != [odd]


def test_words_keep_apostrophes_and_leave_numbers_out() -> None:
    assert words("Don't pay $50, it's FREE in 2026 — señor's'") == ["don't", "pay", "it's", "free", "in", "señor's"]


def test_a_short_question_is_read_whole() -> None:
    text = " ".join(["word"] * WINDOW_WORDS)
    assert windows(text) == [text]
    assert windows("") == [""]


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=WINDOW_WORDS + 1, max_value=WINDOW_WORDS + (MAX_WINDOWS - 1) * WINDOW_STEP))
def test_no_word_of_a_long_message_is_left_unread(count: int) -> None:
    numbered = [str(number) for number in range(count)]
    read = windows(" ".join(numbered))
    assert len(read) <= MAX_WINDOWS
    assert all(len(window.split()) <= WINDOW_WORDS for window in read)
    assert {word for window in read for word in window.split()} == set(numbered)


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=1500, max_value=100_000))
def test_a_pasted_book_is_read_from_its_first_word_to_its_last_in_bounded_work(count: int) -> None:
    numbered = [str(number) for number in range(count)]
    read = windows(" ".join(numbered))
    assert len(read) <= MAX_WINDOWS
    assert all(len(window.split()) <= WINDOW_WORDS for window in read)
    assert read[0].split()[0] == numbered[0]
    assert read[-1].split()[-1] == numbered[-1]
    assert len(set(read)) == len(read)
