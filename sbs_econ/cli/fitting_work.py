"""The bootstrap of ``fit`` at work: on workers, with progress, kept where it may be stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path
from typing import Any

import click

from sbs_econ.errors import InterruptedRunError
from sbs_econ.io.block_store import BlockStore
from sbs_econ.io.worker_processes import Processes
from sbs_econ.survey.bootstrap import BLOCK, Runner, Task, in_turn
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.fitting import Fit, fit


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


def work(data: Any, described: Any, options: Mapping[str, Any], identity: Mapping[str, Any] | None, rule: Rule) -> Fit:
    """Return the fit; resume an unfinished one where ``--out`` has it, and keep what is done.

    Raises:
        InterruptedRunError: if the user stops it.
    """
    out: Path | None = options["out"]
    store = BlockStore(out, identity) if out is not None and identity is not None else None
    done: dict[int, Any] = {}
    if store is not None:
        store.open(options["force"])
        done = store.done()
        if done and not options["quiet"]:
            click.echo(f"Resuming after {len(done) * BLOCK:,} replicates.", err=True)
    finished = False
    try:
        runner = _told(on_workers(options["jobs"]), store, options["quiet"])
        found = fit(data, (described.codebook, described.plan), options["seed"], done, runner, rule)
        finished = True
        return found
    except KeyboardInterrupt:
        kept = "what was done is kept. The same command resumes it." if store is not None else "nothing was kept."
        raise InterruptedRunError(f"stopped; {kept}") from None
    finally:
        if store is not None:
            store.close(finished)


def _told(runner: Runner, store: BlockStore | None, quiet: bool) -> Runner:
    """Return a runner that keeps each block and says how far it has come."""

    def run(task: Task, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        todo = list(numbers)
        shown = not quiet and sys.stderr.isatty()
        start = time.monotonic()
        for count, (number, block) in enumerate(runner(task, todo), start=1):
            if store is not None:
                store.keep(number, block)
            if shown:
                left = (time.monotonic() - start) / count * (len(todo) - count)
                click.echo(
                    f"\r{count / len(todo):4.0%} of {task.replicates:,} replicates, {left:.0f} s left ",
                    err=True,
                    nl=False,
                )
            yield number, block
        if shown:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)

    return run
