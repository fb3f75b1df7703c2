"""Monte Carlo standard errors that hold for each sampler: from draws, from hypercubes, or from replicates."""

from __future__ import annotations

import numpy as np

from sbs_econ.equations.arrays import Array


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
