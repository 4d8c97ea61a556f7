"""A knowledge folder for another practice: blanks, a placeholder article, and what is the same for every practice.

The one invariant: the whole folder appears at once, without a mistake in it, or nothing does; what exists stays.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bbchat.authoring.json_schemas import FOLDER, write_schemas
from bbchat.errors import UsageError
from bbchat.knowledge.loader import load_knowledge
from bbchat.knowledge.model import Knowledge
from bbchat.language.clean import clean

TEMPLATE = Path(__file__).parent / "template"
FILLED_IN = ("practice.yaml", "README.md", "articles/example/source.md", "articles/example/passages.yaml")
WITHOUT_PASSAGES = ("handoffs.yaml", "small_talk.yaml")
"""What every practice is asked and its article doesn't answer; in it, the shipped article's sections are named."""
LONGEST_NAME = 300


def make_folder(target: Path, name: str, region: str, shipped: Path) -> list[Path]:
    """Make a knowledge folder.

    Args:
        target: where it is to be; it may exist if it is empty.
        name: the practice's.
        region: whose help lines are shown.
        shipped: the knowledge that came with the program.

    Returns:
        All files, within the folder.

    Raises:
        UsageError: it cannot be made, and nothing was.
    """
    knowledge = load_knowledge(shipped)
    name = _checked_name(name)
    regions = _checked_region(region, knowledge)
    _refuse_taken(target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bbchat-new-") as place:
            made = Path(place) / "knowledge"
            made.mkdir()
            _fill(made, {"name": json.dumps(name, ensure_ascii=False), "region": region, "regions": regions}, name)
            passages = {passage.id: passage.article for passage in knowledge.passages()}
            _copy(made, shipped, {*passages, *(f"{article}.{topic}" for topic, article in passages.items())})
            write_schemas(made / FOLDER)
            load_knowledge(made)
            files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
            _put(made, target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{target} cannot be made ({reason}).", "Give a folder that you may write to.") from None
    return files


def _checked_name(name: str) -> str:
    found = clean(name).strip()
    if not any(character.isalnum() for character in found) or len(found) > LONGEST_NAME:
        raise UsageError("The name of the practice is missing or too long.", 'Write it in quotes: --name "Riverside"')
    return found


def _checked_region(region: str, knowledge: Knowledge) -> str:
    known = sorted({line.region for line in knowledge.safety.helplines if line.serves == "crisis"} - {"ANY"})
    if region not in known:
        found = clean(region)[:20]
        raise UsageError(f"There are no help lines for the region “{found}”.", f"Give one of {', '.join(known)}.")
    return ", ".join(known)


def _refuse_taken(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()):
        raise UsageError(
            f"{target} exists and holds files; nothing in it was changed.", "Give the name of a new folder."
        )
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} exists and is a file; it was not changed.", "Give the name of a new folder.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent} to make it in.", "Make that folder first.")


def _fill(folder: Path, places: dict[str, str], name: str) -> None:
    for file in FILLED_IN:
        text = (TEMPLATE / file).read_text(encoding="utf-8")
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(text, {**places, "name": name} if file == "README.md" else places), encoding="utf-8")


def _filled(text: str, places: dict[str, str]) -> str:
    return re.sub(r"\{(name|region|regions)\}", lambda found: places[found[1]], text)


def _copy(folder: Path, shipped: Path, passages: set[str]) -> None:
    for file in WITHOUT_PASSAGES:
        text = without_topics((shipped / file).read_text(encoding="utf-8"), passages)
        (folder / file).write_text(text, encoding="utf-8")
    for path in (shipped / "kiosk.yaml", *sorted((shipped / "safety").glob("*.yaml"))):
        copy = folder / path.relative_to(shipped)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)  # without the rights, which may allow nobody to write


def _put(made: Path, target: Path) -> None:
    """Into its place in one step; an empty folder that is there already may be somebody's current one, and stays."""
    if not target.exists():
        os.rename(made, target)
        return
    moved: list[Path] = []
    try:
        for child in made.iterdir():
            moved.append(child.rename(target / child.name))
    except OSError:
        for path in moved:
            path.rename(made / path.name)
        raise


def without_topics(text: str, gone: set[str]) -> str:
    """A file of topics in which nothing names those that are gone; all else stays letter for letter.

    A question that such a topic answered as well stays for its own; one that belonged to it goes.
    """
    lines = text.split("\n")
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for edit in sorted(_edits(root, gone, lines), reverse=True):
        first, last, replacement = edit
        lines[first : last + 1] = replacement
    return "\n".join(lines)


def _edits(node: yaml.Node | None, gone: set[str], lines: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """First line, last line, and what stands in their place."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _edits(child, gone, lines)
    if not isinstance(node, yaml.MappingNode):
        return
    parts = {key.value: (key, value) for key, value in node.value}
    for name, (key, value) in parts.items():
        if name == "not_for":
            yield from _of_not_for(key, value, gone)
        elif name in ("related", "also"):
            kept = [one.value for one in value.value if one.value not in gone]
            if name == "also" and not kept:
                yield _as_plain_question(node, parts["text"][1], lines)
            elif len(kept) < len(value.value):
                line = value.start_mark.line
                yield line, value.end_mark.line, [f"{lines[line][: value.start_mark.column]}[{', '.join(kept)}]"]
        else:
            yield from _edits(value, gone, lines)


def _of_not_for(key: yaml.Node, value: yaml.Node, gone: set[str]) -> Iterator[tuple[int, int, list[str]]]:
    left = 0
    spans = []
    for entry in value.value:
        belongs = {k.value: v.value for k, v in entry.value}.get("belongs") if entry.tag.endswith("map") else None
        if belongs in gone:
            spans.append((entry.start_mark.line, max(v.end_mark.line for _, v in entry.value)))
        else:
            left += 1
    if not left:
        yield key.start_mark.line, spans[-1][1], []
        return
    yield from ((first, last, []) for first, last in spans)


def _as_plain_question(node: yaml.Node, question: yaml.Node, lines: list[str]) -> tuple[int, int, list[str]]:
    """`- text: a question`, whose other topics are gone, as `- a question`."""
    first, last = question.start_mark, question.end_mark
    written = lines[first.line][first.column : last.column if last.line == first.line else None]
    further = lines[first.line + 1 : last.line] + ([lines[last.line][: last.column]] if last.line > first.line else [])
    head = lines[node.start_mark.line][: node.start_mark.column]
    end = max(value.end_mark.line for _, value in node.value)
    return node.start_mark.line, end, [head + written, *further]
