"""Values of information against closed forms: within 4 standard errors at 10,000 draws, 0.5 % of EVPI at a million."""

import numpy as np
import pytest

from sbs_econ.equations.expected_value import perfect_information
from sbs_econ.equations.net_benefit import gains_over_best, net_benefit, people_discounted, standing
from tests.voi.closed_forms import (
    SDS,
    acceptability,
    beta_binomial_evsi,
    beta_evpi,
    exchange_option,
    exchangeable_evpi,
    gamma_poisson_evsi,
    normal_loss,
    sum_of_normals,
)
from tests.voi.helpers import against_nothing, worth

DRAWS = 10_000
MILLION = 1_000_000


def near(value, truth, scale=1.0):
    """Within 4 standard errors; a value too small to be seen in any draw counts as zero."""
    return abs(value.value - truth) <= 4 * value.se + 1e-5 * scale


def evpi(net_benefits):
    return perfect_information(gains_over_best(net_benefits)[1])


@pytest.mark.parametrize(
    ("mean", "sd"), [(0, 1), (500, 1000), (-500, 1000), (500, 1208.30459736), (2000, 500), (1, 1), (100, 10)]
)
def test_perfect_information_on_a_normal_gain(mean, sd):
    gain = mean + sd * np.random.default_rng(3).standard_normal(DRAWS)
    assert near(evpi(against_nothing(gain)), normal_loss(mean, sd), sd)


@pytest.mark.parametrize("options", [2, 3, 4, 5, 10])
def test_perfect_information_on_options_alike(options):
    draws = np.random.default_rng(options).standard_normal((DRAWS, options))
    assert near(evpi(draws), exchangeable_evpi(options))


@pytest.mark.parametrize("names", ["a", "b", "c", "d", "ab", "bc", "abc", "abcd"])
def test_inputs_that_add_up(names):
    inputs, benefits = sum_of_normals(DRAWS)
    truth = normal_loss(500, np.sqrt(sum(SDS[name] ** 2 for name in names)))
    assert near(worth([inputs[name] for name in names], benefits), truth, 1000.0)


def test_an_input_that_is_not_in_the_model_is_worth_nothing():
    inputs, benefits = sum_of_normals(DRAWS)
    value = worth([inputs["e"]], benefits)
    assert value.zero_within_error
    assert value.value < 0.001 * evpi(benefits).value


@pytest.mark.parametrize("wtp", [500.0, 2000.0])
def test_another_willingness_to_pay_scales_the_value(wtp):
    inputs, benefits = sum_of_normals(DRAWS)
    value = worth([inputs["a"]], benefits * (wtp / 1000.0))
    assert near(value, wtp / 1000.0 * normal_loss(500, 1000))


def test_correlated_inputs_tell_of_each_other():
    rng = np.random.default_rng(7)
    first, other = rng.standard_normal((2, DRAWS))
    one, two = 800 * first, 500 * (0.6 * first + 0.8 * other)
    benefits = against_nothing(300 + one + two)
    assert near(worth([one], benefits), normal_loss(300, 1100))
    assert near(worth([two], benefits), normal_loss(300, 980))
    assert near(worth([one, two], benefits), normal_loss(300, np.sqrt(1_370_000)))


@pytest.mark.parametrize("people", [1, 5, 20, 100, 1000, 1_000_000])
def test_a_study_of_a_normal_mean(people):
    rng = np.random.default_rng(people)
    theta = 1000 * rng.standard_normal(DRAWS)
    gain = 500 + theta + 678.2329983 * rng.standard_normal(DRAWS)
    mean = theta + 5000 / np.sqrt(people) * rng.standard_normal(DRAWS)
    truth = normal_loss(500, 1000**2 / np.sqrt(1000**2 + 5000**2 / people))
    assert near(worth([mean], against_nothing(gain)), truth, 1000.0)


@pytest.mark.parametrize(("a", "b", "cut", "scale"), [(3, 7, 0.35, 10_000), (12, 8, 0.55, 5_000)])
@pytest.mark.parametrize("people", [1, 10, 50, 200])
def test_a_study_that_counts_events_of_people(a, b, cut, scale, people):
    rng = np.random.default_rng(people)
    share = rng.beta(a, b, DRAWS)
    benefits = against_nothing(scale * (share - cut))
    seen = rng.binomial(people, share).astype(float)
    assert near(worth([seen], benefits), beta_binomial_evsi(a, b, cut, scale, people), scale)
    assert near(evpi(benefits), beta_evpi(a, b, cut, scale))


@pytest.mark.parametrize("exposure", [1, 5, 20])
def test_a_study_that_counts_events_over_time(exposure):
    rng = np.random.default_rng(exposure)
    rate = rng.gamma(4, 1 / 2, DRAWS)
    seen = rng.poisson(rate * exposure).astype(float)
    truth = gamma_poisson_evsi(4, 2, 2.2, 1000, exposure)
    assert near(worth([seen], against_nothing(1000 * (2.2 - rate))), truth, 1000.0)


def lognormal_factors(draws, seed=2):
    rng = np.random.default_rng(seed)
    spreads = np.array([0.25, 0.2, 0.3, 0.25, 0.2])
    factors = np.exp(spreads * rng.standard_normal((draws, 5)) - spreads**2 / 2)
    gain = 1100 * factors[:, :3].prod(axis=1) - 1000 * factors[:, 3:].prod(axis=1)
    return factors.T, gain + 600 * rng.standard_normal(draws)


