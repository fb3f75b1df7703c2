"""Everything that is kept of draws that have gone by: sums, counts, and what standard errors need.

Blocks are summarised by themselves and merged in the order of their index, so that a result is the same to the
last byte whatever the chunk size, the number of workers or an interruption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.histograms import BINS, TAIL, Counts, Edges, count, edges_between
from sbs_econ.equations.sampling import BLOCK, HYPERCUBE, REPLICATES

EXACT_DRAWS = 2 * BLOCK
"""Up to so many draws every output is kept and quantiles are order statistics; beyond it they come from counts."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The outputs of a scenario in a fixed order: those that get quantiles first, then those with a mean only.

    ``centres`` (the base case) is taken off before squares are summed, so that no digits are lost.
    """

    full: tuple[str, ...]
    means: tuple[str, ...]
    centres: tuple[float, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every output, in order."""
        return self.full + self.means


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is settled by the first block: each full column's bins and its 2.5 % and 97.5 % quantiles."""

    edges: tuple[Edges, ...]
    lower: Array
    upper: Array


@dataclass(slots=True)
class Summary:
    """What is kept of one block, or of the blocks so far. Arrays have one entry a column in their last axis."""

    draws: int
    sums: Array
    """Sums of (x - centre), shape (columns,)."""
    squares: Array
    """Sums of (x - centre)^2, shape (columns,)."""
    below: npt.NDArray[np.int64]
    """Draws below zero, below the lower and below the upper threshold, shape (3, full columns); 0 while kept."""
    counts: Counts | None = None
    """Histogram, shape (full columns, BINS + 2); None while every draw is kept."""
    kept: list[Array] = field(default_factory=list)
    """Draws of the full columns, one array (full columns, size) a block, while they are kept."""
    units: float = 0.0
    """Hypercubes."""
    unit_weight: float = 0.0
    """Sum over hypercubes of n_c^2."""
    unit_sums: Array | None = None
    """Over hypercubes, sums of n_c^2 d_c and n_c^2 d_c^2, shape (2, columns)."""
    unit_below: Array | None = None
    """The same for the shares below each threshold, shape (2, 3, full columns)."""
    replicate_draws: Array | None = None
    """Draws by Sobol replicate, shape (16,)."""
    replicate_sums: Array | None = None
    """Sums of (x - centre) by replicate, shape (16, columns)."""
    replicate_below: Array | None = None
    """Draws below each threshold by replicate, shape (16, 3, full columns)."""

    def merge(self, later: Summary) -> None:
        """Add the next block's summary."""
        self.draws += later.draws
        self.kept += later.kept
        self.units += later.units
        self.unit_weight += later.unit_weight
        for name in ARRAYS:
            mine, theirs = getattr(self, name), getattr(later, name)
            if mine is not None and theirs is not None:
                mine += theirs

    def merged(self, later: Summary) -> Summary:
        """Return this summary and the next block's together, both left as they are.

        Whoever holds on to a summary, such as a checkpoint, never sees one that is half merged.
        """
        arrays = {name: getattr(self, name) for name in ARRAYS}
        copied = {name: array.copy() for name, array in arrays.items() if array is not None}
        both = replace(self, kept=list(self.kept), **copied)
        both.merge(later)
        return both


ARRAYS = ("sums", "squares", "below", "counts", "unit_sums", "unit_below", "replicate_draws", "replicate_sums",
          "replicate_below")  # fmt: skip


def summarise(
    columns: Columns, outputs: Mapping[str, Draws], size: int, sampler: str, known: Thresholds | None
) -> Summary:
    """Return the summary of one block.

    Args:
        columns: the outputs and their order.
        outputs: a number or draws, shape (size,), for each.
        size: draws in the block.
        sampler: mc, lhs or sobol, which decides what standard errors need.
        known: the bins and thresholds; None while every draw is kept.
    """
    worker = _Summariser(columns, size, sampler, known)
    for index, name in enumerate(columns.names):
        worker.add(index, outputs[name])
    return worker.summary


