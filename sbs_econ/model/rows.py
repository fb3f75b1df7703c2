"""Rows of the cost-consequence table, and how rows of several groups of sites add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.discounting import total
from sbs_econ.vocabulary import Block, Category, Evidence, Kind, Payer


@dataclass(frozen=True, slots=True)
class Row:
    """One row: programme minus usual support, every figure a number or one number per draw.

    ``quantity`` is in ``unit``, undiscounted, fewer is negative. ``cost_by_year`` is GBP at the analysis price
    year, discounted, one entry per year of the horizon; savings are negative. ``per`` is total or participant.
    """

    row: str
    block: Block
    label: str
    per: str = "total"
    category: Category | None = None
    payer: Payer | None = None
    kind: Kind | None = None
    evidence: Evidence | None = None
    unit: str | None = None
    quantity: Draws | None = None
    cost_by_year: tuple[Draws, ...] | None = None
    usual_quantity: Draws | None = None
    usual_cost: Draws | None = None
    share_after_follow_up: Draws | None = None
    uses: frozenset[str] = frozenset()

    @property
    def cost(self) -> Draws | None:
        """The cost over the horizon, discounted."""
        return None if self.cost_by_year is None else total(self.cost_by_year)


def _plus(first: Draws | None, second: Draws | None) -> Draws | None:
    return None if first is None or second is None else first + second


def _plus_years(first: tuple[Draws, ...] | None, second: tuple[Draws, ...] | None) -> tuple[Draws, ...] | None:
    if first is None or second is None:
        return None
    return tuple(a + b for a, b in zip(first, second, strict=True))


def add(first: Row, second: Row) -> Row:
    """Return the sum of the same row over two groups of sites (already weighted, where per participant)."""
    return replace(
        first,
        quantity=_plus(first.quantity, second.quantity),
        cost_by_year=_plus_years(first.cost_by_year, second.cost_by_year),
        usual_quantity=_plus(first.usual_quantity, second.usual_quantity),
        usual_cost=_plus(first.usual_cost, second.usual_cost),
        share_after_follow_up=_mixed_share(first, second),
        uses=first.uses | second.uses,
    )


def _mixed_share(first: Row, second: Row) -> Draws | None:
    """The extrapolated share of a sum: that of each part, weighted by its quantity; the first's where both are 0."""
    a, b = first.share_after_follow_up, second.share_after_follow_up
    if a is None or b is None or first.quantity is None or second.quantity is None:
        return a
    total = np.asarray(first.quantity + second.quantity)
    mixed = np.divide(a * first.quantity + b * second.quantity, total, out=np.array(a + total * 0.0), where=total != 0)
    return float(mixed) if mixed.ndim == 0 else mixed


def _times(value: Draws | None, weight: float) -> Draws | None:
    return None if value is None else value * weight


def weighted(row: Row, weight: float) -> Row:
    """Return a row per participant times the share of all participants that it speaks for."""
    if row.per == "total" or weight == 1.0:
        return row
    return replace(row, quantity=_times(row.quantity, weight), usual_quantity=_times(row.usual_quantity, weight))


def add_up(parts: Sequence[Iterable[Row]], weights: Sequence[float]) -> list[Row]:
    """Return rows summed over groups of sites, in the order of the first."""
    sums: dict[str, Row] = {}
    for rows, weight in zip(parts, weights, strict=True):
        for row in rows:
            part = weighted(row, weight)
            sums[row.row] = add(sums[row.row], part) if row.row in sums else part
    return list(sums.values())