@pytest.mark.parametrize(
    ("which", "log_sd"),
    [
        ((0, 1, 2, 3, 4), (0.25, 0.2, 0.3, 0.25, 0.2)),
        ((0,), (0.25,)),
        ((0, 1, 2), (0.25, 0.2, 0.3)),
        ((3, 4), (0.25, 0.2)),
    ],
)
def test_products_of_lognormal_factors(which, log_sd):
    factors, gain = lognormal_factors(DRAWS)
    truth = exchange_option(1100, 1000, np.sqrt(np.square(log_sd).sum()))
    assert near(worth(factors[list(which)], against_nothing(gain)), truth)


def test_a_curve_in_one_input():
    rng = np.random.default_rng(5)
    z = rng.standard_normal(DRAWS)
    gain = 100 + 300 * np.sin(1.5 * z) + 150 * (z**2 - 1) + 600 * rng.standard_normal(DRAWS)
    assert near(worth([z], against_nothing(gain)), 72.500455042881)


def test_five_inputs_that_add_up():
    rng = np.random.default_rng(6)
    z = rng.standard_normal((5, DRAWS))
    gain = 200 + np.array([400, 300, 250, 200, 150]) @ z + 600 * rng.standard_normal(DRAWS)
    assert near(worth(z, against_nothing(gain)), normal_loss(200, np.sqrt(400**2 + 300**2 + 250**2 + 200**2 + 150**2)))


def test_a_product_of_two_inputs_is_worth_what_neither_is():
    rng = np.random.default_rng(8)
    a, b = rng.standard_normal((2, DRAWS))
    benefits = against_nothing(a * b)
    both = worth([a, b], benefits)
    assert near(both, 1 / np.pi)
    assert both.value > 0.3
    for alone in (a, b):
        assert worth([alone], benefits).zero_within_error


def test_a_product_of_three_inputs():
    rng = np.random.default_rng(9)
    a, b, c = rng.standard_normal((3, DRAWS))
    benefits = against_nothing(400 * a * b * c + 600 * rng.standard_normal(DRAWS))
    truth = 400 * (2 / np.pi) ** 1.5 / 2
    assert near(worth([a, b, c], benefits), truth)


@pytest.mark.parametrize("wtp", [0, 10_000, 16_000, 20_000, 30_000, 50_000])
def test_the_acceptability_curve_of_a_bivariate_normal(wtp):
    rng = np.random.default_rng(11)
    first, other = rng.standard_normal((2, 100_000))
    effects = np.stack([np.zeros(100_000), 0.05 + 0.04 * first], axis=1)
    costs = np.stack([np.zeros(100_000), 800 + 600 * (0.3 * first + np.sqrt(0.91) * other)], axis=1)
    chance, mean, sd = acceptability(0.05, 0.04, 800, 600, 0.3, wtp)
    where = standing(net_benefit(costs, effects, wtp))
    assert abs(where.probability_best[1] - chance) <= 4 * where.probability_errors[1]
    assert abs(where.expected_loss[where.best] - normal_loss(mean, sd)) <= 4 * where.loss_errors[where.best]


def test_people_over_the_years():
    assert people_discounted(46_000, 10, 0.035) == pytest.approx(395953.579407936)
    late = people_discounted(46_000, 10, 0.035, delay=1)
    assert late == pytest.approx(395953.579407936 - 46_000)


def close_at_a_million(inputs, gain, truth):
    benefits = against_nothing(gain)
    return abs(worth([inputs], benefits).value - truth) < 0.005 * evpi(benefits).value


def test_a_million_draws_of_correlated_inputs():
    first, other = np.random.default_rng(17).standard_normal((2, MILLION))
    one, two = 800 * first, 500 * (0.6 * first + 0.8 * other)
    gain = 300 + one + two
    assert close_at_a_million(one, gain, normal_loss(300, 1100))
    assert close_at_a_million(two, gain, normal_loss(300, 980))


def test_a_million_draws_of_a_count_of_events():
    rng = np.random.default_rng(18)
    share = rng.beta(3, 7, MILLION)
    gain = 10_000 * (share - 0.35)
    for people in (10, 200):
        truth = beta_binomial_evsi(3, 7, 0.35, 10_000, people)
        assert close_at_a_million(rng.binomial(people, share).astype(float), gain, truth)


def test_a_million_draws_of_a_curve_and_of_a_lognormal():
    rng = np.random.default_rng(19)
    z, noise = rng.standard_normal((2, MILLION))
    curve = 100 + 300 * np.sin(1.5 * z) + 150 * (z**2 - 1)
    assert close_at_a_million(z, curve + 600 * noise, 72.500455042881)
    factor = np.exp(0.25 * z - 0.03125)
    assert close_at_a_million(factor, 1100 * factor - 1000 + 600 * noise, exchange_option(1100, 1000, 0.25))


def test_a_million_draws_come_within_half_a_per_cent_of_perfect_information():
    inputs, benefits = sum_of_normals(MILLION, seed=4)
    truth = normal_loss(500, np.sqrt(sum(sd**2 for sd in SDS.values())))
    assert abs(evpi(benefits).value - truth) < 0.005 * truth
    for name in "abcd":
        value = worth([inputs[name]], benefits).value
        assert abs(value - normal_loss(500, SDS[name])) < 0.005 * truth
    mean = inputs["a"] + 500 * np.random.default_rng(5).standard_normal(MILLION)
    study = normal_loss(500, 1000**2 / np.sqrt(1000**2 + 500**2))
    assert abs(worth([mean], benefits).value - study) < 0.005 * truth
