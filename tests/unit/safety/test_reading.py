"""A message is read as its writer meant it: nothing that hides or mistypes a dangerous word loses it.

Readings are written with `.` for the end of a sentence, `,` for a clause or line, and a slash between what one word may
be. The words are few, so that each way of reading can be told from the others.
"""

from __future__ import annotations

import pytest

from bbchat.safety.normalise import MAX_REPAIRED, SENTENCE_BREAK, SOFT_BREAK, Normaliser

RISK = set("die kill suicide suicidal myself overdose hang".split())
WORDS = set("i a my me you want to dont its the end life bed self plan selfharm us goodbye alone plan".split())
REAL = {"bill", "hand"}
PHRASE = {"goodbye", "alone", "plan"}


@pytest.fixture(scope="session")
def normaliser() -> Normaliser:
    return Normaliser(words=WORDS, phrase_words=PHRASE, risk_words=RISK, real_words=REAL)


def shown(normaliser: Normaliser, text: str) -> str:
    reading = normaliser.read(text)
    signs = {SENTENCE_BREAK: ". ", SOFT_BREAK: ", "}
    rows = zip(reading.words, reading.breaks, strict=True)
    return " ".join(("" if not at else signs.get(pause, "")) + "/".join(w) for at, (w, pause) in enumerate(rows))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("I want to die", "i want to die"),
        ("  i   die  ", "i die"),
        ("i\tdie", "i die"),
        ("i\ndie", "i , die"),
        ("i \n die", "i , die"),
        ("i me\ndie me", "i me , die me"),
        ("i me\n\ndie me", "i me . die me"),
        ("i me \n \n\n die me", "i me . die me"),
        ("i die, me", "i die , me"),
        ("i die: me", "i die , me"),
        ("i die - me", "i die , me"),
        ("i die / me", "i die , me"),
        ("i die. me me", "i die . me me"),
        ("i die! me me", "i die . me me"),
        ("i die? me me", "i die . me me"),
        ("i die; me me", "i die . me me"),
        ("i die... me me", "i die , me me"),
        ('i "die." me me', "i die . me me"),
        ("i (die.) me me", "i die . me me"),
        ("i die.\nme me", "i die . me me"),
        ("i die,\n\nme me", "i die . me me"),
        ("me/you", "me you"),
        ("i me.you i", "i me you i"),
        ("i me?you i", "i me . you i"),
        ("i me!you i", "i me . you i"),
        ("i me;you i", "i me . you i"),
        ("i 12 me", "i 12 me"),
        ("i 5pm me", "i 5 pm me"),
        ("i * me", "i me"),
        ("i \u65e5\u672c me", "i me"),
    ],
)
def test_words_and_pauses_are_those_of_a_reader(normaliser: Normaliser, typed: str, read: str) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("i. want. to. die.", "i , want , to , die"),
        ("i want. to die.", "i want . to die"),
        ("i. want to die", "i . want to die"),
        ("want to. die. me.", "want to . die , me"),
        ("i die. want. to die", "i die . want . to die"),
    ],
)
def test_a_stop_after_every_word_divides_nothing(normaliser: Normaliser, typed: str, read: str) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("don't", "dont"),
        ("life's end", "life end"),
        ("life's. me me", "life . me me"),
        ("it's", "its"),
        ("us's", "us"),
        ("zzz's", "zzzs"),
        ("life'st", "lifest"),
    ],
)
def test_an_apostrophe_parts_no_word(normaliser: Normaliser, typed: str, read: str) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k1ll", "kill"),
        ("d13", "die"),
        ("$uicide", "suicide"),
        ("su!cide", "suicide"),
        ("5u1c1d41", "suicidal"),
        ("5u1c1d41 me", "suicidal me"),
        ("k*ll me", "kill me"),
        ("k**l me", "kill me"),
        ("s*ic*de", "suicide"),
        ("s_ic-de", "suicide"),
        ("k#ll, me", "kill , me"),
        ("k1ll. me me", "kill . me me"),
        ("(k1ll)", "kill"),
        ("k1llmyself", "kill myself"),
        ("s-u-i-c-i-d-e", "suicide"),
        ("k.i.l.l", "kill"),
        ("self-harm", "selfharm"),
        ("self-me", "self me"),
        ("my-self me", "my self me"),
        ("k-ill, me", "kill , me"),
        ("d-ie me", "d ie me"),
        ("me-you", "me you"),
        ("k***", "k"),
        ("12345", "12345"),
        ("d1", "d 1"),
        ("b3d", "bed"),
        ("b*d", "b d"),
    ],
)
def test_signs_and_figures_in_place_of_letters_hide_no_word(normaliser: Normaliser, typed: str, read: str) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k i l l me", "kill me"),
        ("i  k i l l", "i kill"),
        ("k 1 l l me", "kill me"),
        ("d i e", "die"),
        ("me me. k i l l me", "me me . kill me"),
        ("k i l l. me me", "kill . me me"),
        ("1 2 3 me", "1 2 3 me"),
        ("x y z me", "x y z me"),
        ("x, y, z me", "x , y , z me"),
        ("i a", "i a"),
        ("sui cide me", "suicide me"),
        ("sui cide xyzzy", "suicide xyzzy"),
        ("me me. over dose me", "me me . overdose me"),
        ("my self", "my self"),
        ("me suici dal", "me suicidal"),
    ],
)
def test_letters_and_halves_that_stand_apart_are_one_word(normaliser: Normaliser, typed: str, read: str) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("killmyself", "kill myself"),
        ("iwanttodie me", "i want to die me"),
        ("me, killmyself. me me", "me , kill myself . me me"),
        ("iwantthebed", "iwantthebed"),
        ("wantkill", "want kill"),
        ("youkill", "youkill"),
        ("xkillmyself", "xkillmyself"),
        ("killmyself killmyself", "kill myself kill myself"),
    ],
)
def test_words_that_stand_together_are_read_apart_where_one_tells_of_danger(
    normaliser: Normaliser, typed: str, read: str
) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("kiill", "kiill/kill"),
        ("kll", "kll"),
        ("kkkilllll", "kkkilllll/kill"),
        ("suicied", "suicied/suicide"),
        ("suicde", "suicde/suicide"),
        ("usicide", "usicide/suicide"),
        ("soicidel", "soicidel/suicidal/suicide"),
        ("zoicidal", "zoicidal"),
        ("hangg", "hangg/hang"),
        ("bill", "bill"),
        ("hand", "hand"),
        ("will", "will"),
        ("hant", "hant/hang"),
        ("goodby", "goodby/goodbye"),
        ("goobdye", "goobdye/goodbye"),
        ("gudbyee", "gudbyee"),
        ("alonne", "alonne/alone"),
        ("plann", "plann"),
        ("zlone", "zlone/alone"),
        ("lonea", "lonea"),
        ("iii", "iii/i"),
        ("suicxe", "suicxe/suicide"),
        ("suicd", "suicd"),
        ("suiicidde", "suiicidde/suicide"),
        ("overdoseeed", "overdoseeed/overdose"),
        ("suicidaaaal", "suicidaaaal/suicidal"),
        ("the", "the"),
    ],
)
def test_a_misspelt_word_of_danger_is_read_and_an_ordinary_word_is_left(
    normaliser: Normaliser, typed: str, read: str
) -> None:
    assert shown(normaliser, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"), [("me over dose me", "me overdose me"), ("dro wn", "dro wn"), ("poi son", "poison")]
)
def test_a_word_cut_in_two_is_one_though_half_of_it_is_a_word_unless_it_is_short(typed: str, read: str) -> None:
    made = Normaliser({"me", "over"}, set(), {"overdose", "drown", "poison"}, set())
    assert shown(made, typed) == read


def test_no_word_of_a_message_stands_in_a_repr(normaliser: Normaliser) -> None:
    assert repr(normaliser.read("suicide, myself")) == "Reading()"


def test_a_word_longer_than_any_is_left() -> None:
    long = "a" + "bcdefghi" * 3
    for size in (MAX_REPAIRED, MAX_REPAIRED + 1):
        word = long[:size]
        made = Normaliser(words=set(), phrase_words=set(), risk_words={word}, real_words=set())
        typed = word[:-1] + "z"
        assert made.read(typed).words == [(typed, word) if size == MAX_REPAIRED else (typed,)]


def test_without_any_words_everything_is_left_as_it_is() -> None:
    nothing = Normaliser(words=set(), phrase_words=set(), risk_words=set(), real_words=set())
    assert shown(nothing, "k1ll k i l l killmyself") == "k 1 ll k i l l killmyself"
