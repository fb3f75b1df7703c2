"""Every family against scipy and against identities that hold in both tails."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betainc, gammaincc, log_ndtr, ndtr

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Infeasible,
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    TruncatedNormal,
    Uniform,
    ZeroInflated,
)
from sbs_econ.equations.family import Family

Function = Callable[[Array], Array]
INF = math.inf
BODY = np.linspace(-5, 5, 101)
WIDE = np.linspace(-8, 8, 321)

SCIPY: list[tuple[Distribution, Any]] = [
    (Normal(3.0, 2.0), stats.norm(3, 2)),
    (Lognormal(1.0, 0.5), stats.lognorm(0.5, scale=math.e)),
    (Lognormal(-2.0, 1.5), stats.lognorm(1.5, scale=math.exp(-2))),
    (Gamma(0.05, 3.0), stats.gamma(0.05, scale=3)),
    (Gamma(1.0, 2.0), stats.gamma(1, scale=2)),
    (Gamma(100.0, 0.45), stats.gamma(100, scale=0.45)),
    (Gamma(2e5, 1e-3), stats.gamma(2e5, scale=1e-3)),
    (Beta(2.0, 5.0), stats.beta(2, 5)),
    (Beta(0.3, 8.0), stats.beta(0.3, 8)),
    (Beta(40.0, 3.0), stats.beta(40, 3)),
    (Uniform(-1.0, 4.0), stats.uniform(-1, 5)),
    (Triangular(1.0, 2.0, 5.0), stats.triang(0.25, 1, 4)),
    (Triangular(0.0, 0.0, 1.0), stats.triang(0, 0, 1)),
    (Pert(1.0, 2.0, 5.0), stats.beta(2, 4, 1, 4)),
    (TruncatedNormal(0.0, 1.0, 0.0, INF), stats.truncnorm(0, INF)),
    (TruncatedNormal(1.0, 2.0, -3.0, INF), stats.truncnorm(-2, INF, 1, 2)),
    (TruncatedNormal(50.0, 10.0, 0.0, 100.0), stats.truncnorm(-5, 5, 50, 10)),
    (TruncatedNormal(0.0, 1.0, 1.0, 1.1), stats.truncnorm(1, 1.1)),
]
OTHERS: list[Distribution] = [
    ZeroInflated(0.4, Gamma(2.0, 3.0)),
    ZeroInflated(0.9, Lognormal(1.0, 0.3)),
    Empirical((1.0, 2.0, 2.0, 5.0)),
    Empirical((-1.0, 0.0, 4.0), (1.0, 2.0, 7.0)),
    Point(3.0),
]
FAMILIES = [family for family, _ in SCIPY] + OTHERS


def named(value: object) -> str | None:
    """A test's name from a family; from anything else (a function, say) none, for its text holds an address."""
    return str(value) if isinstance(value, Family) else None


@pytest.mark.parametrize(("family", "reference"), SCIPY, ids=named)
def test_mean_sd_and_quantile_against_scipy(family: Distribution, reference: Any) -> None:
    assert family.mean == pytest.approx(reference.mean(), rel=1e-12)
    assert family.sd == pytest.approx(reference.std(), rel=1e-9)
    expected = np.where(BODY < 0, reference.ppf(ndtr(BODY)), reference.isf(ndtr(-BODY)))
    np.testing.assert_allclose(family.quantile(BODY), expected, rtol=1e-9, atol=1e-9 * family.sd)


@pytest.mark.parametrize(
    ("family", "log_lower", "log_upper"),
    [
        (
            Lognormal(1.0, 0.5),
            lambda x: log_ndtr((np.log(x) - 1) / 0.5),
            lambda x: log_ndtr((1 - np.log(x)) / 0.5),
        ),
        (Gamma(1.0, 2.0), lambda x: np.log(-np.expm1(-x / 2)), lambda x: -x / 2),
        (Gamma(3.0, 1.0), None, lambda x: np.log(gammaincc(3, x))),
        (Beta(1.0, 4.0), lambda x: np.log(-np.expm1(4 * np.log1p(-x))), None),
        (Beta(2.0, 5.0), lambda x: np.log(betainc(2, 5, x)), None),
        (Triangular(1.0, 2.0, 5.0), lambda x: np.log((x - 1) ** 2 / 4), lambda x: np.log((5 - x) ** 2 / 12)),
        (TruncatedNormal(0.0, 1.0, 0.0, INF), None, lambda x: log_ndtr(-x) + math.log(2)),
        (TruncatedNormal(-10.0, 1.0, 0.0, INF), None, lambda x: log_ndtr(-x - 10) - log_ndtr(-10.0)),
    ],
    ids=named,
)
def test_both_tails_to_eight_sd(
    family: Distribution,
    log_lower: Callable[[Array], Array] | None,
    log_upper: Callable[[Array], Array] | None,
) -> None:
    """The probability beyond the quantile is that of the score, to its own relative accuracy."""
    tail = np.linspace(2, 8, 61)
    slack = 1e-7 if isinstance(family, Triangular) else 1e-11  # a triangle's end rounds in x itself
    if log_lower is not None:
        np.testing.assert_allclose(log_lower(family.quantile(-tail)), log_ndtr(-tail), rtol=slack)
    if log_upper is not None:
        np.testing.assert_allclose(log_upper(family.quantile(tail)), log_ndtr(-tail), rtol=slack)


