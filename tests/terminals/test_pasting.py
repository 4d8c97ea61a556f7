"""Pastes, as the reader of the terminal sorts them out."""

from __future__ import annotations

import pytest

from bbchat.tui.pasting import END, GAP, LONGEST, START, TOO_MANY, UNENDED, Pasted, PasteSorter


def sorted_out(*reads: str, silence: float = 10.0) -> list[str | Pasted]:
    """What comes of reads that follow at once, and of a silence after them."""
    sorter = PasteSorter()
    return [piece for read in reads for piece in sorter.feed(read, 0.0)] + list(sorter.silence(silence))


LONG = "a" * TOO_MANY


@pytest.mark.parametrize(
    ("reads", "pieces"),
    [
        (["a", "\r", "\x1b"], ["a", "\r", "\x1b"]),
        (["x" + START + "one\rtwo" + END + "y"], ["x", Pasted("one\rtwo"), "y"]),
        ([START + "a\x1b[31mb", "\x1b" + END], [Pasted("a\x1b[31mb\x1b")]),
        ([START + "a" + END + START + "b" + END], [Pasted("a"), Pasted("b")]),
        ([LONG + "\rb", "c\r", "d"], [Pasted(LONG + "\rbc\rd")]),
        (["does it work\rand how long"], [Pasted("does it work\rand how long")]),
        (["does it really work, then\r"], ["does it really work, then\r"]),
        (["does it really work, then\r\x1b"], ["does it really work, then\r\x1b"]),
        (["does it really work, then\r\x1b[A"], ["does it really work, then\r\x1b[A"]),
        (["does it really work, then\r\tand"], [Pasted("does it really work, then\r\tand")]),
        ([LONG + "\r"], [Pasted(LONG), "\r"]),
        (["\x1b[A" * TOO_MANY], ["\x1b[A" * TOO_MANY]),
        (["\x1b[<35;10;5M" * TOO_MANY], ["\x1b[<35;10;5M" * TOO_MANY]),
        ([LONG + START + "b" + END], [Pasted(LONG), Pasted("b")]),
        (["\x1b["], ["\x1b["]),
    ],
)
def test_no_paste_is_taken_for_keys_and_no_key_for_a_paste(reads: list[str], pieces: list[str | Pasted]) -> None:
    assert sorted_out(*reads) == pieces


@pytest.mark.parametrize("cut", range(2, len(START) + len(END) + 3))
def test_a_paste_is_whole_wherever_a_read_cuts_it(cut: int) -> None:
    sent = START + "abc" + END
    assert sorted_out(sent[:cut], sent[cut:]) == [Pasted("abc")]


def test_a_paste_without_an_end_ends_by_silence() -> None:
    assert sorted_out(START + "abc", silence=UNENDED / 2) == []
    assert sorted_out(START + "abc" + END[:3], silence=UNENDED) == [Pasted("abc" + END[:3])]
    assert sorted_out(LONG, silence=GAP / 2) == []


def test_an_endless_paste_takes_no_more_room_than_it_may() -> None:
    pieces = sorted_out(START, *[LONG] * (2 * LONGEST // TOO_MANY))
    assert [len(piece.text) for piece in pieces if isinstance(piece, Pasted)] == [LONGEST]


def test_a_paste_is_never_in_a_repr() -> None:
    assert "secret" not in repr(Pasted("secret"))
