"""One input of a regression, its draws gathered in fine units of equal rank scores.

Whatever its distribution, an input is looked at on two scales: its own (``mean``) and that of its normal scores
(``score``), on which any continuous input looks alike. All sums over draws that a smoother of one input needs are sums
over units, so that a fit costs little more than counting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sbs_econ.equations.arrays import Array

Index = npt.NDArray[np.intp]

WIDTH = 0.02
"""Width of a unit in normal scores: about 370 units of 10,000 draws; the spread inside one is 3e-5 of the whole."""
CELLS = 2_048
"""Cells of equal width in the input itself, by which draws are ranked without sorting them."""
FEWEST_TO_COUNT = 4_096
"""Fewer draws are sorted; it takes no longer."""
GAP = 0.025
"""Share of the range; a unit never reaches over a gap as wide."""
FULLEST = 0.02
"""Largest share of the draws in one cell; beyond it (a long tail, repeated values) draws are sorted instead."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one input, in increasing order.

    ``of_draw`` gives each draw's unit, shape (n,). The others have one entry a unit: ``weights`` (draws in it),
    ``mean`` (of the input), ``score`` (normal score at the middle) and ``place`` (a whole number, score / WIDTH).
    """

    of_draw: Index
    weights: Array
    mean: Array
    score: Array
    place: Index

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.of_draw)

    @property
    def count(self) -> int:
        """The number of units."""
        return len(self.weights)

    @property
    def constant(self) -> bool:
        """Whether the input has one value only."""
        return self.count < 2

    def sums(self, columns: Array) -> Array:
        """Return sums over the draws of each unit, shape (units, m), of columns of shape (n, m)."""
        parts = [np.bincount(self.of_draw, column, minlength=self.count) for column in columns.T]
        return np.stack(parts, axis=1)


def units_of(values: Array) -> Units:
    """Return the units of an input, values of shape (n,); equal values are never parted.

    >>> units_of(np.array([3.0, 1.0, 1.0, 2.0])).weights
    array([2., 1., 1.])
    """
    cell, counts = _cells(values)
    filled = np.flatnonzero(counts)
    score = ndtri((np.cumsum(counts) - 0.5 * counts)[filled] / len(values))
    place = np.floor(score / WIDTH).astype(np.intp)
    middle_of_cell = np.bincount(cell, values)[filled] / counts[filled]
    beyond = np.diff(middle_of_cell) > GAP * (middle_of_cell[-1] - middle_of_cell[0])
    first = np.concatenate(([True], (place[1:] != place[:-1]) | beyond))
    table = np.zeros(len(counts), dtype=np.intp)
    table[filled] = np.cumsum(first) - 1
    of_draw = table[cell]
    weights = np.bincount(of_draw).astype(np.float64)
    mean = np.bincount(of_draw, values) / weights
    middle = (place[first].astype(np.float64) + 0.5) * WIDTH
    return Units(of_draw, weights, mean, middle, place[first])


def _cells(values: Array) -> tuple[Index, npt.NDArray[np.intp]]:
    """Return each draw's cell, in increasing order of the input, and the draws in each cell."""
    low, high = float(values.min()), float(values.max())
    spread = high - low
    if len(values) >= FEWEST_TO_COUNT and np.isfinite(spread) and spread > 0:
        cell = ((values - low) * ((CELLS - 1e-6) / spread)).astype(np.intp)
        counts = np.bincount(cell, minlength=CELLS)
        if counts.max() <= FULLEST * len(values):
            return cell, counts
    return _distinct(values)


def _distinct(values: Array) -> tuple[Index, npt.NDArray[np.intp]]:
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(np.append(first, len(values)))
    cell = np.empty(len(values), dtype=np.intp)
    cell[order] = np.repeat(np.arange(len(first)), counts)
    return cell, counts
