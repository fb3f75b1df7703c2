"""A million draws of the base case with every interval, against bare NumPy drawing the same families."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.processes import ROOT, Spent, in_turns, median, processors, program, ratio, spent, walls
from benchmarks.tables import Finding
from sbs_econ.equations.distributions import Beta, Distribution, Gamma, Lognormal, Normal, Pert, Uniform
from sbs_econ.io.scenarios import load_scenario

TITLE = "1. Whole process, every interval included, against the floor"


def families() -> list[tuple[str, list[float]]]:
    """Return the family and arguments of every uncertain quantity of the base case."""
    quantities = load_scenario("base_case", start=ROOT).usable().quantities.values()
    return [_as_numpy_draws_it(q.distribution) for q in quantities if q.distribution is not None]


def _as_numpy_draws_it(d: Distribution) -> tuple[str, list[float]]:
    match d:
        case Gamma():
            return "gamma", [d.shape, d.scale]
        case Lognormal():
            return "lognormal", [d.meanlog, d.sdlog]
        case Normal():
            return "normal", [d.mean, d.sd]
        case Beta():
            return "beta", [d.alpha, d.beta, 0.0, 1.0]
        case Uniform():
            return "uniform", [d.lower, d.upper]
        case Pert():
            low, high = d.support
            return "beta", [d.shape.alpha, d.shape.beta, low, high - low]
    raise NotImplementedError(f"the floor has no {type(d).__name__}")


def measure(quick: bool) -> Iterator[Finding]:
    """Time the floor and the program with one and two jobs in turns."""
    draws, rounds = (200_000, 1) if quick else (1_000_000, 7)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "families.json"
        file.write_text(json.dumps(families()), encoding="utf-8")
        floor = partial(spent, [sys.executable, str(ROOT / "benchmarks" / "floor.py"), str(file), str(draws)])
        one, two = (partial(spent, program("run", "base_case", "--draws", draws, "--jobs", n, "-q")) for n in (1, 2))
        yield from _compared(draws, *in_turns(rounds, floor, one, two))


def _compared(draws: int, floor: list[Spent], one: list[Spent], two: list[Spent]) -> Iterator[Finding]:
    yield Finding(f"bare NumPy, {len(families())} quantities, {draws:,} draws", f"{median(walls(floor)):.2f} s")
    yield Finding("`sbs-econ run base_case`, one job", f"{median(walls(one)):.2f} s")
    yield Finding("... times the floor", ratio(walls(one), walls(floor)), "at most 1.6")
    yield Finding("... times the floor, processor time", ratio(processors(one), processors(floor)))
    yield Finding("`--jobs 2`", f"{median(walls(two)):.2f} s")
    yield Finding("... times the floor", ratio(walls(two), walls(floor)), "at most 1.2")
    yield Finding("one job over two", ratio(walls(one), walls(two)))
