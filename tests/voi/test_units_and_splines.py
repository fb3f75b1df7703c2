"""Units of an input and its ordered functions: middle ranks, gaps, B-splines at their knots, roughness."""

import math

import numpy as np
import pytest
from scipy.special import ndtri

from sbs_econ.equations.regression_splines import bsplines, ordered_functions
from sbs_econ.equations.regression_units import units_of

close = pytest.approx


def test_units_of_a_few_values_lie_at_their_middle_ranks():
    units = units_of(np.array([3.0, 1.0, 1.0, 2.0]))
    places = np.floor(ndtri([1 / 4, 2.5 / 4, 3.5 / 4]) / 0.02)
    assert units.of_draw.tolist() == [2, 0, 0, 1]
    assert (units.draws, units.count, units.constant) == (4, 3, False)
    assert units.mean.tolist() == [1, 2, 3]
    assert units.place.tolist() == places.tolist()
    assert units.score.tolist() == close(((places + 0.5) * 0.02).tolist())
    assert units.sums(np.array([[1.0, 10.0], [2, 20], [3, 30], [4, 40]])).tolist() == [[5, 50], [4, 40], [1, 10]]
    assert units_of(np.ones(5)).constant
    assert not units_of(np.array([0.0, 1.0])).constant


@pytest.mark.parametrize("draws", [3_000, 10_000])
def test_units_are_two_hundredths_of_a_normal_score_wide(draws):
    x = np.random.default_rng(1).standard_normal(draws)
    units = units_of(x)
    ranks = ndtri((np.argsort(np.argsort(x)) + 0.5) / draws)
    assert np.abs(ranks - units.score[units.of_draw]).max() < 0.011 + 0.06 * (draws > 4_095)  # cells in the far tail
    middle = np.abs(ranks) < 1.5
    assert np.abs(ranks - units.score[units.of_draw])[middle].max() < 0.0135
    assert np.bincount(units.of_draw).tolist() == units.weights.tolist()
    assert np.bincount(units.of_draw, x) == close(units.weights * units.mean)
    if draws == 10_000:
        assert 300 < units.count < 390


@pytest.mark.parametrize("draws", [1_001, 8_001])
def test_a_unit_never_reaches_over_a_gap(draws):
    """Of the draws 54.4 % lie below it: a rank in the middle of a unit."""
    low = int(0.544 * draws)
    for gap, parted in ((0.027, True), (0.023, False)):
        half = (1 - gap) / 2
        values = np.concatenate([np.linspace(0, half, low), np.linspace(half + gap, 1, draws - low)])
        units = units_of(values)
        below, above = units.of_draw[:low].max(), units.of_draw[low:].min()
        assert bool(below < above) is parted, gap


def test_b_splines_at_and_between_knots():
    """A cubic B-spline is 1/6, 4/6 and 1/6 at knots; 1/48, 23/48, 23/48 and 1/48 half way between them."""
    found = bsplines(np.array([10.0, 12.0, 13.0]), 10.0, 14.0, 2)
    assert found.shape == (3, 5)
    assert found[0].tolist() == close([1 / 6, 4 / 6, 1 / 6, 0, 0])
    assert found[1].tolist() == close([0, 1 / 6, 4 / 6, 1 / 6, 0])
    assert found[2].tolist() == close([0, 1 / 48, 23 / 48, 23 / 48, 1 / 48])


@pytest.mark.parametrize(("values", "functions"), [(12, 12), (13, 9), (90, 23)])
def test_how_many_functions_an_input_has(values, functions):
    """As many as units up to 12; beyond, as many as B-splines on half as many stretches, 20 at most."""
    ordered = ordered_functions(units_of(np.repeat(np.arange(float(values)), 5)))
    assert ordered.table.shape == (values, functions)
    assert np.count_nonzero(ordered.roughness) == (0 if values == 12 else functions - 2)


def test_the_first_functions_are_the_constant_and_the_line_in_normal_scores():
    units = units_of(np.random.default_rng(3).gamma(2.0, size=2_000))
    ordered = ordered_functions(units)
    assert ordered.table[:, 0] == close(np.full(units.count, 1 / math.sqrt(2_000)))
    away = units.score - np.average(units.score, weights=units.weights)
    assert ordered.table[:, 1] == close(away / math.sqrt(units.weights @ away**2))
    gram = ordered.table.T @ (units.weights[:, None] * ordered.table)
    assert np.diag(gram) == close(np.ones(len(gram)), abs=1e-3)
    few = ordered_functions(units_of(np.repeat([1.0, 2.0, 9.0], [2, 5, 3])))
    assert few.table.T @ (np.array([2.0, 5, 3])[:, None] * few.table) == close(np.eye(3), abs=1e-12)
    assert np.ptp(few.table[:, 0]) == close(0, abs=1e-12)
    assert few.roughness.tolist() == [0, 0, 0]


def test_roughness_is_that_of_second_differences():
    """Of f = B c it is c'D'Dc over f'Wf: the largest over all f is the largest eigenvalue, and the sum their trace."""
    units = units_of(np.random.default_rng(4).standard_normal(3_000))
    ordered = ordered_functions(units)
    first, last = units.place[0], units.place[-1]
    basis = bsplines((units.place + 0.5) * 0.02, first * 0.02, (last + 1) * 0.02, 20)
    coefficients = np.linalg.lstsq(basis, ordered.table, rcond=None)[0]
    rough = (np.diff(coefficients, n=2, axis=0) ** 2).sum(axis=0)
    assert rough[2:15] == close(ordered.roughness[2:15], rel=1e-3)
