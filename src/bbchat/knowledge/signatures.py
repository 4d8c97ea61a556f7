"""Who signed what the program shows: `signatures.yaml` as `bbchat sign` writes it.

The one invariant: a signature holds for exactly the text that it was given for, letter for letter, and for no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import StringConstraints

from bbchat.errors import Problem
from bbchat.knowledge.model import Handoff, Passage, Review, Standing, Topic
from bbchat.knowledge.schema import FileModel, Line, validate
from bbchat.knowledge.yaml_source import read_yaml
from bbchat.language.clean import clean

FILE_NAME = "signatures.yaml"

Section: TypeAlias = Literal["passages", "handoffs", "files"]
SECTIONS: tuple[Section, ...] = ("passages", "handoffs", "files")
Key: TypeAlias = tuple[Section, str]
"""What is signed: a passage or handoff by its id, all else by its file in the folder."""
Shown: TypeAlias = Mapping[str, str]
"""The texts of one entry that can be shown, by what they are."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One entry of the file."""

    reviewer: str
    date: str
    """ISO."""
    sha256: str
    line: int = field(default=0, compare=False)
    """Where it stands in the file; 0 where it is not written yet."""


Signatures: TypeAlias = Mapping[Key, Signature]


class SignatureEntry(FileModel):
    """A signature as written."""

    reviewer: Line
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class SignaturesFile(FileModel):
    """`signatures.yaml`."""

    passages: dict[str, SignatureEntry] | None = None
    handoffs: dict[str, SignatureEntry] | None = None
    files: dict[str, SignatureEntry] | None = None


def digest(shown: Shown) -> str:
    """The sha256 of texts: of their JSON in UTF-8, names sorted, no white space between."""
    text = json.dumps(dict(shown), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def shown_of(topic: Passage | Handoff) -> Shown:
    """What a passage or handoff shows."""
    names = ("title", "text", "suggestion") if isinstance(topic, Passage) else ("title", "reply", "ask", "suggestion")
    return {name: getattr(topic, name) for name in names}


def read_signatures(folder: Path, problems: list[Problem]) -> Signatures | None:
    """The signatures of a folder; None where it has none.

    Args:
        folder: the knowledge folder.
        problems: takes each mistake of the file.
    """
    if not (folder / FILE_NAME).exists():
        return None
    source = read_yaml(folder / FILE_NAME)
    file = validate(source, SignaturesFile)
    if source.problems:
        fix = "put the file back as `bbchat sign` wrote it, or delete it and sign again"
        problems += [replace(problem, fix=fix) for problem in source.problems]
    found: dict[Key, Signature] = {}
    for section in SECTIONS:
        for name, entry in ((getattr(file, section) if file else None) or {}).items():
            line = source.line((section, name))
            found[section, name] = Signature(clean(entry.reviewer), entry.date, entry.sha256, line)
    return found


def standing(signature: Signature | None, shown: Shown) -> Standing:
    """What a signature says of texts."""
    if signature is None:
        return Standing.UNSIGNED
    return Standing.SIGNED if signature.sha256 == digest(shown) else Standing.CHANGED


def with_review(topic: Topic, signatures: Signatures) -> Topic:
    """A passage with what its signature says of it; any other topic as it is."""
    if not isinstance(topic, Passage):
        return topic
    signature = signatures.get(("passages", topic.id))
    by, on = (signature.reviewer, signature.date) if signature else ("", "")
    return replace(topic, review=Review(by, on, standing(signature, shown_of(topic))))
