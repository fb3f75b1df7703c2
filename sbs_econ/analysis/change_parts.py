"""The parts of the inputs that can be swapped between two runs, and which of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import CorrelatedGroup, Inputs, ResolvedQuantity, Settings
from sbs_econ.model.perspectives import view
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Costing, Perspective


class Part(StrEnum):
    """A part of the inputs; a whole part is swapped at once."""

    ROWS = "rows"
    EFFECTS = "effects"
    ATTRIBUTION = "attribution"
    PERSISTENCE = "persistence"
    POPULATION = "population"
    UNIT_COSTS = "unit_costs"
    PRICE_YEAR = "price_year"
    PROGRAMME_COST = "programme_cost"
    PARTICIPANTS = "participants"
    METHOD = "method"
    DISCOUNTING = "discounting"
    FUNDER = "funder"
    NOT_HELD = "not_held"


LABELS: dict[Part, str] = {
    Part.ROWS: "Rows that only one side has, and who pays for a row",
    Part.EFFECTS: "Effects: baselines and reported changes",
    Part.ATTRIBUTION: "Attribution: how much of them the programme caused",
    Part.PERSISTENCE: "Persistence of effects",
    Part.POPULATION: "Mix of people and modes, and the six values",
    Part.UNIT_COSTS: "Unit costs and wages",
    Part.PRICE_YEAR: "Price year and price indices",
    Part.PROGRAMME_COST: "Programme cost: delivery, design and budget",
    Part.PARTICIPANTS: "Number of participants, and places",
    Part.METHOD: "Method options: months counted, valuations",
    Part.DISCOUNTING: "Discounting",
    Part.FUNDER: "Whose money pays, which decides what is counted",
    Part.NOT_HELD: "What run folders do not hold (indices, row definitions, version), other draws",
}
SETTING_PARTS: dict[str, Part] = {
    "participants": Part.PARTICIPANTS,
    "between_site_cv": Part.PARTICIPANTS,
    "programme_months": Part.METHOD,
    "horizon_months": Part.METHOD,
    "price_year": Part.PRICE_YEAR,
    "unit_cost_set": Part.UNIT_COSTS,
    "funded_by": Part.FUNDER,
    "discount_profile": Part.DISCOUNTING,
    "discount_rate_costs": Part.DISCOUNTING,
    "discount_rate_outcomes": Part.DISCOUNTING,
    "costing": Part.PROGRAMME_COST,
    "budget": Part.PROGRAMME_COST,
    "informal_care_valuation": Part.METHOD,
    "employment_method": Part.METHOD,
    "whole_groups": Part.PROGRAMME_COST,
}
"""Programme months go with the horizon, which they may not exceed; a costing goes with the budget that it needs."""


def setting_part(name: str) -> Part:
    """Return the part that a setting belongs to; one that is not told of is a method option."""
    return SETTING_PARTS.get(name, Part.METHOD)


PREFIXES: tuple[tuple[str, Part], ...] = (
    ("attribution.", Part.ATTRIBUTION),
    ("persistence.", Part.PERSISTENCE),
    ("subgroups.", Part.POPULATION),
    ("modes.", Part.POPULATION),
    ("cells.", Part.POPULATION),
    ("values.", Part.POPULATION),
    ("engagement.two_way_", Part.POPULATION),
    ("engagement.one_way_", Part.POPULATION),
    ("engagement.additional_share", Part.POPULATION),
    ("engagement.share_followed_up", Part.EFFECTS),
    ("engagement.", Part.PROGRAMME_COST),
    ("programme.", Part.PROGRAMME_COST),
    ("budgets.", Part.PROGRAMME_COST),
    ("unit_costs.", Part.UNIT_COSTS),
    ("employment.friction_period", Part.METHOD),
    ("employment.hours_per_week", Part.UNIT_COSTS),
    ("employment.hourly_wage", Part.UNIT_COSTS),
    ("employment.on_costs", Part.UNIT_COSTS),
    ("employment.employer_ni", Part.UNIT_COSTS),
    ("employment.income_tax_and_employee_ni", Part.UNIT_COSTS),
    ("employment.benefits_withdrawn", Part.UNIT_COSTS),
    ("informal_care.opportunity_cost", Part.UNIT_COSTS),
    ("informal_care.replacement_cost", Part.UNIT_COSTS),
    ("informal_care.leisure_time", Part.UNIT_COSTS),
)


PRESENTEEISM = "employment.presenteeism_days_change"


def part_of(name: str) -> Part:
    """Return the part that a quantity belongs to.

    >>> part_of("service_use.gp_consultation.change").value
    'effects'
    >>> part_of("outcomes.recovery.change.attribution.deadweight").value
    'attribution'
    """
    if ".attribution." in name:
        return Part.ATTRIBUTION
    return next((part for prefix, part in PREFIXES if name.startswith(prefix)), Part.EFFECTS)


def one_sided(first: Inputs, second: Inputs) -> tuple[frozenset[str], frozenset[str]]:
    """Return the services that only the first side has, and those that only the second has."""
    a, b = set(first.structure.services), set(second.structure.services)
    return frozenset(a - b), frozenset(b - a)


@dataclass(frozen=True)
class Compared:
    """Two sides, and what of a perspective's result differs between them."""

    first: Inputs
    second: Inputs
    perspective: Perspective
    names: Mapping[Part, tuple[str, ...]]
    """Quantities and settings that enter the result and differ, by part; parts that do not differ are left out."""
    joined: Mapping[Part, Part] = field(default_factory=dict)
    """Parts that are swapped with another, because half of the two would mean nothing."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that differ, in the order of ``Part``."""
        return tuple(part for part in Part if part in self.names)

    @property
    def single_rows(self) -> frozenset[str]:
        """Services on one side only."""
        a, b = one_sided(self.first, self.second)
        return a | b

    def part_of(self, name: str) -> Part:
        """Return the part that a quantity is swapped with."""
        return _part_between(self.first, self.second, name)


