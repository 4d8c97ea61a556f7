"""From what the author gives, a path or an address, to the article in it.

The one invariant: a file is read once, within limits, and never changed; the net is only used for an address.
"""

from __future__ import annotations

import email
import email.policy
import importlib.util
import re
import stat
from dataclasses import replace
from pathlib import Path

from bbchat.authoring.importing.article import Reading
from bbchat.authoring.importing.decode import decode
from bbchat.authoring.importing.fetch import Network, fetch
from bbchat.authoring.importing.limits import MAX_BYTES, too_large
from bbchat.authoring.importing.plain import read_markdown, read_text
from bbchat.authoring.importing.word import read_word
from bbchat.errors import SourceError, UsageError
from bbchat.language.clean import clean

_KINDS_HINT = "Give a page as your browser saves it (.html, .mhtml), a Word document (.docx), Markdown or a text file."
_NEEDED = ("lxml", "mammoth", "markdown_it")


def read_source(source: str, network: Network) -> Reading:
    """Read an article from a file, or from an address that begins with http:// or https://.

    Raises:
        SourceError: there is no article to be had from it.
        UsageError: what reads it is not installed.
    """
    if not all(map(importlib.util.find_spec, _NEEDED)):
        raise UsageError("This needs what authors need besides.", "In bbchat's folder: pip install '.[author]'")
    if re.match(r"https?:", source, re.I):
        fetched = fetch(source.strip(), network)
        text = decode(fetched.content, fetched.charset)
        if fetched.kind == "text/plain":
            reading = read_text(text)
        else:
            reading = read_markdown(text) if fetched.kind == "text/markdown" else read_page(text)
        return replace(reading, facts=replace(reading.facts, url=reading.facts.url or clean(fetched.url)))
    if re.match(r"[a-z][a-z0-9+.-]+://", source, re.I):
        raise SourceError("Only addresses that begin with http:// or https:// can be imported.", _KINDS_HINT)
    path = Path(source)
    reading = _read(_content(path), path.suffix.lower())
    title = reading.facts.title or clean(path.stem.replace("-", " ").replace("_", " "))
    return replace(reading, facts=replace(reading.facts, title=title))


def read_page(text: str) -> Reading:
    """Read a web page; what reads it is loaded only now, because not everybody has it."""
    from bbchat.authoring.importing import page

    return page.read_page(text)


def _content(path: Path) -> bytes:
    """The bytes of a file within the limit."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise SourceError("This is a folder, not a file.", _file_beside(path) or _KINDS_HINT)
        if not stat.S_ISREG(found.st_mode):
            raise SourceError("This is not a file.", _KINDS_HINT)
        if found.st_size > MAX_BYTES:
            raise too_large("This file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        hint = "Check its name, or drag the file into this window to have it typed."
        raise SourceError(f"There is no file {clean(str(path))}.", hint) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise SourceError(f"This file cannot be read ({reason}).", "Check its rights and try again.") from error
    if not content.strip():
        raise SourceError("This file is empty.", "Give the file that holds the article.")
    return content


def _file_beside(folder: Path) -> str:
    """What to give in place of a folder: the page whose pictures lie in it, or the only page in it."""
    name = re.sub(r"(_files|-Dateien|_fichiers|_archivos)$", "", folder.name)
    places = [folder.with_name(name + ending) for ending in (".html", ".htm")] if name != folder.name else []
    pages = [path for path in places if path.is_file()] or sorted(folder.glob("*.htm*"))
    return f"Give the page itself: {clean(str(pages[0]))}" if len(pages) == 1 else ""


def _read(content: bytes, ending: str) -> Reading:
    """Read by what a file is; its name only decides between kinds of text."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")) or ending in (".docx", ".docm"):
        return read_word(content)
    if content.startswith((b"%PDF", b"{\\rtf")):
        kind = "PDF" if content.startswith(b"%PDF") else "RTF"
        hint = "Open it in Word, choose Save As, Word Document (.docx), and import the new file."
        raise SourceError(f"This is a {kind} file, which cannot be imported.", hint)
    if ending in (".mhtml", ".mht"):
        return _read_archive(content)
    text = decode(content)
    if ending in (".md", ".markdown"):
        return read_markdown(text)
    is_page = re.search(r"<(?:!doctype html|html|head|body)[\s>]", text[:20_000], re.I) is not None
    if is_page or ending in (".html", ".htm", ".xhtml"):
        return read_page(text)
    return read_text(text)


def _read_archive(content: bytes) -> Reading:
    """A page that the browser saved with its pictures in one file."""
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            reading = read_page(decode(page if isinstance(page, bytes) else b"", part.get_content_charset() or ""))
            url = clean(str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""))
            saved_from = url if url.startswith(("http://", "https://")) else ""
            return replace(reading, facts=replace(reading.facts, url=reading.facts.url or saved_from))
    raise SourceError("There is no page in this file.", _KINDS_HINT)
