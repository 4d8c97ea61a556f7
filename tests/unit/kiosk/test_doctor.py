"""Each thing that `bbchat doctor` looks at: whoever runs it hears of it, and is not called for nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from bbchat.kiosk.check_screen import DRAWN, LACKING
from bbchat.kiosk.doctor import examine, is_well
from bbchat.kiosk.findings import Check, State
from bbchat.kiosk.surroundings import Contents, Encoder, Machine, Pin, Place, Screen, Surroundings

WELL = Surroundings(
    is_kiosk=True,
    screen=Screen((100, 30), "xterm-256color", "truecolor", "UTF-8", ("utf-8", "UTF-8"), 3, None),
    machine=Machine(
        is_root=False,
        variables=frozenset({"HOME", "LANG", "PATH", "TERM", "PYTHONUTF8", "NOTIFY_SOCKET"}),
        places=(
            Place("the knowledge", "/etc/bbchat/knowledge", False, True),
            Place("the program", "/opt/bbchat", False, True),
            Place("the home folder", "/var/empty", False, False),
        ),
        core_limit=0,
        core_pattern="core",
        swaps=(),
        modules=300,
        uncompiled=0,
        has_systemd=True,
        is_telemetry_off=True,
    ),
    encoder=Encoder(likeness=0.9998),
    folder="/etc/bbchat/knowledge",
    mistakes=0,
    contents=Contents(7, 2000, 0, 40, 0, 0, 0, True, True, True, True),
    pin=Pin("/etc/bbchat/kiosk-pin", owner=0, mode=0o640),
)
PARTS = {part: {one.name for one in fields(getattr(WELL, part))} for part in ("screen", "machine", "contents", "pin")}


def changed(**changes: Any) -> Surroundings:
    """All well but for what is named, in whatever part it is."""
    found = WELL
    for name, value in changes.items():
        part = next((part for part, names in PARTS.items() if name in names), None)
        found = (
            replace(found, **{part: replace(getattr(found, part), **{name: value})})
            if part
            else replace(found, **{name: value})
        )
    return found


def check(name: str, found: Surroundings) -> Check:
    return next(one for one in examine(found) if one.name == name)


def test_where_all_is_well_nobody_is_called() -> None:
    checks = examine(WELL)
    assert [one for one in checks if one.state is not State.OK] == []
    assert is_well(checks)
    assert not [one.name for one in checks if one.advice]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("terminal", {"size": (59, 30)}, "too small"),
    ("terminal", {"size": (100, 19)}, "too small"),
    ("colours", {"term": "dumb"}, "TERM is dumb"),
    ("colours", {"term": ""}, "not set"),
    ("signs", {"drawn": 9}, "does not draw UTF-8"),
    ("signs", {"drawn": 6}, "two columns"),
    ("utf8", {"charset": "ISO-8859-1"}, "ISO-8859-1"),
    ("encoder", {"encoder": Encoder("It can't be opened.")}, "opened"),
    ("encoder", {"encoder": Encoder(likeness=0.969)}, "0.969"),
    ("encoder", {"encoder": Encoder(likeness=float("nan"))}, "off"),
    ("knowledge", {"contents": None, "mistakes": 3}, "3 mistakes"),
    ("compiled", {"is_safety_fitted": False}, "danger"),
    ("help_lines", {"overdue": 2, "due": 5}, "2 of 40"),
    ("replies", {"shows_helplines": False}, "no help lines"),
    ("replies", {"answers": False}, "did not bring"),
    *(
        ("environment", {"variables": frozenset({"HOME", name})}, name)
        for name in "TEXTUAL TEXTUAL_DEBUG COLUMNS LINES BROWSER LD_PRELOAD LD_AUDIT PYTHONDEVMODE PYTHONPATH "
        "PYTHONFAULTHANDLER PYTHONINSPECT PYTHONSTARTUP".split()
    ),
    ("telemetry", {"is_telemetry_off": False}, "quiet"),
    ("pin", {"failure": "There is no PIN in /etc/x.", "advice": "Set it."}, "no PIN"),
    ("pin", {"owner": 1000}, "user 1000"),
    ("pin", {"mode": 0o660}, "change"),
    ("pin", {"mode": 0o642}, "change"),
    ("pin", {"mode": 0o644}, "read"),
    ("pin", {"is_folder_writable": True}, "in place of"),
    ("rights", {"places": (Place("the knowledge", "/etc/k", True, True),)}, "the knowledge (/etc/k)"),
    ("core_dumps", {"core_limit": -1}, "memory"),
    ("core_dumps", {"core_limit": 4096, "core_pattern": "|/bin/false"}, "memory"),
    ("swap", {"swaps": ("/dev/zram0", "/dev/sda2")}, "1 place on a disk"),
    ("swap", {"swaps": ("/swapfile",)}, "on a disk"),
]


@pytest.mark.parametrize(("name", "changes", "part"), WRONG, ids=[f"{one[0]}-{one[2]}" for one in WRONG])
def test_what_would_harm_a_visitor_is_wrong_and_says_what_to_do(name: str, changes: dict[str, Any], part: str) -> None:
    found = changed(**changes)
    said = check(name, found)
    assert said.state is State.WRONG
    assert part in said.finding
    assert said.advice
    assert not is_well(examine(found))


NOTES: list[tuple[str, dict[str, Any], str]] = [
    ("terminal", {"size": None}, "none here"),
    ("terminal", {"size": (0, 0)}, "how large"),
    ("signs", {"drawn": None}, "does not say"),
    ("signs", {"term": "linux"}, "…"),
    ("signs", {"term": "linux", "font": frozenset(DRAWN) - {"┃"}}, "┃"),
    ("utf8", {"charset": "ANSI_X3.4-1968"}, "plain C"),
    ("utf8", {"streams": ("ascii", "utf-8")}, "ascii"),
    ("encoder", {"encoder": Encoder()}, "compare"),
    ("knowledge", {"warnings": 1}, "1 warning"),
    ("compiled", {"to_encode": 12}, "12 texts"),
    ("compiled", {"is_fitted": False}, "ranker"),
    ("compiled", {"to_encode": None}, "no encoder"),
    ("help_lines", {"due": 5}, "5 of 40"),
    ("start", {"uncompiled": 30}, "30 of 300"),
    ("pin", {"is_root": True, "mode": 0o600}, "only root can read"),
    ("rights", {"is_root": True}, "root"),
    ("rights", {"places": (Place("the home folder", "/home/k", True, False),)}, "the home folder (/home/k)"),
    ("core_dumps", {"core_pattern": "|/usr/share/apport/apport %p"}, "apport"),
    ("swap", {"swaps": ("/dev/dm-1",)}, "encrypted"),
    ("service", {"has_systemd": False, "variables": frozenset({"HOME"})}, "no systemd"),
]


@pytest.mark.parametrize(("name", "changes", "part"), NOTES, ids=[f"{one[0]}-{one[2]}" for one in NOTES])
def test_what_is_worth_knowing_calls_nobody_at_night(name: str, changes: dict[str, Any], part: str) -> None:
    found = changed(**changes)
    said = check(name, found)
    assert said.state is State.NOTE
    assert part in said.finding
    assert is_well(examine(found))


FINE: list[tuple[str, dict[str, Any]]] = [
    ("terminal", {"size": (60, 20)}),
    ("colours", {"term": "linux", "colorterm": ""}),
    ("signs", {"term": "linux", "font": frozenset(DRAWN)}),
    ("encoder", {"encoder": Encoder(likeness=0.97)}),
    ("environment", {"variables": frozenset({"PYTHONUNBUFFERED", "PYTHONSAFEPATH", "LDAP"})}),
    ("pin", {"mode": 0o600}),
    ("core_dumps", {"core_pattern": "|/usr/lib/systemd/systemd-coredump %P %u %c"}),
    ("swap", {"swaps": ("/dev/zram0",)}),
    ("service", {"variables": frozenset({"HOME"})}),
    ("service", {"has_systemd": False}),
]


@pytest.mark.parametrize(("name", "changes"), FINE)
def test_what_is_allowed_is_not_complained_of(name: str, changes: dict[str, Any]) -> None:
    assert check(name, changed(**changes)).state is State.OK


@pytest.mark.parametrize("size", [(40, 12), (59, 30)])
def test_a_chat_at_home_may_be_small(size: tuple[int, int]) -> None:
    assert check("terminal", changed(is_kiosk=False, size=size)).state is State.OK


def test_a_chat_at_home_must_not_be_tiny() -> None:
    assert check("terminal", changed(is_kiosk=False, size=(39, 12))).state is State.WRONG


@pytest.mark.parametrize("variable", ["TEXTUAL_LOG", "LD_PRELOAD", "PYTHONPATH"])
def test_a_developers_environment_is_their_own_affair(variable: str) -> None:
    assert check("environment", changed(is_kiosk=False, variables=frozenset({variable}))).state is State.NOTE


def test_what_the_program_removes_by_itself_is_said() -> None:
    said = check("environment", changed(variables=frozenset({"TEXTUAL_LOG", "LD_PRELOAD"})))
    assert said.finding == "LD_PRELOAD, TEXTUAL_LOG (bbchat removes it itself)"
    assert said.advice.endswith("unset LD_PRELOAD TEXTUAL_LOG")


def test_a_chat_at_home_needs_no_pin_and_no_service() -> None:
    names = {one.name for one in examine(changed(is_kiosk=False, pin=None))}
    assert not names & {"pin", "rights", "core_dumps", "swap", "service"}
    assert {"terminal", "encoder", "knowledge", "environment"} <= names


def test_broken_knowledge_is_one_thing_that_is_wrong_not_five() -> None:
    checks = examine(changed(contents=None, mistakes=1))
    assert [one.name for one in checks if one.state is State.WRONG] == ["knowledge"]


def test_without_a_terminal_nothing_is_said_about_one_that_is_not_there() -> None:
    for name in ("terminal", "colours", "signs"):
        assert check(name, changed(size=None, term="", drawn=None)).state is State.NOTE


def test_the_signs_that_a_console_lacks_are_drawn_at_all() -> None:
    assert set(LACKING) < set(DRAWN)
