"""Whatever a terminal sends in whatever pieces: nothing is lost, doubled or moved between what is typed and pasted."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.tui.pasting import END, LONGEST, START, TOO_MANY, UNENDED, Pasted, PasteSorter

SENT = st.one_of(
    st.sampled_from(
        [START, END, START[:3], END[:4], START[1:], "\x1b", "\r", "\n", "a\rb", "a" * TOO_MANY, "b\r" * 20]
    ),
    st.text(st.characters(categories=None), max_size=12),
)
READS = st.lists(st.lists(SENT, max_size=4).map("".join), max_size=8)


@settings(max_examples=200)
@given(READS, st.lists(st.sampled_from([0.0, 0.04, 0.06, 1.9, 2.1]), min_size=8, max_size=8))
def test_all_that_is_sent_comes_through_in_its_order(reads: list[str], pauses: list[float]) -> None:
    sorter, now, pieces = PasteSorter(), 0.0, []
    for read, pause in zip(reads, pauses, strict=False):
        pieces += list(sorter.feed(read, now))
        now += pause
    pieces += list(sorter.silence(now + 2 * UNENDED))
    assert not sorter.is_waiting
    came = "".join(piece.text if isinstance(piece, Pasted) else piece for piece in pieces)
    assert _unmarked(came) == _unmarked("".join(reads))
    assert all(piece for piece in pieces if isinstance(piece, str))
    assert all(len(piece.text) <= LONGEST for piece in pieces if isinstance(piece, Pasted))


def _unmarked(text: str) -> str:
    """Without what could be a piece of a mark, and without line ends, which a paste may lose at its own end."""
    return "".join(character for character in text if character not in START + END + "\r\n")
