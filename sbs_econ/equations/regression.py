"""Expected outcomes given some of the inputs, from draws: what every smoother returns.

A value of information needs E[net benefit | inputs] at every draw. It is estimated by regressing net benefits on the
inputs (Strong, Oakley and Brennan 2014, Medical Decision Making 34:311-326): one input by a penalised spline, two by a
tensor product of splines, more by an ordered list of terms with their interactions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression_splines import Ordered, ordered_functions
from sbs_econ.equations.regression_units import Index, Units, units_of

CONSTANT = "constant"
"""The method of a fit that no input has a part in, because none varies."""
MODEST = 1.4
"""What a degree of freedom costs in generalised cross-validation: a little more than 1 keeps curves from chasing noise
(Gu 2013, Smoothing Spline ANOVA Models, section 3.2.2)."""


@dataclass(frozen=True, slots=True)
class Regressor:
    """One input, ready for any number of regressions: values of shape (n,), its units and its ordered functions."""

    values: Array
    units: Units
    functions: Ordered

    @classmethod
    def of(cls, values: Array) -> Regressor:
        """Return an input ready for use."""
        units = units_of(values)
        return cls(values, units, ordered_functions(units))

    @property
    def constant(self) -> bool:
        """Whether it has one value only."""
        return self.units.constant


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of any number of regressions, and what is computed of them once.

    ``columns`` and ``centred`` have shape (n, m); ``means`` and ``squares`` (sums of squares about the mean) (m,).
    """

    columns: Array
    means: Array
    centred: Array
    squares: Array

    @classmethod
    def of(cls, columns: Array) -> Outcomes:
        """Return outcomes ready for use."""
        means = columns.mean(axis=0)
        centred = np.asfortranarray(columns - means)
        return cls(columns, means, centred, np.einsum("ij,ij->j", centred, centred))

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class Interactions:
    """What products of several inputs explain beyond what single inputs do: the largest over the outcomes.

    ``p_value`` is that of the F test of all products; a small one says that an additive fit would have missed some.
    """

    explained: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Expected outcomes given the inputs, for m outcomes, on units of draws that are alike.

    ``again`` smooths other columns exactly as the outcomes were smoothed (column by column), which is what the standard
    error of anything computed from ``levels`` needs.
    """

    levels: Array
    """Expected outcomes at each unit, shape (units, m)."""
    of_draw: Index | None
    """The unit of each draw; None where every draw is a unit."""
    weights: Array
    """Draws in each unit, shape (units,)."""
    edf: Array
    """Effective degrees of freedom, shape (m,)."""
    explained: Array
    """Share of the variance explained, shape (m,)."""
    residual_variance: Array
    """Shape (m,)."""
    method: str
    """How it was fitted, in a word or two."""
    again: Callable[[Array], Array]
    """Smooth columns of shape (units, m), constant within units."""
    terms: int = 1
    """Terms that were tried."""
    held_out: Array | None = None
    """Expected outcomes at each draw by a fit to other draws, shape (n, m); None where the smoother can follow any
    smooth function of its inputs, so that no shape can have been missed."""
    interactions: Interactions | None = None
    """What products of inputs explain beyond single inputs; None for one input."""
    left_over: float | None = None
    """How strongly a product of two inputs still goes with the residuals; more than 1 is more than chance allows."""
    left_over_share: float = 0.0
    """Share of the residual variance that it would explain."""

    @property
    def fitted(self) -> Array:
        """Expected outcomes at each draw, shape (n, m)."""
        return self.levels if self.of_draw is None else self.levels[self.of_draw]

    def at_draws(self, by_unit: Array) -> Array:
        """Return one entry a draw of an array with one entry a unit in its first axis."""
        return by_unit if self.of_draw is None else by_unit[self.of_draw]


def constant_fit(outcomes: Outcomes) -> Fit:
    """Return the fit that no input has a part in: the mean of each outcome, all draws in one unit."""
    n, count = outcomes.columns.shape
    return Fit(
        levels=outcomes.means[None, :],
        of_draw=np.zeros(n, dtype=np.intp),
        weights=np.array([float(n)]),
        edf=np.ones(count),
        explained=np.zeros(count),
        residual_variance=outcomes.squares / max(n - 1, 1),
        method=CONSTANT,
        again=lambda columns: columns,
    )


def cross_validation(residual_squares: Array, edf: Array | Sequence[float] | float, draws: int) -> Array:
    """Return generalised cross-validation scores, n RSS / (n - 1.4 edf)^2; the least is best.

    Source: Craven and Wahba 1979, Numerische Mathematik 31:377-403.
    """
    left = np.maximum(draws - MODEST * np.asarray(edf, dtype=np.float64), 1e-9)
    scores: Array = draws * np.maximum(residual_squares, 0.0) / left**2
    return scores


def share_explained(residual_squares: Array, total_squares: Array) -> Array:
    """Return 1 - RSS / TSS, 0 where there is nothing to explain."""
    safe = np.where(total_squares > 0, total_squares, 1.0)
    return np.where(total_squares > 0, 1.0 - residual_squares / safe, 0.0)
