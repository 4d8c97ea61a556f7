"""Make share/: the man page and the shell completions, out of the commands themselves.

    python tools/make_manual.py

The one invariant: whatever the man page says of a command stands in that command's own help.
The completions ask the program at each Tab (60 ms), so they name no command and can't go out of date.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from bbchat import __version__
from bbchat.authoring.json_schemas import FILES
from bbchat.cli.commands import cli
from bbchat.cli.main import COMPLETING

ROOT = Path(__file__).resolve().parents[1]
SHARE = ROOT / "share"
PAGE = SHARE / "man" / "man1" / "bbchat.1"
COMPLETIONS = {
    "bash": SHARE / "bash-completion" / "completions" / "bbchat",
    "zsh": SHARE / "zsh" / "site-functions" / "_bbchat",
    "fish": SHARE / "fish" / "vendor_completions.d" / "bbchat.fish",
}
VERBATIM = "\b"
"""How click marks a paragraph whose lines stay as they are."""
ABOUT = "answer questions about therapy with a practice's own words"
WITHOUT_A_COMMAND = """Ctrl+P lists everything that can be done in the chat, with its key; F1 shows the help lines,
and Ctrl+Q leaves. Without a terminal, or with --plain, the chat runs line by line.

Every command has --help."""
EXITS = {
    "0": "A question was answered, or a command did its work.",
    "1": "It did not, or it found something: each command says what.",
    "2": "Wrong use.",
    "3": "ask: not covered by the articles, or off topic.",
    "4": "ask: a crisis notice was shown.",
    "5": "The knowledge has mistakes.",
    "70, 75": "kiosk: it broke; it wants to be started again.",
    "130": "Ended by Ctrl+C.",
}
ENVIRONMENT = {
    "NO_COLOR": "Where it is set, nothing is printed in color or in bold.",
    "TERM": "Where it is dumb, unknown or not set, the chat runs line by line.",
    "NOTIFY_SOCKET": "kiosk --supervise tells systemd there that it is ready and alive.",
}
IN_DIR = {
    "compiled.npz": "What compile makes, with compiled.json.",
    "compiled.json": "What compile read, ready to use.",
    "signatures.yaml": "What sign writes.",
}
EXAMPLES = {
    "Open the chat:": "bbchat",
    "Open it for a screen reader:": "bbchat --plain",
    "Ask one question:": 'bbchat ask "is therapy as effective as medication?"',
    "Answer each line of a file with one JSON object:": "bbchat ask --json - < questions.txt",
    "Make a folder for a practice, and open the chat on it:": (
        'bbchat new riverside --name "Riverside Counseling"\nbbchat --knowledge riverside'
    ),
}
COMPLETION = """The files are below the folder that bbchat was installed into, a virtual environment for one. In bash,
source share/bash-completion/completions/bbchat; in fish, source share/fish/vendor_completions.d/bbchat.fish; in zsh,
put share/zsh/site-functions into fpath before compinit. Installed into /usr, they are found without that."""


def make_page() -> str:
    """The man page, in man(7)."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.search(rf"^## \[{re.escape(__version__)}\] - (\S+)$", changelog, re.MULTILINE)
    if released is None:
        raise ValueError(f"CHANGELOG.md has no date for {__version__}")
    lines = ['.\\" Made by tools/make_manual.py: change the commands, not this file.']
    lines += [
        f'.TH BBCHAT 1 {released[1]} "bbchat {__version__}" "User Commands"',
        ".SH NAME",
        f"bbchat \\- {_safe(ABOUT)}",
    ]
    commands = list(_commands(cli, click.Context(cli, info_name="bbchat")))
    lines += [".SH SYNOPSIS", *_usage(commands[0]), ".SH DESCRIPTION", *_prose(cli.help or "")]
    lines += [".PP", *_prose(WITHOUT_A_COMMAND), ".SH OPTIONS", *_options(cli), ".SH COMMANDS"]
    for context in commands[1:]:
        lines += [f".SS {_safe(context.command_path)}", *_usage(context), ".PP"]
        lines += [*_prose(context.command.help or ""), *_options(context.command)]
    files = {"/etc/bbchat/kiosk-pin": "Where kiosk set-pin keeps the PIN, scrambled."}
    files |= {f"DIR/{file.place}": file.about for file in FILES.values()}
    files |= {f"DIR/{name}": about for name, about in IN_DIR.items()}
    lines += [".SH EXIT STATUS", *_terms(EXITS), ".SH ENVIRONMENT", *_terms(ENVIRONMENT)]
    lines += [".SH FILES", "DIR is a knowledge folder.", *_terms(files), ".SH EXAMPLES"]
    for what, typed in EXAMPLES.items():
        lines += [_safe(what), *_verbatim(typed.splitlines()), ".PP"]
    lines[-1] = ".SH SHELL COMPLETION"
    return "\n".join([*lines, *_prose(COMPLETION), ".SH IN A CRISIS", *_prose(cli.epilog or "")]) + "\n"


