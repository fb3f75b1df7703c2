"""Fast quantile functions: each family tabulated once as a piecewise polynomial of the standard normal score.

Degree 5 on 128 to 512 equal cells over |z| < 8.3 meets the exact quantile within 1e-10 of the value or of the
standard deviation, whichever is larger, at about 10 ns a value where the exact inverse takes 300 to 900.
Cells that do not reach it, and scores further out, use the exact quantile.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from scipy.special import ndtri, wrightomega

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Lognormal,
    Normal,
    Point,
    Triangular,
    ZeroInflated,
)
from sbs_econ.equations.piecewise import Cells, Function, Link, Mask, Table, refine

Kernel: TypeAlias = Callable[[Array, Array], None]
"""Scores in, values out into the second array, which may be the first."""
LIMIT = 8.3
"""Scores beyond it (probability 1e-16) use the exact quantile."""
BLOCK = 16_384
"""Scores worked on at a time, so that temporaries stay in cache."""
NEAREST = 1e-12
"""Closer above the jump of a zero-inflated distribution than this, the exact quantile is used."""
SMALLEST_VALUE = 1e-300
SMALLEST_COMPLEMENT = 1e-17


@dataclass(frozen=True, slots=True, eq=False)
class QuantileFunction:
    """Standard normal scores in, values of one distribution out.

    Each value depends on its own score alone: however an array is cut, the results are the same to the last
    bit. It holds no scratch memory, so threads may share it.
    """

    distribution: Distribution
    kernel: Kernel

    def __call__(self, z: Array, out: Array | None = None) -> Array:
        """Return the quantiles at ``z``, in its shape, in ``out`` if that is given (it may be ``z``)."""
        scores = np.asarray(z, dtype=np.float64)
        result = np.empty(scores.shape) if out is None else out
        if scores.ndim != 1:
            result[...] = self(scores.reshape(-1)).reshape(scores.shape)
            return result
        for start in range(0, scores.size, BLOCK):
            self.kernel(np.ascontiguousarray(scores[start : start + BLOCK]), result[start : start + BLOCK])
        return result


@lru_cache(maxsize=1024)
def tabulate(distribution: Distribution) -> QuantileFunction:
    """Return the quantile function of ``distribution``, built once and kept.

    >>> gamma = Gamma(4.0, 2.0)
    >>> z = np.array([-3.0, 0.0, 3.0])
    >>> bool(np.allclose(tabulate(gamma)(z), gamma.quantile(z), rtol=1e-10))
    True
    """
    if isinstance(distribution, Point | Normal | Lognormal):
        return QuantileFunction(distribution, _Closed(distribution.quantile))
    if isinstance(distribution, Empirical):
        return QuantileFunction(distribution, _Steps(distribution.breaks(), np.asarray(distribution.values)))
    if isinstance(distribution, ZeroInflated):
        return QuantileFunction(distribution, _inflated(distribution))
    return QuantileFunction(distribution, _smooth(distribution))


@dataclass(frozen=True, slots=True, eq=False)
class _Closed:
    """A quantile in closed form."""

    exact: Function

    def __call__(self, z: Array, out: Array) -> None:
        out[...] = self.exact(z)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The quantile of values, ``values[i]`` up to the score ``breaks[i]``."""

    breaks: Array
    values: Array

    def __call__(self, z: Array, out: Array) -> None:
        self.values.take(np.searchsorted(self.breaks, z, side="left"), out=out, mode="clip")


@dataclass(frozen=True, slots=True, eq=False)
class _Smooth:
    """A table over |z| < LIMIT, and the exact quantile outside and in the cells that are too coarse."""

    table: Table
    exact: Function
    low: float
    high: float
    coarse: Mask | None

    def __call__(self, z: Array, out: Array) -> None:
        if z.size and float(z.min()) > -LIMIT and float(z.max()) < LIMIT and self.coarse is None:
            self._bounded(z, out)
            return
        within = np.abs(z) < LIMIT
        value = np.empty_like(z)
        cell = self._bounded(np.where(within, z, 0.0), value)
        rest = ~within
        if self.coarse is not None:
            rest |= self.coarse.take(cell, mode="clip")
        value[rest] = self.exact(z[rest])
        out[...] = value

    def _bounded(self, z: Array, out: Array) -> Cells:
        cell = self.table(z, out)
        np.maximum(out, self.low, out=out)
        np.minimum(out, self.high, out=out)
        return cell


