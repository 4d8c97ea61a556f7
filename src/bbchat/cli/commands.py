"""The commands. Each lives in a file of its own and is loaded when it is called, so that `--help` stays quick."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from bbchat import __version__
from bbchat.cli.exit_codes import ExitCode
from bbchat.cli.options import with_theme

_COMMANDS = {
    "ask": "Ask one question, or many from a pipe.",
    "kiosk": "Open the chat for a waiting room.",
    "demo": "Show bbchat to somebody in five minutes.",
    "import": "Take in an article: a saved page, a Word file, an address.",
    "check": "Check a knowledge folder and list every mistake.",
    "sign": "Sign what a knowledge folder shows, as its reviewer.",
    "verify": "Prove that all that can be shown is signed.",
    "diff": "Compare what visitors get from two knowledge folders.",
    "gaps": "Group questions that the knowledge does not answer.",
    "eval": "Measure how a set of questions is answered.",
    "doctor": "Look whether everything here is as it should be.",
    "new": "Make a knowledge folder for another practice.",
    "schema": "Print what an editor needs to check the knowledge files.",
    "preview": "Open the chat on a folder that is being edited.",
    "compile": "Precompute what the chat needs to start quickly.",
}
"""Each command and its line in the help."""


class _LazyGroup(click.Group):
    """Loads a command's module when the command is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"bbchat.cli.{cmd_name}_command")
        command: click.Command = module.command
        command.short_help = _COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="In crisis? In the US, call or text 988, any time. In danger now? Call 911.",
)
@click.option(
    "--knowledge",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Use this knowledge folder instead of the one that came with the program.",
)
@click.option(
    "--plain", is_flag=True, help="Open the chat line by line: for screen readers, braille displays and pipes."
)
@with_theme
@click.version_option(__version__, message="bbchat %(version)s")
@click.pass_context
def cli(context: click.Context, knowledge: Path | None, plain: bool, theme: str) -> None:
    """Ask about therapy, and read what the practice has written, word for word.

    Without a command, the chat opens. It is a program, not a person, and not therapy; it keeps nothing that you type.
    """
    context.obj = knowledge
    if context.invoked_subcommand is None:
        from bbchat.cli.chat import open_chat

        context.exit(open_chat(knowledge, theme, is_plain=plain))


def run() -> int:
    """Run the command that the process was started with; returns its exit code."""
    try:
        return cli.main(prog_name="bbchat", standalone_mode=False) or ExitCode.ANSWERED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except click.Abort:
        return 130
