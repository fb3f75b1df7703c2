"""The value of a quantity at which a perspective breaks even: in closed form where the model is linear in it.

Linearity is looked at, not assumed: at several points of the range that the quantity could take, and again in every
draw. Where it does not hold, the range is scanned and every crossing of zero is bracketed and bisected.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sbs_econ.analysis.one_way import stretches
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import Standing, along, bounds_of, crossing, sharing
from sbs_econ.analysis.variance_shares import label_of
from sbs_econ.analysis.vary import DrawnScenario
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.vocabulary import Perspective

LINEAR = 1e-9
"""Departure from a straight line, as a share of the output's size, that is rounding."""
EXACT = 1e-6
"""GBP of net cost that a threshold may leave when it is put back."""
SCANNED, SCANNED_IN_DRAWS, STEPS_IN_DRAWS = 400, 24, 36
FEW = 2_000
"""Draws that are scanned where the model is not linear."""
FAR = 8.0
"""Scores between which an open range is scanned: all but 1e-15 of the distribution."""


@dataclass(frozen=True, slots=True)
class DrawnThreshold:
    """The same in every draw, with that draw's other values: 95 % interval, and the share of draws without one."""

    lower: float | None
    median: float | None
    upper: float | None
    share_without: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where one quantity makes one perspective break even; at its own price year."""

    name: str
    label: str
    unit: str
    value: float
    lower: float | None
    upper: float | None
    """The 95 % interval; None for a fixed quantity."""
    possible: tuple[float, float]
    """What it could take; an open end is infinite."""
    threshold: float | None = None
    """The one nearest to the value, where there are several."""
    others: tuple[float, ...] = ()
    method: str | None = None
    """closed_form, root, or jump where the net cost steps over zero."""
    saves: str | None = None
    """below or above: the side of the threshold on which the perspective saves."""
    reason: str | None = None
    """Why there is none: does_not_enter, outside_support or shares_fixed."""
    would_need: float | None = None
    """Where the straight line reaches zero, outside what the quantity could take."""
    drawn: DrawnThreshold | None = None
    evidence: str = ""
    source: str | None = None

    @property
    def distance(self) -> float | None:
        """From the value to the threshold, in widths of the 95 % interval."""
        if self.threshold is None or self.lower is None or self.upper is None or self.lower == self.upper:
            return None
        return (self.threshold - self.value) / (self.upper - self.lower)

    def as_json(self) -> dict[str, Any]:
        """Return the threshold as a plain record; open ends are null."""
        names = ("name", "label", "unit", "value", "lower", "upper", "threshold", "method", "saves", "distance",
                 "reason", "would_need", "evidence", "source")  # fmt: skip
        drawn = self.drawn
        return {name: getattr(self, name) for name in names} | {
            "others": list(self.others),
            "possible": [end if math.isfinite(end) else None for end in self.possible],
            "draws": None if drawn is None else {
                "lower": drawn.lower, "median": drawn.median, "upper": drawn.upper,
                "share_without": drawn.share_without,
            },
        }  # fmt: skip


def thresholds(inputs: Inputs, perspective: Perspective, names: Sequence[str], plan: Plan) -> list[Threshold]:
    """Return a threshold for each name, the nearest to its value first, those without one last.

    Args:
        inputs: the resolved scenario.
        perspective: whose net cost is to be zero.
        names: quantities, uncertain or fixed.
        plan: draws and seed of the intervals.
    """
    standing, output = Standing.at_means(inputs), net_cost_name(perspective)
    blank = [_blank(inputs, name) for name in names]
    movable = [each for each in blank if each.reason is None]
    paths = [(each.name, _points(inputs, each), None) for each in movable]
    curves = [curve[output] for curve in along(standing, paths, [output])]
    found = [_by_line(each, path[1], curve) for each, path, curve in zip(movable, paths, curves, strict=True)]
    found = _polished(standing, output, found)
    found = _scanned(standing, output, found)
    drawn = _with_draws(inputs, output, found, plan)
    return sorted([*drawn, *(each for each in blank if each.reason is not None)], key=_nearest_first)


def _nearest_first(each: Threshold) -> tuple[int, float, str]:
    if each.threshold is None:
        return (3 if each.reason == "does_not_enter" else 2), 0.0, each.name
    return (1, 0.0, each.name) if each.distance is None else (0, abs(each.distance), each.name)


def _blank(inputs: Inputs, name: str) -> Threshold:
    quantity = inputs.quantities[name]
    lower, upper = _interval(quantity)
    stuck = bool(sharing(inputs, name)) and quantity.value == 1.0
    return Threshold(
        name=name, label=label_of(quantity), unit=quantity.unit.value, value=quantity.value, lower=lower, upper=upper,
        possible=bounds_of(inputs, name), reason="shares_fixed" if stuck else None,
        evidence=quantity.evidence.value, source=quantity.source,
    )  # fmt: skip


def _interval(quantity: ResolvedQuantity) -> tuple[float | None, float | None]:
    if quantity.distribution is None:
        return None, None
    low, high = sorted(end * quantity.multiplier for end in quantity.distribution.interval(0.95))
    return low, high


def _reach(inputs: Inputs, each: Threshold) -> tuple[float, float]:
    """The finite range that is looked at: what is possible, an open end cut far out."""
    quantity, (low, high) = inputs.quantities[each.name], each.possible
    if quantity.distribution is not None:
        far = sorted(quantity.distribution.quantile(np.array([-FAR, FAR])) * quantity.multiplier)
    else:
        size = max(abs(each.value), 1.0)
        far = [each.value - 10 * size, each.value + 10 * size]
    return (low if math.isfinite(low) else float(far[0])), (high if math.isfinite(high) else float(far[1]))


def _points(inputs: Inputs, each: Threshold) -> Array:
    """Values at which linearity is looked at: the value, its interval, and what it could take."""
    low, high = _reach(inputs, each)
    inner = np.linspace(low, high, 9)[1:-1]
    ends = [end for end in (each.lower, each.upper) if end is not None]
    return np.unique(np.clip([low, *inner, high, each.value, *ends], low, high))


def _straight(x: Array, y: Array) -> bool:
    line = y[0] + (x - x[0]) * ((y[-1] - y[0]) / (x[-1] - x[0]))
    return bool(np.abs(y - line).max() <= LINEAR * max(float(np.abs(y).max()), 1.0))


def _by_line(each: Threshold, x: Array, y: Array) -> Threshold:
    """Return the threshold in closed form where the points lie on a line; method root where they do not."""
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    if float(np.ptp(y)) <= LINEAR * max(float(np.abs(y).max()), 1.0):
        return replace(each, reason="does_not_enter")
    if not _straight(x, y):
        return replace(each, method="root")
    slope = float((y[-1] - y[0]) / (x[-1] - x[0]))
    root = float(x[0] - y[0] / slope)
    low, high = each.possible
    if not low <= root <= high:
        return replace(each, reason="outside_support", would_need=root)
    return replace(each, method="closed_form", threshold=root, saves="below" if slope > 0 else "above")


def _polished(standing: Standing, output: str, found: list[Threshold]) -> list[Threshold]:
    """Put closed forms back into the model; one that leaves a net cost is scanned for instead."""
    closed = [each for each in found if each.method == "closed_form" and each.threshold is not None]
    paths = [(each.name, np.array([each.threshold]), None) for each in closed]
    left = {
        each.name: abs(float(c[output][0])) for each, c in zip(closed, along(standing, paths, [output]), strict=True)
    }
    return [
        replace(each, method="root", threshold=None, saves=None) if left.get(each.name, 0.0) > EXACT else each
        for each in found
    ]


def _scanned(standing: Standing, output: str, found: list[Threshold]) -> list[Threshold]:
    """Find every crossing of zero where the model is not linear in a quantity."""
    curved = [each for each in found if each.method == "root"]
    if not curved:
        return found
    grids = [np.linspace(*_reach(standing.inputs, each), SCANNED) for each in curved]
    curves = along(standing, [(each.name, grid, None) for each, grid in zip(curved, grids, strict=True)], [output])
    done = {
        each.name: _rooted(standing, output, each, (grid, curve[output]))
        for each, grid, curve in zip(curved, grids, curves, strict=True)
    }
    return [done.get(each.name, each) for each in found]


def _rooted(standing: Standing, output: str, each: Threshold, curve: tuple[Array, Array]) -> Threshold:
    x, y = curve
    at = np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    if not at.size:
        return replace(each, method=None, reason="outside_support")

    def net(values: Array) -> Array:
        return along(standing, [(each.name, values, None)], [output])[0][output]

    roots = crossing(net, x[at], x[at + 1])
    nearest = int(np.argmin(np.abs(roots - each.value)))
    step = abs(float(net(roots[nearest : nearest + 1])[0])) > max(EXACT, LINEAR * float(np.abs(y).max()))
    return replace(
        each, threshold=float(roots[nearest]), others=tuple(float(r) for r in np.delete(roots, nearest)),
        method="jump" if step else "root", saves="below" if y[at[nearest]] < 0 else "above",
    )  # fmt: skip


def _with_draws(inputs: Inputs, output: str, found: list[Threshold], plan: Plan) -> list[Threshold]:
    straight = [each for each in found if each.reason != "does_not_enter" and each.method != "root"]
    roots: dict[str, list[Array]] = {each.name: [] for each in straight}
    for stretch in stretches(inputs, plan):
        standing = Standing(inputs, stretch.values, stretch.local)
        here = _net(standing, output, stretch.size)
        for each in straight:
            lines = _drawn_lines(standing, output, each, here)
            roots[each.name] += [] if lines is None else [lines]
    few = DrawnScenario(inputs, MonteCarlo(plan.seed), min(FEW, plan.draws))
    held = {name for name, parts in roots.items() if sum(map(len, parts)) == plan.draws}
    return [
        each
        if each.reason == "does_not_enter"
        else replace(each, drawn=_summary(roots[each.name] if each.name in held else [_drawn_scan(few, output, each)]))
        for each in found
    ]


def _net(standing: Standing, output: str, size: int) -> Array:
    return np.broadcast_to(np.asarray(standing.outputs()[output], dtype=np.float64), (size,))


def _drawn_lines(standing: Standing, output: str, each: Threshold, here: Array) -> Array | None:
    """Return the value that breaks even in each draw, NaN where no possible value does; None if lines do not hold."""
    size = len(here)
    low, high = _reach(standing.inputs, each)
    if each.lower is not None and each.upper is not None and each.lower < each.upper:
        low, high = each.lower, each.upper
    first, last = (_net(standing.moved(each.name, end), output, size) for end in (low, high))
    line = first + (standing.values[each.name] - low) * ((last - first) / (high - low))
    if not np.abs(here - line).max() <= LINEAR * max(float(np.abs(here).max()), 1.0):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = low - first * ((high - low) / (last - first))
    least, most = each.possible
    return np.where((roots >= least) & (roots <= most), roots, np.nan)


def _drawn_scan(stretch: DrawnScenario, output: str, each: Threshold) -> Array:
    """Return the crossing nearest to the threshold at the means (else to the value) in each draw, by a scan."""
    standing, size = Standing(stretch.inputs, stretch.values, stretch.local), stretch.size
    grid = np.linspace(*_reach(standing.inputs, each), SCANNED_IN_DRAWS)
    signs = np.stack([np.sign(_net(standing.moved(each.name, float(x)), output, size)) for x in grid])
    crosses = signs[:-1] * signs[1:] < 0
    aim = each.value if each.threshold is None else each.threshold
    away = np.abs((grid[:-1] + grid[1:]) / 2 - aim)
    which = np.argmin(np.where(crosses, away[:, None], np.inf), axis=0)

    def net(values: Array) -> Array:
        return _net(standing.moved(each.name, values), output, size)

    roots = crossing(net, grid[which], grid[which + 1], STEPS_IN_DRAWS)
    return np.where(crosses.any(axis=0), roots, np.nan)


def _summary(parts: Sequence[Array]) -> DrawnThreshold:
    roots = np.concatenate(parts)
    there = roots[np.isfinite(roots)]
    without = 1.0 - len(there) / len(roots)
    if not there.size:
        return DrawnThreshold(None, None, None, without)
    low, middle, high = (float(q) for q in np.quantile(there, (0.025, 0.5, 0.975)))
    return DrawnThreshold(low, middle, high, without)
