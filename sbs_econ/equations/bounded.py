"""Families on a bounded range: uniform, triangular, beta, PERT and the truncated normal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sbs_econ.equations.family import (
    STANDARD,
    Family,
    require_mode,
    require_order,
    require_positive,
    require_spread,
    two_tailed,
)

if TYPE_CHECKING:
    from sbs_econ.equations.arrays import Array
    from sbs_econ.equations.family import Inverse, Inverted


@dataclass(frozen=True, slots=True)
class Uniform(Family):
    """Every value between ``lower`` and ``upper`` equally likely."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        require_order("uniform", self.lower, self.upper)

    @property
    def mean(self) -> float:
        """The middle."""
        return self.lower + (self.upper - self.lower) / 2

    @property
    def sd(self) -> float:
        """The width over the square root of 12."""
        return (self.upper - self.lower) / math.sqrt(12)

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.lower, self.upper

    def quantile(self, z: Array) -> Array:
        """Return ``lower + (upper - lower) Phi(z)``."""
        low, high, width = self.lower, self.upper, self.upper - self.lower
        return two_tailed(z, lambda p: low + width * p, lambda q: high - width * q)


@dataclass(frozen=True, slots=True)
class Triangular(Family):
    """A density that rises straight from ``lower`` to ``mode`` and falls straight to ``upper``."""

    lower: float
    mode: float
    upper: float

    def __post_init__(self) -> None:
        require_mode("triangular", self.lower, self.mode, self.upper)

    @property
    def mean(self) -> float:
        """The average of the three arguments."""
        return (self.lower + self.mode + self.upper) / 3

    @property
    def sd(self) -> float:
        """The standard deviation."""
        width, rise, fall = self.upper - self.lower, self.mode - self.lower, self.upper - self.mode
        return math.sqrt((width**2 - rise * fall) / 18)

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.lower, self.upper

    def quantile(self, z: Array) -> Array:
        """Return the inverse of the two parabolas that meet at the mode."""
        import numpy as np
        from scipy.special import ndtr

        width, rise, fall = self.upper - self.lower, self.mode - self.lower, self.upper - self.mode
        p, q = ndtr(z), ndtr(-np.asarray(z, dtype=np.float64))
        rising, falling = self.lower + np.sqrt(width * rise * p), self.upper - np.sqrt(width * fall * q)
        return np.where(width * p < rise, rising, falling)


