"""`bbchat new`: a knowledge folder for another practice."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="NAME", help="The name of the practice, in quotes.")
@click.option(
    "--region", default="US", show_default=True, metavar="CODE", help="Whose help lines are shown: US, CA, GB, IE, …"
)
def command(folder: Path, name: str, region: str) -> int:
    """Make the knowledge FOLDER of a practice, ready to be filled in.

    It holds blanks for the practice, a placeholder in place of an article with notes that teach how it is written, the
    honest replies to what articles don't cover, such as fees, the help lines, and a README. Nothing is invented, and
    a folder that holds anything already is left alone.

    \b
    Example:
      bbchat new riverside --name "Riverside Counseling"
      bbchat check riverside
      bbchat --knowledge riverside

    Exit codes: 0 made, 2 it could not be made.
    """
    from bbchat.authoring.new import make_folder
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line, write_note

    files = make_folder(folder, name, region.upper(), bundled_knowledge())
    write_line(f"Made {folder} with {len(files)} files.")
    write_note("Begin with README.md in it. What to fill in: practice.yaml, then the placeholder in articles/example.")
    write_note(f"To see it: bbchat --knowledge {_quoted(folder)}")
    return 0


def _quoted(folder: Path) -> str:
    return f'"{folder}"' if " " in str(folder) else str(folder)
