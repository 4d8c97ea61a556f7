"""Which steps of the phrases each word of a message can take.

The one invariant: all of it is worked out from the rules when the program starts; a message adds nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from bbchat.knowledge.safety_rules import Path, PhraseRules, Step


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
