"""The expected outcome given one input: a constant, a straight line or a penalised spline, whichever predicts best."""

from __future__ import annotations

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression import (
    Fit,
    Outcomes,
    Regressor,
    constant_fit,
    cross_validation,
    share_explained,
)

PENALTIES = 10.0 ** np.linspace(-4.0, 10.0, 43)
"""Smoothing parameters that are tried, from none to a straight line in normal scores."""
CONSTANT, LINE, CURVE = 0, 1, 2


def fit_single(one: Regressor, outcomes: Outcomes) -> Fit:
    """Return the expected outcomes given one input."""
    return constant_fit(outcomes) if one.constant else _Single(one, outcomes).fit()


class _Single:
    """One input against all outcomes: sums over draws first, then everything on units."""

    def __init__(self, one: Regressor, outcomes: Outcomes) -> None:
        units, functions = one.units, one.functions
        self.units, self.outcomes, self.functions = units, outcomes, functions
        self.sums = units.sums(outcomes.centred)
        away = units.mean - units.weights @ units.mean / units.draws
        spread = units.weights @ (away * away)
        self.line = away / np.sqrt(spread) if spread > 0 else np.zeros_like(away)
        self.parts = functions.table.T @ self.sums
        self.slopes = self.line @ self.sums

    def fit(self) -> Fit:
        """Choose for each outcome and return its levels."""
        squares, n = self.outcomes.squares, self.units.draws
        kept = 1.0 / (1.0 + PENALTIES[:, None] * self.functions.roughness[None, :])
        edf = kept.sum(axis=1)
        rest = squares - (kept * (2.0 - kept)) @ (self.parts**2)
        scores = cross_validation(rest, edf[:, None], n)
        best = scores.argmin(axis=0)
        each = np.arange(len(squares))
        line_rest = squares - self.slopes**2
        choices = np.stack([cross_validation(squares, 1.0, n), cross_validation(line_rest, 2.0, n), scores[best, each]])
        kind = choices.argmin(axis=0)
        rest = np.choose(kind, [squares, line_rest, rest[best, each]])
        edf = np.choose(kind, [np.ones(len(squares)), np.full(len(squares), 2.0), edf[best]])
        return self._result(kind, kept[best].T, rest, edf)

    def _result(self, kind: Array, kept: Array, rest: Array, edf: Array) -> Fit:
        rest = np.maximum(rest, 0.0)
        n, squares = self.units.draws, self.outcomes.squares

        def again(columns: Array) -> Array:
            sums = self.units.weights[:, None] * columns
            smooth = self.functions.table @ (kept * (self.functions.table.T @ sums))
            mean = sums.sum(axis=0) / n
            straight = mean + self.line[:, None] * (self.line @ sums)
            return np.where(kind == CURVE, smooth, np.where(kind == LINE, straight, mean))

        curve = self.functions.table @ (kept * self.parts)
        straight = self.line[:, None] * self.slopes
        away = np.where(kind == CURVE, curve, np.where(kind == LINE, straight, 0.0))
        return Fit(
            levels=self.outcomes.means + away,
            of_draw=self.units.of_draw,
            weights=self.units.weights,
            edf=edf,
            explained=share_explained(rest, squares),
            residual_variance=rest / np.maximum(n - edf, 1.0),
            method="spline" if self.functions.roughness.any() else "means of groups",
            again=again,
        )