class _Summariser:
    """Summarises a block column by column, with room for two columns of scratch."""

    def __init__(self, columns: Columns, size: int, sampler: str, known: Thresholds | None) -> None:
        self.columns, self.size, self.sampler, self.known = columns, size, sampler, known
        total, full = len(columns.names), len(columns.full)
        self.full = full
        self.summary = Summary(size, np.zeros(total), np.zeros(total), np.zeros((3, full), dtype=np.int64))
        self._deviation, self._scratch = np.empty(size), np.empty(size)
        self._done: dict[int, tuple[int, Draws]] = {}
        if known is None:
            self.summary.kept = [np.empty((full, size))]
        else:
            self.summary.counts = np.zeros((full, BINS + 2), dtype=np.int64)
        self._prepare_units(total, full)

    def _prepare_units(self, total: int, full: int) -> None:
        summary = self.summary
        if self.sampler == "lhs":
            cubes = -(-self.size // HYPERCUBE)
            self._starts = np.arange(cubes) * HYPERCUBE
            self._weights = np.diff(np.append(self._starts, self.size)).astype(np.float64)
            summary.units, summary.unit_weight = float(cubes), float(np.square(self._weights).sum())
            summary.unit_sums, summary.unit_below = np.zeros((2, total)), np.zeros((2, 3, full))
        elif self.sampler == "sobol":
            summary.replicate_draws = np.full(REPLICATES, self.size / REPLICATES)
            summary.replicate_sums = np.zeros((REPLICATES, total))
            summary.replicate_below = np.zeros((REPLICATES, 3, full))

    def add(self, index: int, value: Draws) -> None:
        """Add one column."""
        values = _as_draws(value, self.size)
        self._add_moments(index, values)
        if index < self.full:
            self._add_shape(index, values)

    def _add_moments(self, index: int, values: Array) -> None:
        same = self._done.get(id(values))
        centre = self.columns.centres[index]
        if same is not None and self.columns.centres[same[0]] == centre:
            self._copy_moments(index, same[0])
            return
        np.subtract(values, centre, out=self._deviation)
        self.summary.sums[index] = self._deviation.sum()
        np.multiply(self._deviation, self._deviation, out=self._scratch)
        self.summary.squares[index] = self._scratch.sum()
        self._add_units(index)
        self._done[id(values)] = (index, values)

    def _copy_moments(self, index: int, same: int) -> None:
        summary = self.summary
        for array in (summary.sums, summary.squares, summary.unit_sums, summary.replicate_sums):
            if array is not None:
                array[..., index] = array[..., same]

    def _add_units(self, index: int) -> None:
        summary = self.summary
        if summary.unit_sums is not None:
            means = np.add.reduceat(self._deviation, self._starts) / self._weights
            summary.unit_sums[:, index] = self._weighted(means)
        if summary.replicate_sums is not None:
            summary.replicate_sums[:, index] = self._deviation.reshape(-1, REPLICATES).sum(axis=0)

    def _weighted(self, means: Array) -> tuple[float, float]:
        squared = self._weights * self._weights
        return float((squared * means).sum()), float((squared * means * means).sum())

    def _add_shape(self, index: int, values: Array) -> None:
        summary = self.summary
        if self.known is None:
            summary.kept[0][index] = values
            return
        counts = summary.counts
        if counts is not None:
            counts[index] = count(values, self.known.edges[index], self._scratch)
        limits = (0.0, self.known.lower[index], self.known.upper[index])
        for which, limit in enumerate(limits if self.sampler != "mc" else limits[:1]):
            self._add_below(which, index, values < limit)

    def _add_below(self, which: int, index: int, below: npt.NDArray[np.bool_]) -> None:
        summary = self.summary
        summary.below[which, index] = np.count_nonzero(below)
        if summary.unit_below is not None:
            shares = np.add.reduceat(below.astype(np.float64), self._starts) / self._weights
            summary.unit_below[:, which, index] = self._weighted(shares)
        if summary.replicate_below is not None:
            summary.replicate_below[:, which, index] = below.reshape(-1, REPLICATES).sum(axis=0)


def thresholds_of(kept: Array | Sequence[Array]) -> Thresholds:
    """Return bins and thresholds from the draws of the first block, one array of shape (BLOCK,) a full column."""
    marks = np.array([np.quantile(column, (TAIL, 0.025, 0.975, 1.0 - TAIL)) for column in kept]).reshape(-1, 4)
    edges = tuple(edges_between(float(lower), float(upper)) for lower, _, _, upper in marks)
    return Thresholds(edges, marks[:, 1].copy(), marks[:, 2].copy())


def drawn_columns(columns: Columns, outputs: Mapping[str, Draws], size: int) -> list[Array]:
    """Return the draws of the full columns in their order, one array of shape (size,) each."""
    return [_as_draws(outputs[name], size) for name in columns.full]


def _as_draws(value: Draws, size: int) -> Array:
    return np.full(size, float(value)) if np.ndim(value) == 0 else np.asarray(value)
