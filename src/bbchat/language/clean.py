"""Text from a file or a person, made safe to draw.

The one invariant: what `clean` returns holds no character that a terminal could obey or that reorders or hides
its neighbours. Every string is cleaned once, where it enters the program.
"""

from __future__ import annotations

import re
import unicodedata

MAX_COMBINING_MARKS = 4
"""More marks and joiners after one letter than any language stacks; the rest is dropped."""

_ESCAPE_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC, where they end
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x90\x98\x9d-\x9f][^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: needed by Persian, Indic scripts and emoji, and harmless."""


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Drop escape sequences, control, bidi, zero-width, private and unpaired characters; compose to NFC.

    With `keep_lines`, line breaks stay; otherwise every run of white space becomes one space and the ends are trimmed.
    """
    if text.isascii() and text.isprintable():
        return text.rstrip() if keep_lines else " ".join(text.split())
    text = _ESCAPE_SEQUENCE.sub("", text).replace("\r\n", "\n")
    shown = unicodedata.normalize("NFC", "".join(map(_shown, text)))
    if not shown.isascii():
        shown = _without_floods(shown)
    if keep_lines:
        return "\n".join(line.rstrip() for line in shown.split("\n"))
    return " ".join(shown.split())


def _shown(character: str) -> str:
    """What stands for one character: itself, a space, a line break or nothing."""
    if " " <= character <= "~":
        return character
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    is_hidden = unicodedata.category(character)[0] == "C" and character not in _JOINERS
    return "" if is_hidden else character


def _without_floods(text: str) -> str:
    """The composed text with at most `MAX_COMBINING_MARKS` marks and joiners in a row, which leaves it composed."""
    kept: list[str] = []
    marks = 0
    for character in text:
        is_mark = not character.isascii() and (character in _JOINERS or unicodedata.category(character)[0] == "M")
        marks = marks + 1 if is_mark else 0
        if marks <= MAX_COMBINING_MARKS:
            kept.append(character)
    return "".join(kept)
