"""The floor: bare NumPy that draws the same families on one thread, and computes nothing. A program of its own.

Run as ``python floor.py FILE DRAWS``: FILE holds a family and its arguments for each quantity.
"""

from __future__ import annotations

import json
import sys

import numpy as np

BLOCK = 32_768


def draw(stream: np.random.Generator, family: str, a: list[float], n: int) -> None:
    """Draw n values of a family the way a NumPy user would."""
    if family == "gamma":
        stream.gamma(a[0], a[1], n)
    elif family == "lognormal":
        stream.lognormal(a[0], a[1], n)
    elif family == "normal":
        stream.normal(a[0], a[1], n)
    elif family == "uniform":
        stream.uniform(a[0], a[1], n)
    else:
        a[2] + a[3] * stream.beta(a[0], a[1], n)


def main(file: str, draws: int) -> None:
    """Draw every quantity, block by block."""
    with open(file, encoding="utf-8") as stream:
        quantities = json.load(stream)
    generator = np.random.Generator(np.random.SFC64(1))
    for start in range(0, draws, BLOCK):
        for family, arguments in quantities:
            draw(generator, family, arguments, min(BLOCK, draws - start))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
