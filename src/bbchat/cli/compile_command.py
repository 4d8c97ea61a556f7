"""`bbchat compile`: the vectors and the fitted ranker, kept beside the knowledge so that every start is quick."""

from __future__ import annotations

from pathlib import Path

import click

from bbchat.errors import BbchatError, EncoderError


@click.command("compile")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, folder: Path | None) -> int:
    """Precompute the vectors of all example questions in FOLDER into its file compiled.npz.

    Needed where safety/exemplars.*.yaml have changed, which takes minutes. Otherwise what is missing or stale is made
    again in memory at each start, which takes some seconds.
    """
    from bbchat.cli.loading import load_assistant
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line
    from bbchat.encoding.store import FILE_NAME, save_arrays

    path = folder or context.obj or bundled_knowledge()
    assistant, arrays, failure = load_assistant(path, afresh=True)
    if failure:
        raise EncoderError("Without the encoder there is nothing to compile.", failure.message)
    target = path / FILE_NAME
    try:
        save_arrays(target, arrays)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BbchatError(f"{target} could not be written ({reason}).", "Check the folder's rights.") from None
    write_line(
        f"{target}: {len(assistant.knowledge.examples)} example questions, {target.stat().st_size / 1e6:.1f} MB."
    )
    return 0
