"""Quantities moved from where they stand, and two of them together over a grid, with the line of no net cost."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sbs_econ.analysis.outputs import full_outputs
from sbs_econ.analysis.variance_shares import Output, found, label_of, outputs_wanted
from sbs_econ.analysis.vary import Replaced
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.distributions import Point
from sbs_econ.errors import RequestError
from sbs_econ.model.evaluate import LocalValues, base_case_values, evaluate
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.patterns import matches
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.sense import MAY_BE_NEGATIVE
from sbs_econ.schema.units import SHARES_AND_SCORES
from sbs_econ.vocabulary import ChangeKind, Unit

OFFER = "programme.sessions_per_group_month"
SHARES = (
    "subgroups.*.share", "subgroups.*.evaluation_share", "modes.*.share", "modes.*.evaluation_share",
    "cells.*.*.share", "cells.*.*.evaluation_share",
)  # fmt: skip
"""Names of shares that add up to 1, whether they are certain or not."""
BASELINES = {
    "employment.change_in_employment_rate": "employment.employed_at_baseline",
    "informal_care.hours_change": "informal_care.baseline_hours",
}
"""What a change falls from, where its name does not say so."""


def sharing(inputs: Inputs, name: str) -> tuple[str, ...]:
    """Return the other shares that add up to 1 with a quantity; none for what is not such a share."""
    joint = found(inputs, name).joint
    pattern = next((pattern for pattern in SHARES if matches(pattern, name)), None)
    shares = [
        other.name
        for other in inputs.quantities.values()
        if (pattern is not None and matches(pattern, other.name))
        or (joint is not None and joint.kind == "dirichlet" and other.joint == joint)
    ]
    return tuple(sorted(set(shares) - {name}))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where every quantity stands, at its mean or as drawn, so that some may be moved."""

    inputs: Inputs
    values: Mapping[str, Draws]
    local: LocalValues

    @classmethod
    def at_means(cls, inputs: Inputs) -> Standing:
        """Return every quantity at its mean."""
        return cls(inputs, *base_case_values(inputs))

    def replaced(self, common: Mapping[str, Draws], local: LocalValues) -> Standing:
        """Return the same with some values replaced: common ones, and those of sites."""
        sites = {key: Replaced(values, local.get(key, {})) for key, values in self.local.items()}
        return Standing(self.inputs, Replaced(self.values, common), sites)

    def moved(self, name: str, to: Draws, scores: Array | None = None) -> Standing:
        """Return the same with one quantity moved, and what must move with it."""
        return self.replaced(*self.instead(name, to, scores))

    def instead(
        self, name: str, to: Draws, scores: Array | None = None
    ) -> tuple[dict[str, Draws], dict[str, dict[str, Draws]]]:
        """Return the values that stand in when a quantity is moved.

        Shares that add up to 1 with it are rescaled; at a site where it is the same quantity times a factor it keeps
        that factor; where a site has a figure of its own, that is moved only by ``scores``, to its own quantiles.
        """
        common = {name: to} if name in self.values else {}
        for partner in sharing(self.inputs, name):
            common[partner] = self.values[partner] * ((1.0 - to) / (1.0 - self.values[name]))
        local = {}
        for site in self.inputs.sites:
            here = _at_site(self.inputs, site.quantities[name], to, scores) if name in site.quantities else None
            if here is not None:
                local[site.key] = {name: here}
        return common, local

    def outputs(self) -> dict[str, Draws]:
        """Return every full output, NaN where the model has no answer (a mix whose every effect is 0)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return full_outputs(self.inputs, evaluate(_open(self.inputs), self.values, self.local))


def _open(inputs: Inputs) -> Inputs:
    """Return inputs whose fixed offer may be moved: the model asks one without a distribution for a single number."""

    def opened(quantities: Mapping[str, ResolvedQuantity]) -> Mapping[str, ResolvedQuantity]:
        offer = quantities.get(OFFER)
        if offer is None or offer.distribution is not None:
            return quantities
        return {**quantities, OFFER: replace(offer, distribution=Point(offer.value), family="zero_inflated")}

    sites = tuple(replace(site, quantities=opened(site.quantities)) for site in inputs.sites)
    return replace(inputs, quantities=opened(inputs.quantities), sites=sites)


def _at_site(inputs: Inputs, own: ResolvedQuantity, to: Draws, scores: Array | None) -> Draws | None:
    quantity = inputs.quantities.get(own.name, own)
    alike = math.isclose(own.value * quantity.multiplier, quantity.value * own.multiplier, rel_tol=1e-12)
    if own.distribution == quantity.distribution and alike and quantity.multiplier:
        return to * (own.multiplier / quantity.multiplier)
    if scores is None or own.distribution is None:
        return None
    return own.distribution.quantile(scores) * own.multiplier


def moves_by_itself(inputs: Inputs, own: ResolvedQuantity) -> bool:
    """Return whether a site's uncertain figure is its own, rather than the common one times a factor."""
    return own.distribution is not None and _at_site(inputs, own, 1.0, None) is None


