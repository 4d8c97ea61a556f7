"""`bbchat preview`: the chat on a folder that is being edited."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.cli.options import with_theme
from bbchat.errors import UsageError

if TYPE_CHECKING:
    from bbchat.conversation.assistant import Assistant
    from bbchat.knowledge.model import Knowledge
    from bbchat.tui.preview.reloading import Editing


@click.command("preview")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@with_theme
@click.pass_context
def command(context: click.Context, folder: Path | None, theme: str) -> int:
    """Open the chat on FOLDER and follow what is saved in it.

    Edit the files in another window. A second or so after each save the chat answers from what they say now, and F9
    asks the last question again. Where there is a mistake, it is listed with its file and line and what to do, and the
    chat goes on with what was there before. Nothing in the folder is ever changed.

    \b
    Example:
      bbchat preview my-knowledge

    Exit codes: 0 left, 2 there is no such folder, or no terminal.
    """
    from bbchat.cli.chat import run_app
    from bbchat.tui.terminal import prepare

    path = folder or context.obj
    if path is None:
        raise UsageError("Say which folder to open.", "For example: bbchat preview my-knowledge")
    if not path.is_dir():
        raise UsageError(f"There is no folder {path}.", "Look at its name, or make one: bbchat new --help")
    prepare()
    from bbchat.tui.preview.app import PreviewApp

    return run_app(PreviewApp(editing(path), theme=theme))


def editing(path: Path) -> Editing:
    """What the screens need to follow a folder."""
    from bbchat.authoring.watching import Watch, Workbench, changes
    from bbchat.cli.chat import by_words_alone
    from bbchat.cli.loading import compiled_arrays, exemplars_of, load_encoder
    from bbchat.knowledge.loader import load_knowledge
    from bbchat.tui.loading import Sources
    from bbchat.tui.preview.reloading import Editing

    watch = Watch(path)

    @cache
    def open_workbench() -> tuple[Workbench, str | None]:
        encoder, failure = load_encoder()
        return Workbench(encoder, compiled_arrays(path), exemplars_of(path)), failure.hint if failure else None

    def build(knowledge: Knowledge) -> tuple[Assistant, str | None]:
        workbench, warning = open_workbench()
        return workbench.assistant(knowledge), warning

    sources = Sources(lambda: load_knowledge(path), build, lambda knowledge: by_words_alone(path, knowledge))
    return Editing(path, sources, watch.look, changes, lambda: f"{datetime.now():%H:%M:%S}")
