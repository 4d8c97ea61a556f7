"""What a check of `bbchat doctor` says, in few words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; it works all the same."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    finding: str
    advice: str = ""
    """What to do; empty where there is nothing to do."""


def ok(name: str, finding: str) -> Check:
    """All well."""
    return Check(name, State.OK, finding)


def note(name: str, finding: str, advice: str = "") -> Check:
    """Worth knowing."""
    return Check(name, State.NOTE, finding, advice)


def wrong(name: str, finding: str, advice: str) -> Check:
    """Somebody must do something."""
    return Check(name, State.WRONG, finding, advice)


def counted(number: int, what: str) -> str:
    """`1 mistake`, `2 mistakes`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
