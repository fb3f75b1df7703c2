"""Whose costs are added up (method, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sbs_econ.equations.arrays import Draws
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Block, FundedBy, Kind, Payer, Perspective

PUBLIC = (Payer.NHS, Payer.LOCAL_AUTHORITY, Payer.POLICE, Payer.EXCHEQUER)


@dataclass(frozen=True, slots=True)
class View:
    """The payers and kinds of flow that a perspective adds up."""

    perspective: Perspective
    payers: tuple[Payer, ...]
    kinds: tuple[Kind, ...]

    @property
    def includes_programme_cost(self) -> bool:
        """Whether the programme's own cost is among them."""
        return Payer.FUNDER in self.payers

    @property
    def label(self) -> str:
        """Its name, saying so where the programme's own cost is left out."""
        name = PERSPECTIVE_LABELS[self.perspective]
        return name if self.includes_programme_cost else f"{name} (without the programme's own cost)"

    def counts(self, row: Row) -> bool:
        """Return whether a row enters this perspective's total."""
        return row.payer in self.payers and row.kind in self.kinds and row.cost_by_year is not None


def view(perspective: Perspective, funded_by: FundedBy) -> View:
    """Return what a perspective adds up, given whose money pays for the programme."""
    both = (Kind.RESOURCE, Kind.TRANSFER)
    if perspective is Perspective.FUNDER:
        return View(perspective, (Payer.FUNDER,), both)
    if perspective is Perspective.NHS_PSS:
        funder = (Payer.FUNDER,) if funded_by in (FundedBy.NHS, FundedBy.LOCAL_AUTHORITY) else ()
        return View(perspective, (Payer.NHS, Payer.LOCAL_AUTHORITY, *funder), both)
    if perspective is Perspective.PUBLIC_SECTOR:
        funder = () if funded_by is FundedBy.CHARITY else (Payer.FUNDER,)
        return View(perspective, (*PUBLIC, *funder), both)
    return View(perspective, tuple(Payer), (Kind.RESOURCE,))


def net_cost(rows: Iterable[Row], seen_by: View, without: Block | None = None) -> Draws:
    """Return the sum of the costs that a perspective counts, GBP, discounted; a saving is negative.

    Args:
        rows: the table.
        seen_by: the perspective.
        without: a block left out, for totals printed with and without it.
    """
    total: Draws = 0.0
    for row in rows:
        if seen_by.counts(row) and row.block is not without:
            cost = row.cost
            total = total + (0.0 if cost is None else cost)
    return total


def net_costs_by_payer(rows: Iterable[Row]) -> dict[tuple[Payer, Kind], Draws]:
    """Return the sum of costs for each payer and kind of flow, memo rows left out."""
    totals: dict[tuple[Payer, Kind], Draws] = {}
    for row in rows:
        if row.payer is None or row.kind in (None, Kind.MEMO) or row.cost_by_year is None:
            continue
        key, cost = (row.payer, row.kind), row.cost
        if cost is not None and key[1] is not None:
            totals[row.payer, key[1]] = totals.get((row.payer, key[1]), 0.0) + cost
    return totals
