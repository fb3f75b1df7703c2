"""From an interval to a distribution: equal tails, an explicit level, with or without a mean or median.

Quartiles are an interval of level 0.5. Where a mean or a median comes with the interval, the spread is the
interval's and the place is the mean's or median's; they must agree within a tenth of the interval's width, on
the log scale for lognormal and gamma.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sbs_econ.equations.distributions import Beta, Distribution, Gamma, Infeasible, Lognormal, Normal, Uniform
from sbs_econ.equations.family import level_score, require, require_order
from sbs_econ.equations.statements import beta_from_moments

if TYPE_CHECKING:
    from collections.abc import Callable

QUARTILES = 0.5
"""The level of the interval between the quartiles."""
AGREEMENT = 0.1
"""How far a stated mean or median may be from the interval's own, as a share of the interval's width."""
FLOOR = 1e-300


def normal_from_interval(
    interval: tuple[float, float], level: float, mean: float | None = None, median: float | None = None
) -> Normal:
    """Return the normal with this interval, at the mean or median where one is given.

    >>> round(normal_from_interval((6.08, 13.92), 0.95).sd, 2)
    2.0
    """
    low, high = _ordered("normal", interval)
    sd = (high - low) / (2 * level_score(level))
    place = (low + high) / 2
    for name, stated in _stated("normal", mean, median):
        place = _agreed(("normal", name), stated, place, interval)
    return Normal(place, sd)


def lognormal_from_interval(
    interval: tuple[float, float], level: float, mean: float | None = None, median: float | None = None
) -> Lognormal:
    """Return the lognormal whose bounds have the interval's ratio, at the median or mean where one is given.

    A published ratio is stated like this, with its median; its mean is larger.

    >>> round(lognormal_from_interval((0.11, 1.38), 0.95, median=0.39).mean, 2)
    0.48
    """
    low, high = _positive("lognormal", interval)
    sdlog = (math.log(high) - math.log(low)) / (2 * level_score(level))
    result = Lognormal((math.log(low) + math.log(high)) / 2, sdlog)
    for name, stated in _stated("lognormal", mean, median):
        implied = result.mean if name == "mean" else math.exp(result.meanlog)
        place = _agreed(("lognormal", name), stated, implied, interval, logs=True)
        result = Lognormal(result.meanlog + math.log(place / implied), sdlog)
    return result


def uniform_from_interval(
    interval: tuple[float, float], level: float, mean: float | None = None, median: float | None = None
) -> Uniform:
    """Return the uniform with this interval, at the mean or median where one is given.

    >>> uniform_from_interval((2, 6), 0.5)
    Uniform(lower=0.0, upper=8.0)
    """
    low, high = _ordered("uniform", interval)
    level_score(level)
    place, half = (low + high) / 2, (high - low) / (2 * level)
    for name, stated in _stated("uniform", mean, median):
        place = _agreed(("uniform", name), stated, place, interval)
    return Uniform(place - half, place + half)


def gamma_from_interval(
    interval: tuple[float, float], level: float, mean: float | None = None, median: float | None = None
) -> Gamma:
    """Return the gamma whose bounds have the interval's ratio, at the median or mean where one is given.

    >>> low, high = gamma_from_interval((3.0, 8.0), 0.95).interval(0.95)
    >>> round(low, 9), round(high, 9)
    (3.0, 8.0)
    """
    _, high = _positive("gamma", interval)
    shape = _gamma_shape(interval, level)
    unit = Gamma(shape, 1.0)
    scale = high / unit.interval(level)[1]
    for name, stated in _stated("gamma", mean, median):
        relative = unit.mean if name == "mean" else _median(unit)
        scale = _agreed(("gamma", name), stated, scale * relative, interval, logs=True) / relative
    return Gamma(shape, scale)


def _gamma_shape(interval: tuple[float, float], level: float) -> float:
    """Shape of the gamma whose bounds have the interval's ratio: the nearer to 1, the larger the shape."""
    ratio, score = math.log(interval[1]) - math.log(interval[0]), level_score(level)
    message = f"gamma: no shape gives the interval {interval[0]:g} to {interval[1]:g}: state the mean and its se"

    def excess(log_shape: float) -> float:
        low, high = Gamma(math.exp(log_shape), 1.0).interval(level)
        return math.log(max(high, FLOOR) / max(low, FLOOR)) - ratio

    large, small = (2 * score / ratio) ** 2, math.log((1 + level) / (1 - level)) / ratio
    shape = math.exp(_root(excess, math.log(max(large, small)), message))
    require(Gamma(shape, 1.0).interval(level)[0] > FLOOR, message)
    return shape


