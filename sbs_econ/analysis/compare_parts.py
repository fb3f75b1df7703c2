"""Results per person for a part of a scenario: a site, an area, a subgroup, a mode.

Effects are linear in how far they reach (k = N A V G), so that they are worked out once for a person fully reached and
then scaled by each part's V G; only the share that improves is not linear, and is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from sbs_econ.analysis.compare_blocks import Source
from sbs_econ.analysis.compare_outputs import EFFECT_BLOCKS
from sbs_econ.analysis.compare_wanted import outcome_row, perspective_for
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.care_rows import care_rows
from sbs_econ.model.effect_scale import Cohort
from sbs_econ.model.employment_rows import employment_rows
from sbs_econ.model.evaluate import base_case, budget_rows, effect_only
from sbs_econ.model.inputs import Inputs, ResolvedQuantity, SiteInputs
from sbs_econ.model.outcome_rows import outcome_rows
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.model.programme import bottom_up_rows
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.model.service_rows import service_rows
from sbs_econ.vocabulary import Block, Perspective

GROUPS = "programme.start_up:quantity"
"""The row that counts groups."""
PROGRAMME = "programme_cost"
"""What the programme costs its funder, the budget shared by heads."""

Figures = dict[str, Draws]
"""Output name to a number, or draws."""


@dataclass(frozen=True, slots=True)
class PartsWanted:
    """What is shown of each part: one outcome and perspective first, then other rows and perspectives."""

    outcome: str
    perspective: Perspective
    rows: tuple[str, ...]
    perspectives: tuple[Perspective, ...]

    @property
    def headline(self) -> tuple[str, str]:
        """The outputs that text and pictures show: net cost, and the outcome."""
        return net_cost_name(self.perspective), f"{self.outcome}:quantity"


def parts_wanted(
    inputs: Inputs,
    outcome: str | None = None,
    perspective: Perspective | None = None,
    rows: Sequence[str] = (),
    every_perspective: bool = False,
) -> PartsWanted:
    """Return what to show, checked against the rows that there are.

    Every other perspective takes about a quarter more time where there are many sites, so that they are an option.

    Raises:
        RequestError: if a row or the outcome is not there, or the perspective leaves out the programme's own cost.
    """
    table = {row.row: row for row in base_case(inputs) if row.block in EFFECT_BLOCKS}
    counted = {name: row for name, row in table.items() if row.quantity is not None}
    chosen = perspective_for([inputs], perspective)
    if chosen is None:
        raise RequestError(f"no perspective of {inputs.scenario} holds the programme's own cost")
    first = outcome_row(outcome, counted)
    others = [outcome_row(name, table) for name in rows]
    perspectives = tuple(Perspective) if every_perspective else (chosen,)
    return PartsWanted(first, chosen, tuple(dict.fromkeys([first, *others])), perspectives)


def labels_of(inputs: Inputs) -> dict[str, Row]:
    """Return the rows of the table by name, for their labels and units."""
    return {row.row: row for row in base_case(inputs)}


class Effects:
    """What a person fully reached gains and saves, where effects are alike; scaled to any reach.

    ``reader`` gives a reader of the scenario's inputs, at a site or for the scenario as a whole.
    """

    def __init__(self, inputs: Inputs, wanted: PartsWanted, reader: Callable[[Inputs], Reader]) -> None:
        self._inputs, self._wanted, self._reader = inputs, wanted, reader
        rows = list(_effect_rows(reader(inputs)))
        self.costs = costs_by_perspective(inputs, wanted, rows)
        self.rows = {row.row: row for row in rows if row.row in wanted.rows or row.block is Block.SERVICE_USE}

    def with_own(self, services: Iterable[str], reader: Callable[[Inputs], Reader]) -> Effects:
        """Return these effects where a few services have other figures: no more than those is worked out again."""
        inputs = self._inputs
        few = replace(inputs.structure, services={item: inputs.structure.services[item] for item in services})
        own = {row.row: row for row in service_rows(reader(replace(inputs, structure=few)), FULLY)}
        before = costs_by_perspective(inputs, self._wanted, [self.rows[name] for name in own])
        after = costs_by_perspective(inputs, self._wanted, list(own.values()))
        found = copy(self)
        found._reader, found.rows = reader, self.rows | own
        found.costs = {name: cost - before[name] + after[name] for name, cost in self.costs.items()}
        return found

    def per_person(self, reach: Draws) -> Figures:
        """Return the outputs per person where effects reach ``reach`` = V G times as far as in the evaluation."""
        found = {name: _times(cost, reach) for name, cost in self.costs.items()}
        rows = self.rows
        if any(_is_share(row) for row in rows.values()) and not _is_one(reach):
            again = {row.row: row for row in outcome_rows(self._reader(self._inputs), Cohort(1, lambda: [(1, reach)]))}
            rows = rows | {name: again[name] for name, row in rows.items() if _is_share(row)}
        for name in self._wanted.rows:
            row, scale = rows[name], 1.0 if _is_share(rows[name]) else reach
            if row.quantity is not None:
                found[f"{name}:quantity"] = _times(row.quantity, scale)
            cost = row.cost
            if cost is not None:
                found[f"{name}:cost"] = _times(cost, scale)
        return found


def _is_share(row: Row) -> bool:
    return row.block is Block.OUTCOMES and ".improved_" in row.row


def _is_one(reach: Draws) -> bool:
    return isinstance(reach, float) and reach == 1.0


def _times(value: Draws, scale: Draws) -> Draws:
    return value if _is_one(scale) else value * scale


FULLY = Cohort(1, lambda: [(1, 1.0)])
"""One person, reached as far as in the evaluation."""


def _effect_rows(reader: Reader) -> Iterable[Row]:
    for rows in (service_rows, employment_rows, care_rows, outcome_rows):
        yield from rows(reader, FULLY)


def own_services(quantities: Mapping[str, ResolvedQuantity]) -> frozenset[str] | None:
    """Return the services that a site has figures of its own for; None where it has other effects of its own."""
    names = [name.split(".") for name in quantities if effect_only(name)]
    if any(words[0] not in ("unit_costs", "service_use") for words in names):
        return None
    return frozenset(words[1] for words in names)


def costs_by_perspective(inputs: Inputs, wanted: PartsWanted, rows: Sequence[Row]) -> Figures:
    """Return the net cost of some rows in each perspective that is wanted."""
    return {net_cost_name(p): net_cost(rows, view(p, inputs.settings.funded_by)) for p in wanted.perspectives}


def _programme_costs(inputs: Inputs, wanted: PartsWanted, rows: Sequence[Row]) -> Figures:
    costs = costs_by_perspective(inputs, wanted, rows)
    return costs | {PROGRAMME: net_cost(rows, view(Perspective.FUNDER, inputs.settings.funded_by))}


def delivery_per_person(inputs: Inputs, wanted: PartsWanted, reader: Reader, site: SiteInputs) -> Figures:
    """Return what bottom-up delivery at a site costs per person, and its groups per person."""
    people = site.participants if inputs.settings.whole_groups else 1
    rows = list(bottom_up_rows(reader, [replace(site, participants=people)]))
    found = _programme_costs(inputs, wanted, rows) | {GROUPS: _quantity(rows, GROUPS.partition(":")[0])}
    return {name: value / people for name, value in found.items()}


def _quantity(rows: Sequence[Row], name: str) -> Draws:
    return next((row.quantity for row in rows if row.row == name and row.quantity is not None), 0.0)


def budget_per_person(inputs: Inputs, wanted: PartsWanted, source: Source) -> Figures:
    """Return what the budget costs per person, shared by heads over the whole scenario."""
    people = inputs.settings.participants
    if inputs.structure.budget is None or not people:
        return {}
    local = {site.key: source.local(inputs, site) for site in inputs.sites if site.quantities}
    rows = budget_rows(inputs, source.common(inputs), local)
    return {name: value / people for name, value in _programme_costs(inputs, wanted, rows).items()}


def added(first: Mapping[str, Draws], second: Mapping[str, Draws]) -> Figures:
    """Return figures summed by name."""
    return dict(first) | {name: first[name] + value if name in first else value for name, value in second.items()}


def weighted(figures: Mapping[str, Draws], weight: Draws) -> Figures:
    """Return figures times a weight."""
    return {name: value * weight for name, value in figures.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A site, area, subgroup or mode with its estimates per person; ``people`` may be a mean."""

    key: str
    label: str
    people: float
    estimates: Mapping[str, Estimate]
    groups: float | None = None
    area: str | None = None
    small: bool = False
    above_average: tuple[float, float] | None = None
    """The chance that a subgroup's effect per person is larger than everyone's, and its error."""


def scaled(estimate: Estimate, factor: float) -> Estimate:
    """Return the estimate of an output times a positive number."""
    return replace(
        estimate,
        base_case=estimate.base_case * factor,
        mean=estimate.mean * factor,
        mc_se=estimate.mc_se * factor,
        lower=estimate.lower * factor,
        upper=estimate.upper * factor,
        lower_mc_se=estimate.lower_mc_se * factor,
        upper_mc_se=estimate.upper_mc_se * factor,
        sd=estimate.sd * factor,
    )
