"""Discounting by whole years; the first year is undiscounted (method, section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from sbs_econ.equations.arrays import Draws


def year_of(month: int) -> int:
    """Return the year index of a month, 0 for months 1 to 12.

    >>> [year_of(m) for m in (1, 12, 13, 24, 25)]
    [0, 0, 1, 1, 2]
    """
    return (month - 1) // 12


def factor(year: int, rate: float) -> float:
    """Return d = (1 + r)^(-y).

    >>> round(factor(2, 0.035), 6)
    0.933511
    """
    return float((1.0 + rate) ** -year)


def discount(by_year: Sequence[Draws], rate: float) -> tuple[Draws, ...]:
    """Return amounts by year, each times its year's discount factor."""
    return tuple(
        amount if year == 0 or rate == 0 else amount * factor(year, rate) for year, amount in enumerate(by_year)
    )


def total(by_year: Sequence[Draws]) -> Draws:
    """Return the sum over years."""
    result = by_year[0]
    for amount in by_year[1:]:
        result = result + amount
    return result


def spread(months: int, horizon: int) -> tuple[float, ...]:
    """Return the share of months 1..``months`` that falls in each year of the horizon.

    >>> spread(18, 24)
    (0.6666666666666666, 0.3333333333333333)
    """
    years = year_of(horizon) + 1
    counts = [0] * years
    for month in range(1, months + 1):
        counts[year_of(month)] += 1
    return tuple(count / months for count in counts)
