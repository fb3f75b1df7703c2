"""What the program's draws gave, in the live workbook: figures that stay as they were calculated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sbs_econ.reporting.live_sheets import Column, Listing, Sheet

if TYPE_CHECKING:
    from sbs_econ.analysis.estimates import Estimate
    from sbs_econ.analysis.psa import Result

COLUMNS = (
    Column("row", "row or perspective", style="text", width=46),
    Column("label", "label", style="text", width=50),
    Column("part", "part", style="text", width=10),
    Column("unit", "unit", style="text", width=14),
    Column("base_case", "base case", style="money", width=15),
    Column("mean", "mean of draws", style="money", width=15),
    Column("mc_se", "Monte Carlo standard error", style="money", width=15),
    Column("lower", "95% interval, lower", style="money", width=15),
    Column("upper", "95% interval, upper", style="money", width=15),
)


def intervals(result: Result) -> Sheet:
    """Return the sheet of means and intervals."""
    notes = (
        f"From {result.plan.draws:,} draws at the defaults of the scenario. These figures do not follow an override: "
        "make a scenario of the workbook and run it for new ones.",
    )
    listing = Listing(Sheet("Intervals", "#0B0C0C"), COLUMNS, "Means and intervals of the run (not live)", notes)
    for each in result.rows:
        for part, estimate, unit in (("quantity", each.quantity, each.row.unit), ("cost", each.cost, "GBP")):
            _add(listing, (each.row.row, each.row.label, part, unit), estimate)
    for found in result.perspectives:
        name, label = found.perspective.value, found.label
        _add(listing, (name, label, "cost", "GBP"), found.net_cost)
        words = (f"{name}_without_informal_care", f"{label}, without unpaid care", "cost", "GBP")
        _add(listing, words, found.without_informal_care)
    return listing.sheet


def _add(listing: Listing, words: tuple[str, str, str, str | None], estimate: Estimate | None) -> None:
    if estimate is not None:
        line = listing.line(row=words[0], label=words[1], part=words[2], unit=words[3])
        for key in ("base_case", "mean", "mc_se", "lower", "upper"):
            value = getattr(estimate, key)
            line[key] = None if value is None else float(value)
