"""Expected outcomes given inputs: shapes are followed, products found, and checks notice what is missed."""

import numpy as np
import pytest

from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_checks import checks_of
from sbs_econ.equations.regression_choice import expected_outcomes
from sbs_econ.equations.regression_group import fit_terms, terms_of
from sbs_econ.equations.regression_splines import bsplines, ordered_functions
from sbs_econ.equations.regression_sums import Sums
from sbs_econ.equations.regression_terms import additive_blocks, columns_of, interaction_blocks
from sbs_econ.equations.regression_units import units_of
from sbs_econ.equations.regression_wide import screen_pairs
from tests.voi.helpers import against_nothing, known, worth

N = 10_000


def fitted(inputs, outcome, **options):
    outcomes = Outcomes.of(np.asarray(outcome, dtype=float).reshape(len(outcome), -1))
    fit = expected_outcomes([Regressor.of(np.asarray(x, dtype=float)) for x in inputs], outcomes, **options)
    return fit, outcomes


def error(fit, truth):
    """Root mean squared error of the fitted means, as a share of the SD of the truth."""
    return np.sqrt(np.mean((fit.fitted[:, 0] - truth) ** 2)) / np.std(truth)


SKEWED = {
    "normal": lambda rng: rng.standard_normal(N),
    "uniform": lambda rng: rng.random(N),
    "lognormal with a long tail": lambda rng: np.exp(1.5 * rng.standard_normal(N)),
    "beta against its end": lambda rng: rng.beta(0.3, 3, N),
    "zero inflated": lambda rng: np.where(rng.random(N) < 0.6, 0.0, rng.gamma(2, size=N)),
    "two far clusters": lambda rng: np.where(rng.random(N) < 0.5, -50, 50) + rng.standard_normal(N),
}


@pytest.mark.parametrize("kind", SKEWED)
@pytest.mark.parametrize("shape", ["line", "curve in ranks"])
def test_one_input_of_any_distribution(kind, shape):
    rng = np.random.default_rng(1)
    x = SKEWED[kind](rng)
    ranks = np.argsort(np.argsort(x)) / N
    truth = x if shape == "line" else np.where(x == 0, ranks[x == 0].mean() if (x == 0).any() else 0, ranks) ** 2
    fit, _ = fitted([x], truth + 0.5 * np.std(truth) * rng.standard_normal(N))
    assert error(fit, truth) < 0.06


def test_few_values_are_fitted_by_their_means():
    rng = np.random.default_rng(2)
    x = rng.integers(0, 4, N).astype(float)
    truth = np.array([1.0, -3.0, 2.0, 0.5])[x.astype(int)]
    outcome = truth + rng.standard_normal(N)
    fit, _ = fitted([x], outcome)
    assert fit.method == "means of groups"
    for value in range(4):
        assert fit.fitted[x == value, 0] == pytest.approx(outcome[x == value].mean(), abs=1e-9)


def test_a_constant_input_gives_the_mean():
    fit, _ = fitted([np.ones(N)], np.arange(N))
    assert fit.method == "constant"
    assert np.all(fit.fitted == np.arange(N).mean())


def test_an_irrelevant_input_leaves_little():
    rng = np.random.default_rng(3)
    fits = [fitted([rng.standard_normal(N)], rng.standard_normal(N))[0] for _ in range(40)]
    assert np.mean([fit.edf[0] == 1.0 for fit in fits]) > 0.6
    assert max(fit.explained[0] for fit in fits) < 0.003


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_products_are_found_that_an_additive_fit_misses(count):
    rng = np.random.default_rng(4)
    x = rng.standard_normal((count, N))
    truth = x[0] * x[1] + 0.3 * x[-1]
    outcome = truth + rng.standard_normal(N)
    whole, outcomes = fitted(x, outcome)
    additive, _ = fitted(x, outcome, additive=True)
    assert error(whole, truth) < 0.15
    assert error(additive, truth) > 0.9
    assert checks_of(additive, outcomes, [0]).doubtful
    assert not checks_of(whole, outcomes, [0]).doubtful
    assert whole.interactions.p_value < 1e-10
    assert whole.interactions.explained > 0.3


def test_no_products_are_claimed_where_there_are_none():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((4, N))
    fit, outcomes = fitted(x, x.sum(axis=0) + rng.standard_normal(N))
    assert fit.interactions.p_value > 0.001
    assert fit.interactions.explained < 0.01
    assert fit.edf[0] < 20
    assert not checks_of(fitted(x, x.sum(axis=0) + rng.standard_normal(N), additive=True)[0], outcomes, [0]).doubtful


def test_a_large_group_finds_the_products_that_residuals_point_to():
    rng = np.random.default_rng(6)
    x = rng.standard_normal((30, N))
    truth = x[3] * x[17] + 0.6 * x[8] * x[3] * x[17] + 0.5 * x[5]
    fit, outcomes = fitted(x, truth + rng.standard_normal(N))
    assert fit.method == "screened terms"
    assert error(fit, truth) < 0.25
    assert not checks_of(fit, outcomes, [0]).doubtful


def test_few_draws_get_few_terms():
    rng = np.random.default_rng(7)
    x = rng.standard_normal((10, 500))
    fit, _ = fitted(x, x[0] * x[1] + rng.standard_normal(500))
    assert fit.terms <= 500 // 12


