"""How long each question of ``sbs-econ sensitivity`` takes, and how small the errors of variance shares are.

Run: ``python benchmarks/sensitivity_speed.py``. The base case at 10,000 draws. Times are the best of three, in seconds
of one processor. The sentence on illustrative numbers that every run prints must stay below 50 ms. The error of a
variance share is printed beside the share, against the estimator of Saltelli et al. (2010) with twice the draws, which
takes as many evaluations where there are many factors, on the Ishigami function and on a sum with one small term.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping

import numpy as np

from sbs_econ.analysis.break_even import break_even
from sbs_econ.analysis.evidence_dependence import evidence_dependence, evidence_sentences
from sbs_econ.analysis.one_way import groups_named, one_way
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.threshold import thresholds
from sbs_econ.analysis.two_way import two_way
from sbs_econ.analysis.variance_shares import AGAIN, InputGroup, of_function, variance_shares
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.sampling import generator
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.vocabulary import Perspective

DRAWS, REPEATS = 10_000, 3
PLAN = Plan(DRAWS, 1)
AXES = (("service_use.acute_bed_day.change", None), ("service_use.cmht_contact.change", None))


def seconds(work: Callable[[], object]) -> float:
    """Return the best time of several."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def questions() -> dict[str, Callable[[], object]]:
    """Return every question by name."""
    inputs, perspective = load_scenario("base_case").usable(), Perspective.NHS_PSS
    result = run_psa(inputs, PLAN)
    uncertain = [name for name, quantity in inputs.quantities.items() if quantity.distribution is not None]
    blocks = groups_named(inputs, "block:")
    return {
        "one-way, 98 quantities, one output": lambda: one_way(inputs, ["nhs_pss"], [], PLAN),
        "one-way, 11 blocks drawn as well": lambda: one_way(inputs, ["nhs_pss"], blocks, PLAN),
        "two-way, 41 x 41, with the line": lambda: two_way(inputs, "nhs_pss", AXES),
        "break-even, 15 services": lambda: break_even(inputs, perspective, PLAN),
        "thresholds of 98 quantities, with intervals": lambda: thresholds(inputs, perspective, uncertain, PLAN),
        "variance shares of 84 factors": lambda: variance_shares(inputs, ["nhs_pss"], DRAWS, 1),
        "evidence dependence, 4 perspectives": lambda: evidence_dependence(inputs, PLAN),
        "the sentence of every run": lambda: list(evidence_sentences(result)),
    }


def ishigami(v: Mapping[str, Array]) -> Array:
    """Return the Ishigami function of uniforms, from standard normal scores."""
    from scipy.special import ndtr

    x1, x2, x3 = (np.pi * (2 * ndtr(v[name]) - 1) for name in ("a", "b", "c"))
    return np.asarray(np.sin(x1) * (1 + 0.1 * x3**4) + 7 * np.sin(x2) ** 2)


def small_term(v: Mapping[str, Array]) -> Array:
    """Return a sum whose first term has a hundredth of the variance of the second."""
    return 0.1 * v["a"] + v["b"] + 0.0 * v["c"]


def errors(function: Callable[[Mapping[str, Array]], Array], truth: float) -> tuple[float, float]:
    """Return the root mean square errors of a's first-order share: ours, and Saltelli's at as many evaluations."""
    mine, other = [], []
    for seed in range(100):
        first, second = ({n: generator(seed, n, b).standard_normal(2_000) for n in "abc"} for b in (0, AGAIN))
        found = of_function(lambda v: {"y": function(v)}, (first, second), [InputGroup("a", "a", ("a",))], ["y"])
        mine.append(found[0].first.value - truth)
        twice = [{n: generator(seed, n, b).standard_normal(4_000) for n in "abc"} for b in (0, AGAIN)]
        y, z, moved = (function(v) for v in (*twice, {**twice[0], "a": twice[1]["a"]}))
        other.append(float(np.mean(z * (moved - y)) / np.var(np.concatenate([y, z]))) - truth)
    return float(np.sqrt(np.mean(np.square(mine)))), float(np.sqrt(np.mean(np.square(other))))


def main() -> int:
    """Print both tables."""
    print(f"{'question':46}  {'seconds':>8}")
    for name, work in questions().items():
        print(f"{name:46}  {seconds(work):8.4f}")
    print(f"\n{'first-order share, 2,000 draws':46}  {'truth':>6}  {'error':>7}  {'Saltelli 2010':>13}")
    for name, function, truth in (
        ("Ishigami, x1", ishigami, 0.31390519),
        ("a term of 1 % of the variance", small_term, 0.01 / 1.01),
    ):
        mine, other = errors(function, truth)
        print(f"{name:46}  {truth:6.3f}  {mine:7.5f}  {other:13.5f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
