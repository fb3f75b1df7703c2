"""How often people come, from the register: sessions in the first month, and use in a month over the month before.

Mean use falls by the same ratio every month in the model, so a log-linear Poisson mean is fitted to mean sessions by
week. Its likelihood equations say that the fitted mean week of a session is the observed one, and the fitted number
of sessions too; nothing is assumed of how single people's sessions scatter, because whole groups are resampled.
"""

from __future__ import annotations

import numpy as np

from sbs_econ.equations.arrays import Array

FIRST_MONTH, MONTHLY_RATIO = "engagement.sessions_month_1", "engagement.monthly_ratio"
REGISTER = (FIRST_MONTH, MONTHLY_RATIO)
WEEKS_A_MONTH = 52 / 12
FEWEST_WEEKS = 8
"""Weeks of a register that a monthly ratio needs."""
STEPS, STEEPEST = 60, 2.0


def register_statistics(weekly: Array, weights: Array) -> Array:
    """Return sessions in the first month and the monthly ratio, shape (replicates, 2).

    Args:
        weekly: sessions by person and week from the first, NaN for people who are not in the register.
        weights: how often each person counts, shape (replicates, people).

    >>> falling = 0.6 * np.exp(-0.02 * (np.arange(26) + 0.5))
    >>> register_statistics(falling[None], np.ones((1, 1))).round(3).tolist()
    [[2.491, 0.917]]
    """
    known = np.isfinite(weekly).all(axis=1)
    counted = weights[:, known]
    mean = counted @ weekly[known] / np.maximum(counted.sum(1), 1e-12)[:, None]
    middle = np.arange(weekly.shape[1], dtype=np.float64) + 0.5
    slope = _slope(mean, middle)
    level = mean.sum(1) / np.exp(slope[:, None] * middle).sum(1)
    steady = np.abs(slope) < 1e-9
    weeks = np.where(steady, WEEKS_A_MONTH, np.expm1(slope * WEEKS_A_MONTH) / np.where(steady, 1.0, slope))
    return np.stack([level * weeks, np.exp(slope * WEEKS_A_MONTH)], axis=1)


def _slope(mean: Array, middle: Array) -> Array:
    """Return the slope at which the fitted mean week of a session is the observed one, by Newton's method."""
    wanted = (mean * middle).sum(1) / np.maximum(mean.sum(1), 1e-12)
    slope = np.zeros(len(mean))
    for _ in range(STEPS):
        tilted = np.exp(slope[:, None] * (middle - middle.mean()))
        tilted /= tilted.sum(1, keepdims=True)
        found = tilted @ middle
        spread = tilted @ middle**2 - found**2
        slope = np.clip(slope + np.clip((wanted - found) / np.maximum(spread, 1e-9), -0.5, 0.5), -STEEPEST, STEEPEST)
    return slope
