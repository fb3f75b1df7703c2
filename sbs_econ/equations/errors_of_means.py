"""Monte Carlo standard errors that hold for each sampler: from draws, from hypercubes, or from replicates."""

from __future__ import annotations

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.sampling import HYPERCUBE, REPLICATES

FEWEST_UNITS = 2
"""Independent units that an error between units needs."""


def of_independent_draws(variance: Array, draws: int) -> Array:
    """Return sd / sqrt(n)."""
    return np.sqrt(np.maximum(variance, 0.0) / max(draws, 1))


def of_weighted_units(units: float, sums: tuple[Array, Array, Array], mean: Array, draws: int) -> Array:
    """Return the error of a mean from independent units (hypercubes) of n_c draws with means m_c.

    SE^2 = C / (C - 1) * sum (n_c / N)^2 (m_c - m)^2, for C units.

    Args:
        units: C.
        sums: over units, of n_c^2, of n_c^2 d_c and of n_c^2 d_c^2, with d_c the unit's mean less a centre; the
            last two have one entry a column.
        mean: m less the same centre, one entry a column.
        draws: N.
    """
    weight, first, second = sums
    spread = np.maximum(second - 2.0 * mean * first + mean * mean * weight, 0.0)
    return np.sqrt(units / (units - 1.0) * spread) / draws


def of_replicates(totals: Array, draws_each: Array) -> Array:
    """Return the error of a mean from independent replicates: the SD of their means over sqrt(R).

    Args:
        totals: sums by replicate, shape (R, columns).
        draws_each: draws by replicate, shape (R,).
    """
    means = totals / draws_each[:, None]
    spread: Array = np.std(means, axis=0, ddof=1)
    return spread / float(np.sqrt(len(draws_each)))


def independent_units(sampler: str, draws: int) -> int:
    """Return how many independent units an error rests on: draws, hypercubes of them, or replicates."""
    if sampler == "sobol":
        return REPLICATES
    cubes = -(-draws // HYPERCUBE)
    return cubes if sampler == "lhs" and cubes >= FEWEST_UNITS else draws


def half_width(sampler: str, draws: int) -> float:
    """Return how many standard errors a 95 % Monte Carlo interval reaches to either side: Student's t.

    >>> round(half_width("mc", 10_000), 2), round(half_width("sobol", 16_384), 2)
    (1.96, 2.13)
    """
    from scipy.special import stdtrit

    return float(stdtrit(independent_units(sampler, draws) - 1, 0.975))
