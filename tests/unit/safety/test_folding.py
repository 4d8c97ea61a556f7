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
        ("\U0001f130\U0001f149 \U0001f150\U0001f169 \U0001f170\U0001f189 \U0001f1e6\U0001f1ff", "az az az az"),
        ("die\u2013now die\u2026now", "die , now die..now"),
        ("\U0001f52bme\U0001f52ame\U0001f48a", " shoot me stab me pills "),
        ("\U0001f602 \U0001f923 \U0001f605", " haha   haha   haha "),
        ("d\u115fi\u1160e d\u3164i\uffa0e", "die die"),
        ("d\x08i\x0ee d\x1ai\x01e", "die die"),
        ("die\tnow\rnow", "die\tnow\rnow"),
        ("\u00bfdie?", "\u00bfdie?"),
    ],
)
def test_a_word_is_read_as_it_looks(typed: str, read: str) -> None:
    assert fold(typed) == read
