"""A Gaussian copula: correlated standard normal scores from independent ones, margins untouched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from sbs_econ.equations.arrays import Array

ROUNDING = 1e-10
"""Eigenvalues and pivots this far below zero are rounding."""


def score_correlation(rank: Array) -> Array:
    """Return the correlations of normal scores that have these Spearman rank correlations.

    ``r = 2 sin(pi rho / 6)``, elementwise; -1, 0 and 1 stay as they are. Check the result, not the rank
    correlations: a matrix of those may be possible where this one is not. Source: Kruskal (1958), JASA 53.

    >>> score_correlation(np.array([0.0, 0.3, 1.0])).round(4).tolist()
    [0.0, 0.3129, 1.0]
    """
    rho = np.asarray(rank, dtype=np.float64)
    return np.where(np.abs(rho) == 1, rho, 2 * np.sin(np.pi / 6 * rho))


def check_correlation(matrix: Array, names: Sequence[str]) -> list[str]:
    """Return what is wrong with a correlation matrix, its entries named; an empty list if nothing is.

    ``matrix`` is square, one row and column for each of ``names``. It is never repaired.
    """
    values = np.asarray(matrix, dtype=np.float64)
    size = len(names)
    if values.shape != (size, size):
        return [f"the correlation matrix is {values.shape}, but there are {size} names: {', '.join(names)}"]
    messages = _entry_messages(values, names)
    if messages:
        return messages
    eigenvalues, vectors = np.linalg.eigh(values)
    if _is_possible(eigenvalues):
        return []
    return [_impossible(values, names, vectors[:, 0])]


def _is_possible(eigenvalues: Array) -> bool:
    """Whether the smallest of eigenvalues in increasing order is 0 or more, but for rounding."""
    return bool(eigenvalues[0] >= -ROUNDING * len(eigenvalues))


def _entry_messages(matrix: Array, names: Sequence[str]) -> list[str]:
    messages = [
        f"the correlation of {name} with itself must be 1, but it is {entry:g}"
        for name, entry in zip(names, np.diag(matrix), strict=True)
        if not abs(entry - 1) <= 1e-12
    ]
    for i, j in combinations(range(len(names)), 2):
        upper, lower = float(matrix[i, j]), float(matrix[j, i])
        pair = f"{names[i]} and {names[j]}"
        if upper != lower:
            messages.append(f"the correlation of {pair} is given twice, as {upper:g} and {lower:g}")
        elif not abs(upper) <= 1:
            messages.append(f"the correlation of {pair} must lie between -1 and 1, but it is {upper:g}")
    return messages


def _impossible(matrix: Array, names: Sequence[str], vector: Array) -> str:
    """Name three entries that cannot hold together, or else those that weigh most in ``vector``."""
    start = "no quantities can be correlated like this (the matrix is not positive semi-definite): "
    worst = _worst_triple(matrix)
    if worst is None:
        pairs = combinations(range(len(names)), 2)
        weights = {(i, j): float(vector[i] * vector[j] * matrix[i, j]) for i, j in pairs}
        most = sorted(weights, key=weights.__getitem__)[:3]
        shown = "; ".join(f"{names[i]} and {names[j]} {matrix[i, j]:g}" for i, j in most)
        return f"{start}look first at {shown}"
    i, j, k = worst
    first, second, third = float(matrix[i, j]), float(matrix[i, k]), float(matrix[j, k])
    spread = math.sqrt((1 - first**2) * (1 - second**2))
    low, high = first * second - spread, first * second + spread
    return (
        f"{start}with {names[i]} and {names[j]} at {first:g} and {names[i]} and {names[k]} at {second:g}, "
        f"{names[j]} and {names[k]} must lie from {low:.3f} to {high:.3f}, but it is {third:g}"
    )


def _worst_triple(matrix: Array) -> tuple[int, int, int] | None:
    """The three variables whose correlations contradict each other most, if any three do."""
    worst, triple = -ROUNDING, None
    for i, j, k in combinations(range(len(matrix)), 3):
        a, b, c = float(matrix[i, j]), float(matrix[i, k]), float(matrix[j, k])
        determinant = 1 + 2 * a * b * c - a * a - b * b - c * c
        if determinant < worst:
            worst, triple = determinant, (i, j, k)
    return triple


def factor(matrix: Array) -> Array:
    """Return the lower-triangular L with ``L L' = matrix``; semi-definite matrices give columns of zeros.

    Raises:
        ValueError: if the matrix is not positive semi-definite, as ``check_correlation`` sees it.

    >>> factor(np.array([[1.0, 1.0], [1.0, 1.0]])).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    values = np.asarray(matrix, dtype=np.float64)
    size = len(values)
    lower = np.zeros((size, size))
    for j in range(size):
        rest = values[j:, j] - (lower[j:, :j] * lower[j, :j]).sum(axis=1)
        if rest[0] > ROUNDING * 1e-4:
            lower[j:, j] = rest / math.sqrt(rest[0])
        elif rest[0] < -ROUNDING * size or np.abs(rest).max() > math.sqrt(ROUNDING):
            return _factor_of_rounded(values)
    return lower


def _factor_of_rounded(values: Array) -> Array:
    """Return the factor of a matrix whose entries, as written, leave it a hair short of semi-definite."""
    eigenvalues, vectors = np.linalg.eigh(values)
    if not _is_possible(eigenvalues):
        raise ValueError("not positive semi-definite")
    upper: Array = np.asarray(np.linalg.qr((vectors * np.sqrt(np.maximum(eigenvalues, 0.0))).T, mode="r"))
    lower: Array = np.where(np.diag(upper) < 0, -1.0, 1.0) * upper.T
    return lower


def correlate(lower: Array, z: Array) -> Array:
    """Return ``lower`` times ``z``: correlated scores (k, n) from independent ones (k, n).

    Summed in a fixed order, without BLAS, so that a column's result does not depend on how many there are.
    """
    result = np.zeros(z.shape)
    term = np.empty(z.shape[1:])
    for i, row in enumerate(lower):
        for j in np.flatnonzero(row):
            np.multiply(z[j], row[j], out=term)
            result[i] += term
    return result
