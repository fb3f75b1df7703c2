"""Outcomes in natural units (method, section 5)."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from sbs_econ.equations.arrays import Draws


def sd_of_change(sd: Draws, correlation: Draws) -> Draws:
    """Return s = sd sqrt(2 (1 - r)), the SD of change between two waves that correlate by r."""
    return sd * np.sqrt(2.0 * (1.0 - correlation))


def share_improving(mean_change: Draws, important_change: Draws, spread: Draws) -> Draws:
    """Return Phi((mean - c) / s): the share of people who improve by at least c; up is better.

    >>> float(share_improving(1.0, 1.0, 2.0))
    0.5
    """
    return ndtr((mean_change - important_change) / spread)


def point_years(change: Draws, scale: Draws, effective_months: Draws) -> Draws:
    """Return D k T / 12, point-years over the horizon."""
    return change * scale * (effective_months / 12.0)
