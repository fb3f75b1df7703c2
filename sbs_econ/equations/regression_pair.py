"""The expected outcome given two inputs: a tensor product of penalised splines.

The penalty of a product of the ordered functions f_i and f_j of the two inputs is lambda (tau r_i + r_j / tau), with r
their roughness: lambda says how smooth the surface is, tau how much smoother it is one way than the other; both are
chosen by generalised cross-validation. Source: Wood 2006, Biometrics 62:1025-1036 (tensor product smooths).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression import Fit, Outcomes, Regressor, cross_validation, share_explained
from sbs_econ.equations.regression_group import ALIKE, interactions_from, solved
from sbs_econ.equations.regression_single import fit_single
from sbs_econ.equations.regression_sums import Sums, Terms
from sbs_econ.equations.regression_terms import DRAWS_PER_TERM

FUNCTIONS = 9
"""Ordered functions of each input that products are made of, where there are draws enough."""
PENALTIES = 10.0 ** np.linspace(-3.0, 9.0, 25)
ASPECTS = (1.0, 1e-2, 1e2)
"""tau: how much more one input's roughness costs than the other's."""


def fit_pair(first: Regressor, second: Regressor, outcomes: Outcomes) -> Fit:
    """Return the expected outcomes given two inputs."""
    for one, other in ((first, second), (second, first)):
        if one.constant:
            return fit_single(other, outcomes)
    return _Pair(first, second, outcomes).fit()


@dataclass(frozen=True, slots=True)
class _Choice:
    """A penalty for one outcome: functions that diagonalise it, and how much of each is kept."""

    score: float
    rest: float
    vectors: Array
    kept: Array


class _Pair:
    def __init__(self, first: Regressor, second: Regressor, outcomes: Outcomes) -> None:
        self.outcomes, self.n = outcomes, outcomes.draws
        most = min(FUNCTIONS, max(2, int(np.sqrt(self.n / DRAWS_PER_TERM))))
        tables = [one.functions.table[:, :most] * np.sqrt(self.n) for one in (first, second)]
        one, two = np.indices((tables[0].shape[1], tables[1].shape[1])).reshape(2, -1)
        order = np.argsort((one > 0) & (two > 0), kind="stable")
        self.one, self.two = one[order], two[order]
        self.additive = int(((one == 0) | (two == 0)).sum())
        self.rough = (first.functions.roughness[self.one], second.functions.roughness[self.two])

        def make(where: slice) -> Array:
            left, right = tables[0][first.units.of_draw[where]], tables[1][second.units.of_draw[where]]
            return np.asarray(left[:, self.one] * right[:, self.two])

        self.terms = Terms(self.n, len(self.one), make)

    def fit(self) -> Fit:
        sums = functools.reduce(Sums.merge, self.terms.sums(self.outcomes.centred))
        lower = np.asarray(
            np.linalg.cholesky(sums.products / self.n + ALIKE * np.eye(self.terms.count)), dtype=np.float64
        )
        parts = self._orthogonal(lower, sums.against)
        size, squares = self.terms.count, self.outcomes.squares
        scores = cross_validation(squares, 1.0, self.n)
        nothing = np.eye(size), np.zeros(size)
        best = [_Choice(float(s), float(r), *nothing) for s, r in zip(scores, squares, strict=True)]
        for aspect in ASPECTS:
            self._try(aspect, lower, parts, best)
        return self._result(lower, parts, best)

    def _orthogonal(self, lower: Array, products: Array) -> Array:
        return solved(lower, products) / float(np.sqrt(self.n))

    def _try(self, aspect: float, lower: Array, parts: Array, best: list[_Choice]) -> None:
        one, two = self.rough
        penalty = aspect * one + two / aspect
        half = solved(lower, np.diag(np.sqrt(penalty)))
        rough, vectors = eigh(half @ half.T)
        kept = 1.0 / (1.0 + PENALTIES[:, None] * np.maximum(rough, 0.0)[None, :])
        rest = self.outcomes.squares - (kept * (2.0 - kept)) @ (vectors.T @ parts) ** 2
        scores = cross_validation(rest, kept.sum(axis=1)[:, None], self.n)
        for column, row in enumerate(scores.argmin(axis=0)):
            if scores[row, column] < best[column].score:
                best[column] = _Choice(float(scores[row, column]), float(rest[row, column]), vectors, kept[row])

    def _result(self, lower: Array, parts: Array, best: list[_Choice]) -> Fit:
        def away(z: Array) -> Array:
            each = [c.vectors @ (c.kept * (c.vectors.T @ z[:, i])) for i, c in enumerate(best)]
            return self.terms.times(solved(lower, np.stack(each, axis=1), "T") / float(np.sqrt(self.n)))

        def again(columns: Array) -> Array:
            means = columns.mean(axis=0)
            return np.asarray(means + away(self._orthogonal(lower, self.terms.against(columns - means))))

        squares, n = self.outcomes.squares, self.n
        rest = np.maximum([choice.rest for choice in best], 0.0)
        edf = np.array([max(float(choice.kept.sum()), 1.0) for choice in best])
        noise = np.maximum(squares - (parts**2).sum(axis=0), 0.0) / max(n - self.terms.count, 1)
        power, count = (parts[self.additive :] ** 2).sum(axis=0), self.terms.count - self.additive
        return Fit(
            levels=self.outcomes.means + away(parts), of_draw=None, weights=np.ones(n), edf=edf,
            explained=share_explained(rest, squares), residual_variance=rest / np.maximum(n - edf, 1.0),
            method="tensor spline", again=again, terms=self.terms.count,
            interactions=interactions_from(power, count, noise, self.outcomes, self.terms.count),
        )  # fmt: skip
