"""``python -m benchmarks``: measure everything and print tables; ``--quick`` for a look, ``--long`` for 10^8 draws."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType

from benchmarks import memory, row_loop, scaling, several, sobol_gain, starting, whole_process
from benchmarks.processes import warmed_up
from benchmarks.tables import machine, table

MODULES: dict[str, ModuleType] = {
    "whole": whole_process,
    "memory": memory,
    "scaling": scaling,
    "sobol": sobol_gain,
    "loop": row_loop,
    "starting": starting,
    "several": several,
}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"what to measure, of {', '.join(MODULES)}; everything if left out")
    parser.add_argument("--quick", action="store_true", help="fewer draws and rounds: whether it runs, not how fast")
    parser.add_argument("--long", action="store_true", help="also 100 million draws, once (minutes)")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(MODULES))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}")
    print(f"{machine()}\n\nCommand: python -m benchmarks {' '.join(sys.argv[1:])}".rstrip() + "\n")
    warmed_up()
    for name in asked.names or MODULES:
        print(table(MODULES[name].TITLE, MODULES[name].measure(asked.quick)), flush=True)
    if asked.long:
        print(table("8. A hundred million draws", scaling.measure_long()), flush=True)


if __name__ == "__main__":
    main()
