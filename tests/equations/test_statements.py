"""Every way of stating a distribution gives back what was stated; every infeasible one says why."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sbs_econ.equations import intervals, statements
from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Infeasible,
    Lognormal,
    Pert,
    Triangular,
    TruncatedNormal,
)

MOMENTS: list[Callable[..., Distribution]] = [
    statements.normal_from_moments,
    statements.lognormal_from_moments,
    statements.gamma_from_moments,
    statements.beta_from_moments,
    statements.uniform_from_moments,
]
INTERVALS: list[Callable[..., Distribution]] = [
    intervals.normal_from_interval,
    intervals.lognormal_from_interval,
    intervals.gamma_from_interval,
    intervals.beta_from_interval,
    intervals.uniform_from_interval,
]


@pytest.mark.parametrize("make", MOMENTS)
@given(mean=st.floats(0.01, 0.99), share=st.floats(0.01, 0.99))
@settings(max_examples=30, deadline=None)
def test_moments_are_reproduced(make: Callable[..., Distribution], mean: float, share: float) -> None:
    se = share * math.sqrt(mean * (1 - mean))
    distribution = make(mean, se)
    assert distribution.mean == pytest.approx(mean, rel=1e-10)
    assert distribution.sd == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize("make", INTERVALS)
@given(
    low=st.floats(0.001, 0.99),
    width=st.floats(0.002, 0.9),
    level=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]),
)
@settings(max_examples=30, deadline=None)
def test_interval_is_reproduced(make: Callable[..., Distribution], low: float, width: float, level: float) -> None:
    high = low + width
    assume(high < 0.9995)
    assert make((low, high), level).interval(level) == pytest.approx((low, high), rel=1e-9)


def test_interval_alone_against_scipy() -> None:
    gamma = intervals.gamma_from_interval((3.0, 8.0), 0.95)
    assert isinstance(gamma, Gamma)
    assert stats.gamma(gamma.shape, scale=gamma.scale).ppf([0.025, 0.975]) == pytest.approx([3, 8])
    beta = intervals.beta_from_interval((0.02, 0.25), 0.9)
    assert isinstance(beta, Beta)
    assert stats.beta(beta.alpha, beta.beta).ppf([0.05, 0.95]) == pytest.approx([0.02, 0.25])


@pytest.mark.parametrize("make", INTERVALS)
def test_a_mean_or_median_with_an_interval_is_kept(make: Callable[..., Distribution]) -> None:
    bare = make((0.2, 0.7), 0.95)
    median = float(bare.quantile(np.zeros(1))[0])
    assert make((0.2, 0.7), 0.95, median=median) == bare or make is intervals.gamma_from_interval
    with_mean = make((0.2, 0.7), 0.95, mean=bare.mean * 1.02)
    assert with_mean.mean == pytest.approx(bare.mean * 1.02, rel=1e-12)
    with_median = make((0.2, 0.7), 0.95, median=median * 1.02)
    moved = float(with_median.quantile(np.zeros(1))[0])
    assert moved == pytest.approx(median * (1 if make is intervals.beta_from_interval else 1.02), rel=1e-9)
    for name, stated in (("mean", 0.9), ("median", 0.1)):
        with pytest.raises(Infeasible, match=f"{name} inside the interval is needed, but {name} = {stated}"):
            make((0.2, 0.7), 0.95, **{name: stated})
    with pytest.raises(Infeasible, match=r"median = 0.69 and the interval is 0.2 to 0.7, which puts the median at"):
        make((0.2, 0.7), 0.95, median=0.69)
    with pytest.raises(Infeasible, match="mean and median both come with an interval: leave one"):
        make((0.2, 0.7), 0.95, median=0.4, mean=0.4)


@pytest.mark.parametrize(
    ("make", "interval", "at"),
    [
        (intervals.normal_from_interval, (0.0, 10.0), lambda off: 5 + 10 * off),
        (intervals.uniform_from_interval, (0.0, 10.0), lambda off: 5 + 10 * off),
        (intervals.lognormal_from_interval, (1.0, 16.0), lambda off: 4 * 16**off),
    ],
)
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_median_may_be_a_tenth_of_the_width_from_the_middle(
    make: Callable[..., Distribution], interval: tuple[float, float], at: Callable[[float], float], sign: int
) -> None:
    """On the log scale for a ratio: of 1 to 16, whose middle is 4."""
    near = make(interval, 0.95, median=at(sign * 0.0999))
    assert float(near.quantile(np.zeros(1))[0]) == pytest.approx(at(sign * 0.0999))
    with pytest.raises(Infeasible, match="which puts the median at"):
        make(interval, 0.95, median=at(sign * 0.1001))
    with pytest.raises(Infeasible, match="median inside the interval is needed"):
        make(interval, 0.95, median=interval[0])


def test_quartiles_are_an_interval_of_one_half() -> None:
    lognormal = intervals.lognormal_from_interval((2.0, 8.0), intervals.QUARTILES, median=4.0)
    assert isinstance(lognormal, Lognormal)
    assert lognormal.quantile(np.asarray(stats.norm.ppf([0.25, 0.5, 0.75]))) == pytest.approx([2, 4, 8])


def test_published_ratio_by_median_and_interval() -> None:
    """A ratio of 0.39 (0.11 to 1.38): the mean, 0.48, is what a model needs."""
    ratio = intervals.lognormal_from_interval((0.11, 1.38), 0.95, median=0.39)
    sdlog = math.log(1.38 / 0.11) / (2 * 1.959963984540054)
    assert isinstance(ratio, Lognormal)
    assert (ratio.meanlog, ratio.sdlog) == pytest.approx((math.log(0.39), sdlog))
    assert round(ratio.mean, 2) == 0.48


@pytest.mark.parametrize("make", [intervals.gamma_from_interval, intervals.beta_from_interval])
@pytest.mark.parametrize("interval", [(1e-6, 1e-4), (0.4999, 0.5001), (1e-4, 0.9999), (0.99, 0.9999)])
def test_extreme_intervals(make: Callable[..., Distribution], interval: tuple[float, float]) -> None:
    assert make(interval, 0.95).interval(0.95) == pytest.approx(interval, rel=1e-10)


def test_counts() -> None:
    assert statements.beta_from_counts(33, 93) == Beta(33, 60)
    assert statements.beta_from_counts(33, 93).mean == pytest.approx(33 / 93)
    assert statements.beta_from_counts(1, 2) == Beta(1, 1)
    assert statements.beta_from_counts(0.5, 1) == Beta(0.5, 0.5)  # of one, weighted


@given(lower=st.floats(-100, 100), width=st.floats(0.1, 100), place=st.floats(0.001, 0.999))
def test_a_mean_between_bounds(lower: float, width: float, place: float) -> None:
    upper = lower + width
    triangular_mean = lower + width * (1 + place) / 3
    triangular = statements.triangular_from_mean(triangular_mean, lower, upper)
    assert triangular.mean == pytest.approx(triangular_mean, rel=1e-9, abs=1e-9)
    assert isinstance(triangular, Triangular)
    assert triangular.mode == pytest.approx(lower + place * width, rel=1e-9, abs=1e-9)
    pert = statements.pert_from_mean(lower + width * (1 + 4 * place) / 6, lower, upper)
    assert isinstance(pert, Pert)
    assert pert.mode == pytest.approx(lower + place * width, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("make", [statements.triangular_from_mean, statements.pert_from_mean])
def test_a_mean_at_the_end_of_what_bounds_allow_may_be_off_by_rounding(make: Callable[..., Any]) -> None:
    """Between 100 and 103 a triangular has means from 101 to 102, a PERT from 100.5 to 102.5."""
    least, most = (101.0, 102.0) if make is statements.triangular_from_mean else (100.5, 102.5)
    assert make(least - 2e-12, 100.0, 103.0).mode == 100.0
    assert make(most + 2e-12, 100.0, 103.0).mode == 103.0
    for mean in (least - 1e-11, most + 1e-11):
        with pytest.raises(Infeasible, match="allow means from"):
            make(mean, 100.0, 103.0)


def test_truncated_normal_is_stated_before_the_cut() -> None:
    cut = statements.truncated_normal_from_moments(1.0, 2.0, lower=0.0)
    assert cut == TruncatedNormal(1.0, 2.0, 0.0, math.inf)
    assert cut.mean == pytest.approx(stats.truncnorm(-0.5, math.inf, 1, 2).mean())
    below = statements.truncated_normal_from_moments(1.0, 2.0, upper=0.0)
    assert below == TruncatedNormal(1.0, 2.0, -math.inf, 0.0)


def test_one_share_of_a_dirichlet() -> None:
    assert statements.dirichlet_share(0.25, 40) == Beta(10, 30)


def test_positive_part_of_a_zero_inflated_mean() -> None:
    assert statements.positive_mean(3.0, 0.4) == pytest.approx(5.0)


def test_empirical_values_are_sorted_with_their_weights() -> None:
    assert statements.empirical_from_values([3, 1, 2]) == Empirical((1, 2, 3))
    assert statements.empirical_from_values([3, 1, 2], [5, 0, 7]) == Empirical((2, 3), (7, 5))


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (
        statements.normal_from_moments,
        (1, 0),
        "normal: se is 0: a point mass is written by leaving `distribution`",
    ),
    (
        statements.normal_from_moments,
        (1, -1),
        "normal: se > 0 is needed, but se = -1: write it without the minus",
    ),
    (
        statements.gamma_from_moments,
        (-3, 1),
        "gamma: mean > 0 is needed, but mean = -3: use `normal` for a quantity",
    ),
    (statements.gamma_from_moments, (0, 1), "gamma: mean > 0 is needed, but mean = 0"),
    (statements.gamma_from_moments, (3, 0), "gamma: se is 0: a point mass"),
    (statements.gamma_from_moments, (1e200, 1e-200), "gamma: shape > 0 is needed, but shape = inf"),
    (statements.lognormal_from_moments, (-3, 1), "lognormal: mean > 0 is needed, but mean = -3"),
    (statements.lognormal_from_moments, (3, -1), "lognormal: se > 0 is needed, but se = -1"),
    (statements.lognormal_from_moments, (1e-200, 1e200), "lognormal: sdlog > 0 is needed, but sdlog = inf"),
    (
        statements.beta_from_moments,
        (1.2, 0.1),
        "beta: 0 < mean < 1 is needed, but mean = 1.2: write a proportion",
    ),
    (
        statements.beta_from_moments,
        (45, 1),
        "beta: 0 < mean < 1 is needed, but mean = 45: write a proportion",
    ),
    (statements.beta_from_moments, (0.2, 1e-200), "beta: alpha > 0 is needed, but alpha = inf"),
    (
        statements.beta_from_moments,
        (0.5, 0.6),
        "se^2 < mean (1 - mean) is needed, but 0.6^2 = 0.36 and 0.5 (1 - 0.5) = 0.25: give an se below 0.5",
    ),
    (
        statements.beta_from_counts,
        (0, 20),
        "0 < events < of is needed, but events = 0 and of = 20: state alpha and",
    ),
    (statements.beta_from_counts, (20, 20), "events = 20 and of = 20: state alpha and beta with a prior"),
    (statements.beta_from_counts, (0, 0), "events = 0 and of = 0: the events are among those counted"),
    (statements.beta_from_moments, (0.5, 0.5), "se^2 < mean (1 - mean) is needed"),
    (statements.beta_from_moments, (0, 0.1), "beta: 0 < mean < 1 is needed, but mean = 0"),
    (statements.beta_from_counts, (21, 20), "events = 21 and of = 20: the events are among those counted"),
    (statements.beta_from_counts, (-1, 20), "events = -1 and of = 20: the events are among those counted"),
    (statements.uniform_from_moments, (1, 0), "uniform: se is 0"),
    (
        statements.triangular_from_mean,
        (4.5, 1, 5),
        "triangular: bounds 1 and 5 allow means from 2.33333 to 3.66667, but mean = 4.5: widen the bounds",
    ),
    (
        statements.pert_from_mean,
        (1.1, 1, 5),
        "pert: bounds 1 and 5 allow means from 1.66667 to 4.33333, but mean = 1.1",
    ),
    (
        statements.pert_from_mean,
        (3, 5, 1),
        "pert: lower < upper is needed, but lower = 5 and upper = 1: swap them",
    ),
    (
        statements.truncated_normal_from_moments,
        (1, 2),
        "lower or upper is needed: without either it is `family: normal`",
    ),
    (statements.truncated_normal_from_moments, (1, 0, 0), "truncated_normal: se is 0"),
    (statements.dirichlet_share, (1.5, 10), "dirichlet: 0 < share < 1 is needed, but share = 1.5"),
    (statements.dirichlet_share, (0.5, 0), "dirichlet: concentration > 0 is needed, but concentration = 0"),
    (
        statements.positive_mean,
        (3, 1),
        "0 < probability_zero < 1 is needed, but it is 1: at 0 state the positive part",
    ),
    (statements.empirical_from_values, ([1, 2], [1]), "empirical: 2 values but 1 weights"),
    (statements.empirical_from_values, ([1, 2], [1, -1]), "empirical: weights > 0 are needed, but one is -1"),
    (statements.empirical_from_values, ([1, 2], [0, 0]), "empirical: at least one value is needed"),
    (
        intervals.lognormal_from_interval,
        ((0, 2), 0.95),
        "an interval above 0 is needed, but it is 0 to 2: give a bound",
    ),
    (
        intervals.gamma_from_interval,
        ((-1, 2), 0.95),
        "gamma: an interval above 0 is needed, but it is -1 to 2",
    ),
    (
        intervals.gamma_from_interval,
        ((1e-300, 1e300), 0.5),
        "gamma: no shape gives the interval 1e-300 to 1e+300",
    ),
    (intervals.lognormal_from_interval, ((1e-300, 1e300), 0.5), "too wide to compute"),
    (
        intervals.beta_from_interval,
        ((0.0, 0.5), 0.95),
        "0 < lower and upper < 1 are needed, but the interval is 0",
    ),
    (intervals.beta_from_interval, ((0.5, 1.0), 0.95), "0 < lower and upper < 1 are needed"),
    (intervals.gamma_from_interval, ((0, 2), 0.95), "gamma: an interval above 0 is needed, but it is 0 to 2"),
    (intervals.beta_from_interval, ((20, 40), 0.95), "the interval is 20 to 40: write proportions"),
]


@pytest.mark.parametrize(("make", "arguments", "message"), REFUSED)
def test_infeasible_statements_say_why(make: Callable[..., Any], arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(Infeasible) as error:
        make(*arguments)
    assert message in str(error.value)


@pytest.mark.parametrize("make", INTERVALS)
def test_infeasible_intervals_say_why(make: Callable[..., Distribution]) -> None:
    with pytest.raises(Infeasible, match=r"interval: lower < upper is needed, but lower = 0.7 and upper = 0.2: swap"):
        make((0.7, 0.2), 0.95)
    with pytest.raises(Infeasible, match="lower < upper is needed"):
        make((0.5, 0.5), 0.95)
    for level in (0, 1, 95, -0.5):
        with pytest.raises(Infeasible, match=f"0 < level < 1 is needed, but level = {level}: write 0.95"):
            make((0.2, 0.7), level)


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("0.48", 0.4839),
        ("0.48", 0.475),
        ("0.48", 0.485),
        ("45", 45.49),
        ("45", 44.5),
        ("45.", 45.5),
        ("1200", 1200.4),
        ("-0.3", -0.34),
        ("4.5e3", 4549.0),
        ("4.5E-3", 0.00454),
        ("5e2", 540.0),
        (" 0.1 ", 0.1 + 1e-17),
        ("0", 0.4),
        ("+2.0", 2.04),
        ("123456789.123456789", math.nextafter(123456789.123456789, 2e8)),  # more digits than a number has
    ],
)
def test_value_agrees_within_half_a_unit_of_its_last_digit(text: str, mean: float) -> None:
    assert statements.disagreement(text, mean) is None


@pytest.mark.parametrize(
    ("text", "mean", "better"),
    [
        ("0.39", 0.4839, "write 0.48,"),
        ("0.48", 0.4851, "write 0.49,"),
        ("45", 45.6, "write 46,"),
        ("4.5e3", 4551.0, "write 4551,"),
        ("0", 0.6, "write 1,"),
        ("0.0", 0.00001, None),
        ("1", 0.001, "write 0.001,"),
        ("1.00e1", 12.3456, "write 12.35,"),
        ("0.1234567890123456", 0.25, "write 0.25,"),
        ("-0.3", 0.3, "write 0.3,"),
    ],
)
def test_value_that_disagrees_is_told_the_mean(text: str, mean: float, better: str | None) -> None:
    message = statements.disagreement(text, mean)
    if better is None:
        assert message is None
        return
    assert message is not None
    assert f"value is {text} but the mean of the distribution is {mean:.6g}" in message
    assert better in message
    corrected = message.split("write ")[1].split(",")[0]
    assert statements.disagreement(corrected, mean) is None
