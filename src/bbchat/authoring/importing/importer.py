"""An article from wherever it is published into a knowledge folder, as a draft that its author completes.

The one invariant: the text is the article's own, letter for letter; what an author has written before is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bbchat.authoring.importing.article import Facts, Reading, Section, notes_on, sections_of
from bbchat.authoring.importing.draft import Draft, passages_text, source_text
from bbchat.authoring.importing.existing import Entry, Existing, questions_of, read_existing
from bbchat.authoring.importing.head import is_relative
from bbchat.authoring.importing.names import folder_name, ids_for
from bbchat.authoring.importing.suggest import from_the_section, near
from bbchat.authoring.importing.write import put
from bbchat.encoding.encoder import Vector
from bbchat.errors import SourceError, UsageError
from bbchat.language.clean import clean

LONGEST_TEXT = 20_000
"""Characters that a passage can hold, as the schema has it."""
LONGEST_FACT = 300

Vectors = Callable[[Sequence[str]], Vector]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, and what its author should know."""

    folder: Path
    facts: Facts
    drafts: tuple[Draft, ...]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]
    backups: tuple[Path, ...]
    is_to_list: bool
    """practice.yaml lists the articles, and this one isn't among them."""


def import_article(
    reading: Reading, into: Path, shipped: Path, vectors: Vectors | None, *, name: str | None, force: bool
) -> Imported:
    """Write an article that was read into a knowledge folder.

    Args:
        reading: what was found in the source.
        into: the knowledge folder.
        shipped: the knowledge that came with the program, whose ids and questions are suggested, too.
        vectors: gives the vectors of texts; None where there is no encoder, then nothing near is suggested.
        name: of the article's folder; None to make it from the title.
        force: replace an article that is there.

    Raises:
        UsageError: the folder or the name cannot be used, or the article is there already.
        SourceError: there is no text.
        BbchatError: it could not be written.
    """
    if not (into / "practice.yaml").is_file():
        hint = 'Give the folder that practice.yaml is in, or make one: bbchat new DIR --name "Your practice"'
        raise UsageError(f"{clean(str(into))} is not a knowledge folder.", hint)
    existing, model = read_existing(into), read_existing(shipped)
    facts = _completed(reading.facts, existing.practice)
    sections = sections_of(reading.blocks, facts.title)
    if not sections:
        raise SourceError("No text of an article was found.", "Look whether it is the right file or address.")
    name = _checked(name) if name else _same_article(existing, facts) or folder_name(facts.title)
    folder = into / "articles" / name
    drafts = _drafts(sections, existing, model, name, vectors)
    facts = _with_what_was_mended(facts, existing.articles.get(name, {}))
    files = {
        "source.md": source_text(facts, sections),
        "passages.yaml": passages_text(drafts, has_schema=(into / ".schemas" / "passages.json").is_file()),
    }
    backups = put(into, folder, files, force=force)
    notes = [*reading.notes, *_notes_on_facts(facts), *notes_on(sections, LONGEST_TEXT)]
    notes += _notes_on_old(drafts, existing.passages.get(name, []))
    is_to_list = existing.is_listed and name not in existing.articles
    return Imported(folder, facts, tuple(drafts), tuple(reading.dropped), tuple(notes), tuple(backups), is_to_list)


def _completed(facts: Facts, practice: str) -> Facts:
    """The facts with the practice's own name, each cut to what fits in a line."""
    practice = practice or facts.practice
    title = facts.title.removesuffix(f" | {practice}").removesuffix(f" - {practice}") or facts.title

    def fitting(fact: str) -> str:
        return fact[:LONGEST_FACT].strip()

    author, published, updated = fitting(facts.author), fitting(facts.published), fitting(facts.updated)
    return Facts(fitting(title), author, published, updated, fitting(facts.url), fitting(practice))


