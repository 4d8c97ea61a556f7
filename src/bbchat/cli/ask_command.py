"""`bbchat ask`: one question from the command line, or one a line from a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from bbchat.cli.threads import answer_in_one_thread
from bbchat.errors import UsageError


@click.command("ask")
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_objects", is_flag=True, help="Print one JSON object for each question.")
@click.option("--follow", is_flag=True, help="With -: one conversation, so that follow-ups see what came before.")
@click.option("--knowledge", type=click.Path(path_type=Path), metavar="DIR", help="Use this knowledge folder.")
@click.pass_context
def command(
    context: click.Context, question: tuple[str, ...], as_objects: bool, follow: bool, knowledge: Path | None
) -> int:
    """Answer QUESTION with the section of the article that answers it.

    With - as QUESTION, every line of standard input is a question.

    \b
    Examples:
      bbchat ask "does therapy really work?"
      bbchat ask --json "how much is it"
      bbchat ask --json - < questions.txt

    Exit codes: 0 answered, 2 wrong use, 3 not covered or off topic, 4 a crisis notice was shown, 5 the knowledge
    folder has mistakes, 1 anything else. With -, 0 when every line got its reply.
    """
    is_batch = question == ("-",)
    typed = " ".join(question).encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # as `_lines` does
    if follow and not is_batch:
        raise UsageError("--follow needs several questions.", "Give them on standard input: bbchat ask --follow -")
    if not is_batch and not typed.strip():
        raise UsageError("There is no question.", 'Write one in quotes: bbchat ask "does therapy help?"')
    if is_batch and sys.stdin is None:
        raise UsageError("Standard input is closed.", "Give the questions in a pipe or a file: bbchat ask - < FILE")

    answer_in_one_thread()
    from bbchat.cli.contract import as_json, exit_code
    from bbchat.cli.exit_codes import ExitCode
    from bbchat.cli.loading import load_assistant
    from bbchat.cli.locations import bundled_knowledge
    from bbchat.cli.output import write_error, write_json, write_line, write_reply
    from bbchat.conversation.respond import respond
    from bbchat.conversation.state import ConversationState

    assistant, _, failure = load_assistant(knowledge or context.obj or bundled_knowledge())
    if failure:
        write_error(failure)
    titles = {topic: assistant.knowledge.title(topic) for topic in assistant.knowledge.topics}
    state = ConversationState()
    code = ExitCode.ANSWERED
    for number, text in enumerate(_lines() if is_batch else [typed]):
        started = time.perf_counter()
        state, reply = respond(state if follow else ConversationState(), text, assistant)
        elapsed = (time.perf_counter() - started) * 1000
        if as_objects:
            write_json(as_json(text, reply, titles, elapsed))
        else:
            if number:
                write_line("")
            write_reply(reply, assistant.knowledge.wording)
        code = exit_code(reply)
    return ExitCode.ANSWERED if is_batch else code


def _lines() -> Iterator[str]:
    """Standard input line by line; bytes that are not UTF-8 are replaced, never refused."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
