"""`bbchat verify`: the proof that nothing is shown that nobody has signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.errors import KnowledgeError

if TYPE_CHECKING:
    from bbchat.authoring.signing import Status
    from bbchat.cli.contract import Json
    from bbchat.knowledge.signatures import Key, Signature


@click.command("verify")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object: every text, and who signed it.")
@click.pass_context
def command(context: click.Context, folder: Path | None, as_object: bool) -> int:
    """Prove that whatever FOLDER can show is what a reviewer has signed, letter for letter.

    \b
      bbchat verify my-knowledge

    Makes all hashes anew and compares them with signatures.yaml, and compiled.json with the files. Lists each text
    that is not signed or has changed since, and each signature of a text that is gone, with its file and line.

    Exit codes: 0 all is signed, 1 something is not, 5 the folder has errors.
    """
    from bbchat.authoring import signing
    from bbchat.authoring.checks.compiled import stored_words
    from bbchat.authoring.checks.finding import Severity
    from bbchat.authoring.checks.signed import sign_it, unproved
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_json, write_words
    from bbchat.knowledge.loader import read_folder
    from bbchat.knowledge.signatures import FILE_NAME

    path = folder or context.obj or bundled_knowledge()
    read = read_folder(path)
    if read.knowledge is None:
        raise KnowledgeError(read.all_problems())
    entries = signing.signables(read, read.knowledge)
    found, gone = signing.statuses(entries, read.signatures), signing.orphans(entries, read.signatures)
    stored = [one for one in stored_words(read) if one.severity is Severity.WARNING]
    wrong = [*stored, *unproved(read)]
    if as_object:
        write_json(_as_json(found, gone, path / FILE_NAME, is_proved=not wrong))
    elif stored:
        for one in stored:
            write_words(f"{one.problem}")
    elif read.signatures is None:
        write_words(f"{path / FILE_NAME}: nobody has signed any of the {len(entries)} texts.")
        write_words(f"Let a reviewer read them, then: {sign_it(path)}")
    else:
        for one in wrong:
            write_words(f"{one.problem}")
        write_words(_summary(found, gone))
    return ExitCode.FAILED if wrong else ExitCode.ANSWERED


def _summary(found: Sequence[Status], gone: dict[Key, Signature]) -> str:
    from bbchat.knowledge.model import Standing

    of = [one.standing for one in found]
    signed = of.count(Standing.SIGNED)
    if signed == len(found) and not gone:
        reviewers = ", ".join(dict.fromkeys(one.signature.reviewer for one in found if one.signature))
        return f"All {signed} texts are signed, by {reviewers}: whatever can be shown is as it was signed."
    return (
        f"{signed} of {len(found)} texts are signed. Not signed: {of.count(Standing.UNSIGNED)}; "
        f"changed since: {of.count(Standing.CHANGED)}; signed and gone: {len(gone)}."
    )


def _as_json(found: Sequence[Status], gone: dict[Key, Signature], file: Path, *, is_proved: bool) -> Json:
    from bbchat.knowledge.signatures import digest

    texts: list[Json] = [
        {
            "kind": one.entry.key[0],
            "id": one.entry.key[1],
            "state": str(one.standing),
            "path": str(one.entry.path),
            "line": one.entry.line,
            "reviewer": one.signature.reviewer if one.signature else None,
            "date": one.signature.date if one.signature else None,
            "sha256": digest(one.entry.shown),
        }
        for one in found
    ]
    texts += [
        {
            "kind": key[0],
            "id": key[1],
            "state": "gone",
            "path": str(file),
            "line": signature.line,
            "reviewer": signature.reviewer,
            "date": signature.date,
            "sha256": signature.sha256,
        }
        for key, signature in gone.items()
    ]
    return {"ok": is_proved, "texts": texts}