def along(
    standing: Standing, moves: Sequence[tuple[str, Array, Array | None]], wanted: Sequence[str]
) -> list[dict[str, Array]]:
    """Return outputs along several one-quantity paths, from the means, in one evaluation of the model.

    Args:
        standing: every quantity at its mean.
        moves: for each path a name, its values and, where sites follow by score, their scores; shapes (points,).
        wanted: names of outputs.
    """
    if not moves:
        return []
    total = sum(len(to) for _, to, _ in moves)
    common: dict[str, Array] = {}
    local: dict[str, dict[str, Array]] = defaultdict(dict)
    pieces, start = [], 0
    for name, to, scores in moves:
        pieces.append(slice(start, start := start + len(to)))
        instead, at_sites = standing.instead(name, to, scores)
        sites = [(local[key], standing.local[key], values) for key, values in at_sites.items()]
        for into, base, values in [(common, standing.values, instead), *sites]:
            for each, value in values.items():
                into.setdefault(each, np.full(total, base[each], dtype=np.float64))[pieces[-1]] = value
    made = standing.replaced(common, local).outputs()
    whole = {name: np.broadcast_to(np.asarray(made[name], dtype=np.float64), (total,)) for name in wanted}
    return [{name: whole[name][piece] for name in wanted} for piece in pieces]


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the two quantities: its mean and the range that the grid covers, at its own price year."""

    name: str
    label: str
    unit: str
    value: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TwoWay:
    """An output over a grid of two quantities, all others at their means.

    ``grid`` has a row for each y and a column for each x; at the points (x, y) of ``line`` the output is 0.
    """

    output: Output
    base_case: float
    x: Axis
    y: Axis
    grid: tuple[tuple[float, ...], ...]
    line: tuple[tuple[float, float], ...]
    note: str | None


Range = tuple[float, float] | None


def two_way(inputs: Inputs, wanted: str, axes: tuple[tuple[str, Range], tuple[str, Range]], points: int = 41) -> TwoWay:
    """Return an output over two quantities, each over its 95 % interval or a range that is given.

    Args:
        inputs: the resolved scenario.
        wanted: a row or perspective.
        axes: for x and y the name and a range; None for the 95 % interval.
        points: values of each quantity.

    Raises:
        RequestError: if there is no such quantity or output, or the two cannot be moved independently.
    """
    output, standing = outputs_wanted(inputs, [wanted])[0], Standing.at_means(inputs)
    (x_name, _), (y_name, _) = axes
    x, y = (_axis(inputs, name, given, points) for name, given in axes)
    if x_name == y_name or y_name in sharing(inputs, x_name):
        raise RequestError(f"{x_name} and {y_name} cannot be moved independently: one settles the other")

    def at(first: Array, second: Array) -> Array:
        made = standing.moved(x_name, first).moved(y_name, second).outputs()[output.name]
        return np.broadcast_to(np.asarray(made, dtype=np.float64), first.shape)

    xs, ys = np.meshgrid(x.values, y.values)
    grid = at(xs.ravel(), ys.ravel()).reshape(xs.shape)
    return TwoWay(
        output=output, base_case=float(np.asarray(standing.outputs()[output.name])), x=x, y=y,
        grid=tuple(tuple(row) for row in grid.tolist()), line=_line(at, xs, ys, grid),
        note=_note(inputs, x_name, y_name),
    )  # fmt: skip


def quantity_named(inputs: Inputs, name: str) -> ResolvedQuantity:
    """Return a quantity by its name; raises ``RequestError`` if there is none, with the nearest."""
    if name not in inputs.quantities:
        raise RequestError(f"there is no quantity '{name}'", did_you_mean(name, inputs.quantities), code="E406")
    return inputs.quantities[name]


def _axis(inputs: Inputs, name: str, given: Range, points: int) -> Axis:
    quantity = quantity_named(inputs, name)
    if given is None and quantity.distribution is None:
        raise RequestError(f"{name} is fixed, so it has no 95% interval", "give the range to look at, as lo,hi")
    if given is None and quantity.distribution is not None:
        low, high = (end * quantity.multiplier for end in quantity.distribution.interval(0.95))
    elif given is not None:
        low, high = given
    if not low < high:
        raise RequestError(f"{name}: {low:g} to {high:g} is no range", "give the smaller end first, as lo,hi")
    least, most = bounds_of(inputs, name)
    if not least <= low < high <= most:
        raise RequestError(f"{name} can only lie from {least:g} to {most:g}", "choose a range within it")
    return Axis(name, label_of(quantity), quantity.unit.value, quantity.value, tuple(np.linspace(low, high, points)))


def bounds_of(inputs: Inputs, name: str) -> tuple[float, float]:
    """Return what a quantity could take: its distribution's support within what its unit, baseline or offer allow."""
    quantity = found(inputs, name)
    low, high = _by_unit(inputs, quantity)
    if quantity.distribution is not None:
        ends = sorted(end * quantity.multiplier for end in quantity.distribution.support)
        low, high = max(low, ends[0]), min(high, ends[1])
    return low, high


