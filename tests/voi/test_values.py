"""Standard errors, bounds and ties of values of information."""

import numpy as np
import pytest

from sbs_econ.analysis.information import Learned, Question, partial_information, reconciled
from sbs_econ.analysis.information_decision import Decision, Population, Stacked
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_source import Table
from sbs_econ.equations.dominance import Status, rank
from sbs_econ.equations.expected_value import Value, mean_error, perfect_information, unit_normal_loss
from sbs_econ.equations.net_benefit import best_on_average, gains_over_best, standing
from sbs_econ.equations.sampling import LatinHypercube, ScrambledSobol
from tests.voi.closed_forms import normal_loss, sum_of_normals
from tests.voi.helpers import against_nothing, worth


def learned(names, value, se=1.0):
    return Learned(Group(tuple(names)), Value(max(value, 0.0), se, value), "terms", 1_000)


def question(inputs, benefits, groups=()):
    stacked = Stacked.of([Decision(tuple(f"o{i}" for i in range(benefits.shape[1])), benefits)], "mc")
    singles = tuple(Group((name,)) for name in inputs)
    return Question(stacked, Table(inputs), singles, tuple(Group(tuple(g)) for g in groups))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_standard_error_is_the_spread_over_samples(count):
    found = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((3, 2_000))
        gain = 100 + 300 * np.sin(1.5 * x[0]) + 200 * x[1] * x[2] + 600 * rng.standard_normal(2_000)
        found.append(worth(x[:count], against_nothing(gain)))
    values, errors = (np.array([getattr(v, name) for v in found]) for name in ("value", "se"))
    assert 0.8 < errors.mean() / values.std() < 1.25
    assert np.mean(np.abs(values - values.mean()) < 1.96 * errors) > 0.88


def test_the_standard_error_of_perfect_information():
    values = []
    for seed in range(200):
        gain = 50 + 100 * np.random.default_rng(seed).standard_normal(1_000)
        values.append(perfect_information(gains_over_best(against_nothing(gain))[1]))
    spread = np.std([v.value for v in values])
    assert np.mean([v.se for v in values]) == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_errors_of_samples_that_are_spread_out_are_between_their_units(sampler):
    means, errors = [], []
    for seed in range(40):
        source = LatinHypercube(seed) if sampler == "lhs" else ScrambledSobol(seed, ["x", "y"])
        draws = source.scores("x", 0, 4_096) + source.scores("y", 0, 4_096)
        means.append(draws.mean())
        errors.append(mean_error(draws, sampler))
    assert np.mean(errors) < 0.3 * mean_error(draws, "mc")
    assert 0.4 < np.mean(errors) / np.std(means) < 2.5


def test_a_toss_up_is_not_mistaken_for_a_value():
    flagged = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        flagged.append(worth([rng.standard_normal(2_000)], against_nothing(rng.standard_normal(2_000))))
    assert np.mean([value.zero_within_error for value in flagged]) > 0.95
    assert all(value.se > 0 for value in flagged)


