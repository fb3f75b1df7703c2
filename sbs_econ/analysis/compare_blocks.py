"""Questions about what several evaluations make together, put to every block of the same draws.

A question derives its outputs from one block of draws: differences between scenarios, sites of a scenario, payers by
year. Blocks are summarised by the machinery of a run and merged in the order of their index, so that any number of
draws works in flat memory, every estimate has a standard error that holds for its sampler, and chunks, workers and
engines change nothing. Outputs come in parts, one after another; where a run has one block, a part's estimates are
made at once and its draws forgotten, so that memory does not grow with the number of parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from sbs_econ.analysis.accumulate import (
    EXACT_DRAWS,
    Columns,
    Summary,
    Thresholds,
    drawn_columns,
    summarise,
    thresholds_of,
)
from sbs_econ.analysis.engine import Recorder, State, Task, Threads, Workers
from sbs_econ.analysis.estimates import Estimate, Estimates, estimates
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import Sampler, make_sampler
from sbs_econ.model.draws import DrawnValues, Shared
from sbs_econ.model.evaluate import base_case_values
from sbs_econ.model.inputs import Inputs, SiteInputs

SAMPLE = 1_024
"""Draws of a picture's cloud: the first of the run's own, whatever their number."""


HERE = Threads()
"""Work in this thread."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Outputs of one part: those that get an interval, and those of which only the mean is wanted."""

    full: Mapping[str, Draws]
    means: Mapping[str, Draws] = field(default_factory=dict)

    def columns(self) -> Columns:
        """Return the outputs in their order, centred at these values, which are single numbers."""
        values = [float(np.asarray(value)) for value in (*self.full.values(), *self.means.values())]
        return Columns(tuple(self.full), tuple(self.means), tuple(values))


class Source(Protocol):
    """Where the values of quantities come from: their means, or one block of draws."""

    def common(self, inputs: Inputs) -> Mapping[str, Draws]:
        """Return the values of the quantities of a scenario as a whole."""
        ...

    def local(self, inputs: Inputs, site: SiteInputs) -> Mapping[str, Draws]:
        """Return the values of the quantities that differ at a site."""
        ...


class Question(Protocol):
    """What is asked: the scenarios that it needs, and its outputs by part."""

    @property
    def scenarios(self) -> tuple[Inputs, ...]:
        """The scenarios, whose names are the dimensions of a Sobol sequence."""
        ...

    def parts(self, source: Source) -> Iterator[tuple[str, Outputs]]:
        """Yield each part's name and outputs, in an order that does not depend on the values."""
        ...


class AtMeans:
    """Every quantity at its mean: the base case."""

    def common(self, inputs: Inputs) -> Mapping[str, Draws]:
        """Return the means."""
        return base_case_values(inputs)[0]

    def local(self, inputs: Inputs, site: SiteInputs) -> Mapping[str, Draws]:
        """Return the means of what differs at a site."""
        return {name: quantity.value for name, quantity in site.quantities.items()}


class DrawnBlock:
    """One block of draws. What is drawn alike is drawn once, but for sites, whose draws are not kept."""

    def __init__(self, sampler: Sampler, block: int, size: int) -> None:
        self._key = (sampler, block, size)
        self._shared = Shared(sampler, block, size)

    def common(self, inputs: Inputs) -> Mapping[str, Draws]:
        """Return the draws of the quantities of a scenario."""
        return DrawnValues(inputs, inputs.quantities, self._shared)

    def local(self, inputs: Inputs, site: SiteInputs) -> Mapping[str, Draws]:
        """Return the draws of what differs at a site."""
        return DrawnValues(inputs, site.quantities, Shared(*self._key))


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with its draws: what a worker needs for any block."""

    question: Question
    columns: Mapping[str, Columns]
    task: Task

    def summaries(self, block: int, known: Mapping[str, Thresholds] | None) -> dict[str, Summary | Estimates]:
        """Return each part's summary of a block; its estimates at once if there is but one block."""
        task, size = self.task, self.task.size(block)
        found: dict[str, Summary | Estimates] = {}
        for part, outputs in self.question.parts(DrawnBlock(task.sampler, block, size)):
            columns = self.columns[part]
            values = {**outputs.full, **outputs.means}
            summary = summarise(columns, values, size, task.sampler.name, None if known is None else known[part])
            found[part] = summary if task.blocks > 1 else estimates(columns, summary, task.sampler.name, None)
        return found

    def first(self) -> tuple[dict[str, Thresholds], dict[str, Summary | Estimates]]:
        """Return each part's bins and thresholds, which the first block settles, and its summary of that block."""
        task, size = self.task, self.task.size(0)
        known: dict[str, Thresholds] = {}
        found: dict[str, Summary | Estimates] = {}
        for part, outputs in self.question.parts(DrawnBlock(task.sampler, 0, size)):
            columns, values = self.columns[part], {**outputs.full, **outputs.means}
            known[part] = thresholds_of(drawn_columns(columns, values, size))
            found[part] = summarise(columns, values, size, task.sampler.name, known[part])
        return known, found


