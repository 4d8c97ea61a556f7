"""Markdown and plain text as blocks.

The one invariant: of Markdown only its marks are taken away, and of a text nothing but its line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbchat.authoring.importing.article import LONGEST_HEADING, PROSE, Block, Facts, Reading, is_heading_line
from bbchat.authoring.importing.head import take_apart
from bbchat.errors import SourceError
from bbchat.language.clean import clean

_NARROW = range(40, 101)
"""Widths at which an editor breaks lines."""


def read_markdown(text: str) -> Reading:
    """Read Markdown; what stands between two lines `---` at its head says who wrote it."""
    from markdown_it import MarkdownIt

    from bbchat.authoring.importing.markup import blocks_of, parse

    facts = Facts()
    if match := re.match(r"\s*---\n(.*?)\n---\n", text, re.DOTALL):
        facts, text = _front_matter(match[1]), text[match.end() :]
    page = MarkdownIt("commonmark").enable("table").render(text)
    return _reading([found.block for found in blocks_of(parse(f"<body>{page}</body>"))], facts)


def read_text(text: str) -> Reading:
    """Read plain text: short lines above longer ones are headings."""
    if re.search(r"^#{1,6} \S", text, re.MULTILINE):
        return read_markdown(text)
    return _reading(list(_with_headings([*_paragraphs(text)])), Facts())


def _reading(blocks: list[Block], facts: Facts) -> Reading:
    if not any(character.isalpha() for block in blocks for character in block.text):
        raise SourceError("This file is empty.", "Give a file with the article's text in it.")
    parts = take_apart(blocks, facts)
    return Reading(parts.blocks, parts.facts, parts.dropped)


def _front_matter(text: str) -> Facts:
    """Facts of the lines `name: value` above an article."""
    pairs = re.findall(r"^([A-Za-z_]+):[ \t]*(.*?)[ \t]*$", text, re.MULTILINE)
    said = {key.lower(): clean(_unquoted(value)) for key, value in pairs}
    published = said.get("published") or said.get("date", "")
    updated = said.get("updated") or said.get("lastmod", "")
    return Facts(
        said.get("title", ""), said.get("author", ""), published, updated, said.get("url", ""), said.get("practice", "")
    )


def _unquoted(value: str) -> str:
    match = re.fullmatch(r"(['\"])(.*)\1", value)
    return match[2].replace("''", "'") if match and match[1] == "'" else match[2] if match else value


def _paragraphs(text: str) -> Iterator[str]:
    """Blocks between blank lines; their lines are joined where an editor seems to have broken them."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\f", "\n\n")):
        lines = [clean(line) for line in block.split("\n") if line.strip()]
        is_broken = len(lines) > 1 and all(len(line) in _NARROW for line in lines[:-1]) and len(lines[-1]) <= 100
        yield from filter(None, [" ".join(lines)] if is_broken else lines)


def _with_headings(lines: list[str]) -> Iterator[Block]:
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        is_above_text = len(following) >= PROSE or re.search(r"[.!?…][”\"’)]*$", following) is not None
        can_head = is_heading_line(line) and len(line) < LONGEST_HEADING and not re.match(r"[-*•]\s|\d+[.)]\s", line)
        if can_head and at == 0:
            yield Block(line, 1)
        elif can_head and is_above_text and len(line) < len(following):
            yield Block(line, 2)
        else:
            yield Block(line)
