"""Letters that only look otherwise hide no word, and what cannot be seen joins or parts none."""

from __future__ import annotations

import pytest

from bbchat.safety.folding import fold


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("DIE", "die"),
        ("dié", "die"),
        ("d\u200bi\u00ade", "die"),
        ("d\u302ei\u1b44e", "die"),
        ("\u0434\u0456\u0435", "die"),
        ("\uff24\uff29\uff25", "die"),
        ("\U0001d41d\U0001d422\U0001d41e", "die"),
        ("want\x1b[31mto\x1b[0;1mdie", "want to die"),
        ("d\x00i\x7fe", "die"),
        ("die\u2014now", "die , now"),
        ("don\u2019t don`t", "don't don't"),
    ],
)
def test_a_word_is_read_as_it_looks(typed: str, read: str) -> None:
    assert fold(typed) == read
