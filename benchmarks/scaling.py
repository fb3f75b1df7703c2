"""How cost grows: with the number of quantities (in one process), and with the number of draws (whole processes)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.processes import ROOT, Spent, program, spent
from benchmarks.tables import Finding
from sbs_econ.analysis.accumulate import Columns, drawn_columns, summarise, thresholds_of
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.sampling import BLOCK, MonteCarlo
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.draws import DrawnValues, Shared
from sbs_econ.model.inputs import Inputs

TITLE = "3. How cost grows"


def measure(quick: bool) -> Iterator[Finding]:
    """Time blocks with 10, 100 and 1,000 quantities, and runs of 10,000 to 10 million draws."""
    for count in (10, 100, 1_000):
        each = _seconds_a_block(_with_quantities(count), 3 if quick else 9) / BLOCK
        yield Finding(
            f"{count:,} quantities and as many outputs with quantiles, a draw",
            f"{each * 1e9:,.0f} ns, {each / count * 1e9:.1f} a quantity",
            "linear",
        )
    start = min(_run(100).wall for _ in range(3))
    for draws in (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000, 10_000_000):
        took = _run(draws)
        yield Finding(f"{draws:,} draws of the base case, one job", _told(took, draws, start), "linear, flat memory")


def measure_long() -> Iterator[Finding]:
    """Time a hundred million draws, once."""
    draws = 100_000_000
    took = spent(program("run", "base_case", "--draws", draws, "--jobs", 2, "-q"), memory=True)
    yield Finding(f"{draws:,} draws of the base case, two jobs", _told(took, draws, 0.0), "under 1 GB")


def _run(draws: int) -> Spent:
    return spent(program("run", "base_case", "--draws", draws, "-q"), memory=True)


def _told(took: Spent, draws: int, start: float) -> str:
    each = (took.wall - start) / draws * 1e9
    return f"{took.wall:,.1f} s, {each:,.0f} ns a draw after start-up, {took.peak:.0f} MB in all"


def _with_quantities(count: int) -> Inputs:
    """Return inputs with this many uncertain quantities, in the families that the base case has."""
    base = load_scenario("base_case", start=ROOT).usable()
    uncertain = [q for q in base.quantities.values() if q.distribution is not None]
    wanted = {f"q{i}": replace(uncertain[i % len(uncertain)], name=f"q{i}") for i in range(count)}
    return replace(base, quantities=wanted, correlations=())


def _seconds_a_block(inputs: Inputs, rounds: int) -> float:
    names = tuple(inputs.quantities)
    columns = Columns(names, (), tuple(q.value for q in inputs.quantities.values()))
    known, took = thresholds_of(drawn_columns(columns, _drawn(inputs, 0), BLOCK)), []
    for block in range(rounds):
        start = time.perf_counter()
        summarise(columns, _drawn(inputs, block), BLOCK, "mc", known)
        took.append(time.perf_counter() - start)
    return min(took)


def _drawn(inputs: Inputs, block: int) -> dict[str, Draws]:
    return dict(DrawnValues(inputs, inputs.quantities, Shared(MonteCarlo(1), block, BLOCK)))
