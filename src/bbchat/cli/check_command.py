"""`bbchat check`: everything that is wrong with a knowledge folder, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbchat.authoring.check import Counts
    from bbchat.authoring.checks.finding import Finding
    from bbchat.cli.contract import Json
    from bbchat.knowledge.loader import Folder

FORMATS = ["text", "json", "github"]


@click.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    help="A line for each finding; one JSON object; or annotations for GitHub Actions.",
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.pass_context
def command(context: click.Context, folder: Path | None, form: str, strict: bool) -> int:
    """Check the knowledge in FOLDER and list everything that is wrong, or worth a look, with its file and line.

    \b
      bbchat check my-knowledge
      bbchat check my-knowledge --strict --format github

    An error comes first, because the folder can't be used with it: a text that is not word for word in its article, an
    id that doesn't exist, a file that can't be read, help lines not verified for 180 days. A warning is to be mended
    before visitors see it: questions that say the same, sections with fewer than 20 questions or only one sort of
    them, words that promise a cure, sentences that are hard to read, texts that nobody has signed. A note is only
    worth knowing.

    Exit codes: 0 no errors, 5 errors were listed (with --strict, errors or warnings).
    """
    from bbchat.authoring.check import check_folder, count
    from bbchat.cli.checking import compiled_of
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_json, write_line, write_words
    from bbchat.knowledge.loader import read_folder

    path = folder or context.obj or bundled_knowledge()
    read = read_folder(path)
    found = check_folder(read, date.today(), compiled_of(path))
    counts = count(found)
    if form == "json":
        write_json(_as_json(found, counts))
    else:
        is_text = form == "text"
        for line in _as_text(found, counts, read) if is_text else map(_annotation, found):
            (write_words if is_text else write_line)(line)
    is_bad = counts.errors or (strict and counts.warnings)
    return ExitCode.BAD_KNOWLEDGE if is_bad else ExitCode.ANSWERED


def _as_text(found: Sequence[Finding], counts: Counts, folder: Folder) -> list[str]:
    lines = [str(one) for one in found]
    knowledge = folder.knowledge
    if knowledge is None or counts.errors:
        return [*lines, f"{_counted(counts)}. Mend the errors, then check again."]
    passages, handoffs = len(list(knowledge.passages())), len(list(knowledge.handoffs()))
    asked = len(knowledge.examples)
    return [
        *lines,
        f"{_counted(counts)} in {passages} passages, {handoffs} handoffs and {asked} example questions.",
        "Every passage stands word for word in its article.",
    ]


def _counted(counts: Counts) -> str:
    parts = ((counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note"))
    return ", ".join(
        f"{number or 'No'} {name}{'' if number == 1 else 's'}" for number, name in parts if number or name != "note"
    )


def _as_json(found: Sequence[Finding], counts: Counts) -> Json:
    problems: list[Json] = [
        {
            "path": str(one.problem.path),
            "line": one.problem.line,
            "severity": str(one.severity),
            "message": one.problem.message,
            "fix": one.problem.fix,
            "check": one.check,
        }
        for one in found
    ]
    return {
        "problems": problems,
        "counts": {"errors": counts.errors, "warnings": counts.warnings, "notes": counts.notes},
    }


def _annotation(one: Finding) -> str:
    """A line that GitHub Actions shows beside the file; there, names of files count from the repository's top."""
    level = {"note": "notice"}.get(one.severity, str(one.severity))
    problem = one.problem
    path = problem.path.absolute()
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    place = f"file={_escaped(shown.as_posix(), ':,')}" + (f",line={problem.line}" if problem.line else "")
    return f"::{level} {place},title=bbchat check::{_escaped(f'{problem.message}; {problem.fix}')}"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