def test_beta_upper_tail_is_the_lower_tail_of_its_mirror() -> None:
    tail = np.linspace(0, 8, 81)
    np.testing.assert_allclose(1 - Beta(8, 0.7).quantile(tail), Beta(0.7, 8).quantile(-tail), atol=2e-16)


def test_beta_where_scipy_gives_up() -> None:
    """Near z = 8.3 and an argument of about 1 scipy 1.17 returns no number."""
    far = np.linspace(8.2, 8.35, 400)
    for alpha in (1.03, 1.0366, 1.04):
        tail = Beta(alpha, 10**-0.5).quantile(-far)
        assert np.diff(np.log(tail)).max() < 0
        np.testing.assert_allclose(np.diff(np.log(tail), 2), 0, atol=1e-5)
        np.testing.assert_allclose(Beta(10**-0.5, alpha).quantile(far), 1 - tail, atol=1e-16)


def test_gamma_of_large_shape_joins_the_exact_inverse() -> None:
    below, above = Gamma(1e5, 1.0), Gamma(math.nextafter(1e5, INF), 1.0)
    np.testing.assert_allclose(above.quantile(WIDE), below.quantile(WIDE), rtol=1e-13)
    shape = 1e9
    back = 1 / (9 * shape)  # Wilson and Hilferty (1931)
    cube = shape * (1 - back + WIDE * math.sqrt(back)) ** 3
    np.testing.assert_allclose(Gamma(shape, 1.0).quantile(WIDE), cube, rtol=1e-9)


def test_truncated_normal_far_from_its_location() -> None:
    """Beyond 40 standard deviations the excess is nearly exponential, with no underflow."""
    far = TruncatedNormal(-40.0, 1.0, 0.0, INF)
    mills = 1 / 40 - 1 / 40**3 + 3 / 40**5
    assert far.mean == pytest.approx(1 / mills - 40, rel=1e-5)
    assert far.sd == pytest.approx(1 / 40, rel=2e-3)
    mirrored = TruncatedNormal(40.0, 1.0, -INF, 0.0)
    assert mirrored.mean == pytest.approx(-far.mean, rel=1e-12)
    np.testing.assert_allclose(mirrored.quantile(-BODY), -far.quantile(BODY), atol=1e-14)


def test_truncated_normal_in_a_sliver_is_nearly_uniform() -> None:
    sliver = TruncatedNormal(0.5, 10.0, 0.0, 1e-4)
    assert sliver.mean == pytest.approx(5e-5, rel=1e-6)
    assert sliver.sd == pytest.approx(1e-4 / math.sqrt(12), rel=1e-9)


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_quantile_rises_within_the_support(family: Distribution) -> None:
    values = family.quantile(np.linspace(-9, 9, 2001))
    low, high = family.support
    assert values.min() >= low
    assert values.max() <= high
    assert np.diff(values).min() >= -1e-15 * (abs(family.mean) + family.sd)


@pytest.mark.parametrize("family", [f for f in FAMILIES if not isinstance(f, Empirical)], ids=str)
def test_mean_and_sd_are_those_of_the_quantile(family: Distribution) -> None:
    z, step = np.linspace(-9, 9, 360_001, retstep=True)
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * step
    values = family.quantile(z)
    mean = float((values * density).sum())
    sd = math.sqrt(float(((values - mean) ** 2 * density).sum()))
    slack = 1e-4 if isinstance(family, ZeroInflated) else 1e-8
    assert mean == pytest.approx(family.mean, rel=slack, abs=slack * family.sd)
    assert sd == pytest.approx(family.sd, rel=slack, abs=1e-12)


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_shape_of_scores_is_kept_and_interval_is_two_quantiles(family: Distribution) -> None:
    z = np.array([[-1.0, 0.0], [0.5, 2.0], [3.0, -4.0]])
    np.testing.assert_array_equal(family.quantile(z).reshape(-1), family.quantile(z.reshape(-1)))
    score = stats.norm.isf(0.05)
    assert family.interval(0.9) == pytest.approx(tuple(family.quantile(np.array([-score, score]))))
    with pytest.raises(Infeasible, match=r"0 < level < 1 is needed, but level = 95: write 0.95 for a 95 %"):
        family.interval(95)


def test_an_interval_is_one_of_95_per_cent() -> None:
    assert Normal(10.0, 2.0).interval() == pytest.approx((10 - 2 * 1.959963985, 10 + 2 * 1.959963985))


def test_zero_inflated_at_the_jump() -> None:
    family = ZeroInflated(0.4, Gamma(2.0, 3.0))
    jump = family.jump
    z = np.array([-8.0, math.nextafter(jump, -INF), jump, math.nextafter(jump, INF), jump + 1e-9, 9.0])
    values = family.quantile(z)
    assert (values[:3] == 0).all()
    assert (values[3:] > 0).all()
    share = stats.norm.pdf(jump) * 1e-9 / 0.6
    assert values[4] == pytest.approx(float(stats.gamma(2, scale=3).ppf(share)), rel=1e-6)


