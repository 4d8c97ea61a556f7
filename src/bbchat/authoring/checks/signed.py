"""Whether a reviewer has signed what is shown, as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bbchat.authoring.checks import dates
from bbchat.authoring.checks.finding import Finding, place_of, warning
from bbchat.authoring.signing import Status, orphans, signables, statuses
from bbchat.knowledge.loader import Folder
from bbchat.knowledge.model import Passage, Standing
from bbchat.knowledge.signatures import FILE_NAME, Key, Section

_KINDS: dict[Section, str] = {"passages": "the section `{}`", "handoffs": "the handoff `{}`", "files": "{}"}


def signed(folder: Folder, today: date) -> Iterator[Finding]:
    """What is not signed, or not as it was signed; and dates of reviews that stand elsewhere."""
    yield from _reviewed_elsewhere(folder)
    if folder.knowledge is None:
        return
    if folder.signatures is None:
        fix = f"let a reviewer read it, then: {sign_it(folder.path)}"
        yield warning("review", (folder.path / FILE_NAME, 0), "nobody has signed what is shown to visitors", fix)
        return
    yield from unproved(folder)
    yield from dates.signatures(folder.signatures, folder.path, today)


def unproved(folder: Folder) -> Iterator[Finding]:
    """What is shown and not signed, what is shown otherwise than it was signed, and what is signed and gone."""
    if folder.knowledge is None:
        return
    entries = signables(folder, folder.knowledge)
    for status in statuses(entries, folder.signatures):
        if status.standing is not Standing.SIGNED:
            place = (status.entry.path, status.entry.line)
            fix = f"let a reviewer read it, then: {sign_it(folder.path)}"
            yield warning("review", place, _about(status), fix)
    for key, signature in orphans(entries, folder.signatures).items():
        message = f"{name_of(key)} is signed here and is no longer in the folder"
        fix = f"put it back, or take the line out by: {sign_it(folder.path)}"
        yield warning("review", (folder.path / FILE_NAME, signature.line), message, fix)


def sign_it(folder: Path) -> str:
    """The command by which a reviewer signs."""
    return f'bbchat sign --reviewer "THEIR NAME" {folder}'


def name_of(key: Key) -> str:
    """What is signed, in words."""
    section, name = key
    return _KINDS[section].format(name)


def _about(status: Status) -> str:
    name = name_of(status.entry.key)
    if status.entry.key[0] == "files":
        name = f"{name} ({status.entry.title})"
    if status.signature is None:
        return f"{name} is not signed"
    return f"{name} has changed since {status.signature.reviewer} signed it on {status.signature.date}"


def _reviewed_elsewhere(folder: Folder) -> Iterator[Finding]:
    for entry in folder.entries:
        where = (*entry.where, "reviewed")
        if isinstance(entry.topic, Passage) and (*where, "by") in entry.source.lines:
            message = f"`reviewed` of the section `{entry.topic.id}` is not shown to anyone: a name here proves nothing"
            fix = f"leave it blank; the reviewer signs by: {sign_it(folder.path)}"
            yield warning("review", place_of(entry.source, where), message, fix)
