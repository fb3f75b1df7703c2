"""One stated quantity resolved, and what a scenario's change makes of it."""

from __future__ import annotations

from dataclasses import replace

from sbs_econ.equations.distributions import Distribution, Infeasible
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Joint, Origin, ResolvedQuantity
from sbs_econ.model.price_checks import index_of
from sbs_econ.schema.distribution import DistributionStatement, EmpiricalStatement
from sbs_econ.schema.quantity import HourlyCost, Quantity, UnitCost
from sbs_econ.schema.scenario import ScenarioChange
from sbs_econ.schema.sense import Stated
from sbs_econ.schema.units import is_money
from sbs_econ.vocabulary import Evidence, Unit


def resolve_quantity(folder: Folder, stated: Stated, origin: Origin) -> ResolvedQuantity:
    """Return a stated quantity with its distribution built; its value is the distribution's mean.

    Raises:
        Infeasible: if the statement cannot be met.
    """
    quantity = stated.quantity
    distribution, joint = build(folder, quantity.distribution, _number(quantity.value))
    value = _number(quantity.value) if distribution is None else distribution.mean
    if value is None:
        raise Infeasible(f"{stated.name} has neither value nor distribution")
    return ResolvedQuantity(
        name=stated.name,
        label=quantity.label or label_of(folder, stated.name),
        unit=quantity.unit,
        value=value,
        evidence=quantity.evidence,
        origin=origin,
        distribution=distribution,
        family=None if quantity.distribution is None else quantity.distribution.family,
        statement=_statement(quantity.distribution),
        joint=joint,
        price_year=quantity.price_year,
        index=index_of(folder, stated) if is_money(quantity.unit) else None,
        source=quantity.source,
        locator=quantity.locator,
        note=quantity.note,
        minutes_per_contact=_minutes(quantity),
        includes_overheads=isinstance(quantity, HourlyCost) and quantity.includes_overheads,
        carried_forward=isinstance(quantity, UnitCost) and quantity.carried_forward,
    )


def _number(value: str | None) -> float | None:
    return None if value is None else float(value)


def _minutes(quantity: Quantity) -> float | None:
    return quantity.minutes_per_contact if isinstance(quantity, UnitCost) else None


def _statement(statement: DistributionStatement | None) -> dict[str, object] | None:
    return None if statement is None else statement.model_dump(exclude_none=True, exclude_defaults=False)


def build(
    folder: Folder, statement: DistributionStatement | None, value: float | None
) -> tuple[Distribution | None, Joint | None]:
    """Return the distribution that a statement describes, and the group it is drawn with.

    Raises:
        Infeasible: if the statement cannot be met.
    """
    if statement is None:
        return None, None
    if isinstance(statement, EmpiricalStatement) and statement.file is not None:
        return _from_file(folder, statement, statement.file), _rows_of(statement, statement.file)
    joint = Joint(statement.family, statement.block) if statement.block is not None else None
    return statement.resolve(value), joint


def _rows_of(statement: EmpiricalStatement, file: str) -> Joint:
    weights = statement.weights if isinstance(statement.weights, str) else None
    return Joint("empirical", file, statement.column, weights)


def _from_file(folder: Folder, statement: EmpiricalStatement, file: str) -> Distribution:
    values = folder.columns[file, str(statement.column)]
    weights = folder.columns[file, str(statement.weights)] if statement.weights is not None else None
    return statement.resolve_columns(values, weights)


def label_of(folder: Folder, name: str) -> str:
    """Return words for a quantity that has no label of its own: its item's label and what it is."""
    stem, *rest = name.split(".")
    words = rest[-1].replace("_", " ") if rest else stem
    if stem in ("service_use", "unit_costs") and rest[0] in folder.service_use:
        of = folder.service_use[rest[0]].label
        return f"Price: {of}" if stem == "unit_costs" else f"{of}: {words}"
    if stem == "outcomes" and rest[0] in folder.outcomes:
        return f"{folder.outcomes[rest[0]].label}: {words}"
    if stem in ("subgroups", "modes") and len(rest) > 1:
        return f"{getattr(folder, stem)[rest[0]].label}: {words}"
    return words.capitalize() if len(rest) < 2 else f"{rest[0].replace('_', ' ').capitalize()}: {words}"


def new_quantity(name: str, unit: Unit, label: str) -> ResolvedQuantity:
    """Return an empty quantity for a name that exists without a value until a scenario gives one."""
    return ResolvedQuantity(
        name=name,
        label=label,
        unit=unit,
        value=0.0,
        evidence=Evidence.ILLUSTRATIVE,
        origin=Origin("parameters"),
    )


def changed(folder: Folder, quantity: ResolvedQuantity, change: ScenarioChange, origin: Origin) -> ResolvedQuantity:
    """Return a quantity after a scenario's change; a value alone leaves no uncertainty.

    Raises:
        Infeasible: if the new distribution cannot be met.
    """
    distribution, joint = build(folder, change.distribution, _number(change.value))
    value = _number(change.value) if distribution is None else distribution.mean
    if value is None:
        raise Infeasible("give value, distribution or no_effect")
    return replace(
        quantity,
        value=value,
        distribution=distribution,
        family=None if change.distribution is None else change.distribution.family,
        statement=_statement(change.distribution),
        joint=joint,
        multiplier=1.0,
        price_year=change.price_year or quantity.price_year,
        evidence=change.evidence,
        source=change.source,
        locator=change.locator,
        note=change.note or change.reason,
        carried_forward=False,
        origin=origin,
    )


def at_null(quantity: ResolvedQuantity, is_ratio: bool, origin: Origin) -> ResolvedQuantity:
    """Return a change set to no effect: 1 for a rate ratio, 0 for a difference."""
    return replace(
        quantity, value=1.0 if is_ratio else 0.0, distribution=None, family=None, statement=None, joint=None,
        multiplier=1.0, origin=origin, note=origin.reason,
    )  # fmt: skip


def multiplied(quantity: ResolvedQuantity, factor: float, origin: Origin) -> ResolvedQuantity:
    """Return a quantity times a factor; its draws are the same draws times the factor."""
    if factor == 1.0:
        return quantity
    return replace(quantity, value=quantity.value * factor, multiplier=quantity.multiplier * factor, origin=origin)
