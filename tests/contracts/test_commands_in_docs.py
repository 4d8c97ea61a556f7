"""What the documents tell somebody to type is there to be typed, and every command stands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tools.run_doc_blocks import EXIT_CODE, NOT_RUN, ROOT, Block, blocks, documents, is_shown_by

from bbchat.cli.commands import cli

DOCUMENTS = [path for path in documents() if path.name != "CHANGELOG.md"]
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
END = re.compile(r"&&|\|\||[|;<>#]|\s-c\s")
"""What ends a command in a line of the shell."""
PROGRAM = re.compile(r"(?:^|\s)(?:\S*/)?bbchat(?=\s|$)|\bpython3? -m bbchat(?=\s|$)")
OWN_PLACES = re.compile(r"(?<![\w./-])(?:\.ci|benchmarks|contrib|docs|knowledge|share|src|tests|tools)/[\w./*@-]*\w")


def lines_of(document: Path) -> list[str]:
    """What a document sets as code: the lines of its shell blocks, and the spans in its prose."""
    text = document.read_text(encoding="utf-8")
    typed = [line for block in blocks(text) if block.is_shell for line in block.commands.splitlines()]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return typed + [" ".join(span.split()) for span in SPAN.findall(prose)]


def calls(line: str) -> Iterator[list[str]]:
    """The words after each `bbchat` of a line."""
    for found in PROGRAM.finditer(line):
        yield shlex.split(END.split(line[found.end() :])[0])


def follow(words: list[str]) -> tuple[str, ...]:
    """The names of the command and subcommand that words lead to.

    Raises:
        click.UsageError: there is no such command or option.
    """
    command: click.Command = cli
    context = click.Context(cli, info_name="bbchat")
    names: list[str] = []
    while True:
        _, rest, _ = command.make_parser(context).parse_args(list(words))
        if not isinstance(command, click.Group) or not rest:
            return tuple(names)
        below = command.get_command(context, rest[0])
        if below is None:
            raise click.UsageError(f"there is no command {rest[0]}")
        names.append(rest[0])
        command, words, context = below, rest[1:], click.Context(below, info_name=rest[0], parent=context)


def all_commands() -> dict[tuple[str, ...], click.Command]:
    """Every command and subcommand, by its names."""
    found: dict[tuple[str, ...], click.Command] = {(): cli}
    waiting: list[tuple[str, ...]] = [()]
    for names in waiting:
        command = found[names]
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                below = command.get_command(click.Context(command), name)
                assert below is not None
                found[(*names, name)] = below
                waiting.append((*names, name))
    return found


def names_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names_of)
def test_every_command_and_option_that_a_document_names_exists(document: Path) -> None:
    for line in lines_of(document):
        for words in calls(line):
            try:
                follow(words)
            except click.UsageError as error:
                pytest.fail(f"`{line}`: {error.format_message()}")


@pytest.mark.parametrize("document", DOCUMENTS, ids=names_of)
def test_every_option_that_stands_alone_belongs_to_a_command_or_a_program_of_the_project(document: Path) -> None:
    own = {form for command in all_commands().values() for one in command.params for form in one.opts}
    programs = [*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "tools").glob("*.py")]
    own |= set(re.findall(r'"(--[a-z-]+)"', "".join(path.read_text(encoding="utf-8") for path in programs)))
    alone = {line.split()[0].partition("=")[0] for line in lines_of(document) if line.startswith("--")}
    assert alone <= own | {"--help"}


@pytest.mark.parametrize("names", [names for names in all_commands() if names], ids=" ".join)
def test_every_command_stands_in_a_document(names: tuple[str, ...]) -> None:
    assert names in {follow(words) for document in DOCUMENTS for line in lines_of(document) for words in calls(line)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=names_of)
def test_every_benchmark_and_tool_that_a_document_names_exists_with_its_options(document: Path) -> None:
    for line in lines_of(document):
        for name, options in re.findall(r"-m (benchmarks\.\w+)([^|;&]*)", line):
            source = ROOT / f"{name.replace('.', '/')}.py"
            assert source.is_file(), line
            for option in re.findall(r"(?<!\S)--[a-z-]+", options):
                assert f'"{option}"' in source.read_text(encoding="utf-8"), line


@pytest.mark.parametrize("document", DOCUMENTS, ids=names_of)
def test_every_place_in_the_project_that_a_document_names_exists(document: Path) -> None:
    for line in lines_of(document):
        for place in OWN_PLACES.findall(line):
            is_there = any(ROOT.glob(place)) or any((ROOT / "src" / "bbchat").glob(place))
            assert is_there or re.search(r"[A-Z]{2}", place), f"`{line}`: {place}"


@pytest.mark.parametrize("document", documents(), ids=names_of)
def test_a_shell_block_is_run_or_says_why_not(document: Path) -> None:
    for block in blocks(document.read_text(encoding="utf-8")):
        where = f"{names_of(document)}:{block.line}"
        if block.is_shell:
            assert block.commands, f"{where} holds nothing to run"
            if block.remark.startswith(NOT_RUN.strip()):
                assert len(block.reason.split()) > 1, f"{where} is not run and says no reason"
            elif block.remark.startswith("exit"):
                assert re.fullmatch(rf"{EXIT_CODE}\d+", block.remark), where
        else:
            typed = re.search(r"^(?:\$|sudo|pip|\S*python3?|(?:\S*/)?bbchat) ", block.text, re.M)
            assert typed is None or block.language, f"{where} holds commands: mark it `sh` or `console`"


@pytest.mark.parametrize(
    ("output", "shown", "is_well"),
    [
        ("Made it with 29 files.\n", "Made it with 29 files.", True),
        ("Made it with 30 files.\n", "Made it with 29 files.", False),
        ("a\n  b  c\n", "a\nb c", True),
        ("one two three", "one … three", True),
        ("one two three", "one … four", False),
        ("anything", "", True),
    ],
)
def test_what_a_document_shows_below_a_command_must_come_out(output: str, shown: str, is_well: bool) -> None:
    assert is_shown_by(output, shown) is is_well


def test_of_a_transcript_only_the_lines_after_a_prompt_are_typed() -> None:
    block = Block(1, "console", "$ bbchat new x\nMade x.\n$ bbchat check x\n", "exit code 5")
    assert (block.commands, block.shown, block.exit_code) == ("bbchat new x\nbbchat check x\n", "Made x.\n", 5)