def _by_unit(inputs: Inputs, quantity: ResolvedQuantity) -> tuple[float, float]:
    name, unit, change = quantity.name, quantity.unit, dict(changes_of(inputs)).get(quantity.name)
    if change is not None and change.kind is ChangeKind.DIFFERENCE:
        baseline = inputs.quantities.get(BASELINES.get(name, name.removesuffix(".change") + ".baseline"))
        floor = -math.inf if baseline is None or name.startswith("outcomes.") else -baseline.value
        return (floor, 1.0 + floor) if unit is Unit.SHARE and baseline is not None else (floor, math.inf)
    if unit in SHARES_AND_SCORES or unit is Unit.RATIO_PER_MONTH or name == "engagement.one_way_relative_effect":
        return 0.0, 1.0
    if name == OFFER:
        reference = inputs.quantities["engagement.offered_reference"].value
        low, high = (inputs.quantities.get(f"engagement.offered_range.{end}") for end in ("lower", "upper"))
        return (reference / 2 if low is None else low.value), (reference * 2 if high is None else high.value)
    return (-math.inf if unit in MAY_BE_NEGATIVE else 0.0), math.inf


def _line(at: Callable[[Array, Array], Array], xs: Array, ys: Array, grid: Array) -> tuple[tuple[float, float], ...]:
    """Return points at which the output is 0, between neighbours along x and along y."""
    starts: list[Array] = []
    ends: list[Array] = []
    for axis in (1, 0):
        first, second = (np.delete(np.arange(grid.shape[axis]), end) for end in (-1, 0))
        signs = np.sign(np.take(grid, first, axis)) * np.sign(np.take(grid, second, axis))
        for into, which in ((starts, first), (ends, second)):
            into.append(np.stack([np.take(each, which, axis)[signs < 0] for each in (xs, ys)]))
    start, end = np.concatenate(starts, axis=1), np.concatenate(ends, axis=1)
    if not start.size:
        return ()

    def between(share: Array) -> Array:
        return at(*(start + share * (end - start)))

    share = crossing(between, np.zeros(start.shape[1]), np.ones(start.shape[1]))
    return tuple(sorted((x, y) for x, y in (start + share * (end - start)).T.tolist()))


def crossing(function: Callable[[Array], Array], low: Array, high: Array, steps: int = 60) -> Array:
    """Return where a function crosses 0 between brackets, by bisection of all of them at once; 60 steps: to the end."""
    start = np.sign(function(low))
    for _ in range(steps):
        middle = (low + high) / 2
        same = np.sign(function(middle)) == start
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2


def _note(inputs: Inputs, x: str, y: str) -> str | None:
    for group in inputs.correlations:
        if x in group.names and y in group.names:
            r = group.matrix[group.names.index(x)][group.names.index(y)]
            return f"The two are drawn together (scores correlate by {r:.2f}): opposite corners are less likely."
    return None
