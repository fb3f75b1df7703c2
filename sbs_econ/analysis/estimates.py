"""A mean, an interval, a probability, and how far Monte Carlo error reaches in each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sbs_econ.analysis.accumulate import Columns, Summary, Thresholds
from sbs_econ.equations import errors_of_means, histograms
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.errors_of_means import FEWEST_UNITS
from sbs_econ.equations.sampling import HYPERCUBE, REPLICATES

LOWER, UPPER = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Estimate:
    """A PSA estimate beside the base case: mean, 95 % interval, and the Monte Carlo standard error of each."""

    base_case: float
    mean: float
    mc_se: float
    lower: float
    upper: float
    lower_mc_se: float
    upper_mc_se: float
    sd: float
    below_zero: float
    """Share of draws below zero."""
    below_zero_mc_se: float

    def as_json(self) -> dict[str, float]:
        """Return the estimate under the names of the JSON contract."""
        return {
            "base_case": self.base_case, "mean": self.mean, "mc_se": self.mc_se, "lower": self.lower,
            "upper": self.upper, "lower_mc_se": self.lower_mc_se, "upper_mc_se": self.upper_mc_se, "sd": self.sd,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates of every output of a run."""

    full: dict[str, Estimate]
    means: dict[str, float]
    errors: dict[str, float]


def estimates(columns: Columns, summary: Summary, sampler: str, known: Thresholds | None) -> Estimates:
    """Return the estimates of every output.

    Args:
        columns: the outputs and their order.
        summary: what was kept of all blocks.
        sampler: mc, lhs or sobol.
        known: bins and thresholds; None where every draw was kept.
    """
    n, centres = summary.draws, np.asarray(columns.centres)
    mean_deviation = summary.sums / n
    variance = np.maximum(summary.squares - n * mean_deviation**2, 0.0) / max(n - 1, 1)
    mean, errors = centres + mean_deviation, _mean_errors(summary, sampler, mean_deviation, variance)
    shape = _Exact(summary, sampler) if known is None else _Counted(summary, sampler, known)
    full = {
        name: _estimate(
            index, shape, (float(centres[index]), float(mean[index]), float(errors[index]), math.sqrt(variance[index]))
        )
        for index, name in enumerate(columns.full)
    }
    rest = range(len(columns.full), len(columns.names))
    names = columns.names
    return Estimates(full, {names[i]: float(mean[i]) for i in rest}, {names[i]: float(errors[i]) for i in rest})


def _mean_errors(summary: Summary, sampler: str, mean: Array, variance: Array) -> Array:
    if sampler == "lhs" and summary.unit_sums is not None and summary.units >= FEWEST_UNITS:
        weight = np.asarray(summary.unit_weight)
        sums = (weight, summary.unit_sums[0], summary.unit_sums[1])
        return errors_of_means.of_weighted_units(summary.units, sums, mean, summary.draws)
    if sampler == "sobol" and summary.replicate_sums is not None and summary.replicate_draws is not None:
        return errors_of_means.of_replicates(summary.replicate_sums, summary.replicate_draws)
    return errors_of_means.of_independent_draws(variance, summary.draws)


def _estimate(index: int, shape: _Exact | _Counted, moments: tuple[float, float, float, float]) -> Estimate:
    base, mean, error, sd = moments
    if sd == 0.0:
        return Estimate(base, mean, 0.0, mean, mean, 0.0, 0.0, 0.0, float(mean < 0), 0.0)
    quantile = shape.quantile_of(index)
    lower, upper = quantile(LOWER), quantile(UPPER)
    lower_se, upper_se = (
        shape.share_error(index, which, p, limit) * _slope(quantile, p, shape.draws)
        for which, p, limit in ((1, LOWER, lower), (2, UPPER, upper))
    )
    share = shape.share_below_zero(index)
    return Estimate(
        base, mean, error, lower, upper, lower_se, upper_se, sd, share, shape.share_error(index, 0, share, 0.0)
    )


