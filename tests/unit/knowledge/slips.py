"""Slips that people make in a file, drawn by Hypothesis."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

from tests.unit.knowledge.knowledge_writer import FILES

SAFETY = [
    f"safety/{name}.{language}.yaml"
    for name in ("phrases", "modifiers", "notices", "exemplars")
    for language in ("en", "es")
]
HELPLINES = "safety/helplines.yaml"
ALL_FILES = [*FILES, *SAFETY, HELPLINES]

_VALUES = st.sampled_from(
    [
        "no",
        "1:30",
        "010",
        "7",
        "[]",
        "{}",
        "~",
        "''",
        "' '",
        "[a]",
        "{a: b}",
        "{text: {a: b}, also: [x]}",
        "*x",
        ">",
        "x",
    ]
)
_SCRAPS = st.sampled_from(
    [": ", "- ", "\n", "  ", "[", "}", '"', "'", "#", "\t", "---\n", "é", "’", "\x00", "\u2028", "?"]
)


def originals(shipped: Path) -> dict[str, str]:
    """The small files, and the beginnings of the shipped safety files."""
    begin = {name: (shipped / name).read_text(encoding="utf-8")[:1500] for name in (*SAFETY, HELPLINES)}
    return {**FILES, **{name: text.rpartition("\n")[0] + "\n" for name, text in begin.items()}}


def with_slips(text: str, data: st.DataObject) -> str:
    """The text after one to three slips."""
    for _ in range(data.draw(st.integers(1, 3))):
        text = data.draw(st.sampled_from([_cut, _insert, _replace_value, _replace_value, _drop_line, _repeat_line]))(
            text, data
        )
    return text


def _cut(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text)))
    return text[:start] + text[start + data.draw(st.integers(1, 20)) :]


def _insert(text: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(text)))
    return text[:at] + data.draw(_SCRAPS) + text[at:]


def _replace_value(text: str, data: st.DataObject) -> str:
    """What stands after a colon or a dash becomes something else."""
    lines = text.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = re.sub(r"(: |- ).*", lambda match: match[1] + data.draw(_VALUES), lines[at], count=1)
    return "\n".join(lines)


def _drop_line(text: str, data: st.DataObject) -> str:
    lines = text.split("\n")
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def _repeat_line(text: str, data: st.DataObject) -> str:
    lines = text.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])
