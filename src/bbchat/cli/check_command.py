"""`bbchat check`: everything that is wrong with a knowledge folder, at once."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, folder: Path | None) -> int:
    """Check the knowledge in FOLDER and list every mistake with its line.

    Proves that each passage stands word for word in its article. Exit codes: 0 no mistakes, 5 mistakes were listed.
    """
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line
    from bbchat.knowledge.loader import load_knowledge

    path = folder or context.obj or bundled_knowledge()
    knowledge = load_knowledge(path)
    passages, handoffs = len(list(knowledge.passages())), len(list(knowledge.handoffs()))
    write_line(f"No mistakes: {passages} passages, {handoffs} handoffs, {len(knowledge.examples)} example questions.")
    write_line("Every passage stands word for word in its article.")
    practice = knowledge.practice
    facts = {"phone": practice.phone, "email": practice.email, "booking": practice.booking, "hours": practice.hours}
    if blanks := [name for name, fact in facts.items() if not fact]:
        write_line(f"Blank in practice.yaml, so not shown to anyone: {', '.join(blanks)}.")
    return 0
