"""Distributions made of another distribution, or of data: zero-inflated and empirical."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sbs_econ.equations.family import STANDARD, Family, Infeasible, require

if TYPE_CHECKING:
    from sbs_econ.equations.arrays import Array
    from sbs_econ.equations.distributions import Distribution

NEAR = 0.25
"""Within this distance above the jump, probabilities are integrated instead of subtracted."""
SMALLEST = 1e-100
"""A probability too small to matter; keeps the score of the positive part finite."""


def checked_probability_zero(p: float) -> float:
    """Return ``p``, refused unless it lies between 0 and 1."""
    cure = "at 0 state the positive part alone, at 1 leave `distribution` out"
    require(0 < p < 1, f"zero_inflated: 0 < probability_zero < 1 is needed, but it is {p:g}: {cure}")
    return p


@dataclass(frozen=True, slots=True)
class ZeroInflated(Family):
    """Zero with ``probability_zero``, otherwise a draw from ``positive``."""

    probability_zero: float
    positive: Distribution

    def __post_init__(self) -> None:
        checked_probability_zero(self.probability_zero)
        low = self.positive.support[0]
        cure = "use gamma, lognormal, beta, or truncated_normal with lower: 0"
        require(low >= 0, f"zero_inflated: positive >= 0 is needed, but it reaches down to {low:g}: {cure}")
        if isinstance(self.positive, ZeroInflated):
            raise Infeasible("zero_inflated: the positive part has zeros of its own: state one probability")

    @property
    def mean(self) -> float:
        """The mean of all, zeros included."""
        return (1 - self.probability_zero) * self.positive.mean

    @property
    def sd(self) -> float:
        """The standard deviation of all, zeros included."""
        p, mean, sd = self.probability_zero, self.positive.mean, self.positive.sd
        return math.sqrt((1 - p) * (sd * sd + p * mean * mean))

    @property
    def support(self) -> tuple[float, float]:
        """Zero to the end of the positive part."""
        return 0.0, self.positive.support[1]

    @property
    def jump(self) -> float:
        """The score at and below which the quantile is zero."""
        return STANDARD.inv_cdf(self.probability_zero)

    def positive_score(self, above: Array) -> Array:
        """Return the score within the positive part at ``jump + above``, for ``above`` > 0.

        Solves ``Phi(score) = (Phi(z) - p) / (1 - p)`` without cancellation at the jump or in the upper tail.
        """
        import numpy as np
        from scipy.special import ndtr, ndtri

        p, z = self.probability_zero, self.jump + above
        upper = ndtr(-z) / (1 - p)
        lower = (ndtr(z) - p) / (1 - p) if p < 0.5 else 1 - upper
        near = above < NEAR
        lower[near] = _mass_above(self.jump, above[near]) / (1 - p)
        return np.where(lower < 0.5, ndtri(np.maximum(lower, SMALLEST)), -ndtri(upper))

    def quantile(self, z: Array) -> Array:
        """Return zero up to the jump, and the quantile of the positive part above it."""
        import numpy as np

        z = np.asarray(z, dtype=np.float64)
        result = np.zeros_like(z)
        positive = ~(z <= self.jump)
        result[positive] = self.positive.quantile(self.positive_score(z[positive] - self.jump))
        return result


def _mass_above(start: float, width: Array) -> Array:
    """Probability of a standard normal between ``start`` and ``start + width``, for small widths."""
    import numpy as np

    nodes, weights = np.polynomial.legendre.leggauss(8)
    total = np.zeros_like(width)
    for node, weight in zip(nodes, weights, strict=True):
        x = start + width * ((node + 1) / 2)
        total += weight * np.exp(-x * x / 2)
    return total * width / (2 * math.sqrt(2 * math.pi))


@dataclass(frozen=True, slots=True)
class Empirical(Family):
    """Values as likely as their ``weights`` (equally likely without), ``values`` in increasing order."""

    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        values, weights = self.values, self.weights
        require(len(values) > 0, "empirical: at least one value is needed, but there is none")
        if any(a > b for a, b in pairwise(values)):
            raise ValueError("empirical: values must be sorted")
        if weights is not None:
            same = len(weights) == len(values)
            require(same, f"empirical: {len(values)} values but {len(weights)} weights: give one weight each")
            low = min(weights)
            require(low > 0, f"empirical: weights > 0 are needed, but one is {low:g}: leave its value out")

    @property
    def shares(self) -> tuple[float, ...]:
        """The weights, summing to 1."""
        weights = self.weights or (1.0,) * len(self.values)
        total = math.fsum(weights)
        return tuple(weight / total for weight in weights)

    @property
    def mean(self) -> float:
        """The weighted mean."""
        return math.fsum(x * share for x, share in zip(self.values, self.shares, strict=True))

    @property
    def sd(self) -> float:
        """The standard deviation of the distribution (divisor n, not n - 1)."""
        mean = self.mean
        squares = ((x - mean) ** 2 * share for x, share in zip(self.values, self.shares, strict=True))
        return math.sqrt(math.fsum(squares))

    @property
    def support(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return self.values[0], self.values[-1]

    def breaks(self) -> Array:
        """Return the scores at which the quantile steps from each value to the next."""
        import numpy as np
        from scipy.special import ndtri

        weights = np.asarray(self.weights or (1.0,) * len(self.values))
        up, down = np.cumsum(weights)[:-1], np.cumsum(weights[::-1])[::-1][1:]
        total = up + down
        breaks: Array = np.where(up < down, ndtri(up / total), -ndtri(down / total))
        return breaks

    def quantile(self, z: Array) -> Array:
        """Return the smallest value whose cumulative share reaches ``Phi(z)``."""
        import numpy as np

        return np.asarray(self.values)[np.searchsorted(self.breaks(), z, side="left")]
