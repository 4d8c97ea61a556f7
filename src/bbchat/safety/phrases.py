"""Finds every phrase of one language in a message.

The one invariant: each word of a message is looked at a bounded number of times, whatever the message, because every
path of a pattern has a bounded reach; there is no regular expression and nothing to backtrack over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from bbchat.knowledge.safety_rules import Path, PhraseRules, Step
from bbchat.safety.normalise import SENTENCE_BREAK, Reading

MAX_FILLERS = 4
"""Filler words in a row that a phrase may step over."""

LONGEST = 64
"""More words than any path can reach over."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """A pattern's place in a message: its words are `start` to `end - 1`."""

    key: Key
    start: int
    end: int


class _Node:
    """One point on the paths: what may come next and what is complete here."""

    __slots__ = ("any", "complete", "complete_at_end", "gaps", "last", "mask", "steps")

    def __init__(self) -> None:
        self.steps: dict[Step, _Node] = {}
        self.mask = 0
        """One bit for each step that goes on from here: a look at it tells most words apart at once."""
        self.last = 0
        """One bit for each step with which a path from here may end: where none of them is near, none is walked."""
        self.any: _Node | None = None
        self.gaps: dict[int, _Node] | None = None
        self.complete: tuple[int, ...] = ()
        self.complete_at_end: tuple[int, ...] = ()

    def add(self, path: Path, key: int, bits: Mapping[Step, int]) -> None:
        """Lay one path from here; `key` says what is complete at its end."""
        node = self
        last = next((bits[step] for step in reversed(path) if step in bits), 0)
        for step in path:
            node.last |= last
            if step == "$":
                node.complete_at_end += (key,)
                return
            if step == "_":
                node.any = node.any or _Node()
                node = node.any
            elif step.startswith("..."):
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


class Vocabulary:
    """Which steps a word can take: as itself, as one of several, as an entry of a list."""

    def __init__(self, rules: PhraseRules, paths: Iterable[Path]) -> None:
        self.lists = {name: resolve(entries, rules.lists) for name, entries in rules.lists.items()}
        taken: dict[str, set[Step]] = {}
        for step in {step for path in chain(paths, *self.lists.values()) for step in path if _is_words(step)}:
            for word in step.split("|"):
                taken.setdefault(word, set()).add(step)
        for name, entries in self.lists.items():
            for word in {word for entry in entries if len(entry) == 1 for word in entry[0].split("|")}:
                taken.setdefault(word, set()).add(f"<{name}>")
        self._beginnings = {word[:-1]: tuple(sorted(steps)) for word, steps in taken.items() if word.endswith("*")}
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._steps = {word: tuple(sorted(steps)) for word, steps in taken.items() if not word.endswith("*")}
        meant = {word: self.of(word) for word in rules.spellings}
        for word, others in rules.spellings.items():
            for other in others:
                self._steps[other] = tuple(dict.fromkeys((*self._steps.get(other, ()), *meant[word])))
        self.words = frozenset(self._steps)
        every = {step for steps in chain(self._steps.values(), self._beginnings.values()) for step in steps}
        every |= {f"<{name}>" for name in self.lists}
        self.bits = {step: 1 << at for at, step in enumerate(sorted(every))}
        self._known = {word: self._look_up((word,)) for word in self._steps}

    def of(self, word: str) -> tuple[Step, ...]:
        """Every step that this word can take."""
        steps = self._steps.get(word, ())
        for length in self._lengths:
            if word[:length] in self._beginnings:
                steps += self._beginnings[word[:length]]
        return steps

    def of_any(self, words: tuple[str, ...]) -> tuple[frozenset[Step], int]:
        """Every step that one of these words can take, and their bits."""
        known = self._known.get(words[0]) if len(words) == 1 else None
        return known or self._look_up(words)

    def _look_up(self, words: tuple[str, ...]) -> tuple[frozenset[Step], int]:
        steps = frozenset(step for word in words for step in self.of(word))
        mask = 0
        for step in steps:
            mask |= self.bits[step]
        return steps, mask


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
            if node_after.last & near or node_after.complete or node_after.complete_at_end:
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
    """At each place, all bits of the next `LONGEST` places: from running unions within blocks, forth and back."""
    count = len(masks)
    ahead, behind = masks[:], masks[:]
    for at in range(1, count):
        if at % LONGEST:
            ahead[at] |= ahead[at - 1]
    for at in range(count - 2, -1, -1):
        if (at + 1) % LONGEST:
            behind[at] |= behind[at + 1]
    return [behind[at] | ahead[min(at + LONGEST - 1, count - 1)] for at in range(count)]


def words_of(paths: Iterable[Path], lists: Mapping[str, tuple[Path, ...]]) -> set[str]:
    """Every whole word on these paths and in the lists that they use."""
    steps = {step for path in paths for step in path}
    while used := {name for name in lists if f"<{name}>" in steps}:
        steps = {step for step in steps if step[1:-1] not in used}
        steps |= {step for name in used for path in lists[name] for step in path}
    return {word for step in steps if _is_words(step) for word in step.split("|") if not word.endswith("*")}


def _is_words(step: Step) -> bool:
    return step[0] not in "<.^$_"


def resolve(entries: Iterable[Path], lists: Mapping[str, tuple[Path, ...]]) -> tuple[Path, ...]:
    """The entries of a list with the lists inside them written out."""
    done: list[Path] = []
    for entry in entries:
        ways: list[Path] = [()]
        for step in entry:
            inner = resolve(lists[step[1:-1]], lists) if step.startswith("<") else ((step,),)
            singles = [word for path in inner if len(path) == 1 for word in path[0].split("|")]
            longer = [path for path in inner if len(path) > 1]
            choices = ([("|".join(sorted(set(singles))),)] if singles else []) + longer
            ways = [(*way, *choice) for way in ways for choice in choices]
        done += ways
    return tuple(dict.fromkeys(done))
