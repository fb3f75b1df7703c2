"""From the package's inputs to the oracle's description and back; nothing is computed here."""

from sbs_econ.model.inputs import (
    IndexSeries,
    Inputs,
    Origin,
    ResolvedQuantity,
    Settings,
    SiteInputs,
    Structure,
)
from sbs_econ.schema.delivery import Budget, BudgetLine
from sbs_econ.schema.parameters import Outcome, Service
from sbs_econ.schema.quantity import Change, OwnAttribution, PerCarerChange, Quantity
from sbs_econ.vocabulary import (
    CareValuation,
    Category,
    Costing,
    EmploymentMethod,
    Evidence,
    FundedBy,
    Index,
    Payer,
    Unit,
)

FACTORS = ("regression_to_the_mean", "deadweight", "displacement")
PLAIN_SETTINGS = (
    "participants",
    "programme_months",
    "horizon_months",
    "price_year",
    "discount_rate_costs",
    "discount_rate_outcomes",
    "whole_groups",
)
CHOICES = {
    "funded_by": FundedBy,
    "costing": Costing,
    "informal_care_valuation": CareValuation,
    "employment_method": EmploymentMethod,
}

# --------------------------------------------------------------------------------------------------------
# Inputs -> description
# --------------------------------------------------------------------------------------------------------


def describe(inputs, values=None, local=None):
    """The oracle's description of a resolved scenario.

    Every quantity stands at its mean, or at the number that `values` (and `local`, by site key) gives for it.
    """
    structure, settings = inputs.structure, inputs.settings
    quantities = {name: described(q, values) for name, q in inputs.quantities.items()}
    return {
        "settings": {name: getattr(settings, name) for name in PLAIN_SETTINGS}
        | {name: getattr(settings, name).value for name in CHOICES},
        "indices": {index.value: dict(series.levels) for index, series in inputs.indices.items()},
        "quantities": quantities,
        "services": {
            item: {"payer": service.payer.value, "change": described_change(service.change)}
            for item, service in structure.services.items()
        },
        "employment": {
            key: None if change is None else described_change(change)
            for key, change in employment_changes(structure).items()
        },
        "informal_care": {"hours_change": described_change(structure.hours_change)},
        "outcomes": {key: described_outcome(outcome) for key, outcome in structure.outcomes.items()},
        "subgroups": list(structure.subgroups),
        "modes": list(structure.modes),
        "cells": [list(cell) for cell in structure.cells],
        "budget": described_budget(settings.budget, structure.budget),
        "sites": [
            {
                "participants": site.participants,
                "quantities": {name: described(q, (local or {}).get(site.key)) for name, q in site.quantities.items()},
            }
            for site in inputs.sites
        ],
    }


def employment_changes(structure):
    return {
        "change_in_employment_rate": structure.change_in_employment_rate,
        "absence_days_change": structure.absence_days_change,
        "presenteeism_days_change": structure.presenteeism_days_change,
    }


def described(quantity, values):
    return {
        "value": quantity.value if values is None else float(values[quantity.name]),
        "unit": quantity.unit.value,
        "price_year": quantity.price_year,
        "index": None if quantity.index is None else quantity.index.value,
        "minutes_per_contact": quantity.minutes_per_contact,
        "includes_overheads": quantity.includes_overheads,
    }


def described_change(change):
    own = change.attribution
    return {
        "kind": change.kind.value,
        "design": change.design.value,
        "follow_up_months": change.follow_up_months,
        "recall_months": change.recall_months,
        "applies_to": change.applies_to.value,
        "own_attribution": [f for f in FACTORS if own is not None and getattr(own, f) is not None],
        "per": getattr(change, "per", "participant"),
    }


def described_outcome(outcome):
    return {
        "unit": outcome.unit.value,
        "change_unit": outcome.change.unit.value,
        "change": described_change(outcome.change),
        "important_changes": list(outcome.important_change),
        "has_sd": outcome.sd is not None,
    }


def described_budget(key, budget):
    if budget is None:
        return None
    stem = f"budgets.{key}"
    return {
        "total": None if budget.total is None else f"{stem}.total",
        "partner_groups": None if budget.partner_groups is None else f"{stem}.partner_groups",
        "lines": {
            name: {
                "payer": line.payer.value,
                "amount": None if line.amount is None else f"{stem}.{name}",
                "unit": "GBP" if line.amount is None else line.amount.unit.value,
                "remainder": line.remainder,
                "included": line.included,
            }
            for name, line in budget.lines.items()
        },
    }


# --------------------------------------------------------------------------------------------------------
# Description -> Inputs
# --------------------------------------------------------------------------------------------------------

UNITS = {
    "day/person": Unit.DAY_PER_EMPLOYED_PERSON,
    "hour/participant/week": Unit.HOUR_PER_PERSON_WEEK,
    "hour/participant_with_carer/week": Unit.HOUR_PER_PERSON_WITH_CARER_WEEK,
    "FTE/group": Unit.FTE_PER_GROUP,
    "GBP/FTE": Unit.GBP_PER_FTE_YEAR,
    "GBP/month": Unit.GBP_PER_MONTH_IN_WORK,
}
"""What generated descriptions call by another name."""
ORIGIN = Origin("generated")


