"""Net benefits, standings, values and their errors on a few draws, by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from sbs_econ.equations.dominance import Status, rank
from sbs_econ.equations.expected_value import Value, mean_error, perfect_information, unit_normal_loss, value_of_fit
from sbs_econ.equations.net_benefit import gains_over_best, net_benefit, people_discounted, standing
from sbs_econ.equations.regression import Fit

close = pytest.approx
FOUR = np.array([[0.0, 4.0, 1.0], [0.0, -2.0, 1.0], [0.0, 4.0, 5.0], [0.0, 2.0, -3.0]])
"""Four draws of three options; means 0, 2 and 1."""


def test_a_net_benefit_is_what_an_effect_is_worth_less_its_cost():
    assert net_benefit(np.array([[100.0, -50.0]]), np.array([[0.01, 0.02]]), 20_000.0).tolist() == [[100.0, 450.0]]


def test_gains_are_over_the_best_on_average_and_the_others_in_their_order():
    best, gains = gains_over_best(FOUR)
    assert best == 1
    assert gains.tolist() == [[-4, -3], [2, 3], [-4, 1], [-2, -5]]


def test_where_options_stand():
    where = standing(FOUR)
    assert (where.best, where.means) == (1, (0.0, 2.0, 1.0))
    assert where.probability_best == (0.0, 0.5, 0.5)
    assert where.frontier == 0.5
    assert where.expected_loss == (3.0, 1.0, 2.0)  # of 4, 1, 5 and 2 in the best option of each draw
    assert where.margin == 1.0
    assert where.mean_errors == close((0.0, math.sqrt(6) / 2, math.sqrt(8) / 2))
    assert where.probability_errors == close((0.0, 0.25, 0.25))
    assert where.loss_errors == close((math.sqrt(2.5) / 2, math.sqrt(1.5) / 2, math.sqrt(4.5) / 2))
    assert where.margin_error == close(math.sqrt(10) / 2)  # of 3, -3, -1 and 5 about 1


@pytest.mark.parametrize(("margin", "tied"), [(1.95, True), (1.97, False)])
def test_options_are_tied_within_1_96_errors(margin, tied):
    """Gains of margin - 1 and margin + 1 over nothing, 100 draws: a standard error of 0.1."""
    gain = margin / 10 + np.tile([-1.0, 1.0], 50)
    assert standing(np.stack([np.zeros(100), gain], axis=1)).tied is tied


def test_people_are_counted_at_the_factor_of_their_year():
    assert people_discounted(100, 3, 0.1) == close(100 + 100 / 1.1 + 100 / 1.21)
    assert people_discounted(100, 3, 0.1, delay=2) == close(100 / 1.21)


def test_perfect_information_on_a_few_draws():
    value = perfect_information(gains_over_best(FOUR)[1])
    assert (value.value, value.raw) == (1.0, 1.0)  # 0, 3, 1 and 0
    assert value.se == close(math.sqrt(1.5) / 2)
    assert perfect_information(np.empty((5, 0))).value == 0.0


def test_the_error_of_a_mean_by_its_sampler():
    assert mean_error(np.array([1.0, 3.0])) == close(1 / math.sqrt(2))
    replicates = np.arange(16.0) + np.zeros((4, 1))  # means 0 to 15, whose variance is 68 / 3
    assert mean_error(replicates.ravel(), "sobol") == close(math.sqrt(68 / 3 / 16))
    assert mean_error(np.arange(16.0), "sobol") == mean_error(np.arange(16.0))
    assert mean_error(np.arange(33.0), "sobol") == mean_error(np.arange(33.0))
    cubes = np.repeat([1.0, 3.0], 1_024)  # two means, 1 from theirs: sqrt(2 / 1 * (1/4 + 1/4))
    assert mean_error(cubes, "lhs") == close(1.0)
    assert mean_error(cubes[:-1], "lhs") == mean_error(cubes[:-1])
    cut = np.concatenate([cubes, np.full(512, 7.0)])  # weights 0.4, 0.4 and 0.2, a mean of 3
    assert mean_error(cut, "lhs") == close(math.sqrt(1.5 * (0.16 * 4 + 0.04 * 16)))


def test_values_are_cut_raised_and_multiplied():
    value = Value(5.0, 2.0, -1.0, 0.5)
    assert value.bounded(3.0) == Value(3.0, 2.0, -1.0, 0.5)
    assert Value(-5.0, 2.0, -5.0).bounded(3.0) == Value(0.0, 2.0, -5.0)
    assert value.raised(Value(6.0, 3.0, 6.0)) == Value(6.0, 3.0, -1.0, 0.5)
    assert value.raised(Value(6.0, 1.0, 6.0)) == Value(6.0, 2.0, -1.0, 0.5)
    assert value.raised(Value(5.0, 9.0, 5.0)) is value
    assert value.times(10.0) == Value(50.0, 20.0, -10.0, 0.5)
    assert [Value(v, 1.0, v).zero_within_error for v in (0.5, 1.95, 1.97)] == [True, True, False]


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 2.0), (1.0, 1.0), (-3.0, 2.0)])
def test_unit_normal_loss_is_the_integral(mean, sd):
    gain = stats.norm(mean, sd).expect(lambda x: max(x, 0.0), lb=0, ub=40)
    assert float(unit_normal_loss(mean, sd)) == close(gain - max(0.0, mean), rel=1e-6)


def fit_of(levels, of_draw=None, held_out=None, noise=0.0, edf=1.0):
    """A fit that knows these levels, and smooths other columns by their means over each unit."""
    levels = np.asarray(levels, dtype=float)
    units = None if of_draw is None else np.asarray(of_draw)
    weights = np.ones(len(levels)) if units is None else np.bincount(units).astype(float)
    width = levels.shape[1]
    return Fit(
        levels, units, weights, np.full(width, edf), np.zeros(width), np.full(width, noise), "known",
        again=lambda columns: columns, held_out=held_out,
    )  # fmt: skip


def test_the_value_of_a_fit_on_units():
    """Two units, of one and three draws, in which the gain is expected to be 4 and -2."""
    gains = np.array([[4.0], [-3.0], [-1.0], [-2.0]])
    value = value_of_fit(fit_of([[4.0], [-2.0]], [0, 1, 1, 1]), gains, [0])
    assert (value.value, value.raw) == (1.0, 1.0)
    influence = np.array([4.0, 0, 0, 0])  # what is expected where it is taken, and there the draw's own difference: 0
    assert value.se == close(influence.std() / 2 * math.sqrt(4 / 3))
    assert value.gap == 0.0
    other = value_of_fit(fit_of([[2.0], [-2.0]], [0, 1, 1, 1]), gains, [0])
    assert other.raw == 0.5
    assert other.gap == close(-0.5 / (math.sqrt(0.75) / 2))  # -2, 0, 0 and 0: the draws gain more than expected
    assert other.se == close(math.sqrt(3) / 2 * math.sqrt(4 / 3))  # 2 + (4 - 2) in the first


def test_the_value_of_a_fit_by_draws_held_out():
    """What the draws gain where other draws say so: 4 of the first, -1 of the second, 6 of the last."""
    gains = np.array([[4.0, 0.0], [0.0, -1.0], [-3.0, -3.0], [9.0, 6.0]])
    held_out = np.array([[1.0, 0.0], [1.0, 2.0], [-1.0, 0.0], [2.0, 3.0]])
    value = value_of_fit(fit_of(np.zeros((4, 2)), held_out=held_out, edf=2.0), gains, [0, 1])
    assert value.raw == close(9 / 4)
    taken = np.array([4.0, -1, 0, 6])
    assert value.se == close(taken.std() / 2 * math.sqrt(4 / 2))
    assert value.gap == close(-9 / 4 / (taken.std() / 2))


def test_noise_alone_opens_a_value_where_options_are_tied():
    """Residual variance 8 on 4 draws and 2 degrees of freedom at the least: a spread of 2 in the gain."""
    even = value_of_fit(fit_of(np.zeros((4, 1)), noise=8.0), np.zeros((4, 1)), [0])
    assert even.se == close(2 / math.sqrt(2 * math.pi))
    apart = value_of_fit(fit_of([[-2.0, -9.0]] * 4, noise=8.0), np.zeros((4, 2)), [0, 1])
    assert apart.se == close(2 * (math.exp(-0.5) / math.sqrt(2 * math.pi) - stats.norm.sf(1)))
    two = value_of_fit(fit_of([[5.0, 3.0]] * 4, noise=8.0), np.array([[5.0, 3.0]] * 4), [0, 1])
    assert two.se == close(apart.se)  # the best two are 2 apart whatever is below them
    more = value_of_fit(fit_of(np.zeros((4, 1)), noise=8.0, edf=3.0), np.zeros((4, 1)), [0])
    assert more.se == close(math.sqrt(6) / math.sqrt(2 * math.pi))


def test_only_the_columns_of_the_decision_count():
    gains = np.array([[100.0, 1.0], [100.0, -3.0]])
    value = value_of_fit(fit_of([[100.0, 1.0], [100.0, -3.0]]), gains, [1])
    assert (value.raw, value.se) == (0.5, close(0.5 / math.sqrt(2) * math.sqrt(2)))


def test_dominance_where_one_of_cost_and_effect_is_equal():
    found = rank([5.0, 5.0, 9.0, 9.0], [1.0, 2.0, 2.0, 5.0])
    assert [r.status for r in found] == [Status.DOMINATED, Status.FRONTIER, Status.DOMINATED, Status.FRONTIER]
    assert (found[3].against, found[3].extra_cost, found[3].extra_effect, found[3].icer) == (1, 4.0, 3.0, close(4 / 3))


@pytest.mark.parametrize(("dearest", "middle"), [(16.0, "frontier"), (14.0, "extendedly_dominated")])
def test_extended_dominance_away_from_nothing(dearest, middle):
    """From 5 for 1: 5 more for the next unit of effect, then 6 or 4 more."""
    assert [r.status.value for r in rank([5.0, 10.0, dearest], [1.0, 2.0, 3.0])] == ["frontier", middle, "frontier"]


@pytest.mark.parametrize(
    ("middle", "dearest", "status"), [(9.0, 17.0, "extendedly_dominated"), (6.0, 14.0, "frontier")]
)
def test_extended_dominance_in_steps_of_two(middle, dearest, status):
    """4.5 a unit and then 4 are extendedly dominated; 3 and then 4 are not."""
    assert rank([0.0, middle, dearest], [0.0, 2.0, 4.0])[1].status.value == status


def test_extended_dominance_is_found_again_after_an_option_falls():
    """From 0: costs 10, 18 and 24 for effects 1, 2 and 4; the third makes the second fall, and then the first."""
    found = rank([0.0, 10.0, 18.0, 24.0], [0.0, 1.0, 2.0, 4.0])
    assert [r.status.value for r in found] == ["frontier", "extendedly_dominated", "extendedly_dominated", "frontier"]
    assert (found[3].against, found[3].icer) == (0, 6.0)


def test_an_option_like_one_before_it_is_equal_and_one_on_a_line_stays():
    found = rank([0.0, 10.0, 10.0, 20.0], [0.0, 1.0, 1.0, 2.0])
    assert [r.status.value for r in found] == ["frontier", "frontier", "equal", "frontier"]
    assert [r.icer for r in found] == [None, 10.0, None, 10.0]
