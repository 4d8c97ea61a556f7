"""When the kiosk asks whether somebody is still there, when it forgets them, and when it starts itself afresh.

The one invariant: once somebody has begun, either a key comes in time or the visit is over; nothing else prolongs it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, auto

from bbchat.knowledge.model import KioskSettings


class Phase(Enum):
    """What the kiosk is doing."""

    AT_REST = auto()
    """Nobody is there."""
    OPEN = auto()
    STILL_THERE = auto()
    """It asks, and counts down."""
    MORE_TIME = auto()
    """It asks after a long visit whether to go on, and counts down."""
    OVER = auto()
    """Everything is to be forgotten."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What to show now."""

    phase: Phase
    seconds_left: int = 0
    """Of a countdown, rounded up."""


class KioskPolicy:
    """One visit, from rest to its end."""

    def __init__(self, settings: KioskSettings, clock: Callable[[], float]) -> None:
        """`clock`: seconds that only ever grow."""
        self._settings, self._clock = settings, clock
        self._phase = Phase.AT_REST
        self._since = clock()
        """When the phase began."""
        self._acted = 0.0
        """When the latest key came."""
        self._time_until = math.inf
        """When to ask whether to go on."""
        self._had_notice = False

    @property
    def phase(self) -> Phase:
        """As of the latest look or key."""
        return self._phase

    def act(self) -> None:
        """A key or a touch: it begins a visit, prolongs it or answers what was asked, unless it comes too late."""
        now = self._clock()
        if self._phase in (Phase.AT_REST, Phase.MORE_TIME):
            self._time_until = now + self._settings.session_minutes * 60
        elif self._phase is Phase.OPEN and now - self._acted >= self._idle() + self._settings.countdown_seconds:
            self._phase = Phase.OVER
        if self._phase is not Phase.OVER:
            self._phase, self._since, self._acted = Phase.OPEN, now, now

    def note_notice(self) -> None:
        """Help lines are on the screen: from now on there is more time to read."""
        self._had_notice = True

    def end(self) -> None:
        """The visit is over at once."""
        self._phase = Phase.OVER

    def look(self) -> Moment:
        """What to show at this moment."""
        now = self._clock()
        if self._phase is Phase.OPEN:
            if now - self._acted >= self._idle():
                self._phase, self._since = Phase.STILL_THERE, self._acted + self._idle()
            elif now >= self._time_until and not self._had_notice:
                self._phase, self._since = Phase.MORE_TIME, now
        if self._phase in (Phase.STILL_THERE, Phase.MORE_TIME):
            left = self._since + self._countdown() - now
            if left > 0:
                return Moment(self._phase, math.ceil(left))
            self._phase = Phase.OVER
        return Moment(self._phase)

    def _idle(self) -> int:
        settings = self._settings
        return settings.idle_seconds_after_notice if self._had_notice else settings.idle_seconds

    def _countdown(self) -> int:
        settings = self._settings
        is_idle = self._phase is Phase.STILL_THERE
        return settings.countdown_seconds if is_idle else settings.idle_seconds + settings.countdown_seconds


def is_restart_due(settings: KioskSettings, started: datetime, now: datetime) -> bool:
    """Whether the time of day to start afresh has come since the kiosk started; a clock set back is no reason."""
    if settings.restart_at is None:
        return False
    due = datetime.combine(started.date(), time.fromisoformat(settings.restart_at), started.tzinfo)
    return now >= (due if due > started else due + timedelta(days=1))
