"""Several scenarios in one process share their draws: each more costs little more than its arithmetic."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.processes import ROOT
from benchmarks.tables import Finding
from sbs_econ.analysis.engine import Task, block_summaries
from sbs_econ.analysis.psa import Plan, task_of
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.io.scenarios import load_scenario

TITLE = "7. Several scenarios at once"
NAMES = ("base_case", "no_effect", "no_service_effect", "friction_cost", "carer_replacement_cost")


def measure(quick: bool) -> Iterator[Finding]:
    """Time a block of one scenario and of five."""
    loaded = [load_scenario(name, start=ROOT).usable() for name in NAMES]
    rounds = 3 if quick else 9
    one, all_five = (_seconds(task_of(wanted, Plan(BLOCK)), rounds) for wanted in (loaded[:1], loaded))
    yield Finding("one scenario, a block of 32,768 draws", f"{one * 1e3:.0f} ms")
    yield Finding("five scenarios on the same draws", f"{all_five * 1e3:.0f} ms")
    yield Finding("each further scenario, of the first", f"{(all_five - one) / 4 / one:.0%}")


def _seconds(task: Task, rounds: int) -> float:
    took = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        block_summaries(task, 0, None)
        took.append(time.perf_counter() - start)
    return min(took[1:])
