"""Gathers what the checks of `bbchat doctor` look at.

The one invariant: whatever is missing, broken or forbidden here is a finding, never an error.
"""

from __future__ import annotations

import importlib.util
import locale
import os
import resource
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bbchat.cli.asking import columns_drawn, console_font
from bbchat.errors import PinError
from bbchat.kiosk.surroundings import Contents, Encoder, Machine, Pin, Place, Screen, Surroundings

if TYPE_CHECKING:
    from bbchat.encoding.store import Arrays

PACKAGE = Path(__file__).resolve().parents[1]
OF_DANGER = "i want to kill myself"
"""A message that must bring the help lines, whatever a practice has written."""


def gather(folder: Path, pin_file: Path | None) -> Surroundings:
    """Look at everything; at a kiosk's PIN file where one is named, which makes it a kiosk."""
    screen = _screen(os.environ)  # first of all: the terminal is asked before anything is printed
    variables = frozenset(os.environ)  # as they came: the encoder sets one of its own
    encoder = _encoder()
    mistakes, contents = _contents(folder, date.today())
    machine = _machine(folder, variables)
    pin = _pin(pin_file) if pin_file else None
    return Surroundings(pin_file is not None, screen, machine, encoder, str(folder), mistakes, contents, pin)


def _screen(environment: Mapping[str, str]) -> Screen:
    term = environment.get("TERM", "")
    has_screens = term not in ("", "dumb", "unknown")
    streams = [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
    sizes = [size for size in map(_size, (1, 0, 2)) if size]
    return Screen(
        size=sizes[0] if sizes else None,
        term=term,
        colorterm=environment.get("COLORTERM", ""),
        charset=locale.nl_langinfo(locale.CODESET),
        streams=tuple(stream.encoding or "" for stream in streams),
        drawn=columns_drawn() if has_screens else None,
        font=console_font(0) if term == "linux" else None,
    )


def _size(descriptor: int) -> tuple[int, int] | None:
    try:
        columns, rows = os.get_terminal_size(descriptor)
    except OSError:
        return None
    return columns, rows


def _encoder() -> Encoder:
    from bbchat.cli.loading import load_encoder
    from bbchat.encoding.reference import likeness

    encoder, failure = load_encoder()
    if encoder is None:
        return Encoder(failure.message if failure else "It can't be opened.")
    return Encoder(likeness=likeness(encoder))


def _contents(folder: Path, today: date) -> tuple[int, Contents | None]:
    """The number of mistakes in a knowledge folder, and what is in it where there are none."""
    import numpy as np

    from bbchat.authoring.check import check_folder, count
    from bbchat.authoring.checks import dates
    from bbchat.authoring.checks.finding import Severity
    from bbchat.cli.checking import compiled_of
    from bbchat.cli.loading import build_assistant, compiled_arrays
    from bbchat.conversation.reply import Answer
    from bbchat.conversation.respond import respond
    from bbchat.conversation.state import ConversationState
    from bbchat.knowledge.loader import read_folder
    from bbchat.knowledge.yaml_source import read_yaml
    from bbchat.safety import semantic

    read = read_folder(folder)
    knowledge = read.knowledge
    if knowledge is None:
        return len(read.all_problems()), None
    assistant, to_store, failure = build_assistant(folder, knowledge)
    arrays = to_store()
    compiled = compiled_arrays(folder)
    source = read_yaml(folder / "safety" / "helplines.yaml")
    dated = [one.severity for one in dates.helplines(knowledge.safety.helplines, source, today)]
    passages = list(knowledge.passages())
    asked = passages[0].suggestion if passages else ""
    return 0, Contents(
        passages=len(passages),
        examples=len(knowledge.examples),
        warnings=count(check_folder(read, today, compiled_of(folder, with_encoder=failure is None))).warnings,
        helplines=len(knowledge.safety.helplines),
        due=len(dated),
        overdue=dated.count(Severity.ERROR),
        to_encode=None if failure else _missing(arrays, compiled),
        is_fitted=np.array_equal(arrays["fingerprint"], compiled.get("fingerprint", np.empty(0))),
        is_safety_fitted=not semantic.is_stale(read.exemplars, compiled),
        shows_helplines=assistant.safety.notice_for(OF_DANGER) is not None,
        answers=not passages or isinstance(respond(ConversationState(), asked, assistant)[1], Answer),
    )


def _missing(arrays: Arrays, compiled: Arrays) -> int:
    known = compiled.get("keys")
    return len(set(arrays["keys"].tolist()) - set([] if known is None else known.tolist()))


def _machine(folder: Path, variables: frozenset[str]) -> Machine:
    files = [path for package in (PACKAGE, _package("textual")) if package for path in package.rglob("*.py")]
    return Machine(
        is_root=os.geteuid() == 0,
        variables=variables,
        places=tuple(_places(folder)),
        core_limit=resource.getrlimit(resource.RLIMIT_CORE)[0],
        core_pattern=_read("/proc/sys/kernel/core_pattern"),
        swaps=tuple(line.split()[0] for line in _read("/proc/swaps").splitlines()[1:] if line.split()),
        modules=len(files),
        uncompiled=sum(not os.path.exists(importlib.util.cache_from_source(path)) for path in files),
        has_systemd=os.path.isdir("/run/systemd/system"),
        is_telemetry_off=os.environ.get("ORT_DISABLE_TELEMETRY") == "1",
    )


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _places(folder: Path) -> list[Place]:
    home = Path(os.environ.get("HOME") or "/")
    try:
        here = Path.cwd()
    except OSError:  # it was deleted
        here = Path("/")
    ours = [("the knowledge", folder.absolute()), ("the program", PACKAGE)]
    others = {"the home folder": home, "the working folder": here}
    return [
        *(Place(what, str(path), _can_change(path), True) for what, path in ours),
        *(Place(what, str(path), os.access(path, os.W_OK), False) for what, path in others.items()),
    ]


def _can_change(folder: Path) -> bool:
    """Whether this user can write to a folder, the one that it is in, or anything inside it."""
    inside = (os.path.join(place, name) for place, folders, names in os.walk(folder) for name in (*folders, *names))
    files = (path for path in inside if not os.path.islink(path))
    return any(os.access(path, os.W_OK) for path in (str(folder.parent), str(folder), *files))


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _pin(path: Path) -> Pin:
    from bbchat.kiosk.pin import PinFile

    is_open = os.access(path.parent, os.W_OK)
    try:
        PinFile.read(path)
        status = path.stat()
    except PinError as error:
        return Pin(str(path), error.message, error.hint, is_folder_writable=is_open)
    except OSError:
        return Pin(str(path), f"{path} has just gone.", "Look again.", is_folder_writable=is_open)
    return Pin(str(path), owner=status.st_uid, mode=status.st_mode & 0o777, is_folder_writable=is_open)
