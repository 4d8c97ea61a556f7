"""The exit codes that others script against."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit code says."""

    ANSWERED = 0
    """Answered; small talk and a did-you-mean count. Also: a command did its work."""
    FAILED = 1
    USAGE = 2
    NOT_COVERED = 3
    """The articles don't answer it, or it is off topic."""
    CRISIS = 4
    """A crisis notice was shown."""
    BAD_KNOWLEDGE = 5
