"""A reader made out of what was compiled knows the words that one made anew knows."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.encoding.store import Arrays
from bbchat.matching.reader import Reader

PUBLISHED, EXAMPLES = ["What therapy is about."], ["does therapy help", "is therapy expensive"]
ANEW, COMPILED = Reader.build(None, PUBLISHED, EXAMPLES, {})


def mended(reader: Reader) -> str | None:
    return reader.read("how expnsive is theraphy").repaired


def test_what_was_compiled_mends_as_what_is_made_anew_does() -> None:
    again, arrays = Reader.build(None, PUBLISHED, EXAMPLES, COMPILED)
    assert mended(again) == mended(ANEW) == "how expensive is therapy"
    assert all(np.array_equal(arrays[name], COMPILED[name]) for name in COMPILED)


def test_words_of_texts_that_have_changed_are_found_anew() -> None:
    for published, examples in ((PUBLISHED, ["does it help"]), (["Of something else."], EXAMPLES)):
        reader, arrays = Reader.build(None, published, examples, COMPILED)
        assert mended(reader) == mended(Reader.build(None, published, examples, {})[0])
        assert not np.array_equal(arrays["own_words_of"], COMPILED["own_words_of"])


@pytest.mark.parametrize(
    "broken",
    [
        {"own_words": np.zeros(3)},
        {"own_words": np.full(9, 255, np.uint8)},
        {"own_words": COMPILED["own_words"][:0]},
        {"own_words_of": np.zeros(32, np.uint8)},
    ],
)
def test_a_damaged_list_of_words_is_made_anew_or_mends_less_and_never_breaks(broken: Arrays) -> None:
    reader, _ = Reader.build(None, PUBLISHED, EXAMPLES, {**COMPILED, **broken})
    assert mended(reader) in ("how expensive is therapy", None)
