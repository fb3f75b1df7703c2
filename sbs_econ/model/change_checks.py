"""Whether the figure that a scenario gives a quantity makes sense: its unit, prices, source and distribution."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import ResolvedQuantity
from sbs_econ.model.layers import Layer
from sbs_econ.model.price_checks import covered_years
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.distribution import EmpiricalStatement
from sbs_econ.schema.issues import Issue, KeyPath
from sbs_econ.schema.scenario import ScenarioChange
from sbs_econ.schema.sense import distribution_problems, range_message
from sbs_econ.schema.units import is_money
from sbs_econ.vocabulary import Evidence, Unit


def figure_issues(
    folder: Folder,
    quantity: ResolvedQuantity | None,
    layer: Layer,
    path: KeyPath,
    given: tuple[str, ScenarioChange, bool],
) -> Iterator[Issue]:
    """Yield what is wrong with a figure given anew.

    Args:
        folder: the parameters.
        quantity: what it stood at, None if it had no figure.
        layer: the layer that gives it, at ``path``.
        path: the key of the change.
        given: name, change, and whether the quantity is a reported change.
    """
    name, change, is_change = given
    for key, code, message, cure in _told(folder, quantity, change, is_change):
        yield layer.issue((*path, *key.split(".")), code, f"{name}: {message}", cure)


Told = tuple[str, str, str, str | None]
"""Key, code, message and cure."""


def _told(folder: Folder, quantity: ResolvedQuantity | None, change: ScenarioChange, is_change: bool) -> Iterator[Told]:
    unit = Unit.SHARE if quantity is None else quantity.unit
    if change.unit is not None and change.unit is not unit:
        cure = f"convert the figure, and write unit: {unit}"
        yield "unit", "E209", f"the quantity is in {unit}, not {change.unit}", cure
    yield from _prices(folder, quantity, unit, change)
    yield from _source(folder, change)
    if change.value is not None:
        message = range_message(unit, float(change.value), is_change)
        if message is not None:
            yield "value", "E210", *message
    yield from _distribution(folder, change)


def _prices(folder: Folder, quantity: ResolvedQuantity | None, unit: Unit, change: ScenarioChange) -> Iterator[Told]:
    if change.price_year is None:
        return
    if not is_money(unit):
        yield "price_year", "E205", f"a price_year on something that is not money ({unit})", "remove price_year"
    elif quantity is not None and quantity.index is not None:
        series = folder.indices[quantity.index]
        years = covered_years(series.levels, series.annual_change)
        if change.price_year not in years:
            message = f"the index {quantity.index} covers {min(years)} to {max(years)}, not {change.price_year}"
            yield "price_year", "E303", message, "give the figure at prices of a year that the index covers"


def _source(folder: Folder, change: ScenarioChange) -> Iterator[Told]:
    judged = change.evidence in (Evidence.ILLUSTRATIVE, Evidence.ELICITED)
    if change.source is None:
        if not judged:
            message = f"evidence {change.evidence} without a source"
            yield "evidence", "E206", message, "add source: and locator:, or leave evidence out"
    elif change.source not in folder.sources:
        message = f"there is no source '{change.source}' in sources.yaml"
        yield "source", "E301", message, did_you_mean(change.source, folder.sources)


def _distribution(folder: Folder, change: ScenarioChange) -> Iterator[Told]:
    statement = change.distribution
    if statement is None:
        return
    named = (statement.file, str(statement.column)) if isinstance(statement, EmpiricalStatement) else (None, "")
    if named[0] is not None and named not in folder.columns:
        message = f"no parameter takes draws from {named[0]}, column {named[1]}"
        yield "distribution.file", "E202", message, "give it in the parameter file, or list values: here"
        return
    yield from distribution_problems(statement, change.value)
