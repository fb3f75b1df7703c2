"""Draws in blocks, block summaries merged in index order, on as many workers as asked for.

A worker gets a block's index and gives back its summary; whoever runs the workers (threads here, a Dask cluster
elsewhere) decides nothing about the result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Protocol

from sbs_econ.analysis.accumulate import (
    EXACT_DRAWS,
    Columns,
    Summary,
    Thresholds,
    drawn_columns,
    summarise,
    thresholds_of,
)
from sbs_econ.analysis.outputs import columns_of, outputs
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.sampling import BLOCK, Sampler
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to summarise any block: the scenarios, their outputs, the sampler."""

    scenarios: tuple[Inputs, ...]
    columns: tuple[Columns, ...]
    sampler: Sampler
    draws: int

    def size(self, block: int) -> int:
        """Return the number of draws in a block."""
        return min(BLOCK, self.draws - block * BLOCK)

    @property
    def blocks(self) -> int:
        """The number of blocks."""
        return -(-self.draws // BLOCK)


@dataclass(frozen=True, slots=True)
class State:
    """How far a run has come, for every scenario: what an interrupted run is resumed from.

    It is never changed, only followed by another, so that one kept at any moment is whole.
    """

    done: int = 0
    """Blocks merged so far."""
    summaries: tuple[Summary, ...] = ()
    known: tuple[Thresholds, ...] | None = None
    draws: int = 0
    """The number of draws that the run was after."""


Recorder = Callable[[State, Task], None]
"""Who is told after each merged block: progress, and checkpoints."""


class Workers(Protocol):
    """What runs blocks: an executor, and how many blocks it may have in flight."""

    @property
    def in_flight(self) -> int:
        """Blocks that may be under way at once."""
        ...

    def open(self) -> AbstractContextManager[Executor | None]:
        """Return the executor; None to run in this thread."""
        ...


@dataclass(frozen=True, slots=True)
class Threads:
    """Workers in this process.

    NumPy's arithmetic runs outside the interpreter's lock, but in steps so short that threads mostly wait for it: two
    of them gain about a quarter, two processes nearly double.
    """

    jobs: int = 1
    in_flight: int = 1

    def open(self) -> AbstractContextManager[Executor | None]:
        """Return a pool of threads, or nothing for one job."""
        return nullcontext(None) if self.jobs == 1 else ThreadPoolExecutor(self.jobs)


@dataclass(frozen=True, slots=True)
class Working:
    """How a run is worked through; nothing of it changes a result."""

    workers: Workers = Threads()
    state: State | None = None
    """Where an earlier run of the same stopped."""
    record: Recorder | None = None
    """Told after each merged block."""


def make_task(scenarios: Sequence[Inputs], sampler: Sampler, draws: int) -> Task:
    """Return the task of running scenarios on the same draws."""
    columns = tuple(columns_of(inputs, base_case(inputs))[0] for inputs in scenarios)
    return Task(tuple(scenarios), columns, sampler, sampler.rounded(draws))


def block_outputs(task: Task, block: int) -> Iterator[dict[str, Draws]]:
    """Yield every output of one block, scenario by scenario; they share what is drawn alike."""
    shared = Shared(task.sampler, block, task.size(block))
    for inputs in task.scenarios:
        values, local = draw_block(inputs, shared)
        yield outputs(inputs, evaluate(inputs, values, local))


def block_summaries(task: Task, block: int, known: Sequence[Thresholds] | None) -> list[Summary]:
    """Return the summary of one block for every scenario."""
    each: Sequence[Thresholds | None] = known or [None] * len(task.scenarios)
    drawn = zip(task.columns, block_outputs(task, block), each, strict=True)
    return [summarise(columns, made, task.size(block), task.sampler.name, limits) for columns, made, limits in drawn]


def _first_block(task: Task) -> State:
    """Return the state after the first block of a run whose quantiles are counted: it settles the bins."""
    size, known, summaries = task.size(0), [], []
    for columns, made in zip(task.columns, block_outputs(task, 0), strict=True):
        known.append(thresholds_of(drawn_columns(columns, made, size)))
        summaries.append(summarise(columns, made, size, task.sampler.name, known[-1]))
    return State(1, tuple(summaries), tuple(known), task.draws)


def run_blocks(task: Task, working: Working) -> State:
    """Run every block that is not done and return the state at the end."""
    state = replace(working.state or State(), draws=task.draws)
    record = working.record or (lambda state, task: None)
    if state.done == 0 and task.draws > EXACT_DRAWS:
        state = _first_block(task)
        record(state, task)
    alone = task.blocks - state.done < 2
    workers = Threads() if alone else working.workers
    with workers.open() as executor:
        for summaries in _in_order(task, state, workers, executor):
            state = _merged(state, summaries)
            record(state, task)
    return state


def _merged(state: State, summaries: Sequence[Summary]) -> State:
    if state.summaries:
        summaries = [mine.merged(later) for mine, later in zip(state.summaries, summaries, strict=True)]
    return replace(state, done=state.done + 1, summaries=tuple(summaries))


def _in_order(task: Task, state: State, workers: Workers, executor: Executor | None) -> Iterator[list[Summary]]:
    """Yield block summaries in index order, with at most ``in_flight`` of them under way."""
    todo = iter(range(state.done, task.blocks))
    if executor is None:
        yield from (block_summaries(task, block, state.known) for block in todo)
        return
    waiting: deque[Future[list[Summary]]] = deque()
    submit: Callable[[int], Future[list[Summary]]] = lambda b: executor.submit(block_summaries, task, b, state.known)  # noqa: E731
    try:
        for block in todo:
            waiting.append(submit(block))
            if len(waiting) >= workers.in_flight:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
