"""`bbchat diff`: what changes for visitors between two knowledge folders, before anyone publishes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.cli.threads import answer_in_one_thread

if TYPE_CHECKING:
    from bbchat.authoring.diff import Difference, Moved, Shown
    from bbchat.cli.contract import Json
    from bbchat.conversation.assistant import Assistant


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--questions",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Ask these, too: a list, or a set as for bbchat eval. May be given more than once.",
)
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 where anything changed.")
def command(old: Path, new: Path, files: tuple[Path, ...], as_object: bool, fail_on_change: bool) -> int:
    """Compare what visitors get from the knowledge in NEW with what they get from OLD.

    Every example question of both folders is asked of both, as a visitor would type it, and so are those of each
    --questions FILE. Listed is each question that leads elsewhere now, by where it led and leads; then the texts that
    changed, [-taken out-] and {+put in+}. Nothing is written.

    \b
    Keep a copy before you change the knowledge, and compare with it:
        cp -r knowledge before
        bbchat diff before knowledge --questions real-questions.txt

    Exit codes: 0 compared, 1 something changed and --fail-on-change was given, 5 a folder holds mistakes.
    """
    answer_in_one_thread()
    from bbchat.authoring.diff import bank, compare
    from bbchat.authoring.question_sets import read_questions
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.output import write_json, write_lines

    more = [turns for file in files for turns in read_questions(file)]
    before, after = _load_both(old, new)
    questions = bank((before.knowledge, after.knowledge), more)
    is_shown = sys.stderr.isatty()
    with click.progressbar(length=len(questions), file=sys.stderr, hidden=not is_shown, label="Asking both") as bar:
        found = compare(before, after, questions, lambda: bar.update(1))
    if as_object:
        write_json(_as_json(found))
    else:
        write_lines(_as_text(found))
    return ExitCode.FAILED if fail_on_change and (found.moved or found.texts) else ExitCode.ANSWERED


def _load_both(old: Path, new: Path) -> tuple[Assistant, Assistant]:
    """The assistants of both folders.

    Raises:
        KnowledgeError: with the mistakes of both.
    """
    from bbchat.authoring.diff import SharingEncoder, with_vectors_of
    from bbchat.cli.loading import compiled_arrays, exemplars_of, load_encoder
    from bbchat.cli.output import write_error
    from bbchat.conversation import assistant
    from bbchat.errors import KnowledgeError, Problem
    from bbchat.knowledge.loader import load_knowledge

    knowledge, problems = [], list[Problem]()
    for path in (old, new):
        try:
            knowledge.append(load_knowledge(path))
        except KnowledgeError as error:
            problems += error.problems
    if problems:
        raise KnowledgeError(problems)
    encoder, failure = load_encoder()
    if failure:
        write_error(failure)
    shared = SharingEncoder(encoder) if encoder else None
    before, to_store = assistant.build(knowledge[0], shared, compiled_arrays(old), exemplars_of(old))
    known = with_vectors_of(compiled_arrays(new), to_store())
    after, _ = assistant.build(knowledge[1], shared, known, exemplars_of(new))
    return before, after


def _as_text(found: Difference) -> list[str]:
    from bbchat.authoring.changes import word_changes
    from bbchat.cli.output import drawn

    count = len(found.moved)
    lead = "1 leads" if count == 1 else f"{count or 'None'} lead"
    lines = [f"{found.asked} questions asked of both folders. {lead} elsewhere now."]
    for before, after, rows in found.groups():
        lines += ["", f"{before} -> {after}: {len(rows)}", *(f"  {_question(one, before, after)}" for one in rows)]
    if not found.texts:
        return [*lines, "", "No text has changed."]
    lines += ["", f"Texts that changed: {len(found.texts)}   [-taken out-] {{+put in+}} ¶ new paragraph"]
    for text in found.texts:
        state = "" if text.before and text.after else " (new)" if text.after else " (gone)"
        lines += ["", f"{text.topic}{state}: questions that bring it: {text.questions}"]
        lines.append("  " + " ".join(map(drawn, word_changes(text.before, text.after))))
    return lines


def _question(one: Moved, before: str, after: str) -> str:
    """A question, and what is offered where the chat asks which topic is meant."""
    shown = " / ".join(one.turns)
    offers = [
        f"{name} {' or '.join(side.ids)}?"
        for name, side in (("before:", one.before), ("now:", one.after))
        if side.kind == "clarify"
    ]
    return f"{shown}  ({'; '.join(offers)})" if offers else shown


def _as_json(found: Difference) -> Json:
    moved: list[Json] = [
        {"turns": list(one.turns), "before": _side(one.before), "after": _side(one.after)} for one in found.moved
    ]
    groups: list[Json] = [{"from": before, "to": after, "count": len(rows)} for before, after, rows in found.groups()]
    texts: list[Json] = [
        {"topic": text.topic, "before": text.before, "after": text.after, "questions": text.questions}
        for text in found.texts
    ]
    return {"asked": found.asked, "moved": moved, "groups": groups, "texts": texts}


def _side(shown: Shown) -> dict[str, Json]:
    return {"kind": shown.kind, "ids": list(shown.ids), "notice": shown.notice}
