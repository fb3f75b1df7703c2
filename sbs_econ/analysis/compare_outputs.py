"""What a comparison takes from each block of draws: figures per person, differences, places, the efficient set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.analysis.compare_blocks import Outputs, Source
from sbs_econ.analysis.compare_efficient import TOLERANCE, dominated_in_draws, efficient_in_draws
from sbs_econ.analysis.outputs import full_outputs, net_cost_name
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Block, Perspective

USUAL = "usual support"
"""The option of not funding the programme: no cost and no effect beside usual support."""
ALL = "all"
"""The one part of a comparison."""


@dataclass(frozen=True, slots=True)
class Plane:
    """One cost and one consequence: a perspective, a row's quantity, and 1 if more of it is better, else -1."""

    perspective: Perspective
    row: str
    better: int

    @property
    def names(self) -> tuple[str, str]:
        """The outputs on the two axes."""
        return net_cost_name(self.perspective), f"{self.row}:quantity"


@dataclass(frozen=True, slots=True)
class ScenariosCompared:
    """The question of a comparison, put to each block of draws."""

    scenarios: tuple[Inputs, ...]
    keys: tuple[str, ...]
    against: int
    per: str
    plane: Plane | None
    ranked: tuple[Perspective, ...]

    def parts(self, source: Source) -> Iterator[tuple[str, Outputs]]:
        """Yield the outputs of all scenarios, in one part."""
        figures = [self._figures(inputs, source) for inputs in self.scenarios]
        full: dict[str, Draws] = {}
        means: dict[str, Draws] = {}
        for key, own in zip(self.keys, figures, strict=True):
            full |= {f"{key}|{name}": value for name, value in own.items()}
        for index, key in enumerate(self.keys):
            if index != self.against:
                for name, value in differences(figures[index], figures[self.against]).items():
                    full[f"{key} minus {self.keys[self.against]}|{name}"] = value
                    means[f"{key} minus {self.keys[self.against]}|{name}:higher"] = share_of(value, above=True)
        for perspective in self.ranked:
            costs = together([own[net_cost_name(perspective)] for own in figures])
            means |= places(f"place|{perspective.value}", self.keys, costs)
        if self.plane is not None:
            means |= self._standing(figures, self.plane)
        yield ALL, Outputs(full, means)

    def _figures(self, inputs: Inputs, source: Source) -> dict[str, Draws]:
        local = {site.key: source.local(inputs, site) for site in inputs.sites if site.quantities}
        return figures_of(inputs, evaluate(inputs, source.common(inputs), local), self.per)

    def _standing(self, figures: Sequence[Mapping[str, Draws]], plane: Plane) -> dict[str, Draws]:
        cost_name, effect_name = plane.names
        costs = together([0.0, *(own[cost_name] for own in figures)])
        effects = together([0.0, *(own[effect_name] * plane.better for own in figures)])
        options = (USUAL, *self.keys)
        inside = efficient_in_draws(costs, effects)
        found: dict[str, Draws] = {
            f"efficient|{name}": inside[index].astype(np.float64) for index, name in enumerate(options)
        }
        for index, name in enumerate(options):
            beaten = dominated_in_draws(costs, effects, index)
            for other, by in enumerate(options):
                if other != index:
                    found[f"dominated|{name}|{by}"] = beaten[other].astype(np.float64)
        return {name: squeezed(value) for name, value in found.items()}


def figures_of(inputs: Inputs, rows: list[Row], per: str) -> dict[str, Draws]:
    """Return the full outputs of an evaluation, totals divided by the people who start unless totals are wanted."""
    found = full_outputs(inputs, rows)
    people = inputs.settings.participants
    if per == "total" or people == 0:
        return found
    already = {f"{row.row}:quantity" for row in rows if row.per == "participant"}
    return {name: value if name in already else value / people for name, value in found.items()}


def differences(one: Mapping[str, Draws], other: Mapping[str, Draws]) -> dict[str, Draws]:
    """Return one minus the other for what both have, exactly 0 in a draw where the two are the same figure."""
    found: dict[str, Draws] = {}
    for name, value in one.items():
        if name in other:
            found[name] = difference(value, other[name])
    return found


def difference(one: Draws, other: Draws) -> Draws:
    """Return one minus the other, exactly 0 where they differ by rounding alone."""
    if one is other:
        return 0.0
    gap = np.asarray(one, dtype=np.float64) - other
    return squeezed(np.where(np.abs(gap) <= TOLERANCE * (np.abs(one) + np.abs(other)), 0.0, gap))


def share_of(value: Draws, above: bool) -> Draws:
    """Return 1 in draws above zero (or below it), else 0."""
    marks = np.asarray(value) > 0 if above else np.asarray(value) < 0
    return squeezed(marks.astype(np.float64))


def squeezed(value: Draws) -> Draws:
    """Return a number for an array of one number without an axis, else the array; axes of one draw are dropped."""
    flat = np.asarray(value, dtype=np.float64)
    return float(flat.reshape(())) if flat.size == 1 else flat


def together(values: Sequence[Draws]) -> Array:
    """Return values of several options as one array, shape (options, draws)."""
    size = max(np.size(value) for value in values)
    return np.stack([np.broadcast_to(np.asarray(value, dtype=np.float64), (size,)) for value in values])


def places(prefix: str, keys: Sequence[str], costs: Array) -> dict[str, Draws]:
    """Return for each option and place the share of it taken: 1, 0, or a part where options tie."""
    found: dict[str, Draws] = {}
    for index, key in enumerate(keys):
        gap = costs - costs[index]
        gap[np.abs(gap) <= TOLERANCE * (np.abs(costs) + np.abs(costs[index]))] = 0.0
        cheaper, tied = (gap < 0).sum(axis=0), (gap == 0).sum(axis=0)
        for place in range(len(keys)):
            taken = (place >= cheaper) & (place < cheaper + tied)
            found[f"{prefix}|{key}|{place + 1}"] = squeezed(taken / tied)
    return found


EFFECT_BLOCKS = (Block.SERVICE_USE, Block.EMPLOYMENT, Block.INFORMAL_CARE, Block.OUTCOMES)


def better_of(row: Row) -> int | None:
    """Return 1 where more of a row is better, -1 where less is, None where the table does not say."""
    if row.block is Block.OUTCOMES or row.row == "employment.output":
        return 1
    if row.row.startswith("employment.") or row.row == "informal_care.hours":
        return -1
    return None


def effect_equal(figures: Mapping[str, Draws], other: Mapping[str, Draws], rows: Sequence[Row]) -> bool:
    """Return whether every consequence in natural units is the same figure in every draw."""
    names = [f"{row.row}:quantity" for row in rows if row.block in EFFECT_BLOCKS and row.quantity is not None]
    return all(name in other and not np.any(difference(figures[name], other[name])) for name in names)


def included(scenarios: Sequence[Inputs]) -> tuple[Perspective, ...]:
    """Return the perspectives that hold the programme's own cost in every scenario."""
    return tuple(
        p for p in Perspective if all(view(p, i.settings.funded_by).includes_programme_cost for i in scenarios)
    )


def countable(inputs: Inputs) -> dict[str, Row]:
    """Return the rows whose quantity can be set against cost: all but the programme's own."""
    return {row.row: row for row in base_case(inputs) if row.quantity is not None and row.block in EFFECT_BLOCKS}
