"""Sobol against Monte Carlo: draws and time to the same standard error of a mean, both errors valid."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.processes import ROOT
from benchmarks.tables import Finding
from sbs_econ.analysis.psa import Plan, Result, run_psa
from sbs_econ.equations.arrays import Array
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.inputs import Inputs
from sbs_econ.vocabulary import Perspective

TITLE = "4. Sobol and Latin hypercube against Monte Carlo, at the same standard error"
TRIALS = 2_000
"""Resamples of seeds for an interval."""


def measure(quick: bool) -> Iterator[Finding]:
    """Run each sampler over seeds, and compare the squares of its stated errors with those of independent draws."""
    inputs = load_scenario("base_case", start=ROOT).usable()
    seeds = range(4 if quick else 20)
    for kind, draws in [("sobol", 1_024), ("sobol", 16_384), ("sobol", 131_072), ("lhs", 16_384)][: 2 if quick else 4]:
        runs, seconds = _runs(inputs, kind, draws, seeds)
        for perspective in (Perspective.SOCIETAL, Perspective.FUNDER):
            target = "aim 500" if (draws, perspective) == (16_384, Perspective.SOCIETAL) and kind == "sobol" else ""
            what = f"{kind}, {draws:,} draws, net cost ({perspective.value}): times fewer draws"
            yield Finding(what, _fewer(runs, perspective), target)
        yield Finding(f"{kind}, {draws:,} draws: seconds a run in one process", f"{seconds:.3f} s")
    _, seconds = _runs(inputs, "mc", 65_536, seeds[:3])
    yield Finding("mc, 65,536 draws: seconds a run in one process", f"{seconds:.3f} s")
    yield from _what_else(inputs, seeds)


def _runs(inputs: Inputs, kind: str, draws: int, seeds: Sequence[int]) -> tuple[list[Result], float]:
    results, took = [], []
    for seed in seeds:
        start = time.perf_counter()
        results.append(run_psa(inputs, Plan(draws, seed, kind)))
        took.append(time.perf_counter() - start)
    return results, float(np.median(took))


def _fewer(runs: Sequence[Result], perspective: Perspective) -> str:
    """The variance of a mean of as many independent draws over the mean square of the stated errors."""
    estimates = [p.net_cost for result in runs for p in result.perspectives if p.perspective is perspective]
    independent = np.mean([e.sd**2 for e in estimates]) / runs[0].plan.draws
    squares = np.array([e.mc_se**2 for e in estimates])
    return _with_interval(float(independent), squares)


def _with_interval(independent: float, squares: Array) -> str:
    dice = np.random.default_rng(1)
    means = [dice.choice(squares, len(squares)).mean() for _ in range(TRIALS)]
    low, high = independent / np.quantile(means, [0.975, 0.025])
    return f"{independent / squares.mean():,.0f} (95 % interval {low:,.0f} to {high:,.0f})"


def _what_else(inputs: Inputs, seeds: Sequence[int]) -> Iterator[Finding]:
    """What is not a mean gains little: the end of an interval, and the probability of saving."""
    runs, _ = _runs(inputs, "sobol", 16_384, seeds)
    estimates = [p.net_cost for result in runs for p in result.perspectives if p.perspective is Perspective.SOCIETAL]
    plain = [p.net_cost for p in run_psa(inputs, Plan(16_384, 1)).perspectives if p.perspective is Perspective.SOCIETAL]
    for name, words in (("upper_mc_se", "97.5 % quantile"), ("below_zero_mc_se", "probability of saving")):
        squares = np.array([getattr(e, name) ** 2 for e in estimates])
        gain = _with_interval(getattr(plain[0], name) ** 2, squares)
        yield Finding(f"sobol, 16,384 draws, {words} of societal net cost: times fewer draws", gain)
