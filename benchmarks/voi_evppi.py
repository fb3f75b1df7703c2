"""Error and time of values of partial perfect information, beside each other, on problems whose answer is known.

``python -m benchmarks.voi_evppi`` (add ``--quick`` for fewer repetitions). The oracle is the true conditional mean on
the same draws: the part of the error that no regression can remove. Times are medians of processor time in one
thread, for one decision, of everything from the raw draws of the inputs to the value with its standard error.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402

import numpy as np  # noqa: E402
from scipy.special import ndtr  # noqa: E402

from sbs_econ.equations.expected_value import unit_normal_loss, value_of_fit  # noqa: E402
from sbs_econ.equations.net_benefit import gains_over_best  # noqa: E402
from sbs_econ.equations.regression import Outcomes, Regressor  # noqa: E402
from sbs_econ.equations.regression_choice import expected_outcomes  # noqa: E402

Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]
"""Draws of the inputs, shape (inputs, n), and the true expected gain given them."""
NOISE = 600.0


@dataclass(frozen=True)
class Problem:
    name: str
    words: str
    draw: Draw
    truth: float | None


def _margrabe(first, second, spreads):
    sd = np.sqrt(np.square(spreads).sum())
    d = np.log(first / second) / sd + sd / 2
    return float(first * ndtr(d) - second * ndtr(d - sd) - max(first - second, 0))


def _linear(weights, mean):
    def draw(rng, n):
        x = rng.standard_normal((len(weights), n))
        return x, mean + np.asarray(weights) @ x

    return draw


def _curve(rng, n):
    x = rng.standard_normal((1, n))
    return x, 100 + 300 * np.sin(1.5 * x[0]) + 150 * (x[0] ** 2 - 1)


def _lognormals(spreads, split, first=1100.0, second=1000.0):
    def draw(rng, n):
        s = np.asarray(spreads)[:, None]
        x = np.exp(s * rng.standard_normal((len(s), n)) - s**2 / 2)
        return x, first * x[:split].prod(axis=0) - second * x[split:].prod(axis=0)

    return draw


def _product(rng, n):
    x = rng.standard_normal((2, n))
    return x, 400 * x[0] * x[1] + 30


def _wave(rng, n):
    x = rng.standard_normal((2, n))
    return x, 400 * np.sin(2 * x[0]) * x[1] - 50


def _larger(rng, n):
    x = rng.standard_normal((2, n))
    return x, 400 * np.maximum(x[0], x[1]) - 300


def _triple(rng, n):
    x = rng.standard_normal((3, n))
    return x, 400 * x.prod(axis=0) + 50


def _gammas(rng, n):
    x = rng.gamma(4, 0.25, (10, n))
    parts = x[0] * x[1] * (x[2] - 0.7) + x[3] * (x[4] - 1.2) * x[5] + 0.3 * x[6] - 0.3 * x[7] * x[8]
    return x, 800 * parts


def _nothing(rng, n):
    return rng.standard_normal((1, n)), np.full(n, 20.0)


SPREADS = (0.25, 0.2, 0.3, 0.25, 0.2)
PROBLEMS = (
    Problem("P1", "straight line, 1 input", _linear((400,), 200), float(unit_normal_loss(200, 400))),
    Problem("P2", "sine and square, 1 input", _curve, 72.500455042881),
    Problem("P5", "lognormal, 1 input", _lognormals(SPREADS[:1], 1), _margrabe(1100, 1000, SPREADS[:1])),
    Problem("none", "irrelevant, near a toss-up, 1 input", _nothing, 0.0),
    Problem("a*b", "product, 2 inputs", _product, None),
    Problem("wave", "sine times the other, 2 inputs", _wave, None),
    Problem("max", "larger of the two, 2 inputs", _larger, None),
    Problem("a*b*c", "product, 3 inputs", _triple, None),
    Problem("P3", "straight lines, 5 inputs", _linear((400, 300, 250, 200, 150), 200),
            float(unit_normal_loss(200, np.sqrt(400**2 + 300**2 + 250**2 + 200**2 + 150**2)))),
    Problem("P4", "products of lognormals, 5 inputs", _lognormals(SPREADS, 3), _margrabe(1100, 1000, SPREADS)),
    Problem("LN10", "products of lognormals, 10 inputs", _lognormals((0.25,) * 10, 5),
            _margrabe(1100, 1000, (0.25,) * 10)),
    Problem("G10", "sums of products of gammas, 10 inputs", _gammas, None),
    Problem("L30", "straight lines, 30 inputs", _linear((80,) * 30, -100),
            float(unit_normal_loss(100, 80 * np.sqrt(30)))),
)  # fmt: skip
HEADER = "problem  what" + " " * 51 + "draws    truth    bias    rmse  oracle      SE       ms"


def truth_of(problem: Problem) -> float:
    """The closed form, or the answer of 4 million draws of the true expected gain."""
    if problem.truth is not None:
        return problem.truth
    rng, best, mean = np.random.default_rng(99), [], []
    for _ in range(8):
        _, gain = problem.draw(rng, 500_000)
        best.append(np.maximum(gain, 0).mean())
        mean.append(gain.mean())
    return float(np.mean(best) - max(0.0, np.mean(mean)))


def one(problem: Problem, rng: np.random.Generator, draws: int, additive: bool) -> tuple[float, float, float, float]:
    """The value, its standard error, the oracle's value, and the seconds that it took."""
    inputs, expected = problem.draw(rng, draws)
    benefits = np.stack([np.zeros(draws), expected + NOISE * rng.standard_normal(draws)], axis=1)
    best, gains = gains_over_best(benefits)
    oracle = np.maximum(0, expected if best == 0 else -expected).mean()
    start = time.process_time()
    fit = expected_outcomes([Regressor.of(x) for x in inputs], Outcomes.of(gains), additive=additive)
    value = value_of_fit(fit, gains, [0])
    seconds = time.process_time() - start
    better = max(0.0, expected.mean() if best == 0 else -expected.mean())
    return value.value, value.se, float(oracle - better), seconds


