"""Peak memory above the interpreter with its imports, one process or several: pages that are shared count once."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.processes import program, python, spent
from benchmarks.tables import Finding

TITLE = "2. Peak memory"
IMPORTS = """
import time
import sbs_econ.cli.running, sbs_econ.analysis.records, sbs_econ.io.run_folder, sbs_econ.reporting.run_table
time.sleep(0.2)
"""


def measure(quick: bool) -> Iterator[Finding]:
    """Watch the memory of runs of growing size."""
    bare = spent(python(IMPORTS), memory=True).peak
    yield Finding("the interpreter with its imports", f"{bare:.0f} MB")
    for draws, jobs, sampler in _runs(quick):
        command = program("run", "base_case", "--draws", draws, "--jobs", jobs, "--sampler", sampler, "-q")
        peak = spent(command, memory=True).peak
        target = "at most 250 MB" if draws == 1_000_000 and sampler == "mc" else ""
        yield Finding(f"{draws:,} draws, {sampler}, {jobs} job(s)", f"{peak - bare:.0f} MB above it", target)


def _runs(quick: bool) -> list[tuple[int, int, str]]:
    if quick:
        return [(100_000, 1, "mc"), (100_000, 2, "mc")]
    return [(10_000, 1, "mc"), (100_000, 1, "mc"), (1_000_000, 1, "mc"), (1_000_000, 2, "mc"), (1_000_000, 1, "sobol")]
