"""Question sets to measure with: files of texts and the topics that a good reply may have.

Tab-separated with a header, or a YAML list of mappings. Columns: `text` (or `first` and `followup`: two turns of one
conversation), and `labels` or `label`. Labels are topic ids, a prefix such as `not_covered:` is ignored; `a|b` accepts
either, `a+b` wants both, in one reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.model import TopicId
from bbchat.knowledge.yaml_source import Data, read_text, read_yaml


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question, or a first one and its follow-up, with what is expected of the last reply."""

    turns: tuple[str, ...] = field(repr=False)
    parts: tuple[frozenset[TopicId], ...]
    """Accepted topics of each part; one part for most questions."""


def read_question_set(path: Path, topics: Iterable[TopicId]) -> tuple[list[QuestionRow], list[Problem]]:
    """The rows of a file, and a note for each label that no topic has (its rows stay, and can't be right by it).

    Raises:
        KnowledgeError: the file cannot be read as a question set.
    """
    known = set(topics)
    rows: list[QuestionRow] = []
    unknown: dict[TopicId, list[int]] = {}
    for line, cells in _records(path):
        label = cells.get("labels") or cells.get("label") or ""
        text = tuple(cell for name in ("first", "followup", "text") if (cell := cells.get(name, "")).strip())
        if not text or not label:
            fix = "name the columns in the first line: labels and text (or first, followup and label)"
            raise KnowledgeError([Problem(path, line, "this row lacks its text or its labels", fix)])
        parts = tuple(
            frozenset(TopicId(choice.rsplit(":", 1)[-1].strip()) for choice in part.split("|"))
            for part in label.split("+")
        )
        for topic in sorted(set().union(*parts) - known):
            unknown.setdefault(topic, []).append(line)
        rows.append(QuestionRow(text, parts))
    fix = "compare with the ids of the folder"
    notes = [
        Problem(path, lines[0], f"no topic is called `{topic}` ({len(lines)} {'rows' if lines[1:] else 'row'})", fix)
        for topic, lines in unknown.items()
    ]
    return rows, notes


def _records(path: Path) -> Iterable[tuple[int, Mapping[str, str]]]:
    if path.suffix in (".yaml", ".yml"):
        source = read_yaml(path)
        if source.problems:
            raise KnowledgeError(source.problems)
        entries = source.data if isinstance(source.data, list) else []
        return [(source.line((place,)), _as_cells(entry)) for place, entry in enumerate(entries)]
    problems: list[Problem] = []
    text = read_text(path, problems)
    if text is None:
        raise KnowledgeError(problems)
    header, *lines = text.split("\n")
    names = header.split("\t")
    return [
        (number, dict(zip(names, line.split("\t"), strict=False)))
        for number, line in enumerate(lines, 2)
        if line.strip()
    ]


def _as_cells(entry: Data) -> Mapping[str, str]:
    if not isinstance(entry, dict):
        return {}
    return {
        name: "|".join(str(item) for item in value) if isinstance(value, list) else str(value)
        for name, value in entry.items()
    }
