"""The two tables of the first page: what changes, and who pays and who gains."""

from __future__ import annotations

from sbs_econ.analysis.evidence_dependence import money_by_evidence
from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.payers import ALL, CASH, Party
from sbs_econ.analysis.psa import RowResult
from sbs_econ.reporting.cells import as_shares, chance, money, text, triple, triple_columns
from sbs_econ.reporting.claims import VERDICTS, Direction, verdict
from sbs_econ.reporting.document import Cell, Column, Table
from sbs_econ.reporting.numbers import unit_words
from sbs_econ.reporting.payers_text import party_label
from sbs_econ.vocabulary import Block, Evidence, Kind, Perspective

SERVICES = 5
"""Services named on the first page: those whose cost differs most."""
CHANGES = {
    Direction.LOWER: "lower", Direction.HIGHER: "higher", Direction.OPEN: "could be either",
    Direction.NOTHING: "nothing counted",
}  # fmt: skip


def shown_changes(found: Findings) -> list[RowResult]:
    """Return the rows that the first page shows: outcomes per person, and the services whose cost differs most."""
    outcomes = [r for r in found.result.rows if r.row.block is Block.OUTCOMES and r.row.per == "participant"]
    services = [r for r in found.result.rows if r.row.block is Block.SERVICE_USE and r.cost is not None]
    largest = sorted(services, key=lambda r: -abs(r.cost.mean if r.cost else 0.0))[:SERVICES]
    return [r for r in (*outcomes, *largest) if r.quantity is not None and r.row.unit is not None]


def changes_table(found: Findings, key: str) -> Table:
    """Return what changes: each with its likely range, and what may be said of it."""
    columns = (
        Column("what", "What", text=True),
        Column("unit", "Counted in", text=True),
        *triple_columns("change", "Difference", "", "Programme minus usual support."),
        Column("said", "What can be said", meaning="Higher or lower only where the whole interval is.", text=True),
    )
    rows = tuple(_change(row) for row in shown_changes(found))
    note = f"Outcomes are per person. Of the services, the {SERVICES} whose cost differs most; the full table has all."
    return Table(f"{key}_changes", "What changes, programme minus usual support", columns, rows, (note,))


def _change(found: RowResult) -> tuple[Cell, ...]:
    assert found.quantity is not None  # noqa: S101
    row, weak = found.row, float(found.row.evidence is Evidence.ILLUSTRATIVE)
    cells = triple(found.quantity, row.unit)
    unit = "share of people" if row.unit == "share" else unit_words(row.unit)
    said = text(verdict(found.quantity, weak, CHANGES))
    return (text(row.label), text(unit), *(as_shares(cells) if row.unit == "share" else cells), said)


def payers_table(found: Findings, key: str) -> Table:
    """Return who pays and who gains over all years."""
    columns = (
        Column("payer", "Who", text=True),
        *triple_columns("cost", "Cost", "GBP", "Programme minus usual support; below zero is a gain."),
        Column("cash", "In cash", "GBP", "Its part that leaves a budget or could be taken out of one."),
        Column("chance", "Chance of a lower cost", "", "Share of draws below zero."),
        Column("said", "What can be said", meaning="More or less only where the whole interval is.", text=True),
    )
    rows = tuple(_payer(found, party) for party in found.payers.parties)
    note = "Cash shares are illustrative by default: fewer contacts free staff and beds, and release little cash."
    return Table(f"{key}_payers", "Who pays and who gains, over all years", columns, rows, (note,))


def _payer(found: Findings, party: Party) -> tuple[Cell, ...]:
    cost, cash = (found.payers.cost(party.key, measure) for measure in (ALL, CASH))
    return (
        text(party_label(found.payers, party)), *triple(cost), money(cash.mean, cash.mc_se),
        chance(cost.below_zero, cost.below_zero_mc_se),
        text(verdict(cost, illustrative_of(found, party), VERDICTS)),
    )  # fmt: skip


def illustrative_of(found: Findings, party: Party) -> float:
    """The share of a party's absolute costs in rows whose weakest figure is illustrative."""
    rows = [r for r in found.result.rows if r.cost is not None and r.row.kind is not Kind.MEMO]
    own = [r for r in rows if r.row.payer in party.payers]
    whole = sum(abs(r.cost.mean) for r in own if r.cost is not None)
    weak = sum(abs(r.cost.mean) for r in own if r.cost is not None and r.row.evidence is Evidence.ILLUSTRATIVE)
    return weak / whole if whole else 0.0


def illustrative_share(found: Findings, perspective: Perspective) -> float:
    """Return the share of a perspective's absolute costs in rows whose weakest figure is illustrative."""
    return money_by_evidence(found.result, perspective)[Evidence.ILLUSTRATIVE]
