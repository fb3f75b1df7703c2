"""Whether fit finds the truth: ``python -m benchmarks.recovery``, over synthetic questionnaires with people lost.

For each item: bias in standard deviations of the estimate between sets, coverage of the 95 % interval, and the mean
stated standard error over that standard deviation; for the default method, Rubin's rules and complete case.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.tables import machine
from sbs_econ.equations.arrays import Array
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.shape import check_shape
from sbs_econ.io.yaml_reader import read_yaml
from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.fitting import fit
from sbs_econ.survey.items import items_of
from sbs_econ.survey.reading import Asked, read_survey
from sbs_econ.survey.synthetic import SetDesign, TrueItem, synthesise
from sbs_econ.survey.synthetic_files import set_files, true_items
from sbs_econ.survey.tables import tables_of

METHODS = ("default", "rubin", "complete_case")


@dataclass(frozen=True, slots=True)
class Study:
    """How many sets, from which seed, with how many replicates and what kind of loss."""

    sets: int
    first_seed: int
    replicates: int
    missing: str = "mar"


def truth() -> tuple[tuple[TrueItem, ...], dict[str, str]]:
    """Return the true items of the base case, and the units of its quantities."""
    quantities = load_scenario("base_case").usable().quantities
    values = {name: quantity.value for name, quantity in quantities.items()}
    units = {name: str(quantity.unit) for name, quantity in quantities.items()}
    return true_items(values, {name: unit == "ratio" for name, unit in units.items()}), units


def one_set(seed: int, study: Study) -> tuple[list[str], Array]:
    """Return the keys of items, and for each method and item: estimate, error, lower and upper end, and the truth."""
    items, units = truth()
    made = synthesise(items, SetDesign(seed=seed, missing=study.missing))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, text in set_files(made).items():
            (folder / name).write_text(text, encoding="utf-8")
        codebook, plan = (
            _described(folder / f"{n}.yaml", m) for n, m in (("codebook", Codebook), ("plan", AnalysisPlan))
        )
        plan = plan.model_copy(update={"replicates": study.replicates})
        asked = Asked(codebook, plan, items_of(codebook, {}, units))
        data, _ = read_survey({name: (path, name) for name, path in tables_of(folder, {})}, asked)
    found = fit(data, (codebook, plan), 1, {})
    true = {item.key: item for item in items}
    kept = [estimate for estimate in found.items if estimate.item.change_parameter is not None]
    rows = []
    for method in METHODS:
        for estimate in kept:
            key = estimate.item.key
            others = {other.method: other.change for other in found.others[key]}
            figure = estimate.change if method == "default" else others[method]
            right = true[key].change / (true[key].sd if estimate.item.standardised else 1.0)
            rows.append(
                [math.nan] * 5 if figure is None else [figure.value, figure.se, figure.lower, figure.upper, right]
            )
    return [estimate.item.key for estimate in kept], np.array(rows).reshape(len(METHODS), len(kept), 5)


def _described(path: Path, model: type) -> object:
    document, _ = read_yaml(path)
    content, problems = check_shape(document, model, path.stem)
    if content is None or problems:
        raise RuntimeError(f"{path.name} is not as it should be")
    return content


def measured(study: Study, jobs: int) -> tuple[list[str], Array]:
    """Return the keys of items, and results of shape (sets, methods, items, 5)."""
    seeds = range(study.first_seed, study.first_seed + study.sets)
    with ProcessPoolExecutor(jobs) as pool:
        found = []
        for number, result in enumerate(pool.map(one_set, seeds, [study] * study.sets), start=1):
            found.append(result)
            if number % 10 == 0:
                so_far = np.stack([rows for _, rows in found])
                print(f"{number} sets\n" + "\n".join(table(found[0][0], so_far)), file=sys.stderr, flush=True)
    return found[0][0], np.stack([rows for _, rows in found])


def table(keys: list[str], found: Array) -> Iterator[str]:
    """Yield the lines of the table of the study, then what is pooled over items."""
    error = found[..., 0] - found[..., 4]
    spread = error.std(0, ddof=1)
    bias = error.mean(0) / spread
    covered = ((found[..., 2] <= found[..., 4]) & (found[..., 4] <= found[..., 3])).mean(0)
    honest = found[..., 1].mean(0) / spread
    yield "| item | " + " | ".join(f"{m.replace('_', ' ')}: bias/SD | coverage | SE/SD" for m in METHODS) + " |"
    yield "| --- |" + " ---: |" * (3 * len(METHODS))
    for j, key in enumerate(keys):
        yield (
            f"| {key} | "
            + " | ".join(_cells(bias[m, j], covered[m, j], honest[m, j]) for m in range(len(METHODS)))
            + " |"
        )
    pooled = [_cells(bias[m].mean(), covered[m].mean(), honest[m].mean()) for m in range(len(METHODS))]
    yield "| all items | " + " | ".join(pooled) + " |"
    worst = np.abs(bias[0]).max() * math.sqrt(len(found))
    between = (error[:, 0] / spread[0]).mean(1).std(ddof=1) / math.sqrt(len(found))
    yield ""
    yield f"Mean bias of the default: Monte Carlo error {between:.3f} SD. Largest bias: {worst:.1f} Monte Carlo errors."


def _cells(bias: float, covered: float, honest: float) -> str:
    return f"{bias:+.2f} | {covered:.1%} | {honest:.2f}"


def main() -> None:
    """Run the study and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recovery", description=__doc__)
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--missing", choices=["mcar", "mar", "mnar"], default="mar")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    study = Study(asked.sets, asked.first_seed, asked.replicates, asked.missing)
    print(f"{machine()}\n\nCommand: python -m benchmarks.recovery {' '.join(sys.argv[1:])}".rstrip() + "\n")
    print("\n".join(table(*measured(study, asked.jobs))))


if __name__ == "__main__":
    main()
