"""`bbchat` without a command: the chat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bbchat.cli.locations import bundled_knowledge
from bbchat.errors import BbchatError

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.knowledge.model import Knowledge
    from bbchat.tui.app import BbchatApp


def run_chat(folder: Path | None) -> int:
    """Open the chat on a knowledge folder, the bundled one by default; returns the exit code.

    Raises:
        UsageError: there is no terminal.
        KnowledgeError: the folder holds mistakes.
    """
    from bbchat.tui.terminal import prepare

    prepare()
    app = make_app(folder)
    failure = app.run()
    if failure is not None:
        raise failure
    if app.crash:
        raise BbchatError(
            f"The chat had to close ({app.crash}). Nothing was kept.",
            "Please start it again. In crisis? In the US, call or text 988, any time.",
        )
    return app.return_code or 0


def make_app(folder: Path | None) -> BbchatApp:
    """The application for a knowledge folder, the bundled one by default, not yet running."""
    from bbchat.tui.app import BbchatApp
    from bbchat.tui.screens.chat import Sources

    path = folder or bundled_knowledge()
    return BbchatApp(Sources(lambda: _load_knowledge(path), lambda knowledge: _build_assistant(path, knowledge)))


def _load_knowledge(path: Path) -> Knowledge:
    from bbchat.knowledge.loader import load_knowledge

    return load_knowledge(path)


def _build_assistant(path: Path, knowledge: Knowledge) -> tuple[Assistant, str | None]:
    from bbchat.cli.loading import build_assistant

    assistant, _, failure = build_assistant(path, knowledge)
    return assistant, str(failure.hint) if failure else None
