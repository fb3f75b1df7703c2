"""The command line: parses arguments, exits with a code; no arithmetic and no file formats."""

from __future__ import annotations

import gc
import sys

from sbs_econ.cli.group import program

__all__ = ["main"]


def main() -> None:
    """Run the program and exit: 0 done, 1 a bug, 2 invalid input, 3 not converged, 4 no memory or disk, 130 stopped."""
    gc.set_threshold(50_000)  # what loading the libraries makes is kept: looking through it again and again is idle
    from sbs_econ.cli.ending import run_program

    code = run_program(program, sys.argv[1:])
    gc.freeze()  # nor need it be looked through when all of it goes
    sys.exit(code)
