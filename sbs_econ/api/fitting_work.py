"""The bootstrap of a fit at work: on workers, kept where it may be stopped, with what is told on the way."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.errors import InterruptedRunError, Problem
from sbs_econ.io.block_store import BlockStore
from sbs_econ.io.worker_processes import Processes
from sbs_econ.survey.bootstrap import BLOCK, Runner, Task, in_turn
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.fitting import Fit, fit

if TYPE_CHECKING:
    from sbs_econ.api.surveys import Described
    from sbs_econ.survey.data import SurveyData


class Telling:
    """What is told while a fit is made; by itself it tells nothing."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Tell warnings."""

    def read(self, data: SurveyData, described: Described, rule: Rule) -> None:
        """Tell what was read, for people to compare with their own counts."""

    def resuming(self, replicates: int) -> None:
        """Tell that so many replicates of an unfinished fit are there already."""

    def progress(self, share: float, replicates: int, seconds_left: float) -> None:
        """Tell how far it has come; a share of 1 is the end."""


def on_workers(jobs: int) -> Runner:
    """Return what does blocks on so many processes; one does them here."""
    if jobs == 1 or sys.platform != "linux":
        return in_turn

    def run(task: Task, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        todo = list(numbers)[::-1]
        with Processes(jobs, 2 * jobs).open() as pool:
            if pool is None:
                yield from in_turn(task, todo[::-1])
                return
            running: dict[Any, int] = {}
            while todo or running:
                while todo and len(running) < 2 * jobs:
                    number = todo.pop()
                    running[pool.submit(task.block, number)] = number
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()

    return run


def work(
    read: tuple[SurveyData, Described], options: Mapping[str, Any], identity: Mapping[str, Any] | None, rule: Rule,
    telling: Telling,
) -> Fit:  # fmt: skip
    """Return the fit; resume an unfinished one where ``out`` has it, and keep what is done.

    Args:
        read: the answers and what they are described by.
        options: out, force, jobs and seed.
        identity: what an unfinished fit is known by; None where nothing can be resumed.
        rule: of disclosure.
        telling: what is told on the way.

    Raises:
        InterruptedRunError: if the user stops it.
    """
    data, described = read
    out: Path | None = options["out"]
    store = BlockStore(out, identity) if out is not None and identity is not None else None
    done: dict[int, Any] = {}
    if store is not None:
        store.open(options["force"])
        done = store.done()
        if done:
            telling.resuming(len(done) * BLOCK)
    finished = False
    try:
        runner = _told(on_workers(options["jobs"]), store, telling)
        found = fit(data, (described.codebook, described.plan), options["seed"], done, runner, rule)
        finished = True
        return found
    except KeyboardInterrupt:
        kept = "what was done is kept. The same command resumes it." if store is not None else "nothing was kept."
        raise InterruptedRunError(f"stopped; {kept}") from None
    finally:
        if store is not None:
            store.close(finished)


def _told(runner: Runner, store: BlockStore | None, telling: Telling) -> Runner:
    """Return a runner that keeps each block and says how far it has come."""

    def run(task: Task, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        todo = list(numbers)
        start = time.monotonic()
        for count, (number, block) in enumerate(runner(task, todo), start=1):
            if store is not None:
                store.keep(number, block)
            left = (time.monotonic() - start) / count * (len(todo) - count)
            telling.progress(count / len(todo), task.replicates, left)
            yield number, block

    return run
