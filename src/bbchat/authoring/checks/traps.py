"""What YAML takes for something else than was written, without complaining."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bbchat.authoring.checks.finding import Finding, note, warning
from bbchat.knowledge.yaml_source import parse_yaml, read_text
from bbchat.language.clean import clean

_CUT_OFF = re.compile(r"[ \t]+#\S")
_CURLY = re.compile(r"“[^“”]*”|‘[^‘’]*’|«[^«»]*»|„[^„“”]*[“”]")

_HALF_CURLY = re.compile(r"""\s*(?:- |\w+: )+(?:"[^"]*[”“]|'[^']*[’‘])\s*$""")


def traps(folder: Path) -> Iterator[Finding]:
    """The places in a folder's YAML files where something else is read than an author sees."""
    for path in sorted(folder.rglob("*.yaml")):
        text = read_text(path, [])
        if text is not None and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield from _in_file(path, text, 0)
    for path in sorted((folder / "articles").glob("*/source.md")):
        front = re.match(r"---\n(.*?\n)---\n", read_text(path, []) or "", re.DOTALL)
        if front:
            yield from _in_file(path, front[1], 1)


def _in_file(path: Path, text: str, lines_before: int) -> Iterator[Finding]:
    lines = text.split("\n")
    if parse_yaml(path, text, first_line=1).problems:
        yield from _open_quotes(path, lines, lines_before)
    else:
        yield from _misread(path, text, lines, lines_before)
    if text.strip() and not text.endswith("\n"):
        message = "the file ends in the middle of a line: if something is missing after it, the file was cut off"
        yield note("yaml", (path, len(lines) + lines_before), message, "look at its end, and end it with a line break")


def _misread(path: Path, text: str, lines: list[str], lines_before: int) -> Iterator[Finding]:
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken) and token.plain:
            place = (path, token.start_mark.line + 1 + lines_before)
            rest = lines[token.end_mark.line][token.end_mark.column :]
            if _CUT_OFF.match(rest):
                message = f"YAML reads this line only up to its #: “{clean(rest)[:40]}” is left out"
                yield warning("yaml", place, message, "put the whole text in straight quotes")
            if _CURLY.fullmatch(token.value):
                message = f"YAML knows straight quotes only: those of {clean(token.value)[:40]} are shown"
                yield warning("yaml", place, message, "type the quotes straight, or leave them out")


def _open_quotes(path: Path, lines: list[str], lines_before: int) -> Iterator[Finding]:
    """In a file that cannot be read: texts that begin with a straight quotation mark and end with a curly one."""
    for at, line in enumerate(lines, 1):
        if _HALF_CURLY.match(line):
            message = "this text begins with a straight quotation mark and ends with a curly one, so it goes on below"
            yield warning("yaml", (path, at + lines_before), message, "type both straight")
