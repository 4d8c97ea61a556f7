"""A reader made out of what was compiled knows the words that one made anew knows."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.conversation.assistant import Assistant
from bbchat.encoding.encoder import Vector, pool
from bbchat.encoding.store import Arrays
from bbchat.encoding.wordpiece import words_of
from bbchat.matching.reader import Reader

PUBLISHED, EXAMPLES = ["What therapy is about."], ["does therapy help", "is therapy expensive"]
ANEW, COMPILED = Reader.build(None, PUBLISHED, EXAMPLES, {})


def alike(one: Vector | None, other: Vector | None) -> bool:
    return one is not None and other is not None and np.allclose(one, other, atol=1e-6)


def mended(reader: Reader) -> str | None:
    return reader.read("how expnsive is theraphy").repaired


def test_what_was_compiled_mends_as_what_is_made_anew_does() -> None:
    again, arrays = Reader.build(None, PUBLISHED, EXAMPLES, COMPILED)
    assert mended(again) == mended(ANEW) == "how expensive is therapy"
    assert all(np.array_equal(arrays[name], COMPILED[name]) for name in COMPILED)
    for name in ("words", "own_words"):
        assert arrays[name] is COMPILED[name], "what takes long to find is found only where nothing is stored"


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
        {"words": np.zeros(3)},
        {"words": np.zeros((2, 2), np.uint32)},
    ],
)
def test_a_damaged_list_of_words_is_made_anew_or_mends_less_and_never_breaks(broken: Arrays) -> None:
    reader, _ = Reader.build(None, PUBLISHED, EXAMPLES, {**COMPILED, **broken})
    assert mended(reader) in ("how expensive is therapy", None)


def test_a_short_text_is_encoded_once_as_a_question_and_a_long_one_in_windows(assistant: Assistant) -> None:
    reader = assistant.reader
    short = reader.read("does  it help")
    assert (short.texts, short.typed, short.repaired) == (("does it help?",), "does it help", None)
    assert [text for text, _ in short.windows] == ["does it help?"]
    assert alike(short.vectors[0], reader.encode("does it help?"))
    assert short.states is not None
    long = reader.read("does it help when one is sad " * 15)
    assert len(long.texts) == len(long.vectors) == 2
    assert long.states is None
    assert all(alike(row, reader.encode(text)) for text, row in long.windows)
    part = reader.read_part("what of it")
    assert (part.texts, part.typed) == (("what of it?",), "what of it")
    assert alike(part.vectors[0], reader.encode("what of it?"))


def test_runs_of_a_text_are_known_only_where_each_word_has_its_tokens(assistant: Assistant) -> None:
    reader = assistant.reader
    reading = reader.read("does therapy help with grief")
    words = words_of(reading.texts[0])
    spans = [(0, len(words)), (2, 4)]
    whole, some = reader.inside(reading, words, spans)
    assert reading.states is not None
    assert alike(whole, pool(reading.states[1:-1]))
    assert alike(some, pool(reading.states[3:5]))
    assert reader.inside(reading, words[:-1], spans) == [None, None], "not this text's words"
    without = Reader.build(None, PUBLISHED, EXAMPLES, {})[0]
    assert without.inside(without.read("does it help"), ["does", "it"], [(0, 1)]) == [None]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("i like tea. no way. you do not like it! so it is", ["i like tea .", "you do not like it !", "so it is ?"]),
        ("i like tea. no", []),
        ("i like tea; you do not", ["i like tea ;", "you do not ?"]),
        ("one sentence alone.", []),
    ],
)
def test_sentences_long_enough_to_say_something_are_read_by_themselves(
    typed: str, found: list[str], assistant: Assistant
) -> None:
    reading = assistant.reader.read(typed, mends=False)
    assert [text for text, _ in assistant.reader.sentences(reading)] == found
    assert all(row is not None for _, row in assistant.reader.sentences(reading))


def test_slips_and_shorthand_are_not_well_typed() -> None:
    assert ANEW.is_well_typed("Is THERAPY  expensive?")
    assert not ANEW.is_well_typed("is theraphy expensive")
