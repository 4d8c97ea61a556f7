"""All patterns of one language as one automaton of plain numbers, which is stored as it is and quick to load.

The one invariant: it finds what its patterns say and nothing else. Points from which all goes on alike are one point,
which leaves a fifth of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import TypeAlias

Step: TypeAlias = str
"""One step of a pattern: `word`, `one|two` (either word), `<list>`, `...3` (up to three words), `_`, `^` or `$`."""
Path: TypeAlias = tuple[Step, ...]
"""One way through a pattern, its optional parts decided."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lists of whole numbers, one behind the other."""

    starts: tuple[int, ...]
    """Where each begins in `values`, and where the last ends."""
    values: tuple[int, ...]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Rows:
        """These lists."""
        kept = list(rows)
        return cls((0, *accumulate(map(len, kept))), tuple(chain.from_iterable(kept)))

    def __getitem__(self, place: int) -> tuple[int, ...]:
        return self.values[self.starts[place] : self.starts[place + 1]]

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return (self.values[start:end] for start, end in pairwise(self.starts))


@dataclass(frozen=True, slots=True)
class Automaton:
    """Points, and where the steps of a message lead from each; points and steps are numbers."""

    keys: tuple[str, ...]
    """What the patterns were given as; a point says by their numbers which are complete there."""
    steps: tuple[Step, ...]
    """The steps that a word, or an entry of a list, can take."""
    words: tuple[str, ...]
    word_steps: Rows
    """Which steps each word can take, those of its beginnings included."""
    beginnings: tuple[str, ...]
    beginning_steps: Rows
    """Which steps a word that begins so can take."""
    list_steps: tuple[int, ...]
    """The step of each list: what is complete on the paths of the entries is the number of a list."""
    anywhere: int
    """The point at which the patterns begin."""
    at_start: int
    """The same for those that stand only where a sentence begins."""
    entries: int
    """The same for the entries of lists that have several words."""
    onward: Rows
    """From each point, step and next point, by turns."""
    over_any: tuple[int, ...]
    """From each point, the next one after any word; -1 for none."""
    over_gaps: Rows
    """From each point, how many words a gap may hold and the point after it, by turns."""
    complete: Rows
    complete_at_end: Rows
    """The same where the sentence must end there, too."""


def build(
    lists: Mapping[str, Collection[Path]],
    spellings: Mapping[str, Collection[str]],
    patterns: Mapping[str, Iterable[Path]],
) -> Automaton:
    """The automaton of some patterns.

    Args:
        lists: by name, the entries that may stand for `<name>`; they may use lists before them.
        spellings: by word, other ways in which people write it.
        patterns: by key, the paths that lead to it.
    """
    written_out = {name: _resolved(entries, lists) for name, entries in lists.items()}
    paths = list(chain.from_iterable(patterns.values()))
    words, beginnings = _taken(written_out, [*paths, *chain.from_iterable(written_out.values())])
    for word, steps in {word: _steps_of(word, words, beginnings) for word in spellings}.items():
        for other in spellings[word]:
            words[other] = tuple(dict.fromkeys((*words.get(other, ()), *steps)))
    words = {word: _steps_of(word, words, beginnings) for word in words}
    taken = {step for steps in chain(words.values(), beginnings.values()) for step in steps}
    every = sorted(taken | {f"<{name}>" for name in lists})
    numbers = {step: at for at, step in enumerate(every)}
    anywhere, at_start, entries = _Point(), _Point(), _Point()
    for at, key in enumerate(patterns):
        for path in patterns[key]:
            if path[0] == "^":
                at_start.add(path[1:], at)
            else:
                anywhere.add(path, at)
    for at, name in enumerate(lists):
        for entry in written_out[name]:
            if len(entry) > 1:
                entries.add(entry, at)
    points = _Points(numbers)
    roots = [points.number(root) for root in (anywhere, at_start, entries)]
    onward, over_any, over_gaps, complete, complete_at_end = zip(*points.known, strict=True)
    return Automaton(
        keys=tuple(patterns),
        steps=tuple(every),
        words=tuple(words),
        word_steps=Rows.of([numbers[step] for step in steps] for steps in words.values()),
        beginnings=tuple(beginnings),
        beginning_steps=Rows.of([numbers[step] for step in steps] for steps in beginnings.values()),
        list_steps=tuple(numbers[f"<{name}>"] for name in lists),
        anywhere=roots[0],
        at_start=roots[1],
        entries=roots[2],
        onward=Rows.of(onward),
        over_any=tuple(over_any),
        over_gaps=Rows.of(over_gaps),
        complete=Rows.of(complete),
        complete_at_end=Rows.of(complete_at_end),
    )


