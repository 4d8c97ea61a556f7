"""Options that more than one command has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bbchat.cli.chat import THEMES

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

PIN_FILE = Path("/etc/bbchat/kiosk-pin")

with_theme = click.option(
    "--theme", type=click.Choice(THEMES), default=THEMES[0], help="Colors to begin with; F7 changes them."
)


def with_pin_file(help_text: str = "Where the staff's PIN is kept, scrambled.") -> Callable[[Decorated], Decorated]:
    """`--pin-file`, with its line in the help."""
    return click.option(
        "--pin-file",
        type=click.Path(path_type=Path, readable=False),
        metavar="FILE",
        default=PIN_FILE,
        show_default=True,
        help=help_text,
    )
