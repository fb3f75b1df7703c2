"""The expected outcome given several inputs: an ordered list of terms, each block kept as far as it exceeds noise.

Terms run from straight lines to products of several inputs (``regression_terms``). Taken in that order they are made
orthogonal (by the Cholesky factor of their sums of products), and each block's coefficients are multiplied by
max(0, 1 - (m + sqrt(2 m)) s^2 / |z|^2), with m its terms, |z|^2 what it explains and s^2 the residual variance: a block
of noise vanishes, a strong one stays whole. Everything is computed from sums over draws.

Source: blockwise Stein shrinkage with a penalty, Cavalier and Tsybakov 2001, Mathematical Methods of Statistics
10:247-282.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import fdtrc

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression import Fit, Interactions, Outcomes, share_explained
from sbs_econ.equations.regression_sums import FOLDS, Sums, Terms
from sbs_econ.equations.regression_terms import ADDITIVE, Block, values_of

ALIKE = 1e-9
"""Terms that differ from those before them by less than this share of their variance carry nothing."""


def terms_of(blocks: Sequence[Block], table: Array) -> Terms:
    """Return the terms of blocks, in order; ``table`` holds the columns that they are products of."""
    count = sum(len(one) for one in blocks)
    return Terms(
        len(table), count, lambda where: np.concatenate([values_of(one, table[where]) for one in blocks], axis=1)
    )


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Terms made orthogonal in their order, their coefficients, and how much of each is kept.

    q = (x - mean) / sd L^-T with q'q = n; ``parts`` are q'y / n^0.5, of which the squares are explained.
    """

    draws: int
    mean: Array
    sd: Array
    lower: Array
    centre: Array
    """Mean outcomes, shape (m,)."""
    squares: Array
    parts: Array
    noise: Array
    """Residual variance with every term in, shape (m,)."""
    kept: Array

    @classmethod
    def of(cls, sums: Sums, blocks: Sequence[Block]) -> Shrunk:
        """Return the shrunken fit of the terms of blocks, from their sums."""
        n, size = sums.draws, len(sums.terms)
        mean, sd, lower = _orthogonal(sums)
        centre = sums.outcomes / n
        squares = np.maximum(sums.squares - n * centre**2, 0.0)
        parts = solved(lower, (sums.against - np.outer(mean, sums.outcomes)) / sd[:, None]) / np.sqrt(n)
        noise = np.maximum(squares - (parts**2).sum(axis=0), 0.0) / max(n - size - 1, 1)
        return cls(n, mean, sd, lower, centre, squares, parts, noise, _kept(blocks, parts, noise))

    def smoothed(self, against: Array, total: Array) -> Array:
        """Return shrunken parts of other columns, from sums of terms times columns and sums of columns."""
        products = (against - np.outer(self.mean, total)) / self.sd[:, None]
        return np.asarray(self.kept * solved(self.lower, products) / np.sqrt(self.draws))

    def coefficients(self, shrunken: Array) -> Array:
        """Return coefficients of the terms themselves, shape (terms, m)."""
        return np.asarray(solved(self.lower, shrunken, "T") / self.sd[:, None] / np.sqrt(self.draws))


def solved(lower: Array, right: Array, trans: Literal["N", "T"] = "N") -> Array:
    """Return L^-1 right, or L^-T right with ``trans="T"``, for a lower triangular L."""
    return np.asarray(solve_triangular(lower, right, lower=True, trans=trans), dtype=np.float64)


def _orthogonal(sums: Sums) -> tuple[Array, Array, Array]:
    """Return means and SDs of the terms, and the Cholesky factor of their correlations; SD infinite for constants."""
    n = sums.draws
    mean, sizes = sums.terms / n, np.diag(sums.products) / n
    covariance = sums.products / n - np.outer(mean, mean)
    variance = np.diag(covariance)
    real = variance > ALIKE * np.maximum(sizes, 1e-300)
    sd = np.where(real, np.sqrt(np.where(real, variance, 1.0)), np.inf)
    correlation = covariance / np.outer(sd, sd)
    correlation[np.diag_indices(len(sd))] = 1.0 + ALIKE
    return mean, sd, np.linalg.cholesky(correlation)


