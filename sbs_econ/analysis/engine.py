"""Draws in blocks, block summaries merged in index order, on as many workers as asked for.

A worker gets a block's index and gives back its summary; whoever runs the workers (threads here, a Dask cluster
elsewhere) decides nothing about the result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from sbs_econ.analysis.accumulate import EXACT_DRAWS, Columns, Summary, Thresholds, summarise, thresholds_of
from sbs_econ.analysis.outputs import columns_of, outputs
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


@dataclass
class State:
    """How far a run has come, for every scenario: what an interrupted run is resumed from."""

    done: int = 0
    """Blocks merged so far."""
    summaries: list[Summary] = field(default_factory=list)
    known: list[Thresholds] | None = None


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
    """Workers in this process; NumPy does its arithmetic outside the interpreter's lock."""

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


def block_summaries(task: Task, block: int, known: list[Thresholds] | None) -> list[Summary]:
    """Return the summary of one block for every scenario; they share what is drawn alike."""
    size, shared = task.size(block), Shared(task.sampler, block, task.size(block))
    found = []
    for index, inputs in enumerate(task.scenarios):
        values, local = draw_block(inputs, shared)
        drawn = outputs(inputs, evaluate(inputs, values, local))
        found.append(
            summarise(task.columns[index], drawn, size, task.sampler.name, None if known is None else known[index])
        )
    return found


def run_blocks(task: Task, working: Working) -> State:
    """Run every block that is not done and return the state at the end."""
    state, workers = working.state or State(), working.workers
    if state.known is None and task.draws > EXACT_DRAWS:
        state.known = [thresholds_of(s.kept[0]) for s in block_summaries(task, 0, None)]
    with workers.open() as executor:
        for summaries in _in_order(task, state, workers, executor):
            _merge(state, summaries)
            if working.record is not None:
                working.record(state, task)
    return state


def _merge(state: State, summaries: list[Summary]) -> None:
    if state.summaries:
        for mine, later in zip(state.summaries, summaries, strict=True):
            mine.merge(later)
    else:
        state.summaries = summaries
    state.done += 1


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