@dataclass(frozen=True, slots=True)
class Answer:
    """Estimates by part; ``plan.draws`` is the number of draws that was made."""

    parts: Mapping[str, Estimates]
    plan: Plan

    def estimate(self, part: str, name: str) -> Estimate:
        """Return the estimate of an output with an interval."""
        return self.parts[part].full[name]

    def share(self, part: str, name: str) -> tuple[float, float]:
        """Return a mean that has no interval, and its Monte Carlo standard error."""
        return self.parts[part].means[name], self.parts[part].errors[name]


def ask(question: Question, plan: Plan, workers: Workers = HERE, record: Recorder | None = None) -> Answer:
    """Return the answer to a question.

    Args:
        question: what is asked.
        plan: draws, seed and sampler.
        workers: what runs the blocks.
        record: told after each merged block.
    """
    asking, record = _asking(question, plan), record or (lambda state, task: None)
    task, known = asking.task, None
    merged: dict[str, Summary | Estimates] = {}
    if task.draws > EXACT_DRAWS:
        known, merged = asking.first()
        record(State(1), task)
    todo = range(1 if merged else 0, task.blocks)
    alone = len(todo) < 2
    for block, found in zip(todo, _in_order(asking, known, todo, HERE if alone else workers), strict=True):
        merged = _merged(merged, found)
        record(State(block + 1), task)
    parts = {part: _finished(asking, known, part, value) for part, value in merged.items()}
    return Answer(parts, replace(plan, draws=task.draws))


def _asking(question: Question, plan: Plan) -> Asking:
    names = sorted({name for inputs in question.scenarios for name in inputs.names})
    sampler = make_sampler(plan.sampler, plan.seed, names)
    columns = {part: outputs.columns() for part, outputs in question.parts(AtMeans())}
    return Asking(question, columns, Task((), (), sampler, sampler.rounded(plan.draws)))


def _merged(
    so_far: dict[str, Summary | Estimates], later: dict[str, Summary | Estimates]
) -> dict[str, Summary | Estimates]:
    for part, mine in so_far.items():
        theirs = later[part]
        if isinstance(mine, Summary) and isinstance(theirs, Summary):
            mine.merge(theirs)
    return so_far or later


def _finished(
    asking: Asking, known: Mapping[str, Thresholds] | None, part: str, value: Summary | Estimates
) -> Estimates:
    if isinstance(value, Estimates):
        return value
    return estimates(asking.columns[part], value, asking.task.sampler.name, None if known is None else known[part])


def _in_order(
    asking: Asking, known: Mapping[str, Thresholds] | None, todo: Iterable[int], workers: Workers
) -> Iterator[dict[str, Summary | Estimates]]:
    """Yield summaries in the order of the blocks, with no more of them under way than the workers allow."""
    with workers.open() as executor:
        if executor is None:
            yield from (asking.summaries(block, known) for block in todo)
        else:
            yield from _submitted(asking, known, (executor, workers.in_flight), todo)


def _submitted(
    asking: Asking, known: Mapping[str, Thresholds] | None, where: tuple[Executor, int], todo: Iterable[int]
) -> Iterator[dict[str, Summary | Estimates]]:
    executor, most = where
    waiting: deque[Future[dict[str, Summary | Estimates]]] = deque()
    try:
        for block in todo:
            waiting.append(executor.submit(asking.summaries, block, known))
            if len(waiting) >= most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def sampled(question: Question, plan: Plan, size: int = SAMPLE) -> dict[str, dict[str, Array]]:
    """Return the first draws of a question's outputs, by part, for the cloud of a picture."""
    names = sorted({name for inputs in question.scenarios for name in inputs.names})
    source = DrawnBlock(make_sampler(plan.sampler, plan.seed, names), 0, min(size, plan.draws))
    return {
        part: {
            name: np.broadcast_to(np.asarray(value, dtype=np.float64), (min(size, plan.draws),))
            for name, value in outputs.full.items()
        }
        for part, outputs in question.parts(source)
    }
