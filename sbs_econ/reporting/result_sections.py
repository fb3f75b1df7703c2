"""The cost-consequence table, net cost by perspective, and who pays in which year, as sections of the report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.payers import ALL, CASH, NOT_CASH
from sbs_econ.analysis.psa import PerspectiveResult, RowResult
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.cells import EMPTY, as_shares, chance, count, money, text, triple, triple_columns
from sbs_econ.reporting.document import Cell, Column, Figure, Paragraph, Section, Table
from sbs_econ.reporting.figures_costs import forest_figure, who_pays_figure
from sbs_econ.reporting.figures_draws import distribution_figure
from sbs_econ.reporting.figures_payers import payers_picture
from sbs_econ.reporting.numbers import unit_words
from sbs_econ.reporting.payers_text import TITLES, party_label
from sbs_econ.reporting.words import BLOCK_LABELS, EVIDENCE_LABELS, PAYER_LABELS
from sbs_econ.vocabulary import Block, Kind

KINDS = {Kind.MEMO: "shown, not added", Kind.TRANSFER: "transfer", Kind.RESOURCE: "resource"}
SIGN = "Programme minus usual support: below zero is fewer, or costs less, than usual support."


def table_section(found: Findings, key: str, level: int) -> Section:
    """Return the full cost-consequence table, rows without a number included, and its picture."""
    table = Table(
        f"{key}table", "Cost-consequence table: every cost and consequence, in its own unit and in pounds",
        _columns(), tuple(_row(row) for row in found.result.rows), tuple(_table_notes(found)),
    )  # fmt: skip
    words = "Nothing is added up across rows that are in different units. Rows without a number were considered."
    parts = (Paragraph(words), table, forest_figure(found.result, f"{key}forest"))
    return Section(f"{key}table", "Cost-consequence table", parts, level)


def _columns() -> tuple[Column, ...]:
    return (
        Column("row", "Row", meaning="What changes or is paid for.", text=True),
        Column("block", "Part", meaning="The part of the table.", text=True),
        Column("unit", "Unit", meaning="What the quantity is counted in.", text=True),
        Column("usual", "Usual support", meaning="Quantity under usual support. Mean of the draws."),
        Column("programme", "With programme", meaning="Quantity with the programme. Mean of the draws."),
        *triple_columns("quantity", "Difference", "", SIGN),
        *triple_columns("cost", "Cost", "GBP", SIGN),
        Column("payer", "Who pays", meaning="Whose cost it is.", text=True),
        Column("kind", "Kind", meaning="Resources used, a transfer between payers, or shown and not added.", text=True),
        Column("evidence", "Evidence", meaning="The weakest of the row's own figures.", text=True),
        Column("extrapolated", "After follow-up", "", "Share of the effect after the last follow-up: assumed."),
    )


def _row(found: RowResult) -> tuple[Cell, ...]:
    row, share = found.row, found.row.unit == "share"
    usual, programme = _levels(found)
    quantity = triple(found.quantity, row.unit)
    return (
        text(row.label),
        text(BLOCK_LABELS[row.block]),
        text(_unit(row.unit)) if found.quantity is not None else EMPTY,
        usual,
        programme,
        *(as_shares(quantity) if share else quantity),
        *triple(found.cost),
        text(PAYER_LABELS[row.payer]) if row.payer is not None else EMPTY,
        text(KINDS[row.kind]) if row.kind is not None else EMPTY,
        text(EVIDENCE_LABELS[row.evidence]) if row.evidence is not None else EMPTY,
        chance(found.means.get("share_after_follow_up"), 0.01),
    )


def _unit(unit: str | None) -> str:
    return {"share": "share of people"}.get(unit or "", unit_words(unit))


def _levels(found: RowResult) -> tuple[Cell, Cell]:
    usual, quantity = found.means.get("usual_quantity"), found.quantity
    if quantity is None:
        return EMPTY, EMPTY
    error = max(found.errors.get("usual_quantity", 0.0), quantity.mc_se)
    if found.row.block is Block.PROGRAMME:
        return text("none"), count(quantity.mean, error)
    if usual is None:
        return EMPTY, EMPTY
    make = chance if found.row.unit == "share" else count
    return make(usual, error), make(usual + quantity.mean, error)


def _table_notes(found: Findings) -> Iterator[str]:
    settings = found.inputs.settings
    yield (
        f"Totals of {settings.participants:,} people over {settings.horizon_months} months, {settings.price_year} "
        "prices; scores of outcomes are gains per person since joining, under usual support as well."
    )
    yield "An empty cell means that nothing of that kind is counted for the row, or that it is not uncertain."
    seen: set[str] = set()
    for row in found.result.rows:
        for finding in found.inputs.structure.findings.get(row.row.row, ()):
            note = f"{row.row.label}: {finding.text} [{finding.source}, {finding.locator}]"
            if finding.headline and finding.text not in seen:
                seen.add(finding.text)
                yield note


def perspectives_section(found: Findings, key: str, level: int) -> Section:
    """Return net cost by perspective, with and without the programme's cost where a perspective leaves it out."""
    columns = (
        Column("perspective", "Perspective", meaning="Whose costs are added up.", text=True),
        *triple_columns("net_cost", "Net cost", "GBP", SIGN),
        Column("base_case", "Base case", "GBP", "Net cost with every input at its mean."),
        *triple_columns("per_person", "Per person", "GBP", f"Per person who starts. {SIGN}"),
        Column("probability", "Chance that it costs less", "", "Share of draws with a net cost below zero."),
    )
    rows = tuple(row for p in found.result.perspectives for row in _perspective_rows(found, p))
    table = Table(
        f"{key}perspectives", "Net cost by perspective", columns, rows, tuple(_perspective_notes(found))
    )  # fmt: skip
    parts = (table, distribution_figure(found.result, f"{key}distribution"))
    return Section(f"{key}perspectives", "Net cost by perspective", parts, level)


