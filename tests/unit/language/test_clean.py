"""What is drawn can't act on the terminal, hide, or turn its neighbours round; everything else stays as typed."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bbchat.language.clean import MAX_COMBINING_MARKS, clean

JOINERS = "\u200c\u200d"
ANYTHING = st.text(st.characters(categories=None))
"""Any code points at all, unpaired surrogates included."""
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\x1b[]P^_\\\x07\x9b\x9c\x9d\x90m0;a \n\r\t\x00\u2028\u202e\u2066\u200b\u200d\ufeff\u00ad"),
        st.sampled_from("\u0301\u0308\u0323\u0344\u0958\u01d6\u1100\u1161\u11a8\u09c7\u09be\ufe0f\ud83d\udc00\ue000"),
        st.characters(categories=["L", "M", "Z"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hgone", "gone"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]0;new title\x1b\\text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;c3RvbGVu\x07clipboard", "clipboard"),
        ("\x1bPq#0;2;0;0;0\x1b\\picture", "picture"),
        ("\x1b_command\x1b\\text", "text"),
        ("\x1b]0;never closed", "0;never closed"),
        ("\x1bcreset", "reset"),
        ("\x9b31mred", "red"),
        ("\x9d0;new title\x9ctext", "text"),
        ("\x90sixel\x9ctext", "text"),
        ("\x1b\x1b[31mred", "red"),
        ("\x1b", ""),
    ],
)
def test_escape_sequences_never_reach_the_terminal(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("nul\x00 bell\x07 backspace\x08 delete\x7f", "nul bell backspace delete"),
        ("\u202eright to left\u202c", "right to left"),
        ("\u2066isolate\u2069 \u200emark\u200f", "isolate mark"),
        ("zero\u200bwidth\u2060 space\ufeff", "zerowidth space"),
        ("soft\u00adhyphen", "softhyphen"),
        ("half \ud83d a pair \udc00", "half a pair"),
        ("a pair in halves \ud83d\ude00", "a pair in halves"),
        ("private \ue000\U000f0000", "private"),
        ("tagged\U000e0041\U000e007f", "tagged"),
        ("not a character \uffff\ufdd0", "not a character"),
    ],
)
def test_hidden_and_reordering_characters_are_dropped(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    "text",
    [
        "[bold]is this bold?[/bold]",
        "[link=https://example.org]x[/link] [@click=app.quit]y[/]",
        "<b>not html</b> &amp; {0} {name} %s %(x)s $HOME `ls` \\x1b[31m",
        "**stars** _and_ # hash :smile: ~~gone~~",
        "it’s “stuck” — isn’t it…",
        "👩‍👩‍👧 ❤️ 👍🏽 🇺🇸 1️⃣",
        "می‌خواهم",
        "क्ष्म्य",
        "ตี่ ấ ǘ",
        "你好，世界",
        "한국어",
    ],
)
def test_text_that_only_looks_like_markup_stays_as_typed(text: str) -> None:
    assert clean(text) == text
    assert clean(text, keep_lines=True) == text


@pytest.mark.parametrize(
    "flood",
    [
        "e" + "\u0301" * 500,
        "e" + "\u0301\u200d" * 500,
        "e" + "\u200d" * 500,
        "\u01d6\u0323" + "\u0344" * 500,
        "\u0301" * 500,
    ],
)
def test_a_flood_of_accents_cannot_cover_the_lines_around_it(flood: str) -> None:
    shown = clean(f"x{flood}y")
    assert shown.startswith("x")
    assert shown.endswith("y")
    assert len(shown) <= 3 + MAX_COMBINING_MARKS


@pytest.mark.parametrize("flood", ["\x9d", "\x9d0;", "\x1b]", "\x1b[", "\x1b", "\x9b0", "\x90\x1b", "\x1b \x1b]\x9d"])
def test_a_flood_of_unfinished_escapes_does_not_freeze_the_chat(flood: str) -> None:
    start = time.perf_counter()
    clean(flood * 30_000)
    assert time.perf_counter() - start < 5


def test_letters_with_accents_are_composed_so_that_equal_words_are_equal() -> None:
    assert clean("cafe\u0301") == "café"


def test_white_space_is_one_space_and_none_at_the_ends() -> None:
    assert clean(" \t a\u00a0\u3000 b\r\nc\u2028d\x0be\x85 ") == "a b c d e"


def test_paragraphs_of_an_article_keep_their_lines() -> None:
    text = "One  line. \r\nAnother.\r\n\r\n\tA paragraph.\rEnd"
    assert clean(text, keep_lines=True) == "One  line.\nAnother.\n\n A paragraph.\nEnd"


@settings(max_examples=150, deadline=None)
@given(st.one_of(ANYTHING, HOSTILE), st.booleans())
@example("a" + "\u0344" * 4, False)
@example("\u0958" + "\u0301" * 4, False)
@example("\u01d6\u0323\u0301\u0301\u0301", True)
def test_no_text_at_all_gets_past_and_cleaning_twice_changes_nothing(text: str, keep_lines: bool) -> None:
    shown = clean(text, keep_lines=keep_lines)
    assert clean(shown, keep_lines=keep_lines) == shown
    shown.encode()
    assert unicodedata.is_normalized("NFC", shown)
    allowed = JOINERS + "\n" if keep_lines else JOINERS
    assert not [c for c in shown if unicodedata.category(c)[0] == "C" and c not in allowed]
    assert not [c for c in shown if c.isspace() and c not in " \n"]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1))
def test_printable_text_is_never_changed(text: str) -> None:
    assert clean(text) == text
