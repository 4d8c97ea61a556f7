"""Finds every phrase of one language in a message.

The one invariant: each word of a message is looked at a bounded number of times, whatever the message, because every
path of a pattern has a bounded reach; there is no regular expression and nothing to backtrack over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from operator import or_
from typing import Generic, TypeVar

from bbchat.knowledge.safety_rules import Path, PhraseRules, Step
from bbchat.safety.normalise import SENTENCE_BREAK, Reading
from bbchat.safety.vocabulary import Vocabulary

MAX_FILLERS = 4
"""Filler words in a row that a phrase may step over."""

LOOK_AHEAD = 16
"""More words than the longest gap and the filler words before a step can hold."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """A pattern's place in a message: its words are `start` to `end - 1`."""

    key: Key
    start: int
    end: int


class _Node:
    """One point on the paths: what may come next and what is complete here."""

    __slots__ = ("ahead", "any", "complete", "complete_at_end", "gaps", "mask", "steps")

    def __init__(self) -> None:
        self.steps: dict[Step, _Node] = {}
        self.mask = 0
        """One bit for each step that goes on from here: a look at it tells most words apart at once."""
        self.ahead = 0
        """One bit for each step that may come next, a gap included: where none is near, nothing is walked."""
        self.any: _Node | None = None
        self.gaps: dict[int, _Node] | None = None
        self.complete: tuple[int, ...] = ()
        self.complete_at_end: tuple[int, ...] = ()

    def add(self, path: Path, key: int, bits: Mapping[Step, int]) -> None:
        """Lay one path from here; `key` says what is complete at its end."""
        node = self
        for step, following_step in zip(path, (*path[1:], "$"), strict=True):
            wanted = following_step if step[0] == "." else step  # beyond a gap, what comes after it
            node.ahead |= -1 if wanted == "_" else bits.get(wanted, 0)
            if step == "$":
                node.complete_at_end += (key,)
                return
            if step == "_":
                node.any = node.any or _Node()
                node = node.any
            elif step[0] == ".":
                node.gaps = node.gaps if node.gaps is not None else {}
                node = node.gaps.setdefault(int(step[3:]), _Node())
            else:
                following = node.steps.get(step)
                if following is None:
                    following = node.steps[step] = _Node()
                    node.mask |= bits[step]
                node = following
        if key not in node.complete:
            node.complete += (key,)


class Finder(Generic[Key]):
    """All patterns of one language, to be found in one pass."""

    def __init__(self, rules: PhraseRules, patterns: Mapping[Key, Iterable[Path]]) -> None:
        self._fillers = rules.fillers
        self._gaps_end_at = rules.gaps_end_at
        self._root, self._first, self._lists = _Node(), _Node(), _Node()
        self._keys = list(patterns)
        self.vocabulary = Vocabulary(rules, [path for paths in patterns.values() for path in paths])
        self._names = list(self.vocabulary.lists)
        bits = self.vocabulary.bits
        for at, key in enumerate(self._keys):
            for path in patterns[key]:
                if path[0] == "^":
                    self._first.add(path[1:], at, bits)
                else:
                    self._root.add(path, at, bits)
        for at, name in enumerate(self._names):
            for entry in self.vocabulary.lists[name]:
                if len(entry) > 1:
                    self._lists.add(entry, at, bits)

    def find(self, reading: Reading) -> list[Found[Key]]:
        """Every pattern in the message, in the order of the words."""
        walk = _Walk(reading, self.vocabulary, self._fillers, self._gaps_end_at)
        for start, mask in enumerate(walk.masks):
            if mask & self._lists.mask:
                for at, end in walk.run(self._lists, start):
                    walk.add_span(f"<{self._names[at]}>", start, end)
        walk.look_ahead()
        found: list[Found[Key]] = []
        for start, mask in enumerate(walk.masks):
            if mask & self._root.mask:
                found += [Found(self._keys[at], start, end) for at, end in walk.run(self._root, start)]
            if mask & self._first.mask and reading.breaks[start] == SENTENCE_BREAK:
                found += [Found(self._keys[at], start, end) for at, end in walk.run(self._first, start)]
        return found


class _Walk:
    """The paths that one message takes."""

    def __init__(
        self, reading: Reading, vocabulary: Vocabulary, fillers: frozenset[str], gaps_end_at: frozenset[str]
    ) -> None:
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
        self.bits = vocabulary.bits
        self.steps = [taken[words][0] for words in reading.words]
        self.masks = [taken[words][1] for words in reading.words]
        self.near = _joined_ahead(self.masks)
        self.spans: list[dict[Step, list[int]]] = [{} for _ in reading.words]
        """By first word, the entries of several words that were found, and where each ends."""

    def add_span(self, step: Step, start: int, end: int) -> None:
        """Note an entry of several words."""
        self.spans[start].setdefault(step, []).append(end)
        self.masks[start] |= self.bits[step]

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
            following = self.ways[way] = [node.steps[step] for step in node.steps.keys() & self.steps[at]]
        end = at + 1
        near = self.near[end] if end < self.count else 0
        for node_after in following:
            if node_after.ahead < 0 or node_after.ahead & near or node_after.complete or node_after.complete_at_end:
                stack.append((node_after, end, end, 0))
        if self.spans[at]:
            for step in node.steps.keys() & self.spans[at].keys():
                stack += [(node.steps[step], end, end, 0) for end in self.spans[at][step]]

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