def _part_between(first: Inputs, second: Inputs, name: str) -> Part:
    """A service that only one side has is swapped whole, with everything of it; so is an outcome or a change."""
    a, b = first.structure, second.structure
    stem, *rest = name.split(".")
    if stem in ("service_use", "unit_costs") and (rest[0] in a.services) != (rest[0] in b.services):
        return Part.ROWS
    if stem == "outcomes" and (rest[0] in a.outcomes) != (rest[0] in b.outcomes):
        return Part.EFFECTS
    if name.startswith(PRESENTEEISM) and (a.presenteeism_days_change is None) != (b.presenteeism_days_change is None):
        return Part.EFFECTS
    return part_of(name)


def compared(first: Inputs, second: Inputs, perspective: Perspective) -> Compared:
    """Return what differs between two sides, as far as a perspective's net cost depends on it."""
    counted = _counted_names(first, perspective) | _counted_names(second, perspective)
    single = set().union(*one_sided(first, second))
    joined = _joined(first, second)
    found: dict[Part, set[str]] = {}
    for part, name in _differences(first, second, counted, single):
        found.setdefault(joined.get(part, part), set()).add(name)
    return Compared(first, second, perspective, {part: tuple(sorted(names)) for part, names in found.items()}, joined)


def _joined(first: Inputs, second: Inputs) -> dict[Part, Part]:
    """A budget of one sum goes with the people whom it served: over other people it would be no cost per person."""
    top_down = Costing.TOP_DOWN in (first.settings.costing, second.settings.costing)
    return {Part.PARTICIPANTS: Part.PROGRAMME_COST} if top_down else {}


def _counted_names(inputs: Inputs, perspective: Perspective) -> set[str]:
    seen_by = view(perspective, inputs.settings.funded_by)
    return set().union(*(row.uses for row in base_case(inputs) if seen_by.counts(row)))


def matters(quantity: ResolvedQuantity | None) -> object:
    """Return what of a quantity a result can depend on."""
    if quantity is None:
        return None
    return (
        quantity.value, quantity.distribution, quantity.multiplier, quantity.price_year, quantity.index,
        quantity.minutes_per_contact, quantity.includes_overheads, quantity.joint,
    )  # fmt: skip


