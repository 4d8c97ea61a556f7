"""What must be settled before Textual is imported: the environment it reads, and its strict reading of bytes.

Textual takes debugging switches from the environment that would write every keystroke to a file; none reaches it.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import MutableMapping

from bbchat.errors import UsageError


def scrub(environment: MutableMapping[str, str]) -> None:
    """Remove what would log keys, save screens, let signals through or lie about the size of the terminal."""
    for name in [name for name in environment if name.startswith("TEXTUAL") or name in ("COLUMNS", "LINES", "BROWSER")]:
        del environment[name]


def require_terminal() -> None:
    """Refuse to open the chat where nobody could see it or type into it (Textual draws on standard error).

    Raises:
        UsageError: standard input or output is not a terminal.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.__stderr__)):
        raise UsageError("The chat needs a terminal to open in.", "Without one, use bbchat --plain.")


def forgive_bad_bytes() -> None:
    """Let a byte that is not UTF-8 become a replacement character; Textual's own decoder would end the program."""
    from textual.drivers import linux_driver

    strict = codecs.getincrementaldecoder("utf-8")
    forgiving = lambda encoding: lambda *_, **__: strict(errors="replace")  # noqa: E731
    linux_driver.getincrementaldecoder = forgiving  # type: ignore[attr-defined]


def prepare() -> None:
    """Everything above, in order; call before anything imports Textual."""
    scrub(os.environ)
    require_terminal()
    forgive_bad_bytes()
