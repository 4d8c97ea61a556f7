"""`bbchat kiosk`: the chat for a waiting room, where many people use it and nobody looks after it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bbchat.cli.options import with_pin_file, with_theme
from bbchat.cli.threads import answer_in_one_thread
from bbchat.errors import UsageError

_UNWANTED = ("PYTHONINSPECT", "NOTIFY_SOCKET")
"""Not passed on: what would leave a prompt behind, and what only the supervisor talks to."""


@click.group("kiosk", invoke_without_command=True)
@click.option("--supervise", is_flag=True, help="Watch over it: start it again whenever it ends, except by the staff.")
@with_pin_file()
@with_theme
@click.option("--heartbeat", type=int, hidden=True)
@click.pass_context
def command(context: click.Context, supervise: bool, pin_file: Path, theme: str, heartbeat: int | None) -> None:
    """Open the chat for a waiting room: it forgets each visitor, and only the staff can end it, with a PIN.

    Exit codes: 0 the staff ended it, 70 it broke, 75 it wants to be started again, 5 the knowledge has mistakes.
    """
    if context.invoked_subcommand is None:
        if supervise:
            context.exit(_supervise(context.obj, theme, pin_file))
        context.exit(_run(context.obj, theme, pin_file, heartbeat))


@command.command("set-pin")
@click.pass_context
def set_pin_command(context: click.Context) -> None:
    """Set the PIN with which the staff end the kiosk; it is asked for twice, and never shown."""
    from bbchat.cli.pin import set_pin

    assert context.parent
    context.exit(set_pin(context.parent.params["pin_file"]))


def _run(folder: Path | None, theme: str, pin_file: Path, heartbeat: int | None) -> int:
    """One kiosk; under a supervisor it ends without a word, which would stand on the visitors' screen."""
    answer_in_one_thread()
    from bbchat.cli.kiosk import run_kiosk

    try:
        return run_kiosk(folder, theme, pin_file, heartbeat)
    except Exception:
        if heartbeat is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        raise


def _supervise(folder: Path | None, theme: str, pin_file: Path) -> int:
    """Keep the kiosk running, and see to it that its memory is never dumped into a file; the exit code.

    Raises:
        UsageError: there is no terminal.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("The kiosk needs a terminal to run on.", "Start it on one, or by the unit in contrib/kiosk.")
    import resource

    from bbchat.kiosk.supervisor import Supervisor
    from bbchat.kiosk.systemd import notifier
    from bbchat.knowledge.wording_file import shipped

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    before = [sys.executable, "-P", "-m", "bbchat"]
    after = ["--theme", theme, "--pin-file", str(pin_file)]

    def kiosk(knowledge: Path | None, heartbeat: int) -> list[str]:
        chosen = ["--knowledge", str(knowledge)] if knowledge else []
        return [*before, *chosen, "kiosk", "--heartbeat", str(heartbeat), *after]

    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    notify = notifier(os.environ.get("NOTIFY_SOCKET", ""))
    return Supervisor(kiosk, folder, shipped(), notify, environment).run()
