"""The small language in which the safety phrases are written.

    i want to die              these words, in this order
    kill|hurt myself           one of several words
    (end it|check out) soon    one of several word groups
    i [just] give up           what is in brackets may be missing
    <want> to die              any entry of the list named `want`
    i ... die                  up to three other words; `...5` up to five
    a _ day                    exactly one other word
    suicid*                    any word that begins so
    ^ goodbye $                a sentence begins here, ends here

The one invariant: a pattern becomes a short list of paths of plain steps, each with a bounded reach; so finding one
takes a bounded number of looks at each word of a message, however long the message is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

from bbchat.knowledge.automaton import Path

MAX_PATHS = 1500
"""More ways than this through one pattern is a mistake in writing."""
DEFAULT_GAP = 3
MAX_GAP = 8

_TOKEN = re.compile(r"\s*(?:(\.\.\.\d?)|(<[a-z_]+>)|([\[\]()|^$])|([a-z0-9ñ'*_]+))")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why in plain words."""


def parse_pattern(text: str) -> tuple[Path, ...]:
    """The paths of a pattern.

    Raises:
        PatternError: where the text is not a pattern.
    """
    tokens = list(_tokens(plain_word(text)))
    paths, rest = _choices(tokens, 0, inside="")
    if rest != len(tokens):
        raise PatternError("a bracket is closed that was not opened")
    found = tuple(dict.fromkeys(_gaps_joined(path) for path in paths if path))
    if not found:
        raise PatternError("this matches nothing at all")
    if any(all(step.startswith("...") or step in "_^$" for step in path) for path in found):
        raise PatternError("this matches any words")
    if any(path[0].startswith("...") for path in found):
        raise PatternError("a gap stands between two words")
    return found


def _gaps_joined(path: Path) -> Path:
    """Gaps beside each other as one; a gap at the end, where it changes nothing, as none."""
    joined: list[str] = []
    for step in path:
        after_gap = bool(joined) and joined[-1].startswith("...")
        if after_gap and step == "$":
            joined[-1] = step
        elif after_gap and step.startswith("..."):
            joined[-1] = f"...{min(MAX_GAP, int(joined[-1][3:]) + int(step[3:]))}"
        else:
            joined.append(step)
    while len(joined) > 1 and joined[-1].startswith("..."):
        joined.pop()
    return tuple(joined)


def plain_word(text: str) -> str:
    """Small letters without accents and apostrophes, as the words of a message are compared."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in bare if not unicodedata.combining(letter) and letter not in "'\u2019")


def lists_in(paths: Iterable[Path]) -> set[str]:
    """The names of the lists that these paths use."""
    return {step[1:-1] for path in paths for step in path if step.startswith("<")}


def _tokens(text: str) -> Iterator[str]:
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise PatternError(f"`{text[at : at + 12].strip()}` cannot stand in a pattern")
        yield match.group().strip()
        at = match.end()


def _choices(tokens: list[str], at: int, inside: str) -> tuple[list[Path], int]:
    """Word groups between bars, up to the closing bracket or the end."""
    paths: list[Path] = []
    closing = {"(": ")", "[": "]", "": ""}[inside]
    while True:
        group, at = _group(tokens, at, inside)
        paths += group
        if at < len(tokens) and tokens[at] == "|":
            if not inside:
                raise PatternError("a bar stands between single words, or between groups in round brackets")
            at += 1
            continue
        if inside and (at >= len(tokens) or tokens[at] != closing):
            raise PatternError(f"a `{inside}` is not closed")
        return _limited(_merged(paths)), at


def _merged(paths: list[Path]) -> list[Path]:
    """The same choices with all single words as one step."""
    words = sorted({word for path in paths if len(path) == 1 and _is_word(path[0]) for word in path[0].split("|")})
    others = [path for path in paths if len(path) != 1 or not _is_word(path[0])]
    return [*others, ("|".join(words),)] if words else others


def _group(tokens: list[str], at: int, inside: str) -> tuple[list[Path], int]:
    """Steps one after another; outside brackets a bar binds the single words beside it."""
    parts: list[list[Path]] = []
    while at < len(tokens) and tokens[at] not in ")]|":
        if tokens[at] in "([":
            inner, end = _choices(tokens, at + 1, inside=tokens[at])
            parts.append([*inner, ()] if tokens[at] == "[" else inner)
            at = end + 1
            continue
        words = [_step(tokens[at])]
        while not inside and tokens[at + 1 : at + 2] == ["|"] and _is_word(words[0]) and at + 2 < len(tokens):
            words.append(_step(tokens[at + 2]))
            at += 2
        parts.append(_merged([(word,) for word in words]) if len(words) > 1 else [(words[0],)])
        at += 1
        if _count(parts) > MAX_PATHS:
            raise PatternError("this pattern has too many optional parts")
    return [tuple(step for piece in choice for step in piece) for choice in product(*parts)], at


def _count(parts: list[list[Path]]) -> int:
    total = 1
    for part in parts:
        total *= max(1, len(part))
    return total


def _limited(paths: list[Path]) -> list[Path]:
    if len(paths) > MAX_PATHS:
        raise PatternError("this pattern has too many optional parts")
    return paths


def _is_word(token: str) -> bool:
    return token[0] not in "<.^$" and token != "_"


def _step(token: str) -> str:
    if token.startswith("..."):
        reach = int(token[3:] or DEFAULT_GAP)
        if not 0 < reach <= MAX_GAP:
            raise PatternError(f"a gap reaches over 1 to {MAX_GAP} words")
        return f"...{reach}"
    if "*" in token[:-1] or (token.endswith("*") and len(token) < 4):
        raise PatternError("a star stands at the end of three letters or more")
    return token
