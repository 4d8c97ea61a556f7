"""The scores by which thresholds are set are honest: those of a ridge that was fitted anew without the example."""

from __future__ import annotations

import numpy as np
import pytest

from bbchat.encoding.encoder import DIMENSIONS, MEANING, Vector
from bbchat.encoding.ridge import REGULARISATION, WHOLE, Matrix, Ridge, carry, fit, kernel, products

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


@pytest.mark.parametrize(("size", "topics", "seed"), CASES)
def test_carried_by_all_its_examples_a_ridge_is_what_it_is_without(size: int, topics: int, seed: int) -> None:
    matrix, targets, ridge = problem(size, topics, seed)
    groups = np.array_split(np.random.default_rng(seed).permutation(size), 2)
    carried = carry(lambda rows: matrix[rows], np.arange(size), targets, groups)
    assert np.allclose(carried.weights, ridge.weights, atol=1e-4)
    assert np.allclose(carried.left_out, ridge.leave_one_out(), atol=1e-4)
    assert np.allclose(np.concatenate(carried.groups_out), ridge.leave_group_out(groups), atol=1e-4)


def test_what_is_left_out_of_a_carried_ridge_is_what_fitting_again_without_it_says() -> None:
    matrix, targets, _ = problem(40, 3, 1)
    supports, groups = np.arange(0, 40, 4), np.array_split(np.arange(40), 5)
    carried = carry(lambda rows: matrix[np.ix_(rows, supports)], supports, targets, groups)
    inner = REGULARISATION * matrix[np.ix_(supports, supports)]
    for rows, told in zip([*groups, *np.arange(40)[:, None]], [*carried.groups_out, *carried.left_out], strict=True):
        others = np.setdiff1d(np.arange(40), rows)
        basis = matrix[np.ix_(others, supports)]
        weights = np.linalg.solve(basis.T @ basis + inner, basis.T @ targets[others])
        assert np.allclose(told, matrix[np.ix_(rows, supports)] @ weights, atol=1e-4)


@pytest.mark.parametrize("noise", [0.0, 1e-4])
def test_examples_that_say_the_same_over_and_over_can_be_fitted_to_and_carry_a_fit(noise: float) -> None:
    base, rng = unit_rows(5, 3), np.random.default_rng(3)
    rows = base[rng.integers(0, len(base), 1500)] + (noise * rng.normal(size=(1500, DIMENSIONS))).astype(np.float32)
    near, targets, supports = kernel(rows, rows).astype(np.float64), np.eye(1500, 2), np.arange(0, 1500, 2)
    assert np.isfinite(fit(near, targets).weights).all()
    carried = carry(lambda some: near[np.ix_(some, supports)], supports, targets, np.array_split(np.arange(1500), 3))
    assert np.isfinite(carried.weights).all()
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.cholesky(near[np.ix_(supports, supports)] * REGULARISATION)


def test_a_question_is_as_like_an_example_alone_as_among_others() -> None:
    rows = unit_rows(5, seed=7)
    whole = kernel(rows, rows)
    assert np.allclose(np.diag(whole), 1.0, atol=1e-4)
    assert np.allclose(whole, whole.T, atol=1e-5)
    assert np.allclose(kernel(rows[2], rows), whole[2], atol=1e-5)
    for count in range(1, 12):
        assert np.allclose(products(unit_rows(count, seed=8), rows), unit_rows(count, seed=8) @ rows.T, atol=1e-5)
    assert whole.min() > 0


def test_a_matrix_that_is_taken_in_pieces_gives_the_same_weights() -> None:
    rows = unit_rows(5 * WHOLE + 3, 7)
    matrix = kernel(rows, rows)
    targets = np.eye(len(matrix), 2)
    ridge = fit(matrix, targets)
    restored = matrix.astype(np.float64) @ ridge.weights + REGULARISATION * ridge.weights
    assert np.allclose(restored, targets, atol=1e-4)
