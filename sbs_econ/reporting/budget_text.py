"""A budget impact as text that a commissioner can read: people and capacity, who pays what and when, notes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sbs_econ.analysis.budget_impact import LATER, TOTAL, BudgetImpact
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import number, per_cent
from sbs_econ.reporting.words import PAYER_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Payer, Perspective

THOUSAND = 1_000.0
WITH_INTERVAL = ("net", "cash")
"""Measures printed with their interval; those of the others stand in the JSON and CSV."""
TOGETHER = 5
"""Years that stand side by side in one table."""
NEEDS = {
    "people_at_year_end": "People in their programme at the end of the year",
    "groups_on_average": "Groups running, on average",
    "groups_at_year_end": "Groups running at the end of the year",
    "sessions": "Sessions",
    "attendances": "Attendances",
    "paid_facilitator_hours": "Paid facilitators, hours",
    "paid_facilitator_fte": "Paid facilitators, full-time (FTE)",
    "volunteer_facilitator_hours": "Volunteer facilitators, hours",
    "volunteer_facilitator_fte": "Volunteer facilitators, FTE",
    "coordinator_fte": "Coordinators, FTE",
}
SHORT = {Payer.LOCAL_AUTHORITY: "Council social care", Payer.EXCHEQUER: "Exchequer", Payer.ECONOMY: "Employers"}
SHORT_VIEWS = {Perspective.FUNDER: "Programme funder", Perspective.NHS_PSS: "NHS and council care"}


def payer_label(payer: Payer) -> str:
    """Return a payer's name, short enough for a table or picture."""
    return SHORT.get(payer, PAYER_LABELS[payer])


def budget_text(impact: BudgetImpact, width: int) -> str:
    """Return the printed answer of ``budget-impact``."""
    lines = [*_heading(impact, width), ""]
    chunks = list(_chunks(impact))
    for periods in chunks:
        lines += [*_capacity(impact, periods, width), ""]
    payers = [(p.value, payer_label(p)) for p in impact.payers]
    views = [(p.value, SHORT_VIEWS.get(p, PERSPECTIVE_LABELS[p])) for p in _views(impact)]
    for title, measure, whos in (
        ("Net cost, with the programme minus without", "net", [*payers, *views]),
        ("Of which cash: money that leaves or enters a budget", "cash", [*payers, *views]),
        ("Not cash: staff time, beds and other capacity freed or used (means)", "not_cash", [*payers, *views]),
        ("Without the programme: usual support of the people who start (means)", "without", payers),
        ("With the programme: usual support and the programme (means)", "with", payers),
    ):
        lines += list(_money(impact, (title, measure), whos, chunks, width))
    lines += list(_notes(impact, width))
    return "\n".join(lines)


def _views(impact: BudgetImpact) -> list[Perspective]:
    """Perspectives that add several payers up."""
    return [p for p in Perspective if p is not Perspective.FUNDER]


def _heading(impact: BudgetImpact, width: int) -> Iterator[str]:
    inputs, plan, drawn = impact.inputs, impact.plan, impact.drawn
    yield clean_text(f"Budget impact: {inputs.label} ({inputs.scenario})")
    who = f"{plan.eligible:,.0f} people are eligible; people start" if plan.eligible is not None else "People start"
    yield from textwrap.wrap(
        f"{who} evenly through each financial year (April to March). £ thousand, {inputs.settings.price_year} prices "
        f"throughout, not discounted; minus is saved. Mean and 95% interval of {drawn.draws:,} draws (seed "
        f"{drawn.seed}, {drawn.sampler}).",
        width,
    )


def _chunks(impact: BudgetImpact) -> Iterator[tuple[str, ...]]:
    """Yield the periods of each table: five years, then the rest, with the sum and what comes later at the end."""
    years = impact.plan.years
    for start in range(0, len(years), TOGETHER):
        rest = (TOTAL, LATER) if start + TOGETHER >= len(years) else ()
        yield (*years[start : start + TOGETHER], *rest)


def _titles(impact: BudgetImpact, periods: Sequence[str]) -> list[str]:
    count = len(impact.plan.years)
    words = {TOTAL: f"All {count}" if count > 1 else "Total", LATER: "Later"}
    return [words.get(period, period) for period in periods]


def _capacity(impact: BudgetImpact, periods: Sequence[str], width: int) -> list[str]:
    plan = impact.plan
    years = [period for period in periods if period not in (TOTAL, LATER)]
    places = [plan.years.index(year) for year in years]
    rows = [["People who start", *(number(plan.starters[i], 1.0) for i in places)]]
    if plan.uptake:
        rows.insert(0, ["Uptake of the eligible", *(per_cent(plan.uptake[i], 0.001) for i in places)])
    for need, label in NEEDS.items():
        found = [impact.found[f"capacity:{need}:{year}"] for year in years]
        rows.append([label, *(_amount(estimate) for estimate in found)])
    header = ["People and capacity", *years]
    return table(header, rows, [False] + [True] * len(years), width)


def _amount(estimate: Estimate) -> str:
    return number(estimate.mean, max(estimate.mc_se, 0.1 if abs(estimate.mean) < 100 else 1.0))


def _money(
    impact: BudgetImpact,
    what: tuple[str, str],
    whos: Sequence[tuple[str, str]],
    chunks: Sequence[Sequence[str]],
    width: int,
) -> Iterator[str]:
    title, measure = what
    for periods in chunks:
        rows = []
        for who, label in whos:
            found = [impact.of(measure, who, period) for period in periods]
            if any(_shown(estimate) for estimate in found):
                rows.append([label, *(_thousands(estimate, measure in WITH_INTERVAL) for estimate in found)])
        if not rows:
            continue
        yield title
        yield from table(["", *_titles(impact, periods)], rows, [False] + [True] * len(periods), width)
        yield ""


def _shown(estimate: Estimate | None) -> bool:
    return estimate is not None and (estimate.mean != 0.0 or estimate.sd > 0.0)


def _thousands(estimate: Estimate | None, interval: bool) -> str:
    if estimate is None:
        return ""
    mean, low, high = (
        number(value / THOUSAND, max(error / THOUSAND, 0.1 if abs(value) < 100 * THOUSAND else 1.0))
        for value, error in (
            (estimate.mean, estimate.mc_se),
            (estimate.lower, estimate.lower_mc_se),
            (estimate.upper, estimate.upper_mc_se),
        )
    )
    return f"{mean}\n({low} to\n{high})" if estimate.sd and interval else mean


def _notes(impact: BudgetImpact, width: int) -> Iterator[str]:
    funded_by = impact.inputs.settings.funded_by
    without = [p.value for p in _views(impact) if not view(p, funded_by).includes_programme_cost]
    notes = [
        *impact.notes,
        "Later is what is still to come after the last year from people who have started by then.",
        "The cash share of each category is illustrative by default (cashable.yaml): fewer contacts free staff and "
        "beds, and release no cash within a year.",
        f"Full-time means {impact.plan.hours_per_fte:,.0f} hours a year.",
    ]
    if without:
        notes.append(f"{', '.join(without)}: without the programme's own cost, which {funded_by.value} money pays.")
    unknown = [payer_label(p).lower() for p in impact.payers if impact.of("without", p.value, TOTAL) is None]
    if unknown:
        notes.append(f"The level of spending without the programme is not known for {', '.join(unknown)}.")
    for note in notes:
        yield from textwrap.wrap(clean_text(note), width, initial_indent="- ", subsequent_indent="  ")
