"""Uprating money from its own price year to the analysis price year (method, section 7)."""

from __future__ import annotations

from collections.abc import Mapping


def levels_from_changes(annual_change: Mapping[str, float]) -> dict[str, float]:
    """Return index levels by financial year from per cent changes; the year before the first is 1.

    >>> levels_from_changes({"2014/15": 1.7, "2015/16": 1.4})
    {'2013/14': 1.0, '2014/15': 1.017, '2015/16': 1.0312379999999999}
    """
    years = sorted(annual_change)
    levels = {previous_year(years[0]): 1.0}
    level = 1.0
    for year in years:
        level *= 1.0 + annual_change[year] / 100.0
        levels[year] = level
    return levels


def previous_year(year: str) -> str:
    """Return the financial year before.

    >>> previous_year("2000/01")
    '1999/00'
    """
    start = int(year[:4]) - 1
    return f"{start}/{(start + 1) % 100:02d}"


def uprating_factor(levels: Mapping[str, float], from_year: str, to_year: str) -> float:
    """Return level(to) / level(from).

    Raises:
        KeyError: if the index does not cover a year.
    """
    return 1.0 if from_year == to_year else levels[to_year] / levels[from_year]
