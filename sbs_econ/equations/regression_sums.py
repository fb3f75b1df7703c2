"""Terms of a regression and their sums over draws, a stretch of draws at a time so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array

STRETCH = 8_192
"""Draws whose terms are made at once, at most."""
FOLDS = 8
"""Parts of the draws, each of which can be predicted from the others."""
KEPT = 16_000_000
"""Terms times draws up to which all are kept rather than made again (128 MB)."""


@dataclass(slots=True)
class Sums:
    """Sums over draws that a least-squares fit is made from; those of two sets of draws add up."""

    draws: int
    terms: Array
    """Sums of the terms, shape (terms,)."""
    products: Array
    """Sums of products of terms, shape (terms, terms)."""
    against: Array
    """Sums of terms times outcomes, shape (terms, m)."""
    outcomes: Array
    """Sums of outcomes, shape (m,)."""
    squares: Array
    """Sums of their squares, shape (m,)."""

    def merge(self, other: Sums) -> Sums:
        """Return the sums over both sets of draws."""
        return self._with(other, 1)

    def without(self, part: Sums) -> Sums:
        """Return the sums over the draws that are not in a part."""
        return self._with(part, -1)

    def _with(self, other: Sums, sign: int) -> Sums:
        return Sums(
            self.draws + sign * other.draws,
            self.terms + sign * other.terms,
            self.products + sign * other.products,
            self.against + sign * other.against,
            self.outcomes + sign * other.outcomes,
            self.squares + sign * other.squares,
        )


class Terms:
    """Terms at any stretch of draws, by what makes them: a slice of the draws in, (draws, terms) out."""

    def __init__(self, draws: int, count: int, make: Callable[[slice], Array]) -> None:
        self.draws, self.count = draws, count
        self._make = make
        self._kept: dict[int, Array] = {}

    def stretches(self) -> Iterator[tuple[int, slice, Array]]:
        """Yield stretches of draws: the part of the draws that each is in, where it is, and the terms there."""
        keep = self.draws * self.count <= KEPT
        for fold in range(FOLDS):
            low, high = (self.draws * k // FOLDS for k in (fold, fold + 1))
            for start in range(low, high, STRETCH):
                where = slice(start, min(start + STRETCH, high))
                made = self._kept.get(start)
                if made is None:
                    made = self._make(where)
                    if keep:
                        self._kept[start] = made
                yield fold, where, made

    def sums(self, outcomes: Array) -> list[Sums]:
        """Return the sums against outcomes of shape (n, m), for each part of the draws."""
        size, width = self.count, outcomes.shape[1]
        empty = np.zeros(size), np.zeros((size, size)), np.zeros((size, width)), np.zeros(width), np.zeros(width)
        parts = [Sums(0, *empty) for _ in range(FOLDS)]
        for fold, where, made in self.stretches():
            y = outcomes[where]
            more = Sums(len(y), made.sum(axis=0), made.T @ made, made.T @ y, y.sum(axis=0), (y * y).sum(axis=0))
            parts[fold] = parts[fold].merge(more)
        return parts

    def against(self, columns: Array) -> Array:
        """Return sums of terms times columns of shape (n, m), shape (terms, m)."""
        total = np.zeros((self.count, columns.shape[1]))
        for _, where, made in self.stretches():
            total += made.T @ columns[where]
        return total

    def times(self, *coefficients: Array) -> Array:
        """Return the terms times coefficients of shape (terms, m), shape (n, m): one set, or one for each part."""
        result = np.empty((self.draws, coefficients[0].shape[1]))
        for fold, where, made in self.stretches():
            result[where] = made @ coefficients[fold if len(coefficients) > 1 else 0]
        return result