def _with_what_was_mended(facts: Facts, old: Mapping[str, str]) -> Facts:
    """The facts with what an author has written at the head of `source.md` where the source says nothing or less."""
    published = facts.published
    if old.get("published") and (not published or is_relative(published)):
        published = old["published"]
    author, url = (getattr(facts, name) or old.get(name, "") for name in ("author", "url"))
    return replace(facts, author=author, published=published, url=url)


def _checked(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", name):
        raise UsageError(f"“{clean(name)}” cannot be the name of an article.", "Use small letters, digits and - only.")
    return name


def _same_article(existing: Existing, facts: Facts) -> str:
    """The folder that holds this article already, by its title or address."""
    for name, said in existing.articles.items():
        if said["title"] == facts.title or (facts.url and said["url"] == facts.url):
            return name
    return ""


def _drafts(
    sections: Sequence[Section], existing: Existing, model: Existing, name: str, vectors: Vectors | None
) -> list[Draft]:
    old = _matched(sections, existing.passages.get(name, []))
    known = {clean(str(entry.get("title", ""))): str(entry["id"]) for entry in _all_with_ids(model)}
    wishes = [
        (section.title, str(entry.get("id") or known.get(section.title, "")))
        for section, entry in zip(sections, old, strict=True)
    ]
    ids = list(ids_for(wishes, existing.ids_beside(name)))
    asked = [*existing.asked(is_own=True), *model.asked(is_own=False)]
    found = near(sections, asked, vectors) if vectors else [[] for _ in sections]
    drafts = []
    for at, section in enumerate(sections):
        own = {*questions_of(old[at]), section.title}
        suggested = [one for one in [*from_the_section(section), *found[at]] if one.text not in own]
        is_unchanged = _has_same_title(section, old[at]) and _has_same_text(section, old[at])
        drafts.append(Draft(ids[at], section, suggested, old[at], is_unchanged))
    return drafts


def _all_with_ids(existing: Existing) -> list[Entry]:
    return [entry for entries in existing.passages.values() for entry in entries if isinstance(entry.get("id"), str)]


def _matched(sections: Sequence[Section], old: Sequence[Entry]) -> list[Entry]:
    """For each section the passage that it was: the one with its heading, else the one with its text."""
    left = list(old)
    found: list[Entry] = [{} for _ in sections]
    for is_same in (_has_same_title, _has_same_text):
        for at, section in enumerate(sections):
            match = next((entry for entry in left if not found[at] and is_same(section, entry)), None)
            if match is not None:
                found[at] = match
                left.remove(match)
    return found


def _text(entry: Entry) -> str:
    """A passage's text as the chat shows it."""
    blocks = re.split(r"\n[ \t]*\n", clean(str(entry.get("text", "")), keep_lines=True))
    return "\n\n".join(" ".join(block.split()) for block in blocks if block.strip())


def _has_same_title(section: Section, old: Entry) -> bool:
    return clean(str(old.get("title", ""))) == section.title


def _has_same_text(section: Section, old: Entry) -> bool:
    return _text(old) == section.text


def _notes_on_facts(facts: Facts) -> list[str]:
    missing = [name for name in ("practice", "author", "published") if not getattr(facts, name)]
    notes = [f"Not found, so fill it in at the head of source.md: {', '.join(missing)}."] if missing else []
    for name in ("published", "updated"):
        if (date := getattr(facts, name)) and is_relative(date):
            notes.append(f"“{date}” says less as time goes by: write the whole date at `{name}` in source.md.")
    return notes


def _notes_on_old(drafts: Sequence[Draft], old: Sequence[Entry]) -> list[str]:
    """What became of the passages that were there."""
    notes = []
    changed = [draft.id for draft in drafts if draft.old and not draft.is_unchanged]
    if changed:
        notes.append(f"The text has changed, so it has to be read and signed again: {', '.join(changed)}.")
    gone = [str(entry.get("id")) for entry in old if not any(draft.old is entry for draft in drafts)]
    if gone:
        notes.append(f"No longer in the article; their questions are in the .bak file: {', '.join(gone)}.")
    return notes
