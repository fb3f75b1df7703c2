"""Chained imputation by predictive mean matching, for many sets of weights at once.

Each missing answer is drawn from the people with nearest predictions among those who gave it (Little 1988; van Buuren,
Flexible imputation of missing data, sections 3.4 and 4.5). Weights are how often each person is drawn in a bootstrap
replicate: regressions and donors follow them, so that a replicate is imputed from itself alone. Predictions hold a
shrunken mean of each group's residuals, so that answers of people of one group stay alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array

RIDGE = 1e-5
"""Added to the diagonal of standardised predictors, relative to it; van Buuren's default."""


@dataclass(frozen=True, slots=True)
class Target:
    """A variable with missing answers: who gave it and who did not, and what predicts it.

    ``first`` and ``later`` are the variables that predict it in the first sweep, when nothing else is imputed yet, and
    in the others; ``raw`` are those whose untransformed values predict it as well, alone and times how likely people
    are to be lost; ``domain`` is the variable that says who is asked at all.
    """

    variable: int
    observed: AnyArray
    missing: AnyArray
    first: tuple[int, ...]
    later: tuple[int, ...]
    raw: tuple[int, ...]
    domain: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """What is imputed: values (variables, people), NaN where missing; known columns; groups; targets in their order."""

    values: Array
    fixed: Array
    """Columns that are known for everybody, standardised, the first all 1: shape (columns, people)."""
    lean: Array
    """How likely each person is to be lost, judged by what is known of everybody, standardised: shape (people,)."""
    group: Array
    """Group of each person as 0/1 columns: shape (people, groups)."""
    counted: Array
    """Which variables are skewed counts, taken as log(1 + x) where they predict."""
    targets: tuple[Target, ...]
    donors: int
    sweeps: int

    @property
    def uniforms(self) -> int:
        """Return how many random numbers a replicate takes for one imputation."""
        return (self.sweeps + 1) * sum(len(target.missing) for target in self.targets)


class _State:
    """Completed values of every replicate, raw and as predictors."""

    def __init__(self, chain: Chain, replicates: int) -> None:
        self.chain = chain
        self.raw = np.repeat(chain.values[None], replicates, axis=0)
        shown = np.where(chain.counted[:, None], np.log1p(np.maximum(chain.values, 0)), chain.values)
        self._centre, self._scale = np.nanmean(shown, axis=1), np.maximum(np.nanstd(shown, axis=1), 1e-9)
        self._raw_centre = np.nanmean(chain.values, axis=1)
        self._raw_scale = np.maximum(np.nanstd(chain.values, axis=1), 1e-9)
        self.shown = np.repeat(((shown - self._centre[:, None]) / self._scale[:, None])[None], replicates, axis=0)

    def put(self, target: Target, values: Array) -> None:
        """Set the missing answers of a target, shape (replicates, missing)."""
        v = target.variable
        self.raw[:, v, target.missing] = values
        seen = np.log1p(np.maximum(values, 0)) if self.chain.counted[v] else values
        self.shown[:, v, target.missing] = (seen - self._centre[v]) / self._scale[v]

    def predictors(self, variables: Sequence[int], raw: Sequence[int]) -> Array:
        """Return the columns that predict a target: shape (replicates, columns, people)."""
        fixed = self.chain.fixed
        count = len(fixed) + len(variables) + 2 * len(raw)
        columns = np.empty((len(self.raw), count, fixed.shape[1]))
        columns[:, : len(fixed)] = fixed
        columns[:, len(fixed) : len(fixed) + len(variables)] = self.shown[:, list(variables)]
        for number, v in enumerate(raw):
            place = len(fixed) + len(variables) + 2 * number
            columns[:, place] = (self.raw[:, v] - self._raw_centre[v]) / self._raw_scale[v]
            columns[:, place + 1] = columns[:, place] * self.chain.lean
        return columns


def impute(chain: Chain, weights: Array, uniforms: Array) -> Array:
    """Return completed values, shape (replicates, variables, people).

    Args:
        chain: what is imputed.
        weights: how often each person counts, shape (replicates, people).
        uniforms: random numbers in [0, 1), shape (replicates, ``chain.uniforms``).
    """
    state = _State(chain, len(weights))
    used = 0
    for target in chain.targets:
        draws, used = uniforms[:, used : used + len(target.missing)], used + len(target.missing)
        _put(state, target, weights, np.zeros_like(weights), draws)
    for sweep in range(chain.sweeps):
        for target in chain.targets:
            draws, used = uniforms[:, used : used + len(target.missing)], used + len(target.missing)
            columns = state.predictors(target.first if sweep == 0 else target.later, target.raw)
            given = _given(state, target, weights)
            _put(state, target, weights, predict(chain, target, columns, given), draws)
    return state.raw


