"""What the live workbook has for each row of the table, and how kinds of sites add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sbs_econ.reporting.live_sheets import Line
from sbs_econ.reporting.live_terms import Term, total


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of one row of the table; None where it has no such figure.

    ``row``, ``label`` and ``kind`` are given only where a setting can change them.
    """

    quantity: Term | None = None
    cost_by_year: tuple[Term, ...] | None = None
    usual_quantity: Term | None = None
    usual_cost: Term | None = None
    row: Term | None = None
    label: Term | None = None
    kind: Term | None = None


def over_sites(lines: Sequence[Line], key: str) -> Term:
    """Return the sum of a column over the lines of one row, one for each kind of site."""
    return total(lines[0].listing.column(key, lines))


def years_over_sites(lines: Sequence[Line], keys: Sequence[str]) -> tuple[Term, ...]:
    """Return the cost of each year, summed over kinds of sites."""
    return tuple(over_sites(lines, key) for key in keys)
