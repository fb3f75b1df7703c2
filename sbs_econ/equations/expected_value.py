"""The value of information from draws: perfect, partial perfect and sample, each with a standard error.

With y_d the gain of option d over the option that is best on average now, an expected value of information is
E[max(0, max_d g_d)], where g_d is what the gain would be expected to be once the information is in: y_d itself for
perfect information (EVPI), E[y_d | inputs] for perfect information on some inputs (EVPPI), E[y_d | data] for a study
(EVSI). Sources: Raiffa and Schlaifer 1961, Applied Statistical Decision Theory; Strong, Oakley and Brennan 2014,
Medical Decision Making 34:311-326; Strong et al. 2015, Medical Decision Making 35:570-583 (EVSI).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from sbs_econ.equations import errors_of_means
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression import Fit
from sbs_econ.equations.sampling import HYPERCUBE, REPLICATES

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Value:
    """An expected value of information.

    ``raw`` is what the regression gave; ``value`` is kept within its bounds: not below zero, not above the value of
    perfect information, not below that of a part of the same information. ``se`` is the standard error: of Monte Carlo,
    and of the regression. ``gap`` is the difference between the two estimators of ``value_of_fit`` in its own standard
    errors: far from 0 where the fit is wrong about the draws that matter.
    """

    value: float
    se: float
    raw: float
    gap: float = 0.0

    @property
    def zero_within_error(self) -> bool:
        """Whether the value cannot be told from zero: at most 1.96 standard errors."""
        return self.value <= Z * self.se

    def bounded(self, upper: float) -> Value:
        """Return the value cut at an upper bound, and at zero; its raw figure stays."""
        return replace(self, value=float(min(max(self.value, 0.0), upper)))

    def raised(self, lower: Value) -> Value:
        """Return the value raised to another where it is below it, with the larger of the two standard errors."""
        if lower.value <= self.value:
            return self
        return replace(self, value=lower.value, se=max(self.se, lower.se))

    def times(self, factor: float) -> Value:
        """Return the value for several people or decisions."""
        return Value(self.value * factor, self.se * factor, self.raw * factor, self.gap)


def mean_error(draws: Array, sampler: str = "mc") -> float:
    """Return the standard error of the mean of draws, by the sampler that they came from.

    Independent draws: sd / sqrt(n). Latin hypercubes: between hypercubes of 1,024. Sobol: between 16 replicates.
    """
    n = len(draws)
    if sampler == "sobol" and n % REPLICATES == 0 and n > REPLICATES:
        sums = draws.reshape(-1, REPLICATES).sum(axis=0)
        each = np.full(REPLICATES, n / REPLICATES)
        return float(errors_of_means.of_replicates(sums[:, None], each)[0])
    if sampler == "lhs" and n >= 2 * HYPERCUBE:
        starts = np.arange(0, n, HYPERCUBE)
        sizes = np.diff(np.append(starts, n)).astype(np.float64)
        means = np.add.reduceat(draws, starts) / sizes
        weight = np.square(sizes)
        sums3 = (np.asarray(weight.sum()), np.asarray((weight * means).sum()), np.asarray((weight * means**2).sum()))
        return float(errors_of_means.of_weighted_units(float(len(starts)), sums3, np.asarray(draws.mean()), n))
    return float(errors_of_means.of_independent_draws(np.asarray(draws.var()), n))


def perfect_information(gains: Array, sampler: str = "mc") -> Value:
    """Return the expected value of perfect information.

    Args:
        gains: of every other option over the one that is best on average, shape (n, options - 1).
        sampler: how the draws were made.

    >>> perfect_information(np.array([[-3.0], [1.0]])).value
    0.5
    """
    best = np.maximum(gains.max(axis=1, initial=0.0), 0.0)
    value = float(best.mean())
    return Value(value, mean_error(best, sampler), value)


def value_of_fit(fit: Fit, gains: Array, columns: Sequence[int], sampler: str = "mc") -> Value:
    """Return the value of knowing what a fit was made on.

    Two estimators have the same limit: the mean of max(0, max_d g_d), and the mean gain that the draws themselves show
    when the option with the largest g_d is taken, with g fitted to other draws. The first has less noise, and is used
    where the smoother follows any smooth function. The second is not inflated where a shape was missed, and is used for
    groups.

    The standard error is that of the influence of each draw: for the first, max(0, max_d g_d) + sum_d p_d (y_d - g_d)
    with p_d the smoother applied to the indicator that d is taken (Monte Carlo, and what the regression adds to it);
    for the second, the gain. To it is added what noise in g alone could open where options are near a tie.

    Args:
        fit: of the gains, and perhaps of other columns.
        gains: shape (n, all columns of the fit).
        columns: those of this decision.
        sampler: how the draws were made.
    """
    chosen = list(columns)
    levels, own = fit.levels[:, chosen], gains[:, chosen]
    best = np.maximum(levels.max(axis=1), 0.0)
    takes = _takes(levels)
    if fit.held_out is None:
        taken = np.einsum("ij,ij->i", fit.at_draws(takes), own)
        influence, raw = _influence(fit, gains, chosen, takes), float(fit.weights @ best / len(gains))
    else:
        taken = np.einsum("ij,ij->i", _takes(fit.held_out[:, chosen]), own)
        influence, raw = taken, float(taken.mean())
    spare = len(gains) / max(len(gains) - float(fit.edf[chosen].max()), 1.0)
    error = np.hypot(mean_error(influence, sampler) * np.sqrt(spare), _from_noise(fit, levels, chosen))
    return Value(max(raw, 0.0), float(error), raw, _in_errors(fit.at_draws(best) - taken, sampler))


def _takes(levels: Array) -> Array:
    """Return 1 where an option is taken, the first of those with the largest expected gain above 0, and 0 elsewhere."""
    first = levels.argmax(axis=1)
    taken = np.zeros_like(levels)
    rows = np.arange(len(levels))
    taken[rows, first] = levels[rows, first] > 0
    return taken


def _influence(fit: Fit, gains: Array, chosen: list[int], takes: Array) -> Array:
    levels = fit.levels[:, chosen]
    influence: Array = np.maximum(levels.max(axis=1), 0.0)
    if not takes.any():
        return fit.at_draws(influence)
    indicator = np.zeros_like(fit.levels)
    indicator[:, chosen] = takes
    part = fit.again(indicator)[:, chosen]
    influence = influence - (part * levels).sum(axis=1)
    by_draw: Array = fit.at_draws(influence) + np.einsum("ij,ij->i", fit.at_draws(part), gains[:, chosen])
    return by_draw


def _in_errors(draws: Array, sampler: str) -> float:
    """Return a mean in units of its standard error, 0 where there is none."""
    error = mean_error(draws, sampler)
    return float(draws.mean()) / error if error > 0 else 0.0


def _from_noise(fit: Fit, levels: Array, chosen: list[int]) -> float:
    """What E max would gain if g were only known to its standard error: E[UNL(gap / s)] over the units."""
    n = float(fit.weights.sum())
    variance = fit.residual_variance[chosen] * np.maximum(fit.edf[chosen], 2.0) / n
    spread = float(np.sqrt(variance.max()))
    if spread == 0.0:
        return 0.0
    ordered = np.sort(np.concatenate([levels, np.zeros((len(levels), 1))], axis=1), axis=1)
    gap = ordered[:, -1] - ordered[:, -2]
    return float(fit.weights @ unit_normal_loss(gap, spread) / n)


def unit_normal_loss(mean: Array | float, sd: Array | float) -> Array:
    """Return E[max(0, X)] - max(0, mean) for X normal: sd (phi(z) - z Phi(-z)), z = |mean| / sd.

    >>> round(float(unit_normal_loss(500.0, 1000.0)), 6)
    197.796557
    """
    z = np.abs(np.asarray(mean, dtype=np.float64)) / sd
    return np.asarray(sd * (np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi) - z * ndtr(-z)), dtype=np.float64)
