"""`bbchat demo`: the tour for staff, and the proof that it still shows what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bbchat.cli.options import with_theme
from bbchat.errors import Problem, UsageError

if TYPE_CHECKING:
    from bbchat.cli.contract import Json
    from bbchat.conversation.assistant import Assistant
    from bbchat.knowledge.model import Knowledge


@click.command("demo")
@click.option("--check", "is_check", is_flag=True, help="Replay the tour without a screen, and compare each reply.")
@with_theme
@click.pass_context
def command(context: click.Context, is_check: bool, theme: str) -> int:
    """Show bbchat to somebody in five minutes, without typing.

    The lines stand in demo.yaml of the knowledge folder; the replies are real. Space pauses, the arrows go back and
    forth, + and - change the speed, Escape hands over the keyboard, Q ends. The last page measures this very copy.

    Exit codes: 0 done, 1 with --check: a reply is not what the tour expects, 5 the knowledge has mistakes.
    """
    from bbchat.cli.locations import bundled_knowledge

    path = context.obj or bundled_knowledge()
    return _check(path) if is_check else _show(path, theme)


def _load_tour(path: Path) -> Knowledge:
    from bbchat.knowledge.stored import open_knowledge

    knowledge = open_knowledge(path)
    if not knowledge.demo:
        raise UsageError(f"There is no tour in {path}.", "Write a demo.yaml there: bbchat's own is a pattern for it.")
    return knowledge


def _check(path: Path) -> int:
    from bbchat.cli.contract import as_json
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.loading import build_assistant
    from bbchat.cli.output import write_error, write_line, write_note
    from bbchat.conversation.reply import Answer
    from bbchat.conversation.respond import respond
    from bbchat.conversation.state import ConversationState

    knowledge = _load_tour(path)
    assistant, _, failure = build_assistant(path, knowledge)
    if failure:
        write_error(failure)
    state, typed, wrong = ConversationState(), 0, 0
    titles = {topic: knowledge.title(topic) for topic in knowledge.topics}
    for step in knowledge.demo:
        if not step.types:
            continue
        state, reply = respond(state, step.types, assistant)
        found = as_json(step.types, reply, titles, 0.0)
        typed += 1
        came = _named(found["kind"], found["ids"])
        stands_out = reply.passage.text[slice(*reply.highlight)] if isinstance(reply, Answer) else ""
        if came != (expected := _named(step.kind, [*step.ids])):
            message = f"“{step.types}” brings {came}, not {expected}"
        elif step.stands_out not in stands_out:
            message = f"“{step.types}” makes “{stands_out}” stand out, not “{step.stands_out}”"
        else:
            write_line(f"{came:<32}{step.types}")
            continue
        wrong += 1
        fix = "change the line, or `expects` if that is right now"
        write_note(str(Problem(path / "demo.yaml", step.line, message, fix)))
    write_line(f"{typed - wrong} of {typed} replies are what the tour expects.")
    return ExitCode.FAILED if wrong else ExitCode.ANSWERED


def _named(kind: Json, ids: Json) -> str:
    return f"{kind}: {', '.join(map(str, ids))}" if isinstance(ids, list) and ids else str(kind)


def _show(path: Path, theme: str) -> int:
    from bbchat.cli.chat import run_app
    from bbchat.tui.terminal import prepare

    prepare()
    from bbchat.cli.evidence import Evidence
    from bbchat.cli.loading import build_assistant
    from bbchat.tui.demo.app import DemoApp
    from bbchat.tui.loading import Sources

    knowledge = _load_tour(path)
    built: list[tuple[Assistant, str | None]] = []

    def get() -> tuple[Assistant, str | None]:
        if not built:
            assistant, _, failure = build_assistant(path, knowledge)
            built.append((assistant, str(failure.hint) if failure else None))
        return built[0]

    evidence = Evidence(path, knowledge, lambda: get()[0])
    app = DemoApp(knowledge, Sources(lambda: knowledge, lambda _: get()), evidence.measures(), theme=theme)
    return run_app(app)
