"""Black-box checks of time, people and what is added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from sbs_econ.analysis.verify_checks import (
    EXACT,
    ROUNDING,
    SUMS,
    Check,
    Claim,
    Pair,
    Subject,
    consequences,
    times,
)
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import Kind, Payer, Perspective

DOMAIN = "Results"
UNDISCOUNTED = Claim(
    "discount_nil", DOMAIN, "Three years are discounted at 0%, and at 3.5%.",
    "At 0% nothing is discounted; at 3.5% each year's cost is that at 0% times its own factor.",
)  # fmt: skip
RATE_UP = Claim(
    "discount_up", DOMAIN, "The discount rate is raised from 0 to 3.5 and 10%.",
    "No present value of a single row grows.",
)  # fmt: skip
YEARS = Claim("years_add_up", DOMAIN, "Costs by year are added up.", "The cost over the horizon.")
PAYERS = Claim(
    "payers_add_up", DOMAIN, "Costs are added up payer by payer for every perspective.",
    "The net cost of the perspective; memo rows and other payers are not in it.",
)  # fmt: skip
AREAS = Claim("areas_add_up", DOMAIN, "Each site is evaluated on its own and the tables added up.", "The whole table.")
TRANSFERS = Claim(
    "transfers_cancel", DOMAIN, "Each transfer is added up over those who pay and receive it.",
    "Nothing, in every draw.", "method, section 5",
)  # fmt: skip
TWICE = Claim(
    "people_doubled", DOMAIN, "Twice as many people start at every site.",
    "Every total doubles and every figure per participant stays; budgets that are given stay.",
)  # fmt: skip
NOBODY = Claim("people_nil", DOMAIN, "Nobody starts.", "Every figure is 0, and none is missing or not a number.")
USUAL = Claim(
    "horizon_doubled", DOMAIN, "The horizon is doubled, with no effect.",
    "Usual support is counted twice as long: quantities double.", "method, section 5",
)  # fmt: skip
ADDED: dict[Perspective, tuple[set[str], set[str]]] = {
    Perspective.FUNDER: ({"funder"}, set()),
    Perspective.NHS_PSS: ({"nhs", "local_authority"}, {"nhs", "local_authority"}),
    Perspective.PUBLIC_SECTOR: (
        {"nhs", "local_authority", "police", "exchequer"}, {"nhs", "local_authority", "lottery"},
    ),
    Perspective.SOCIETAL: ({payer.value for payer in Payer}, set()),
}  # fmt: skip
"""Payers of each perspective, and whose funding makes the funder one of them: the method's section 6 once more."""


