"""`bbchat eval`: how well a knowledge folder answers a set of questions."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.errors import UsageError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from bbchat.authoring.evaluate import Report
    from bbchat.cli.contract import Json

SHOWN_CONFUSIONS = 12
FOLDS = 5
PLOT_WIDTH = 40


@click.command("eval")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--cross-validate", is_flag=True, help="Instead of FILE: the knowledge's own examples, each held out once."
)
@click.option("--curve", is_flag=True, help="Also print what stricter and looser thresholds would do.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--min-right", type=click.FloatRange(0, 100), help="Exit with 1 where fewer per cent are right.")
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Measure this knowledge folder.")
@click.pass_context
def command(
    context: click.Context,
    file: Path | None,
    cross_validate: bool,
    curve: bool,
    as_object: bool,
    min_right: float | None,
    knowledge: Path | None,
) -> int:
    """Measure how the questions in FILE are answered.

    FILE is tab-separated with a header, or YAML: the columns `text` and `labels` (topic ids; a|b accepts either, a+b
    wants both), or `first`, `followup` and `label` for two turns. Intervals are Wilson's, at 95 %.
    """
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_json, write_line, write_note

    if (file is None) != cross_validate:
        raise UsageError("Give either a FILE or --cross-validate.", "See: bbchat eval --help")
    path = knowledge or context.obj or bundled_knowledge()
    report = _measure(path, file) if file else _hold_out(path)
    if as_object:
        write_json(_as_json(report))
    else:
        for line in [*_as_text(report), *(_as_curve(report) if curve else ())]:
            write_line(line)
    if min_right is not None and report.right.percent < min_right:
        write_note(f"{report.right.percent:.1f} % are right, fewer than the {min_right:g} % asked for.")
        return ExitCode.FAILED
    return ExitCode.ANSWERED


def _measure(path: Path, file: Path) -> Report:
    """Put the questions of a file to the assistant of a folder."""
    from bbchat.authoring.evaluate import evaluate
    from bbchat.authoring.question_sets import read_question_set
    from bbchat.cli.loading import load_assistant
    from bbchat.cli.output import write_error, write_note

    assistant, _, failure = load_assistant(path)
    if failure:
        write_error(failure)
    rows, notes = read_question_set(file, assistant.knowledge.topics)
    for note in notes:
        write_note(str(note))
    with _progress(len(rows)) as bar:
        return evaluate(assistant, rows, time.perf_counter, lambda: bar.update(1))


def _hold_out(path: Path) -> Report:
    """Cross-validate a folder's own examples."""
    from bbchat.authoring.evaluate import cross_validate
    from bbchat.cli.loading import open_store
    from bbchat.knowledge.loader import load_knowledge

    knowledge = load_knowledge(path)
    store = open_store(path)
    with _progress(FOLDS) as bar:
        return cross_validate(knowledge, store, FOLDS, time.perf_counter, lambda: bar.update(1))


def _progress(length: int) -> ProgressBar[int]:
    return click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty())


def _as_curve(report: Report) -> list[str]:
    """Coverage against wrong answers, as a table with a plot beside it."""
    lines = ["", "threshold   answered   wrong among them (95 %)      . answered   # wrong"]
    for threshold, covered, wrong in report.curve():
        low, high = wrong.interval()
        columns = [" "] * (PLOT_WIDTH + 1)
        columns[round(covered.percent / 100 * PLOT_WIDTH)] = "."
        columns[round(wrong.percent / 100 * PLOT_WIDTH)] = "#"
        figures = f"{wrong.percent:5.1f} %  ({low:.1f} to {high:.1f})"
        lines.append(f"  {threshold:5.2f}    {covered.percent:6.1f} %   {figures:26} |{''.join(columns)}|")
    return lines


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
    figures["curve"] = [
        {"threshold": threshold, "answered": round(covered.percent, 2), "wrong": round(wrong.percent, 2)}
        for threshold, covered, wrong in report.curve()
    ]
    figures["topics"] = {topic: round(share.percent, 2) for topic, share in report.by_topic()}
    figures["confusions"] = [[expected, given, count] for expected, given, count in report.confusions()]
    return figures
