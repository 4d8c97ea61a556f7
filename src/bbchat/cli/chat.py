"""`bbchat` without a command: the chat, on screens or line by line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bbchat.cli.locations import bundled_knowledge
from bbchat.cli.threads import answer_in_one_thread
from bbchat.errors import BbchatError, UsageError

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.knowledge.model import Knowledge
    from bbchat.tui.app import BbchatApp

THEMES = ("dark", "light", "contrast")
"""The names in `bbchat.tui.themes`, which is too heavy to import for the help."""
PROMPT = "> "
LONGEST_LINE = 1_000_000
"""Bytes of one line; what follows comes as a line of its own."""


def open_chat(folder: Path | None = None, theme: str = THEMES[0], *, is_plain: bool = False) -> int:
    """Open the chat, line by line where `is_plain` asks for it or nothing else is possible; returns the exit code.

    Raises:
        UsageError: there is nothing to type into or to draw on.
        KnowledgeError: the folder holds mistakes.
    """
    answer_in_one_thread()
    if is_plain or _needs_plain():
        return _run_plain(folder, is_asked_for=is_plain)
    return _run_chat(folder, theme)


def _needs_plain() -> bool:
    """Whether only the line mode can open here: what is typed comes by a pipe, or the terminal draws no screens."""
    if sys.stdin is None:
        return False
    if not sys.stdin.isatty():
        return True
    has_screens = os.environ.get("TERM", "") not in ("", "dumb", "unknown") and sys.stderr and sys.stderr.isatty()
    return sys.stdout.isatty() and not has_screens


def _run_plain(folder: Path | None, *, is_asked_for: bool) -> int:
    """Open the chat line by line, and say so where nobody asked for it; returns the exit code.

    Raises:
        UsageError: standard input is closed.
        KnowledgeError: the folder holds mistakes.
    """
    if sys.stdin is None:
        from bbchat.knowledge.wording_file import shipped

        raise UsageError(shipped().plain.no_lines, shipped().plain.in_a_terminal)
    from bbchat.cli.output import write_line, write_note, write_words
    from bbchat.plain.session import PlainSession

    path = folder or bundled_knowledge()
    knowledge = _load_knowledge(path)
    if not is_asked_for:
        write_note(knowledge.wording.plain.no_screens)
    load = lambda: _build_assistant(path, knowledge)  # noqa: E731
    try:
        PlainSession(knowledge, load, _read_line, write_words, time.monotonic).run()
    except KeyboardInterrupt:
        if _is_typed():
            write_line("")
        write_words(knowledge.wording.plain.bye)
        return 130
    return 0


def _read_line() -> str | None:
    """The next line, None at the end; bytes that are not UTF-8 are replaced, never refused.

    The terminal itself edits the line: a library that does so moves the cursor, which a screen reader can't follow.
    """
    from bbchat.cli.output import write_line, write_prompt

    if _is_typed():
        write_prompt(PROMPT)
    line = sys.stdin.buffer.readline(LONGEST_LINE)
    if not line and _is_typed():
        write_line("")
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


def _is_typed() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _run_chat(folder: Path | None, theme: str) -> int:
    """Open the chat on a knowledge folder, the bundled one by default; returns the exit code.

    Raises:
        UsageError: there is no terminal.
        KnowledgeError: the folder holds mistakes.
    """
    from bbchat.tui.terminal import prepare

    prepare()
    return run_app(make_app(folder, theme=theme))


def run_app(app: BbchatApp) -> int:
    """Run an application until it is left; returns the exit code."""
    failure = app.run()
    if failure is not None:
        raise failure
    if app.crash:
        from bbchat.knowledge.wording_file import shipped

        words = shipped().chat
        raise BbchatError(words.had_to_close.format(place=app.crash), f"{words.start_again} {words.help_line}")
    return app.return_code or 0


def make_app(folder: Path | None, *, theme: str = THEMES[0]) -> BbchatApp:
    """The application for a knowledge folder, the bundled one by default, not yet running."""
    from bbchat.knowledge.stored import read_words
    from bbchat.tui.app import BbchatApp
    from bbchat.tui.screens.chat import Sources

    path = folder or bundled_knowledge()
    sources = Sources(
        lambda: _load_knowledge(path),
        lambda knowledge: _build_assistant(path, knowledge),
        lambda knowledge: by_words_alone(path, knowledge),
        read_words(path),
    )
    return BbchatApp(sources, theme=theme)


def _load_knowledge(path: Path) -> Knowledge:
    from bbchat.knowledge.stored import open_knowledge

    return open_knowledge(path)


def _build_assistant(path: Path, knowledge: Knowledge) -> tuple[Assistant, str | None]:
    from bbchat.cli.loading import build_assistant

    assistant, _, failure = build_assistant(path, knowledge)
    return assistant, str(failure.hint) if failure else None


def by_words_alone(path: Path, knowledge: Knowledge) -> Assistant:
    """The assistant for knowledge from `path` that needs no encoder."""
    from bbchat.cli.loading import compiled_arrays, exemplars_of
    from bbchat.conversation import assistant

    return assistant.build(knowledge, None, compiled_arrays(path), exemplars_of(path))[0]
