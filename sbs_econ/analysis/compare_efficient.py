"""Which options are worth a look on one cost and one consequence: dominance, and how sure it is.

An option is dominated if another costs no more and achieves no less, and is better in one of the two. It is extendedly
dominated if a mix of two others does that. The rest are the efficient set; nothing is said about which of them to
choose. Source: Drummond et al. 2015, Methods for the Economic Evaluation of Health Care Programmes, 4th ed., ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.dominance import Status, rank

TOLERANCE = 1e-12
"""Relative difference up to which two figures are the same figure."""
EFFICIENT, DOMINATED, EXTENDEDLY_DOMINATED = "efficient", "dominated", "extendedly_dominated"
STATUS = {
    Status.FRONTIER: EFFICIENT,
    Status.DOMINATED: DOMINATED,
    Status.EXTENDED: EXTENDEDLY_DOMINATED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one option stands, and what dominates it: one option or more, or the two that a mix is made of."""

    option: str
    cost: float
    effect: float
    status: str
    by: tuple[str, ...] = ()


def standings(options: Sequence[tuple[str, float, float]]) -> list[Standing]:
    """Return where each option stands, in the order given.

    Args:
        options: name, cost and effect, where more effect is better.

    >>> found = standings([("none", 0, 0), ("a", 10, 1), ("b", 30, 2), ("c", 40, 4), ("d", 50, 4)])
    >>> [(s.option, s.status, s.by) for s in found if s.by]
    [('b', 'extendedly_dominated', ('a', 'c')), ('d', 'dominated', ('c',))]
    """
    costs, effects = [_rounded(option[1]) for option in options], [_rounded(option[2]) for option in options]
    points = list(zip(costs, effects, strict=True))
    ranked = rank(costs, effects)
    status = [STATUS[ranked[points.index(point)].status] for point in points]
    found = []
    for index, (name, cost, effect) in enumerate(options):
        if status[index] == DOMINATED:
            beaten = dominated_in_draws(np.array([costs]).T, np.array([effects]).T, index)[:, 0]
            by = tuple(
                o[0] for o, worse, own in zip(options, beaten, status, strict=True) if worse and own != DOMINATED
            )
        else:
            by = _around(options, status, effect) if status[index] == EXTENDEDLY_DOMINATED else ()
        found.append(Standing(name, cost, effect, status[index], by))
    return found


def _rounded(value: float) -> float:
    """A figure to the digits in which two of them are the same figure."""
    return float(f"{value:.12g}")


def _around(options: Sequence[tuple[str, float, float]], status: Sequence[str], effect: float) -> tuple[str, str]:
    """The efficient options just below and above an effect."""
    efficient = [o for o, own in zip(options, status, strict=True) if own == EFFICIENT]
    below = max((o for o in efficient if o[2] < effect), key=lambda o: o[2])
    above = min((o for o in efficient if o[2] > effect), key=lambda o: o[2])
    return below[0], above[0]


def efficient_in_draws(costs: Array, effects: Array) -> npt.NDArray[np.bool_]:
    """Return in which draws each option is in the efficient set.

    Args:
        costs: shape (options, draws).
        effects: the same, where more is better.
    """
    inside = np.ones(costs.shape, dtype=np.bool_)
    for i in range(len(costs)):
        inside[i] &= ~np.any(dominated_in_draws(costs, effects, i), axis=0)
        for j in range(len(costs)):
            inside[i] &= ~_beaten_by_mixes(costs, effects, i, j)
    return inside


def dominated_in_draws(costs: Array, effects: Array, i: int) -> npt.NDArray[np.bool_]:
    """Return in which draws each option dominates option i, shape (options, draws)."""
    cost_gap, effect_gap = _gap(costs, costs[i]), _gap(effects, effects[i])
    result: npt.NDArray[np.bool_] = (cost_gap <= 0) & (effect_gap >= 0) & ((cost_gap < 0) | (effect_gap > 0))
    return result


def _gap(values: Array, one: Array) -> Array:
    """Return values minus one of them, exactly 0 where the two are the same figure."""
    gap = values - one
    gap[np.abs(gap) <= TOLERANCE * (np.abs(values) + np.abs(one))] = 0.0
    return gap


def _beaten_by_mixes(costs: Array, effects: Array, i: int, j: int) -> npt.NDArray[np.bool_]:
    """Return where a mix of j, which achieves less than i, and one that achieves more costs less than i."""
    step, rise = _gap(effects, effects[j]), _gap(effects, effects[i])
    possible = (step[i] > 0) & (rise > 0)
    share = np.divide(step[i], step, out=np.zeros_like(step), where=possible)
    mixed = costs[j] + share * (costs - costs[j])
    beaten = possible & (costs[i] - mixed > TOLERANCE * (np.abs(costs[i]) + np.abs(mixed)))
    result: npt.NDArray[np.bool_] = np.any(beaten, axis=0)
    return result