def words_on(paths: Iterable[Path], lists: Mapping[str, Collection[Path]]) -> frozenset[str]:
    """Every whole word on these paths and in the lists that they use."""
    steps = {step for path in paths for step in path}
    while used := {name for name in lists if f"<{name}>" in steps}:
        steps = {step for step in steps if step[1:-1] not in used}
        steps |= {step for name in used for path in lists[name] for step in path}
    words = {word for step in steps if _is_words(step) for word in step.split("|")}
    return frozenset(word for word in words if not word.endswith("*"))


class _Point:
    """One point on the paths: what may come next and what is complete here."""

    __slots__ = ("any", "complete", "complete_at_end", "gaps", "steps")

    def __init__(self) -> None:
        self.steps: dict[Step, _Point] = {}
        self.any: _Point | None = None
        self.gaps: dict[int, _Point] = {}
        self.complete: dict[int, None] = {}
        self.complete_at_end: dict[int, None] = {}

    def add(self, path: Path, key: int) -> None:
        """Lay one path from here; `key` is complete at its end."""
        point = self
        for step in path:
            if step == "$":
                point.complete_at_end[key] = None
                return
            if step == "_":
                point.any = point.any or _Point()
                point = point.any
            elif step[0] == ".":
                point = point.gaps.setdefault(int(step[3:]), _Point())
            else:
                point = point.steps.setdefault(step, _Point())
        point.complete[key] = None


class _Points:
    """Numbers for points; those from which all goes on alike have the same number."""

    def __init__(self, steps: Mapping[Step, int]) -> None:
        self._steps = steps
        self.known: dict[tuple[tuple[int, ...], int, tuple[int, ...], tuple[int, ...], tuple[int, ...]], int] = {}

    def number(self, point: _Point) -> int:
        """The number of a point; those after it come first."""
        onward = [number for step, after in point.steps.items() for number in (self._steps[step], self.number(after))]
        gaps = [number for reach, after in point.gaps.items() for number in (reach, self.number(after))]
        after_any = self.number(point.any) if point.any else -1
        meaning = (tuple(onward), after_any, tuple(gaps), tuple(point.complete), tuple(point.complete_at_end))
        return self.known.setdefault(meaning, len(self.known))


def _taken(
    lists: Mapping[str, Collection[Path]], paths: Iterable[Path]
) -> tuple[dict[str, tuple[Step, ...]], dict[str, tuple[Step, ...]]]:
    """Which steps each whole word can take, and each beginning of words."""
    taken: dict[str, set[Step]] = {}
    for step in {step for path in paths for step in path if _is_words(step)}:
        for word in step.split("|"):
            taken.setdefault(word, set()).add(step)
    for name, entries in lists.items():
        for word in {word for entry in entries if len(entry) == 1 for word in entry[0].split("|")}:
            taken.setdefault(word, set()).add(f"<{name}>")
    whole = {word: tuple(sorted(steps)) for word, steps in sorted(taken.items()) if not word.endswith("*")}
    beginnings = {word[:-1]: tuple(sorted(steps)) for word, steps in sorted(taken.items()) if word.endswith("*")}
    return whole, beginnings


def _steps_of(
    word: str, words: Mapping[str, tuple[Step, ...]], beginnings: Mapping[str, tuple[Step, ...]]
) -> tuple[Step, ...]:
    begun = (beginnings.get(word[:length], ()) for length in range(1, len(word) + 1))
    return tuple(dict.fromkeys((*words.get(word, ()), *chain.from_iterable(begun))))


def _is_words(step: Step) -> bool:
    return step[0] not in "<.^$_"


def _resolved(entries: Iterable[Path], lists: Mapping[str, Collection[Path]]) -> tuple[Path, ...]:
    """The entries of a list with the lists inside them written out."""
    done: list[Path] = []
    for entry in entries:
        ways: list[Path] = [()]
        for step in entry:
            inner = _resolved(lists[step[1:-1]], lists) if step.startswith("<") else ((step,),)
            singles = [word for path in inner if len(path) == 1 for word in path[0].split("|")]
            longer = [path for path in inner if len(path) > 1]
            choices = ([("|".join(sorted(set(singles))),)] if singles else []) + longer
            ways = [(*way, *choice) for way in ways for choice in choices]
        done += ways
    return tuple(dict.fromkeys(done))
