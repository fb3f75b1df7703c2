"""What a survey can ask about: changes, their baselines, and what says how much would have happened anyway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sbs_econ.errors import InputError, Problem
from sbs_econ.model.effect_scale import factor_name
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.patterns import matches
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import ChangeKind, StudyDesign

PLACE = "(command line)"
CAUSAL_SHARE = "attribution.causal_share"
TRIALLED = ("regression_to_the_mean", "deadweight")
"""Factors of attribution that a comparison group tells of; what is offset elsewhere is seen by neither."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a survey can ask about: a change, the quantity of its baseline where there is one, its factors."""

    key: str
    change: str
    baseline: str | None
    controlled: bool
    """Whether the change is already stated against a comparison group."""
    ratio: bool
    factors: tuple[str, ...]
    """Quantities that say how much of the raw change would have happened anyway."""


def items_of(inputs: Inputs) -> list[Item]:
    """Return everything that a survey can ask about in a scenario."""
    return [
        _item(inputs, name, baseline, change)
        for name, baseline, change in _changes(inputs)
        if change is not None and name in inputs.quantities
    ]


def _changes(inputs: Inputs) -> Iterator[tuple[str, str | None, Change | None]]:
    """Yield the name of each change, that of its baseline, and how it was measured."""
    structure = inputs.structure
    for key, service in structure.services.items():
        yield f"service_use.{key}.change", f"service_use.{key}.baseline", service.change
    rate, employed = "employment.change_in_employment_rate", "employment.employed_at_baseline"
    yield rate, employed, structure.change_in_employment_rate
    yield "employment.absence_days_change", None, structure.absence_days_change
    yield "employment.presenteeism_days_change", None, structure.presenteeism_days_change
    yield "informal_care.hours_change", "informal_care.baseline_hours", structure.hours_change
    for key, outcome in structure.outcomes.items():
        yield f"outcomes.{key}.change", f"outcomes.{key}.baseline", outcome.change


def _item(inputs: Inputs, name: str, baseline: str | None, change: Change) -> Item:
    controlled = change.design is StudyDesign.CONTROLLED
    factors: tuple[str, ...] = tuple(factor_name(name, change, factor) for factor in TRIALLED)
    if CAUSAL_SHARE in inputs.quantities:
        factors = (CAUSAL_SHARE,)
    return Item(
        key=name.removesuffix(".change"),
        change=name,
        baseline=baseline if baseline in inputs.quantities else None,
        controlled=controlled,
        ratio=change.kind is ChangeKind.RATE_RATIO,
        factors=() if controlled else factors,
    )


def asked(inputs: Inputs, wanted: Sequence[str]) -> tuple[Item, ...]:
    """Return the items that names or patterns ask for; all of them without any.

    Raises:
        InputError: with every name that fits nothing.
    """
    every = items_of(inputs)
    if not wanted:
        return tuple(every)
    chosen: list[Item] = []
    problems: list[Problem] = []
    for word in dict.fromkeys(wanted):
        fitting = [item for item in every if matches(word, item.key) or matches(word, item.change)]
        if not fitting:
            cure = did_you_mean(word, [item.key for item in every])
            problems.append(Problem("E630", f"a survey cannot ask about '{word}'", cure, PLACE))
        chosen += [item for item in fitting if item not in chosen]
    if problems:
        raise InputError(problems)
    return tuple(chosen)
