"""What was found in a source: blocks of text, and the sections that they make.

The one invariant: a block's text is the source's own, cleaned and its white space made single, never reworded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bbchat.errors import SourceError

MAX_SECTIONS = 60
"""Far above any article; a page with more is a catalogue, or several articles in one."""
LONGEST_HEADING = 200
"""Characters from which a heading is a paragraph that was set like one."""
PROSE = 60
"""Characters from which a block is read as running text; menus, bylines and buttons are shorter."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading, in the order of the source."""

    text: str
    level: int = 0
    """0 for a paragraph, 1 to 6 for a heading, 7 for a line that is set in bold as one."""
    is_link: bool = False
    """All of it leads elsewhere."""

    @property
    def is_heading(self) -> bool:
        return self.level > 0

    @property
    def is_prose(self) -> bool:
        """Running text, rather than a label."""
        return not self.is_heading and not self.is_link and len(self.text) >= PROSE


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source says about its article; empty where it says nothing. Dates are as shown."""

    title: str = ""
    author: str = ""
    published: str = ""
    updated: str = ""
    url: str = ""
    practice: str = ""


@dataclass(slots=True)
class Reading:
    """A source, read: what may be the article, and what is not."""

    blocks: list[Block]
    facts: Facts = field(default_factory=Facts)
    dropped: list[str] = field(default_factory=list)
    """Texts that were left out, in the order of the source."""
    notes: list[str] = field(default_factory=list)
    """Sentences for the author about what is unusual."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it: what becomes a passage."""

    title: str
    paragraphs: tuple[str, ...]
    level: int = 2
    above: tuple[Block, ...] = ()
    """Headings right above it that have no text of their own."""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def sections_of(blocks: Sequence[Block], title: str) -> list[Section]:
    """The sections of an article; text before the first heading stands under the article's own title.

    Raises:
        SourceError: there are too many.
    """
    found: list[Section] = []
    above: list[Block] = []
    heading = Block(title, level=2)
    paragraphs: list[str] = []

    def close() -> None:
        if paragraphs:
            found.append(Section(heading.text, tuple(paragraphs), heading.level, tuple(above)))
            above.clear()
        elif heading.text != title:
            above.append(heading)
        paragraphs.clear()

    for block in blocks:
        if not block.is_heading:
            paragraphs.append(block.text)
            continue
        close()
        heading = block
    close()
    if len(found) > MAX_SECTIONS:
        raise SourceError(
            f"This has {len(found)} sections, and an article has {MAX_SECTIONS} at most.",
            "Check that it is one article; save a long guide as several files, and import each.",
        )
    return found


def notes_on(sections: Sequence[Section], longest: int) -> Iterator[str]:
    """What an author should know about the sections before reading them; `longest` is what a passage can hold."""
    if len(sections) == 1:
        yield (
            "No headings were found, so the whole text is one passage. Short passages answer better: set headings in "
            "the article (in Word: Heading 2; in a text file: a line that begins with ##), and import it again."
        )
    titles = [section.title for section in sections]
    for title in dict.fromkeys(title for title in titles if titles.count(title) > 1):
        yield f"{titles.count(title)} sections have the heading “{title}”: a reader can't tell them apart."
    for section in sections:
        if len(section.text) > longest:
            size = f"{len(section.text):,} characters, and a passage holds {longest:,}"
            yield f"The section “{section.title}” has {size}: set headings between, and import it again."


def is_heading_line(text: str) -> bool:
    """Whether a line of its own reads as a heading: short, and not the end of a sentence."""
    is_short = 2 < len(text) <= 100 and len(text.split()) <= 14
    return is_short and not re.search(r"[.,;:!…][”\"'’)]*$", text) and any(map(str.isalpha, text))
