"""`bbchat compile`: the vectors and the fitted ranker, kept beside the knowledge so that every start is quick."""

from __future__ import annotations

from pathlib import Path

import click

from bbchat.errors import BbchatError, EncoderError


@click.command("compile")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--refit-safety",
    is_flag=True,
    help="Fit the safety layer anew in any case: with many more questions, fewer of them are taken for danger.",
)
@click.pass_context
def command(context: click.Context, folder: Path | None, refit_safety: bool) -> int:
    """Precompute what the chat needs of FOLDER into its files compiled.npz and compiled.json.

    Needed where safety/exemplars.*.yaml have changed, which takes minutes and much memory. Otherwise what is missing
    or stale is made again in memory at each start, which takes seconds.
    """
    from bbchat.cli.loading import build_assistant
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line
    from bbchat.encoding.store import FILE_NAME, save_arrays
    from bbchat.knowledge.loader import load_knowledge
    from bbchat.knowledge.stored import made_of, store_knowledge

    path = folder or context.obj or bundled_knowledge()
    try:
        made_from = made_of(path)
    except OSError:
        made_from = ""  # the loader says which file can't be read
    knowledge = load_knowledge(path)
    _, to_store, failure = build_assistant(path, knowledge, afresh=True, refit_safety=refit_safety)
    if failure:
        raise EncoderError("Without the encoder there is nothing to compile.", failure.message)
    target = path / FILE_NAME
    try:
        save_arrays(target, to_store())
        store_knowledge(path, knowledge, made_from)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BbchatError(f"{target} could not be written ({reason}).", "Check the folder's rights.") from None
    write_line(f"{target}: {len(knowledge.examples)} example questions, {target.stat().st_size / 1e6:.1f} MB.")
    return 0
