"""The CHEERS 2022 checklist, filled from the run; what the model cannot know is not reported, and listed.

Husereau and others 2022, Consolidated Health Economic Evaluation Reporting Standards 2022, BMJ 376:e067975.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sbs_econ.analysis.findings import Findings
from sbs_econ.reporting.cells import text
from sbs_econ.reporting.claims import cost_claim
from sbs_econ.reporting.document import Bullets, Column, Paragraph, Section, Table
from sbs_econ.reporting.first_page import BEARERS, cost_of
from sbs_econ.reporting.input_sections import correlated_words, setting_words, used_sources
from sbs_econ.vocabulary import Block

NOT_REPORTED = "Not reported"
REPORTED, PARTLY = "reported", "in part"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number and topic, what the run says to it (None where it cannot know), where, and how fully."""

    number: int
    topic: str
    said: Callable[[Findings], str] | None = None
    where: str = ""
    status: str = REPORTED


def _title(found: Findings) -> str:
    return f"{found.inputs.label}. {found.inputs.question}"


def _abstract(found: Findings) -> str:
    return f"The answer in short. {cost_claim(cost_of(found, found.perspective)).text}"


def _population(found: Findings) -> str:
    groups = found.inputs.structure.subgroups
    mixed = f", in {len(groups)} subgroups" if len(groups) > 1 else ""
    return f"{found.inputs.settings.participants:,} people who start{mixed}; who they are is for the author to say."


def _setting(found: Findings) -> str:
    sites = found.inputs.sites
    names = "; ".join(site.label for site in sites[:12]) if found.inputs.sites_declared else "one area, not named"
    return f"England; {names}."


def _comparators(found: Findings) -> str:
    return f"Usual support, and usual support with the programme as the scenario {found.inputs.scenario} describes it."


def _perspectives(found: Findings) -> str:
    return f"{'; '.join(p.label for p in found.result.perspectives)}. Headline: {BEARERS[found.perspective]}."


def _horizon(found: Findings) -> str:
    settings = found.inputs.settings
    return (
        f"{settings.horizon_months} months from each person's start; the programme lasts {settings.programme_months}."
    )


def _discount(found: Findings) -> str:
    settings = found.inputs.settings
    costs, outcomes = f"{settings.discount_rate_costs:.1%}", f"{settings.discount_rate_outcomes:.1%}"
    none = "; nothing beyond the first year, so nothing is discounted" if settings.years == 1 else ""
    return f"Costs {costs} and outcomes {outcomes} a year after the first ({settings.discount_profile}){none}."


def _outcomes(found: Findings) -> str:
    labels = dict.fromkeys(r.row.label for r in found.result.rows if r.row.block is Block.OUTCOMES)
    return f"{'; '.join(labels)}. Why these were chosen is for the author to say."


def _measured(found: Findings) -> str:
    return "Changes as reported by the sources of the inputs; design, follow-up and recall are stated with each change."


def _valued(found: Findings) -> str:
    return "Outcomes stay in their own units. No money value of an outcome is added to any total."


def _resources(found: Findings) -> str:
    return (
        f"Changes in use times unit costs of the set {found.inputs.settings.unit_cost_set}; the programme from its "
        f"parts ({setting_words('costing', found.inputs.settings.costing)}); unpaid care at "
        f"{setting_words('care', found.inputs.settings.informal_care_valuation)}."
    )


def _currency(found: Findings) -> str:
    used = {q.index for q in found.inputs.quantities.values() if q.index is not None and q.price_year}
    vintages = "; ".join(f"{found.inputs.indices[i].label} ({found.inputs.indices[i].vintage})" for i in sorted(used))
    return f"Pounds sterling, {found.inputs.settings.price_year} prices, brought there by: {vintages}. No conversion."


def _model(found: Findings) -> str:
    return "A cost-consequence model of reported changes, the share that the programme caused, and how long they last."


def _analytics(found: Findings) -> str:
    plan = found.result.plan
    return f"Monte Carlo simulation, {plan.draws:,} draws (seed {plan.seed}, {plan.sampler}); methods are stated."


def _heterogeneity(found: Findings) -> str:
    groups, modes = found.inputs.structure.subgroups, found.inputs.structure.modes
    return f"{len(groups)} subgroups and {len(modes)} modes of delivery enter the model; compare --by shows each."


