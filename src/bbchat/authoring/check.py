"""Everything that is wrong with a knowledge folder, or worth a look by its author, at once.

The one invariant: a mistake in one place hides nothing that can be seen in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bbchat.authoring.checks import dates, questions, sentences, traps
from bbchat.authoring.checks.compiled import Compiled, compiled_file
from bbchat.authoring.checks.finding import Finding, Severity, note, place_of
from bbchat.authoring.checks.signed import signed
from bbchat.knowledge.loader import Folder
from bbchat.knowledge.yaml_source import read_yaml

BLANKS = ("phone", "email", "booking", "hours")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are of each sort."""

    errors: int
    warnings: int
    notes: int


def check_folder(folder: Folder, today: date, compiled: Compiled) -> list[Finding]:
    """All findings, by file and line.

    Args:
        folder: as far as it could be read.
        today: the day to count from.
        compiled: what was computed of it before, and the encoder.
    """
    found = [Finding("knowledge", Severity.ERROR, problem) for problem in folder.all_problems()]
    if folder.path.is_dir():
        found += _looked_at(folder, today, compiled)
    order = list(Severity)
    return sorted(found, key=lambda one: (one.problem.path, one.problem.line, order.index(one.severity)))


def _looked_at(folder: Folder, today: date, compiled: Compiled) -> Iterator[Finding]:
    encode = compiled.store.vectors if compiled.store else None
    yield from questions.twice(questions.placed(folder.entries), encode)
    yield from questions.thin(folder.entries, encode)
    texts = list(sentences.shown_texts(folder))
    yield from sentences.promises(texts)
    yield from sentences.hard(folder, texts)
    yield from traps.traps(folder.path)
    if folder.safety:
        source = read_yaml(folder.path / "safety" / "helplines.yaml")
        yield from dates.helplines(folder.safety.helplines, source, today)
    yield from _blanks(folder)
    yield from compiled_file(folder, compiled)
    yield from signed(folder, today)


def _blanks(folder: Folder) -> Iterator[Finding]:
    practice = folder.practice
    blank = [name for name in BLANKS if practice and not getattr(practice, name)]
    if blank:
        source = next(one for one in folder.sources if one.path.name == "practice.yaml")
        message = f"blank, so not shown to anyone: {', '.join(blank)}"
        yield note("blanks", place_of(source, (blank[0],)), message, "fill in what visitors may know")


def count(found: Sequence[Finding]) -> Counts:
    """How many there are of each sort."""
    of = [one.severity for one in found]
    return Counts(of.count(Severity.ERROR), of.count(Severity.WARNING), of.count(Severity.NOTE))
