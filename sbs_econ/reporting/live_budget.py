"""The programme's budget in the live workbook, from the top down (method, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sbs_econ.reporting.live_kinds import SiteKind
from sbs_econ.reporting.live_rows import RowCells
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, same, term, total, when
from sbs_econ.vocabulary import Unit

if TYPE_CHECKING:
    from sbs_econ.reporting.live_delivery import Costs
    from sbs_econ.reporting.live_kinds import Reach
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.reporting.live_time import Timeline
    from sbs_econ.schema.delivery import BudgetLine

EVERYWHERE = SiteKind(0, "", "all sites", ())
"""Reads the scenario's common figures: a budget is one for the whole programme."""
COLUMNS = (
    Column("line", "budget line", style="text", width=34),
    Column("included", "in the decision", style="text", width=14),
    Column("amount", "figure at analysis prices", "sheet Prices", "money", 16),
    Column("times", "times", "1, groups or people"),
    Column("cost", "amount, GBP", "figure x times; remainder: total less the others", "money", 16),
)


def budget_rows(
    prices: Prices, reach: Reach, costs: Costs, time: Timeline
) -> tuple[Listing | None, dict[str, RowCells]]:
    """Return the sheet of the budget and its rows of the table; nothing where the scenario has none."""
    budget, key = prices.inputs.structure.budget, prices.inputs.settings.budget
    if budget is None:
        return None, {}
    notes = ("One budget for the whole programme, spent evenly over the months of the programme.",)
    listing = Listing(Sheet("Budget", "#912B88"), COLUMNS, f"Budget: {budget.label}", notes)
    lines = {name: _line(prices, reach, listing, (f"budgets.{key}", name, line)) for name, line in budget.lines.items()}
    for name, line in budget.lines.items():
        if line.remainder:
            lines[name]["amount"] = prices.of(EVERYWHERE, f"budgets.{key}.total")
            lines[name]["cost"] = _rest(lines[name], [other for key_, other in lines.items() if key_ != name])
    return listing, _rows(prices, costs, time, lines)


def _line(prices: Prices, reach: Reach, listing: Listing, which: tuple[str, str, BudgetLine]) -> Line:
    prefix, name, content = which
    line = listing.line(line=name, included="yes" if content.included else "no")
    if not content.remainder:
        line["amount"] = prices.of(EVERYWHERE, f"{prefix}.{name}")
        line["times"] = _times(prices, reach, prefix, prices.inputs.quantities[f"{prefix}.{name}"].unit)
        line["cost"] = line["amount"] * line["times"]
    return line


def _times(prices: Prices, reach: Reach, prefix: str, unit: Unit) -> Term:
    if unit is Unit.GBP_PER_PERSON:
        return reach.people
    if unit is not Unit.GBP_PER_GROUP:
        return term(1.0)
    partners = f"{prefix}.partner_groups"
    if prices.has(EVERYWHERE, partners):
        return prices.of(EVERYWHERE, partners)
    lines = list(reach.lines.values())
    return total(lines[0].listing.column("groups", lines))


def _rest(line: Line, others: list[Line]) -> Term:
    rest = line["amount"]
    for other in others:
        rest = rest - other["cost"]
    return rest


def _rows(prices: Prices, costs: Costs, time: Timeline, lines: dict[str, Line]) -> dict[str, RowCells]:
    budget, found = prices.inputs.structure.budget, {}
    kind = when(same(prices.cells.setting("costing"), "top_down"), "resource", "memo")
    for name, content in () if budget is None else budget.lines.items():
        if content.included:
            row = f"programme.budget_{name}"
            line = costs.listing.line(row=row, sites="all sites", payer=content.payer.value, overheads=0.0)
            line["cost"] = lines[name]["cost"]
            costs.spread(line, start=False)
            years = tuple(line[key] for key in time.keys)
            found[row] = RowCells(cost_by_year=years, usual_cost=term(0.0), kind=kind)
    return found
