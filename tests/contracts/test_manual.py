"""The man page says what the commands do today, and Tab completes them in the shells that are installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from tools.make_manual import COMPLETIONS, PAGE, make_page

from bbchat.cli.commands import cli

BASH = """
source "$1"
compopt() { echo "files:$2"; }
COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2))
_bbchat_completion bbchat
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
file=$1; shift
words=("$@") CURRENT=$#
compdef() { $1 }
compadd() { print -rl -- ${(P)@[-1]} }
_describe() { print -rl -- ${(@)${(P)3}%%:*} }
_path_files() { echo files:default }
source $file
"""
FISH = """
source $argv[1]
complete --do-complete (string join ' ' -- $argv[2..])
"""
Tab = Callable[..., list[str]]


@pytest.fixture(params=["bash", "zsh", "fish"])
def tab(request: pytest.FixtureRequest, tmp_path: Path) -> Tab:
    """What a shell offers after some words, by the completion that is installed for it."""
    shell = shutil.which(request.param)
    if not shell:
        pytest.skip(f"{request.param} is not installed")
    program = tmp_path / "bin" / "bbchat"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bbchat "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asking = tmp_path / "asking"
    asking.write_text({"bash": BASH, "zsh": ZSH, "fish": FISH}[request.param], encoding="utf-8")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "article.html").touch()
    environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}

    def press(*words: str) -> list[str]:
        done = subprocess.run(
            [shell, str(asking), str(COMPLETIONS[request.param]), *words],
            env=environment,
            cwd=tmp_path / "here",
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert not done.stderr
        return [line.split("\t")[0] for line in done.stdout.splitlines() if line]

    return press


def every_command() -> Iterator[click.Context]:
    """Each command and subcommand, with the names that lead to it."""
    waiting = [click.Context(cli, info_name="bbchat")]
    for context in waiting:
        yield context
        if isinstance(context.command, click.Group):
            for name in context.command.list_commands(context):
                below = context.command.get_command(context, name)
                assert below is not None
                waiting.append(click.Context(below, info_name=name, parent=context))


def test_the_man_page_says_what_the_commands_do_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == make_page(), "run `python tools/make_manual.py` and commit share/"


@pytest.mark.parametrize("context", list(every_command()), ids=lambda context: context.command_path)
def test_the_man_page_leaves_out_no_command_and_no_option_but_the_hidden_ones(context: click.Context) -> None:
    whole = PAGE.read_text(encoding="utf-8").replace(r"\-", "-")
    _, _, rest = whole.partition(f".SS {context.command_path}\n" if context.parent else ".SH OPTIONS\n")
    section = rest.split("\n.S")[0]
    assert section
    for option in (one for one in context.command.params if isinstance(one, click.Option)):
        assert (rf"\fB{option.opts[0]}\fR" in section) is not option.hidden


@pytest.mark.parametrize("checker", ["mandoc -T lint -W warning", "groff -man -ww -z"])
def test_no_reader_of_man_pages_finds_a_mistake_in_it(checker: str) -> None:
    name, *options = checker.split()
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, *options, str(PAGE)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_tab_completes_a_command(tab: Tab) -> None:
    assert tab("bbchat", "ev") == ["eval"]
    assert tab("bbchat", "kiosk", "s") == ["set-pin"]


def test_tab_offers_a_commands_options_but_not_the_hidden_ones(tab: Tab) -> None:
    assert {"--json", "--follow", "--knowledge"} <= set(tab("bbchat", "ask", "--"))
    assert "--supervise" in tab("bbchat", "kiosk", "--")
    assert "--heartbeat" not in tab("bbchat", "kiosk", "--")


@pytest.mark.parametrize("words", [("eval", "art"), ("import", "art"), ("--knowledge", "art")], ids=" ".join)
def test_tab_completes_a_file_where_one_is_wanted(tab: Tab, words: tuple[str, ...]) -> None:
    assert tab("bbchat", *words) in (["files:default"], ["article.html"])


def test_tab_completes_the_choices_of_an_option(tab: Tab) -> None:
    assert sorted(tab("bbchat", "--theme", "")) == ["contrast", "dark", "light"]