def _commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """A command and all below it, hidden ones left out, each with the names that lead to it."""
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _commands(below, click.Context(below, info_name=name, parent=context))


def _usage(context: click.Context) -> list[str]:
    command = context.command
    pieces = ["[OPTIONS]", *(piece for one in command.params for piece in one.get_usage_pieces(context))]
    if isinstance(command, click.Group):
        pieces += ["[COMMAND]", "[ARGS]..."]
    return [f"{_bold(context.command_path)} {_safe(' '.join(pieces))}"]


def _options(command: click.Command) -> list[str]:
    lines = []
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            forms = ", ".join(map(_bold, option.opts))
            default = f" [default: {option.default}]" if option.show_default else ""
            lines += [".TP", forms + _value(option), *_filled(f"{option.help}{default}")]
    return lines


def _value(option: click.Option) -> str:
    """What follows the name of an option."""
    if option.is_flag or not option.expose_value:
        return ""
    if isinstance(option.type, click.Choice):
        return " " + "|".join(map(_bold, option.type.choices))
    return rf" \fI{_safe(option.metavar or '')}\fR"


def _bold(text: str) -> str:
    return rf"\fB{_safe(text)}\fR"


def _prose(text: str) -> list[str]:
    """Paragraphs, those that click leaves as they are included."""
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        first, *rest = paragraph.splitlines()
        if first != VERBATIM:
            lines += [".PP", *_filled(paragraph)]
        else:
            typed = [line for line in rest if line.startswith(" ")]
            lines += [".PP", *_filled(" ".join(rest[: len(rest) - len(typed)])), *_verbatim(typed)]
    return lines[1:]


def _verbatim(lines: list[str]) -> list[str]:
    return [".RS 4", ".nf", *(_safe(line) for line in textwrap.dedent("\n".join(lines)).splitlines()), ".fi", ".RE"]


def _filled(text: str) -> list[str]:
    """Prose, in lines that a difference is easy to see in."""
    lines = textwrap.wrap(_escaped(text), 80, break_long_words=False, break_on_hyphens=False)
    return [_guarded(line) for line in lines]


def _terms(terms: dict[str, str]) -> list[str]:
    return [line for term, about in terms.items() for line in (".TP", _bold(term), *_filled(about))]


def _safe(text: str) -> str:
    return _guarded(_escaped(text))


def _escaped(text: str) -> str:
    """Text in which nothing means anything to the formatter, in letters that every one of them reads."""
    for character, name in (
        ("\\", r"\e"),
        ("-", r"\-"),
        ("'", r"\(aq"),
        ("`", r"\(ga"),
        ("^", r"\(ha"),
        ("~", r"\(ti"),
    ):
        text = text.replace(character, name)
    return "".join(one if one.isascii() else rf"\[u{ord(one):04X}]" for one in text)


def _guarded(line: str) -> str:
    return rf"\&{line}" if line.startswith(".") else line


def make_completion(shell: str) -> str:
    """The completion for a shell."""
    kind = get_completion_class(shell)
    if kind is None:
        raise ValueError(f"click knows no completion for {shell}")
    return kind(cli, {}, "bbchat", COMPLETING).source().strip() + "\n"


if __name__ == "__main__":
    made = {PAGE: make_page()} | {place: make_completion(shell) for shell, place in COMPLETIONS.items()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