def _given(state: _State, target: Target, weights: Array) -> Array:
    """Return the weights of people who gave an answer that they were asked for, 0 for the others."""
    given = np.zeros_like(weights)
    given[:, target.observed] = weights[:, target.observed]
    if target.domain is not None:
        given *= state.raw[:, target.domain] == 1
    return given


def predict(chain: Chain, target: Target, columns: Array, given: Array) -> Array:
    """Return predictions for everybody, shape (replicates, people): least squares and shrunken group means."""
    weighted = columns * given[:, None, :]
    gram = weighted @ columns.transpose(0, 2, 1)
    size = gram.shape[1]
    diagonal = np.einsum("bii->bi", gram)
    diagonal += RIDGE * np.maximum(diagonal, 1e-6) + 1e-9
    answer = np.nan_to_num(chain.values[target.variable])
    slopes = np.linalg.solve(gram, weighted @ answer[:, None])
    fitted: Array = (slopes.transpose(0, 2, 1) @ columns)[:, 0]
    residual = answer - fitted
    return fitted + _group_means(chain.group, given, residual, size)


def _group_means(group: Array, given: Array, residual: Array, size: int) -> Array:
    """Return each person's group mean of residuals, shrunken by its reliability (one-way analysis of variance)."""
    total = np.maximum(given @ group, 1e-12)
    people = np.maximum((given > 0).astype(float) @ group, 1e-12)
    mean = ((given * residual) @ group) / total
    spread = (given * residual**2).sum(1)
    between = (total * mean**2).sum(1)
    groups = group.shape[1]
    within = np.maximum(spread - between, 0) / np.maximum(total.sum(1) - groups - size + 1, 1)
    typical = total.sum(1) / groups
    variance = np.maximum((between / max(groups - 1, 1) - within) / np.maximum(typical, 1e-12), 0)
    reliable = people * variance[:, None] / np.maximum(people * variance[:, None] + within[:, None], 1e-12)
    pulled: Array = (reliable * mean) @ group.T
    return pulled


def _put(state: _State, target: Target, weights: Array, predicted: Array, uniforms: Array) -> None:
    """Draw the missing answers of a target from the donors nearest in prediction."""
    given = _given(state, target, weights)[:, target.observed]
    near = predicted[:, target.observed], predicted[:, target.missing]
    chosen = nearest_donors(near, given, uniforms, _donors(state.chain, given, predicted))
    values = state.chain.values[target.variable][target.observed][chosen]
    if target.domain is not None:
        values = np.where(state.raw[:, target.domain, target.missing] == 1, values, 0.0)
    state.put(target, values)


def _donors(chain: Chain, given: Array, predicted: Array) -> Array:
    """Return how many donors each replicate draws from: all of them before anything is predicted."""
    total = given.sum(1)
    donors: Array = total if not predicted.any() else np.minimum(total, float(chain.donors))
    return donors


def nearest_donors(near: tuple[Array, Array], given: Array, uniforms: Array, donors: Array) -> AnyArray:
    """Return the place among the donors that each missing answer is drawn from, shape (replicates, missing).

    Donors stand in the order of their predictions, each as often as its weight; one of the ``donors`` around the
    prediction of the recipient is drawn.

    Args:
        near: predictions of donors (replicates, observed) and of recipients (replicates, missing).
        given: weights of the donors.
        uniforms: random numbers, shape (replicates, missing).
        donors: how many to draw from, shape (replicates,).
    """
    theirs, mine = near
    order = np.argsort(theirs, axis=1, kind="stable")
    ranked = np.take_along_axis(theirs, order, axis=1)
    reach = np.cumsum(np.take_along_axis(given, order, axis=1), axis=1)
    chosen = np.empty(mine.shape, dtype=np.int64)
    for b in range(len(mine)):
        place = np.searchsorted(ranked[b], mine[b])
        middle = np.where(place > 0, reach[b][place - 1], 0.0)
        lowest = np.clip(middle - donors[b] / 2, 0.0, max(reach[b][-1] - donors[b], 0.0))
        chosen[b] = np.searchsorted(reach[b], lowest + uniforms[b] * donors[b], side="right")
    last: AnyArray = np.minimum(chosen, order.shape[1] - 1)
    return np.asarray(np.take_along_axis(order, last, axis=1))
