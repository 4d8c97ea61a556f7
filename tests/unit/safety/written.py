"""Readings written as text: `.` ends a sentence, `,` a clause; a slash stands between what one word may be."""

from __future__ import annotations

from bbchat.safety.normalise import SENTENCE_BREAK, SOFT_BREAK, Reading


def read(text: str) -> Reading:
    reading, pause = Reading(), SENTENCE_BREAK
    for token in text.split():
        if token in ".,":
            pause = SENTENCE_BREAK if token == "." else SOFT_BREAK
            continue
        reading.words.append(tuple(token.split("/")))
        reading.breaks.append(pause)
        pause = 0
    return reading
