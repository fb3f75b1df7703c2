"""How much of each perspective's result rests on each source and each evidence grade.

Three answers stand side by side, for they are different questions. *Money*: the share of the absolute costs in rows
that rest on it; a row counts for the grade of its weakest own figure, so grades add up to 1, and for every source
that its calculation reads, so sources overlap. *Left out*: what the mean net cost becomes when the changes that it
reports are at their null, on the same draws. *Variance*: its Sobol indices as a group of inputs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sbs_econ.analysis.one_way import NO_SOURCE, group_label, ready_made, stretches
from sbs_econ.analysis.outputs import full_outputs, net_cost_name
from sbs_econ.analysis.psa import Plan, Result
from sbs_econ.analysis.two_way import Standing, along, bounds_of, sharing
from sbs_econ.analysis.variance_shares import VarianceShare, found, variance_shares
from sbs_econ.analysis.vary import DrawnScenario
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, ChangeKind, Evidence, Kind, Perspective

HEADLINE = Perspective.NHS_PSS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A perspective's mean net cost without some effects, less that with them: a paired difference, GBP."""

    difference: float
    mc_se: float


@dataclass(frozen=True, slots=True)
class Rests:
    """What of one perspective rests on one evidence grade or one source."""

    perspective: Perspective
    kind: str
    """evidence or source."""
    key: str
    """The grade or the key of the source; none where there is no source."""
    label: str
    inputs: int
    """Quantities of this kind that move a row of the perspective."""
    changes: int
    """Reported changes among them."""
    money: float
    """Share of the perspective's absolute costs, by row."""
    net_cost: float
    """Mean net cost of those rows, GBP."""
    left_out: LeftOut | None
    """None where it reports no change: nothing is left out."""
    variance: VarianceShare | None
    """None where nothing of it is uncertain."""

    def as_json(self) -> dict[str, Any]:
        """Return the dependence as a plain record."""
        left, shares = self.left_out, self.variance
        return {
            "perspective": self.perspective.value, "kind": self.kind, "key": self.key, "label": self.label,
            "inputs": self.inputs, "changes": self.changes, "money": self.money, "net_cost": self.net_cost,
            "left_out": None if left is None else {"difference": left.difference, "mc_se": left.mc_se},
            "variance": None if shares is None else {
                "first": shares.first.as_json(), "total": shares.total.as_json(), "added": list(shares.group.added),
            },
        }  # fmt: skip


def evidence_dependence(inputs: Inputs, plan: Plan) -> list[Rests]:
    """Return what rests on each evidence grade and each source, for every perspective.

    Args:
        inputs: the resolved scenario.
        plan: draws and seed, of the means and of the variance shares.
    """
    kept = _keys(inputs)
    drawn = _Drawn(inputs, kept, plan)
    groups = [*ready_made(inputs, "evidence"), *ready_made(inputs, "source")]
    shares = variance_shares(inputs, [p.value for p in Perspective], plan.draws, plan.seed, groups)
    by_key = {(share.output, share.group.key): share for share in shares}
    return [
        _rests(inputs, drawn, perspective, (kind, key), by_key.get((net_cost_name(perspective), f"{kind}:{key}")))
        for perspective in Perspective
        for kind, key in kept
    ]


def key_of(kind: str, quantity: ResolvedQuantity) -> str:
    """Return the evidence grade or the source of a quantity."""
    return quantity.evidence.value if kind == "evidence" else quantity.source or NO_SOURCE


def _keys(inputs: Inputs) -> list[tuple[str, str]]:
    """Every grade and source of what a row reads: grades strongest first, sources by name."""
    read = [found(inputs, name) for name in sorted(frozenset().union(*(row.uses for row in base_case(inputs))))]
    grades = {quantity.evidence for quantity in read}
    sources = {key_of("source", quantity) for quantity in read}
    ordered = sorted(sources, key=lambda key: (key == NO_SOURCE, key))
    return [("evidence", grade.value) for grade in Evidence if grade in grades] + [("source", key) for key in ordered]


def _nulls(
    inputs: Inputs, chosen: Callable[[ResolvedQuantity], bool]
) -> tuple[dict[str, Draws], dict[str, dict[str, Draws]]]:
    """Return the null of every change that is chosen: common ones, and those of sites."""
    common: dict[str, Draws] = {}
    local: dict[str, dict[str, Draws]] = defaultdict(dict)
    for name, change in changes_of(inputs):
        null = 1.0 if change.kind is ChangeKind.RATE_RATIO else 0.0
        if chosen(inputs.quantities[name]):
            common[name] = null
        for site in inputs.sites:
            if name in site.quantities and chosen(site.quantities[name]):
                local[site.key][name] = null
    return common, local


class _Drawn:
    """Means over the draws: each row's cost, and what leaving each key out adds to each net cost."""

    def __init__(self, inputs: Inputs, keys: Sequence[tuple[str, str]], plan: Plan) -> None:
        self._sums: dict[str, float] = defaultdict(float)
        self._differences: dict[tuple[str, str, str], list[Array]] = defaultdict(list)
        self.draws, self.rows = plan.draws, [row for row in base_case(inputs) if row.cost is not None]
        self.movers = _movers(inputs, self.rows)
        nulls = {key: _nulls(inputs, _chooser(*key)) for key in keys}
        self.nulls = {key: pair for key, pair in nulls.items() if pair[0] or pair[1]}
        for stretch in stretches(inputs, plan):
            standing = Standing(inputs, stretch.values, stretch.local)
            rows = evaluate(inputs, standing.values, standing.local)
            for row in rows:
                if row.cost is not None:
                    self._sums[row.row] += float(np.sum(np.broadcast_to(row.cost, (stretch.size,))))
            self._leave_out(standing, full_outputs(inputs, rows), stretch.size)

    def _leave_out(self, standing: Standing, with_all: Mapping[str, Draws], size: int) -> None:
        for key, pair in self.nulls.items():
            without = standing.replaced(*pair).outputs()
            for name in map(net_cost_name, Perspective):
                difference = np.broadcast_to(np.asarray(without[name] - with_all[name], dtype=np.float64), (size,))
                self._differences[*key, name].append(difference)

    def cost(self, row: Row) -> float:
        """Return a row's mean cost."""
        return self._sums[row.row] / self.draws

    def left_out(self, key: tuple[str, str], perspective: Perspective) -> LeftOut | None:
        """Return what leaving a key's changes out adds to a mean net cost."""
        if key not in self.nulls:
            return None
        each = np.concatenate(self._differences[*key, net_cost_name(perspective)])
        error = float(np.std(each, ddof=1)) / math.sqrt(len(each)) if len(each) > 1 else 0.0
        return LeftOut(float(each.mean()), error)


