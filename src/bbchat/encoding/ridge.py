"""Kernel ridge regression with its leave-one-out and leave-group-out scores, in closed form.

With K the kernel between n examples and Y their targets, A = (K + lambda I)^-1 gives the weights W = A Y. The score
that example i would get from all others is Y_i - (A Y)_i / A_ii (Cawley & Talbot 2003). For a group G left out as a
whole it is Y_G - A_GG^-1 (A Y)_G: what the questions of a topic look like that nobody has written. Of A only its root
is made: M, the inverse of a Cholesky factor, lower triangular, with A = M'M.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bbchat.encoding.encoder import MEANING, Vector

Matrix: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.intp]

SHARPNESS = (2.0, 6.0)
"""gamma of exp(gamma (u.v - 1)), for the vectors of the last layer and of the middle layers."""
MIDDLE_WEIGHT = 0.3
"""Share of the middle layers' kernel; all three compared on BANKING77 and CLINC150, ten examples an intent."""
FEW_ROWS, AT_A_TIME = 3, 8
WHOLE = 256
"""Rows of a matrix whose root is made in one piece."""
STRIPS = 6
"""Pieces in which a triangle is gone through, so that its zeros cost a sixth and not half."""
TINY = 1e-6
"""Added to a diagonal that rounding could otherwise take below zero."""
REGULARISATION = 0.1
"""lambda; a flat optimum between 0.1 and 1 on the shipped knowledge and on the public sets."""


def kernel(left: Vector, right: Vector) -> npt.NDArray[np.float32]:
    """The kernel between stacks (n, 768) and (m, 768): (n, m), or (m,) for a single left row (768,)."""
    last = products(left[..., :MEANING], right[:, :MEANING])
    return kernel_of(last, products(left[..., MEANING:], right[:, MEANING:]))


def principal_axes(vectors: Vector, counts: tuple[int, int]) -> tuple[Vector, Vector]:
    """So many principal axes of both vectors of some rows (n, 768), rounded to half precision as they are stored:
    (384, a) and (384, b)."""
    halves = vectors[:, :MEANING], vectors[:, MEANING:]
    found = [np.linalg.eigh(half.T @ half)[1] for half in halves]
    last, middle = (axes[:, : -count - 1 : -1].astype(np.float16) for axes, count in zip(found, counts, strict=True))
    return last.astype(np.float32), middle.astype(np.float32)


def products(left: Vector, right: Vector) -> npt.NDArray[np.float32]:
    """left right' for stacks (n, a) and (m, a), row by row where there are so few rows that BLAS takes longer to pack
    a matrix than to use it; a few more are filled up with zeros, because BLAS takes eight sooner than six."""
    if left.ndim == 1:
        return right @ left
    if len(left) <= FEW_ROWS:
        return np.array([right @ row for row in left], np.float32).reshape(len(left), len(right))
    count = len(left)
    if FEW_ROWS + 1 < count < AT_A_TIME:
        left = np.concatenate([left, np.zeros((AT_A_TIME - count, left.shape[1]), left.dtype)])
    found: npt.NDArray[np.float32] = (right @ left.T).T[:count]
    return found


