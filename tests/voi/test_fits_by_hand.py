"""Regressions where the answer is known: cell means, straight lines, one shrunken term, F tests."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from sbs_econ.equations.regression import (
    CONSTANT,
    Outcomes,
    Regressor,
    constant_fit,
    cross_validation,
    share_explained,
)
from sbs_econ.equations.regression_choice import expected_outcomes
from sbs_econ.equations.regression_group import fit_terms, interactions_from
from sbs_econ.equations.regression_pair import fit_pair
from sbs_econ.equations.regression_single import fit_single
from sbs_econ.equations.regression_terms import block

close = pytest.approx


def outcomes_of(*columns):
    return Outcomes.of(np.stack([np.asarray(c, dtype=float) for c in columns], axis=1))


def regressor(values):
    return Regressor.of(np.asarray(values, dtype=float))


# --- what all fits share ---------------------------------------------------------------------------------------------


def test_outcomes_are_centred_once():
    outcomes = outcomes_of([1, 2, 6], [0, 0, 3])
    assert outcomes.draws == 3
    assert outcomes.means.tolist() == [3, 1]
    assert outcomes.centred.tolist() == [[-2, -1], [-1, -1], [3, 2]]
    assert outcomes.squares.tolist() == [14, 6]


def test_cross_validation_charges_1_4_for_a_degree_of_freedom():
    assert cross_validation(np.array([50.0, -1e-9]), np.array([10.0, 10.0]), 100).tolist() == close([5_000 / 86**2, 0])
    assert cross_validation(np.array([1.0]), [80.0], 100)[0] > 1e15  # no draws are left over


def test_share_explained_is_none_where_there_is_nothing_to_explain():
    assert share_explained(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist() == [0.75, 0.0]
    assert share_explained(np.array([0.25]), np.array([0.5])).tolist() == [0.5]


def test_the_fit_of_a_constant_is_the_mean():
    outcomes = outcomes_of([1, 2, 6], [0, 0, 3])
    for fit in (constant_fit(outcomes), expected_outcomes([regressor([4, 4, 4])], outcomes)):
        assert (fit.method, fit.terms) == (CONSTANT, 1)
        assert fit.fitted.tolist() == [[3, 1]] * 3
        assert (fit.edf.tolist(), fit.explained.tolist(), fit.weights.tolist()) == ([1, 1], [0, 0], [3])
        assert fit.residual_variance.tolist() == [7, 3]
        assert fit.at_draws(np.array([5.0])).tolist() == [5, 5, 5]
        assert fit.again(np.array([[2.0, 9.0]])).tolist() == [[2, 9]]
    assert constant_fit(outcomes_of([4.0])).residual_variance.tolist() == [0]


# --- one input -------------------------------------------------------------------------------------------------------


def test_few_values_get_the_analysis_of_variance():
    """Three groups of 20: between 2,000 of 2,000 + 60 in all, 57 degrees of freedom within."""
    x = np.repeat([0.0, 1.0, 5.0], 20)
    noise = np.tile([-1.0, 1.0], 30)
    y = np.array([0.0, 10.0, -10.0])[np.repeat([0, 1, 2], 20)] + noise
    fit = fit_single(regressor(x), outcomes_of(y, noise))
    assert (fit.method, fit.terms, fit.held_out, fit.interactions) == ("means of groups", 1, None, None)
    assert fit.levels[:, 0] == close([0, 10, -10])
    assert fit.edf == close([3, 1])  # noise alone: the mean
    assert fit.explained == close([4_000 / 4_060, 0])
    assert fit.residual_variance == close([60 / 57, 60 / 59])
    assert fit.levels[:, 1] == close(np.zeros(3), abs=1e-12)
    other = np.array([[3.0, 1.0], [1.0, 1.0], [2.0, 4.0]])
    assert fit.again(other)[:, 0] == close([3, 1, 2])  # as the first outcome was: kept whole
    assert fit.again(other)[:, 1] == close([2, 2, 2])  # as the second was: its mean


def test_a_straight_line_is_least_squares():
    rng = np.random.default_rng(5)
    x, noise = rng.random(4_000), rng.standard_normal(4_000)
    y = 3 + 10 * x + noise
    fit = fit_single(regressor(x), outcomes_of(y))
    slope, intercept, r, *_ = stats.linregress(x, y)
    assert fit.edf.tolist() == [2.0]
    assert fit.fitted[:, 0] == close(intercept + slope * x, abs=0.1)
    assert fit.explained[0] == close(r**2, rel=1e-3)
    assert fit.residual_variance[0] == close(((y - intercept - slope * x) ** 2).sum() / 3_998, rel=2e-3)
    straight = fit.levels[:, 0]
    assert fit.again(fit.levels)[:, 0] == close(straight, abs=1e-9)  # a line stays


def test_a_curve_is_followed_and_smoothed_again_alike():
    rng = np.random.default_rng(6)
    x = rng.standard_normal(5_000)
    y = np.sin(2 * x) + 0.3 * rng.standard_normal(5_000)
    outcomes = outcomes_of(y)
    one = regressor(x)
    fit = fit_single(one, outcomes)
    assert fit.method == "spline"
    assert 6 < fit.edf[0] < 20
    assert np.sqrt(np.mean((fit.fitted[:, 0] - np.sin(2 * x)) ** 2)) < 0.03
    assert fit.residual_variance[0] == close(0.09, rel=0.06)
    left = ((y - fit.fitted[:, 0]) ** 2).sum()
    assert fit.residual_variance[0] * (5_000 - fit.edf[0]) == close(left, rel=1e-3)
    assert fit.explained[0] == close(1 - left / outcomes.squares[0], rel=1e-4)
    means = one.units.sums(outcomes.columns) / one.units.weights[:, None]
    assert fit.again(means) == close(fit.levels, abs=1e-9)


# --- two inputs ------------------------------------------------------------------------------------------------------


def crossed(each=25):
    """A balanced design of two inputs with two and three values: x, z, and noise orthogonal to all of it."""
    x, z = np.repeat([0.0, 1.0], 3 * each), np.tile(np.repeat([0.0, 1.0, 2.0], each), 2)
    noise = np.random.default_rng(7).standard_normal((6, each))
    return x, z, (noise - noise.mean(axis=1, keepdims=True)).ravel()


def test_two_inputs_of_few_values_get_the_two_way_analysis_of_variance():
    x, z, noise = crossed()
    y = 1 + 2 * x - z + 0.8 * x * (z == 2) + noise
    outcomes = outcomes_of(y)
    fit = fit_pair(regressor(x), regressor(z), outcomes)
    cells = np.array([[y[(x == a) & (z == b)].mean() for b in (0, 1, 2)] for a in (0, 1)])
    assert (fit.method, fit.terms) == ("tensor spline", 6)
    assert fit.fitted[:, 0] == close(cells[x.astype(int), z.astype(int)], abs=1e-7)
    assert fit.edf == close([6])
    within = (noise**2).sum()
    assert fit.residual_variance == close([within / 144])
    assert fit.explained == close([1 - within / outcomes.squares[0]])
    left = cells - cells.mean(axis=0) - cells.mean(axis=1, keepdims=True) + cells.mean()
    between = 25 * (left**2).sum()
    f = between / 2 / (within / 144)
    assert fit.interactions.p_value == close(stats.f.sf(f, 2, 143), rel=1e-6)
    assert fit.interactions.explained == close((between - 2 * within / 144) / outcomes.squares[0])
    again = fit.again(outcomes.columns)
    assert again == close(fit.levels)


def test_two_inputs_of_which_one_is_constant_are_one():
    x, _, noise = crossed()
    outcomes = outcomes_of(x + noise)
    alone = fit_single(regressor(x), outcomes)
    for pair in ((x, np.ones(150)), (np.ones(150), x)):
        fit = fit_pair(regressor(pair[0]), regressor(pair[1]), outcomes)
        assert fit.fitted == close(alone.fitted)
        assert fit.method == alone.method


def test_a_smooth_surface_is_followed():
    """x z^2 - x is neither additive nor a product of straight lines; noise half as large as it."""
    rng = np.random.default_rng(8)
    x, z, noise = rng.standard_normal((3, 6_000))
    truth = x * (z * z - 1)
    outcomes = outcomes_of(truth + noise, noise)
    fit = fit_pair(regressor(x), regressor(z), outcomes)
    inside = (np.abs(x) < 2) & (np.abs(z) < 2)
    assert np.sqrt(np.mean((fit.fitted[inside, 0] - truth[inside]) ** 2)) < 0.12
    left = ((outcomes.columns[:, 0] - fit.fitted[:, 0]) ** 2).sum()
    assert fit.residual_variance[0] * (6_000 - fit.edf[0]) == close(left, rel=1e-3)
    assert fit.explained[0] == close(1 - left / outcomes.squares[0], rel=1e-3)
    assert fit.interactions.p_value < 1e-100
    assert fit.again(outcomes.columns) == close(fit.levels, abs=1e-8)
    assert fit.edf[1] < 12  # of noise little is kept
    assert fit.terms == 81


@pytest.mark.parametrize(("draws", "functions"), [(40, 2), (108, 3), (599, 7), (972, 9), (5_000, 9)])
def test_how_many_products_two_inputs_get(draws, functions):
    """The square of min(9, sqrt(n / 12)) functions, 2 at the least."""
    x, z, y = np.random.default_rng(draws).standard_normal((3, draws))
    assert fit_pair(regressor(x), regressor(z), outcomes_of(y)).terms == functions**2


def test_a_surface_bends_one_way_only_where_that_is_so():
    """A function of the first input alone, however wiggly, leaves the second with next to nothing."""
    rng = np.random.default_rng(9)
    x, z, noise = rng.standard_normal((3, 6_000))
    y = np.sin(3 * x) + 0.5 * noise
    for pair in ((x, z), (z, x)):
        fit = fit_pair(regressor(pair[0]), regressor(pair[1]), outcomes_of(y))
        assert np.sqrt(np.mean((fit.fitted[:, 0] - np.sin(3 * x)) ** 2)) < 0.2
        assert fit.edf[0] < 45


# --- terms -----------------------------------------------------------------------------------------------------------


def one_term(draws=400, slope=0.3):
    rng = np.random.default_rng(10)
    x = rng.standard_normal(draws)
    x = 3 + (x - x.mean()) / x.std()
    return x, 2 + slope * x + rng.standard_normal(draws)


def kept_of(x, y):
    """The share of a least-squares slope that Stein shrinkage of one term keeps, by its definition."""
    slope, intercept, *_ = stats.linregress(x, y)
    explained = slope**2 * ((x - x.mean()) ** 2).sum()
    left = ((y - intercept - slope * x) ** 2).sum() / (len(x) - 2)
    return max(0.0, 1 - (1 + math.sqrt(2)) * left / explained), slope


def test_one_term_is_least_squares_kept_as_far_as_it_exceeds_noise():
    x, y = one_term()
    outcomes = outcomes_of(y)
    fit = fit_terms([block("lines", [(0,)], 1)], x[:, None], outcomes, "terms")
    kept, slope = kept_of(x, y)
    assert 0.5 < kept < 0.98
    assert fit.fitted[:, 0] == close(y.mean() + kept * slope * (x - 3), rel=1e-6)
    assert fit.edf == close([1 + kept], rel=1e-6)
    left = ((y - fit.fitted[:, 0]) ** 2).sum()
    assert fit.explained == close([1 - left / outcomes.squares[0]], rel=1e-6)
    assert fit.residual_variance == close([left / (400 - 1 - kept)], rel=1e-6)
    assert (fit.method, fit.terms, fit.interactions) == ("terms", 1, None)
    other = np.random.default_rng(11).standard_normal((400, 1))
    expected = other.mean() + kept * ((x - 3) @ other / 400) * (x - 3)[:, None].T
    assert fit.again(other) == close(expected.T, rel=1e-6, abs=1e-9)


def test_held_out_draws_are_predicted_from_the_other_seven_eighths():
    x, y = one_term(draws=403)
    fit = fit_terms([block("lines", [(0,)], 1)], x[:, None], outcomes_of(y), "terms")
    ends = [403 * k // 8 for k in range(9)]
    for low, high in pairwise(ends):
        here = np.arange(low, high)
        rest_x, rest_y = np.delete(x, here), np.delete(y, here)
        kept, slope = kept_of(rest_x, rest_y)
        expected = rest_y.mean() + kept * slope * (x[here] - rest_x.mean())
        assert fit.held_out[here, 0] == close(expected, rel=1e-6)


def test_terms_of_noise_vanish_and_blocks_stand_or_fall_alone():
    x, y = one_term(slope=1.0)
    rng = np.random.default_rng(12)
    noise = rng.standard_normal((400, 3))
    table = np.column_stack([x, noise])
    fit = fit_terms([block("lines", [(0,)], 1), block("curves", [(1,), (2,), (3,)], 1)], table, outcomes_of(y), "t")
    residual = y - np.polyval(np.polyfit(x, y, 1), x)
    own = np.linalg.lstsq(np.column_stack([np.ones(400), table]), y, rcond=None)
    left = own[1][0] / (400 - 5)
    power = (residual**2).sum() - own[1][0]
    assert power < (3 + math.sqrt(6)) * left  # by this seed: less than noise would show
    explained = ((y - y.mean()) ** 2).sum() - (residual**2).sum()
    kept = 1 - (1 + math.sqrt(2)) * left / explained
    assert fit.edf == close([1 + kept], rel=1e-6)


def test_a_term_that_is_constant_or_a_copy_carries_nothing():
    x, y = one_term()
    alone = fit_terms([block("lines", [(0,)], 1)], x[:, None], outcomes_of(y), "t")
    table = np.column_stack([x, np.ones(400), np.zeros(400)])
    more = fit_terms([block("lines", [(0,)], 1), block("curves", [(1,), (2,)], 1)], table, outcomes_of(y), "t")
    assert more.fitted == close(alone.fitted, rel=1e-2)
    assert more.edf == close(alone.edf, rel=1e-2)


def test_products_are_put_to_an_f_test():
    outcomes = outcomes_of(np.tile([-1.0, 1.0], 52), np.zeros(104))
    found = interactions_from(np.array([50.0, 0.0]), 2, np.array([1.0, 0.0]), outcomes, 3)
    assert found.p_value == close(stats.f.sf(25, 2, 100))
    assert found.explained == close(48 / 104)
    none = interactions_from(np.array([1.0, 0.0]), 2, np.array([1.0, 1.0]), outcomes, 3)
    assert none.explained == 0.0
    assert none.p_value == close(stats.f.sf(0.5, 2, 100))


def test_the_products_of_terms_are_those_that_are_tested():
    rng = np.random.default_rng(13)
    x, z, noise = rng.standard_normal((3, 500))
    y = x + 0.2 * x * z + noise
    blocks = [block("lines", [(0,), (1,)], 1), block("pairs", [(0, 1)], 2)]
    fit = fit_terms(blocks, np.column_stack([x, z]), outcomes_of(y), "t")

    def left(*columns):
        return np.linalg.lstsq(np.column_stack([np.ones(500), *columns]), y, rcond=None)[1][0]

    without, whole = left(x, z), left(x, z, x * z)
    noise_left, total = whole / (500 - 4), ((y - y.mean()) ** 2).sum()
    lines, pair = 1 - (2 + 2) * noise_left / (total - without), 1 - (1 + math.sqrt(2)) * noise_left / (without - whole)
    assert 0.5 < pair < lines < 1
    assert fit.edf == close([1 + 2 * lines + pair], rel=1e-5)
    assert fit.interactions.p_value == close(stats.f.sf((without - whole) / noise_left, 1, 496), rel=1e-5)
    assert fit.interactions.explained == close((without - whole - noise_left) / total, rel=1e-5)
