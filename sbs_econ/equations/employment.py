"""Work, absence, output and the transfers that go with them (method, section 5)."""

from __future__ import annotations

from sbs_econ.equations.arrays import Draws

WEEKS_PER_MONTH = 52.0 / 12.0


def output_per_month(hours_per_week: Draws, hourly_wage: Draws, on_costs: Draws) -> Draws:
    """Return the value of a month's work, GBP: hours, wage, and employer NI and pension on top."""
    return hours_per_week * WEEKS_PER_MONTH * hourly_wage * (1.0 + on_costs)


def output_per_day(hours_per_week: Draws, hourly_wage: Draws, on_costs: Draws) -> Draws:
    """Return the value of a day's work, GBP, at five days a week."""
    return hours_per_week / 5.0 * hourly_wage * (1.0 + on_costs)


def friction_months(days: Draws) -> Draws:
    """Return the friction period in months: days times 12 / 365.25."""
    return days * (12.0 / 365.25)
