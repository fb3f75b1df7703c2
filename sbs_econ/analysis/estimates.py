"""A mean, an interval and how far Monte Carlo error reaches, from draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array, Draws

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

    def as_json(self) -> dict[str, float]:
        """Return the estimate under the names of the JSON contract."""
        return {
            "base_case": self.base_case, "mean": self.mean, "mc_se": self.mc_se, "lower": self.lower,
            "upper": self.upper, "lower_mc_se": self.lower_mc_se, "upper_mc_se": self.upper_mc_se,
        }  # fmt: skip


def estimate(base_case: Draws, draws: Draws, n: int) -> Estimate:
    """Return the estimate of one output from its independent draws; a number is the same in every draw."""
    base = float(base_case)
    if isinstance(draws, (int, float)) or np.ndim(draws) == 0:
        value = float(draws)
        return Estimate(base, value, 0.0, value, value, 0.0, 0.0)
    ordered = np.sort(draws)
    mean, sd = float(np.mean(draws)), float(np.std(draws, ddof=1)) if n > 1 else 0.0
    lower, lower_se = quantile(ordered, LOWER)
    upper, upper_se = quantile(ordered, UPPER)
    return Estimate(base, mean, sd / math.sqrt(n), lower, upper, lower_se, upper_se)


def quantile(ordered: Array, probability: float) -> tuple[float, float]:
    """Return a quantile of sorted independent draws and its standard error.

    The error is half the distance between the order statistics one binomial standard error to either side
    (Conover 1999, Practical Nonparametric Statistics, section 3.2).
    """
    n = len(ordered)
    value = float(np.quantile(ordered, probability))
    reach = math.sqrt(n * probability * (1 - probability))
    place = probability * (n - 1)
    below, above = max(0, math.floor(place - reach)), min(n - 1, math.ceil(place + reach))
    width = float(ordered[above] - ordered[below])
    span = above - below
    return value, 0.0 if span == 0 else width * reach / span


def probability_below_zero(draws: Draws, n: int) -> tuple[float, float]:
    """Return the share of draws below zero and its standard error."""
    if isinstance(draws, (int, float)) or np.ndim(draws) == 0:
        return float(float(draws) < 0), 0.0
    share = float(np.count_nonzero(np.asarray(draws) < 0)) / n
    return share, math.sqrt(share * (1 - share) / n)
