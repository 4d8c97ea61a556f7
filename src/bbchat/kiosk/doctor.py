"""The checks of `bbchat doctor`: what was looked at, how it is, and what to do.

The one invariant: a check says only what its `Surroundings` hold; it looks at nothing by itself.
"""

from __future__ import annotations

from bbchat.kiosk import check_contents, check_machine, check_screen
from bbchat.kiosk.findings import Check, State
from bbchat.kiosk.surroundings import Surroundings

_EVERYWHERE = (
    check_screen.terminal,
    check_screen.colors,
    check_screen.signs,
    check_screen.utf8,
    check_contents.encoder,
    check_contents.knowledge,
    check_contents.compiled,
    check_contents.help_lines,
    check_contents.replies,
    check_machine.environment,
    check_machine.telemetry,
    check_machine.start,
)
_AT_A_KIOSK = (
    check_machine.pin,
    check_machine.rights,
    check_machine.core_dumps,
    check_machine.swap,
    check_machine.service,
)


def examine(found: Surroundings) -> list[Check]:
    """All checks, those of a kiosk only where it is to be one."""
    return [check(found) for check in (*_EVERYWHERE, *(_AT_A_KIOSK if found.is_kiosk else ()))]


def is_well(checks: list[Check]) -> bool:
    """Whether nobody must do anything."""
    return all(check.state is not State.WRONG for check in checks)
