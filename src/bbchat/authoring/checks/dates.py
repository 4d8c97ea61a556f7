"""Whether somebody has looked lately: at the help lines, and at what was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bbchat.authoring.checks.finding import Finding, Severity, warning
from bbchat.errors import Problem
from bbchat.knowledge.safety_rules import Helpline
from bbchat.knowledge.signatures import FILE_NAME, Signatures
from bbchat.knowledge.yaml_source import YamlSource
from bbchat.language.clean import clean

WARN_AFTER, REFUSE_AFTER = 90, 180
"""Days since a help line was last verified: beyond the first it is worth a look, beyond the second a mistake."""
READ_AGAIN_AFTER = 365
"""Days since a signature after which somebody should read again what it was given for."""


def helplines(lines: Sequence[Helpline], source: YamlSource, today: date) -> Iterator[Finding]:
    """The help lines that nobody verified lately, or whose date cannot be so, in the order of their file.

    Args:
        lines: all lines of `safety/helplines.yaml`, in its order.
        source: that file, for the places in it.
        today: the day to count from.
    """
    for at, helpline in enumerate(lines):
        message, severity = _about_date(helpline.verified_on, today)
        if message:
            place = source.line(("helplines", at, "verified_on"))
            message = f"the help line “{clean(helpline.name)}” {message}"
            fix = "call it or look it up, then set verified_on to that day"
            yield Finding("help_lines", severity, Problem(source.path, place, message, fix))


def _about_date(verified_on: str, today: date) -> tuple[str, Severity]:
    """What is wrong with a date, empty where nothing is, and how much that matters."""
    if not verified_on:
        return "does not say when it was last verified", Severity.WARNING
    age = _age(verified_on, today)
    if age is None:
        return f"was last verified on “{clean(verified_on)}”, which is not a date", Severity.WARNING
    if age < 0:
        return f"was last verified on {verified_on}, which is in the future", Severity.WARNING
    if age <= WARN_AFTER:
        return "", Severity.WARNING
    limit = REFUSE_AFTER if age > REFUSE_AFTER else WARN_AFTER
    severity = Severity.ERROR if age > REFUSE_AFTER else Severity.WARNING
    return f"was last verified on {verified_on}, {age} days ago (more than {limit})", severity


def _age(day: str, today: date) -> int | None:
    """Days since a day; None where it is none."""
    try:
        return (today - date.fromisoformat(day)).days
    except ValueError:
        return None


def signatures(signed: Signatures, folder: Path, today: date) -> Iterator[Finding]:
    """The signatures that are too old, or whose date cannot be so."""
    for (_, name), signature in signed.items():
        age = _age(signature.date, today)
        if age is None:
            message = f"{signature.date}, the date of the signature of `{name}`, is not a date"
        elif age < 0:
            message = f"`{name}` was signed on {signature.date}, which is in the future"
        elif age > READ_AGAIN_AFTER:
            message = f"`{name}` was signed on {signature.date}, {age} days ago (more than {READ_AGAIN_AFTER})"
        else:
            continue
        fix = f"read it again, then: bbchat sign --reviewer NAME --only {name}"
        yield warning("review", (folder / FILE_NAME, signature.line), message, fix)
