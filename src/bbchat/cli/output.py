"""The only writer to stdout and stderr: data to the first, words about it to the second."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import assert_never

from bbchat.cli.contract import Json
from bbchat.conversation.reply import Answer, Clarify, Crisis, NotCovered, OffTopic, Reply, SmallTalk
from bbchat.errors import BbchatError, KnowledgeError
from bbchat.language.clean import clean
from bbchat.language.wrap import wrap, wrap_spans

WIDEST, NARROWEST = 88, 20
MARK, SPACE = "> ", "  "
"""The margin beside the lines that answer best, and beside all others."""


def write_line(text: str) -> None:
    """One line of data, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def write_json(data: Json) -> None:
    """One object on one line."""
    write_line(json.dumps(data, ensure_ascii=not _speaks_utf8()))


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


def write_reply(reply: Reply) -> None:
    """A reply as plain text, wrapped to the terminal."""
    for line in reply_lines(reply, width=_width(), is_bold=_has_style()):
        write_line(line if _speaks_utf8() else _plain_ascii(line))


def reply_lines(reply: Reply, *, width: int, is_bold: bool) -> list[str]:
    """The lines of a reply; the sentence that answers best is marked in the margin, and bold where that can be."""
    lines: list[str] = []
    if reply.help_line:
        lines += [*wrap(reply.help_line, width), ""]
    if reply.card:
        lines += [*reply.card.lines(width), ""]
    if reply.repaired and reply.is_read_otherwise:
        lines += [*wrap(f"Showing results for: {reply.repaired}", width), ""]
    lines += _body(reply, width, is_bold)
    if reply.second:
        lines += ["", *_body(reply.second, width, is_bold)]
    lines += ["", *wrap(reply.referral, width)]
    if reply.suggestions:
        lines += ["", "Which do you mean?" if isinstance(reply, Clarify) else "You could also ask:"]
        lines += [f"  {number}. {choice.question}" for number, choice in enumerate(reply.suggestions, 1)]
    return lines[1:] if lines and not lines[0] else lines


def _body(reply: Reply, width: int, is_bold: bool) -> list[str]:
    """What a reply says, without the notice before it and the reminder after it."""
    match reply:
        case Answer():
            text = _marked(reply.passage.text, reply.highlight, width, is_bold)
            return [_bold(reply.passage.title, is_bold), "", *text, "", *wrap(reply.credit, width)]
        case NotCovered():
            return wrap(f"{reply.handoff.reply} {reply.handoff.ask}", width)
        case Clarify() | SmallTalk() | OffTopic():
            return wrap(reply.text, width)
        case Crisis():
            return []
        case _:
            assert_never(reply)


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


def _plain_ascii(line: str) -> str:
    encoding = sys.stdout.encoding or "ascii"
    return clean(line, keep_lines=True).encode(encoding, "replace").decode(encoding)
