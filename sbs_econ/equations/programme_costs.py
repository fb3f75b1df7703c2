"""What delivery uses and what it costs, bottom up (method, section 5)."""

from __future__ import annotations

import math

import numpy as np

from sbs_econ.equations.arrays import Draws


def groups(people: float, members_per_group: Draws, whole: bool) -> Draws:
    """Return running groups, N / members per group, rounded up where ``whole``.

    ``members_per_group`` is people who start per running group over the programme's months, not seats.

    >>> groups(50, 20.0, whole=True)
    3.0
    """
    ratio = people / members_per_group
    if not whole:
        return ratio
    rounded: Draws = np.ceil(ratio - 1e-12)
    return float(rounded) if isinstance(ratio, float) else rounded


def fte_years(running_groups: Draws, fte_per_group: Draws, months: int) -> Draws:
    """Return coordination, in full-time years over the programme's months."""
    return running_groups * fte_per_group * (months / 12.0)


def contact_price(hourly: Draws, minutes: float) -> Draws:
    """Return a price per contact from a price per hour.

    >>> contact_price(60.0, 10)
    10.0
    """
    return hourly * (minutes / 60.0)


def per_unit(cost: float, units: float | None) -> float | None:
    """Return cost per participant, session, attendance or group; None where the denominator is not known."""
    if units is None or units == 0 or not math.isfinite(units):
        return None
    return cost / units
