"""Cubic B-splines with a penalty on roughness, as functions ordered from the smoothest to the wiggliest.

Sources: Eilers and Marx 1996, Statistical Science 11:89-121 (P-splines); Demmler and Reinsch 1975, Numerische
Mathematik 24:375-382 (the ordered functions).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression_units import WIDTH, Units

SEGMENTS = 20
"""Stretches between knots; more do not help, for the penalty decides how much a curve may bend."""
SATURATED = 12
"""An input with so few units or fewer is fitted by the mean of each."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Functions of one input, orthonormal over the draws: ``table`` (units, k) and ``roughness`` (k,), increasing.

    The first is constant. Roughness is the penalty of the function; 0 for those that are never held back. Functions
    that vanish on all draws (splines in a gap of the input) are left out.
    """

    table: Array
    roughness: Array


def ordered_functions(units: Units) -> Ordered:
    """Return the ordered functions of an input: splines, or the means of units where those are few."""
    if units.count <= SATURATED:
        return _means_of_units(units.weights)
    basis, penalty = _splines(units)
    gram = basis.T @ (units.weights[:, None] * basis)
    size = float(np.trace(gram)) / len(gram)
    lower = np.linalg.cholesky(gram + size * (1e-11 * penalty + 1e-13 * np.eye(len(gram))))
    inverse = np.linalg.inv(lower)
    roughness, vectors = np.linalg.eigh(inverse @ penalty @ inverse.T)
    roughness[:2] = 0.0
    table = basis @ (inverse.T @ vectors)
    table[:, :2] = _straight(units)
    seen = units.weights @ (table * table) > 0.5
    return Ordered(table[:, seen], np.maximum(roughness[seen], 0.0))


def _splines(units: Units) -> tuple[Array, Array]:
    segments = min(SEGMENTS, units.count // 2)
    first, last = int(units.place[0]), int(units.place[-1])
    return _grid(first, last, segments)[units.place - first], _second_differences(segments + 3)


def _straight(units: Units) -> Array:
    """The constant and the straight line in normal scores, which no penalty holds back, shape (units, 2)."""
    away = units.score - units.weights @ units.score / units.draws
    line = away / np.sqrt(units.weights @ (away * away))
    return np.stack([np.full(units.count, 1.0 / np.sqrt(units.draws)), line], axis=1)


def _means_of_units(weights: Array) -> Ordered:
    """Orthonormal functions of few units, the constant first: polynomials in the order of the unit, by QR."""
    powers = np.vander(np.linspace(-1.0, 1.0, len(weights)), increasing=True)
    root = np.sqrt(weights)[:, None]
    q, _ = np.linalg.qr(root * powers)
    return Ordered(q / root, np.zeros(len(weights)))


@lru_cache(maxsize=32)
def _grid(first: int, last: int, segments: int) -> Array:
    """B-splines at the middle of every unit from ``first`` to ``last``, shape (units, segments + 3)."""
    low, high = first * WIDTH, (last + 1) * WIDTH
    middle = (np.arange(first, last + 1, dtype=np.float64) + 0.5) * WIDTH
    return bsplines(middle, low, high, segments)


def bsplines(at: Array, low: float, high: float, segments: int) -> Array:
    """Return cubic B-splines on equally spaced knots, shape (len(at), segments + 3); they sum to 1 in [low, high].

    >>> float(bsplines(np.array([0.3]), 0.0, 1.0, 4).sum())
    1.0
    """
    step = (high - low) / segments
    away = np.abs((at[:, None] - low) / step - np.arange(-1, segments + 2)[None, :])
    near = (4.0 - 6.0 * away**2 + 3.0 * away**3) / 6.0
    far = np.maximum(2.0 - away, 0.0) ** 3 / 6.0
    return np.where(away < 1.0, near, far)


@lru_cache(maxsize=32)
def _second_differences(size: int) -> Array:
    difference = np.diff(np.eye(size), n=2, axis=0)
    return difference.T @ difference
