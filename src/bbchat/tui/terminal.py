"""What must be settled before Textual is imported: the environment it reads, and where it draws.

Textual takes debugging switches from the environment that would write every keystroke to a file; none reaches it.
"""

from __future__ import annotations

import io
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
        from bbchat.knowledge.wording_file import shipped

        raise UsageError(shipped().chat.no_terminal, shipped().chat.use_plain)


def speak_utf8() -> None:
    """Draw in UTF-8, as Textual takes for granted; another encoding would show the codes of letters in their place."""
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8", errors="replace")


def prepare() -> None:
    """Everything above, in order; call before anything imports Textual."""
    scrub(os.environ)
    require_terminal()
    speak_utf8()
