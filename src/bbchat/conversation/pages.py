"""A page made of a few sorts of pieces, as Markdown, as a web page, or as plain text.

The one invariant: what stands in a piece stays text: neither a browser nor a Markdown reader makes anything else of it,
and as plain text it is unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

Kind = Literal["md", "html", "txt"]
Sort = Literal["title", "heading", "subheading", "text", "verbatim", "quiet", "item", "own", "room"]
"""`own`: what a person wrote; `room`: a blank line to write on."""


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A piece of a page."""

    sort: Sort
    text: str = ""
    language: str = "en"


def as_page(blocks: list[Block], kind: Kind) -> str:
    """All pieces in order; the first is the title."""
    return {"md": _as_markdown, "html": _as_html, "txt": as_txt}[kind](blocks)


def as_txt(blocks: list[Block]) -> str:
    """Blocks set apart by a blank line, and two before what begins anew; items kept together, nothing wrapped."""
    pieces: list[str] = []
    above: Sort = "heading"
    for sort, group in groupby(blocks, lambda block: block.sort):
        between = "\n" if sort == "item" else "\n\n"
        is_apart = sort == "heading" or (sort == "subheading" and above != "heading")
        pieces.append("\n" * is_apart + between.join(_txt(block) for block in group))
        above = sort
    return "\n\n".join(pieces).lstrip("\n") + "\n"


def _txt(block: Block) -> str:
    match block.sort:
        case "item":
            return f"  {block.text}"
        case "room":
            return "_" * 60
        case _:
            return block.text


_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#+=|~^$@]|&(?=#?\w+;)|:(?=//|\w)|(?<=\bwww)\.", re.IGNORECASE)
_MARKDOWN_LINE = re.compile(r"^(-|\d{1,9}(?=[.)]))")
_MARKS: dict[Sort, str] = {"title": "# ", "heading": "## ", "subheading": "### ", "item": "- ", "verbatim": "> "}


def _escaped(line: str) -> str:
    """A line that a Markdown reader shows as it is."""
    line = _MARKDOWN.sub(lambda found: "\\" + found[0], line.strip())
    return _MARKDOWN_LINE.sub(lambda found: "\\-" if found[0] == "-" else f"{found[0]}\\", line)


def _as_markdown(blocks: list[Block]) -> str:
    pieces = []
    for sort, group in groupby(blocks, lambda block: block.sort):
        pieces.append(("\n" if sort == "item" else "\n\n").join(_markdown(block) for block in group))
    return "\n\n".join(pieces) + "\n"


def _markdown(block: Block) -> str:
    if block.sort == "room":
        return "___"
    mark = _MARKS.get(block.sort, "")
    lines = [_escaped(line) for line in block.text.split("\n")]
    if block.sort == "own":
        return "\\\n".join(f"**{line}**" for line in lines if line)
    if block.sort in ("verbatim", "text", "quiet"):
        return "\n".join((mark + line).rstrip() for line in lines)
    return mark + " ".join(lines)


_TAGS: dict[Sort, str] = {
    "title": "<h1{}>{}</h1>",
    "heading": "<h2{}>{}</h2>",
    "subheading": "<h3{}>{}</h3>",
    "text": "<p{}>{}</p>",
    "verbatim": "<blockquote{}><p>{}</p></blockquote>",
    "quiet": '<p class="quiet"{}>{}</p>',
    "item": "<li{}>{}</li>",
    "own": '<p class="own"{}>{}</p>',
    "room": '<div class="room" aria-hidden="true"{}>{}</div>',
}
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 42rem; padding: 1.5rem; font: 1.05rem/1.55 Georgia, serif; }}
body {{ color: #1c1c1c; background: #fff; }}
h1, h2, h3 {{ font-family: system-ui, sans-serif; line-height: 1.25; break-after: avoid; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.2rem; margin-top: 2rem; }} h3 {{ font-size: 1.05rem; }}
p, li {{ overflow-wrap: anywhere; }}
blockquote {{ margin: 0.5rem 0; padding-left: 1rem; border-left: 3px solid #555; break-inside: avoid; }}
.quiet {{ font-size: 0.95rem; color: #444; }}
.own {{ font-weight: bold; margin-bottom: 0; break-after: avoid; }}
.room {{ height: 2.2rem; border-bottom: 1px solid #555; }}
@media print {{ @page {{ margin: 2cm; }} body {{ max-width: none; padding: 0; font-size: 11pt; line-height: 1.4; }} }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _as_html(blocks: list[Block]) -> str:
    pieces: list[str] = []
    for sort, group in groupby(blocks, lambda block: block.sort):
        lines = [_html(block) for block in group]
        pieces += ["<ul>", *lines, "</ul>"] if sort == "item" else lines
    return _PAGE.format(title=escape(blocks[0].text), body="\n".join(pieces))


def _html(block: Block) -> str:
    language = "" if block.language == "en" else f' lang="{escape(block.language)}"'
    text = escape(block.text).replace("\n\n", "</p>\n<p>").replace("\n", "<br>\n")
    return _TAGS[block.sort].format(language, text)
