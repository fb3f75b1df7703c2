"""A smooth function as a table of polynomials on equal cells, refined until it is accurate enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sbs_econ.equations.arrays import Array

CELLS = (128, 256, 512)
DEGREE = 5
TOLERANCE = 2e-11
"""Largest error accepted when a table is built, a fifth of what is promised."""

NODES: Array = np.square(np.sin(np.pi / 2 * np.linspace(0.0, 1.0, DEGREE + 1)))
"""Chebyshev points of a cell from 0 to 1, its ends included."""
CHECKS: Array = np.array([float(NODES[1]) / 2, 0.5])
"""Where a cell is checked: between its first nodes and in its middle."""
FROM_NODES: Array = np.linalg.inv(NODES[1:, None] ** np.arange(1.0, DEGREE + 1))

Mask: TypeAlias = npt.NDArray[np.bool_]
Cells: TypeAlias = npt.NDArray[np.intp]
Function: TypeAlias = Callable[[Array], Array]
Grid: TypeAlias = Callable[[int], tuple[float, float, int]]
"""From a number of cells to the start, the width of a cell, and the number that covers the span."""


@dataclass(frozen=True, slots=True)
class Link:
    """The scale on which a function is tabulated: the function there, and the way back."""

    name: Literal["identity", "log", "log_odds"]
    scaled: Function


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A polynomial per cell, on the scale of its link, in the place (0 to 1) within the cell."""

    start: float
    cells_per_unit: float
    coefficients: Array
    link: str

    def __call__(self, x: Array, out: Array) -> Cells:
        """Put the values at ``x`` (contiguous, within the span) into ``out``, and return the cells they lie in."""
        place = np.subtract(x, self.start)
        place *= self.cells_per_unit
        cell = place.astype(np.intp)
        place -= cell
        term = np.empty_like(place)
        self.coefficients[DEGREE].take(cell, mode="clip", out=out)
        for row in self.coefficients[DEGREE - 1 :: -1]:
            out *= place
            out += row.take(cell, mode="clip", out=term)
        _unlink(out, self.link)
        return cell


def _unlink(value: Array, link: str) -> None:
    """Bring ``value`` back to its own scale, in place."""
    if link == "log":
        np.exp(value, out=value)
    elif link == "log_odds":
        np.negative(value, out=value)
        np.exp(value, out=value)
        value += 1.0
        np.reciprocal(value, out=value)


def refine(exact: Function, link: Link, grid: Grid, sd: float) -> tuple[Table, Mask | None]:
    """Return the coarsest table that meets ``exact`` within TOLERANCE of its value or of ``sd``.

    The second result marks the cells that even the finest table does not bring there; None if there are none.
    """
    for cells in CELLS:
        table = _interpolate(link, *grid(cells))
        coarse = ~(_errors(table, exact, sd) <= TOLERANCE)
        if not coarse.any():
            return table, None
    return table, coarse


def _interpolate(link: Link, start: float, width: float, cells: int) -> Table:
    """Interpolate at the Chebyshev points of each cell, whose ends it shares with its neighbours."""
    edges: Array = start + width * np.arange(cells + 1, dtype=np.float64)
    inner: Array = edges[:-1, None] + width * NODES[None, 1:-1]
    ends, middle = link.scaled(edges), link.scaled(inner.reshape(-1)).reshape(inner.shape)
    rises = np.column_stack([middle, ends[1:]]) - ends[:-1, None]
    higher = np.einsum("jk,ck->jc", FROM_NODES, rises)
    return Table(start, 1 / width, np.vstack([ends[None, :-1], higher]), link.name)


def _errors(table: Table, exact: Function, sd: float) -> Array:
    """Largest error of each cell between its nodes, over the value or ``sd``, whichever is larger."""
    cells = table.coefficients.shape[1]
    points: Array = table.start + (np.arange(cells)[:, None] + CHECKS) / table.cells_per_unit
    truth, value = exact(points.reshape(-1)), np.empty(points.size)
    table(points.reshape(-1), value)
    errors: Array = np.abs(value - truth) / np.maximum(np.abs(truth), sd)
    worst: Array = errors.reshape(points.shape).max(axis=1)
    return worst
