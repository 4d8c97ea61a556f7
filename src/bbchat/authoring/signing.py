"""Signing what the program shows, and proving that it is still what was signed.

The one invariant: an entry's hash is that of exactly the texts that can be shown, as the program holds them in memory;
who signs has been shown whatever is new or has changed since.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from bbchat.errors import BbchatError
from bbchat.files import replacing
from bbchat.knowledge import signatures as file
from bbchat.knowledge.loader import Entry, Folder
from bbchat.knowledge.model import Article, Handoff, Knowledge, Passage, Practice, SmallTalk, Standing
from bbchat.knowledge.signatures import Key, Shown, Signature, Signatures, digest, shown_of, standing
from bbchat.knowledge.wording import Wording
from bbchat.knowledge.wording_file import FILE_NAME as WORDING
from bbchat.knowledge.yaml_source import MAX_FILE_BYTES
from bbchat.language.clean import clean

TEXTS_NAME = "signed_texts.json"
"""The texts as they were signed, by their hash: for showing what has changed. No proof rests on it."""

_HEAD = """\
# Who has read what this program shows, and when. Written by `bbchat sign`; don't change it by hand.
# sha256 is that of the texts as they are shown: a text that changes loses its signature until it is signed again.
# passages and handoffs stand under their ids, everything else under its file. `bbchat verify` proves it all;
# signed_texts.json keeps the texts as they were signed, so that `bbchat sign` can show what has changed since.
"""


@dataclass(frozen=True, slots=True)
class Signable:
    """One entry to sign: texts that can be shown, and where they stand."""

    key: Key
    path: Path
    line: int
    shown: Shown
    title: str
    """What it is, in a few words."""


@dataclass(frozen=True, slots=True)
class Status:
    """An entry and its signature."""

    entry: Signable
    standing: Standing
    signature: Signature | None


def signables(folder: Folder, knowledge: Knowledge) -> list[Signable]:
    """Everything that can be shown, in the order of the folder."""
    found = [_practice(folder, knowledge.practice)]
    for article in knowledge.articles.values():
        path = folder.path / "articles" / article.id / "source.md"
        found.append(_file(folder, path, _article(article), "title, author and date of the article"))
    found += [_topic(entry) for entry in folder.entries if not isinstance(entry.topic, SmallTalk)]
    for path in dict.fromkeys(entry.source.path for entry in folder.entries):
        within = [entry for entry in folder.entries if entry.source.path == path]
        replies = {str(one.topic.id): one.topic.reply for one in within if isinstance(one.topic, SmallTalk)}
        asked = "\n".join(clean(text) for entry in within for _, text, _ in entry.examples)
        title = "courtesies and their questions" if replies else "its questions, offered while one types"
        found.append(_file(folder, path, {**replies, "its questions": asked}, title))
    found += _safety(folder, knowledge)
    found.append(_file(folder, folder.path / WORDING, _wording(knowledge.wording), "the program's fixed sentences"))
    return found


def _practice(folder: Folder, practice: Practice) -> Signable:
    shown = {one.name: str(getattr(practice, one.name) or "") for one in fields(practice)}
    return _file(folder, folder.path / "practice.yaml", shown, "the practice")


def _article(article: Article) -> Shown:
    names = ("title", "practice", "author", "published", "updated", "url")
    return {name: getattr(article, name) or "" for name in names}


def _topic(entry: Entry) -> Signable:
    topic = entry.topic
    assert isinstance(topic, Passage | Handoff)
    key: Key = ("passages" if isinstance(topic, Passage) else "handoffs", topic.id)
    return Signable(key, entry.source.path, entry.id_line, shown_of(topic), topic.title)


def _file(folder: Folder, path: Path, shown: Shown, title: str) -> Signable:
    line = 1 if path.exists() else 0
    return Signable(("files", path.relative_to(folder.path).as_posix()), path, line, shown, title)


def _safety(folder: Folder, knowledge: Knowledge) -> Iterator[Signable]:
    rules, place = knowledge.safety, folder.path / "safety"
    for words in rules.resources:
        notices = {
            " ".join(filter(None, (notice.tier, notice.category, str(number), part))): getattr(variant, part)
            for notice in rules.notices
            if notice.language == words.language
            for number, variant in enumerate(notice.variants, 1)
            for part in ("warm", "closing")
        }
        more = {f"{one.region} {one.title}": one.text for one in rules.more if one.language == words.language}
        shown = {**notices, **more, "heading": words.heading, "closing": words.closing}
        yield _file(folder, place / f"notices.{words.language}.yaml", shown, "what the notices say")
    lines: dict[str, str] = {}
    for line in rules.helplines:
        name = f"{line.region} {line.serves} {line.name} {line.contact}"
        how = (f"{language}: {text}" for language, text in line.how.items())
        lines[name] = " | ".join((line.contact, *how, " ".join(line.language), "first" if line.short else "all"))
    footers = {
        f"footer {region} {language}": text
        for region, texts in rules.footers.items()
        for language, text in texts.items()
    }
    yield _file(folder, place / "helplines.yaml", {**lines, **footers}, "the help lines")


def _wording(wording: Wording) -> Shown:
    return {
        f"{section.name}.{one.name}": getattr(getattr(wording, section.name), one.name)
        for section in fields(wording)
        for one in fields(getattr(wording, section.name))
    }


def statuses(entries: Sequence[Signable], signed: Signatures | None) -> list[Status]:
    """Each entry and what its signature says of it."""
    known = signed or {}
    return [Status(entry, standing(known.get(entry.key), entry.shown), known.get(entry.key)) for entry in entries]


def orphans(entries: Sequence[Signable], signed: Signatures | None) -> dict[Key, Signature]:
    """Signatures of what is no longer in the folder."""
    there = {entry.key for entry in entries}
    return {key: signature for key, signature in (signed or {}).items() if key not in there}


def chosen(found: Sequence[Status], only: Collection[str], *, everything: bool = False) -> list[Status]:
    """The entries to sign: those named, or all, or those that are new or have changed."""
    if only:
        return [one for one in found if one.entry.key[1] in only]
    return [one for one in found if everything or one.standing is not Standing.SIGNED]


def merged(found: Sequence[Status], to_sign: Sequence[Status], reviewer: str, on: str) -> dict[Key, Signature]:
    """The signatures to write, in the order of the folder; whatever is not signed now keeps its own."""
    new = {one.entry.key: Signature(reviewer, on, digest(one.entry.shown)) for one in to_sign}
    kept = {one.entry.key: one.signature for one in found if one.signature}
    signed = {**kept, **new}
    return {one.entry.key: signed[one.entry.key] for one in found if one.entry.key in signed}


def texts_of(found: Sequence[Status]) -> dict[str, Shown]:
    """The texts by their hash."""
    return {digest(one.entry.shown): one.entry.shown for one in found}


def write(folder: Path, signed: Mapping[Key, Signature], texts: Mapping[str, Shown]) -> None:
    """Write both files, each in one step: whoever reads sees the old one or the new one.

    Args:
        folder: the knowledge folder.
        signed: all signatures, in order.
        texts: by hash, those that were signed now or before.

    Raises:
        BbchatError: the folder cannot be written.
    """
    wanted = {signature.sha256 for signature in signed.values()}
    kept = {sha: dict(shown) for sha, shown in texts.items() if sha in wanted}
    try:
        _replace(folder / TEXTS_NAME, json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        _replace(folder / file.FILE_NAME, as_yaml(signed))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BbchatError(f"{folder} cannot be written ({reason}); nothing was signed.", "Check its rights.") from None


def as_yaml(signed: Mapping[Key, Signature]) -> str:
    """The file as it is written."""
    parts = [_HEAD]
    for section in file.SECTIONS:
        lines = [_line(name, one) for (where, name), one in signed.items() if where == section]
        parts += [f"{section}:\n", *lines] if lines else [f"{section}: {{}}\n"]
    return "".join(parts)


def _line(name: str, signature: Signature) -> str:
    key = name if re.fullmatch(r"[A-Za-z][\w./-]*", name) else json.dumps(name, ensure_ascii=False)
    reviewer = json.dumps(signature.reviewer, ensure_ascii=False)
    return f'  {key}: {{reviewer: {reviewer}, date: {signature.date}, sha256: "{signature.sha256}"}}\n'


def _replace(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def read_texts(folder: Path) -> dict[str, Shown]:
    """The texts as they were signed, by hash; only those that have their hash, and none where the file is of no use."""
    path = folder / TEXTS_NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= MAX_FILE_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {sha: shown for sha, shown in pairs if _is_shown(shown) and digest(shown) == sha}


def _is_shown(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(text, str) for text in found.values())