def kernel_of(last: npt.NDArray[np.float32], middle: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The kernel that two such likenesses make."""
    result: npt.NDArray[np.float32] = (1 - MIDDLE_WEIGHT) * np.exp(SHARPNESS[0] * (last - 1.0))
    result += MIDDLE_WEIGHT * np.exp(SHARPNESS[1] * (middle - 1.0))
    return result


@dataclass(frozen=True, slots=True)
class Ridge:
    """A fitted ridge: weights to score with, and what it needs to score its own examples honestly."""

    weights: Matrix
    """W, (n examples, k topics): the scores of a question are its kernel row (n,) times W."""
    root: Matrix
    """M, (n, n)."""
    targets: Matrix
    """Y, (n, k)."""

    def leave_one_out(self) -> Matrix:
        """Scores (n, k) of each example by a ridge that never saw it."""
        scores: Matrix = self.targets - self.weights / np.einsum("ij,ij->j", self.root, self.root)[:, None]
        return scores

    def error(self) -> float:
        """Sum of the squared leave-one-out errors, by which a constant can be chosen (PRESS; Allen 1974)."""
        return float(((self.targets - self.leave_one_out()) ** 2).sum())

    def leave_group_out(self, groups: Iterable[npt.NDArray[np.intp]]) -> Matrix:
        """Scores of the examples of each group (row numbers) by a ridge that never saw any of the group."""
        parts = ((rows, self.root[:, rows]) for rows in groups)
        blocks = [self.targets[rows] - np.linalg.solve(part.T @ part, self.weights[rows]) for rows, part in parts]
        return np.concatenate(blocks) if blocks else self.targets[:0]


@dataclass(frozen=True, slots=True)
class Carried:
    """A ridge that is carried by some of its examples, the supports, and what it would say of examples left out."""

    weights: Matrix
    """(m supports, k topics): the scores of a question are its kernel row (m,) times these."""
    left_out: Matrix
    """Of each example, by a ridge that never saw it (n, k)."""
    groups_out: list[Matrix]
    """Of each group's examples, by a ridge that never saw any of it."""


def carry(near: Callable[[Places], Matrix], supports: Places, targets: Matrix, groups: Sequence[Places]) -> Carried:
    """Fit to all examples with only the supports' kernels kept: its time grows with n m^2, its memory with m^2.

    The subset of regressors (Smola & Schoelkopf 2000; Rudi and others 2015); with H the matrix that makes fitted
    scores of targets, what is left out is known in closed form: Y_G - (I - H_GG)^-1 (Y - H Y)_G.

    Args:
        near: the kernel (r, m) between examples and the supports.
        supports: which examples they are (m,).
        targets: (n, k).
        groups: the examples by group; together all of them.
    """
    inner, carried = REGULARISATION * near(supports), np.zeros((len(supports), targets.shape[1]))
    inner[np.diag_indices(len(supports))] += TINY
    for rows in groups:
        basis = near(rows)
        inner += basis.T @ basis
        carried += basis.T @ targets[rows]
    inverse = np.linalg.inv(inner)  # where examples are much alike, rounding leaves it no Cholesky factor
    weights = inverse @ carried
    left_out, groups_out = np.empty_like(targets), []
    for rows in groups:
        basis = near(rows)
        rest = np.eye(len(rows)) - basis @ inverse @ basis.T
        missed = targets[rows] - basis @ weights
        left_out[rows] = targets[rows] - missed / np.diag(rest)[:, None]
        groups_out.append(targets[rows] - np.linalg.solve(rest, missed))
    return Carried(weights, left_out, groups_out)


def fit(kernel_matrix: npt.NDArray[np.floating], targets: Matrix) -> Ridge:
    """Fit to a symmetric kernel matrix (n, n) and targets (n, k)."""
    root = kernel_matrix.astype(np.float64)
    root[np.diag_indices(len(root))] += REGULARISATION
    _take_root(root)
    return Ridge(root.T @ (root @ targets), root, targets)


def _take_root(matrix: Matrix) -> None:
    """Make of a symmetric positive definite matrix the root of its inverse, where it stands and half by half.

    That takes a third of the time of a general inverse, and no second matrix.
    """
    if len(matrix) <= WHOLE:
        matrix[:] = np.tril(np.linalg.inv(np.linalg.cholesky(matrix)))
        return
    half = len(matrix) // 2
    first, beside, second = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _take_root(first)
    beside[:] = _below(first, beside.T).T
    for begin, end in _strips(len(second)):  # OpenBLAS 0.3.31 crashes on a whole one of 16,000 rows
        second[begin:end] -= beside[begin:end] @ beside.T
    _take_root(second)
    beside[:] = -_below(second, _above(first.T, beside.T).T)
    matrix[:half, half:] = 0


def _below(lower: Matrix, matrix: Matrix) -> Matrix:
    """The product of a lower triangular matrix and another, which goes through few of the zeros."""
    return np.concatenate([lower[begin:end, :end] @ matrix[:end] for begin, end in _strips(len(lower))])


def _above(upper: Matrix, matrix: Matrix) -> Matrix:
    """The same for an upper triangular one."""
    return np.concatenate([upper[begin:end, begin:] @ matrix[begin:] for begin, end in _strips(len(upper))])


def _strips(count: int) -> Iterable[tuple[int, int]]:
    return pairwise(np.linspace(0, count, STRIPS + 1).astype(int).tolist())