def _slope(quantile: Callable[[float], float], p: float, draws: int) -> float:
    """The derivative of the quantile at p, over two binomial standard errors to either side.

    Half the distance between order statistics about p is the usual error of a quantile of independent draws
    (Conover 1999, Practical Nonparametric Statistics, section 3.2); two errors steady it.
    """
    reach = _reach(p, draws)
    return (quantile(p + reach) - quantile(p - reach)) / (2 * reach)


def _reach(p: float, draws: int) -> float:
    return min(max(2.0 * math.sqrt(p * (1 - p) / draws), 4.0 / draws), p / 2, (1 - p) / 2)


def _needed(draws: int) -> list[int]:
    """The order statistics that an interval and its errors are made of: no others have to be in their places."""
    needed: set[int] = set()
    for p in (LOWER, UPPER):
        for at in (p, p - _reach(p, draws), p + _reach(p, draws)):
            low = math.floor(at * (draws - 1))
            needed |= {low, min(low + 1, draws - 1)}
    return sorted(needed)


class _Exact:
    """Quantiles as order statistics of the draws, all of which were kept."""

    def __init__(self, summary: Summary, sampler: str) -> None:
        self.draws, self.sampler = summary.draws, sampler
        self._kept = summary.kept[0] if len(summary.kept) == 1 else np.concatenate(summary.kept, axis=1)
        self._needed = _needed(summary.draws)

    def quantile_of(self, index: int) -> Callable[[float], float]:
        ordered = np.partition(self._kept[index], self._needed)
        return lambda p: float(_interpolated(ordered, p))

    def share_below_zero(self, index: int) -> float:
        return float(np.count_nonzero(self._kept[index] < 0.0)) / self.draws

    def share_error(self, index: int, which: int, share: float, limit: float) -> float:
        if self.sampler == "lhs" and self.draws >= FEWEST_UNITS * HYPERCUBE:
            return _between_cubes(self._kept[index] < limit)
        if self.sampler == "sobol":
            shares = (self._kept[index] < limit).reshape(-1, REPLICATES).mean(axis=0)
            return float(np.std(shares, ddof=1)) / math.sqrt(REPLICATES)
        return math.sqrt(share * (1.0 - share) / self.draws)


def _interpolated(ordered: Array, p: float) -> float:
    place = p * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))


def _between_cubes(below: npt.NDArray[np.bool_]) -> float:
    n = len(below)
    starts = np.arange(0, n, HYPERCUBE)
    weights = np.diff(np.append(starts, n)).astype(np.float64)
    means = np.add.reduceat(below.astype(np.float64), starts) / weights
    squared = weights * weights
    sums = (np.asarray(squared.sum()), np.asarray((squared * means).sum()), np.asarray((squared * means**2).sum()))
    return float(errors_of_means.of_weighted_units(float(len(starts)), sums, np.asarray(below.mean()), n))


class _Counted:
    """Quantiles from counts in bins."""

    def __init__(self, summary: Summary, sampler: str, known: Thresholds) -> None:
        self.draws, self.sampler = summary.draws, sampler
        self._summary, self._known = summary, known

    def quantile_of(self, index: int) -> Callable[[float], float]:
        if self._summary.counts is None:
            raise ValueError("no counts were kept")
        return histograms.quantiles(self._summary.counts[index], self._known.edges[index])

    def share_below_zero(self, index: int) -> float:
        return float(self._summary.below[0, index]) / self.draws

    def share_error(self, index: int, which: int, share: float, limit: float) -> float:
        summary = self._summary
        if summary.unit_below is not None:
            sums = (
                np.asarray(summary.unit_weight),
                summary.unit_below[0, which, index],
                summary.unit_below[1, which, index],
            )
            mean = np.asarray(summary.below[which, index] / self.draws)
            return float(errors_of_means.of_weighted_units(summary.units, sums, mean, self.draws))
        if summary.replicate_below is not None and summary.replicate_draws is not None:
            shares = summary.replicate_below[:, which, index] / summary.replicate_draws
            return float(np.std(shares, ddof=1)) / math.sqrt(REPLICATES)
        return math.sqrt(share * (1.0 - share) / self.draws)
