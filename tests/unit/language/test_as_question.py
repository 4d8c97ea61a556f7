"""How a text is put before it is compared."""

from __future__ import annotations

import pytest

from bbchat.language.normalise import plain_question


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("I asked for an appointment…now what", "I asked for an appointment. now what?"),
        ("so um... how does it work??", "so um. how does it work?"),
        ("does it cost 3.50 a go...", "does it cost 3.50 a go?"),
    ],
)
def test_somebody_who_types_dots_between_words_is_not_taken_for_desperate(typed: str, compared: str) -> None:
    assert plain_question(typed) == compared