def test_values_are_within_their_bounds():
    inputs, benefits = sum_of_normals(10_000)
    names = [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"], ["d", "e"], ["c", "e"], list(inputs)]
    found = partial_information(question(inputs, benefits, names))[0]
    evpi = perfect_information(gains_over_best(benefits)[1]).value
    by_names = {one.group.names: one.value.value for one in found}
    assert all(0 <= value <= evpi for value in by_names.values())
    for group, value in by_names.items():
        for part, less in by_names.items():
            if set(part) <= set(group):
                assert value >= less


def test_a_group_is_raised_to_its_part_and_the_raw_value_kept():
    one, both = reconciled([learned("a", 10.0, 2.0), learned("ab", 8.0)], perfect=20.0)
    assert (one.value.value, both.value.value) == (10.0, 10.0)
    assert (both.value.raw, both.value.se) == (8.0, 2.0)
    assert both.held == "raised to that of a"
    assert one.held is None


def test_values_are_cut_at_perfect_information_and_at_zero():
    high, low = reconciled([learned("a", 30.0), learned("b", -1.0)], perfect=20.0)
    assert (high.value.value, high.held) == (20.0, "cut at the value of perfect information")
    assert (low.value.value, low.held) == (0.0, "negative in the regression: set to zero")
    assert (high.value.raw, low.value.raw) == (30.0, -1.0)


def test_groups_are_held_against_parts_whatever_their_order():
    found = reconciled([learned("abc", 1.0), learned("a", 5.0), learned("ab", 3.0)], perfect=9.0)
    assert [one.value.value for one in found] == [5.0, 5.0, 5.0]


def test_the_first_option_wins_a_tie():
    same = np.repeat(np.random.default_rng(1).standard_normal((500, 1)), 3, axis=1)
    where = standing(same)
    assert best_on_average(same) == 0
    assert where.probability_best == (1.0, 0.0, 0.0)
    assert where.expected_loss == (0.0, 0.0, 0.0)
    assert where.tied
    assert perfect_information(gains_over_best(same)[1]).value == 0.0


def test_options_in_another_order_are_worth_the_same():
    inputs, benefits = sum_of_normals(5_000)
    for names in (["a"], ["a", "b"]):
        forth = worth([inputs[n] for n in names], benefits)
        back = worth([inputs[n] for n in names], benefits[:, ::-1])
        assert back.value == pytest.approx(forth.value, rel=1e-9)


def test_a_shift_of_all_options_changes_nothing():
    inputs, benefits = sum_of_normals(5_000)
    shifted = benefits + 1e4 * np.random.default_rng(1).standard_normal((5_000, 1))
    assert worth([inputs["a"]], shifted).value == pytest.approx(worth([inputs["a"]], benefits).value, rel=1e-8)


def test_three_options():
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((2, 10_000))
    benefits = np.stack([np.zeros(10_000), a + rng.standard_normal(10_000), b - 0.1], axis=1)
    value = worth([a, b], benefits)
    truth = np.maximum(0, np.maximum(a, b - 0.1)).mean() - max(0, a.mean(), b.mean() - 0.1)
    assert abs(value.value - truth) < 4 * value.se
    only = worth([b], benefits)
    assert abs(only.value - normal_loss(-0.1, 1)) < 4 * only.se


def test_expected_loss_of_the_best_is_perfect_information():
    benefits = np.random.default_rng(4).standard_normal((1_000, 4))
    where = standing(benefits)
    evpi = perfect_information(gains_over_best(benefits)[1])
    assert where.expected_loss[where.best] == pytest.approx(evpi.value)
    assert sum(where.probability_best) == pytest.approx(1.0)


def test_normal_loss_against_quadrature():
    draws = 3.0 + 2.0 * np.random.default_rng(5).standard_normal(2_000_000)
    assert unit_normal_loss(3.0, 2.0) == pytest.approx(np.maximum(0, draws).mean() - 3.0, abs=5e-3)


def test_a_population_of_years():
    population = Population(100, 5, 0.035, 1)
    assert population.size() == pytest.approx(100 * sum(1.035**-t for t in range(5)))
    assert population.size(delayed=True) == pytest.approx(100 * sum(1.035**-t for t in range(1, 5)))
    everyone = Population(1_000, 5, 0.0, 1, in_all=True)
    assert (everyone.size(), everyone.size(delayed=True)) == (1_000, 800)


def test_dominance_in_a_worked_example():
    costs = [0, 6_000, 8_000, 12_000, 20_000, 22_000]
    effects = [0.0, 0.2, 0.15, 0.8, 1.0, 0.9]
    found = rank(costs, effects)
    assert [r.status for r in found] == [
        Status.FRONTIER, Status.EXTENDED, Status.DOMINATED, Status.FRONTIER, Status.FRONTIER, Status.DOMINATED,
    ]  # fmt: skip
    assert [r.icer for r in found] == [None, None, None, pytest.approx(15_000), pytest.approx(40_000), None]
    assert found[4].against == 3


@pytest.mark.parametrize(
    ("costs", "effects", "statuses"),
    [
        ([0, 0], [0, 0], ["frontier", "equal"]),
        ([10, 0], [0, 1], ["dominated", "frontier"]),
        ([0, 0], [1, 2], ["dominated", "frontier"]),
        ([0, 10, 20], [0, 1, 2], ["frontier", "frontier", "frontier"]),
        ([-5, 0], [-1, 0], ["frontier", "frontier"]),
    ],
)
def test_edges_of_dominance(costs, effects, statuses):
    found = rank(costs, effects)
    assert [r.status.value for r in found] == statuses
    assert all(r.icer is None or np.isfinite(r.icer) for r in found)
