"""The only writer to stdout and stderr: data to the first, words about it to the second."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bbchat.cli.contract import Json
from bbchat.conversation.lines import Part, PartKind, label_of, numbered, reply_parts
from bbchat.conversation.reply import Reply
from bbchat.errors import BbchatError, KnowledgeError
from bbchat.knowledge.wording import Wording
from bbchat.language.clean import clean
from bbchat.language.wrap import wrap, wrap_spans

if TYPE_CHECKING:
    from bbchat.authoring.changes import Piece

WIDEST, NARROWEST = 88, 10
LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""What JSON lets stand in a text as it is, and Python's `splitlines` ends a line at."""
MARK, SPACE = "> ", "  "
"""The margin beside the lines that answer best, and beside all others."""


def write_line(text: str) -> None:
    """One line of data, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def write_lines(lines: Iterable[str]) -> None:
    """Lines of data, in the letters that the output has."""
    encoding = sys.stdout.encoding or "ascii"
    for line in lines:
        write_line(line if _speaks_utf8() else line.encode(encoding, "replace").decode(encoding))


def write_json(data: Json) -> None:
    """One object on one line, also for whoever ends a line at other signs than a line feed."""
    text = json.dumps(data, ensure_ascii=not _speaks_utf8())
    write_line(text if text.isascii() else text.translate(LINE_ENDS))


def write_note(sentence: str) -> None:
    """One sentence about what is going on."""
    sys.stderr.write(f"{sentence}\n")


def write_error(error: BbchatError) -> None:
    """What went wrong and what to do; for knowledge, every mistake on a line of its own."""
    if isinstance(error, KnowledgeError):
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"{error.message}\n")
    if error.hint:
        sys.stderr.write(f"{error.hint}\n")


def write_reply(reply: Reply, wording: Wording) -> None:
    """A reply and what to ask next, set for the terminal: wrapped, the sentence that answers best marked."""
    parts = reply_parts(reply, wording)
    questions = [choice.question for choice in reply.suggestions]
    if questions:
        parts.append(numbered(questions, wording.plain, label_of(reply, wording.plain)))
    for place, part in enumerate(parts):
        for line in [*([""] if place else []), *part_lines(part, width=_width(), is_bold=_has_style())]:
            write_line(_printable(line))


def write_words(text: str) -> None:
    """A line for somebody who may be listening to it.

    On a terminal it is broken between words, because the terminal itself would break it inside them, which nobody can
    listen to or feel on a braille display. Elsewhere it stays whole: what reads it there breaks it as it needs to.
    """
    for line in wrap(text, _width()) if sys.stdout.isatty() else [text]:
        write_line(_printable(line))


def write_prompt(prompt: str) -> None:
    """What stands before a line that is being typed."""
    sys.stdout.write(prompt)
    sys.stdout.flush()


def part_lines(part: Part, *, width: int, is_bold: bool) -> list[str]:
    """A part at a width; the sentence that answers best is marked in the margin, and bold where that can be."""
    if part.kind is not PartKind.TEXT:
        lines = [line for text in part.lines for line in wrap(text, width)]
        return [_bold(line, is_bold and part.kind is PartKind.HEADING) for line in lines]
    begin = 0
    highlight = (0, 0)
    for place, sentence in enumerate(part.lines):
        if place == part.best:
            highlight = (begin, begin + len(sentence))
        begin += len(sentence) + 1
    return _marked(" ".join(part.lines), highlight, width, is_bold)


def _marked(text: str, highlight: tuple[int, int], width: int, is_bold: bool) -> list[str]:
    lines = []
    for start, end in wrap_spans(text, width - len(MARK)):
        first, last = max(start, highlight[0]), min(end, highlight[1])
        if first < last:
            lines.append(MARK + text[start:first] + _bold(text[first:last], is_bold) + text[last:end])
        else:
            lines.append((SPACE + text[start:end]).rstrip())
    return lines


def _bold(text: str, is_bold: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if is_bold else text


def _width() -> int:
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns - 1))


def _has_style() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in (None, "dumb")


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _printable(line: str) -> str:
    """A line in the letters that the output has."""
    if _speaks_utf8():
        return line
    encoding = sys.stdout.encoding or "ascii"
    return clean(line, keep_lines=True).encode(encoding, "replace").decode(encoding)


def drawn(piece: Piece) -> str:
    """Words that went and came: in color on a terminal, in brackets always, so that nobody needs the color."""
    import click

    from bbchat.authoring.changes import Change

    if piece.change is Change.KEPT:
        return piece.text
    is_out = piece.change is Change.OUT
    text = f"[-{piece.text}-]" if is_out else f"{{+{piece.text}+}}"
    has_color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, fg="red" if is_out else "green") if has_color else text
