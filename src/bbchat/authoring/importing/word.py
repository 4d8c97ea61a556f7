"""A Word document as blocks.

The one invariant: nothing is unpacked before its size is known to be harmless, and no file that it names is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

from bbchat.authoring.importing.article import Facts, Reading
from bbchat.authoring.importing.head import take_apart
from bbchat.errors import SourceError
from bbchat.language.clean import clean

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
MAX_PART = 8_000_000
"""Bytes of one XML part; an article's text takes a hundredth of it, and its tree forty times as much memory."""
MAX_RATIO = 200
"""How many times smaller than its content a part may be packed; text comes to about 10."""
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='Heading 1'] => h2:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='heading 3'] => h4:fresh
p[style-name='Heading 3'] => h4:fresh
p[style-name='Subtitle'] => p:fresh
"""
_SAVE_AGAIN = "Open it in Word, choose Save As, Word Document (.docx), and import the new file."
_OLE = b"\xd0\xcf\x11\xe0"
"""How Word's old format begins, and a document that is locked by a password."""


def read_word(content: bytes) -> Reading:
    """Read a .docx.

    Raises:
        SourceError: it is none, is locked, is unreasonably large, or has no text.
    """
    from bbchat.authoring.importing.markup import blocks_of, parse

    if content.startswith(_OLE):
        raise _locked_or_old(content)
    facts = _checked(content)
    blocks = [found.block for found in blocks_of(parse(f"<body>{_as_html(content)}</body>"))]
    if not any(character.isalpha() for block in blocks for character in block.text):
        raise SourceError("This Word document has no text in it.", "Give the document that holds the article.")
    parts = take_apart(blocks, Facts())
    own = parts.facts
    found = replace(own, title=own.title or facts.title, author=own.author or facts.author)
    is_words = bool(facts.author) and not own.author
    notes = [f"The author, {facts.author}, is the name that Word keeps in the file: check it."] if is_words else []
    return Reading(parts.blocks, found, parts.dropped, notes)


def _locked_or_old(content: bytes) -> SourceError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return SourceError(
            "This Word document is locked by a password.",
            "Open it in Word, take the password away (File, Info, Protect Document), save it, and import it again.",
        )
    return SourceError("This is a document of an old Word, not a .docx.", _SAVE_AGAIN)


def _checked(content: bytes) -> Facts:
    """Title and author that Word keeps, after a look at what would be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if "word/document.xml" not in archive.namelist():
                raise SourceError("This is not a Word document, though it is packed like one.", _SAVE_AGAIN)
            if any(entry.flag_bits & 1 for entry in entries):
                raise SourceError("This Word document is locked by a password.", "Save it without one, and try again.")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry):
                    raise SourceError("This Word document holds what Word never writes.", _SAVE_AGAIN)
            has_facts = "docProps/core.xml" in archive.namelist()
            core = archive.read("docProps/core.xml").decode("utf-8", "replace") if has_facts else ""
    except SourceError:
        raise
    except Exception as error:  # a damaged archive shows itself in many ways
        raise SourceError("This is not a Word document, or it is damaged.", _SAVE_AGAIN) from error
    return Facts(title=_property(core, "dc:title"), author=_property(core, "dc:creator"))


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the sizes that the archive states; more than these is never unpacked."""
    is_bomb = len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED
    for entry in entries:
        is_part = entry.filename.lower().endswith((".xml", ".rels"))
        is_bomb = is_bomb or (is_part and entry.file_size > MAX_PART)
        is_packed_oddly = entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        is_bomb = is_bomb or (entry.file_size > 1_000_000 and is_packed_oddly)
    if is_bomb:
        raise SourceError(
            "This Word document would unpack to far more than an article, so it was not opened.",
            "Copy the article's text into a new document, save that, and import it.",
        )


def _property(core: str, name: str) -> str:
    import html

    match = re.search(rf"<{name}>([^<]*)</{name}>", core)
    return clean(html.unescape(match[1])) if match else ""


def _as_html(content: bytes) -> str:
    import mammoth

    def no_image(image: object) -> list[object]:
        return []

    try:
        made = mammoth.convert_to_html(io.BytesIO(content), style_map=_STYLES, convert_image=no_image)
    except Exception as error:  # whatever a damaged part makes of the library
        raise SourceError("This Word document is damaged.", _SAVE_AGAIN) from error
    return str(made.value)
