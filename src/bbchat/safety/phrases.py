"""Finds every phrase of one language in a message.

The one invariant: each word of a message is looked at a bounded number of times, whatever the message, because every
path of a pattern has a bounded reach; there is no regular expression and nothing to backtrack over.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, chain
from operator import or_
from typing import TypeAlias

from bbchat.knowledge.automaton import Automaton
from bbchat.safety.normalise import SENTENCE_BREAK, Reading

MAX_FILLERS = 4
"""Filler words in a row that a phrase may step over."""

LOOK_AHEAD = 16
"""More words than the longest gap and the filler words before a step can hold."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern's place in a message: its words are `start` to `end - 1`."""

    key: str
    start: int
    end: int


class _Node:
    """One point of an automaton: what may come next and what is complete here."""

    __slots__ = ("ahead", "any", "complete", "complete_at_end", "gaps", "mask", "steps")

    def __init__(self, steps: dict[int, int], complete: tuple[int, ...], complete_at_end: tuple[int, ...]) -> None:
        self.steps = steps
        """The number of the next point after each step."""
        self.mask = _bits(steps)
        """One bit for each step that goes on from here: a look at it tells most words apart at once."""
        self.ahead = self.mask
        """One bit for each step that may come next, a gap included: where none is near, nothing is walked."""
        self.any: _Node | None = None
        self.gaps: dict[int, _Node] = {}
        self.complete = complete
        self.complete_at_end = complete_at_end


class _Nodes(dict[int, _Node]):
    """The points of an automaton by number, each made when it is first come to: a message sees few of thousands."""

    def __init__(self, automaton: Automaton) -> None:
        super().__init__()
        self._automaton = automaton

    def __missing__(self, number: int) -> _Node:
        rows = self._automaton
        onward, gaps, after_any = rows.onward[number], rows.over_gaps[number], rows.over_any[number]
        steps = dict(zip(onward[::2], onward[1::2], strict=True))
        node = _Node(steps, rows.complete[number], rows.complete_at_end[number])
        for reach, after in zip(gaps[::2], gaps[1::2], strict=True):
            following = node.gaps[reach] = self[after]
            node.ahead |= -1 if following.any else following.mask
        if after_any >= 0:
            node.any, node.ahead = self[after_any], -1
        return self.setdefault(number, node)  # only now: two threads may look at once


def _bits(steps: Iterable[int]) -> int:
    """One bit for each step."""
    return reduce(or_, (1 << step for step in steps), 0)


Taken: TypeAlias = tuple[frozenset[int], int]
"""Steps that a word can take, and a bit for each."""


class _Vocabulary:
    """Which steps of an automaton each word of a message can take."""

    def __init__(self, automaton: Automaton) -> None:
        self._beginnings = dict(zip(automaton.beginnings, automaton.beginning_steps, strict=True))
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._steps = dict(zip(automaton.words, automaton.word_steps, strict=True))

    def of_any(self, words: tuple[str, ...]) -> Taken:
        """Every step that one of these words can take, and a bit for each."""
        if len(words) == 1:
            return self._of(words[0])
        sets, masks = zip(*map(self._of, words), strict=True)
        return frozenset().union(*sets), reduce(or_, masks)

    def _of(self, word: str) -> Taken:
        steps = self._steps.get(word)
        if steps is None:
            begun = (self._beginnings.get(word[:length], ()) for length in self._lengths)
            steps = tuple(chain.from_iterable(begun))
        return frozenset(steps), _bits(steps)


class Finder:
    """All patterns of one language, to be found in one pass."""

    def __init__(self, automaton: Automaton, fillers: Set[str], gaps_end_at: Set[str]) -> None:
        """`fillers` may stand inside a pattern without changing it; a gap never steps over `gaps_end_at`."""
        self._fillers = fillers
        self._gaps_end_at = gaps_end_at
        self._keys = automaton.keys
        self._list_steps = automaton.list_steps
        self._vocabulary = _Vocabulary(automaton)
        self._nodes = _Nodes(automaton)
        self._root, self._first = self._nodes[automaton.anywhere], self._nodes[automaton.at_start]
        self._lists = self._nodes[automaton.entries]

    def find(self, reading: Reading) -> list[Found]:
        """Every pattern in the message, in the order of the words."""
        walk = _Walk(reading, self._nodes, self._vocabulary, self._fillers, self._gaps_end_at)
        for start, mask in enumerate(walk.masks):
            if mask & self._lists.mask:
                for at, end in walk.run(self._lists, start):
                    walk.add_span(self._list_steps[at], start, end)
        walk.look_ahead()
        found: list[Found] = []
        for start, mask in enumerate(walk.masks):
            if mask & self._root.mask:
                found += [Found(self._keys[at], start, end) for at, end in walk.run(self._root, start)]
            if mask & self._first.mask and reading.breaks[start] == SENTENCE_BREAK:
                found += [Found(self._keys[at], start, end) for at, end in walk.run(self._first, start)]
        return found


