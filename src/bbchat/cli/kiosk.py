"""`bbchat kiosk`: everything is loaded once, then each visitor gets a process of their own."""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bbchat.cli.chat import by_words_alone
from bbchat.cli.locations import bundled_knowledge
from bbchat.errors import PinError
from bbchat.kiosk.exits import KioskExit
from bbchat.knowledge.model import Knowledge

if TYPE_CHECKING:
    from bbchat.tui.kiosk.app import KioskApp


def run_kiosk(folder: Path | None, theme: str, pin_file: Path, heartbeat_fd: int | None) -> int:
    """Run the kiosk until staff ends it; returns a `KioskExit`, or 128 + the number of a signal.

    Raises:
        UsageError: there is no terminal.
        KnowledgeError: the folder holds mistakes.
    """
    from bbchat.tui.terminal import prepare

    prepare()
    from bbchat.kiosk.heartbeat import Heartbeat
    from bbchat.kiosk.page import Page
    from bbchat.kiosk.visits import serve
    from bbchat.kiosk.words import help_lines
    from bbchat.knowledge.wording_file import shipped

    heartbeat = Heartbeat(heartbeat_fd) if heartbeat_fd is not None else None
    page, wording = Page(), shipped()

    def one_moment(help_lines: list[str]) -> None:
        page.show(wording.one_moment.title, help_lines, wording.one_moment.about)
        page.forget_keys()

    try:
        one_moment([wording.chat.help_line, wording.one_moment.danger])
        path = folder or bundled_knowledge()
        make_app, knowledge = load_kiosk(path, theme, pin_file, heartbeat.beat if heartbeat else lambda: True)
        _import_screens()
        wording, lines = knowledge.wording, help_lines(knowledge)
        if heartbeat:
            heartbeat.ready("\n".join(lines))
        return serve(lambda: _visit(make_app()), lambda: one_moment(lines))
    finally:
        page.close()


def load_kiosk(
    path: Path, theme: str, pin_file: Path, beat: Callable[[], bool]
) -> tuple[Callable[[], KioskApp], Knowledge]:
    """Load everything once: what makes the app of each visitor from it, and the knowledge."""
    from bbchat.cli.loading import build_assistant
    from bbchat.kiosk.pin import TALLY_BYTES, PinFile, PinGate
    from bbchat.kiosk.policy import is_restart_due
    from bbchat.kiosk.words import for_kiosk
    from bbchat.knowledge.stored import open_knowledge
    from bbchat.tui.kiosk.app import Care, KioskApp
    from bbchat.tui.loading import Sources

    knowledge = for_kiosk(open_knowledge(path))
    assistant, _, _ = build_assistant(path, knowledge)
    sources = Sources(lambda: knowledge, lambda _: (assistant, None), lambda _: by_words_alone(path, knowledge))
    started = datetime.now()
    tally = mmap.mmap(-1, TALLY_BYTES)  # shared by all visitors' processes

    def make_app() -> KioskApp:
        try:
            gate = PinGate(PinFile.read(pin_file), time.monotonic, tally)
        except PinError:
            gate = None
        is_due = lambda: is_restart_due(knowledge.kiosk, started, datetime.now())  # noqa: E731
        care = Care(beat, is_due, gate.try_pin if gate else None)
        return KioskApp(knowledge, sources, care, theme=theme)

    return make_app, knowledge


def _visit(app: KioskApp) -> int:
    """What the process of a visitor does; its exit code."""
    app.run()
    return KioskExit.CRASHED if app.crash or app.return_code is None else app.return_code


def _import_screens() -> None:
    """What the chat imports only when it is needed: here it is imported once, for all visitors."""
    import segno  # noqa: F401

    from bbchat.conversation import explain, respond, take_home  # noqa: F401
    from bbchat.tui.screens import menu, phone, topics, visit, why  # noqa: F401
