"""`bbchat eval`: how well a knowledge folder answers a set of questions."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbchat.authoring.evaluate import Report
    from bbchat.cli.contract import Json

SHOWN_CONFUSIONS = 12


@click.command("eval")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--min-right", type=click.FloatRange(0, 100), help="Exit with 1 where fewer per cent are right.")
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Measure this knowledge folder.")
@click.pass_context
def command(
    context: click.Context, file: Path, as_object: bool, min_right: float | None, knowledge: Path | None
) -> int:
    """Measure how the questions in FILE are answered.

    FILE is tab-separated with a header, or YAML: the columns `text` and `labels` (topic ids; a|b accepts either, a+b
    wants both), or `first`, `followup` and `label` for two turns. Intervals are Wilson's, at 95 %.
    """
    from bbchat.authoring.evaluate import evaluate
    from bbchat.authoring.question_sets import read_question_set
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.loading import load_assistant
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_error, write_json, write_line, write_note

    assistant, _, failure = load_assistant(knowledge or context.obj or bundled_knowledge())
    if failure:
        write_error(failure)
    rows, notes = read_question_set(file, assistant.knowledge.topics)
    for note in notes:
        write_note(str(note))
    with click.progressbar(length=len(rows), file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        report = evaluate(assistant, rows, time.perf_counter, lambda: bar.update(1))
    if as_object:
        write_json(_as_json(report))
    else:
        for line in _as_text(report):
            write_line(line)
    if min_right is not None and report.right.percent < min_right:
        write_note(f"{report.right.percent:.1f} % are right, fewer than the {min_right:g} % asked for.")
        return ExitCode.FAILED
    return ExitCode.ANSWERED


def _as_text(report: Report) -> list[str]:
    lines = [f"{len(report.outcomes)} questions"]
    for name, share in report.figures().items():
        low, high = share.interval()
        lines.append(f"  {name:30} {share.percent:5.1f} %  ({low:.1f} to {high:.1f})  {share.count} of {share.total}")
    spent = sorted(report.milliseconds)
    if spent:
        at = min(len(spent) - 1, int(len(spent) * 0.95))
        lines.append(f"  {'milliseconds, median and p95':30} {spent[len(spent) // 2]:5.1f} {spent[at]:.1f}")
    lines += ["", "by expected topic"]
    for topic, share in report.by_topic():
        lines.append(f"  {topic:30} {share.percent:5.1f} %  {share.count} of {share.total}")
    confusions = report.confusions()[:SHOWN_CONFUSIONS]
    if confusions:
        lines += ["", "taken for something else"]
        lines += [f"  {count:3} {expected} -> {given}" for expected, given, count in confusions]
    return lines


def _as_json(report: Report) -> Json:
    figures: dict[str, Json] = {"questions": len(report.outcomes)}
    for name, share in report.figures().items():
        low, high = share.interval()
        figures[name.replace(", ", " ").replace(" ", "_")] = {
            "percent": round(share.percent, 2),
            "low": round(low, 2),
            "high": round(high, 2),
            "count": share.count,
            "total": share.total,
        }
    figures["topics"] = {topic: round(share.percent, 2) for topic, share in report.by_topic()}
    figures["confusions"] = [[expected, given, count] for expected, given, count in report.confusions()]
    return figures