def sum_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of time, people and sums."""
    yield UNDISCOUNTED.within(_by_rate(subject), ROUNDING)
    yield _rate_up(subject)
    yield YEARS.within(_years(subject), ROUNDING)
    yield USUAL.within(_usual(subject), SUMS)
    yield TWICE.within(_twice(subject), SUMS)
    yield NOBODY.within(_nobody(subject), EXACT)
    yield PAYERS.within(_payers(subject), SUMS)
    yield TRANSFERS.within(_transfers(subject), EXACT)
    if len(subject.inputs.sites) > 1:
        yield AREAS.within(_areas(subject), SUMS)
    else:
        yield AREAS.out_of_place("there is one site")


def _at_rate(subject: Subject, rate: float) -> Inputs:
    months = {"horizon_months": max(30, subject.inputs.settings.horizon_months)}
    return subject.with_settings(discount_rate_costs=rate, discount_rate_outcomes=rate, **months)


def _by_rate(subject: Subject) -> Iterator[Pair]:
    plain, discounted = (subject.evaluated(inputs=_at_rate(subject, rate)) for rate in (0.0, 0.035))
    for name, row in plain.items():
        for year, cost in enumerate(row.cost_by_year or ()):
            yield f"{name} year {year + 1}", times(cost, 1.035**-year), (discounted[name].cost_by_year or ())[year]
        if row.quantity is not None and not name.endswith(".point_years"):
            yield f"{name} quantity", row.quantity, discounted[name].quantity
    values, _ = subject.given
    for item in subject.inputs.structure.services:
        row, price = plain[f"service_use.{item}"], _price(subject, item, values)
        if price is not None:
            yield f"{row.row} cost at 0%", times(row.quantity, price), row.cost


def _price(subject: Subject, item: str, values: dict[str, Draws]) -> Draws | None:
    """What one contact costs, where every site pays the same."""
    name = f"unit_costs.{item}"
    if any(name in site.quantities for site in subject.inputs.sites):
        return None
    quantity = subject.inputs.quantities[name]
    minutes = quantity.minutes_per_contact
    hours = 1.0 if minutes is None else minutes / 60.0
    return values[name] * subject.inputs.uprating(quantity) * hours


def _rate_up(subject: Subject) -> Check:
    rows = [subject.evaluated(inputs=_at_rate(subject, rate)) for rate in (0.0, 0.035, 0.1)]
    grown, counted = [], 0
    for name in rows[0]:
        values = [table[name].cost for table in rows]
        if values[0] is None:
            continue
        counted += 1
        if _one_sign(rows[0][name].cost_by_year or ()) and not _falling(values):
            grown.append(name)
    return RATE_UP.judged(not grown, f"{counted} rows; grown: {', '.join(grown) or 'none'}")


def _one_sign(years: tuple[Draws, ...]) -> bool:
    signs = np.sign(np.broadcast_arrays(*(np.asarray(year) for year in years)))
    return bool(np.all(signs >= 0) or np.all(signs <= 0))


def _falling(values: list[Draws | None]) -> bool:
    sizes = [np.abs(np.asarray(value, dtype=np.float64)) for value in values]
    return all(bool(np.all(b <= a * (1.0 + ROUNDING))) for a, b in pairwise(sizes))


def _years(subject: Subject) -> Iterator[Pair]:
    for name, row in subject.evaluated(inputs=_at_rate(subject, 0.035)).items():
        if row.cost_by_year is not None:
            yield f"{name} cost", sum(row.cost_by_year[1:], row.cost_by_year[0]), row.cost


def _usual(subject: Subject) -> Iterator[Pair]:
    months = subject.inputs.settings.horizon_months
    once, twice = (
        subject.evaluated(subject.null, subject.with_settings(horizon_months=h)) for h in (months, 2 * months)
    )
    for name, row in consequences(once).items():
        if row.usual_quantity is not None and row.per == "total" and not name.startswith("outcomes."):
            yield f"{name} usual quantity", times(row.usual_quantity, 2.0), twice[name].usual_quantity


def _with_people(inputs: Inputs, factor: int) -> Inputs:
    sites = tuple(replace(site, participants=site.participants * factor) for site in inputs.sites)
    settings = replace(inputs.settings, participants=inputs.settings.participants * factor, whole_groups=False)
    return replace(inputs, sites=sites, settings=settings)


def _twice(subject: Subject) -> Iterator[Pair]:
    once, twice = (subject.evaluated(inputs=_with_people(subject.inputs, factor)) for factor in (1, 2))
    for name, row in once.items():
        if name.startswith("programme.budget_"):
            continue
        factor = 1.0 if row.per == "participant" else 2.0
        for part in ("quantity", "cost", "usual_quantity", "usual_cost"):
            yield f"{name} {part}", times(getattr(row, part), factor), getattr(twice[name], part)


def _nobody(subject: Subject) -> Iterator[Pair]:
    for name, row in subject.evaluated(inputs=_with_people(subject.inputs, 0)).items():
        for part in ("quantity", "cost"):
            value = getattr(row, part)
            if not name.startswith("programme.budget_"):
                yield f"{name} {part}", times(value, 0.0), value


def _payers(subject: Subject) -> Iterator[Pair]:
    funded_by = subject.inputs.settings.funded_by
    for perspective, (payers, funders) in ADDED.items():
        counted = payers | ({"funder"} if funded_by.value in funders else set())
        kinds = {Kind.RESOURCE} if perspective is Perspective.SOCIETAL else {Kind.RESOURCE, Kind.TRANSFER}
        total: Draws = 0.0
        for payer in sorted(counted):
            for row in subject.rows.values():
                if row.payer is not None and row.payer.value == payer and row.kind in kinds and row.cost is not None:
                    total = total + row.cost
        yield f"net cost {perspective}", total, net_cost(subject.rows.values(), view(perspective, funded_by))


def _transfers(subject: Subject) -> Iterator[Pair]:
    sums: dict[str, Draws] = {}
    for name, row in subject.rows.items():
        if row.kind is Kind.TRANSFER and row.cost is not None:
            key = name.rsplit(".", 1)[0]
            sums[key] = sums.get(key, 0.0) + row.cost
    for key, total in sums.items():
        yield key, times(total, 0.0), total


def _areas(subject: Subject) -> Iterator[Pair]:
    inputs, everyone = subject.inputs, sum(site.participants for site in subject.inputs.sites)
    sums: dict[str, Draws] = {}
    for site in inputs.sites:
        settings = replace(inputs.settings, participants=site.participants)
        alone = subject.evaluated(inputs=replace(inputs, sites=(site,), settings=settings))
        for name, row in alone.items():
            weight = site.participants / everyone if row.per == "participant" and everyone else 1.0
            for part in ("quantity", "cost", "usual_quantity", "usual_cost"):
                value = times(getattr(row, part), weight)
                if value is not None:
                    sums[f"{name} {part}"] = sums.get(f"{name} {part}", 0.0) + value
    for name, row in subject.rows.items():
        for part in ("quantity", "cost", "usual_quantity", "usual_cost"):
            if getattr(row, part) is not None and not name.startswith("programme.budget_"):
                yield f"{name} {part}", getattr(row, part), sums[f"{name} {part}"]
