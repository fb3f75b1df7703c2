"""Black-box checks of prices, price years and recall periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sbs_econ.analysis.verify_checks import (
    EXACT,
    ROUNDING,
    SUMS,
    Check,
    Claim,
    Pair,
    Rows,
    Subject,
    consequences,
    programme,
    times,
    unchanged,
)
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.prices import uprating_factor
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Block

DOMAIN = "Inputs"
UP = Claim(
    "unit_cost_up", DOMAIN, "Each unit cost is raised by a tenth, one at a time.",
    "The cost of that service rises by a tenth; no other figure moves.",
)  # fmt: skip
FREE = Claim(
    "unit_costs_nil", DOMAIN, "Every unit cost is set to nothing.",
    "Services cost nothing; the programme's cost, every quantity and every other row stay as they are.",
)  # fmt: skip
RECALL = Claim(
    "recall_period", DOMAIN, "Each service is asked about over another number of months, with no effect.",
    "Contacts over the horizon change by the ratio of the two recall periods; no other row moves.",
)  # fmt: skip
THERE_AND_BACK = Claim(
    "price_year_and_back", DOMAIN, "Each index takes prices from every year to every other and back.",
    "The price that it started from.",
)  # fmt: skip
REBASED = Claim(
    "price_year_moved", DOMAIN, "The analysis is put into each other price year that its index covers.",
    "Each service's cost changes by the ratio of the index; no quantity moves.",
)  # fmt: skip
PROGRAMME = Claim(
    "programme_price_up", DOMAIN, "Each price of the bottom-up costing is raised by a tenth, one at a time.",
    "Lines that use it rise by a tenth or stay; overheads follow; nothing outside the programme moves.",
    "method, section 5",
)  # fmt: skip


def price_checks(subject: Subject) -> Iterator[Check]:
    """Yield the checks of prices."""
    yield UP.within(_one_unit_cost_up(subject), ROUNDING)
    yield FREE.within(_all_unit_costs_nil(subject), EXACT)
    yield PROGRAMME.within(_one_programme_price_up(subject), SUMS)
    yield RECALL.within(_other_recall(subject), ROUNDING)
    yield THERE_AND_BACK.within(_there_and_back(subject), ROUNDING)
    rebased = list(_rebased(subject))
    yield REBASED.within(rebased, SUMS) if rebased else REBASED.out_of_place("the indices cover one year only")


def _scaled(subject: Subject, which: str, factor: float) -> Rows:
    return subject.evaluated(lambda name, value: value * factor if name == which else value)


def _one_unit_cost_up(subject: Subject) -> Iterator[Pair]:
    for item in subject.inputs.structure.services:
        row, after = f"service_use.{item}", _scaled(subject, f"unit_costs.{item}", 1.1)
        before = subject.rows
        yield f"{row} cost", times(before[row].cost, 1.1), after[row].cost
        yield f"{row} usual cost", times(before[row].usual_cost, 1.1), after[row].usual_cost
        yield f"{row} quantity", before[row].quantity, after[row].quantity
        yield from unchanged(before, after, but=[row])


def _all_unit_costs_nil(subject: Subject) -> Iterator[Pair]:
    after = subject.evaluated(lambda name, value: value * 0.0 if name.startswith("unit_costs.") else value)
    services = [f"service_use.{item}" for item in subject.inputs.structure.services]
    for row in services:
        yield f"{row} cost", 0.0, after[row].cost
        yield f"{row} quantity", subject.rows[row].quantity, after[row].quantity
    yield from unchanged(subject.rows, after, but=services)


def _one_programme_price_up(subject: Subject) -> Iterator[Pair]:
    quantities = subject.inputs.quantities
    prices = [n for n, q in quantities.items() if n.startswith("programme.") and q.unit.value.startswith("GBP")]
    for price in prices:
        after, added = _scaled(subject, price, 1.1), 0.0
        for name, row in programme(subject.rows).items():
            uses = price in row.uses and name != "programme.overheads"
            if uses and not name.startswith("programme.budget_"):
                yield f"{name} cost with {price}", times(row.cost, 1.1), after[name].cost
                added += 1
            yield f"{name} quantity with {price}", row.quantity, after[name].quantity
        yield from unchanged(consequences(subject.rows), after)


def _other_recall(subject: Subject) -> Iterator[Pair]:
    before = subject.evaluated(subject.null)
    for item, service in subject.inputs.structure.services.items():
        row, old = f"service_use.{item}", service.change.recall_months or 1
        new = _another(service.change, old)
        if new == old:
            continue
        asked = service.model_copy(update={"change": service.change.model_copy(update={"recall_months": new})})
        services = {**subject.inputs.structure.services, item: asked}
        structure = replace(subject.inputs.structure, services=services)
        after = subject.evaluated(subject.null, replace(subject.inputs, structure=structure))
        yield f"{row} usual contacts", times(before[row].usual_quantity, old / new), after[row].usual_quantity
        yield f"{row} usual cost", times(before[row].usual_cost, old / new), after[row].usual_cost
        yield from unchanged(before, after, but=[row])


def _another(change: Change, recall: int) -> int:
    """A recall period that the follow-up allows."""
    return recall - 1 if recall > 1 else min(2, change.follow_up_months)


def _there_and_back(subject: Subject) -> Iterator[Pair]:
    for index, series in subject.inputs.indices.items():
        for first in series.levels:
            for second in series.levels:
                there = uprating_factor(series.levels, first, second)
                back = uprating_factor(series.levels, second, first)
                yield f"{index.value} {first} to {second}", 1.0, there * back


def _rebased(subject: Subject) -> Iterator[Pair]:
    inputs, settings = subject.inputs, subject.inputs.settings
    covered = set.intersection(*(set(series.levels) for series in inputs.indices.values()))
    for year in sorted(covered - {settings.price_year})[-3:]:
        after = subject.evaluated(inputs=subject.with_settings(price_year=year))
        for name, row in subject.rows.items():
            yield f"{name} quantity in {year}", row.quantity, after[name].quantity
            if row.block is Block.SERVICE_USE:
                ratio = _ratio(subject, f"unit_costs.{name.removeprefix('service_use.')}", year)
                yield f"{name} cost in {year}", times(row.cost, ratio), after[name].cost


def _ratio(subject: Subject, price: str, year: str) -> Draws:
    quantity = subject.inputs.quantities[price]
    if quantity.index is None or quantity.price_year is None:
        return 1.0
    return uprating_factor(subject.inputs.indices[quantity.index].levels, subject.inputs.settings.price_year, year)
