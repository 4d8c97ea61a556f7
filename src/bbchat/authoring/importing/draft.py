"""The two files of an imported article, as text.

The one invariant: read back, they give the same titles and texts, letter for letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bbchat.authoring.importing.article import Facts, Section
from bbchat.authoring.importing.existing import Entry
from bbchat.authoring.importing.suggest import Suggestion

_HEAD = """\
# A draft of the article's sections, word for word as in source.md: change no letter of a title or text.
# questions: how people ask for the section. Move fitting ones up from `suggested` and add your own, each on a line of
#   its own after a dash; twenty or more is good. The title and the suggestion count already.
# suggested: not used by the chat; delete what doesn't fit. After # stands the topic that each comes from. One that
#   stands in this folder already stays there: add the id of this section to its `also:` instead of moving it.
# suggestion: the short question that is offered as a next step. related: ids of sections to read next.
# reviewed: stays blank; `bbchat sign` writes down who read which section.
"""
_SCHEMA = "# yaml-language-server: $schema=../../.schemas/passages.json\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """A section on its way to a passage."""

    id: str
    section: Section
    suggested: Sequence[Suggestion]
    old: Entry
    """The passage as it stands so far; empty for a new one."""
    is_unchanged: bool = False
    """Title and text are those of the old one."""


def source_text(facts: Facts, sections: Sequence[Section]) -> str:
    """`source.md`: what is known about the article, then its sections."""
    names = ("title", "practice", "author", "published", "updated", "url")
    front = "".join(f"{name}: {_scalar(getattr(facts, name))}\n" for name in names)
    levels = sorted({section.level for section in sections} | {one.level for part in sections for one in part.above})
    marks = {level: "#" * min(2 + place, 6) for place, level in enumerate(levels)}
    parts = []
    for section in sections:
        parts += [f"{marks[block.level]} {block.text}" for block in section.above]
        parts += [f"{marks[section.level]} {section.title}", section.text]
    return f"---\n{front}---\n\n" + "\n\n".join(parts) + "\n"


def passages_text(drafts: Sequence[Draft], *, has_schema: bool) -> str:
    """`passages.yaml`."""
    lines = [line for draft in drafts for line in _passage(draft)]
    return (_SCHEMA if has_schema else "") + _HEAD + "passages:\n" + "".join(f"{line}\n" for line in lines)


def _passage(draft: Draft) -> Iterator[str]:
    section, old = draft.section, draft.old
    question = section.title if section.title.endswith("?") else next(iter(_questions(section)), section.title)
    yield f"  - id: {_scalar(draft.id)}"
    yield f"    title: {_scalar(section.title)}"
    yield "    text: |-"
    yield from (f"      {line}" if line else "" for line in section.text.split("\n"))
    yield f"    suggestion: {_scalar(_line(old.get('suggestion')) or question)}"
    yield f"    related: [{', '.join(_scalar(str(other)) for other in _list(old.get('related')))}]"
    yield "    reviewed:"
    review = old.get("reviewed") if draft.is_unchanged else None
    if isinstance(review, dict):
        yield from (f"      {key}: {_scalar(str(value))}" for key, value in review.items())
    yield from _listed("questions", map(_entry, _list(old.get("questions"))))
    yield from _listed("suggested", (f"{_scalar(one.text)}  # {one.origin}" for one in draft.suggested))
    if borders := _list(old.get("not_for")):
        yield from _listed("not_for", map(_entry, borders))


def _questions(section: Section) -> Iterator[str]:
    """Headings right above a section that are questions."""
    return (block.text for block in section.above if block.text.endswith("?"))


def _listed(key: str, entries: Iterable[str]) -> Iterator[str]:
    shown = list(entries)
    yield f"    {key}:"
    yield from (f"      - {entry}" for entry in shown)


def _entry(question: Any) -> str:
    """A question as it stood in the file."""
    if not isinstance(question, dict):
        return _scalar(_line(question))
    lines = []
    for key, value in question.items():
        listed = isinstance(value, list)
        shown = f"[{', '.join(_scalar(str(one)) for one in value)}]" if listed else _scalar(_line(value))
        lines.append(f"{key}: {shown}")
    return "\n        ".join(lines)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _line(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _scalar(text: str) -> str:
    """A text on one line as YAML, in quotes where it needs them."""
    shown: str = yaml.safe_dump(text, allow_unicode=True, width=float("inf"))
    return shown.removesuffix("\n").removesuffix("\n...")
