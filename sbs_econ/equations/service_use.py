"""Changes in counts of service contacts (method, section 5)."""

from __future__ import annotations

from sbs_econ.equations.arrays import Draws


def change_from_ratio(baseline: Draws, rate_ratio: Draws) -> Draws:
    """Return D = baseline (ratio - 1), units per participant and recall period; fewer is negative."""
    return baseline * (rate_ratio - 1.0)


def attributable(scale: Draws, change: Draws, effective_months: Draws, recall_months: int) -> Draws:
    """Return k D T / R, units over the horizon (or units times discounted months, for money)."""
    return scale * change * (effective_months / recall_months)


def usual_support(
    people: Draws, baseline: Draws, background: Draws, timing: tuple[float, Draws], recall_months: int
) -> Draws:
    """Return N (baseline H + (1 - A) D T0) / R: use without the programme, over the horizon.

    Args:
        people: N.
        baseline: units per participant and recall period.
        background: (1 - A) D, the part of the change that would have come anyway.
        timing: the horizon H in months and the effective months T0.
        recall_months: R.
    """
    horizon, effective_months = timing
    return people * (baseline * horizon + background * effective_months) / recall_months
