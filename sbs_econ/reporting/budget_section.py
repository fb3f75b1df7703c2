"""The budget impact as a section: people and capacity, then who pays in which financial year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sbs_econ.analysis.budget_impact import LATER, TOTAL, BudgetImpact
from sbs_econ.analysis.findings import Findings
from sbs_econ.reporting.budget_text import NEEDS, SHORT_VIEWS, payer_label
from sbs_econ.reporting.cells import count, text, triple, triple_columns
from sbs_econ.reporting.document import Cell, Column, Figure, Paragraph, Section, Table
from sbs_econ.reporting.figures_budget import budget_picture
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Perspective

MEASURES = {
    "net": "net cost", "cash": "of which cash", "not_cash": "of which not cash", "without": "without the programme",
    "with": "with the programme",
}  # fmt: skip


def budget_section(found: Findings, key: str, level: int) -> Section:
    """Return the budget impact, or why there is none."""
    impact = found.budget
    if impact is None:
        words = (
            "The scenario says nothing of eligible people and uptake by year (budget_impact), so no budget impact is "
            "shown. The command budget-impact gives one."
        )
        return Section(f"{key}budget", "Budget impact", (Paragraph(words),), level)
    words = (
        f"Financial years, April to March; {impact.inputs.settings.price_year} prices throughout, not discounted. "
        "People start evenly through each year."
    )
    table, needs = _money(impact, f"{key}budget"), _capacity(impact, f"{key}capacity")
    picture = Figure(
        partial(budget_picture, impact), "Budget impact by financial year", _public(impact, f"{key}budget_net")
    )
    notes = tuple(Paragraph(note, "note") for note in impact.notes)
    return Section(f"{key}budget", "Budget impact", (Paragraph(words), picture, needs, table, *notes), level)


def _period(period: str) -> str:
    return {TOTAL: "All years shown", LATER: "Later, from people who have started"}.get(period, period)


def _whos(impact: BudgetImpact) -> Iterator[tuple[str, str]]:
    yield from ((payer.value, payer_label(payer)) for payer in impact.payers)
    yield from (
        (p.value, SHORT_VIEWS.get(p, PERSPECTIVE_LABELS[p])) for p in Perspective if p is not Perspective.FUNDER
    )


COLUMNS = (
    Column("who", "Who", text=True),
    Column("measure", "What of it", text=True),
    Column("year", "Financial year", text=True),
    *triple_columns("amount", "Amount", "GBP", "Undiscounted."),
)


def _money(impact: BudgetImpact, key: str) -> Table:
    return Table(key, "Who pays what, by financial year", COLUMNS, tuple(_rows(impact, tuple(MEASURES))))


def _public(impact: BudgetImpact, key: str) -> Table:
    return Table(key, "Net cost by financial year", COLUMNS, tuple(_rows(impact, ("net",))))


def _rows(impact: BudgetImpact, measures: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    for who, label in _whos(impact):
        for measure in measures:
            for period in impact.periods:
                e = impact.of(measure, who, period)
                if e is not None and (e.mean or e.sd):
                    yield text(label), text(MEASURES[measure]), text(_period(period)), *triple(e)


def _capacity(impact: BudgetImpact, key: str) -> Table:
    years = impact.plan.years
    columns = (Column("need", "People and capacity", text=True), *(Column(f"y{y[:4]}", y) for y in years))
    rows = [(text("People who start"), *(count(n, 1.0) for n in impact.plan.starters))]
    for need, label in NEEDS.items():
        found = [impact.found[f"capacity:{need}:{year}"] for year in years]
        rows.append((text(label), *(count(e.mean, max(e.mc_se, 0.1 if abs(e.mean) < 100 else 1.0)) for e in found)))
    return Table(key, "People and what delivery needs, by financial year", columns, tuple(rows))