def _chooser(kind: str, key: str) -> Callable[[ResolvedQuantity], bool]:
    return lambda quantity: key_of(kind, quantity) == key


def _rests(
    inputs: Inputs, drawn: _Drawn, perspective: Perspective, key: tuple[str, str], shares: VarianceShare | None
) -> Rests:
    kind, name = key
    seen_by = view(perspective, inputs.settings.funded_by)
    rows = [row for row in drawn.rows if seen_by.counts(row)]
    resting = [row for row in rows if name in _row_keys(inputs, kind, row, drawn.movers[row.row])]
    whole = sum(abs(drawn.cost(row)) for row in rows)
    moving = [found(inputs, each) for each in frozenset().union(*(drawn.movers[row.row] for row in rows))]
    own = {quantity.name for quantity in moving if key_of(kind, quantity) == name}
    return Rests(
        perspective=perspective, kind=kind, key=name, label=group_label(kind, name), inputs=len(own),
        changes=sum(change in own for change, _ in changes_of(inputs)),
        money=sum(abs(drawn.cost(row)) for row in resting) / whole if whole else 0.0,
        net_cost=math.fsum(drawn.cost(row) for row in resting),
        left_out=drawn.left_out(key, perspective), variance=shares,
    )  # fmt: skip


def _row_keys(inputs: Inputs, kind: str, row: Row, movers: frozenset[str]) -> set[str]:
    """The grades or sources that a row counts for."""
    if kind == "evidence":
        return set() if row.evidence is None else {row.evidence.value}
    return {key_of(kind, found(inputs, name)) for name in movers}


def _movers(inputs: Inputs, rows: Sequence[Row]) -> dict[str, frozenset[str]]:
    """Return, for each row, the quantities that move its cost when moved by a hundredth, from one draw of all.

    A share that cannot be moved alone, for the others of its group are 0, counts for every row that reads it.
    """
    costs = [f"{row.row}:cost" for row in rows]
    names = sorted(frozenset().union(*(row.uses for row in rows)))
    stuck = {name for name in names if sharing(inputs, name) and found(inputs, name).value == 1.0}
    draw = DrawnScenario(inputs, MonteCarlo(1), 1)
    standing = Standing(inputs, draw.values, draw.local)
    paths = [(name, _nudged(standing, name), None) for name in names if name not in stuck]
    curves = along(standing, paths, costs)
    moved = {path[0]: {c for c in costs if float(np.ptp(curve[c]))} for path, curve in zip(paths, curves, strict=True)}
    return {
        row.row: frozenset(name for name in row.uses if name in stuck or f"{row.row}:cost" in moved[name])
        for row in rows
    }


def _nudged(standing: Standing, name: str) -> Array:
    """Where a quantity stands, and a value a hundredth away, on the side that it could take."""
    value = float(np.mean(standing.values[name])) if name in standing.values else found(standing.inputs, name).value
    step = abs(value) / 100 or 0.01
    return np.array([value, value + step if value + step <= bounds_of(standing.inputs, name)[1] else value - step])


def money_by_evidence(result: Result, perspective: Perspective | None = None) -> dict[Evidence, float]:
    """Return the share of a run's absolute mean costs by the grade of each row's weakest own figure.

    Args:
        result: a run; nothing is evaluated again.
        perspective: whose rows; every row that is added to anything if left out.
    """
    seen_by = None if perspective is None else view(perspective, result.inputs.settings.funded_by)
    sums: dict[Evidence, float] = defaultdict(float)
    for row in result.rows:
        counted = row.row.kind is not Kind.MEMO if seen_by is None else seen_by.counts(row.row)
        if counted and row.cost is not None and row.row.evidence is not None:
            sums[row.row.evidence] += abs(row.cost.mean)
    whole = sum(sums.values())
    return {grade: sums[grade] / whole if whole else 0.0 for grade in Evidence}


def illustrative_inputs(result: Result) -> tuple[int, int]:
    """Return how many of the inputs that the table reads are illustrative, and how many it reads."""
    read = frozenset().union(*(row.row.uses for row in result.rows))
    return sum(found(result.inputs, name).evidence is Evidence.ILLUSTRATIVE for name in read), len(read)


def evidence_sentences(result: Result) -> Iterator[str]:
    """Yield what the summary of a run says about illustrative numbers; nothing where there are none.

    Reads the run's own means, so that every run can afford it.
    """
    count, read = illustrative_inputs(result)
    if count:
        table, headline = (money_by_evidence(result, p)[Evidence.ILLUSTRATIVE] for p in (None, HEADLINE))
        yield (
            f"{table:.0%} of the money in this table rests on illustrative numbers ({count} of the {read} inputs "
            f"that it reads), and {headline:.0%} of that behind the net cost to the {PERSPECTIVE_LABELS[HEADLINE]}."
        )
