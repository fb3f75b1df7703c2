"""The same model row by row in Python, as a spreadsheet or a loop would do it, for scale."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from benchmarks.processes import ROOT
from benchmarks.tables import Finding
from sbs_econ.analysis.engine import block_summaries
from sbs_econ.analysis.psa import Plan, task_of
from sbs_econ.equations.sampling import BLOCK, MonteCarlo
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.draws import Shared, draw_block

TITLE = "5. A loop over rows, for scale"


def measure(quick: bool) -> Iterator[Finding]:
    """Time a block of the engine, and the independent re-implementation in plain Python, draw by draw."""
    inputs = load_scenario("base_case", start=ROOT).usable()
    task = task_of([inputs], Plan(2 * BLOCK))
    block_summaries(task, 0, None)
    engine = min(_timed(lambda: block_summaries(task, 1, None)) for _ in range(5)) / BLOCK
    sys.path.insert(0, str(ROOT / "tests"))
    describe, evaluate = import_module("oracle.describe").describe, import_module("oracle.method_by_hand").evaluate
    rows = 20 if quick else 200
    values, _ = draw_block(inputs, Shared(MonteCarlo(1), 0, rows))
    drawn = {name: values[name] for name in values}
    described = [
        describe(inputs, {name: v if isinstance(v, float) else float(v[row]) for name, v in drawn.items()})
        for row in range(rows)
    ]
    loop = _timed(lambda: [evaluate(each) for each in described]) / rows
    yield Finding("the engine: draws, model and summaries, a draw", f"{engine * 1e6:.1f} us")
    yield Finding("plain Python, the model alone, a draw", f"{loop * 1e6:,.0f} us")
    yield Finding("... over the engine", f"{loop / engine:,.0f}")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