class _Walk:
    """The paths that one message takes."""

    def __init__(
        self, reading: Reading, nodes: _Nodes, vocabulary: _Vocabulary, fillers: Set[str], gaps_end_at: Set[str]
    ) -> None:
        self.nodes = nodes
        self.count = len(reading.words)
        self.breaks = reading.breaks
        self.stops_gap = [
            pause == SENTENCE_BREAK or words[0] in gaps_end_at
            for words, pause in zip(reading.words, reading.breaks, strict=True)
        ]
        self.is_filler = [words[0] in fillers for words in reading.words]
        taken = {words: vocabulary.of_any(words) for words in set(reading.words)}
        self.words = reading.words
        self.ways: dict[tuple[_Node, tuple[str, ...]], list[_Node]] = {}
        """Where a word leads from a point on the paths, worked out once a message."""
        self.steps = [taken[words][0] for words in reading.words]
        self.masks = [taken[words][1] for words in reading.words]
        self.near = _joined_ahead(self.masks)
        self.spans: list[dict[int, list[int]]] = [{} for _ in reading.words]
        """By first word, the entries of several words that were found, and where each ends."""

    def add_span(self, step: int, start: int, end: int) -> None:
        """Note an entry of several words."""
        self.spans[start].setdefault(step, []).append(end)
        self.masks[start] |= 1 << step

    def look_ahead(self) -> None:
        """Note what stands at each word or soon after it."""
        self.near = _joined_ahead(self.masks)

    def run(self, root: _Node, start: int) -> list[tuple[int, int]]:
        """What is complete on the paths from one word, and where it ends."""
        found: list[tuple[int, int]] = []
        stack: list[tuple[_Node, int, int, int]] = []
        seen: set[tuple[_Node, int, int]] = set()
        self._advance(root, start, stack)
        while stack:
            node, at, last, skipped = stack.pop()
            if node.complete and not skipped:
                found += [(key, last) for key in node.complete]
            if at == self.count or self.breaks[at] == SENTENCE_BREAK:
                found += [(key, last) for key in node.complete_at_end]
                continue
            if (node, at, skipped) in seen:
                continue
            seen.add((node, at, skipped))
            if node.gaps and not skipped:
                self._over_gaps(node.gaps, at, stack)
            if node.mask & self.masks[at]:
                self._advance(node, at, stack)
            if node.any is not None:
                stack.append((node.any, at + 1, at + 1, 0))
            if skipped < MAX_FILLERS and self.is_filler[at]:
                stack.append((node, at + 1, last, skipped + 1))
        return found

    def _advance(self, node: _Node, at: int, stack: list[tuple[_Node, int, int, int]]) -> None:
        """Go on over the word or the list entry that stands here."""
        way = (node, self.words[at])
        following = self.ways.get(way)
        if following is None:
            following = self.ways[way] = [self.nodes[node.steps[step]] for step in node.steps.keys() & self.steps[at]]
        end = at + 1
        near = self.near[end] if end < self.count else 0
        for node_after in following:
            if node_after.ahead < 0 or node_after.ahead & near or node_after.complete or node_after.complete_at_end:
                stack.append((node_after, end, end, 0))
        if self.spans[at]:
            for step in node.steps.keys() & self.spans[at].keys():
                stack += [(self.nodes[node.steps[step]], end, end, 0) for end in self.spans[at][step]]

    def _over_gaps(self, gaps: dict[int, _Node], at: int, stack: list[tuple[_Node, int, int, int]]) -> None:
        """Go on after each number of words that a gap may hold."""
        for reach, following in gaps.items():
            for place in range(at, min(at + reach + 1, self.count)):
                if self.breaks[place] != SENTENCE_BREAK or place == at:
                    if following.mask & self.masks[place]:
                        self._advance(following, place, stack)
                    if following.any is not None:
                        stack.append((following.any, place + 1, place + 1, 0))
                if self.stops_gap[place]:
                    break


def _joined_ahead(masks: list[int]) -> list[int]:
    """At each place, all bits of the next `LOOK_AHEAD` places: from running unions within blocks, forth and back."""
    ahead: list[int] = []
    behind: list[int] = []
    for start in range(0, len(masks), LOOK_AHEAD):
        block = masks[start : start + LOOK_AHEAD]
        ahead += accumulate(block, or_)
        behind += [*accumulate(reversed(block), or_)][::-1]
    ahead += ahead[-1:] * LOOK_AHEAD
    return [*map(or_, behind, ahead[LOOK_AHEAD - 1 :])]
