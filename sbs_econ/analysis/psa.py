"""Base case and probabilistic sensitivity analysis: scenarios on common draws, rows, estimates, convergence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Integral

import numpy as np

from sbs_econ.analysis.accumulate import Columns
from sbs_econ.analysis.engine import State, Task, Working, make_task, run_blocks
from sbs_econ.analysis.estimates import Estimate, Estimates, estimates
from sbs_econ.analysis.outputs import MEANS, WITHOUT_CARE, net_cost_name, outputs
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.sampling import SAMPLERS, make_sampler
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Perspective


@dataclass(frozen=True, slots=True)
class Plan:
    """How many draws, from which sampler and seed. How they are worked through never changes a result."""

    draws: int = 10_000
    seed: int = 1
    sampler: str = "mc"

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn.

        Raises:
            RequestError: with the first of them.
        """
        for name, given, least in (("draws", self.draws, 2), ("seed", self.seed, 0)):
            if not isinstance(given, Integral) or isinstance(given, bool) or int(given) < least:
                raise RequestError(f"{name} is {given!r}", f"give a whole number, at least {least}")
        if self.sampler not in SAMPLERS:
            raise RequestError(f"there is no sampler {self.sampler!r}", f"one of {', '.join(SAMPLERS)}")


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
    """Everything that one run of one scenario computed; ``plan.draws`` is the number that was made."""

    inputs: Inputs
    plan: Plan
    rows: tuple[RowResult, ...]
    perspectives: tuple[PerspectiveResult, ...]
    task: Task
    kept: tuple[Array, ...] = ()
    """Draws of the full outputs, (columns, size) a block, where there are few enough to keep."""

    @property
    def columns(self) -> Columns:
        """The outputs of the run in their order."""
        return self.task.columns[self._index]

    @property
    def _index(self) -> int:
        return next(i for i, inputs in enumerate(self.task.scenarios) if inputs is self.inputs)

    def output(self, name: str) -> Array:
        """Return the draws of an output by its full name, shape (draws,); made again where not kept.

        Raises:
            KeyError: if there is no such output.
        """
        if name not in self.columns.full:
            raise KeyError(name)
        index = self.columns.full.index(name)
        if self.kept:
            return np.concatenate([block[index] for block in self.kept])
        return np.concatenate([self._again(block)[name] for block in range(self.task.blocks)])

    def _again(self, block: int) -> dict[str, Array]:
        size = self.task.size(block)
        values, local = draw_block(self.inputs, Shared(self.task.sampler, block, size))
        drawn = outputs(self.inputs, evaluate(self.inputs, values, local))
        return {name: np.broadcast_to(np.asarray(value, dtype=np.float64), (size,)) for name, value in drawn.items()}

    def draws_of(self, row: str, part: str = "cost") -> Array:
        """Return the draws of a row (its cost, else its quantity) or of a perspective's net cost.

        Raises:
            KeyError: if there is no such row or perspective.
        """
        for name in (f"{row}:{part}", f"{row}:quantity", f"net_cost:{row}"):
            if name in self.columns.full:
                return self.output(name)
        raise KeyError(row)


def run_psa(inputs: Inputs, plan: Plan, working: Working | None = None) -> Result:
    """Return the base case and the PSA of one scenario."""
    return run_many([inputs], plan, working)[0]


def run_many(scenarios: Sequence[Inputs], plan: Plan, working: Working | None = None) -> list[Result]:
    """Return the base case and the PSA of several scenarios, on the same draws.

    Args:
        scenarios: resolved inputs.
        plan: draws, seed and sampler.
        working: workers, resumption and progress; this thread from the start if left out.
    """
    task = task_of(scenarios, plan)
    return results_of(task, plan, run_blocks(task, working or Working()))


def task_of(scenarios: Sequence[Inputs], plan: Plan) -> Task:
    """Return the task that a plan means for scenarios."""
    names = sorted({name for inputs in scenarios for name in inputs.names})
    return make_task(scenarios, make_sampler(plan.sampler, plan.seed, names), plan.draws)


def results_of(task: Task, plan: Plan, done: State) -> list[Result]:
    """Return the results of every scenario from the final state."""
    made = replace(plan, draws=task.draws)
    return [_result(task, made, done, index) for index in range(len(task.scenarios))]


def _result(task: Task, plan: Plan, done: State, index: int) -> Result:
    inputs, summary = task.scenarios[index], done.summaries[index]
    found = estimates(
        task.columns[index], summary, task.sampler.name, None if done.known is None else done.known[index]
    )
    return Result(
        inputs=inputs,
        plan=plan,
        rows=tuple(_row_result(row, found) for row in base_case(inputs)),
        perspectives=tuple(_perspective(p, inputs, found) for p in Perspective),
        task=task,
        kept=tuple(summary.kept),
    )


def _row_result(row: Row, found: Estimates) -> RowResult:
    names = [*MEANS, *(f"year_{year}" for year in range(len(row.cost_by_year or ())))]
    means = {name: found.means[f"{row.row}:{name}"] for name in names if f"{row.row}:{name}" in found.means}
    errors = {name: found.errors[f"{row.row}:{name}"] for name in means}
    cost = found.full.get(f"{row.row}:cost")
    if cost is not None and len(row.cost_by_year or ()) == 1:
        means["year_0"], errors["year_0"] = cost.mean, cost.mc_se
    return RowResult(row, found.full.get(f"{row.row}:quantity"), cost, means, errors)


def _perspective(perspective: Perspective, inputs: Inputs, found: Estimates) -> PerspectiveResult:
    seen_by = view(perspective, inputs.settings.funded_by)
    estimate, included = found.full[net_cost_name(perspective)], seen_by.includes_programme_cost
    return PerspectiveResult(
        perspective=perspective,
        label=seen_by.label,
        net_cost=estimate,
        includes_programme_cost=included,
        probability_cost_saving=estimate.below_zero if included else None,
        probability_cost_saving_mc_se=estimate.below_zero_mc_se if included else None,
        without_informal_care=found.full[WITHOUT_CARE] if perspective is Perspective.SOCIETAL else None,
    )