def to_inputs(description):
    """The package's inputs for a generated description, every quantity fixed."""
    return Inputs(
        scenario="generated",
        label="Generated",
        question="Do the package and the oracle agree?",
        settings=settings_from(description),
        quantities=quantities_from(description["quantities"]),
        structure=structure_from(description),
        sites=tuple(
            SiteInputs(f"site_{n}", f"Site {n}", "area", site["participants"], quantities_from(site["quantities"]))
            for n, site in enumerate(description["sites"])
        ),
        indices={
            Index(index): IndexSeries(index, "generated", levels) for index, levels in description["indices"].items()
        },
        correlations=(),
        columns={},
        names=tuple(sorted(description["quantities"])),
        design={},
        sites_declared=len(description["sites"]) > 1,
    )


def unit_from(text):
    return UNITS[text] if text in UNITS else Unit(text)


def quantities_from(described_quantities):
    return {name: quantity_from(name, given) for name, given in described_quantities.items()}


def quantity_from(name, given):
    return ResolvedQuantity(
        name=name,
        label=name,
        unit=unit_from(given["unit"]),
        value=float(given["value"]),
        evidence=Evidence.ILLUSTRATIVE,
        origin=ORIGIN,
        price_year=given["price_year"],
        index=None if given["index"] is None else Index(given["index"]),
        minutes_per_contact=given.get("minutes_per_contact"),
        includes_overheads=given.get("includes_overheads", False),
    )


def settings_from(description):
    given = description["settings"]
    return Settings(
        unit_cost_set="generated",
        discount_profile="generated",
        budget=None if description["budget"] is None else "side_by_side",
        **{name: given[name] for name in PLAIN_SETTINGS},
        **{name: choice(given[name]) for name, choice in CHOICES.items()},
    )


def structure_from(description):
    quantities = description["quantities"]
    employment = description["employment"]

    def change(name, given, kind=Change):
        return None if given is None else change_from(name, given, quantities[name]["unit"], kind)

    return Structure(
        services={
            item: service_from(item, service, change(f"service_use.{item}.change", service["change"]))
            for item, service in description["services"].items()
        },
        outcomes={
            key: outcome_from(key, outcome, change(f"outcomes.{key}.change", outcome["change"]), quantities)
            for key, outcome in description["outcomes"].items()
        },
        hours_change=change("informal_care.hours_change", description["informal_care"]["hours_change"], PerCarerChange),
        subgroups=tuple(description["subgroups"]),
        modes=tuple(description["modes"]),
        cells=tuple(tuple(cell) for cell in description["cells"]),
        budget=budget_from(description["budget"]),
        not_quantified={},
        price_outcomes={},
        **{key: change(f"employment.{key}", employment[key]) for key in employment},
    )


def stated(unit, **more):
    return Quantity(unit=unit, value=0, evidence="illustrative", note="Generated.", **more)


def change_from(name, given, unit, kind):
    own = {factor: stated("share") for factor in given["own_attribution"]}
    return kind(
        unit=unit_from(unit),
        value=0,
        evidence="illustrative",
        note="Generated.",
        kind=given["kind"],
        design=given["design"],
        follow_up_months=given["follow_up_months"],
        recall_months=given["recall_months"],
        measured="at_follow_up" if given["recall_months"] is None else None,
        applies_to=given["applies_to"],
        attribution=OwnAttribution(**own) if own else None,
        **({"per": given["per"]} if kind is PerCarerChange else {}),
    )


def service_from(item, given, change):
    return Service(
        label=item,
        unit=Unit.CONTACT,
        payer=Payer(given["payer"]),
        category=Category.HOSPITAL,
        baseline=stated("contact/person"),
        change=change,
    )


def outcome_from(key, given, change, quantities):
    stem = f"outcomes.{key}"
    unit = given["unit"]
    return Outcome(
        label=key,
        unit=unit,
        change=change,
        control_arm_change=stated(f"{unit}/person") if f"{stem}.control_arm_change" in quantities else None,
        sd=stated(unit) if given["has_sd"] else None,
        correlation=stated("ratio") if given["has_sd"] else None,
        important_change={which: stated(unit) for which in given["important_changes"]},
    )


def budget_from(given):
    if given is None:
        return None
    return Budget(
        label="Generated",
        total=None if given["total"] is None else stated("GBP"),
        partner_groups=None if given["partner_groups"] is None else stated("group"),
        lines={
            name: BudgetLine(
                label=name,
                payer=Payer(line["payer"]),
                amount=None if line["remainder"] else stated(line["unit"]),
                remainder=line["remainder"],
                months_covered=12,
                included=line["included"],
            )
            for name, line in given["lines"].items()
        },
    )
