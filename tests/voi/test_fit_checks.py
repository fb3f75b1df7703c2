"""Checks of a fit on residuals that are known: mean residuals by level, and when a fit is doubtful."""

import numpy as np
import pytest
from scipy import stats

from sbs_econ.equations.regression import Fit, Outcomes
from sbs_econ.equations.regression_checks import Checks, by_levels, checks_of

close = pytest.approx


def outcomes_of(*columns):
    return Outcomes.of(np.stack([np.asarray(c, dtype=float) for c in columns], axis=1))


def known_fit(levels, explained=0.0, **more):
    levels = np.asarray(levels, dtype=float)[:, None]
    return Fit(
        levels, None, np.ones(len(levels)), np.array([4.0]), np.array([explained]), np.ones(1), "known",
        again=lambda columns: columns, **more,
    )  # fmt: skip


def stepped(parts, shift):
    """Residuals of -1 and 1 in every level of 26 draws, and a shift in the first."""
    residuals = np.tile([-1.0, 1.0], 13 * parts)
    residuals[:26] += shift
    return residuals


@pytest.mark.parametrize(("parts", "shift"), [(3, 0.5), (20, 1.5), (20, 0.1)])
def test_mean_residuals_by_level_are_put_to_a_chi_squared_test(parts, shift):
    n = 26 * parts
    expected = np.arange(n) / 7
    found = by_levels(known_fit(expected), outcomes_of(expected + stepped(parts, shift)), 0)
    statistic = 26 * shift**2
    assert found == close((stats.chi2.sf(statistic, parts), max(statistic - parts, 0) / n))


def test_there_are_20_levels_at_most():
    residuals = np.tile([-1.0, 1.0], 520)
    residuals[:52] += 1.0
    found = by_levels(known_fit(np.arange(1_040)), outcomes_of(np.arange(1_040) + residuals), 0)
    assert found == close((stats.chi2.sf(52, 20), 32 / 1_040))


def test_levels_need_75_draws_something_expected_and_something_left():
    assert by_levels(known_fit(np.arange(74)), outcomes_of(np.tile([0.0, 1.0], 37)), 0) is None
    assert by_levels(known_fit(np.arange(75)), outcomes_of(np.arange(75) % 2), 0) is not None
    assert by_levels(known_fit(np.full(100, 3.0)), outcomes_of(np.arange(100)), 0) is None
    assert by_levels(known_fit(np.arange(100)), outcomes_of(np.arange(100)), 0) is None


def test_levels_without_any_spread_are_left_out():
    """Three levels of 26; nothing varies in the first, so that two are tested."""
    residuals = stepped(3, 0.0)
    residuals[:26] = 0.0
    residuals[26:52] += 0.5
    found = by_levels(known_fit(np.arange(78)), outcomes_of(np.arange(78) + residuals), 0)
    assert found == close((stats.chi2.sf(6.5, 2), 4.5 / 78))


def test_checks_are_the_worst_of_all_outcomes():
    n = 78
    expected = np.arange(n, dtype=float)
    columns = outcomes_of(expected + stepped(3, 0.5), expected + stepped(3, 0.2))
    fit = Fit(
        np.stack([expected, expected], axis=1), None, np.ones(n), np.array([4.0, 6.0]), np.array([0.6, 0.9]),
        np.ones(2), "known", again=lambda c: c, terms=9, left_over=1.5, left_over_share=0.1,
    )  # fmt: skip
    both = checks_of(fit, columns, [0, 1])
    assert (both.explained, both.edf, both.terms) == (0.9, 6.0, 9)
    assert both.levels_p_value == close(2 * stats.chi2.sf(26 * 0.25, 3))
    assert both.levels_missed == close(0.4 * (26 * 0.25 - 3) / n)
    assert both.products_missed == close(0.4 * 0.1)
    assert (both.interactions_explained, both.interactions_p_value, both.left_over) == (None, None, 1.5)
    assert checks_of(fit, columns, [1]).levels_p_value == close(stats.chi2.sf(26 * 0.04, 3))
    quiet = checks_of(fit, outcomes_of(expected + stepped(3, 0.0), expected + stepped(3, 0.0)), [0, 1])
    assert quiet.levels_p_value == 1.0
    assert quiet.levels_missed == 0.0
    none = checks_of(known_fit(np.ones(80)), outcomes_of(np.arange(80)), [0])
    assert (none.levels_p_value, none.levels_missed) == (None, 0.0)


@pytest.mark.parametrize(
    ("p_value", "missed", "left_over", "products", "doubtful"),
    [
        (0.0009, 0.006, None, 0.0, True),
        (0.0011, 0.006, None, 0.0, False),
        (0.0009, 0.004, None, 0.0, False),
        (None, 0.9, None, 0.9, False),
        (None, 0.0, 1.1, 0.006, True),
        (None, 0.0, 0.9, 0.006, False),
        (0.5, 0.0, 1.0, 0.006, False),
        (0.0009, 0.004, 1.1, 0.004, False),
    ],
)
def test_a_fit_is_doubtful_where_what_is_left_over_is_sure_and_matters(p_value, missed, left_over, products, doubtful):
    assert Checks(0.5, 3.0, 9, p_value, missed, None, None, left_over, products).doubtful is doubtful
