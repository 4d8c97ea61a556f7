"""Lines that fit their width: nothing is cut off at the edge, and nothing of the text is lost."""

from __future__ import annotations

import pytest
import wcwidth
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bbchat.language.clean import clean
from bbchat.language.wrap import cell_width, wrap, wrap_spans

WIDTHS = st.integers(min_value=-1, max_value=30)
ANYTHING = st.text(st.characters(categories=None), max_size=80)
WRITING = st.text(
    st.one_of(
        st.sampled_from("abc xyz, 你好世界한국어ｆ 👩👍🏽🎉\u200d❤☀⚠1\ufe0f\u20e3e\u0301क्ष\n"),
        st.characters(categories=["L", "N", "P", "Z"], max_codepoint=0x2FFF),
    ),
    max_size=80,
)
WIDE_SINCE_UNICODE_16 = {
    *range(0x2630, 0x2638),
    *range(0x268A, 0x2690),
    *range(0x4DC0, 0x4E00),
    *range(0x1D300, 0x1D380),
}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("a short line", 20, ["a short line"]),
        ("a line that is longer", 10, ["a line", "that is", "longer"]),
        ("exactly ten!", 12, ["exactly ten!"]),
        ("supercalifragilistic", 8, ["supercal", "ifragili", "stic"]),
        ("go supercalifragilistic", 8, ["go", "supercal", "ifragili", "stic"]),
        ("你好世界", 5, ["你好", "世界"]),
        ("one\n\ntwo", 10, ["one", "", "two"]),
        ("", 10, [""]),
        ("ab", 0, ["a", "b"]),
        ("好", 1, ["好"]),
    ],
)
def test_lines_break_between_words_and_inside_only_the_longest(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@settings(max_examples=100, deadline=None)
@given(st.one_of(ANYTHING, WRITING), WIDTHS)
def test_no_letter_is_lost_at_a_line_break(text: str, width: int) -> None:
    end = 0
    for start, stop in wrap_spans(text, width):
        assert end <= start <= stop
        assert text[end:start] in ("", " ", "\n")
        end = stop
    assert end == len(text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(ANYTHING, WRITING), WIDTHS)
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    for line in wrap(text, width):
        is_single = sum(cell_width(character) > 0 for character in line) == 1
        assert sum(map(cell_width, line)) <= max(width, 1) or is_single


@settings(max_examples=100, deadline=None)
@given(st.one_of(ANYTHING, WRITING), st.integers(min_value=2, max_value=30))
@example("❤️" * 20, 7)
@example("1️⃣ one 2️⃣ two ⚠️ care", 8)
@example("👩‍👩‍👧 👍🏽 🇺🇸 " * 5, 9)
def test_terminals_agree_that_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    shown = "".join(c for c in clean(text, keep_lines=True) if ord(c) not in WIDE_SINCE_UNICODE_16)
    for line in wrap(shown, width):
        assert wcwidth.wcswidth(line) <= width
