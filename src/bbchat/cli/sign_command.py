"""`bbchat sign`: a reviewer puts a name to what the program shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.errors import KnowledgeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bbchat.authoring.signing import Status
    from bbchat.knowledge.loader import Folder
    from bbchat.knowledge.signatures import Shown

LONGEST_NAME = 60


@click.command("sign")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--reviewer", required=True, metavar="NAME", help="Who has read it; the name is shown with each section.")
@click.option("--only", multiple=True, metavar="ID", help="Only this section, handoff or file; can be given again.")
@click.option("--all", "everything", is_flag=True, help="Also what is signed and has not changed: read once more.")
@click.option("--date", "on", metavar="YYYY-MM-DD", help="The day on which it was read; today if left out.")
@click.option("--yes", is_flag=True, help="Don't ask for the name once more.")
@click.pass_context
def command(
    context: click.Context,
    folder: Path | None,
    reviewer: str,
    only: tuple[str, ...],
    everything: bool,
    on: str | None,
    yes: bool,
) -> int:
    """Sign what FOLDER shows to visitors, as somebody who has read it.

    \b
      bbchat sign --reviewer "Jo Doe" my-knowledge
      bbchat sign --reviewer "Jo Doe" --only fees --only practice.yaml my-knowledge

    Shows what is new or has changed since it was last signed, word by word, and asks for the name before it signs just
    that. Who signed, when, and a hash of each text go into signatures.yaml in the folder; what others signed keeps
    their names. From then on each answer says who has read it, and a section that changes says so until it is signed
    again. A folder with errors is not signed.

    Exit codes: 0 signed, 1 the name was not given, 2 wrong use, 5 the folder has errors.
    """
    from bbchat.authoring import signing
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_note, write_words
    from bbchat.language.clean import clean

    path, today = folder or context.obj or bundled_knowledge(), date.today()
    name, day = _checked_name(clean(reviewer)), _checked_day(on, today)
    read = _without_errors(path, today)
    assert read.knowledge is not None
    entries = signing.signables(read, read.knowledge)
    _refuse_unknown(only, [entry.key[1] for entry in entries])
    found, gone = signing.statuses(entries, read.signatures), signing.orphans(entries, read.signatures)
    to_sign = signing.chosen(found, only, everything=everything)
    kept = gone if only else {}
    if not to_sign and len(kept) == len(gone):
        write_words("Nothing is new or has changed: all of it is signed. To sign it once more, add --all.")
        return ExitCode.ANSWERED
    texts = signing.read_texts(path)
    for line in (
        *_listing(to_sign, texts),
        *(f"gone     {key[1]}: its signature is taken out" for key in gone if key not in kept),
    ):
        write_words(line)
    if not yes and not _has_agreed(name, len(to_sign)):
        write_note("The name was not given: nothing was signed.")
        return ExitCode.FAILED
    signed = {**signing.merged(found, to_sign, name, day), **kept}
    signing.write(path, signed, {**texts, **signing.texts_of(to_sign)})
    left = len(signing.chosen(signing.statuses(entries, signed), ()))
    write_words(f"{len(to_sign)} signed by {name}, {day}. " + (f"Left to sign: {left}." if left else "All is signed."))
    return ExitCode.ANSWERED


def _checked_name(name: str) -> str:
    if not any(character.isalpha() for character in name) or len(name) > LONGEST_NAME:
        message = f"The reviewer's name is missing or longer than {LONGEST_NAME} letters."
        raise UsageError(message, 'Write it in quotes: --reviewer "Jo Doe"')
    return name


def _checked_day(on: str | None, today: date) -> str:
    try:
        day = date.fromisoformat(on) if on else today
    except ValueError:
        raise UsageError("The date is not one.", "Write the year first: --date 2026-11-24") from None
    if day > today:
        raise UsageError(f"{day} is in the future.", "Give the day on which it was read.")
    return day.isoformat()


def _without_errors(path: Path, today: date) -> Folder:
    """The folder, read.

    Raises:
        KnowledgeError: it has errors, and what is wrong is not signed.
    """
    from bbchat.authoring.check import check_folder
    from bbchat.authoring.checks.finding import Severity
    from bbchat.cli.checking import compiled_of
    from bbchat.knowledge.loader import read_folder

    read = read_folder(path)
    found = check_folder(read, today, compiled_of(path, with_encoder=False))
    if errors := [one.problem for one in found if one.severity is Severity.ERROR]:
        raise KnowledgeError(errors)
    return read


def _refuse_unknown(only: Sequence[str], known: Sequence[str]) -> None:
    from rapidfuzz import process

    for name in only:
        if name not in known:
            near = process.extractOne(name, known)
            hint = f"Did you mean {near[0]}? " if near and near[1] >= 70 else ""
            raise UsageError(
                f"There is nothing to sign that is called “{name[:60]}”.", f"{hint}All: {', '.join(known)}"
            )


def _has_agreed(name: str, count: int) -> bool:
    from bbchat.language.clean import clean

    what = "this text" if count == 1 else f"these {count} texts"
    click.echo(f"\nBy signing you say that you have read {what},\nand that visitors may see it as it is.", err=True)
    try:
        typed: str = click.prompt(f"To sign, type your name ({name})", default="", show_default=False, err=True)
    except click.Abort:
        click.echo(err=True)
        return False
    return clean(typed).casefold() == name.casefold()


def _listing(to_sign: Sequence[Status], texts: Mapping[str, Shown]) -> Iterator[str]:
    """What is about to be signed, and what has changed in it."""
    from bbchat.authoring.checks.finding import named
    from bbchat.knowledge.model import Standing

    labels = {Standing.UNSIGNED: "new", Standing.CHANGED: "changed", Standing.SIGNED: "as it was"}
    for status in to_sign:
        entry, signature = status.entry, status.signature
        place = named((entry.path, entry.line)) if entry.line > 1 else entry.path.name
        name = entry.key[1] if entry.key[0] == "files" else f"{entry.key[1]} ({place})"
        last = f"; signed by {signature.reviewer}, {signature.date}" if signature else ""
        yield f"{labels[status.standing]:<9}{name}: {entry.title}{last}"
        if status.standing is Standing.CHANGED and signature:
            old = texts.get(signature.sha256)
            yield from (
                _changes(old, entry.shown) if old is not None else ["         (its signed text is not kept here)"]
            )


def _changes(old: Shown, new: Shown) -> Iterator[str]:
    from bbchat.authoring.changes import word_changes
    from bbchat.cli.output import drawn
    from bbchat.language.clean import clean

    for name in dict.fromkeys((*old, *new)):
        before, after = clean(old.get(name, ""), keep_lines=True), new.get(name, "")
        if before != after:
            yield f"           {name}: " + " ".join(drawn(piece) for piece in word_changes(before, after))
