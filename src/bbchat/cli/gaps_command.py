"""`bbchat gaps`: which questions the knowledge doesn't answer, grouped, each group with an entry to paste."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.cli.threads import answer_in_one_thread

if TYPE_CHECKING:
    from bbchat.authoring.gaps import Cluster, Findings
    from bbchat.cli.contract import Json
    from bbchat.knowledge.model import Knowledge

LEAD = "# For handoffs.yaml: paste what you want at its end, then write `reply` and `ask` in your own words."


@click.command("gaps")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), metavar="NEWFILE", help="Write the entries to paste to this new file."
)
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Ask this knowledge folder.")
@click.pass_context
def command(context: click.Context, file: Path, into: Path | None, as_object: bool, knowledge: Path | None) -> int:
    """Group the questions in FILE that the knowledge does not answer.

    FILE is a list that somebody of the practice has written down: one question a line, or in the last column of a
    tab-separated file, or a YAML list. bbchat itself collects nothing: it never keeps what visitors type, and it keeps
    nothing of this list.

    A question is a gap where the chat only says whom to ask because nothing fits, or asks which topic is meant and most
    likely means none. Gaps about the same are put together under their most central question, with the nearest topic,
    why it did not answer, and an entry for handoffs.yaml. What is covered is counted by topic.

    \b
    For example:
        bbchat gaps questions-at-the-desk.txt --into new-entries.yaml

    Exit codes: 0 done, 1 the encoder or the new file can't be opened, 5 FILE or the knowledge can't be used.
    """
    answer_in_one_thread()
    from bbchat.authoring.gaps import sort_out
    from bbchat.authoring.question_sets import read_questions
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.loading import load_assistant, open_store
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_json, write_lines, write_note

    if into and os.path.lexists(into):
        _refuse(into)
    questions = read_questions(file)
    path = knowledge or context.obj or bundled_knowledge()
    store = open_store(path)
    assistant, _, _ = load_assistant(path)
    with click.progressbar(length=len(questions), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        found = sort_out(assistant, store, questions, lambda: bar.update(1))
    stubs = _stubs(found.clusters, assistant.knowledge)
    if into and stubs:
        _write(into, "\n".join([LEAD, "handoffs:", *stubs]) + "\n")
    if as_object:
        write_json(_as_json(found, stubs, assistant.knowledge))
    else:
        write_lines(_as_text(found, [] if into else stubs, assistant.knowledge))
    if into:
        write_note(f"The entries to paste are in {into}." if stubs else f"Nothing to paste: {into} was not written.")
    return ExitCode.ANSWERED


def _refuse(into: Path) -> None:
    from bbchat.errors import UsageError

    raise UsageError(f"{into} is there already, and is left as it is.", "Give --into the name of a new file.")


def _write(into: Path, text: str) -> None:
    from bbchat.conversation.take_home import write_new
    from bbchat.errors import BbchatError

    try:
        write_new(into, text)
    except FileExistsError:
        _refuse(into)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BbchatError(f"{into} could not be written ({reason}).", "Name a file in a folder of yours.") from error


def _stubs(clusters: Sequence[Cluster], knowledge: Knowledge) -> list[str]:
    """An entry for each group, each with an id of its own."""
    from bbchat.authoring.gaps import stub

    taken: set[str] = set(knowledge.topics)
    stubs = []
    for cluster in clusters:
        stubs.append(stub(cluster, taken))
        taken.add(stubs[-1].split("\n", 1)[0].rpartition(" ")[2])
    return stubs


def _as_text(found: Findings, stubs: Sequence[str], knowledge: Knowledge) -> list[str]:
    from bbchat.authoring.gaps import reason

    gaps = sum(len(cluster.gaps) for cluster in found.clusters)
    groups = f"{gaps} of them not answered, in {_counted(len(found.clusters), 'group')}"
    lines = [f"{_counted(found.asked, 'question')}; {groups if gaps else 'all of them answered'}."]
    for number, cluster in enumerate(found.clusters, 1):
        lines += ["", f"{number}. {cluster.label}  ({len(cluster.gaps)})"]
        lines += [f"     {' / '.join(gap.turns)}" for gap in cluster.gaps[1:]]
        lines.append(f"   {reason(cluster, knowledge)}")
    lines += ["", "Covered, by topic"] if found.covered else []
    lines += [f"  {count:4}  {topic}  ({knowledge.full_title(topic)})" for topic, count in found.covered]
    if found.off_topic:
        lines += ["", "Taken for having nothing to do with the practice; see whether that is right"]
        lines += [f"  {text}" for text in found.off_topic]
    if found.unsure or found.crises:
        lines += ["", "Besides"]
    if found.unsure:
        lines.append(f"  {found.unsure:4}  the chat asks which of a few topics is meant")
    if found.crises:
        lines.append(f"  {found.crises:4}  the help lines")
    return [*lines, "", LEAD, *("\n".join(stubs)).split("\n")] if stubs else lines


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count != 1 else ''}"


def _as_json(found: Findings, stubs: Sequence[str], knowledge: Knowledge) -> Json:
    from bbchat.authoring.gaps import reason

    clusters: list[Json] = [
        {
            "label": cluster.label,
            "size": len(cluster.gaps),
            "questions": [gap.text for gap in cluster.gaps],
            "nearest": cluster.gaps[0].nearest,
            "probability": round(cluster.gaps[0].probability, 4),
            "why": reason(cluster, knowledge),
            "stub": text,
        }
        for cluster, text in zip(found.clusters, stubs, strict=True)
    ]
    covered: dict[str, Json] = dict(found.covered)
    return {
        "asked": found.asked,
        "gaps": sum(len(cluster.gaps) for cluster in found.clusters),
        "clusters": clusters,
        "covered": covered,
        "off_topic": list(found.off_topic),
        "unsure": found.unsure,
        "help_lines": found.crises,
    }
