"""What the YAML library complains about, in the words of somebody who writes articles, and the line to look at."""

from __future__ import annotations

import re

import yaml

from bbchat.language.clean import clean

_SENTENCES = (
    ("unexpected end of stream", "a quotation mark opens here and is never closed", "close it"),
    ("expected ',' or", "a bracket opens here and is not closed", "close it, or put the text in quotes"),
    ("mapping values", "a second colon stands here, or this line is indented too far", "put the text in quotes"),
    ("sequence entries", "a list begins in the middle of a line", "begin a new line, or put the text in quotes"),
    ("that violates indentation", "a tab stands here where spaces belong", "indent with spaces"),
    ("cannot start any token", "a tab stands here, or text that begins with @, ` or %", "use spaces, or quotes"),
    ("expected alphabetic or numeric", "text begins with * or &, which means something else here", "put it in quotes"),
    ("another document", "`---` or `...` stands in the middle of the file", "remove this line"),
    ("expected ':'", "this line is neither `name: value` nor an entry after a dash", "add what is missing"),
    ("escape character", "a backslash means something else in double quotes", "use single quotes instead"),
    ("node content", "a bracket or comma stands where text belongs", "put the text in quotes"),
    ("comment or line break", "text follows a `|` or `>`", "begin it on the next line, indented"),
    ("control characters", "a character stands here that cannot be printed", "remove it, or type the line again"),
    ("did not find expected", "this does not fit what stands before it", "check indentation, dashes and quotes"),
)
_CURLY = re.compile(r"(?:^\s*- |: )[“”„«‘’]|[\"'][^\"']*[”’]\s*$")
"""A value that begins with a curly quotation mark, or that begins with a straight one and ends with a curly one."""
_STRAIGHT = "put the whole text in straight quotes"
_POINTS_BACK = ("unexpected end of stream", "expected ',' or", "expected ':'")
"""Complaints that come where the library gives up; what is wrong is where the quote, bracket or line begins."""


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """The line (counted from 0), what is wrong and what to do."""
    complaint = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    line = _line(error, complaint, text)
    if _CURLY.search("".join(text.split("\n")[line : line + 1])):
        return line, "the quotation marks here are curly, and YAML knows straight ones only", _STRAIGHT
    for part, message, fix in _SENTENCES:
        if part in complaint:
            return line, message, fix
    return line, f"YAML cannot be read here ({clean(complaint)})", "compare this line with its neighbours"


def _line(error: yaml.YAMLError, complaint: str, text: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if any(part in complaint for part in _POINTS_BACK):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return text.encode()[: getattr(error, "position", 0)].count(b"\n")
    return min(int(mark.line), text.rstrip("\n").count("\n"))
