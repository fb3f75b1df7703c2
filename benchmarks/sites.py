"""How much longer 48 sites take than one, and whether memory grows with the number of sites.

Run: ``python benchmarks/sites.py``. Three sets of sites: alike but for their people; differing in mix and room price,
as sheets of sites usually do; and differing in everything, unit costs and baselines included. Times are the best of
several runs of the analysis itself, after a first one to warm up, in seconds of one processor; memory is the peak that
Python and NumPy allocate during it. The claim: 48 sites of the first two sets at no more than 3 times the time of
one, and flat memory.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from sbs_econ.analysis.compare_parts import parts_wanted
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.sites import sites_of
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.inputs import Inputs

DRAWS, REPEATS = 10_000, 7
COLUMNS: dict[str, Callable[[int], str]] = {
    "programme.venue_per_session": lambda i: f"{15 + i % 13}",
    "subgroup:bame_participants": lambda i: f"{0.1 + 0.01 * (i % 40):.2f}",
    "subgroup:other_participants": lambda i: f"{0.9 - 0.01 * (i % 40):.2f}",
    "unit_costs.gp_consultation": lambda i: f"{40 + i}",
    "service_use.ae_attendance.baseline": lambda i: f"{0.3 + 0.01 * i:.2f}",
}
SETS = {"alike": 0, "mix and room price": 3, "everything": 5}


def scenario(folder: Path, sites: int, columns: int) -> Inputs:
    """Return a scenario with so many sites, written to a project of its own and read as a user's would be."""
    names = list(COLUMNS)[:columns]
    lines = [",".join(["site", "label", "area", "participants", *names])]
    for i in range(sites):
        cells = [COLUMNS[name](i) for name in names]
        lines.append(",".join([f"site_{i}", f"Site {i}", f"Area {i % 9}", str(20 + 7 * (i % 23)), *cells]))
    (folder / "scenarios" / "places.csv").write_text("\n".join(lines) + "\n", "utf-8")
    text = "extends: base_case\nlabel: Places\nquestion: How long does it take?\nsites_table: places.csv\n"
    (folder / "scenarios" / "places.yaml").write_text(text, "utf-8")
    return load_scenario(str(folder / "scenarios" / "places.yaml")).usable()


def seconds(work: Callable[[], object]) -> float:
    """Return the best time of several."""
    work()
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def peak(work: Callable[[], object]) -> float:
    """Return the most memory allocated during it, MB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def table(folder: Path) -> list[str]:
    """Return the lines of the table."""
    lines = [f"{'sites':>5}  {'they differ in':20}  {'seconds':>7}  {'times one site':>14}  {'peak MB':>7}"]
    for name, columns in SETS.items():
        one = 0.0
        for sites in (1, 12, 48, 96):
            inputs = scenario(folder, sites, columns)
            wanted = parts_wanted(inputs, "recovery")
            work = lambda i=inputs, w=wanted: sites_of(i, Plan(DRAWS), w)  # noqa: E731
            took = seconds(work)
            one = one or took
            lines.append(f"{sites:5d}  {name:20}  {took:7.3f}  {took / one:14.2f}  {peak(work):7.1f}")
        inputs = scenario(folder, 48, columns)
        took = seconds(lambda i=inputs: run_psa(i, Plan(DRAWS)))
        lines.append(f"   48  {'(run, total only)':20}  {took:7.3f}")
    return lines


def main() -> int:
    """Print the table."""
    from sbs_econ.io.starting import start_project

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "project"
        start_project(folder)
        print("\n".join(table(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