def _smooth(distribution: Distribution) -> _Smooth:
    """Tabulate a continuous quantile; a kink falls between two cells."""
    knot = _knot(distribution)

    def grid(cells: int) -> tuple[float, float, int]:
        width = 2 * LIMIT / cells
        if knot is None:
            return -LIMIT, width, cells
        return knot - math.ceil((knot + LIMIT) / width) * width, width, cells + 1

    table, coarse = refine(distribution.quantile, _link(distribution), grid, distribution.sd)
    low, high = distribution.quantile(np.array([-LIMIT, LIMIT]))
    return _Smooth(table, distribution.quantile, float(low), float(high), coarse)


def _link(distribution: Distribution) -> Link:
    """The scale on which the quantile is smoothest."""
    if isinstance(distribution, Gamma):
        return Link("log", _log_of(distribution.quantile))
    if isinstance(distribution, Beta) and min(distribution.alpha, distribution.beta) < 0.5:
        return Link("log_odds", _log_odds_of(distribution))
    return Link("identity", distribution.quantile)


def _knot(distribution: Distribution) -> float | None:
    """The score of the mode of a triangular distribution, where its quantile has a kink."""
    if not isinstance(distribution, Triangular):
        return None
    low, high = distribution.support
    knot = float(ndtri((distribution.mode - low) / (high - low)))
    return knot if abs(knot) < LIMIT else None


def _log_of(value: Function) -> Function:
    return lambda z: np.log(np.maximum(value(z), SMALLEST_VALUE))


def _log_odds_of(distribution: Beta) -> Function:
    mirrored = Beta(distribution.beta, distribution.alpha)

    def log_odds(z: Array) -> Array:
        value = np.maximum(distribution.quantile(z), SMALLEST_VALUE)
        complement = np.maximum(mirrored.quantile(-z), SMALLEST_COMPLEMENT)
        return np.log(value) - np.log(complement)

    return log_odds


@dataclass(frozen=True, slots=True, eq=False)
class _InflatedSteps:
    """Zero up to the jump, and values to look up above it."""

    distribution: ZeroInflated
    positive: QuantileFunction

    def __call__(self, z: Array, out: Array) -> None:
        distance = z - self.distribution.jump
        positive = ~(distance <= 0)
        out[...] = 0.0
        out[positive] = self.positive(self.distribution.positive_score(distance[positive]))


@dataclass(frozen=True, slots=True, eq=False)
class _InflatedTable:
    """Zero up to the jump, and above it a table in ``s = d + log d``, d the distance from the jump.

    In s the quantile is smooth both at the jump, where it changes by powers of d, and far above it.
    """

    table: Table
    exact: Function
    jump: float
    coarse: Mask | None

    def __call__(self, z: Array, out: Array) -> None:
        distance = z - self.jump
        rest = ((distance > 0) & (distance < NEAREST)) | ~(z < LIMIT)
        tabled = np.fmin(np.fmax(distance, NEAREST), 2 * LIMIT)
        s = np.log(tabled)
        s += tabled
        value = np.empty_like(z)
        cell = self.table(s, value)
        if self.coarse is not None:
            rest |= self.coarse.take(cell, mode="clip")
        if rest.any():
            value[rest] = self.exact(z[rest])
        value[distance <= 0] = 0.0
        out[...] = value


def _inflated(distribution: ZeroInflated) -> Kernel:
    """Tabulate the part above the jump; a positive part of steps is looked up."""
    if isinstance(distribution.positive, Point | Empirical):
        return _InflatedSteps(distribution, tabulate(distribution.positive))
    jump = distribution.jump
    start, end = NEAREST + math.log(NEAREST), LIMIT - jump + math.log(LIMIT - jump)

    def value(s: Array) -> Array:
        above: Array = wrightomega(s)
        return distribution.positive.quantile(distribution.positive_score(above))

    def grid(cells: int) -> tuple[float, float, int]:
        return start, (end - start) / cells, cells

    table, coarse = refine(value, Link("log", _log_of(value)), grid, distribution.sd)
    return _InflatedTable(table, distribution.quantile, jump, coarse)
