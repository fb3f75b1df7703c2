"""Quantiles of any number of draws from integer counts: exactly mergeable, whatever the order of blocks.

The edges of a column come from its first block: equal bins between its 0.5 % and 99.5 % quantiles, and one open
bin to either side. Within a bin the distribution function is taken as straight; the error of a quantile is below
the width of its bin, about a thousandth of a standard deviation, and of the order of its square.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sbs_econ.equations.arrays import Array

BINS = 4_096
TAIL = 0.005
"""Share of the first block outside the bins, to either side."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """The bins of one column: ``BINS`` equal ones from ``lower``, each ``width`` wide; width 0 if it is constant."""

    lower: float
    width: float

    def at(self, position: float) -> float:
        """Return the value at a position counted in bins from the lower edge."""
        return self.lower + position * self.width


def edges_between(lower: float, upper: float) -> Edges:
    """Return the bins from one end to the other."""
    return Edges(lower, (upper - lower) / BINS)


def edges_of(first_block: Array) -> Edges:
    """Return the bins for a column, from the draws of its first block."""
    lower, upper = np.quantile(first_block, (TAIL, 1.0 - TAIL))
    return edges_between(float(lower), float(upper))


def count(values: Array, edges: Edges, scratch: Array) -> Counts:
    """Return the counts of values in each bin, shape (BINS + 2,): below, the bins, above.

    ``scratch`` is overwritten; it has the shape of ``values``.
    """
    if edges.width == 0.0:
        below = int(np.count_nonzero(values < edges.lower))
        at = int(np.count_nonzero(values == edges.lower))
        counts = np.zeros(BINS + 2, dtype=np.int64)
        counts[0], counts[1], counts[-1] = below, at, len(values) - below - at
        return counts
    np.subtract(values, edges.lower - edges.width, out=scratch)
    scratch *= 1.0 / edges.width
    np.clip(scratch, 0.0, BINS + 1.0, out=scratch)
    return np.bincount(scratch.astype(np.intp), minlength=BINS + 2)


def quantiles(counts: Counts, edges: Edges) -> Callable[[float], float]:
    """Return the quantile function of counts; in the open bins, it is the edge of the outermost bin."""
    if edges.width == 0.0:
        return lambda probability: edges.lower
    cumulated = np.cumsum(counts[:-1])
    total = float(cumulated[-1] + counts[-1])

    def quantile(probability: float) -> float:
        wanted = probability * total
        bin_ = int(np.searchsorted(cumulated, wanted, side="left"))
        if bin_ == 0:
            return edges.lower
        if bin_ > BINS:
            return edges.at(BINS)
        before, inside = float(cumulated[bin_ - 1]), float(counts[bin_])
        return edges.at(bin_ - 1 + (wanted - before) / inside)

    return quantile