def row(problem: Problem, draws: int, repetitions: int, additive: bool = False) -> str:
    """One line of the table."""
    rng, truth = np.random.default_rng(5), truth_of(problem)
    found = np.array([one(problem, rng, draws, additive) for _ in range(repetitions)])
    errors = found[:, [0, 2]] - truth
    rmse, oracle = np.sqrt((errors**2).mean(axis=0))
    words = problem.words + (" (additive)" if additive else "")
    return (
        f"{problem.name:8} {words:50} {draws:9,} {truth:8.2f} {errors[:, 0].mean():+7.2f} {rmse:7.2f} {oracle:7.2f} "
        f"{found[:, 1].mean():7.2f} {1000 * np.median(found[:, 3]):8.2f}"
    )


def base_case(draws: int) -> list[str]:
    """What all quantities, all ready-made groups and a pair of the base case take, for four decisions at once."""
    from sbs_econ.analysis.information import Question, partial_information
    from sbs_econ.analysis.information_groups import Group, ready_made
    from sbs_econ.analysis.information_scenarios import drawn, funding
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.io.scenarios import load_scenario

    inputs = load_scenario("base_case").usable()
    source, stacked = drawn(funding([inputs], [], {}), Plan(draws))
    bearing = [name for name in source.names if any(d.bears((name,)) for d in stacked.decisions)]
    groups = tuple(g for g in ready_made(inputs.quantities, bearing).values() if len(g.names) > 1)
    source.columns(bearing, draws)
    lines = []
    single = tuple(Group((name,)) for name in source.names)
    for words, singles, asked in (("quantities", single, ()), ("ready-made groups", (), groups)):
        start = time.process_time()
        partial_information(Question(stacked, source, singles, asked))
        seconds, count = time.process_time() - start, len(singles) + len(asked)
        lines.append(
            f"base case, {draws:,} draws, 4 decisions: {count} {words} in {seconds:.2f} s, "
            f"{1000 * seconds / count:.2f} ms each"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, no million draws")
    quick = parser.parse_args().quick
    repetitions = 10 if quick else 100
    print(HEADER)
    for problem in PROBLEMS:
        many = repetitions if len(problem.draw(np.random.default_rng(1), 10)[0]) < 6 else max(repetitions // 5, 4)
        print(row(problem, 10_000, many), flush=True)
        if problem.name in ("a*b", "P4", "LN10", "G10"):
            print(row(problem, 10_000, many, additive=True), flush=True)
    for name in ("P1", "P2", "P4"):
        problem = next(each for each in PROBLEMS if each.name == name)
        print(row(problem, 100_000, max(repetitions // 10, 2)), flush=True)
        if not quick:
            print(row(problem, 1_000_000, 3), flush=True)
    for draws in (10_000, 100_000):
        print(*base_case(draws), sep="\n", flush=True)


if __name__ == "__main__":
    main()
