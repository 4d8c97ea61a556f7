"""Whatever was mistyped: what is known stays, nothing grows or shrinks beyond its slips, and mending is done once."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bbchat.encoding.encoder import MODEL_FOLDER
from bbchat.encoding.wordpiece import MAX_TOKENS, WordPiece, words_of
from bbchat.language.normalise import MAX_WINDOWS, WINDOW_WORDS, plain, plain_question, windows, words
from bbchat.language.spelling import SHORTHAND, TWO_SLIPS_FROM, Speller
from bbchat.language.word_list import WordList

WORDPIECE = WordPiece.load(MODEL_FOLDER / "vocab.txt")
COMMON = [word for word in WORDPIECE.whole_words() if len(word) > 3][:4000]
OWN = ["therapy", "therapist", "anxiety", "depression", "insurance", "confidential", "grief", "appointment"]
SPELLER = Speller(OWN, COMMON, WordList.english_and_spanish())
KNOWN = st.sampled_from([*OWN, *COMMON[:500]])
LETTERS = "abcdefghijklmnopqrstuvwxyz"
JOINTS = st.sampled_from([" ", " ", " ", ", ", "? ", " 7 ", "-", "'", "_", "@", "/", "\n"])


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A known word after up to three slips."""
    word = draw(KNOWN)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(word)))
        letter, kind = draw(st.sampled_from(LETTERS)), draw(st.integers(0, 3))
        slips = (
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        )
        word = slips[kind]
    return draw(st.sampled_from([word, word, word.title(), word.upper()]))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """Known and mistyped words, with what people put between them."""
    pieces = draw(
        st.lists(st.tuples(st.one_of(mistyped(), st.sampled_from([*SHORTHAND, "CBT", "ok"])), JOINTS), max_size=8)
    )
    return "".join(word + joint for word, joint in pieces)


@settings(max_examples=150)
@given(sentences())
def test_what_was_mended_is_known_and_stays_as_it_is(text: str) -> None:
    mended = SPELLER.repair(text)
    assert SPELLER.repair(mended) == mended


@settings(max_examples=150)
@given(sentences())
def test_only_words_change_and_each_by_no_more_than_its_slips(text: str) -> None:
    before, after = words(text), words(SPELLER.repair(text))
    assert len(before) == len(after)
    for typed, mended in zip(before, after, strict=True):
        if mended != typed and typed not in SHORTHAND:
            assert abs(len(mended) - len(typed)) <= (2 if len(typed) >= TWO_SLIPS_FROM else 1)
            assert mended in {*OWN, *COMMON}


@settings(max_examples=100)
@given(st.lists(st.tuples(KNOWN, JOINTS), max_size=12))
def test_known_words_are_never_touched_whatever_stands_between_them(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + joint for word, joint in pieces)
    assume(not set(words(text)) & set(SHORTHAND))
    assert SPELLER.repair(text) == text


@settings(max_examples=100)
@given(st.text(st.characters(categories=None)))
def test_the_question_form_of_any_text_is_its_own_question_form(text: str) -> None:
    question = plain_question(text)
    assert question.endswith("?")
    assert plain_question(question) == question
    assert question.strip() == question


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(categories=None), max_size=6), max_size=30), st.integers(1, 200))
def test_any_text_is_read_in_so_many_windows_of_so_many_words(pieces: list[str], times: int) -> None:
    read = windows(plain(" ".join(pieces * times)))
    assert 1 <= len(read) <= MAX_WINDOWS
    assert all(len(window.split()) <= WINDOW_WORDS for window in read)


@settings(max_examples=150)
@given(st.text(st.characters(categories=None), max_size=80))
def test_each_word_begins_where_its_tokens_do(text: str) -> None:
    parts = words_of(text)
    assert all(part == part.strip() and part for part in parts)
    starts = WORDPIECE.starts(parts)
    assert starts[0] == 1
    assert starts == sorted(starts)
    if starts[-1] < MAX_TOKENS:
        ids = WORDPIECE.encode(text)
        assert len(ids) == starts[-1] + 1
        for part, begin, end in zip(parts, starts, starts[1:], strict=False):
            assert WORDPIECE.encode(part)[1:-1] == ids[begin:end]
