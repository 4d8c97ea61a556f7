"""The tokens are those that the encoder was trained on: equal to the `tokenizers` library's, whatever is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece as LibraryWordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from bbchat.encoding.encoder import MODEL_FOLDER
from bbchat.encoding.wordpiece import MAX_TOKENS, MAX_WORD_CHARACTERS, WordPiece
from bbchat.knowledge.loader import load_knowledge
from bbchat.language.clean import clean

VOCABULARY = MODEL_FOLDER / "vocab.txt"
OURS = WordPiece.load(VOCABULARY)
UNKNOWN, START, END = (OURS.vocabulary[name] for name in ("[UNK]", "[CLS]", "[SEP]"))

COMMON_EMOJI = "😀😂😊😍😢😭😡😱🤔🙏👍👎👏💪❤️💔🔥✨🎉☀️🌈🧠👩‍⚕️🛋️🤷‍♀️👍🏽🇺🇸1️⃣🥺🫶"
HARD_CASES = [
    "",
    " ",
    "?!...",
    "[CLS] [SEP] [UNK] [PAD] [MASK] ##ing",
    "don't y'all can't've o'clock",
    "“stuck” — ‘really’ … «ayuda»",
    "café naïve Ångström ﬁnd ½ ² ℡ Ⅷ",
    "İstanbul ISTANBUL ı ß ẞ Σίσυφος ΟΔΟΣ",
    "ÀÉÎÕÜ ñ ç ø æ œ đ ł",
    "你好世界 心理治疗とは何ですか 한국어 상담",
    "Что такое терапия? מה זה טיפול ما هو العلاج चिकित्सा क्या है การบำบัด",
    "can\u00adcel zero\u200bwidth join\u200der \ufeffmark \ufffd replaced",
    "tab\there\nnew\r\nline\u00a0hard\u3000wide\u2028line\x85next\x1cfile",
    "nul\x00 bell\x07 escape\x1b[31m",
    "$100 €50 £5 10:30 50% C++ a_b a^b `c` a~b <b> | \\ / @you #1",
    "e\u0301\u0301\u0323 \u0301 क्ष",
    "x" * MAX_WORD_CHARACTERS,
    "x" * (MAX_WORD_CHARACTERS + 1),
    "é" * MAX_WORD_CHARACTERS,
    "word " * 300,
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "𝒯𝒽ℯ𝓇𝒶𝓅𝓎 ｔｈｅｒａｐｙ 🅣🅗🅔",
    *COMMON_EMOJI.split(),
    f"i feel {COMMON_EMOJI} today",
    *COMMON_EMOJI,
]


@pytest.fixture(scope="module")
def library() -> Tokenizer:
    vocabulary = dict(OURS.vocabulary)
    model = LibraryWordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=MAX_WORD_CHARACTERS)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def expected_ids(library: Tokenizer, text: str) -> list[int]:
    ids: list[int] = library.encode(text, add_special_tokens=False).ids
    return [START, *ids[: MAX_TOKENS - 2], END]


def is_settled(character: str) -> bool:
    """Whether every version of Unicode that either side may use sees the same kind of character."""
    category = unicodedata.category(character)
    return category != "Cs" and category == unicodedata.ucd_3_2_0.category(character)


def test_every_example_question_has_the_librarys_tokens(library: Tokenizer, knowledge_folder: Path) -> None:
    texts = [example.text for example in load_knowledge(knowledge_folder).examples]
    assert len(texts) > 700
    assert [text for text in texts if OURS.encode(text) != expected_ids(library, text)] == []


@pytest.mark.parametrize("text", HARD_CASES)
def test_hard_cases_have_the_librarys_tokens(library: Tokenizer, text: str) -> None:
    assert OURS.encode(text) == expected_ids(library, text)


SETTLED_TEXT = st.text(
    st.one_of(
        st.characters(max_codepoint=0x24F),
        st.characters(codec="utf-8", max_codepoint=0x9FFF).filter(is_settled),
        st.characters(codec="utf-8").filter(is_settled),
        st.sampled_from("the therapy ing's -_'[]#\u0301\u0345\u2019\u2014İΣσς\u00df\u212b\u1e9e한가中\ufffd"),
        st.sampled_from(COMMON_EMOJI),
    ),
    max_size=60,
).filter(lambda text: all(is_settled(character) or character in COMMON_EMOJI for character in text))


@settings(max_examples=100, deadline=None)
@given(text=SETTLED_TEXT)
def test_any_text_has_the_librarys_tokens(library: Tokenizer, text: str) -> None:
    assert OURS.encode(text) == expected_ids(library, text)


@settings(max_examples=50, deadline=None)
@given(text=SETTLED_TEXT)
def test_any_text_that_was_cleaned_has_the_librarys_tokens(library: Tokenizer, text: str) -> None:
    shown = clean(text)
    assert OURS.encode(shown) == expected_ids(library, shown)


def test_only_characters_that_unicode_has_changed_may_differ_in_the_basic_plane(library: Tokenizer) -> None:
    plane = [chr(point) for point in range(0x10000) if not 0xD800 <= point < 0xE000]
    different = list(_different(library, plane))
    assert [f"U+{ord(character):04X}" for character in different if is_settled(character)] == []


FITTING = 50
"""Characters, each at most five tokens with the letters around it, that stay within `MAX_TOKENS`."""


def _different(library: Tokenizer, characters: list[str]) -> Iterator[str]:
    """The characters that the two sides read differently between letters, found by halving."""
    if len(characters) <= FITTING:
        text = " ".join(f"a{character}b" for character in characters)
        if OURS.encode(text) == expected_ids(library, text):
            return
    if len(characters) == 1:
        yield characters[0]
        return
    middle = len(characters) // 2
    yield from _different(library, characters[:middle])
    yield from _different(library, characters[middle:])


def test_names_of_special_tokens_are_plain_text_when_typed() -> None:
    assert OURS.encode("[SEP] [CLS]").count(END) == 1
    assert OURS.encode("[SEP] [CLS]").count(START) == 1


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(categories=None)))
def test_no_text_breaks_the_tokens_or_their_bound(text: str) -> None:
    ids = OURS.encode(text * 20)
    assert (ids[0], ids[-1]) == (START, END)
    assert 2 <= len(ids) <= MAX_TOKENS


def test_whole_words_are_words_that_a_slip_may_be_mended_to() -> None:
    found = list(OURS.whole_words())
    assert {"the", "therapy", "anxiety"} <= set(found)
    assert found.index("the") < found.index("therapy")
    assert all(word.isalpha() and word.isascii() for word in found)
