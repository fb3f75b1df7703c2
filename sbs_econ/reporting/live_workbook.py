"""The live workbook: the base case of a scenario as ordinary Excel formulas, with the values they have now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sbs_econ.errors import RequestError
from sbs_econ.reporting.live_budget import budget_rows
from sbs_econ.reporting.live_changes import Changes, changes_of
from sbs_econ.reporting.live_delivery import Costs, attended, delivery
from sbs_econ.reporting.live_effects import Effects
from sbs_econ.reporting.live_guide import guide
from sbs_econ.reporting.live_inputs import InputCells, input_cells
from sbs_econ.reporting.live_intervals import intervals
from sbs_econ.reporting.live_kinds import reach, site_kinds
from sbs_econ.reporting.live_mix import mix
from sbs_econ.reporting.live_outcomes import Outcomes
from sbs_econ.reporting.live_prices import prices
from sbs_econ.reporting.live_sheets import Sheet
from sbs_econ.reporting.live_table import Results
from sbs_econ.reporting.live_terms import Term
from sbs_econ.reporting.live_time import timeline
from sbs_econ.reporting.live_write import workbook_bytes
from sbs_econ.schema.model_workbook import SETTINGS_HERE

if TYPE_CHECKING:
    from sbs_econ.analysis.psa import Result
    from sbs_econ.model.inputs import Inputs


MOST_KINDS = 100
"""Kinds of sites that a workbook holds: each has its own lines on every sheet of workings."""


def live_workbook_refusal(inputs: Inputs) -> str | None:
    """Return why a scenario has no live workbook; None if it has one."""
    kinds = len(site_kinds(inputs))
    if kinds <= MOST_KINDS:
        return None
    return f"{inputs.scenario} has {kinds} kinds of sites with figures of their own, and a workbook holds {MOST_KINDS}"


def live_workbook_bytes(result: Result) -> bytes:
    """Return the live workbook of a run as an xlsx file; the same run gives the same bytes.

    Args:
        result: a run; its inputs make the formulas, its draws only the sheet of intervals.

    Raises:
        RequestError: if too many of its sites have figures of their own; ``live_workbook_refusal`` tells before.
    """
    refusal = live_workbook_refusal(result.inputs)
    if refusal is not None:
        raise RequestError(refusal, "ask for a few sites at a time, or for html, docx and csv alone", code="E932")
    cells, sheets = live_sheets(result)
    return workbook_bytes(sheets, f"Live model: {result.inputs.label}", _names(cells))


def live_sheets(result: Result) -> tuple[InputCells, list[Sheet]]:
    """Return the inputs and every sheet in order."""
    inputs = result.inputs
    kinds, changes = site_kinds(inputs), changes_of(inputs.structure)
    cells = input_cells(inputs, frozenset(changes), kinds)
    priced = prices(inputs, cells, kinds)
    mixed = mix(inputs, priced, kinds)
    reached = reach(inputs, priced, kinds, mixed.multiplier)
    delivered = delivery(priced, kinds, reached)
    time = timeline(inputs, priced, kinds, changes, delivered.uses())
    attended(delivered, time)
    costs = Costs(priced, kinds, delivered, time)
    budget, top_down = budget_rows(priced, reached, costs, time)
    reported = Changes(priced, kinds, reached, time)
    effects = Effects(priced, kinds, reached, time, reported)
    outcomes = Outcomes(priced, kinds, reached, time, reported)
    rows = costs.rows() | top_down | effects.rows | outcomes.rows
    results = Results(result, rows, cells, time.keys)
    cells.mark_unread()
    ordered = [
        cells.sheet, results.table.sheet, results.perspectives.sheet, results.payers.sheet, results.check.sheet,
        intervals(result), *reached.sheets, mixed.sheet, reported.listing.sheet, *time.sheets, *priced.sheets,
        delivered.listing.sheet, costs.listing.sheet, *([budget.sheet] if budget is not None else []),
        effects.wages.sheet, effects.listing.sheet, outcomes.listing.sheet, results.flows.sheet,
    ]  # fmt: skip
    return cells, [guide(result, cells, mixed, results, ordered), *ordered]


def _names(cells: InputCells) -> dict[str, Term]:
    """Excel names for the headline inputs only: settings, and what attribution rests on."""
    headline = [f"settings.{name}" for name in SETTINGS_HERE]
    headline += [name for name in cells.lines if name.startswith("attribution.")]
    return {name: cells.lines[name]["used"] for name in headline}
