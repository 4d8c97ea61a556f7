"""The words that are commands in the line mode.

The one invariant: a line is a command only as a whole. A word that is a question, too, and a word that others follow
need a slash before them, so that no question is ever taken for a command.
"""

from __future__ import annotations

from enum import StrEnum

from bbchat.knowledge.wording import PlainWords


class Command(StrEnum):
    """Each command as it is typed, in the order of the list."""

    COMMANDS = "commands"
    HELP = "help"
    TOPICS = "topics"
    FIND = "find"
    READ = "read"
    NEXT = "next"
    AGAIN = "again"
    TYPED = "typed"
    MORE = "more"
    BACK = "back"
    MARK = "mark"
    NOTE = "note"
    MY_QUESTIONS = "my questions"
    SHEET = "sheet"
    SAVE = "save"
    PHONE = "phone"
    WHY = "why"
    CLEAR = "clear"
    QUIT = "quit"


LEAVING = frozenset({"exit", "bye", "q"})
"""Other words that leave, too."""
WITH_WORDS = frozenset({Command.FIND, Command.NOTE, Command.SHEET, Command.SAVE})
"""What follows them is what they are about: `find me a therapist` is a question, `/find therapist` a command."""
ALSO_QUESTIONS = frozenset({Command.HELP, Command.WHY})
"""Without a slash they are answered: `help` by the help lines, `why` by more about the last topic."""


def parse(line: str) -> tuple[Command, str] | None:
    """The command that a cleaned line is, and the words after it; None for a question."""
    has_slash = line.startswith("/")
    typed = line.removeprefix("/").strip()
    name, _, rest = typed.partition(" ")
    if typed.casefold() in LEAVING:
        return Command.QUIT, ""
    for command in Command:
        if command == typed.casefold() and (has_slash or command not in ALSO_QUESTIONS):
            return command, ""
        if has_slash and command == name.casefold() and command in WITH_WORDS:
            return command, rest.strip()
    return None


def command_lines(words: PlainWords) -> list[str]:
    """What each command does, one a line."""
    return [words.about_commands, *(getattr(words, f"do_{command.name.lower()}") for command in Command)]
