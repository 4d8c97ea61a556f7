"""`bbchat eval`: how well a knowledge folder answers a set of questions."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.errors import UsageError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from bbchat.authoring.evaluate import Report, Share
    from bbchat.authoring.evaluate_safety import SafetyReport, SafetyRow
    from bbchat.cli.contract import Json

SHOWN_CONFUSIONS = 12
FOLDS = 5
PLOT_WIDTH = 40


@click.command("eval")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--cross-validate", is_flag=True, help="Instead of FILE: the knowledge's own examples, each held out once."
)
@click.option("--safety", is_flag=True, help="FILE is a safety set: measure which messages get the help lines.")
@click.option("--show-texts", is_flag=True, help="With --safety: print the messages that went wrong, too.")
@click.option("--curve", is_flag=True, help="Also print what stricter and looser thresholds would do.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option(
    "--min-right", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit with 1 where fewer per cent are right."
)
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Measure this knowledge folder.")
@click.pass_context
def command(
    context: click.Context,
    file: Path | None,
    cross_validate: bool,
    safety: bool,
    show_texts: bool,
    curve: bool,
    as_object: bool,
    min_right: float | None,
    knowledge: Path | None,
) -> int:
    """Measure how the questions in FILE are answered.

    FILE is tab-separated with a header, or YAML: the columns `text` and `labels` (topic ids; a|b accepts either, a+b
    wants both), or `first`, `followup` and `label` for two turns. Intervals are Wilson's, at 95 %.

    With --safety, FILE is tab-separated with a header: the columns `label` (crisis, third_party, concern or none) and
    `text`, and `subtype` if there is one. Messages that went wrong are listed by their line alone.
    """
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_json, write_line, write_note

    if safety:
        others = {"--cross-validate": cross_validate, "--curve": curve, "--min-right": min_right is not None}
        _refuse_beside_safety([name for name, is_given in others.items() if is_given], file)
    elif show_texts:
        raise UsageError("--show-texts goes with --safety.", "See: bbchat eval --help")
    elif (file is None) != cross_validate:
        raise UsageError("Give either a FILE or --cross-validate.", "See: bbchat eval --help")
    path = knowledge or context.obj or bundled_knowledge()
    if safety and file:
        return _eval_safety(path, file, as_object=as_object, show_texts=show_texts)
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
    from bbchat.knowledge.stored import open_knowledge

    knowledge = open_knowledge(path)
    store = open_store(path)
    with _progress(FOLDS) as bar:
        return cross_validate(knowledge, store, FOLDS, time.perf_counter, lambda: bar.update(1))


def _refuse_beside_safety(others: Sequence[str], file: Path | None) -> None:
    if others:
        message = f"--safety is not combined with {' or '.join(others)}: a safety set has no topics to be right about."
        raise UsageError(message, "See: bbchat eval --help")
    if file is None:
        raise UsageError("--safety needs a FILE.", "See: bbchat eval --help")


def _eval_safety(path: Path, file: Path, *, as_object: bool, show_texts: bool) -> int:
    """Measure which messages of a file a folder's assistant answers with help lines."""
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.output import write_json, write_line

    report = _measure_safety(path, file)
    if as_object:
        write_json(_safety_as_json(report, show_texts))
    else:
        encoding = sys.stdout.encoding or "ascii"
        for line in _safety_as_text(report, file, show_texts):
            write_line(line.encode(encoding, "replace").decode(encoding))
    return ExitCode.ANSWERED


def _measure_safety(path: Path, file: Path) -> SafetyReport:
    from bbchat.authoring.evaluate_safety import evaluate_safety, is_flagged_by, read_safety_set
    from bbchat.cli.loading import load_assistant
    from bbchat.cli.output import write_error

    rows = read_safety_set(file)
    assistant, _, failure = load_assistant(path)
    if failure:
        write_error(failure)

    with _progress(len(rows)) as bar:
        return evaluate_safety(rows, is_flagged_by(assistant), lambda: bar.update(1))


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
    count = len(report.outcomes)
    lines = [f"{count} question{'' if count == 1 else 's'}"]
    lines += [_share_as_text(name, share) for name, share in report.figures().items()]
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


def _share_as_text(name: str, share: Share) -> str:
    low, high = share.interval()
    return f"  {name:30} {share.percent:5.1f} %  ({low:.1f} to {high:.1f})  {share.count} of {share.total}"


def _as_json(report: Report) -> Json:
    figures: dict[str, Json] = {"questions": len(report.outcomes)}
    for name, share in report.figures().items():
        figures[name.replace(", ", " ").replace(" ", "_")] = _share_as_json(share)
    figures["curve"] = [
        {"threshold": threshold, "answered": round(covered.percent, 2), "wrong": round(wrong.percent, 2)}
        for threshold, covered, wrong in report.curve()
    ]
    figures["topics"] = {topic: round(share.percent, 2) for topic, share in report.by_topic()}
    figures["confusions"] = [[expected, given, count] for expected, given, count in report.confusions()]
    return figures


def _share_as_json(share: Share) -> dict[str, Json]:
    low, high = share.interval()
    return {
        "percent": round(share.percent, 2),
        "low": round(low, 2),
        "high": round(high, 2),
        "count": share.count,
        "total": share.total,
    }


def _safety_as_text(report: SafetyReport, file: Path, show_texts: bool) -> list[str]:
    from bbchat.authoring.evaluate_safety import DANGERS
    from bbchat.language.clean import clean

    figures = {f"{label}, flagged": report.recall(label) for label in DANGERS}
    figures |= {"none, false alarms": report.false_alarms, "strict none, false alarms": report.strict_false_alarms}
    lines = [f"{len(report.outcomes)} messages"]
    for name, share in figures.items():
        lines.append(_share_as_text(name, share) if share.total else f"  {name:30} no rows")
    for heading, rows in (("missed", report.missed()), ("false alarms", report.wrongly_flagged())):
        lines += ["", heading] if rows else []
        for row in rows:
            name = " ".join([row.label, clean(row.subtype)]).rstrip()
            lines.append(f"  {file}:{row.line}: {name}{f': {clean(row.text)}' if show_texts else ''}")
    return lines


def _safety_as_json(report: SafetyReport, show_texts: bool) -> Json:
    from bbchat.authoring.evaluate_safety import DANGERS

    none, strict = report.false_alarms, report.strict_false_alarms
    return {
        "messages": len(report.outcomes),
        "recall": {label: _share_as_json(report.recall(label)) for label in DANGERS},
        "false_alarms": {"none": _share_as_json(none), "strict_none": _share_as_json(strict)},
        "missed": [_row_as_json(row, show_texts) for row in report.missed()],
        "wrongly_flagged": [_row_as_json(row, show_texts) for row in report.wrongly_flagged()],
    }


def _row_as_json(row: SafetyRow, show_texts: bool) -> Json:
    from bbchat.language.clean import clean

    shown: dict[str, Json] = {"line": row.line, "label": row.label, "subtype": clean(row.subtype)}
    return shown | {"text": clean(row.text)} if show_texts else shown
