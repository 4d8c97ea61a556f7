"""Question sets to measure with: files of texts and the topics that a good reply may have.

Tab-separated with a header, or a YAML list of mappings. Columns: `text` (or `first` and `followup`: two turns of one
conversation), and `labels` or `label`. Labels are topic ids, a prefix such as `not_covered:` is ignored; `a|b` accepts
either, `a+b` wants both, in one reply.

Where only the questions matter, a list does: one question a line, or in the last column of a tab-separated file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bbchat.errors import KnowledgeError, Problem
from bbchat.knowledge.model import TopicId
from bbchat.knowledge.yaml_source import Data, read_text, read_yaml
from bbchat.language.clean import clean

MAX_QUESTIONS = 5000
"""Of a list; each takes some milliseconds to ask."""
SHORTEST = 2
"""Characters of a question, as in the knowledge."""
_HEADS = frozenset("text question questions followup asked".split())
"""What a last column may be called in a first line; such a line is no question."""
_BULLET = re.compile(r"^(?:[-*•–]|\d{1,4}[.)])\s+")
_OTHER_PROGRAMS = frozenset((".docx", ".doc", ".odt", ".rtf", ".pdf", ".xlsx", ".xls", ".ods", ".pages"))


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
        text = _turns(cells)
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


def read_questions(path: Path) -> list[tuple[str, ...]]:
    """The questions of a list or of a question set, each once, in order; a follow-up with the question before it.

    Raises:
        KnowledgeError: the file cannot be read, or holds no question.
    """
    problems: list[Problem] = []
    found = _questions(path, problems)
    if not found and not problems:
        problems.append(Problem(path, 0, "there is no question in this file", "write one question a line"))
    if len(found) > MAX_QUESTIONS:
        fix = f"split it: {MAX_QUESTIONS} is the most at once"
        problems.append(Problem(path, 0, f"there are {len(found)} questions in this file", fix))
    if problems:
        error = KnowledgeError(problems)
        error.message = "The list of questions cannot be used as it is."
        raise error
    return found


def _questions(path: Path, problems: list[Problem]) -> list[tuple[str, ...]]:
    if not os.path.exists(path):
        problems.append(Problem(path, 0, "there is no such file", "give the path of a list of questions"))
        return []
    if path.suffix.lower() in _OTHER_PROGRAMS:
        fix = "save it as plain text (.txt), one question a line"
        problems.append(Problem(path, 0, f"a {path.suffix} file cannot be read here", fix))
        return []
    is_yaml = path.suffix in (".yaml", ".yml")
    rows = _yaml_questions(path, problems) if is_yaml else _line_questions(path, problems)
    turns = [tuple(map(clean, row)) for row in rows]
    return list(dict.fromkeys(one for one in turns if one and _is_question(one[-1])))


def _is_question(text: str) -> bool:
    return len(text) >= SHORTEST and any(letter.isalnum() for letter in text)


def _yaml_questions(path: Path, problems: list[Problem]) -> list[tuple[str, ...]]:
    entries = read_yaml(path)
    problems += entries.problems
    if not isinstance(entries.data, list):
        fix = "put each question on its own line, after a dash"
        problems += [] if problems else [Problem(path, 1, "this file should be a list of questions", fix)]
        return []
    return [_turns(_as_cells(one)) if isinstance(one, dict) else (str(one),) for one in entries.data]


def _line_questions(path: Path, problems: list[Problem]) -> list[tuple[str, ...]]:
    text = read_text(path, problems) or ""
    lines = [line for line in text.split("\n") if line.strip()]
    names = lines[0].split("\t") if lines else []
    if names and names[-1].strip().lower() in _HEADS:
        rows = [line.split("\t") for line in lines[1:]]
        cells = [dict(zip(names, row, strict=False)) for row in rows]
        return [_turns(one) or (row[-1],) for one, row in zip(cells, rows, strict=True)]
    return [(_BULLET.sub("", line.rsplit("\t", 1)[-1].strip()),) for line in lines]


def _turns(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cell for name in ("first", "followup", "text") if (cell := cells.get(name, "")).strip())


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
