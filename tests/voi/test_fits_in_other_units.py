"""Which smoother is used; a fit does not depend on units, and bends no more than the draws ask for."""

import math

import numpy as np
import pytest

from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_choice import expected_outcomes
from sbs_econ.equations.regression_single import fit_single

close = pytest.approx


def fitted(x, y, **options):
    return expected_outcomes([Regressor.of(one) for one in x], Outcomes.of(y[:, None]), **options)


def of(shape, draws=3_000):
    rng = np.random.default_rng(1)
    x, noise = rng.standard_normal((3, draws)), rng.standard_normal(draws)
    return x, {"line": x[0], "curve": np.sin(2 * x[0]), "product": x[0] * x[1], "noise": 0 * x[0]}[shape] + noise


@pytest.mark.parametrize("shape", ["line", "curve", "product", "noise"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_pence_and_millions_give_the_same_fit(shape, count):
    x, y = of(shape)
    plain = fitted(x[:count], y)
    for inputs, outcome in ((1e-7, 1.0), (1e7, 1.0), (1.0, 1e-6), (1.0, 1e6)):
        other = fitted(inputs * x[:count], outcome * y)
        assert other.method == plain.method
        assert other.edf == close(plain.edf, rel=1e-4)
        assert other.fitted == close(outcome * plain.fitted, rel=1e-4, abs=1e-4 * outcome)
        assert other.explained == close(plain.explained, rel=1e-4, abs=1e-9)
        assert other.residual_variance == close(outcome**2 * plain.residual_variance, rel=1e-4)
        if plain.interactions is not None:
            assert other.interactions.explained == close(plain.interactions.explained, rel=1e-4, abs=1e-9)
            assert other.interactions.p_value == close(plain.interactions.p_value, rel=1e-2, abs=1e-9)
        if plain.left_over is not None:
            assert (other.left_over, other.left_over_share) == close((plain.left_over, plain.left_over_share), rel=1e-4)


@pytest.mark.parametrize(("bend", "least", "most"), [(0.05, 3.0, 5.0), (0.2, 5.0, 7.2), (1.0, 8.0, 16.0)])
def test_a_curve_bends_as_far_as_draws_show(bend, least, most):
    """A parabola of a twentieth of the noise's SD, of a fifth, and as large: the surer, the more closely followed."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal(6_000)
    y = (bend * (x * x - 1) + rng.standard_normal(6_000))[:, None]
    assert least < fit_single(Regressor.of(x), Outcomes.of(y)).edf[0] < most


@pytest.mark.parametrize(
    ("count", "options", "method"),
    [
        (1, {}, "spline"),
        (2, {}, "tensor spline"),
        (2, {"additive": True}, "additive splines"),
        (2, {"guided": True}, "terms guided by the model"),
        (3, {}, "terms"),
        (5, {}, "terms"),
        (10, {}, "screened terms"),
        (11, {}, "screened terms"),
        (11, {"additive": True}, "additive splines"),
    ],
)
def test_which_smoother_is_used(count, options, method):
    draws = 9_600
    rng = np.random.default_rng(8)
    x = rng.standard_normal((count, draws))
    y = x.sum(axis=0) + 0.1 * rng.standard_normal(draws)
    guides = [Regressor.of(x.sum(axis=0))] if options.pop("guided", False) else []
    inputs = [Regressor.of(v) for v in x] + [Regressor.of(np.ones(draws))]
    fit = expected_outcomes(inputs, Outcomes.of(y[:, None]), guides, **options)
    assert fit.method == method
    if method == "screened terms":  # of 10 inputs all pairs and triples, of 11 only those that residuals point to
        assert fit.terms == 10 + 80 + 45 + 90 + 120 + 45 if count == 10 else 99 <= fit.terms < 130
    if count > 2 or options or guides:
        assert fit.held_out is not None
        assert 0 < fit.left_over_share < 0.01
        assert fit.left_over < 1.5


def test_what_is_left_over_is_the_strongest_product_of_leads():
    """An additive fit to x z leaves it all: t is about the root of n times its share."""
    rng = np.random.default_rng(9)
    x = np.sign(rng.standard_normal((3, 4_000)))
    outcomes = Outcomes.of((x[0] * x[1] + 0.01 * rng.standard_normal(4_000))[:, None])
    fit = expected_outcomes([Regressor.of(v) for v in x], outcomes, additive=True)
    limit = math.sqrt(2 * math.log(3)) + 0.5
    assert fit.left_over == close(math.sqrt(4_000) / limit, rel=1e-2)
    assert fit.left_over_share == close(1.0, abs=0.01)
    assert fit.left_over_share <= 1.0
    assert expected_outcomes([Regressor.of(v) for v in x], outcomes).left_over < 1.5
