"""The families of distributions: a mean, and a quantile as a function of a standard normal score z.

To add a family: one class, its name in the union at the bottom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sbs_econ.equations.bounded import Beta, Pert, Triangular, TruncatedNormal, Uniform
from sbs_econ.equations.compound import Empirical, ZeroInflated
from sbs_econ.equations.family import (
    Family,
    Infeasible,
    require,
    require_positive,
    require_spread,
    two_tailed,
)

if TYPE_CHECKING:
    from sbs_econ.equations.arrays import Array

LARGE_SHAPE = 1e5
"""Gamma shapes above it use a series: scipy's inverse loses the lower tail from about 1e6 on."""
LARGEST_LOG = 700.0
"""exp of more than this is not a number."""


@dataclass(frozen=True, slots=True)
class Point(Family):
    """A fixed value: no uncertainty."""

    value: float

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def sd(self) -> float:
        """Zero."""
        return 0.0

    @property
    def support(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    def quantile(self, z: Array) -> Array:
        """Return the value at every score."""
        import numpy as np

        return np.full(np.shape(z), self.value, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Normal(Family):
    """The normal distribution.

    >>> low, high = Normal(10, 2).interval(0.95)
    >>> f"{low:.2f} to {high:.2f}"
    '6.08 to 13.92'
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        require_spread("normal", "sd", self.sd)

    @property
    def support(self) -> tuple[float, float]:
        """The whole line."""
        return -math.inf, math.inf

    def quantile(self, z: Array) -> Array:
        """Return ``mean + sd z``."""
        return self.mean + self.sd * z


@dataclass(frozen=True, slots=True)
class Lognormal(Family):
    """The exponential of a normal of mean ``meanlog`` and standard deviation ``sdlog``.

    >>> round(Lognormal(0.0, 1.0).mean, 4)  # the median is 1
    1.6487
    """

    meanlog: float
    sdlog: float

    def __post_init__(self) -> None:
        require_spread("lognormal", "sdlog", self.sdlog)
        size = abs(self.meanlog) + self.sdlog * max(self.sdlog, 8.3)
        shown = f"meanlog = {self.meanlog:g}, sdlog = {self.sdlog:g}"
        require(size < LARGEST_LOG, f"lognormal: {shown} is too wide to compute: give a smaller spread")

    @property
    def mean(self) -> float:
        """The arithmetic mean, above the median ``exp(meanlog)``."""
        return math.exp(self.meanlog + self.sdlog**2 / 2)

    @property
    def sd(self) -> float:
        """The standard deviation on the natural scale."""
        return self.mean * math.sqrt(math.expm1(self.sdlog**2))

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up."""
        return 0.0, math.inf

    def quantile(self, z: Array) -> Array:
        """Return ``exp(meanlog + sdlog z)``."""
        import numpy as np

        return np.exp(self.meanlog + self.sdlog * z)


@dataclass(frozen=True, slots=True)
class Gamma(Family):
    """The gamma distribution of density proportional to ``x^(shape-1) exp(-x/scale)``."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        require_positive("gamma", shape=self.shape, scale=self.scale)

    @property
    def mean(self) -> float:
        """``shape scale``."""
        return self.shape * self.scale

    @property
    def sd(self) -> float:
        """``sqrt(shape) scale``."""
        return math.sqrt(self.shape) * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up."""
        return 0.0, math.inf

    def quantile(self, z: Array) -> Array:
        """Return the inverse of the regularised incomplete gamma function."""
        from scipy.special import gammainccinv, gammaincinv

        k = self.shape
        if k > LARGE_SHAPE:
            return self.scale * _gamma_series(k, z)
        return self.scale * two_tailed(z, lambda p: gammaincinv(k, p), lambda q: gammainccinv(k, q))


def _gamma_series(shape: float, z: Array) -> Array:
    """Quantile of a gamma of large shape (Cornish and Fisher 1937; 1e-14 of the value at shape 1e5)."""
    root = math.sqrt(shape)
    terms = (
        (z * z - 1) / 3
        + (z**3 - 7 * z) / (36 * root)
        - (3 * z**4 + 7 * z**2 - 16) / (810 * shape)
        + (9 * z**5 + 256 * z**3 - 433 * z) / (38880 * shape * root)
    )
    return shape + root * z + terms


Distribution: TypeAlias = (
    Point | Normal | TruncatedNormal | Lognormal | Gamma | Beta | Uniform | Triangular | Pert
    | ZeroInflated | Empirical
)  # fmt: skip

__all__ = [
    "Beta", "Distribution", "Empirical", "Family", "Gamma", "Infeasible", "Lognormal", "Normal", "Pert",
    "Point", "Triangular", "TruncatedNormal", "Uniform", "ZeroInflated",
]  # fmt: skip
