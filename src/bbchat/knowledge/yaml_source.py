"""YAML files as plain data that still knows its lines.

The one invariant: whatever bytes a file holds, the outcome is data or a list of Problems, in bounded time and memory.
Aliases, duplicate keys and values that YAML 1.1 reads as something else than what was written are refused.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from bbchat.errors import Problem
from bbchat.knowledge.yaml_words import explain
from bbchat.language.clean import clean

MAX_FILE_BYTES = 5_000_000
"""Far above any hand-written file; a larger one is a mistake and is not read."""
MAX_DEPTH = 20
_HARMLESS = 1000
"""A text whose lines are shorter and brackets fewer cannot be nested so deeply that the YAML library crashes."""
_WHOLE_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")

Data: TypeAlias = "str | int | float | bool | list[Data] | dict[str, Data] | None"
KeyPath: TypeAlias = tuple[str | int, ...]

_TEXT = {f"tag:yaml.org,2002:{name}" for name in ("str", "timestamp", "value", "merge")}
_FOUND = {
    "tag:yaml.org,2002:bool": "a yes/no value",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
}


@dataclass(slots=True)
class YamlSource:
    """One file read: its data, where each part stands, and what was wrong with it."""

    path: Path
    data: Data = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: KeyPath) -> int:
        """The line of a value, or of the nearest thing around it, counted from 1."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: KeyPath, message: str, fix: str) -> None:
        """Note one mistake at the line of a value; what is quoted from the file cannot act on a terminal."""
        self.problems.append(Problem(self.path, self.line(where), clean(message), clean(fix)))


_COPY = "copy it from the knowledge that comes with bbchat"


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """The text of a file, its line ends made plain; None after noting why it cannot be had."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            problems.append(Problem(path, 0, "this is not a file", "put a text file with this name in its place"))
            return None
        if found.st_size > MAX_FILE_BYTES:
            size = f"larger than {MAX_FILE_BYTES // 1_000_000} MB"
            problems.append(Problem(path, 0, f"this file is {size}", "split it, or take out what is not knowledge"))
            return None
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        problems.append(Problem(path, 0, "this file is missing", f"put it there, or {_COPY}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(path, line, "this is not UTF-8 text", "save the file with the encoding UTF-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(Problem(path, 0, f"this file cannot be read ({reason})", "check its rights and try again"))
    return None


def read_yaml(path: Path) -> YamlSource:
    """Read one YAML file; look at `problems` before using `data`."""
    source = YamlSource(path)
    text = read_text(path, source.problems)
    if text is None:
        return source
    return parse_yaml(path, text, first_line=1)


def parse_yaml(path: Path, text: str, *, first_line: int) -> YamlSource:
    """Read YAML that stands in `path` from `first_line` on."""
    source = YamlSource(path)
    try:
        source.problems += [Problem(path, line + first_line, *words) for line, words in _refused(text)]
        if source.problems:
            return source
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        line, message, fix = explain(error, text)
        source.problems.append(Problem(path, line + first_line, message, fix))
    else:
        if root is None:
            source.problems.append(Problem(path, 0, "this file is empty", f"fill it in, or {_COPY}"))
        else:
            _Walk(source, first_line).run(root)
    return source


_ALIAS = ("text begins with *, which means something else here", "put it in quotes")
_NESTED = ("this is nested too deeply", "write it like its neighbours; put text that holds brackets in quotes")


def _refused(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Line (counted from 0) and words for each alias, up to where a text goes deeper than any knowledge file."""
    brackets = text.count("[") + text.count("{")
    if "*" not in text and brackets < _HARMLESS and max(map(len, text.split("\n"))) < _HARMLESS:
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            yield line, _ALIAS
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield line, _NESTED
                return


class _Walk:
    """Turns a node tree into plain data, noting lines and what is refused."""

    def __init__(self, source: YamlSource, first_line: int) -> None:
        self.source = source
        self.first_line = first_line

    def run(self, root: yaml.Node) -> None:
        self.source.data = self.value(root, ())

    def value(self, node: yaml.Node, where: KeyPath) -> Data:
        self.source.lines[where] = node.start_mark.line + self.first_line
        if len(where) > MAX_DEPTH:
            self.source.problem(where, *_NESTED)
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, index)) for index, child in enumerate(node.value)]
        return self.scalar(node, where) if isinstance(node, yaml.ScalarNode) else None

    def mapping(self, node: yaml.MappingNode, where: KeyPath) -> Data:
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            inner = (*where, key)
            self.source.lines[inner] = key_node.start_mark.line + self.first_line
            if not key:
                self.source.problem(inner, "no word stands before the colon", "write `name: value`")
            elif key in result:
                self.source.problem(inner, f"`{clean(key)}` stands here twice", "keep one of the two")
            else:
                result[key] = self.value(value_node, inner)
                self.source.lines[inner] = key_node.start_mark.line + self.first_line
        return result

    def scalar(self, node: yaml.ScalarNode, where: KeyPath) -> Data:
        text = str(node.value)
        if not node.style and " - " in text and node.end_mark.line > node.start_mark.line:
            fix = "line up the dashes, or put the text in quotes"
            self.source.problem(where, "two entries of a list have run together here", fix)
        match node.tag:
            case "tag:yaml.org,2002:null":
                return None
            case "tag:yaml.org,2002:bool":
                return text.lower() in ("yes", "true", "on", "y")
            case "tag:yaml.org,2002:int" if _WHOLE_NUMBER.fullmatch(text):
                return int(text) if len(text) < 10 else text
            case tag if tag in _TEXT:
                return text
            case tag if tag in _FOUND:
                self.source.problem(where, f"this is read as {_FOUND[tag]}", "put it in quotes")
                return text
            case _:
                self.source.problem(where, "text begins with !, which means something else here", "put it in quotes")
                return text
