"""What a check of a knowledge folder says, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from bbchat.errors import Problem
from bbchat.knowledge.yaml_source import KeyPath, YamlSource


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The folder can't be used as it is."""
    WARNING = "warning"
    """It can be used, and something should be mended."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    check: str
    """What was looked for, in a word."""
    severity: Severity
    problem: Problem

    def __str__(self) -> str:
        place = f"{self.problem.path}:{self.problem.line}" if self.problem.line else str(self.problem.path)
        return f"{place}: {self.severity}: {self.problem.message}; {self.problem.fix}"


Place: TypeAlias = tuple[Path, int]
"""A file and a line in it."""


def place_of(source: YamlSource, where: KeyPath) -> Place:
    """Where a value stands."""
    return source.path, source.line(where)


def named(place: Place) -> str:
    """A place as a message names it: the article's folder stands before the name of its file."""
    path, line = place
    name = f"{path.parent.name}/{path.name}" if path.name in ("passages.yaml", "source.md") else path.name
    return f"{name}:{line}"


def warning(check: str, place: Place, message: str, fix: str) -> Finding:
    """Something that should be mended."""
    return Finding(check, Severity.WARNING, Problem(*place, message, fix))


def note(check: str, place: Place, message: str, fix: str) -> Finding:
    """Something worth knowing."""
    return Finding(check, Severity.NOTE, Problem(*place, message, fix))
