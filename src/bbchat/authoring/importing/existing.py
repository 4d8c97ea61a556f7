"""What a knowledge folder holds already, as far as it can be read, for an article that joins it.

The one invariant: a folder that is being edited, and has mistakes in it, still gives what it can; nothing is raised.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bbchat.knowledge.yaml_source import parse_yaml, read_text, read_yaml
from bbchat.language.clean import clean

Entry: TypeAlias = dict[str, Any]
"""One topic as it stands in its file."""
_FACTS = ("title", "author", "published", "url")


@dataclass(frozen=True, slots=True)
class Asked:
    """An example question that exists, and where."""

    text: str
    topic: str
    is_own: bool
    """In the folder that is imported into; otherwise in the knowledge that came with the program."""


@dataclass(slots=True)
class Existing:
    """What is there."""

    practice: str = ""
    articles: dict[str, dict[str, str]] = field(default_factory=dict)
    """What each article says about itself, by its folder."""
    is_listed: bool = False
    """practice.yaml lists the articles."""
    passages: dict[str, list[Entry]] = field(default_factory=dict)
    """The passages of each article."""
    others: list[Entry] = field(default_factory=list)
    """Handoffs and small talk."""

    def ids_beside(self, article: str) -> set[str]:
        """All ids but those of one article."""
        beside = [entry for name, entries in self.passages.items() if name != article for entry in entries]
        return {str(entry.get("id", "")) for entry in [*beside, *self.others]} | {"off_topic"}

    def asked(self, *, is_own: bool) -> Iterator[Asked]:
        """All example questions of passages and of what the articles don't answer."""
        talk = [entry for entry in self.others if "ask" in entry]
        for entry in [*(one for entries in self.passages.values() for one in entries), *talk]:
            for text in questions_of(entry):
                yield Asked(text, str(entry.get("id", "")), is_own)


def read_existing(folder: Path) -> Existing:
    """Read what can be read."""
    found = Existing()
    practice = _mapping(read_yaml(folder / "practice.yaml").data)
    found.practice = clean(str(practice.get("name") or ""))
    found.is_listed = isinstance(practice.get("articles"), list)
    for name in _folders(folder / "articles"):
        text = read_text(folder / "articles" / name / "source.md", []) or ""
        parts = text.split("---\n", 2)
        front = _mapping(parse_yaml(folder, parts[1], first_line=1).data) if len(parts) == 3 else {}
        found.articles[name] = {key: clean(str(front.get(key) or "")) for key in _FACTS}
        found.passages[name] = _entries(folder / "articles" / name / "passages.yaml", "passages")
    found.others = _entries(folder / "handoffs.yaml", "handoffs")
    found.others += _entries(folder / "small_talk.yaml", "small_talk")
    return found


def questions_of(entry: Entry) -> list[str]:
    """The texts of an entry's example questions."""
    listed = entry.get("questions")
    texts = [one.get("text") if isinstance(one, dict) else one for one in listed] if isinstance(listed, list) else []
    return [clean(text) for text in texts if isinstance(text, str)]


def _folders(root: Path) -> list[str]:
    try:
        return sorted(child.name for child in os.scandir(root) if child.is_dir())
    except OSError:
        return []


def _mapping(data: object) -> Entry:
    return data if isinstance(data, dict) else {}


def _entries(path: Path, key: str) -> list[Entry]:
    listed = _mapping(read_yaml(path).data).get(key)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
