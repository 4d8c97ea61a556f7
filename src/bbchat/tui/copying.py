"""Copying a reply: to the clipboard by the terminal's own means, and on a second press to a file.

The one invariant: of what was copied nothing but a keyed hash is kept.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

from textual.app import App

from bbchat.knowledge.wording import TakeHomeWords

FILE_NAME = "bbchat-answer.txt"
MAX_BYTES = 74_000 // 4 * 3
"""Of text, 74,000 of base64: what terminals still take in one OSC 52 sequence."""
NO_CLIPBOARD = ("", "dumb", "linux")
"""Values of TERM behind which nothing understands OSC 52."""


class Copier:
    """Copies what it is given; the same again, pressed once more, goes to a file in the home folder."""

    def __init__(self, words: TakeHomeWords) -> None:
        """`words`: what is said about it."""
        self.words = words
        self._key = os.urandom(32)
        self._copied = b""
        """Hash of the text that went to the clipboard last, until it went to a file as well."""
        self._written: tuple[bytes, Path] | None = None
        """Hash of the text that went to a file last, and that file."""

    def copy(self, app: App[Any], text: str) -> str:
        """Take a text along, and return the sentence that says where it is now."""
        data = text.encode()
        found = blake2b(data, key=self._key).digest()
        can_copy = os.environ.get("TERM", "") not in NO_CLIPBOARD and len(data) <= MAX_BYTES
        if can_copy and found != self._copied:
            app.copy_to_clipboard(text)
            self._copied = found
            return self.words.copied
        self._copied = b""
        return self._write(found, text)

    def _write(self, found: bytes, text: str) -> str:
        from bbchat.conversation.take_home import numbered, why_not, write_new

        if self._written and self._written[0] == found and self._written[1].exists():
            return self.words.already_written.format(path=shown(self._written[1]))
        path = Path(FILE_NAME)
        failure: OSError | RuntimeError = FileExistsError()
        try:
            for path in numbered(Path.home() / FILE_NAME):
                try:
                    write_new(path, text)
                except FileExistsError:
                    continue
                self._written = found, path
                return self.words.written.format(path=shown(path))
        except (OSError, RuntimeError) as error:  # RuntimeError: there is no home folder
            failure = error
        return self.words.copy_failed.format(why=why_not(failure, path, self.words))


def shown(path: Path) -> str:
    """A whole path, with `~` for the home folder, and without anything that a terminal could obey."""
    from bbchat.language.clean import clean

    path = path.absolute()
    try:
        short = str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        short = str(path)
    return clean(short)
