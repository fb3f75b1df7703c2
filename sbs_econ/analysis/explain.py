"""From a number of the table back through its working to every input: value, file, line, source and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.explain_effects import (
    EffectWorking,
    care_steps,
    days_steps,
    output_steps,
    service_steps,
    transfer_steps,
)
from sbs_econ.analysis.explain_outcomes import outcome_steps
from sbs_econ.analysis.explain_programme import DeliveryWorking, budget_steps
from sbs_econ.analysis.explain_steps import Step, Term, Working, as_number
from sbs_econ.errors import RequestError
from sbs_econ.model.employment_rows import TRANSFERS
from sbs_econ.model.evaluate import base_case, base_case_values, cohorts, deliveries
from sbs_econ.model.inputs import Inputs, ResolvedQuantity, SiteInputs
from sbs_econ.model.perspectives import view
from sbs_econ.model.programme import running_groups
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Block, Perspective

Made = tuple[Term | None, Term | None]
"""What the working of a row comes to: its quantity and its cost."""


@dataclass(frozen=True, slots=True)
class Part:
    """The working for one group of sites that are alike in what matters to the row."""

    sites: tuple[str, ...]
    steps: tuple[Step, ...]
    quantity: float | None
    cost: float | None
    weight: float = 1.0
    """What its quantity counts for in the row: for rows per participant, the share of people; else 1."""


@dataclass(frozen=True)
class UsedInput:
    """An input that a row uses, common or of one site."""

    quantity: ResolvedQuantity
    site: str | None = None


@dataclass(frozen=True)
class Explanation:
    """One row at the means, its working, and every input that it uses."""

    inputs: Inputs
    row: Row
    parts: tuple[Part, ...]
    used: tuple[UsedInput, ...]


@dataclass(frozen=True)
class Counted:
    """One row that a perspective adds up, or a net cost that it comes to."""

    row: Row
    cost: float


@dataclass(frozen=True)
class PerspectiveExplanation:
    """A net cost at the means: the rows that are added up, and those that are not."""

    inputs: Inputs
    perspective: Perspective
    label: str
    net_cost: float
    counted: tuple[Counted, ...]
    left_out: tuple[Counted, ...]


def explain(inputs: Inputs, name: str) -> Explanation | PerspectiveExplanation:
    """Return how a row, or the net cost of a perspective, is made at the means.

    Raises:
        RequestError: if there is neither of that name, with the nearest.
    """
    rows = {row.row: row for row in base_case(inputs)}
    wanted = name.removeprefix("net_cost:").partition(":")[0]
    if wanted in rows:
        return _row(inputs, rows[wanted])
    if wanted in [p.value for p in Perspective]:
        return _perspective(inputs, Perspective(wanted), list(rows.values()))
    known = [*rows, *(p.value for p in Perspective)]
    raise RequestError(
        f"there is no row or perspective '{name}'",
        did_you_mean(wanted, known) or "run shows the rows; --format csv their names", code="E406",
    )  # fmt: skip


def _perspective(inputs: Inputs, perspective: Perspective, rows: Sequence[Row]) -> PerspectiveExplanation:
    seen_by = view(perspective, inputs.settings.funded_by)
    costs = [Counted(row, as_number(row.cost)) for row in rows if row.cost is not None]
    counted = tuple(each for each in costs if seen_by.counts(each.row))
    left_out = tuple(each for each in costs if not seen_by.counts(each.row))
    total = sum(each.cost for each in counted)
    return PerspectiveExplanation(inputs, perspective, seen_by.label, total, counted, left_out)


def _row(inputs: Inputs, row: Row) -> Explanation:
    parts = tuple(_parts(inputs, row))
    named = [term.name for part in parts for step in part.steps for term in step.terms if term.name]
    order = dict.fromkeys([*named, *sorted(row.uses)])
    return Explanation(inputs, row, parts, tuple(_used(inputs, [name for name in order if name in row.uses])))


def _used(inputs: Inputs, names: Sequence[str]) -> Iterator[UsedInput]:
    for name in names:
        if name in inputs.quantities:
            yield UsedInput(inputs.quantities[name])
        for site in inputs.sites:
            if name in site.quantities:
                yield UsedInput(site.quantities[name], site.key)


def _parts(inputs: Inputs, row: Row) -> Iterator[Part]:
    values, local = base_case_values(inputs)
    if row.block is Block.NOT_QUANTIFIED:
        return
    if row.row.startswith("programme.budget_"):
        yield _budget_part(inputs, row)
    elif row.block is Block.PROGRAMME:
        for reader, sites in deliveries(inputs, values, local):
            working = DeliveryWorking(reader, sites=sites)
            key = row.row.removeprefix("programme.")
            yield _part(working, working.overheads() if key == "overheads" else working.line(key), sites)
    else:
        everyone = sum(site.participants for site in inputs.sites)
        for reader, cohort, sites in cohorts(inputs, values, local):
            effect = EffectWorking(reader, cohort=cohort)
            weight = cohort.people / everyone if row.per == "participant" and everyone else 1.0
            yield _part(effect, _effect(effect, row), sites, weight)


def _part(working: Working, made: Made, sites: Sequence[SiteInputs], weight: float = 1.0) -> Part:
    quantity, cost = (None if term is None else term.value for term in made)
    return Part(tuple(site.key for site in sites), tuple(_once(working.steps)), quantity, cost, weight)


def _once(steps: Sequence[Step]) -> Iterator[Step]:
    """Steps without those that were worked out before."""
    yield from dict.fromkeys(steps)


def _budget_part(inputs: Inputs, row: Row) -> Part:
    values, local = base_case_values(inputs)
    working = DeliveryWorking(Reader(inputs, values, {}, {}), sites=inputs.sites)
    groups = sum(as_number(running_groups(reader, sites)) for reader, sites in deliveries(inputs, values, local))
    return _part(working, budget_steps(working, row.row.removeprefix("programme.budget_"), groups), inputs.sites)


def _effect(working: EffectWorking, row: Row) -> Made:
    block, _, rest = row.row.partition(".")
    if block == "service_use":
        return service_steps(working, rest)
    if block == "outcomes":
        key, _, part = rest.partition(".")
        return outcome_steps(working, key, part)
    if block == "informal_care":
        chosen = working.reader.inputs.settings.informal_care_valuation.value
        valuation = rest.removeprefix("hours").removeprefix("_") or chosen
        return care_steps(working, valuation, rest != "hours")
    return _employment(working, rest)


def _employment(working: EffectWorking, rest: str) -> Made:
    structure = working.reader.inputs.structure
    if rest == "output":
        return output_steps(working)
    if rest == "absence":
        return days_steps(working, rest, structure.absence_days_change)
    if rest == "presenteeism" and structure.presenteeism_days_change is not None:
        return days_steps(working, rest, structure.presenteeism_days_change)
    key, _, payer = rest.partition(".")
    giver = next(giver for known, _, giver, _, _ in TRANSFERS if known == key)
    return transfer_steps(working, key, 1.0 if payer == giver.value else -1.0)
