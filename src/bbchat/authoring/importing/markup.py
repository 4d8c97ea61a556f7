"""HTML as blocks of text, with the elements that they stand in.

The one invariant: each piece of text of a page comes out in exactly one block, letter for letter; scripts and styles
never do, and nothing in a page is run or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from bbchat.authoring.importing.article import LONGEST_HEADING, Block, is_heading_line
from bbchat.errors import SourceError
from bbchat.language.clean import clean

_SILENT = {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video"}
_SILENT |= {"audio", "map", "head", "title", "meta", "link", "rp", "rt", "frameset"}
"""Elements without text to read."""
_INLINE = set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A block of a page, and the element that it stands in."""

    block: Block
    element: html.HtmlElement


def parse(text: str) -> html.HtmlElement:
    """The tree of a page.

    Raises:
        SourceError: there is no page.
    """
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceError(
            "This page is empty.", "Open it in your browser, wait until the article shows, and save it again."
        ) from error
    return tree


def blocks_of(tree: html.HtmlElement) -> list[Found]:
    """All text below an element, block by block."""
    walk = _Walk()
    walk.enter(tree, 0)
    walk.flush(tree)
    return walk.found


@dataclass(slots=True)
class _Run:
    """Text that looks the same throughout."""

    text: str
    is_bold: bool
    is_link: bool


@dataclass(slots=True)
class _Walk:
    """Goes through a tree and gathers the text between the borders of its blocks."""

    found: list[Found] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    mark: str = ""
    """What stands before the next block, as the first of a list's entry."""
    bold: int = 0
    link: int = 0

    def enter(self, element: html.HtmlElement, level: int, place: int = 0, *, numbered: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SILENT:
            return
        if tag == "br":
            self.add("\n")
            return
        is_inline = tag in _INLINE
        if not is_inline:
            self.flush(element.getparent() if element.getparent() is not None else element, level)
            if tag == "li":
                self.mark = f"{place}. " if numbered else "- "
        inner = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 6 if tag == "summary" else level
        is_bold = tag in ("b", "strong") or bool(_BOLD.search(element.get("style", "")))
        self.bold += is_bold
        self.link += tag == "a"
        self.add(element.text)
        entries = 0
        for child in element:
            entries += child.tag == "li"
            self.enter(child, inner, entries, numbered=tag == "ol")
            self.add(child.tail)
        if not is_inline:
            self.flush(element, inner)
            if tag == "li":
                self.mark = ""
        self.bold -= is_bold
        self.link -= tag == "a"

    def add(self, text: str | None) -> None:
        if text:
            shown = text if text == "\n" else re.sub(r"\s+", " ", text)
            self.runs.append(_Run(shown, self.bold > 0, self.link > 0))

    def flush(self, element: html.HtmlElement, level: int = 0) -> None:
        runs, self.runs = self.runs, []
        for block in _split(runs, level, may_head=not self.mark):
            text = block.text if block.is_heading else self.mark + block.text
            self.mark = ""
            self.found.append(Found(Block(text, block.level, block.is_link), element))


def _split(runs: list[_Run], level: int, *, may_head: bool) -> Iterator[Block]:
    """The paragraphs of one block: two line breaks part them, and a first line in bold is a heading."""
    lines: list[list[_Run]] = [[]]
    for run in runs:
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    paragraph: list[_Run] = []
    for line in [*lines, []]:
        text = _text(line)
        if text and not (may_head and _is_bold_heading(line, level)):
            paragraph += [*line, _Run(" ", False, False)]
            continue
        if shown := _text(paragraph):
            yield Block(shown, level if len(shown) < LONGEST_HEADING else 0, _is_link(paragraph))
        paragraph = []
        if text:
            yield Block(text, 7)


def _text(runs: list[_Run]) -> str:
    return clean("".join(run.text for run in runs))


def _is_link(runs: list[_Run]) -> bool:
    return all(run.is_link for run in runs if run.text.strip())


def _is_bold_heading(line: list[_Run], level: int) -> bool:
    spoken = [run for run in line if run.text.strip()]
    is_set_apart = not level and all(run.is_bold and not run.is_link for run in spoken)
    return is_set_apart and is_heading_line(_text(line))