def fit_terms(blocks: Sequence[Block], table: Array, outcomes: Outcomes, method: str) -> Fit:
    """Return the expected outcomes given what the terms are made of, and what it would be on the other draws' word."""
    terms, n = terms_of(blocks, table), outcomes.draws
    folds = terms.sums(outcomes.centred)
    total = functools.reduce(Sums.merge, folds)
    whole = Shrunk.of(total, blocks)
    others = [Shrunk.of(total.without(fold), blocks) for fold in folds]

    def again(columns: Array) -> Array:
        beta = whole.coefficients(whole.smoothed(terms.against(columns), columns.sum(axis=0)))
        return np.asarray(columns.mean(axis=0) + terms.times(beta) - whole.mean @ beta)

    kept, parts, size = whole.kept, whole.parts, outcomes.columns.shape[1]
    levels = _levels(terms, whole, others)
    rest = np.maximum(whole.squares - (kept * (2.0 - kept) * parts**2).sum(axis=0), 0.0)
    edf = 1.0 + kept.sum(axis=0)
    return Fit(
        levels=outcomes.means + levels[:, :size], of_draw=None, weights=np.ones(n), edf=edf,
        explained=share_explained(rest, whole.squares), residual_variance=rest / np.maximum(n - edf, 1.0),
        method=method, again=again, terms=terms.count,
        held_out=outcomes.means + levels[:, size:],
        interactions=_interactions(blocks, parts, whole.noise, outcomes),
    )  # fmt: skip


def _levels(terms: Terms, whole: Shrunk, others: Sequence[Shrunk]) -> Array:
    """Return centred levels by the whole fit and, beside them, by the fit to the other draws, shape (n, 2 m)."""
    first, betas, shifts = whole.coefficients(whole.kept * whole.parts), [], []
    for other in others:
        beta = other.coefficients(other.kept * other.parts)
        betas.append(np.concatenate([first, beta], axis=1))
        shifts.append(np.concatenate([whole.centre - whole.mean @ first, other.centre - other.mean @ beta]))
    sizes = np.diff([terms.draws * k // FOLDS for k in range(FOLDS + 1)])
    levels: Array = terms.times(*betas) + np.repeat(np.stack(shifts), sizes, axis=0)
    return levels


def _kept(blocks: Sequence[Block], parts: Array, noise: Array) -> Array:
    """Return how much of each orthogonal coefficient is kept, shape (terms, m)."""
    kept, start = np.zeros_like(parts), 0
    for one in blocks:
        size = len(one)
        power = (parts[start : start + size] ** 2).sum(axis=0)
        against = (size + np.sqrt(2.0 * size)) * noise
        kept[start : start + size] = np.maximum(0.0, 1.0 - against / np.where(power > 0, power, np.inf))
        start += size
    return np.where(parts == 0.0, 0.0, kept)


def _interactions(blocks: Sequence[Block], parts: Array, noise: Array, outcomes: Outcomes) -> Interactions | None:
    products = np.repeat([one.name not in ADDITIVE for one in blocks], [len(one) for one in blocks])
    if not products.any():
        return None
    power = (parts[products] ** 2).sum(axis=0)
    return interactions_from(power, int(products.sum()), noise, outcomes, parts.shape[0])


def interactions_from(power: Array, count: int, noise: Array, outcomes: Outcomes, terms: int) -> Interactions:
    """Return the F test of ``count`` products that explain ``power``, against the residual variance ``noise``."""
    n = outcomes.draws
    total = np.where(outcomes.squares > 0, outcomes.squares, 1.0)
    net = np.maximum(power - count * noise, 0.0)
    floor = 1e-12 * total / n
    tests = fdtrc(count, max(n - terms - 1, 1), power / count / np.maximum(noise, floor))
    return Interactions(float((net / total).max()), float(np.min(tests)))