def test_screening_names_the_pair():
    rng = np.random.default_rng(8)
    x = rng.standard_normal((N, 6))
    found = screen_pairs(x, (x[:, 1] * x[:, 4] + rng.standard_normal(N))[:, None])
    assert found.pairs[0] == (1, 4)
    quiet = screen_pairs(x, rng.standard_normal((N, 1)))
    assert quiet.pairs == ()


def test_sums_over_parts_of_the_draws_add_up():
    rng = np.random.default_rng(9)
    x = [Regressor.of(v) for v in rng.standard_normal((3, 2_000))]
    outcomes = Outcomes.of(rng.standard_normal((2_000, 2)))
    (columns,) = columns_of([(x, 3)], outcomes)
    blocks = [*additive_blocks(columns), *interaction_blocks(columns)]
    parts = terms_of(blocks, columns.table).sums(outcomes.centred)
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merge(part)
    made = np.concatenate([block for _, _, block in terms_of(blocks, columns.table).stretches()])
    assert whole.draws == 2_000
    assert np.allclose(whole.products, made.T @ made)
    assert np.allclose(whole.against, made.T @ outcomes.centred)
    without = whole.without(parts[0])
    assert np.allclose(without.merge(parts[0]).products, whole.products)
    assert isinstance(without, Sums)


def test_smoothing_again_is_what_was_done_to_the_outcomes():
    rng = np.random.default_rng(10)
    x = rng.standard_normal((3, 3_000))
    y = (x[0] * x[1] + x[2] + rng.standard_normal(3_000))[:, None]
    outcomes = Outcomes.of(y)
    inputs = [Regressor.of(v) for v in x]
    for given in (inputs[:2], inputs):
        fit = expected_outcomes(given, outcomes)
        assert np.allclose(fit.again(y), fit.levels, atol=1e-8)


def test_held_out_draws_are_predicted_by_others_alone():
    rng = np.random.default_rng(11)
    x = rng.standard_normal((3, 4_000))
    noise = rng.standard_normal(4_000)
    fit, _ = fitted(x, noise + 0.5 * x[0])
    changed = noise.copy()
    changed[:500] += 100.0
    other, _ = fitted(x, changed + 0.5 * x[0])
    assert np.allclose(fit.held_out[:500], other.held_out[:500])
    assert not np.allclose(fit.held_out[500:], other.held_out[500:])


def test_ordered_functions_are_orthonormal_and_ordered():
    rng = np.random.default_rng(12)
    for draws in (200, 5_000, 100_000):
        units = units_of(rng.gamma(2, size=draws))
        functions = ordered_functions(units)
        gram = functions.table.T @ (units.weights[:, None] * functions.table)
        assert np.allclose(gram, np.eye(len(gram)), atol=1e-3)
        assert np.all(np.diff(functions.roughness) >= 0)


def test_units_keep_equal_values_together_and_in_order():
    rng = np.random.default_rng(13)
    for values in (np.round(rng.standard_normal(9_000), 1), rng.standard_normal(9_000), np.exp(3 * rng.random(5_000))):
        units = units_of(values)
        assert units.weights.sum() == len(values)
        assert np.all(np.diff(units.mean) > 0)
        for unit in range(0, units.count, 7):
            inside = values[units.of_draw == unit]
            assert not np.isin(values[units.of_draw != unit], inside).any()


def test_b_splines_sum_to_one():
    at = np.linspace(-1, 2, 50)
    assert np.allclose(bsplines(at, -1, 2, 7).sum(axis=1), 1.0)


def test_a_guide_that_is_the_answer_makes_the_fit_exact():
    rng = np.random.default_rng(14)
    x = rng.standard_normal((12, N))
    truth = np.exp(0.3 * x.sum(axis=0))
    outcome = truth + 0.1 * rng.standard_normal(N)
    without, _ = fitted(x, outcome)
    guided, _ = fitted(x, outcome, guides=[Regressor.of(truth)])
    assert error(guided, truth) < 0.02 < error(without, truth)


@pytest.mark.parametrize("draws", [100, 300, 1_000])
def test_small_samples_give_an_answer(draws):
    rng = np.random.default_rng(draws)
    x = rng.standard_normal((12, draws))
    gain = against_nothing(x[0] + x[1] * x[2] + rng.standard_normal(draws))
    for count in (1, 2, 4, 12):
        value, fit, outcomes = known(x[:count], gain)
        assert np.isfinite(value.value)
        assert np.isfinite(value.se)
        assert checks_of(fit, outcomes, [0]).terms <= draws


def test_copies_of_an_input_change_nothing():
    rng = np.random.default_rng(15)
    x, y = rng.standard_normal((2, N))
    benefits = against_nothing(x + y + rng.standard_normal(N))
    one, copied = worth([x, y], benefits), worth([x, y, x.copy(), 2 * y], benefits)
    assert copied.value == pytest.approx(one.value, abs=3 * one.se)


def test_terms_that_are_constant_or_alike_are_borne():
    rng = np.random.default_rng(16)
    flags = rng.integers(0, 2, (3, N)).astype(float)
    x = [Regressor.of(v) for v in flags]
    outcomes = Outcomes.of((flags[0] * flags[1] + 0.1 * rng.standard_normal(N))[:, None])
    (columns,) = columns_of([(x, 3)], outcomes)
    fit = fit_terms([*additive_blocks(columns), *interaction_blocks(columns)], columns.table, outcomes, "terms")
    assert fit.explained[0] > 0.9
