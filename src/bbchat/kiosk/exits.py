"""What the kiosk's exit code tells whoever looks after it."""

from __future__ import annotations

from enum import IntEnum


class KioskExit(IntEnum):
    """Anything else, a signal included, is a crash, too."""

    STAFF = 0
    """Somebody with the PIN ended it."""
    CRASHED = 70
    RESTART = 75
    """It wants to be started afresh, as it does every night."""
    VISIT_OVER = 76
    """Between the processes of the kiosk only: a visitor's process has ended, and with it all that was typed."""