@pytest.mark.parametrize("probability", [1e-6, 0.3, 0.5, 0.97, 1 - 1e-6])
def test_zero_inflated_scores_of_the_positive_part(probability: float) -> None:
    """In both tails: Phi(z) = p + (1 - p) Phi(score)."""
    family = ZeroInflated(probability, Gamma(2.0, 3.0))
    above = np.concatenate([10.0 ** np.linspace(-12, -1, 30), np.linspace(0.11, 8 - family.jump, 50)])
    score = family.positive_score(above)
    upper = ndtr(-score) * (1 - probability)
    np.testing.assert_allclose(upper, ndtr(-(family.jump + above)), rtol=1e-9)
    near = above < 1e-3
    expected = stats.norm.pdf(family.jump) * above[near] * (1 - family.jump * above[near] / 2)
    np.testing.assert_allclose(ndtr(score[near]) * (1 - probability), expected, rtol=2e-5)
    assert np.diff(score).min() > 0


def test_empirical_steps_at_its_cumulative_shares() -> None:
    family = Empirical((1.0, 2.0, 5.0), (1.0, 2.0, 1.0))
    assert family.mean == 2.5
    assert family.sd == pytest.approx(1.5)
    first = stats.norm.ppf(0.25)
    z = np.array([-9.0, first - 1e-9, first + 1e-9, 0.0, -first - 1e-9, -first + 1e-9, 9.0])
    assert family.quantile(z).tolist() == [1, 1, 2, 2, 2, 5, 5]
    assert family.breaks().tolist() == pytest.approx([first, -first])
    assert Empirical((7.0,)).quantile(z).tolist() == [7.0] * 7


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Normal(1, 0), "normal: sd is 0: a point mass is written by leaving `distribution` out"),
        (
            lambda: Normal(1, -2),
            "normal: sd > 0 is needed, but sd = -2: write it without the minus sign",
        ),
        (lambda: Lognormal(0, INF), "sdlog = inf: it is too large to compute with"),
        (lambda: Lognormal(0, 40), "lognormal: meanlog = 0, sdlog = 40 is too wide to compute"),
        (lambda: Gamma(0, 1), "gamma: shape > 0 is needed, but shape = 0"),
        (lambda: Beta(1, -1), "beta: beta > 0 is needed, but beta = -1"),
        (lambda: Uniform(2, 2), "uniform: lower < upper is needed, but lower = 2 and upper = 2: swap them"),
        (
            lambda: Triangular(0, 3, 2),
            "lower <= mode <= upper is needed, but they are 0, 3 and 2",
        ),
        (lambda: Pert(0, -1, 2), "pert: lower <= mode <= upper is needed, but they are 0, -1 and 2"),
        (lambda: TruncatedNormal(0, 1, 3, 1), "truncated_normal: lower < upper is needed"),
        (lambda: ZeroInflated(1.5, Gamma(1, 1)), "0 < probability_zero < 1 is needed, but it is 1.5"),
        (
            lambda: ZeroInflated(0.5, Normal(1, 1)),
            "positive >= 0 is needed, but it reaches down to -inf",
        ),
        (lambda: ZeroInflated(0.5, ZeroInflated(0.5, Gamma(1, 1))), "the positive part has zeros of its own"),
        (lambda: Empirical(()), "empirical: at least one value is needed"),
        (lambda: Empirical((1, 2), (1,)), "empirical: 2 values but 1 weights: give one weight each"),
        (lambda: Empirical((1, 2), (1, -1)), "empirical: weights > 0 are needed, but one is -1"),
    ],
)
def test_arguments_that_cannot_be_are_refused(make: Callable[[], Distribution], message: str) -> None:
    with pytest.raises(Infeasible) as error:
        make()
    assert message in str(error.value)


def test_unsorted_values_are_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="must be sorted"):
        Empirical((2.0, 1.0))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([Gamma, Beta]),
    st.floats(0.1, 200),
    st.floats(0.1, 200),
    st.lists(st.floats(-8, 8), min_size=2, max_size=30),
)
def test_quantiles_are_monotone_in_the_support(kind: Any, first: float, second: float, scores: list[float]) -> None:
    family: Distribution = kind(first, second)
    values = family.quantile(np.sort(np.array(scores)))
    assert (np.diff(values) >= -1e-13 * values[1:]).all()  # rounding where the tails meet
    assert family.support[0] <= values.min() <= values.max() <= family.support[1]


def test_means_need_neither_numpy_nor_scipy() -> None:
    code = (
        "import sys; from sbs_econ.equations.distributions import TruncatedNormal;"
        "from sbs_econ.equations.statements import beta_from_counts, gamma_from_moments;"
        "gamma_from_moments(45, 4.5).mean, beta_from_counts(3, 9).mean, TruncatedNormal(1, 1, 0, 9).mean;"
        "sys.exit(sorted({'numpy', 'scipy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