@dataclass(frozen=True, slots=True)
class Beta(Family):
    """The beta distribution of density proportional to ``x^(alpha-1) (1-x)^(beta-1)``."""

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        require_positive("beta", alpha=self.alpha, beta=self.beta)

    @property
    def mean(self) -> float:
        """``alpha / (alpha + beta)``."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def sd(self) -> float:
        """The standard deviation."""
        total = self.alpha + self.beta
        return math.sqrt(self.alpha / total * (self.beta / total) / (total + 1))

    @property
    def support(self) -> tuple[float, float]:
        """Zero to one."""
        return 0.0, 1.0

    def quantile(self, z: Array) -> Array:
        """Return the inverse of the regularised incomplete beta function."""
        from scipy.special import betainccinv, betaincinv

        a, b = self.alpha, self.beta
        return two_tailed(
            z,
            lambda p: _mended(betaincinv(a, b, p), p, lambda lost: _beta_near_zero(a, b, lost)),
            lambda q: _mended(betainccinv(a, b, q), q, lambda lost: 1 - _beta_near_zero(b, a, lost)),
        )


def _mended(result: Inverted, p: Array, instead: Inverse) -> Inverted:
    """Return ``result`` with ``instead`` where scipy gives up, near z = 8.3 for an argument close to 1."""
    import numpy as np

    lost = np.isnan(result)
    if lost.any():
        result[lost] = instead(p[lost])
    return result


def _beta_near_zero(a: float, b: float, p: Array) -> Array:
    """Lower quantile of a beta where it is tiny: the leading term of the incomplete beta function."""
    import numpy as np
    from scipy.special import betaln

    result: Array = np.exp((np.log(p) + math.log(a) + betaln(a, b)) / a)
    return result


@dataclass(frozen=True, slots=True)
class Pert(Family):
    """A beta stretched from ``lower`` to ``upper``, of mean ``(lower + 4 mode + upper) / 6``.

    Source: Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7(5).

    >>> Pert(16, 21, 32).mean
    22.0
    """

    lower: float
    mode: float
    upper: float

    def __post_init__(self) -> None:
        require_mode("pert", self.lower, self.mode, self.upper)

    @property
    def shape(self) -> Beta:
        """The beta distribution of ``(x - lower) / (upper - lower)``."""
        rise = (self.mode - self.lower) / (self.upper - self.lower)
        return Beta(1 + 4 * rise, 5 - 4 * rise)

    @property
    def mean(self) -> float:
        """``(lower + 4 mode + upper) / 6``."""
        return (self.lower + 4 * self.mode + self.upper) / 6

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return (self.upper - self.lower) * self.shape.sd

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.lower, self.upper

    def quantile(self, z: Array) -> Array:
        """Return the stretched quantile of a beta."""
        import numpy as np

        stretched = self.lower + (self.upper - self.lower) * self.shape.quantile(z)
        return np.clip(stretched, self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Family):
    """A normal of this ``location`` and ``scale``, given that it lies between ``lower`` and ``upper``.

    Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, section 10.1.

    >>> round(TruncatedNormal(0, 1, 0, math.inf).mean, 6)  # half-normal: sqrt(2 / pi)
    0.797885
    """

    location: float
    scale: float
    lower: float
    upper: float

    def __post_init__(self) -> None:
        require_spread("truncated_normal", "scale", self.scale)
        require_order("truncated_normal", self.lower, self.upper)

    @property
    def mean(self) -> float:
        """Mean of what lies between the bounds, not ``location``."""
        return self.location + self.scale * self._moments()[0]

    @property
    def sd(self) -> float:
        """Standard deviation of what lies between the bounds, not ``scale``."""
        return self.scale * math.sqrt(self._moments()[1])

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.lower, self.upper

    @property
    def standard_bounds(self) -> tuple[float, float]:
        """The bounds in units of ``scale`` from ``location``."""
        return (self.lower - self.location) / self.scale, (self.upper - self.location) / self.scale

    def _moments(self) -> tuple[float, float]:
        """Mean and variance of the standardised variable; closed form where it does not cancel."""
        a, b = self.standard_bounds
        mass = STANDARD.cdf(b) - STANDARD.cdf(a)
        if mass < 0.1:
            return _moments_of_slice(a, b)
        low, high = STANDARD.pdf(a), STANDARD.pdf(b)
        mean = (low - high) / mass
        moment = (a * low if low else 0.0) - (b * high if high else 0.0)
        return mean, 1 + moment / mass - mean * mean

    def quantile(self, z: Array) -> Array:
        """Return the x with ``Phi(x) = Phi(-z) Phi(a) + Phi(z) Phi(b)``, from whichever tail is smaller."""
        import numpy as np
        from scipy.special import log_ndtr, ndtri_exp

        a, b = self.standard_bounds
        z = np.asarray(z, dtype=np.float64)
        above, below = log_ndtr(-z), log_ndtr(z)
        left = np.logaddexp(log_ndtr(a) + above, log_ndtr(b) + below)
        right = np.logaddexp(log_ndtr(-a) + above, log_ndtr(-b) + below)
        score = np.where(left < right, 1.0, -1.0) * ndtri_exp(np.minimum(left, right))
        return np.clip(self.location + self.scale * score, self.lower, self.upper)


def _moments_of_slice(a: float, b: float) -> tuple[float, float]:
    """Mean and variance of a standard normal in [a, b] by Gauss-Legendre around its likeliest point."""
    import numpy as np

    near = min(max(0.0, a), b)
    reach = math.sqrt(near * near + 80.0) - abs(near)
    low, high = max(a - near, -reach), min(b - near, reach)
    nodes, weights = np.polynomial.legendre.leggauss(64)
    t = low + (high - low) * (nodes + 1) / 2
    weights = weights * np.exp(-t * (t + 2 * near) / 2)
    weights /= weights.sum()
    mean = float((weights * t).sum())
    return near + mean, float((weights * (t - mean) ** 2).sum())