def beta_from_interval(
    interval: tuple[float, float], level: float, mean: float | None = None, median: float | None = None
) -> Beta:
    """Return the beta with this interval; with a mean, the beta of that mean and the same spread.

    >>> low, high = beta_from_interval((0.2, 0.7), 0.95).interval(0.95)
    >>> round(low, 9), round(high, 9)
    (0.2, 0.7)
    """
    low, high = _ordered("beta", interval)
    shown = f"0 < lower and upper < 1 are needed, but the interval is {low:g} to {high:g}"
    require(low > 0 and high < 1, f"beta: {shown}: write proportions, and bounds short of 0 and 1")
    level_score(level)
    result = _beta_through(low, high, level)
    for name, stated in _stated("beta", mean, median):
        if name == "median":
            _agreed(("beta", "median"), stated, _median(result), interval)
        else:
            place = _agreed(("beta", "mean"), stated, result.mean, interval)
            result = beta_from_moments(place, result.sd)
    return result


def _beta_through(low: float, high: float, level: float) -> Beta:
    """Beta with ``low`` and ``high`` as ends of its interval: a root in the mean inside one in the size."""
    from scipy.special import betainc, betaincc, expit

    tail = (1 - level) / 2
    message = f"beta: no beta has the interval {low:g} to {high:g}: state the mean and its se"
    middle, score = (low + high) / 2, level_score(level)
    spread = (high - low) / (2 * score)

    def beta_of(log_size: float) -> Beta:
        size = math.exp(log_size)

        def excess(logit: float) -> float:
            mean = float(expit(logit))
            return math.log(betainc(mean * size, (1 - mean) * size, low) + FLOOR) - math.log(tail)

        mean = float(expit(_root(excess, math.log(middle / (1 - middle)), message)))
        return Beta(mean * size, (1 - mean) * size)

    def upper_excess(log_size: float) -> float:
        beta = beta_of(log_size)
        return math.log(tail) - math.log(betaincc(beta.alpha, beta.beta, high) + FLOOR)

    guess = math.log(max(middle * (1 - middle) / spread**2 - 1, 0.1))
    return beta_of(_root(upper_excess, guess, message))


def _median(distribution: Distribution) -> float:
    import numpy as np

    return float(distribution.quantile(np.zeros(1))[0])


def _ordered(family: str, interval: tuple[float, float]) -> tuple[float, float]:
    require_order(f"{family}: interval", *interval)
    return interval


def _positive(family: str, interval: tuple[float, float]) -> tuple[float, float]:
    low, high = _ordered(family, interval)
    cure = "give a bound above 0, or use `normal`"
    require(low > 0, f"{family}: an interval above 0 is needed, but it is {low:g} to {high:g}: {cure}")
    return low, high


def _stated(family: str, mean: float | None, median: float | None) -> list[tuple[str, float]]:
    """Return the one of the two that is given, by name."""
    both = mean is not None and median is not None
    require(not both, f"{family}: mean and median both come with an interval: leave one of them out")
    return [(name, x) for name, x in (("mean", mean), ("median", median)) if x is not None]


def _agreed(
    place: tuple[str, str],
    stated: float,
    implied: float,
    interval: tuple[float, float],
    *,
    logs: bool = False,
) -> float:
    """Return ``stated`` if it lies within the interval and near the place that the interval implies."""
    (family, name), (low, high) = place, interval
    shown = f"{name} = {stated:g} and the interval is {low:g} to {high:g}"
    inside = low < stated < high
    require(inside, f"{family}: {name} inside the interval is needed, but {shown}: check which is wrong")
    off = abs(math.log(stated / implied)) if logs else abs(stated - implied)
    width = math.log(high / low) if logs else high - low
    cure = "leave one of them out, or choose a family of another shape"
    message = f"{family}: {shown}, which puts the {name} at {implied:.4g}: {cure}"
    require(off <= AGREEMENT * width, message)
    return stated


def _root(excess: Callable[[float], float], guess: float, message: str) -> float:
    """Return the zero of a monotone function, looked for ever further from ``guess``."""
    from scipy.optimize import brentq

    step = 0.5
    low, high = guess - step, guess + step
    while excess(low) * excess(high) > 0:
        step *= 2
        low, high = guess - step, guess + step
        if step > 64:
            raise Infeasible(message)
    return float(brentq(excess, low, high, xtol=1e-14, rtol=1e-14))
