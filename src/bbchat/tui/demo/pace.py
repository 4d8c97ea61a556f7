"""The time that a tour takes: how fast it types, how long it lets people read, and that it can wait.

The one invariant: the same step always takes the same time at the same speed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

TICK = 0.05
"""Seconds between two looks at whether to go on."""
SPEEDS = (0.5, 1.0, 1.5, 2.0, 3.0)
STROKE = (0.035, 0.11)
"""Seconds between two letters, at the least and at the most: a good typist."""
CAPTION_WORDS, REPLY_WORDS = 3.6, 8.0
"""Words a second that people read: a caption whole, a reply at a glance."""
CAPTION_LEAST, REPLY_LEAST, REPLY_MOST = 2.5, 3.0, 9.0
"""Seconds."""
BEFORE_ENTER, KEY_PAUSE, LOOK_PAUSE = 0.7, 1.5, 7.0
"""Seconds before a line is sent, between two keys, and to look at what they opened."""


class Pace:
    """Waits, unless somebody pauses it or is in a hurry."""

    def __init__(self, factor: float) -> None:
        """`factor`: 1 for people; 0 waits for nothing."""
        self._factor = factor
        self._speed = 1
        self.is_paused = False
        self.is_hurrying = False
        """Whether the step that is played now is to be over at once."""

    @property
    def speed(self) -> float:
        """Times the ordinary speed."""
        return SPEEDS[self._speed]

    def change(self, by: int) -> None:
        """Go faster by so many steps, or slower."""
        self._speed = min(max(self._speed + by, 0), len(SPEEDS) - 1)

    async def wait(self, seconds: float) -> None:
        """So long at ordinary speed; longer while it is paused."""
        left = seconds * self._factor
        while not self.is_hurrying and (self.is_paused or left > 0):
            await asyncio.sleep(TICK)
            left -= 0 if self.is_paused else TICK * self.speed


def strokes(text: str) -> Iterator[tuple[str, float]]:
    """Each letter, and the seconds that pass after it."""
    hand = random.Random(text)
    return ((letter, hand.uniform(*STROKE)) for letter in text)


def caption_seconds(text: str) -> float:
    """To read a caption."""
    return max(CAPTION_LEAST, len(text.split()) / CAPTION_WORDS)


def reply_seconds(text: str) -> float:
    """To take in a reply."""
    return min(REPLY_MOST, REPLY_LEAST + len(text.split()) / REPLY_WORDS)
