"""When to say again what this program is and is not."""

from __future__ import annotations

from collections.abc import Callable

EVERY = 3 * 60 * 60
"""Seconds after which it is said again (New York's GBL Art. 47 and California's SB 243 name three hours)."""


class DisclosureClock:
    """Remembers when the disclosure was shown last."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds that only ever grow, such as `time.monotonic`."""
        self._clock = clock
        self._shown_at = clock()

    def restart(self) -> None:
        """The disclosure is being shown now."""
        self._shown_at = self._clock()

    @property
    def is_due(self) -> bool:
        """Whether it was shown too long ago."""
        return self._clock() - self._shown_at >= EVERY
