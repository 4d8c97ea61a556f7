"""What stands around an article's text: its title and byline above, comments and other posts below.

The one invariant: running text is never taken for a byline, and what is cut off below comes back to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bbchat.authoring.importing.article import Block, Facts

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    r"|(?:\d+|an?|one|two)\s+(?:minute|hour|day|week|month|year)s?\s+ago|yesterday|today)"
)
_UPDATED = re.compile(rf"(?:last\s+)?(?:updated|modified|edited)(?:\s+on)?:?\s*({_DATE})", re.I)
_PUBLISHED = re.compile(rf"(?:(?:published|posted|date)(?:\s+on)?:?\s*)?({_DATE})", re.I)
_AUTHOR = re.compile(r"(?:(?:written\s+|posted\s+)?by|author):?\s+(.+)", re.I)
_ONLY = re.compile(_DATE, re.I)
_NOISE = re.compile(
    r"\d+\s*-?\s*min(?:ute)?s?\.?\s+read|reading time.*|write a comment.*|commenting (?:has been|is) turned off.*"
    r"|(?:share|tweet|pin|like|reply|print|e-?mail|save|follow|subscribe)(?: (?:this|it|on|via|us)\b.*)?|copy link"
    r"|facebook|x \(twitter\)|twitter|linkedin|pinterest|instagram|whatsapp"
    r"|(?:(?:\d+|no) (?:views?|likes?|comments?|responses?|shares?)\s*)+"
    r"|advertisement|log ?in(?: / sign ?up)?|sign ?up|read more|continue reading|see all|all posts"
    r"|back to (?:top|blog).*|skip to (?:main )?content|(?:accept|decline)(?: all)?",
    re.I,
)
"""Lines of a page that are never an article's."""
_END = re.compile(
    r"(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|write a comment.*|join the conversation"
    r"|(?:recent|latest|related|similar|more|other) (?:posts?|articles?|stories|reading).*"
    r"|you (?:may|might) also like.*|share (?:this|the post|on).*|about the author"
    r"|previous post.*|next post.*|read next.*|tags|categories|see all",
    re.I,
)
"""Lines with which a page goes on to something else."""
_PARTICLES = {"and", "da", "de", "del", "der", "di", "la", "le", "van", "von", "y"}
"""Small words within names."""
_LONGEST_BYLINE = 8
"""Lines below a title in which its byline may stand."""
_TAIL = 0.3
"""Share of the running text that may stand below such a line; with more it is a heading of the article."""


def is_noise(text: str) -> bool:
    """Whether a line is a button's or counter's, not an article's."""
    return _NOISE.fullmatch(text) is not None


def is_relative(date: str) -> bool:
    """Whether a date, as shown, says less tomorrow than today."""
    return bool(_ONLY.fullmatch(date)) and not re.search(r"\d{4}|[./]\d{2}$", date)


@dataclass(slots=True)
class Parts:
    """An article's blocks without what stands around them."""

    facts: Facts
    blocks: list[Block]
    dropped: list[str]
    used: set[str]
    """Lines of the byline that say who wrote it and when."""


def take_apart(blocks: Sequence[Block], facts: Facts, before: Sequence[Block] = ()) -> Parts:
    """Find title and byline above the text, and cut off what comes below.

    Args:
        blocks: all of the text, in order.
        facts: what is known from elsewhere, which counts more.
        before: what stood above and may hold the byline, but none of the text.
    """
    at = _title_place(blocks, facts.title)
    title = "" if at is None else blocks[at].text
    start = 0 if at is None else at + 1
    farthest = min(start + _LONGEST_BYLINE, len(blocks))
    end = next((place for place in range(start, farthest) if _is_text(blocks[place])), farthest)
    head = [*before, *blocks[: start - 1 if start else 0], *blocks[start:end]]
    found = _byline(block.text for block in head)
    facts = Facts(
        facts.title or title,
        facts.author or found.author,
        facts.published or found.published,
        facts.updated or found.updated,
        facts.url,
        facts.practice,
    )
    kept, cut = _without_tail(blocks[end:])
    used = {block.text for block in head if _says(_bare(block.text), found)}
    return Parts(facts, kept, [block.text for block in head if block.text not in used] + cut, used)


