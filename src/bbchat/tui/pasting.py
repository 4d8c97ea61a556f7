"""Telling what was pasted from what was typed, in the stream that a terminal sends.

The one invariant: a paste reaches the screens as one piece and in its own order, however long it is, whether the
terminal marks it, leaves its end out, or sends it as if somebody had typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

START, END = "\x1b[200~", "\x1b[201~"
"""What terminals put around a paste where they mark it."""
LONGEST = 200_000
"""Characters kept of one paste: more than is looked through for danger."""
TOO_MANY, TOO_MANY_WITH_LINES = 256, 20
"""Characters that nobody types between two reads; and where a line ends among them, too."""
FEW_CONTROLS = 20
"""Text has at most one control character in so many; keys that are held down, and a mouse, send more."""
GAP = 0.05
"""Seconds of silence after which an unmarked paste has ended."""
UNENDED = 2.0
"""Seconds of silence after which a marked paste has ended without its mark; until then no key is heard."""

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_LINE_AND_MORE = re.compile(rf"[\r\n][^\r\n{_CONTROLS}]")
"""Text after the end of a line; a key such as Escape there was pressed after Enter, while the machine was held up."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """One paste."""

    text: str = field(repr=False)


class _Kind(Enum):
    MARKED = auto()
    UNMARKED = auto()


class PasteSorter:
    """Takes what is read, gives typed text (str) and pastes (Pasted), in order."""

    def __init__(self) -> None:
        self._kind: _Kind | None = None
        """Of the paste that is coming in."""
        self._pieces: list[str] = []
        self._length = 0
        self._cut = ""
        """The beginning of a mark that the last read ended with."""
        self._heard = 0.0
        """When something was read last."""

    @property
    def is_waiting(self) -> bool:
        """Whether silence would mean something."""
        return bool(self._kind or self._cut)

    def silence(self, now: float) -> Iterator[str | Pasted]:
        """What has ended because nothing more came; `now` in seconds that only grow."""
        if self.is_waiting and now - self._heard >= (UNENDED if self._kind is _Kind.MARKED else GAP):
            cut, self._cut = self._cut, ""
            if self._kind is _Kind.MARKED:
                self._keep(cut)
                cut = ""
            yield from self._end()
            if cut:
                yield cut

    def feed(self, text: str, now: float) -> Iterator[str | Pasted]:
        """Sort what was read."""
        yield from self.silence(now)
        self._heard = now
        rest, self._cut = self._cut + text, ""
        while rest:
            is_marked = self._kind is _Kind.MARKED
            before, mark, rest = rest.partition(END if is_marked else START)
            if not mark:
                # A lone Escape is a key far more often than the beginning of a paste.
                before, self._cut = _without_cut(before, END if is_marked else START, 1 if is_marked else 2)
            if is_marked:
                self._keep(before)
            else:
                yield from self._sort(before)
            if mark:
                yield from self._end()
                self._kind = None if is_marked else _Kind.MARKED

    def _sort(self, text: str) -> Iterator[str]:
        if self._kind or _is_too_much(text):
            self._kind = _Kind.UNMARKED
            self._keep(text)
        elif text:
            yield text

    def _keep(self, text: str) -> None:
        kept = text[: LONGEST - self._length]
        self._pieces.append(kept)
        self._length += len(kept)

    def _end(self) -> Iterator[str | Pasted]:
        if self._kind is None:
            return
        text, is_unmarked = "".join(self._pieces), self._kind is _Kind.UNMARKED
        self._kind, self._pieces, self._length = None, [], 0
        is_line = is_unmarked and text.endswith(("\r", "\n")) and len(text.splitlines()) == 1
        yield Pasted(text.rstrip("\r\n") if is_line else text)
        if is_line:
            yield "\r"


def _is_too_much(text: str) -> bool:
    """Whether nobody can have typed it since the last read."""
    if len(text) < TOO_MANY_WITH_LINES or len(_CONTROL.findall(text)) * FEW_CONTROLS > len(text):
        return False
    return len(text) >= TOO_MANY or _LINE_AND_MORE.search(text) is not None


def _without_cut(text: str, mark: str, least: int) -> tuple[str, str]:
    """A text without the beginning of a mark at its end, and that beginning."""
    for length in range(len(mark) - 1, least - 1, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""
