"""What questions are compared with: the examples, on the axes of their vectors that count.

The one invariant: a text is as like itself as can be, on whatever axes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bbchat.encoding import ridge
from bbchat.encoding.encoder import MEANING, Vector
from bbchat.encoding.store import Arrays

AXES = (192, 96)
"""Principal axes of the examples' vectors that are kept: of the last layer's and of the middle layers'. All of them do
no better on BANKING77 and CLINC150 with ten examples an intent, and take thrice as long to go through."""
SHOWN_BY = 2 * MEANING
"""Examples from which it shows which axes count; fewer are compared on all."""

STORED = ("axes_last", "axes_middle", "supports_last", "supports_middle")
"""The names of the arrays that hold them."""

Sides = tuple[Vector, Vector]
"""Of both vectors of some rows, what is kept: (n, a) and (n, b)."""


@dataclass(frozen=True, slots=True)
class Supports:
    """The rows that questions are compared with."""

    axes: Sides | None
    """(384, a) and (384, b); None where all are kept."""
    sides: Sides
    """Of length 1 each."""

    @classmethod
    def of(cls, vectors: Vector) -> Supports:
        """All rows of (n, 768), on the axes that they show to count."""
        if len(vectors) < SHOWN_BY:
            return cls(None, _halves(vectors))
        axes = ridge.principal_axes(vectors, AXES)
        return cls(axes, _projected(vectors, axes))

    @classmethod
    def read(cls, arrays: Arrays) -> Supports | None:
        """Those of a fit; None where it was made without vectors."""
        *axes, first, second = (arrays[name].astype(np.float32) for name in STORED)
        return cls((axes[0], axes[1]) if axes[0].size else None, (first, second)) if first.size else None

    def some(self, places: npt.NDArray[np.intp]) -> Supports:
        """A few of them."""
        return Supports(self.axes, (self.sides[0][places], self.sides[1][places]))

    def near(self, rows: Vector) -> tuple[Vector, Vector]:
        """The likeness in meaning of rows (m, 768) to each, and their kernel; (m, n)."""
        return self._near(_projected(rows, self.axes) if self.axes else _halves(rows))

    def kernel(self, others: Supports) -> Vector:
        """The kernel between others on the same axes and these; (m, n)."""
        return self._near(others.sides)[1]

    def _near(self, sides: Sides) -> tuple[Vector, Vector]:
        last, middle = (ridge.products(*pair) for pair in zip(sides, self.sides, strict=True))
        return last, ridge.kernel_of(last, middle)


def stored(kept: Supports | None) -> Arrays:
    """As arrays, in half precision; empty ones for none, or where there are no axes."""
    nothing = np.empty((0, 0), np.float32), np.empty((0, 0), np.float32)
    parts = (*((kept and kept.axes) or nothing), *(kept.sides if kept else nothing))
    return {name: part.astype(np.float16) for name, part in zip(STORED, parts, strict=True)}


def _halves(rows: Vector) -> Sides:
    return np.ascontiguousarray(rows[:, :MEANING]), np.ascontiguousarray(rows[:, MEANING:])


def _projected(rows: Vector, axes: Sides) -> Sides:
    last, middle = (half @ kept for half, kept in zip(_halves(rows), axes, strict=True))
    return _unit(last), _unit(middle)


def _unit(rows: Vector) -> Vector:
    unit: Vector = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