def item_of(name: str) -> str | None:
    """Return the service that a quantity belongs to, if it belongs to one.

    >>> item_of("unit_costs.gp_consultation"), item_of("persistence.after_programme")
    ('gp_consultation', None)
    """
    stem, _, rest = name.partition(".")
    return rest.split(".")[0] if stem in ("service_use", "unit_costs") else None


def _differences(first: Inputs, second: Inputs, counted: set[str], single: set[str]) -> Iterator[tuple[Part, str]]:
    for name in counted:
        if matters(first.quantities.get(name)) != matters(second.quantities.get(name)):
            yield _part_between(first, second, name), name
    for setting in Settings.__dataclass_fields__:
        if getattr(first.settings, setting) != getattr(second.settings, setting):
            yield setting_part(setting), f"settings.{setting}"
    yield from _structure(first, second, counted)
    if [_local(site) for site in first.sites] != [_local(site) for site in second.sites]:
        yield Part.PARTICIPANTS, "sites"
    if {k: v.levels for k, v in first.indices.items()} != {k: v.levels for k, v in second.indices.items()}:
        yield Part.PRICE_YEAR, "indices"
    if _correlations(first, counted) != _correlations(second, counted):
        yield (Part.ROWS if single else Part.EFFECTS), "correlations"


def _local(site: object) -> object:
    quantities = getattr(site, "quantities", {})
    return getattr(site, "participants", 0), {name: matters(q) for name, q in quantities.items()}


def _correlations(inputs: Inputs, counted: set[str]) -> set[CorrelatedGroup]:
    return {group for group in inputs.correlations if counted & set(group.names)}


def _structure(first: Inputs, second: Inputs, counted: set[str]) -> Iterator[tuple[Part, str]]:
    a, b = first.structure, second.structure
    for item in sorted({*a.services} | {*b.services}):
        if f"service_use.{item}.change" not in counted:
            continue
        one, other = a.services.get(item), b.services.get(item)
        if one is None or other is None:
            yield Part.ROWS, f"service_use.{item}"
            continue
        if (one.payer, one.category, one.unit) != (other.payer, other.category, other.unit):
            yield Part.ROWS, f"service_use.{item}"
        yield from _change_differs(f"service_use.{item}.change", one.change, other.change)
    for name in ("change_in_employment_rate", "absence_days_change", "presenteeism_days_change"):
        if f"employment.{name}" in counted:
            yield from _change_differs(f"employment.{name}", getattr(a, name), getattr(b, name))
    if "informal_care.hours_change" in counted:
        yield from _change_differs("informal_care.hours_change", a.hours_change, b.hours_change)
    if (a.subgroups, a.modes, a.cells) != (b.subgroups, b.modes, b.cells):
        yield Part.POPULATION, "subgroups and modes"
    if budget_lines(first) != budget_lines(second):
        yield Part.PROGRAMME_COST, "budget lines"


def budget_lines(inputs: Inputs) -> object:
    """Return what of a budget's lines a result can depend on."""
    budget = inputs.structure.budget
    if budget is None:
        return None
    return {key: (line.payer, line.included, line.remainder, line.months_covered) for key, line in budget.lines.items()}


def timing(change: Change | None) -> object:
    """Return what a change says besides its figure: kind, design, months, whom it applies to."""
    if change is None:
        return None
    per = getattr(change, "per", None)
    return change.kind, change.design, change.follow_up_months, change.recall_months, change.applies_to, per


def _change_differs(name: str, one: Change | None, other: Change | None) -> Iterator[tuple[Part, str]]:
    if timing(one) != timing(other):
        yield Part.EFFECTS, name
    own = [None if each is None else each.attribution for each in (one, other)]
    given = [set() if each is None else {k for k, v in each if v is not None} for each in own]
    if given[0] != given[1]:
        yield Part.ATTRIBUTION, f"{name}.attribution"
