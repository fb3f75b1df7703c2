"""What a run was asked for: draws, precision, workers, resumption; and whether it can be met."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sbs_econ.analysis.accumulate import EXACT_DRAWS
from sbs_econ.analysis.engine import State, Task, Threads, Workers, Working, block_summaries
from sbs_econ.analysis.precision import Precision, run_to_precision
from sbs_econ.analysis.psa import Plan, Result, run_many, task_of
from sbs_econ.analysis.saved_draws import input_names
from sbs_econ.cli.progress import Progress
from sbs_econ.equations.histograms import BINS
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.errors import InterruptedRunError, RequestError
from sbs_econ.io.checkpoints import Checkpoint
from sbs_econ.io.projects import hash_of
from sbs_econ.io.scenarios import Loaded
from sbs_econ.version import __version__

Pairs = Sequence[tuple[Loaded, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan, the precision wanted, and on what workers."""

    plan: Plan
    precision: Precision | None
    workers: Workers

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Asked:
        """Return what the options ask for.

        Raises:
            RequestError: if they contradict each other.
        """
        plan = Plan(options["draws"], options["seed"], options["sampler"])
        return cls(plan, parse_precision(options["precision"]), _workers(options))


def parse_precision(text: str | None) -> Precision | None:
    """Return ``100`` as GBP and ``1%`` as a share of the PSA SD.

    Raises:
        RequestError: if it is neither, or not positive.
    """
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)\s*(%?)", text.strip())
    if match is None or float(match[1]) <= 0:
        raise RequestError(f"--precision {text}: a number of GBP, or a per cent, is wanted", "write 100, or 1%")
    value = float(match[1])
    return Precision(share_of_sd=value / 100) if match[2] else Precision(pounds=value)


