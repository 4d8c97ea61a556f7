"""What can go wrong, as one small tree; every leaf carries a sentence for people and what to do next.

BbchatError
├── UsageError        the command was called with something it cannot use
├── KnowledgeError    the knowledge folder holds mistakes: all of them, as Problems
├── SourceError       an article cannot be imported from where it was said to be
├── EncoderError      the encoder's files or its runtime cannot be opened
└── PinError          the staff's PIN cannot be read or set

No message, hint or repr ever holds what a person typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class BbchatError(Exception):
    """Something that a person can be told in one sentence."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """What to do about it; empty where there is nothing to do."""


class UsageError(BbchatError):
    """The command was called with something that it cannot use."""


class SourceError(BbchatError):
    """An article cannot be imported from the file or address that was given."""


class EncoderError(BbchatError):
    """The encoder cannot be opened; matching goes on by words alone."""


class PinError(BbchatError):
    """The staff's PIN cannot be read or set."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a knowledge folder."""

    path: Path
    line: int
    """Counted from 1; 0 where the whole file or folder is meant."""
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}; {self.fix}"


class KnowledgeError(BbchatError):
    """The knowledge folder cannot be used as it is."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(problems)
        super().__init__(
            f"The knowledge has {count} mistake{'s' if count != 1 else ''}.",
            "Mend what is listed, then start again.",
        )
        self.problems = tuple(problems)


def fault_place(error: BaseException) -> str:
    """Type, file and line of a fault; never its message, which could hold what somebody typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
