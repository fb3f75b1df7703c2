"""Hours of unpaid care (method, section 5)."""

from __future__ import annotations

from sbs_econ.equations.arrays import Draws

WEEKS_PER_MONTH = 52.0 / 12.0


def hours(scale: Draws, hours_per_week: Draws, effective_months: Draws) -> Draws:
    """Return k times the change in hours a week times 52/12 times T: hours over the horizon."""
    return scale * hours_per_week * WEEKS_PER_MONTH * effective_months


def usual_hours(people: Draws, baseline: Draws, background: Draws, horizon: int, effective_months: Draws) -> Draws:
    """Return hours without the programme: baseline over the horizon plus what would have changed anyway."""
    return people * WEEKS_PER_MONTH * (baseline * horizon + background * effective_months)
