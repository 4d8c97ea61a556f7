"""A phrase is found wherever it stands and is never found where it does not stand, on small patterns of every kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbchat.knowledge.automaton import Rows, build
from bbchat.knowledge.safety_patterns import parse_pattern
from bbchat.safety.normalise import Reading
from bbchat.safety.phrases import LOOK_AHEAD, MAX_FILLERS, Finder
from tests.unit.safety.written import read

LISTS = {"want": ["want", "would like", "long|ache for"], "end": ["die", "go <want>", "be no more"]}
SPELLINGS = {"die": ["dye"], "want": ["wnt"]}


def finder(*patterns: str) -> Finder:
    lists = {name: tuple(path for entry in entries for path in parse_pattern(entry)) for name, entries in LISTS.items()}
    made = build(lists, SPELLINGS, {pattern: parse_pattern(pattern) for pattern in patterns})
    return Finder(made, frozenset({"really", "um"}), frozenset({"but"}))


def found(text: str, *patterns: str) -> list[str]:
    """The words of each phrase that is found, in order."""
    reading = read(text)
    hits = dict.fromkeys(finder(*patterns).find(reading))
    return [" ".join(words[0] for words in reading.words[hit.start : hit.end]) for hit in hits]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("die", "die", ["die"]),
        ("die", "x die x die", ["die", "die"]),
        ("want to die", "i want to die now", ["want to die"]),
        ("want to die", "want to to die", []),
        ("want to die", "want to . die", []),
        ("want to die", "want to , die", ["want to die"]),
        ("want to die", "want to", []),
        ("kill|hurt me", "kill me hurt me", ["kill me", "hurt me"]),
        ("suicid*", "suicidal suicide suici", ["suicidal", "suicide"]),
        ("end* now", "ending now end now en now", ["ending now", "end now"]),
        ("die", "dye", ["dye"]),
        ("want", "x/want y/z", ["x"]),
        ("a b", "x/a y/b", ["x y"]),
    ],
)
def test_the_words_of_a_phrase_are_found_in_their_order_within_a_sentence(
    pattern: str, text: str, expected: list[str]
) -> None:
    assert found(text, pattern) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("want die", ["want die"]),
        ("wnt dye", ["wnt dye"]),
        ("would like die", ["would like die"]),
        ("ache for die", ["ache for die"]),
        ("would like be no more", ["would like be no more"]),
        ("would like go would like", ["would like go would like"]),
        ("would like go", []),
        ("would really like die", ["would really like die"]),
        ("would like really die", ["would like really die"]),
        ("would . like die", []),
        ("would die", []),
        ("x would like die x", ["would like die"]),
    ],
)
def test_an_entry_of_a_list_may_have_several_words(text: str, expected: list[str]) -> None:
    assert found(text, "<want> <end>") == expected


@pytest.mark.parametrize("count", range(MAX_FILLERS + 2))
def test_filler_words_hide_no_phrase_up_to_a_bound(count: int) -> None:
    text = f"want {'really ' * count}to die"
    assert found(text, "want to die") == ([text] if count <= MAX_FILLERS else [])


def test_a_filler_at_the_end_is_no_part_of_the_phrase() -> None:
    assert found("really want to die really um", "want to die") == ["want to die"]
    assert found("want really x die", "want to die") == []
    assert found("end it really um", "end it $") == ["end it"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("i ...2 die", "i die", ["i die"]),
        ("i ...2 die", "i x x die", ["i x x die"]),
        ("i ...2 die", "i x x x die", []),
        ("i ...2 die", "i x . die", []),
        ("i ...2 die", "i . die", []),
        ("i ...2 die", "i x , die", ["i x die"]),
        ("i ...2 die", "i but die", []),
        ("i ...2 but", "i x but", ["i x but"]),
        ("i ...2 die", "i x x", []),
        ("i ...2 die die", "i x die die", ["i x die die"]),
        ("i ...1 _ die", "i x y die", ["i x y die"]),
        ("i ...1 _ die", "i y die", ["i y die"]),
        ("i ...1 _ die", "i x x y die", []),
        ("i ...1 _ die", "i die", []),
        ("i ...1 _ $", "i x y", ["i x y"]),
        ("i ...1 _", "i x", ["i x"]),
        ("i ...2 <want> die", "i x would like die", ["i x would like die"]),
        ("i ...2 die ...2 now", "i x die x x now", ["i x die x x now"]),
    ],
)
def test_a_gap_holds_so_many_words_and_never_steps_over_the_end_of_a_thought(
    pattern: str, text: str, expected: list[str]
) -> None:
    assert found(text, pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("i _ die", "i x die", ["i x die"]),
        ("i _ die", "i x x die", []),
        ("i _ die", "i . x die", []),
        ("i _", "i x", ["i x"]),
        ("i _", "i", []),
        ("i _ $", "i x y", []),
        ("i _ _ now", "i x y now", ["i x y now"]),
    ],
)
def test_a_word_that_may_be_any_is_one_word(pattern: str, text: str, expected: list[str]) -> None:
    assert found(text, pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^ goodbye", "goodbye all", ["goodbye"]),
        ("^ goodbye", "x . goodbye all", ["goodbye"]),
        ("^ goodbye", "x goodbye", []),
        ("^ goodbye", "x , goodbye", []),
        ("goodbye $", "goodbye", ["goodbye"]),
        ("goodbye $", "goodbye . x", ["goodbye"]),
        ("goodbye $", "goodbye x", []),
        ("goodbye $", "goodbye , x", []),
        ("^ so long $", "so long", ["so long"]),
        ("^ so long $", "so long x", []),
        ("i ... end $", "i x end", ["i x end"]),
    ],
)
def test_where_a_sentence_begins_or_ends_counts_where_the_phrase_says_so(
    pattern: str, text: str, expected: list[str]
) -> None:
    assert found(text, pattern) == expected


def test_all_phrases_of_a_message_are_found_each_under_its_own_name() -> None:
    hits = finder("want to die", "to die", "want", "^ i want", "want ...3 now").find(read("i want to die now"))
    assert {(hit.key, hit.start, hit.end) for hit in hits} == {
        ("want to die", 1, 4),
        ("to die", 2, 4),
        ("want", 1, 2),
        ("^ i want", 0, 2),
        ("want ...3 now", 1, 5),
    }
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits), "in the order of the words"


def test_what_two_spellings_may_mean_counts_for_both() -> None:
    assert len(finder("kill me", "fill me").find(read("kill/fill me"))) == 2


def test_a_phrase_is_found_at_every_place_of_a_long_message() -> None:
    for size in (1, LOOK_AHEAD - 1, LOOK_AHEAD, LOOK_AHEAD + 1, 3 * LOOK_AHEAD):
        for place in range(size):
            words = ["x"] * size
            words[place:place] = ["i", "x", "x", "x", "would", "really", "like", "die"]
            assert found(" ".join(words), "i ...3 <want> die") == ["i x x x would really like die"]


def brute(words: list[str], pattern: tuple[str, ...], at: int) -> set[int]:
    """Where a path ends that begins at a word, worked out step by step without any automaton; no fillers."""
    ends = {at}
    for step in pattern:
        if step.startswith("..."):
            ends = {
                end + more for end in ends for more in range(int(step[3:]) + 1) if "but" not in words[end : end + more]
            }
        else:
            fits = {end for end in ends if end < len(words)}
            ends = {end + 1 for end in fits if step == "_" or words[end] in step.split("|")}
    return ends


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "but"]), min_size=1, max_size=12),
    st.sampled_from(
        ["a b", "a _ c", "a ...2 b", "a|b ...1 c", "a ...1 _ b", "a ... b ... c", "[a] b [c] a", "a [...2 b] c"]
    ),
)
def test_nothing_is_found_or_lost_against_a_search_word_by_word(words: list[str], pattern: str) -> None:
    expected = {
        (at, end) for path in parse_pattern(pattern) for at in range(len(words)) for end in brute(words, path, at)
    }
    assert {(hit.start, hit.end) for hit in finder(pattern).find(read(" ".join(words)))} == expected


def test_a_point_that_is_half_made_is_never_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = finder("i ...2 die")
    nodes, make = looked._nodes, Rows.__getitem__
    (inner,) = looked._root.steps.values()
    behind = nodes._automaton.over_gaps[inner][1]

    def break_behind(rows: Rows, place: int) -> tuple[int, ...]:
        if place == behind:
            raise KeyboardInterrupt
        return make(rows, place)

    monkeypatch.setattr(Rows, "__getitem__", break_behind)
    with pytest.raises(KeyboardInterrupt):
        looked.find(read("i x die"))
    monkeypatch.undo()
    assert [(hit.start, hit.end) for hit in looked.find(read("i x die"))] == [(0, 3)]


def test_nothing_to_read_is_no_phrase() -> None:
    assert finder("die").find(Reading()) == []