def _workers(options: Mapping[str, Any]) -> Workers:
    jobs, chunk = options["jobs"], options["chunk_size"]
    blocks = -(-chunk // BLOCK) if chunk else 2 * jobs
    if options["scheduler"] is not None and options["engine"] != "dask":
        raise RequestError("--scheduler goes with --engine dask", "add --engine dask, or leave --scheduler out")
    if options["engine"] == "dask":
        from sbs_econ.io.dask_workers import DaskWorkers

        return DaskWorkers(options["scheduler"], jobs, blocks if chunk else 0)
    if jobs == 1:
        return Threads()
    from sbs_econ.io.worker_processes import local_workers

    return local_workers(jobs, max(blocks, 1))


def make_results(
    loaded: Pairs,
    asked: Asked,
    options: Mapping[str, Any],
    write: Callable[[list[Result]], None] = lambda results: None,
) -> list[Result]:
    """Run scenarios on common draws, resuming an unfinished run where ``--out`` has one.

    ``write`` is given the results while their state is still kept and the folder still locked, so that a run which
    cannot be written, for want of disk or because it is killed, loses nothing.

    Raises:
        InterruptedRunError: if the user stops it; what was done is kept where ``--out`` was given.
    """
    scenarios = [each.usable() for each, _ in loaded]
    progress = Progress(options["quiet"])
    checkpoint = None if options["out"] is None else Checkpoint(options["out"], _identity(loaded, asked, options))
    state = checkpoint.open(options["force"]) if checkpoint is not None else None
    if state is not None and not options["quiet"]:
        click.echo(f"Resuming after {state.done * BLOCK:,} draws.", err=True)

    def record(now: State, task: Task) -> None:
        progress(now, task)
        if checkpoint is not None:
            checkpoint(now, task)

    done = False
    try:
        working = Working(asked.workers, state, record)
        if asked.precision is not None:
            results = run_to_precision(scenarios, asked.plan, asked.precision, working)
        else:
            results = run_many(scenarios, asked.plan, working)
        progress.end()
        _keep(checkpoint)
        write(results)
        done = True
        return results
    except KeyboardInterrupt:
        progress.end()
        raise InterruptedRunError(_stopped(checkpoint)) from None
    finally:
        progress.end()
        if checkpoint is not None:
            checkpoint.close(done)


def _keep(checkpoint: Checkpoint | None) -> None:
    """Write the last state; where that cannot be, what was written before is what is kept."""
    if checkpoint is not None:
        with contextlib.suppress(OSError):
            checkpoint.save()


def is_unfinished(loaded: Pairs, asked: Asked, options: Mapping[str, Any]) -> bool:
    """Return whether an unfinished run of the same lies beside the folder that is to be written."""
    return options["out"] is not None and Checkpoint(options["out"], _identity(loaded, asked, options)).is_there()


def _stopped(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return "stopped; nothing was kept (with --out an interrupted run can be resumed)."
    checkpoint.save()
    return "stopped; what was done is kept. The same command resumes it."


def _identity(loaded: Pairs, asked: Asked, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "version": __version__,
        "scenarios": [each.place.name for each, _ in loaded],
        "inputs": [hash_of(each, record) for each, record in loaded],
        "draws": asked.plan.draws,
        "seed": asked.plan.seed,
        "sampler": asked.plan.sampler,
        "precision": options["precision"],
    }


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run takes: seconds, bytes of memory above the program itself, bytes of disk."""

    draws: int
    seconds: float
    memory: int
    disk: int


def needs(loaded: Pairs, asked: Asked, options: Mapping[str, Any]) -> Needs:
    """Return what a run will take, from its sizes and from the time of one block."""
    task = task_of([each.usable() for each, _ in loaded], asked.plan)
    block_summaries(task, 0, None)  # what is made once, such as tables of quantiles
    start = time.perf_counter()
    block_summaries(task, 0, None)
    each_block = (time.perf_counter() - start) * BLOCK / task.size(0)
    seconds = each_block * task.draws / BLOCK / options["jobs"]
    return Needs(task.draws, seconds, _memory(task, asked, options), _disk(task) if options["save_draws"] else 0)


def _memory(task: Task, asked: Asked, options: Mapping[str, Any]) -> int:
    """Return bytes: a block's arrays in every worker of this machine, and what is kept of those in flight."""
    here, size = options["jobs"] if options["engine"] == "local" else 1, min(task.draws, BLOCK)
    drawn = sum(len(input_names(inputs)) for inputs in task.scenarios[:1]) + sum(len(c.names) for c in task.columns)
    points = len(task.scenarios[0].names) if asked.plan.sampler == "sobol" else 0
    full = sum(len(c.full) for c in task.columns)
    exact = task.draws <= EXACT_DRAWS
    kept = 2 * full * task.draws if exact else full * (BINS + 2) * (max(asked.workers.in_flight, 1) + 2)
    return 8 * (kept + here * (drawn + 100 + 2 * points) * size)


def _disk(task: Task) -> int:
    """Return bytes of the draws of inputs and outputs."""
    columns = sum(len(c.full) for c in task.columns) + sum(len(input_names(i)) for i in task.scenarios)
    return columns * task.draws * 8


def say_plan(loaded: Pairs, targets: Sequence[Path | None], asked: Asked, options: Mapping[str, Any]) -> None:
    """Print what would be run and written, and what it would take."""
    wanted = needs(loaded, asked, options)
    for (each, _), target in zip(loaded, targets, strict=True):
        inputs = each.usable()
        uncertain = sum(q.distribution is not None for q in inputs.quantities.values())
        click.echo(f"{inputs.scenario}: {len(inputs.quantities)} quantities, {uncertain} of them uncertain")
        click.echo(f"  would write: {target}" if target else "  would write nothing (no --out)")
    precision = f", more until the standard error is {options['precision']}" if asked.precision else ""
    click.echo(
        f"{wanted.draws:,} draws{precision} (seed {asked.plan.seed}, {asked.plan.sampler}, {options['jobs']} jobs)"
    )
    click.echo(
        f"about {wanted.seconds:.1f} s, {wanted.memory / 1e6:,.0f} MB of memory above the program itself, "
        f"{wanted.disk / 1e6:,.0f} MB of disk for draws"
    )


def refuse_what_cannot_fit(
    loaded: Pairs, targets: Sequence[Path | None], asked: Asked, options: Mapping[str, Any]
) -> None:
    """Refuse what the memory of this machine or the disk cannot hold.

    Raises:
        RequestError: with what is needed and what there is.
    """
    task = task_of([each.usable() for each, _ in loaded], asked.plan)
    memory = _memory(task, asked, options)
    if memory > _memory_of_this_machine():
        raise RequestError(
            f"this run needs {memory / 1e9:,.1f} GB of memory, and this machine has less",
            "fewer --jobs, or a smaller --chunk-size: draws take no memory of their own", code="E904",
        )  # fmt: skip
    if not options["save_draws"] or targets[0] is None:
        return
    wanted = _disk(task)
    place = next(p for p in (targets[0], *targets[0].resolve().parents) if p.exists())
    free = shutil.disk_usage(place).free
    if wanted > free:
        raise RequestError(
            f"--save-draws needs {wanted / 1e9:,.1f} GB, and the disk has {free / 1e9:,.1f} GB free",
            "fewer --draws, or leave --save-draws out", code="E904",
        )  # fmt: skip


def _memory_of_this_machine() -> float:
    """Return bytes, infinite where the system does not say."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")