def _perspective_rows(found: Findings, each: PerspectiveResult) -> Iterator[tuple[Cell, ...]]:
    people = found.inputs.settings.participants
    for label, estimate in ((each.label, each.net_cost), ("Society, unpaid care left out", each.without_informal_care)):
        if estimate is None:
            continue
        scaled = triple(estimate, scale=1.0 / people) if people else (EMPTY,) * 3
        own = label == each.label and each.probability_cost_saving is not None
        yield (
            text(label), *triple(estimate), money(estimate.base_case, estimate.mc_se), *scaled,
            chance(each.probability_cost_saving, each.probability_cost_saving_mc_se or 0.0) if own else EMPTY,
        )  # fmt: skip


def _perspective_notes(found: Findings) -> Iterator[str]:
    for each in found.result.perspectives:
        seen_by = view(each.perspective, found.inputs.settings.funded_by)
        payers = ", ".join(PAYER_LABELS[p] for p in seen_by.payers)
        kinds = "resources and transfers" if Kind.TRANSFER in seen_by.kinds else "resources only"
        yield f"{seen_by.label} adds up {kinds} of: {payers}."
    yield "The mean of the draws differs from the base case where the model is not a straight line in its inputs."


def payers_section(found: Findings, key: str, level: int) -> Section:
    """Return who pays and who gains in each year, in all and in cash, and the waterfall of the main result."""
    payers = found.payers
    years: list[tuple[str, int | None]] = [(f"Year {year}", year) for year in range(1, payers.years + 1)]
    years += [("All years", None)] if payers.years > 1 else []
    columns = (
        Column("payer", "Who", meaning="Who bears the cost.", text=True),
        Column("measure", "What of it", meaning="All of it, its part in cash, or the rest.", text=True),
        Column("year", "When", meaning="Years after a person starts.", text=True),
        *triple_columns("cost", "Cost", "GBP", SIGN),
        Column("below_zero", "Chance that it costs less", "", "Share of draws in which it is below zero."),
    )
    names = {ALL: "all", CASH: "cash", NOT_CASH: "not cash"}
    rows = []
    for party in payers.parties:
        for measure, name in names.items():
            for label, year in years:
                e = payers.cost(party.key, measure, year)
                if e.mean or e.sd:
                    cells = (*triple(e), chance(e.below_zero, e.below_zero_mc_se))
                    rows.append((text(party_label(payers, party)), text(name), text(label), *cells))
    notes = (
        f"Cash: {TITLES[CASH].removeprefix('Of this in cash: ')}.",
        "Fewer contacts free staff and beds, and release no cash within a year: the cash share of each category is "
        "illustrative by default.",
        "A transfer, such as tax, is a cost to one and a gain to another; the transfers of all add up to nothing.",
    )  # fmt: skip
    table = Table(f"{key}payers", "Who pays and who gains, by year", columns, tuple(rows), notes)
    return Section(
        f"{key}payers", "Who pays and who gains, and when",
        (who_pays_figure(found.result, f"{key}who_pays"), table,
         Figure(partial(payers_picture, payers), "Costs by payer and year, in cash and not",
                _in_cash(found, f"{key}in_cash"))),
        level,
    )  # fmt: skip


def _in_cash(found: Findings, key: str) -> Table:
    """The table of the picture: means over all years, in cash and not."""
    columns = (
        Column("payer", "Who", text=True),
        *(Column(measure, name, "GBP", "Mean of the draws, over all years.")
          for measure, name in ((ALL, "All"), (CASH, "In cash"), (NOT_CASH, "Not in cash"))),
    )  # fmt: skip
    rows = tuple(
        (text(party_label(found.payers, party)), *(money(e.mean, e.mc_se) for e in
         (found.payers.cost(party.key, measure) for measure in (ALL, CASH, NOT_CASH))))
        for party in found.payers.parties
    )  # fmt: skip
    return Table(key, "Costs by payer, in cash and not, over all years", columns, rows)
