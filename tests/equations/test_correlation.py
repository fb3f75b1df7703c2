"""The copula: correlations of scores, matrices that cannot be, factors, and draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sbs_econ.equations.correlation import check_correlation, correlate, factor, score_correlation
from sbs_econ.equations.distributions import Gamma, Lognormal
from sbs_econ.equations.quantiles import tabulate

NAMES = ["gp", "inpatient", "crisis"]


def matrix_of(first_second: float, first_third: float, second_third: float) -> np.ndarray:
    return np.array([[1, first_second, first_third], [first_second, 1, second_third], [first_third, second_third, 1]])


def equicorrelated(size: int, r: float) -> np.ndarray:
    return np.full((size, size), r) + (1 - r) * np.eye(size)


def test_score_correlation_known_answers() -> None:
    rank = np.array([-1, -0.5, 0, 0.3, 0.5, 1])
    expected = [-1, -2 * math.sin(math.pi / 12), 0, 2 * math.sin(math.pi / 20), 2 * math.sin(math.pi / 12), 1]
    np.testing.assert_allclose(score_correlation(rank), expected, rtol=1e-15)
    assert score_correlation(np.eye(3)).tolist() == np.eye(3).tolist()


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.eye(2), "the correlation matrix is (2, 2), but there are 3 names: gp, inpatient, crisis"),
        (
            matrix_of(1.2, 0, 0),
            "the correlation of gp and inpatient must lie between -1 and 1, but it is 1.2",
        ),
        (matrix_of(0, 0, -1.01), "the correlation of inpatient and crisis must lie between -1 and 1"),
        (matrix_of(0, 0, 0) * 0.5, "the correlation of gp with itself must be 1, but it is 0.5"),
        (
            np.array([[1, 0.3, 0], [0.2, 1, 0], [0, 0, 1.0]]),
            "the correlation of gp and inpatient is given twice, as 0.3 and 0.2",
        ),
        (
            matrix_of(0.9, 0.9, -0.5),
            "with gp and inpatient at 0.9 and gp and crisis at 0.9, "
            "inpatient and crisis must lie from 0.620 to 1.000, but it is -0.5",
        ),
    ],
)
def test_what_is_wrong_is_named(matrix: np.ndarray, message: str) -> None:
    assert message in check_correlation(matrix, NAMES)[0]


def test_every_wrong_entry_is_named_at_once() -> None:
    assert len(check_correlation(np.full((3, 3), 2.0), NAMES)) == 6


def test_the_worst_three_of_many_are_named() -> None:
    matrix = np.eye(5)
    for i, j, r in ((1, 3, 0.8), (1, 4, 0.8), (3, 4, -0.2)):
        matrix[i, j] = matrix[j, i] = r
    assert (
        "b and d at 0.8 and b and e at 0.8, d and e must lie from 0.280" in check_correlation(matrix, list("abcde"))[0]
    )


def test_four_that_only_together_cannot_be() -> None:
    message = check_correlation(equicorrelated(4, -0.4), list("abcd"))[0]
    assert "not positive semi-definite" in message
    assert message.count("-0.4") == 3


def test_those_that_weigh_most_are_named_first() -> None:
    """Of four that only together cannot be, beside one that has no part in it."""
    matrix = np.eye(5)
    matrix[1:, 1:] = equicorrelated(4, -0.39)
    matrix[1, 2] = matrix[2, 1] = -0.45
    message = check_correlation(matrix, list("eabcd"))[0]
    assert "look first at a and b -0.45; " in message
    assert "e and" not in message


def test_a_copy_is_not_what_contradicts() -> None:
    """The fifth is the first again: with any other they are on the edge of what can be, and not beyond."""
    matrix = equicorrelated(5, -0.4)
    matrix[0, 4] = matrix[4, 0] = 1.0
    assert "look first at" in check_correlation(matrix, list("abcde"))[0]


def test_three_that_are_nearly_too_much_are_not_taken_for_three_that_are() -> None:
    """1 + 2 r s t - r^2 - s^2 - t^2 is 0.07 for the first three and -0.01 for the others."""
    matrix = np.eye(6)
    matrix[:3, :3], matrix[3:, 3:] = matrix_of(0.5, 0.5, -0.45), matrix_of(0.7, 0.7, -0.03)
    message = check_correlation(matrix, list("abcdef"))[0]
    assert "with d and e at 0.7 and d and f at 0.7, e and f must lie from -0.020 to 1.000, but it is -0.03" in message
    matrix[3:, 3:] = matrix_of(-0.03, 0.7, 0.7)
    message = check_correlation(matrix, list("abcdef"))[0]
    assert "with d and e at -0.03 and d and f at 0.7, e and f must" in message


@pytest.mark.parametrize(("below", "possible"), [(2e-10, True), (1e-9, False)])
def test_rounding_of_an_eigenvalue_is_borne(below: float, possible: bool) -> None:
    """The smallest eigenvalue of four that correlate by r is 1 + 3 r."""
    matrix = equicorrelated(4, -(1 + below) / 3)
    assert (check_correlation(matrix, list("abcd")) == []) is possible
    if possible:
        lower = factor(matrix)
        np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-9)
    else:
        with pytest.raises(ValueError, match="not positive semi-definite"):
            factor(matrix)


@given(st.integers(2, 8), st.integers(1, 8), st.integers(8, 12), st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_what_passes_as_written_can_be_factored(size: int, rank: int, digits: int, seed: int) -> None:
    loadings = np.random.default_rng(seed).standard_normal((size, min(rank, size)))
    loadings /= np.linalg.norm(loadings, axis=1, keepdims=True)
    matrix = np.round(loadings @ loadings.T, digits)
    matrix = (matrix + matrix.T) / 2
    np.fill_diagonal(matrix, 1.0)
    if check_correlation(matrix, [str(i) for i in range(size)]) == []:
        lower = factor(matrix)
        np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-5)
        assert np.diag(lower).min() >= 0
        assert np.triu(lower, 1).tolist() == np.zeros((size, size)).tolist()


def test_two_that_are_nearly_one_are_not_taken_for_one() -> None:
    lower = factor(np.array([[1, 1 - 1e-11], [1 - 1e-11, 1]]))
    assert lower[1, 1] == pytest.approx(math.sqrt(2e-11), rel=1e-4)


@pytest.mark.parametrize("size", [1, 2, 5, 30])
def test_possible_matrices_pass_and_are_factored(size: int) -> None:
    for r in (0.0, 0.3, 1.0, -1 / max(size - 1, 1)):
        matrix = equicorrelated(size, r)
        assert check_correlation(matrix, [str(i) for i in range(size)]) == []
        lower = factor(matrix)
        np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-7)
        assert np.triu(lower, 1).tolist() == np.zeros((size, size)).tolist()


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_factor_of_any_rank(size: int, rank: int, seed: int) -> None:
    loadings = np.random.default_rng(seed).standard_normal((size, min(rank, size)))
    loadings /= np.linalg.norm(loadings, axis=1, keepdims=True)
    matrix = loadings @ loadings.T
    np.fill_diagonal(matrix, 1.0)
    matrix = (matrix + matrix.T) / 2
    assert check_correlation(matrix, [str(i) for i in range(size)]) == []
    lower = factor(matrix)
    np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-6)


def test_factor_against_numpy_and_refusal() -> None:
    matrix = matrix_of(0.3, -0.2, 0.5)
    np.testing.assert_allclose(factor(matrix), np.linalg.cholesky(matrix), rtol=1e-14)
    with pytest.raises(ValueError, match="not positive semi-definite"):
        factor(matrix_of(0.9, 0.9, -0.5))
    with pytest.raises(ValueError, match="not positive semi-definite"):
        factor(matrix_of(1.0, 0.5, 0.2))


def test_rank_correlation_of_the_margins_is_what_was_asked() -> None:
    asked = matrix_of(0.3, -0.6, 0.2)
    lower = factor(score_correlation(asked))
    z = correlate(lower, np.random.default_rng(7).standard_normal((3, 40_000)))
    margins = [tabulate(Gamma(0.4, 2.0))(z[0]), tabulate(Lognormal(0.0, 1.0))(z[1]), z[2]]
    found = stats.spearmanr(np.array(margins), axis=1).statistic
    np.testing.assert_allclose(found, asked, atol=4 / math.sqrt(40_000))
    np.testing.assert_allclose(z.std(axis=1), 1, atol=4 / math.sqrt(80_000))


def test_correlated_scores_do_not_depend_on_how_many_there_are() -> None:
    lower = factor(equicorrelated(7, 0.3))
    z = np.random.default_rng(8).standard_normal((7, 1003))
    whole = correlate(lower, z)
    np.testing.assert_allclose(whole, lower @ z, rtol=1e-12, atol=1e-12)
    for cut in (1, 2, 64, 1000):
        np.testing.assert_array_equal(np.hstack([correlate(lower, z[:, :cut]), correlate(lower, z[:, cut:])]), whole)
    np.testing.assert_array_equal(correlate(np.eye(7), z), z)
