"""`bbchat check`: everything that is wrong with a knowledge folder, at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbchat.knowledge.model import Knowledge


@click.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, folder: Path | None) -> int:
    """Check the knowledge in FOLDER and list every mistake with its line.

    Proves that each passage stands word for word in its article, and warns of example questions that say the same under
    different topics, of help lines that were last verified more than 90 days ago (more than 180 days is a mistake), and
    of examples of danger that were not compiled.
    Exit codes: 0 no mistakes, 5 mistakes were listed.
    """
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_line
    from bbchat.knowledge.loader import load_knowledge

    path = folder or context.obj or bundled_knowledge()
    knowledge = load_knowledge(path)
    _check_helpline_dates(path, knowledge, date.today())
    passages, handoffs = len(list(knowledge.passages())), len(list(knowledge.handoffs()))
    write_line(f"No mistakes: {passages} passages, {handoffs} handoffs, {len(knowledge.examples)} example questions.")
    write_line("Every passage stands word for word in its article.")
    practice = knowledge.practice
    facts = {"phone": practice.phone, "email": practice.email, "booking": practice.booking, "hours": practice.hours}
    if blanks := [name for name, fact in facts.items() if not fact]:
        write_line(f"Blank in practice.yaml, so not shown to anyone: {', '.join(blanks)}.")
    _warn_of_near_duplicates(path, knowledge)
    _warn_of_a_stale_safety_layer(path, knowledge)
    _warn_of_hard_sentences(knowledge)
    return 0


def _check_helpline_dates(path: Path, knowledge: Knowledge, today: date) -> None:
    """Warn of help lines that need a look.

    Raises:
        KnowledgeError: some were verified too long ago.
    """
    from bbchat.authoring.check import dated_helplines
    from bbchat.cli.output import write_note
    from bbchat.errors import KnowledgeError
    from bbchat.knowledge.yaml_source import read_yaml

    source = read_yaml(path / "safety" / "helplines.yaml")
    found = dated_helplines(knowledge.safety.helplines, source, today)
    for dated in found:
        if not dated.is_mistake:
            write_note(f"Warning: {dated.problem}.")
    if mistakes := [dated.problem for dated in found if dated.is_mistake]:
        raise KnowledgeError(mistakes)


def _warn_of_near_duplicates(path: Path, knowledge: Knowledge) -> None:
    from bbchat.authoring.check import near_duplicates
    from bbchat.cli.loading import open_store
    from bbchat.cli.output import write_error, write_note
    from bbchat.errors import EncoderError
    from bbchat.language.normalise import plain_question

    try:
        store = open_store(path)
    except EncoderError as failure:
        write_error(failure)
        return
    vectors = store.vectors([plain_question(example.text) for example in knowledge.examples])
    for pair in near_duplicates(knowledge.examples, vectors):
        names = [", ".join(example.topics) or "no topic" for example in (pair.first, pair.second)]
        write_note(f"Nearly the same, under {names[0]} and {names[1]}: “{pair.first.text}” and “{pair.second.text}”.")


def _warn_of_a_stale_safety_layer(path: Path, knowledge: Knowledge) -> None:
    from bbchat.cli.loading import compiled_arrays
    from bbchat.cli.output import write_note
    from bbchat.safety import semantic

    if semantic.is_stale(knowledge.safety.exemplars, compiled_arrays(path)):
        write_note(
            "Warning: the examples of danger in safety/exemplars.*.yaml have changed since they were compiled; until "
            "the next bbchat compile, which takes minutes, the old ones count."
        )


def _warn_of_hard_sentences(knowledge: Knowledge) -> None:
    from bbchat.authoring.check import HARDEST, hard_sentences
    from bbchat.cli.output import write_note

    for sentence, grade in hard_sentences(knowledge.wording):
        write_note(f"Warning: this asks for {grade:.0f} years of school, more than {HARDEST:.0f}: “{sentence}”.")
