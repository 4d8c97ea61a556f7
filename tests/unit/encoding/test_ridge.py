"""The scores by which thresholds are set are honest: those of a ridge that was fitted anew without the example."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.encoding.encoder import DIMENSIONS, MEANING, Vector
from bbchat.encoding.ridge import REGULARISATION, WHOLE, Matrix, Ridge, fit, kernel, products

CASES = [(2, 1, 0), (7, 3, 1), (20, 4, 2), (40, 6, 3)]
"""Examples, topics, seed."""


def unit_rows(count: int, seed: int) -> Vector:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    for half in (rows[:, :MEANING], rows[:, MEANING:]):
        half /= np.linalg.norm(half, axis=1, keepdims=True)
    return rows


def problem(size: int, topics: int, seed: int) -> tuple[Matrix, Matrix, Ridge]:
    rows = unit_rows(size, seed)
    matrix = kernel(rows, rows).astype(np.float64)
    matrix = (matrix + matrix.T) / 2
    targets = (np.random.default_rng(seed).random((size, topics)) < 0.4).astype(np.float64)
    return matrix, targets, fit(matrix, targets)


def refitted_without(matrix: Matrix, targets: Matrix, left_out: list[int]) -> Matrix:
    """The scores of some examples by plain algebra on all others."""
    others = [row for row in range(len(matrix)) if row not in left_out]
    if not others:
        return np.zeros((len(left_out), targets.shape[1]))
    inner = matrix[np.ix_(others, others)] + REGULARISATION * np.eye(len(others))
    scores: Matrix = matrix[np.ix_(left_out, others)] @ np.linalg.solve(inner, targets[others])
    return scores


@pytest.mark.parametrize(("size", "topics", "seed"), CASES)
def test_leave_one_out_equals_fitting_again_without_each_example(size: int, topics: int, seed: int) -> None:
    matrix, targets, ridge = problem(size, topics, seed)
    expected = np.concatenate([refitted_without(matrix, targets, [row]) for row in range(size)])
    assert np.allclose(ridge.leave_one_out(), expected, atol=1e-8)


@pytest.mark.parametrize(("size", "topics", "seed"), CASES)
def test_leave_group_out_equals_fitting_again_without_each_group(size: int, topics: int, seed: int) -> None:
    matrix, targets, ridge = problem(size, topics, seed)
    shuffled = np.random.default_rng(seed).permutation(size)
    groups = [group for group in np.array_split(shuffled, 3) if len(group)]
    expected = np.concatenate([refitted_without(matrix, targets, group.tolist()) for group in groups])
    assert np.allclose(ridge.leave_group_out(groups), expected, atol=1e-8)


def test_groups_of_one_are_leave_one_out_and_all_in_one_group_know_nothing() -> None:
    _, targets, ridge = problem(12, 3, 5)
    assert np.allclose(ridge.leave_group_out(np.array([row]) for row in range(12)), ridge.leave_one_out())
    assert np.allclose(ridge.leave_group_out([np.arange(12)]), np.zeros_like(targets), atol=1e-8)
    assert ridge.leave_group_out([]).shape == (0, 3)


@pytest.mark.parametrize(("size", "topics", "seed"), CASES)
def test_the_weights_solve_the_ridge(size: int, topics: int, seed: int) -> None:
    matrix, targets, ridge = problem(size, topics, seed)
    assert np.allclose((matrix + REGULARISATION * np.eye(size)) @ ridge.weights, targets)


def test_a_question_is_as_like_an_example_alone_as_among_others() -> None:
    rows = unit_rows(5, seed=7)
    whole = kernel(rows, rows)
    assert np.allclose(np.diag(whole), 1.0, atol=1e-4)
    assert np.allclose(whole, whole.T, atol=1e-5)
    assert np.allclose(kernel(rows[2], rows), whole[2], atol=1e-5)
    for count in range(1, 12):
        assert np.allclose(products(unit_rows(count, seed=8), rows), unit_rows(count, seed=8) @ rows.T, atol=1e-5)
    assert whole.min() > 0


def test_a_matrix_that_is_inverted_in_pieces_gives_the_same_weights() -> None:
    rows = unit_rows(WHOLE + 3, 7)
    matrix = kernel(rows, rows)
    targets = np.eye(len(matrix), 2)
    ridge = fit(matrix, targets)
    restored = matrix.astype(np.float64) @ ridge.weights + REGULARISATION * ridge.weights
    assert np.allclose(restored, targets, atol=1e-4)
