"""`bbchat doctor`: whether everything here is as the chat, or a kiosk, needs it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.cli.options import with_pin_file

if TYPE_CHECKING:
    from bbchat.kiosk.findings import Check

MARKS, NAMES = 7, 13
"""Columns of the two margins."""
ARROW = "-> "
"""Before what to do."""
NARROWEST, WIDEST = 24, 100


@click.command("doctor")
@click.option("--kiosk", "is_kiosk", is_flag=True, help="Look at what a kiosk in a waiting room needs, too.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object, for monitoring.")
@with_pin_file("With --kiosk: where the staff's PIN is kept, scrambled.")
@click.pass_context
def command(context: click.Context, is_kiosk: bool, as_object: bool, pin_file: Path) -> int:
    """Look at the terminal, the encoder, the knowledge and the machine, and say what to do.

    Says how many there are of something, and never what is in a file or what anybody has typed. For a kiosk, run it as
    the kiosk's user, on its terminal.
    Exit codes: 0 all is well, notes included; 1 something is wrong.
    """
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line
    from bbchat.cli.surroundings import gather
    from bbchat.kiosk.doctor import examine, is_well

    checks = examine(gather(context.obj or bundled_knowledge(), pin_file if is_kiosk else None))
    if as_object:
        write_line(json.dumps({"ok": is_well(checks), "checks": [asdict(check) for check in checks]}))
    else:
        for line in report(checks, _width()):
            write_line(_spelled(line))
    return 0 if is_well(checks) else 1


def report(checks: list[Check], width: int | None) -> list[str]:
    """The checks, each on one line, or wrapped to a width; and what it comes to."""
    from bbchat.language.wrap import wrap

    lines = []
    for check in checks:
        margin = f"{check.state:<{MARKS}}{check.name.replace('_', ' '):<{NAMES}}"
        parts = [check.finding, check.advice] if check.advice else [check.finding]
        lines.extend(_wrapped(margin, parts, width))
    return [*lines, "", *([_summary(checks)] if width is None else wrap(_summary(checks), width))]


def _wrapped(margin: str, parts: list[str], width: int | None) -> list[str]:
    from bbchat.language.wrap import wrap

    if width is None:
        return [margin + f" {ARROW}".join(parts)]
    is_narrow = width < MARKS + NAMES + NARROWEST
    indent = " " * (MARKS if is_narrow else MARKS + NAMES)
    room = width - len(indent)
    found, *advice = parts
    lines = wrap(found, room)
    for part in advice:
        first, *others = wrap(part, room - len(ARROW))
        lines.extend([ARROW + first, *(" " * len(ARROW) + line for line in others)])
    if is_narrow:
        return [margin.rstrip(), *(indent + line for line in lines)]
    return [margin + lines[0], *(indent + line for line in lines[1:])]


def _summary(checks: list[Check]) -> str:
    from bbchat.kiosk.findings import State, counted

    wrong = sum(check.state is State.WRONG for check in checks)
    notes = sum(check.state is State.NOTE for check in checks)
    also = f"; {counted(notes, 'note')}" if notes else ""
    if not wrong:
        return f"All is well{also}."
    return f"{counted(wrong, 'thing')} {'is' if wrong == 1 else 'are'} wrong{also}."


def _width() -> int | None:
    """The terminal's width; None where lines go elsewhere and stay whole."""
    if not sys.stdout.isatty():
        return None
    return min(max(os.get_terminal_size(1).columns - 1, NARROWEST), WIDEST)


def _spelled(line: str) -> str:
    encoding = sys.stdout.encoding or "ascii"
    return line.encode(encoding, "replace").decode(encoding)
