"""Base case and probabilistic sensitivity analysis of one scenario: draws in blocks, rows, estimates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sbs_econ.analysis.estimates import Estimate, estimate, probability_below_zero
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import BLOCK, MonteCarlo, Sampler
from sbs_econ.model.draws import draw_block
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Block, Perspective

WITHOUT_CARE = "societal_without_informal_care"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many draws, from which sampler and seed."""

    draws: int = 10_000
    seed: int = 1
    sampler: str = "mc"

    def make_sampler(self) -> Sampler:
        """Return the sampler."""
        return MonteCarlo(self.seed)

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield the index and the size of each block of draws."""
        for block, start in enumerate(range(0, self.draws, BLOCK)):
            yield block, min(BLOCK, self.draws - start)


@dataclass(frozen=True, slots=True)
class PerspectiveResult:
    """The net cost of one perspective, and how likely it is to be a saving."""

    perspective: Perspective
    label: str
    net_cost: Estimate
    includes_programme_cost: bool
    probability_cost_saving: float | None
    probability_cost_saving_mc_se: float | None
    without_informal_care: Estimate | None = None


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of the table with its estimates."""

    row: Row
    """The base case."""
    quantity: Estimate | None
    cost: Estimate | None
    means: Mapping[str, float] = field(default_factory=dict)
    """PSA means of usual_quantity, usual_cost, share_after_follow_up and each year's cost (year_0, ...)."""
    errors: Mapping[str, float] = field(default_factory=dict)
    """Monte Carlo standard errors of those means."""


@dataclass(frozen=True)
class Result:
    """Everything that one run of one scenario computed."""

    inputs: Inputs
    plan: Plan
    rows: tuple[RowResult, ...]
    perspectives: tuple[PerspectiveResult, ...]
    outputs: Mapping[str, Draws]
    """Draws of every output: ``<row>:quantity``, ``<row>:cost``, ``net_cost:<perspective>``."""

    def draws_of(self, row: str, part: str = "cost") -> Array:
        """Return the draws of a row (its cost, else its quantity) or of a perspective's net cost."""
        for key in (f"{row}:{part}", f"{row}:quantity", f"net_cost:{row}"):
            if key in self.outputs:
                return np.broadcast_to(np.asarray(self.outputs[key], dtype=np.float64), (self.plan.draws,))
        raise KeyError(row)


MEANS = ("usual_quantity", "usual_cost", "share_after_follow_up")


def row_outputs(row: Row) -> Iterator[tuple[str, Draws]]:
    """Yield the outputs of a row by name."""
    if row.quantity is not None:
        yield f"{row.row}:quantity", row.quantity
    cost = row.cost
    if cost is not None:
        yield f"{row.row}:cost", cost
    for name in MEANS:
        value = getattr(row, name)
        if value is not None:
            yield f"{row.row}:{name}", value
    for year, amount in enumerate(row.cost_by_year or ()):
        yield f"{row.row}:year_{year}", amount


def outputs(inputs: Inputs, rows: list[Row]) -> dict[str, Draws]:
    """Return every output of an evaluation by name."""
    found = {name: value for row in rows for name, value in row_outputs(row)}
    for perspective in Perspective:
        found[f"net_cost:{perspective}"] = net_cost(rows, view(perspective, inputs.settings.funded_by))
    societal = view(Perspective.SOCIETAL, inputs.settings.funded_by)
    found[f"net_cost:{WITHOUT_CARE}"] = net_cost(rows, societal, without=Block.INFORMAL_CARE)
    return found


def run_psa(inputs: Inputs, plan: Plan) -> Result:
    """Return the base case and the PSA of a scenario."""
    rows = base_case(inputs)
    at_means = outputs(inputs, rows)
    drawn = _draw_all(inputs, plan)
    return Result(
        inputs=inputs,
        plan=plan,
        rows=tuple(_row_result(row, at_means, drawn, plan.draws) for row in rows),
        perspectives=tuple(_perspective(p, inputs, at_means, drawn, plan.draws) for p in Perspective),
        outputs=drawn,
    )


def _draw_all(inputs: Inputs, plan: Plan) -> dict[str, Draws]:
    sampler, parts = plan.make_sampler(), []
    for block, size in plan.blocks():
        values, local = draw_block(inputs, sampler, block, size)
        parts.append(outputs(inputs, evaluate(inputs, values, local)))
    if len(parts) == 1:
        return parts[0]
    sizes = [size for _, size in plan.blocks()]
    return {name: _joined([part[name] for part in parts], sizes) for name in parts[0]}


def _joined(values: list[Draws], sizes: list[int]) -> Draws:
    if all(np.ndim(value) == 0 for value in values):
        return values[0]
    return np.concatenate(
        [np.broadcast_to(value, (size,)) for value, size in zip(values, sizes, strict=True)]
    )


def _row_result(row: Row, at_means: Mapping[str, Draws], drawn: Mapping[str, Draws], n: int) -> RowResult:
    estimates = {
        part: estimate(at_means[f"{row.row}:{part}"], drawn[f"{row.row}:{part}"], n)
        for part in ("quantity", "cost")
        if f"{row.row}:{part}" in drawn
    }
    others = {name: drawn[f"{row.row}:{name}"] for name in _mean_names(row)}
    means = {name: float(np.mean(value)) for name, value in others.items()}
    errors = {name: float(np.std(value)) / n**0.5 for name, value in others.items()}
    return RowResult(row, estimates.get("quantity"), estimates.get("cost"), means, errors)


def _mean_names(row: Row) -> list[str]:
    prefix = f"{row.row}:"
    names = [name.removeprefix(prefix) for name, _ in row_outputs(row)]
    return [name for name in names if name not in ("quantity", "cost")]


def _perspective(
    perspective: Perspective,
    inputs: Inputs,
    at_means: Mapping[str, Draws],
    drawn: Mapping[str, Draws],
    n: int,
) -> PerspectiveResult:
    seen_by, name = view(perspective, inputs.settings.funded_by), f"net_cost:{perspective}"
    probability, error = probability_below_zero(drawn[name], n)
    without = f"net_cost:{WITHOUT_CARE}"
    return PerspectiveResult(
        perspective=perspective,
        label=seen_by.label,
        net_cost=estimate(at_means[name], drawn[name], n),
        includes_programme_cost=seen_by.includes_programme_cost,
        probability_cost_saving=probability if seen_by.includes_programme_cost else None,
        probability_cost_saving_mc_se=error if seen_by.includes_programme_cost else None,
        without_informal_care=estimate(at_means[without], drawn[without], n)
        if perspective is Perspective.SOCIETAL
        else None,
    )