def _title_place(blocks: Sequence[Block], known: str) -> int | None:
    """Where the title stands: a heading before all running text that is above the others, or has none of its own."""
    first = next((at for at, block in enumerate(blocks) if block.is_heading or block.is_prose), None)
    if first is None or not blocks[first].is_heading:
        return None
    if known and blocks[first].text == known:
        return first
    later = [at for at in range(first + 1, len(blocks)) if blocks[at].is_heading]
    is_highest = all(blocks[first].level < blocks[at].level for at in later)
    is_bare = bool(later) and not any(block.is_prose for block in blocks[first : later[0]])
    return first if is_highest or is_bare else None


def _is_text(block: Block) -> bool:
    """Whether a block below a title is the article's text already, and not one more line of the byline."""
    if block.is_heading or block.is_prose:
        return True
    bare = _bare(block.text)
    is_byline = (
        block.is_link
        or is_noise(bare)
        or _UPDATED.fullmatch(bare)
        or _PUBLISHED.fullmatch(bare)
        or _AUTHOR.fullmatch(bare)
    )
    return not is_byline and not _may_be_name(bare) and not _split(bare)


def _byline(lines: Iterable[str]) -> Facts:
    """Author and dates of the lines around a title."""
    facts = Facts()
    pieces = [piece for line in lines for piece in (_split(_bare(line)) or [_bare(line)])]
    for piece in pieces:
        if match := _UPDATED.fullmatch(piece):
            facts = replace(facts, updated=facts.updated or match[1])
        elif match := _PUBLISHED.fullmatch(piece):
            facts = replace(facts, published=facts.published or match[1])
        elif is_noise(piece):
            continue
        elif match := _AUTHOR.fullmatch(piece):
            facts = replace(facts, author=match[1].strip())
        elif _may_be_name(piece):
            facts = replace(facts, author=facts.author or piece)
    return facts


def _says(line: str, found: Facts) -> bool:
    """Whether a line says nothing but what was found in it."""
    rest = line
    for fact in filter(None, (found.author, found.published, found.updated)):
        rest = rest.replace(fact, "")
    return rest != line and len(re.sub(r"\W|by|written|posted|published|last|updated|on", "", rest, flags=re.I)) == 0


def _bare(line: str) -> str:
    """A line of a byline without the mark of a list."""
    return re.sub(r"^(?:[-*•·]|\d+\.)\s+", "", line)


def _split(line: str) -> list[str]:
    """The parts of a byline that is written in one line, if it is one."""
    pieces = [piece.strip() for piece in re.split(r"\s[|·•–—]\s|\s-\s", line) if piece.strip()]
    is_byline = len(pieces) > 1 and len(line) <= 120
    is_byline = is_byline and any(_ONLY.search(piece) or _NOISE.fullmatch(piece) for piece in pieces)
    return pieces if is_byline else []


def _may_be_name(text: str) -> bool:
    """Whether a line can be somebody's name."""
    words = text.split()
    if len(text) > 60 or len(words) > 6 or re.search(r"[\d?!:;…]|\.$", text) or not any(map(str.isalpha, text)):
        return False
    return len(words) == 1 or all(word[0].isupper() or word in _PARTICLES or not word.isalpha() for word in words)


def _without_tail(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The blocks up to where a page goes on to comments or other posts, without lines of buttons; and the rest."""
    total = below = sum(len(block.text) for block in blocks if block.is_prose)
    end = len(blocks)
    for at, block in enumerate(blocks):
        below -= len(block.text) if block.is_prose else 0
        if _END.fullmatch(block.text) and below <= _TAIL * total:
            end = at
            break
    kept = [block for block in blocks[:end] if not is_noise(block.text)]
    while kept and (kept[-1].is_heading or kept[-1].is_link):
        kept.pop()
    left = {id(block) for block in kept}
    dropped = [block.text for block in blocks if id(block) not in left]
    return kept, dropped
