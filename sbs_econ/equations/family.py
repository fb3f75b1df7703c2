"""What every family of distributions shares, and how a statement that none can meet is refused.

numpy and scipy are imported only where an array is wanted, so that means stay light.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from sbs_econ.equations.arrays import Array

    Inverted: TypeAlias = npt.NDArray[np.floating]
    Inverse: TypeAlias = Callable[[Array], Inverted]

STANDARD = NormalDist()


class Infeasible(ValueError):
    """A statement that no distribution of the family can meet; shows the inequality and a cure."""


class Family:
    """What every family offers beside its mean, sd, support and quantile."""

    __slots__ = ()

    def quantile(self, z: Array) -> Array:
        """Return the quantiles at standard normal scores ``z``, an array of any shape.

        Exact to about 1e-12 of the value or of the standard deviation for any ``z`` from -8 to 8.
        """
        raise NotImplementedError

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the central interval that leaves (1 - ``level``)/2 in either tail.

        Raises:
            Infeasible: if ``level`` is not between 0 and 1.
        """
        import numpy as np

        score = level_score(level)
        low, high = self.quantile(np.array([-score, score]))
        return float(low), float(high)


def level_score(level: float) -> float:
    """Return the standard normal score that a central interval of ``level`` reaches.

    Raises:
        Infeasible: if ``level`` is not between 0 and 1.

    >>> round(level_score(0.95), 2)
    1.96
    """
    ok = 0 < level < 1
    require(ok, f"0 < level < 1 is needed, but level = {level:g}: write 0.95 for a 95 % interval")
    return -STANDARD.inv_cdf((1 - level) / 2)


def require(holds: bool, message: str) -> None:
    """Raise ``Infeasible(message)`` unless ``holds``."""
    if not holds:
        raise Infeasible(message)


def require_spread(family: str, name: str, spread: float) -> None:
    """Refuse a standard deviation or error that is not a finite number above 0."""
    require(spread != 0, f"{family}: {name} is 0: a point mass is written by leaving `distribution` out")
    shown = f"{family}: {name} > 0 is needed, but {name} = {spread:g}"
    require(spread > 0, f"{shown}: write it without the minus sign")
    require(math.isfinite(spread), f"{shown}: it is too large to compute with")


def require_positive(family: str, **arguments: float) -> None:
    """Refuse arguments that are not finite numbers above 0."""
    for name, value in arguments.items():
        ok = value > 0 and math.isfinite(value)
        shown = f"{name} > 0 is needed, but {name} = {value:g}"
        require(ok, f"{family}: {shown}: check the arguments, or state the mean and its se")


def require_order(family: str, lower: float, upper: float) -> None:
    """Refuse bounds that are equal or the wrong way round."""
    shown = f"lower < upper is needed, but lower = {lower:g} and upper = {upper:g}"
    require(lower < upper, f"{family}: {shown}: swap them, or leave `distribution` out for a fixed value")


def require_mode(family: str, lower: float, mode: float, upper: float) -> None:
    """Refuse a mode outside its bounds."""
    require_order(family, lower, upper)
    shown = f"lower <= mode <= upper is needed, but they are {lower:g}, {mode:g} and {upper:g}"
    require(lower <= mode <= upper, f"{family}: {shown}: move the mode inside, or widen the bounds")


def two_tailed(z: Array, lower: Inverse, upper: Inverse) -> Array:
    """Return ``lower(Phi(z))`` where z < 0 and ``upper(Phi(-z))`` elsewhere.

    Each half is computed from its own small tail probability, so nothing is lost near 1.
    """
    import numpy as np
    from scipy.special import ndtr

    z = np.asarray(z, dtype=np.float64)
    below = z < 0
    result = np.empty_like(z)
    result[below] = lower(ndtr(z[below]))
    result[~below] = upper(ndtr(-z[~below]))
    return result
