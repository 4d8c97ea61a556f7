"""Bytes as text, whatever they call themselves.

The one invariant: the outcome is text, or one sentence that says why it is none.
"""

from __future__ import annotations

import codecs
import re

from bbchat.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte-order marks; those of UTF-32 first, because they begin like those of UTF-16."""
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""")
_HEAD = 4096
"""Bytes within which a page has to name its encoding."""
_ZEROS = 0.6
"""Share of every second byte of a Western text in UTF-16 that is zero, at the least; of the others hardly any is."""
_TEXT_CODECS = re.compile(r"(?:iso-?8859|latin|windows|cp\d|koi8|mac|big5|gb|euc|shift|s-?jis|us-ascii|ascii)", re.I)


def decode(content: bytes, declared: str = "") -> str:
    """The text of a file or page.

    UTF-8 is taken where the bytes are UTF-8, whatever they are said to be: nothing else looks like it by chance.

    Args:
        content: as read.
        declared: the encoding that came with it; what the text itself names is used where this is empty.

    Raises:
        SourceError: this is no text.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(name, "replace"))
    if b"\0" in content[:_HEAD]:
        return _checked(content.decode(_by_its_zeros(content), "replace"))
    try:
        return _checked(content.decode())
    except UnicodeDecodeError:
        pass
    damaged = content.decode("utf-8", "replace")
    foreign = sum(not character.isascii() and character != "\ufffd" for character in damaged)
    if damaged.count("\ufffd") <= foreign:
        return _checked(damaged)
    return _checked(content.decode(_named(content, declared), "replace"))


def _by_its_zeros(content: bytes) -> str:
    """Which UTF-16 a text without a mark is, by the zeros in every second byte of it; any other has none."""
    odd, even = (content[start:_HEAD:2].count(0) / len(content[start:_HEAD:2] or b"x") for start in (1, 0))
    if max(odd, even) < _ZEROS or min(odd, even) > 1 - _ZEROS:
        raise _no_text()
    return "utf-16-le" if odd > even else "utf-16-be"


def _named(content: bytes, declared: str) -> str:
    """The encoding that is named and known, else that of Windows in the West."""
    within = _DECLARED.search(content[:_HEAD])
    for name in (declared, within[1].decode("ascii") if within else ""):
        if name and _TEXT_CODECS.match(name) and _is_western_by_another_name(name) is False:
            try:
                codecs.lookup(name)
            except LookupError:
                continue
            return name
    return "cp1252"


def _is_western_by_another_name(name: str) -> bool:
    """Names that browsers, too, read as that of Windows."""
    return name.lower().replace("_", "-") in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "iso8859-1")


def _checked(text: str) -> str:
    """The text with plain line ends, unless it is nothing that a person wrote."""
    odd = sum((character < " " and character not in "\t\n\r\f\v\x1b") or character == "\ufffd" for character in text)
    if odd * 20 > len(text):
        raise _no_text()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _no_text() -> SourceError:
    return SourceError(
        "This is not text: it looks like a picture, a program or a damaged file.",
        "Give the page as your browser saves it, a Word document (.docx), Markdown or plain text.",
    )
