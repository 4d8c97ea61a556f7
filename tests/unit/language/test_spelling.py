"""Slips of the keyboard are mended, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.encoding.encoder import MODEL_FOLDER
from bbchat.encoding.wordpiece import WordPiece
from bbchat.language.spelling import MAX_WORDS, Speller
from bbchat.language.word_list import WordList

OWN = [
    "therapy",
    "therapist",
    "psychotherapy",
    "anxiety",
    "depression",
    "session",
    "insurance",
    "confidential",
    "grief",
]
SPELLER = Speller(OWN, WordPiece.load(MODEL_FOLDER / "vocab.txt").whole_words())


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("what is therpy", "what is therapy"),
        ("is therapu good", "is therapy good"),
        ("does thearpy work", "does therapy work"),
        ("my anxeity is bad", "my anxiety is bad"),
        ("deppresion", "depression"),
        ("Insurence accepted", "insurance accepted"),
        ("do you take insurnace?", "do you take insurance?"),
        ("(confidental)", "(confidential)"),
        ("is psycotherapy hard", "is psychotherapy hard"),
        ("HELP MY DEPRESSON", "HELP MY depression"),
        ("two slps: therpy and sesion", "two slips: therapy and session"),
    ],
)
def test_a_slip_does_not_keep_anyone_from_an_answer(typed: str, mended: str) -> None:
    assert SPELLER.repair(typed) == mended


@pytest.mark.parametrize(
    "text",
    [
        "what is therapy and does it help",
        "do you offer CBT or EMDR and what does the APA say",
        "is DBT, ACT or IFS better for PTSD",
        "can i see Baliegh on Tuesday",
        "my friend Mehmett went to Dr. Oduyaa",
        "therpy2day h4lp2therpy covid19 a1b2c3 2therpy",
        "mail me@exmaple or therpy@home or some_therpy",
        "idk tbh omw ok",
        "don't won't can't y'alll",
        "naïvve señiorr",
        "терапея 治疗",
        "12:30 $150 ...",
        "",
    ],
)
def test_known_words_acronyms_names_numbers_and_short_words_stay_as_typed(text: str) -> None:
    assert SPELLER.repair(text) == text


def test_the_practices_own_word_wins_over_any_other_that_is_as_near() -> None:
    assert Speller(["grief"], ["brief"]).repair("rrief") == "grief"
    assert Speller([], ["brief", "grief"]).repair("zrief") == "brief"


@pytest.mark.parametrize(("typed", "meant"), [("teh", "teh"), ("caht", "chat"), ("chta", "chat"), ("xhat", "chat")])
def test_the_commonest_slips_of_a_finger_are_thought_of_first(typed: str, meant: str) -> None:
    assert Speller(["that", "what", "cart", "chart", "chant", "chat"]).repair(typed) == meant


@pytest.mark.parametrize("word", ["grieving", "autistic", "bossing", "resentful", "psychoanalysis"])
def test_a_rare_english_word_is_not_taken_for_a_slip(word: str) -> None:
    near = ["grinding", "artistic", "tossing", "respectful", "psychoanalyst"]
    assert Speller(near, [], WordList.english_and_spanish()).repair(f"I am {word} here") == f"I am {word} here"


COMMON = ["that", "what", "need", "with", "have", "don't", "what's", "time"]
FREQUENT = Speller(
    [*COMMON, *OWN, *(f"rarely{letter}" for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")],
    WordPiece.load(MODEL_FOLDER / "vocab.txt").whole_words(),
    WordList.english_and_spanish(),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wht i ned wih tat", "what i need with that"),
        ("Wht now", "what now"),
        ("i donn't know waht's next", "i don't know what's next"),
    ],
)
def test_a_short_word_a_contraction_and_a_real_word_are_mended_where_a_common_word_is_meant(
    typed: str, meant: str
) -> None:
    assert FREQUENT.repair(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "is dsm the same as ect or hrt",
        "Ned and Tome wrote to Mr. Wht",
        "my vibe and my friend's tome",
        "j'ai besoin d'aide, qu'est-ce que c'est",
        "y'all o'clock rock'n'roll the boss's therapist's",
    ],
)
def test_short_acronyms_names_real_words_possessives_and_french_stay_as_typed(text: str) -> None:
    assert FREQUENT.repair(text) == text


def test_in_a_small_knowledge_folder_no_real_word_is_taken_for_another() -> None:
    small = Speller(COMMON, ["tome", "ned"], WordList.english_and_spanish())
    assert small.repair("wht a tome by ned") == "wht a tome by ned"


def test_the_word_list_holds_its_words_and_not_their_slips() -> None:
    words = WordList.of(["apple", "pear", "plum"])
    assert all(word in words for word in ("apple", "pear", "plum"))
    assert not any(word in words for word in ("aple", "pea", "zzz", ""))


def test_a_slip_far_from_every_known_word_stays_for_the_reader_to_see() -> None:
    assert SPELLER.repair("xqzzvk wwwwwwww") == "xqzzvk wwwwwwww"


def test_a_pasted_book_of_slips_is_mended_only_up_to_a_bound() -> None:
    mended = SPELLER.repair(" ".join(["therpy"] * (MAX_WORDS + 5)))
    assert mended.split() == ["therapy"] * MAX_WORDS + ["therpy"] * 5


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=None)))
def test_no_text_breaks_the_repair(text: str) -> None:
    assert SPELLER.repair(SPELLER.repair(text)) == SPELLER.repair(text)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([*OWN, "CBT", "2", "?", "and"]), max_size=8))
def test_text_without_slips_is_given_back_unchanged(parts: list[str]) -> None:
    text = " ".join(parts)
    assert SPELLER.repair(text) == text


def test_what_people_type_short_is_written_out() -> None:
    speller = Speller(["therapy"])
    assert speller.repair("wat wud u do w ppl") == "what would you do with people"
    assert speller.repair("U") == "U", "a capital is a name or a mark, not shorthand"