def _uncertainty(found: Findings) -> str:
    drawn = sum(q.distribution is not None for q in found.inputs.quantities.values())
    return f"{drawn} inputs have distributions, {correlated_words(found.inputs)}; one-way sensitivity beside it."


def _parameters(found: Findings) -> str:
    return f"{len(found.inputs.quantities)} inputs with value, interval, distribution, evidence and source."


def _results(found: Findings) -> str:
    return cost_claim(cost_of(found, found.perspective)).text


def _effect_of_uncertainty(found: Findings) -> str:
    return (
        "95% intervals, one-way sensitivity, break-even, shares of variance, value of information, Monte Carlo error."
    )


def _limits(found: Findings) -> str:
    return f"{len(used_sources(found))} sources and published findings, for and against; discussion is the author's."


ITEMS = (
    Item(1, "Title", _title, "The title", PARTLY),
    Item(2, "Abstract", _abstract, "The answer in short", PARTLY),
    Item(3, "Background and objectives", lambda found: found.inputs.question, "The answer in short", PARTLY),
    Item(4, "Health economic analysis plan"),
    Item(5, "Study population", _population, "The answer in short", PARTLY),
    Item(6, "Setting and location", _setting, "Settings", PARTLY),
    Item(7, "Comparators", _comparators, "Methods"),
    Item(8, "Perspective", _perspectives, "Net cost by perspective"),
    Item(9, "Time horizon", _horizon, "Settings"),
    Item(10, "Discount rate", _discount, "Settings"),
    Item(11, "Selection of outcomes", _outcomes, "Cost-consequence table", PARTLY),
    Item(12, "Measurement of outcomes", _measured, "Every input with its source", PARTLY),
    Item(13, "Valuation of outcomes", _valued, "Methods"),
    Item(14, "Measurement and valuation of resources and costs", _resources, "Every input with its source"),
    Item(15, "Currency, price date and conversion", _currency, "Settings"),
    Item(16, "Rationale and description of model", _model, "Methods", PARTLY),
    Item(17, "Analytics and assumptions", _analytics, "Methods"),
    Item(18, "Characterising heterogeneity", _heterogeneity, "Every input with its source", PARTLY),
    Item(19, "Characterising distributional effects"),
    Item(20, "Characterising uncertainty", _uncertainty, "What moves the answer"),
    Item(21, "Approach to engagement with patients and others affected by the study"),
    Item(22, "Study parameters", _parameters, "Every input with its source"),
    Item(23, "Summary of main results", _results, "The answer in short"),
    Item(24, "Effect of uncertainty", _effect_of_uncertainty, "What moves the answer"),
    Item(25, "Effect of engagement with patients and others affected by the study"),
    Item(26, "Study findings, limitations, generalisability and current knowledge", _limits, "Sources", PARTLY),
    Item(27, "Source of funding"),
    Item(28, "Conflicts of interest"),
)


def not_reported() -> list[Item]:
    """Return the items that only people can fill."""
    return [item for item in ITEMS if item.said is None]


def cheers_section(found: Findings, key: str, level: int) -> Section:
    """Return the checklist, and the list of what only people can report."""
    columns = (
        Column("item", "Item", meaning="Number in CHEERS 2022.", text=True), Column("topic", "Topic", text=True),
        Column("status", "Status", meaning="Reported, in part, or not reported.", text=True),
        Column("said", "What the run says", text=True), Column("where", "Where", text=True),
    )  # fmt: skip
    rows = tuple(
        (text(str(i.number)), text(i.topic), text(NOT_REPORTED if i.said is None else i.status),
         text(NOT_REPORTED if i.said is None else i.said(found)), text(i.where or None))
        for i in ITEMS
    )  # fmt: skip
    missing = tuple(f"{item.number}. {item.topic}" for item in not_reported())
    parts = (
        Paragraph(
            "Filled from the run. What stands in part needs words of the author's; what follows is not reported, for "
            "the model cannot know it:"
        ),
        Bullets(missing),
        Table(f"{key}cheers", "CHEERS 2022 checklist", columns, rows, (
            "Husereau and others 2022, Consolidated Health Economic Evaluation Reporting Standards 2022, BMJ "
            "376:e067975.",
        )),
    )  # fmt: skip
    return Section(f"{key}cheers", "CHEERS 2022 checklist", parts, level)
