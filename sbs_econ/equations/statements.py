"""From what people state about a quantity to a distribution: moments, counts, a mean between bounds, data.

The standard error of an estimated mean is the standard deviation of its distribution, so ``se`` is the only
name here. Intervals are in ``intervals``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sbs_econ.equations.compound import checked_probability_zero
from sbs_econ.equations.distributions import (
    Beta,
    Empirical,
    Gamma,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from sbs_econ.equations.family import require, require_order, require_positive, require_spread


def normal_from_moments(mean: float, se: float) -> Normal:
    """Return the normal of this mean and standard error."""
    require_spread("normal", "se", se)
    return Normal(mean, se)


def truncated_normal_from_moments(
    mean: float, se: float, lower: float = -math.inf, upper: float = math.inf
) -> TruncatedNormal:
    """Return the normal of this mean and standard error cut at the bounds, whose own mean is another."""
    require_spread("truncated_normal", "se", se)
    bounded = math.isfinite(lower) or math.isfinite(upper)
    require(bounded, "truncated_normal: lower or upper is needed: without either it is `family: normal`")
    return TruncatedNormal(mean, se, lower, upper)


def lognormal_from_moments(mean: float, se: float) -> Lognormal:
    """Return the lognormal of this arithmetic mean and standard error.

    >>> d = lognormal_from_moments(10, 2)
    >>> round(d.mean, 6), round(d.sd, 6)
    (10.0, 2.0)
    """
    _require_positive_mean("lognormal", mean)
    require_spread("lognormal", "se", se)
    variation = se / mean
    variance = math.log1p(variation * variation)
    return Lognormal(math.log(mean) - variance / 2, math.sqrt(variance))


def gamma_from_moments(mean: float, se: float) -> Gamma:
    """Return the gamma of this mean and standard error.

    >>> gamma_from_moments(45, 4.5)
    Gamma(shape=100.0, scale=0.45)
    """
    _require_positive_mean("gamma", mean)
    require_spread("gamma", "se", se)
    precision = mean / se
    return Gamma(precision * precision, se / precision)


def beta_from_moments(mean: float, se: float) -> Beta:
    """Return the beta of this mean and standard error.

    >>> d = beta_from_moments(0.6, 0.1)
    >>> round(d.alpha, 6), round(d.beta, 6)
    (13.8, 9.2)
    """
    _require_proportion("beta", "mean", mean)
    require_spread("beta", "se", se)
    largest = mean * (1 - mean)
    shown = f"{se:g}^2 = {se * se:g} and {mean:g} (1 - {mean:g}) = {largest:g}"
    cure = f"give an se below {math.sqrt(largest):g}"
    require(se * se < largest, f"beta: se^2 < mean (1 - mean) is needed, but {shown}: {cure}")
    total = largest / se / se - 1
    return Beta(mean * total, (1 - mean) * total)


def beta_from_counts(events: float, of: float) -> Beta:
    """Return the beta of a proportion seen as ``events`` of so many: ``Beta(events, of - events)``.

    Its mean is the proportion itself. Source: Briggs, Claxton and Sculpher (2006), section 4.4.

    >>> beta_from_counts(33, 93)
    Beta(alpha=33.0, beta=60.0)
    """
    shown = f"0 < events < of is needed, but events = {events:g} and of = {of:g}"
    prior = "state alpha and beta with a prior, such as alpha: events + 0.5 and beta: of - events + 0.5"
    inside = 0 <= events <= of and of > 0
    require(inside, f"beta: {shown}: the events are among those counted; check both numbers")
    require(0 < events < of, f"beta: {shown}: {prior}")
    return Beta(float(events), float(of - events))


def uniform_from_moments(mean: float, se: float) -> Uniform:
    """Return the uniform of this mean and standard error."""
    require_spread("uniform", "se", se)
    half = math.sqrt(3) * se
    return Uniform(mean - half, mean + half)


def triangular_from_mean(mean: float, lower: float, upper: float) -> Triangular:
    """Return the triangular of this mean between these bounds."""
    _require_mean_between("triangular", mean, lower, upper, weight=1)
    return Triangular(lower, min(max(3 * mean - lower - upper, lower), upper), upper)


def pert_from_mean(mean: float, lower: float, upper: float) -> Pert:
    """Return the PERT of this mean between these bounds.

    >>> pert_from_mean(22, 16, 32).mode
    21.0
    """
    _require_mean_between("pert", mean, lower, upper, weight=4)
    return Pert(lower, min(max((6 * mean - lower - upper) / 4, lower), upper), upper)


def dirichlet_share(mean: float, concentration: float) -> Beta:
    """Return the distribution of one share of a Dirichlet group whose alphas sum to ``concentration``."""
    _require_proportion("dirichlet", "share", mean)
    require_positive("dirichlet", concentration=concentration)
    return Beta(mean * concentration, (1 - mean) * concentration)


def positive_mean(mean: float, probability_zero: float) -> float:
    """Return the mean of the positive part of a zero-inflated quantity of this mean."""
    return mean / (1 - checked_probability_zero(probability_zero))


def empirical_from_values(values: Sequence[float], weights: Sequence[float] | None = None) -> Empirical:
    """Return the distribution of ``values`` in any order; a weight of 0 leaves its value out.

    >>> empirical_from_values([3, 1, 2], [1, 1, 0])
    Empirical(values=(1, 3), weights=(1, 1))
    """
    if weights is None:
        return Empirical(tuple(sorted(values)))
    same = len(weights) == len(values)
    require(same, f"empirical: {len(values)} values but {len(weights)} weights: give one weight each")
    pairs = sorted((value, weight) for value, weight in zip(values, weights, strict=True) if weight != 0)
    return Empirical(tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs))


def disagreement(value_text: str, mean: float) -> str | None:
    """Return what is wrong where ``value_text`` is not ``mean`` to within half a unit of its last digit.

    >>> disagreement("0.48", 0.4839)
    >>> disagreement("0.39", 0.4839)
    'value is 0.39 but the mean of the distribution is 0.4839: write 0.48, or leave `value` out'
    """
    digits, _, exponent = value_text.strip().lower().partition("e")
    power = int(exponent or 0) - len(digits.partition(".")[2])
    value, half = float(value_text), 0.5 * 10.0**power
    if abs(value - mean) <= half * (1 + 1e-9) + 1e-12 * abs(mean):
        return None
    rounded = f"{mean:.{-power}f}" if not exponent and 0 <= -power <= 15 else f"{mean:.4g}"
    better = rounded if float(rounded) else f"{mean:.4g}"
    return (
        f"value is {value_text.strip()} but the mean of the distribution is {mean:.6g}: "
        f"write {better}, or leave `value` out"
    )


def _require_positive_mean(family: str, mean: float) -> None:
    cure = "use `normal` for a quantity that may be negative"
    require(mean > 0, f"{family}: mean > 0 is needed, but mean = {mean:g}: {cure}")


def _require_proportion(family: str, name: str, share: float) -> None:
    shown = f"0 < {name} < 1 is needed, but {name} = {share:g}"
    require(0 < share < 1, f"{family}: {shown}: write a proportion, 0.45 for 45 %")


def _require_mean_between(family: str, mean: float, lower: float, upper: float, weight: int) -> None:
    """Refuse a mean that no mode between the bounds gives; the mode counts ``weight`` times in the mean."""
    require_order(family, lower, upper)
    least = ((weight + 1) * lower + upper) / (weight + 2)
    most = (lower + (weight + 1) * upper) / (weight + 2)
    slack = 1e-12 * (upper - lower)
    shown = f"bounds {lower:g} and {upper:g} allow means from {least:g} to {most:g}, but mean = {mean:g}"
    require(least - slack <= mean <= most + slack, f"{family}: {shown}: widen the bounds, or state the mode")
