"""Break-even, in the order of the method: what must change, one in n, the causal share, headroom (section 8).

The first needs no evidence of effect: it sets the programme's cost against the price of one service at a time. Every
figure is per participant, at the analysis price year, a ratio of PSA means, with the 95 % interval of the same ratio
over the draws. Where a perspective does not bear the programme's cost, the funder's is counted in, and that is said.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sbs_econ.analysis.one_way import stretches
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import Standing
from sbs_econ.analysis.vary import Replaced
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import View, view
from sbs_econ.model.quantities import new_quantity
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.model.service_rows import contact_price
from sbs_econ.vocabulary import Block, Evidence, Kind, Payer, Perspective, StudyDesign, Unit

CAUSAL_SHARE = "attribution.causal_share"


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of PSA means with its Monte Carlo standard error, its 95 % interval over draws, and the base case."""

    base_case: float | None
    mean: float
    mc_se: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Service:
    """What must change in one service, all else left out; units per participant over the horizon."""

    row: str
    label: str
    unit: str
    payer: str
    price: Figure
    """GBP a unit."""
    units: Figure
    """(1) Attributable units fewer that pay for the programme: its cost over the price."""
    share_of_baseline: Figure | None
    """The same over baseline use; above 1 it cannot be. None without a baseline."""
    net_cost_without: Figure
    """(2) Net cost with this row left out, GBP."""
    avoided_each: Figure
    """Units that each participant must avoid: that over the price. 1 in n avoids one, n = 1 over it."""
    share_of_draws_breaking_even_already: float

    @property
    def one_in(self) -> float | None:
        """N of "1 in n participants avoids one"; None where the rest breaks even already."""
        return 1.0 / self.avoided_each.mean if self.avoided_each.mean > 0 else None


@dataclass(frozen=True, slots=True)
class CausalShare:
    """(3) The share of the reported changes that the programme must have caused, on uncontrolled rows."""

    share: Figure | None
    """None where the reported changes save nothing."""
    net_cost_at_none: Figure
    net_cost_at_all: Figure
    share_of_draws_without: float
    """Draws in which no share from 0 to 1 breaks even."""
    changes_by_evidence: Mapping[str, int]
    stamp: str | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The break-even of one perspective, per participant, GBP."""

    perspective: Perspective
    label: str
    participants: int
    includes_programme_cost: bool
    """False where the funder's cost is counted in though the perspective does not bear it."""
    programme_cost: Figure
    net_cost: Figure
    services: tuple[Service, ...]
    causal_share: CausalShare
    funder_cost: Figure
    headroom: Figure
    """(4) Funder's cost at which the perspective nets to zero; below zero no price does."""

    def as_json(self) -> dict[str, Any]:
        """Return the break-even as a plain record."""
        record = asdict(self) | {"perspective": self.perspective.value}
        record["services"] = [asdict(each) | {"one_in": each.one_in} for each in self.services]
        return record


@dataclass(frozen=True, slots=True)
class _Seen:
    """Whose costs are looked at: the scenario, the perspective, and the services that it pays for."""

    inputs: Inputs
    view: View
    services: tuple[str, ...]

    def funder(self, row: Row) -> bool:
        return row.block is Block.PROGRAMME and row.payer is Payer.FUNDER and row.kind is Kind.RESOURCE

    def counts(self, row: Row) -> bool:
        return self.view.counts(row) or self.funder(row)


def break_even(inputs: Inputs, perspective: Perspective, plan: Plan) -> BreakEven:
    """Return what would have to change for a perspective to break even.

    Raises:
        RequestError: if nobody takes part.
    """
    if inputs.settings.participants == 0:
        raise RequestError(
            "nobody takes part, so there is nothing to break even per participant", "set settings.participants above 0"
        )
    seen_by = view(perspective, inputs.settings.funded_by)
    services = inputs.structure.services
    seen = _Seen(inputs, seen_by, tuple(i for i, service in services.items() if service.payer in seen_by.payers))
    base = _amounts(seen, Standing.at_means(inputs), 1)
    drawn: dict[str, list[Array]] = defaultdict(list)
    for stretch in stretches(inputs, plan):
        for key, value in _amounts(seen, Standing(inputs, stretch.values, stretch.local), stretch.size).items():
            drawn[key].append(value)
    return _answer(seen, _Amounts({key: float(value[0]) for key, value in base.items()},
                                  {key: np.concatenate(parts) for key, parts in drawn.items()}))  # fmt: skip


def _amounts(seen: _Seen, standing: Standing, size: int) -> dict[str, Array]:
    """Return every amount per participant, each of shape (size,)."""
    people = float(seen.inputs.settings.participants)
    rows = {row.row: row for row in evaluate(seen.inputs, standing.values, standing.local) if seen.counts(row)}
    found: dict[str, Draws] = {
        "programme": _sum(row for row in rows.values() if row.block is Block.PROGRAMME) / people,
        "net": _sum(rows.values()) / people,
        "funder": _sum(row for row in rows.values() if seen.funder(row)) / people,
        "one": 1.0,
    }
    for share in (0.0, 1.0):
        found[f"net at {share:g}"] = _sum(_at_causal_share(seen, standing, share)) / people
    for item in seen.services:
        price, baseline = _price_and_baseline(standing, item)
        found |= {f"{item} price": price, f"{item} use": price * baseline}
        found[f"{item} without"] = found["net"] - _sum([rows[f"service_use.{item}"]]) / people
    return {key: np.broadcast_to(np.asarray(value, dtype=np.float64), (size,)) for key, value in found.items()}


def _sum(rows: Any) -> Draws:
    total: Draws = 0.0
    for row in rows:
        total = total + row.cost
    return total


def _at_causal_share(seen: _Seen, standing: Standing, share: float) -> list[Row]:
    inputs = seen.inputs
    given = {CAUSAL_SHARE: replace(new_quantity(CAUSAL_SHARE, Unit.SHARE, "Causal share"), value=share)}
    sites = [
        replace(site, quantities={name: q for name, q in site.quantities.items() if name != CAUSAL_SHARE})
        for site in inputs.sites
    ]
    asked = replace(inputs, quantities={**inputs.quantities, **given}, sites=tuple(sites))
    rows = evaluate(asked, Replaced(standing.values, {CAUSAL_SHARE: share}), standing.local)
    return [row for row in rows if seen.counts(row)]


def _price_and_baseline(standing: Standing, item: str) -> tuple[Draws, Draws]:
    """Price of a unit and baseline use over the horizon, per participant; sites weigh by their people."""
    inputs = standing.inputs
    prices: Draws = 0.0
    uses: Draws = 0.0
    change = inputs.structure.services[item].change
    over_horizon = inputs.settings.horizon_months / (change.recall_months or 1)
    sites = inputs.sites if any(site.quantities for site in inputs.sites) else inputs.sites[:1]
    people = sum(site.participants for site in sites)
    for site in sites:
        reader = Reader(inputs, standing.values, site.quantities, standing.local.get(site.key, {}))
        weight = site.participants / people
        prices = prices + contact_price(reader, item) * weight
        uses = uses + reader[f"service_use.{item}.baseline"] * over_horizon * weight
    return prices, uses


@dataclass(frozen=True, slots=True)
class _Amounts:
    base: Mapping[str, float]
    drawn: Mapping[str, Array]

    def minus(self, first: str, second: str, name: str) -> _Amounts:
        """Return the amounts with a difference added under a name."""
        base = {**self.base, name: self.base[first] - self.base[second]}
        return _Amounts(base, {**self.drawn, name: self.drawn[first] - self.drawn[second]})

    def ratio(self, above: str, below: str = "one") -> Figure:
        """Return a ratio of means, its standard error by linearisation, its interval over draws (below positive)."""
        a, b = self.drawn[above], self.drawn[below]
        mean, size = float(a.mean() / b.mean()), len(a)
        error = float(np.std(a - mean * b, ddof=1)) / math.sqrt(size) / abs(float(b.mean())) if size > 1 else 0.0
        lower, upper = np.quantile(a[b > 0] / b[b > 0], (0.025, 0.975))
        base = self.base[above] / self.base[below] if self.base[below] else None
        return Figure(base, mean, error, float(lower), float(upper))


def _answer(seen: _Seen, amounts: _Amounts) -> BreakEven:
    with_headroom = amounts.minus("funder", "net", "headroom")
    return BreakEven(
        perspective=seen.view.perspective, label=seen.view.label,
        participants=seen.inputs.settings.participants,
        includes_programme_cost=seen.view.includes_programme_cost,
        programme_cost=amounts.ratio("programme"), net_cost=amounts.ratio("net"),
        services=tuple(_service(seen.inputs, amounts, item) for item in seen.services),
        causal_share=_causal_share(seen, amounts), funder_cost=amounts.ratio("funder"),
        headroom=with_headroom.ratio("headroom"),
    )  # fmt: skip


def _service(inputs: Inputs, amounts: _Amounts, item: str) -> Service:
    service, price, without = inputs.structure.services[item], f"{item} price", f"{item} without"
    return Service(
        row=f"service_use.{item}", label=service.label, unit=service.unit.value, payer=service.payer.value,
        price=amounts.ratio(price), units=amounts.ratio("programme", price),
        share_of_baseline=amounts.ratio("programme", f"{item} use") if amounts.drawn[f"{item} use"].any() else None,
        net_cost_without=amounts.ratio(without), avoided_each=amounts.ratio(without, price),
        share_of_draws_breaking_even_already=float(np.mean(amounts.drawn[without] <= 0)),
    )  # fmt: skip


def _causal_share(seen: _Seen, amounts: _Amounts) -> CausalShare:
    saved = amounts.minus("net at 0", "net at 1", "saved")
    none, every = amounts.drawn["net at 0"], amounts.drawn["net at 1"]
    grades = _grades(seen)
    return CausalShare(
        share=saved.ratio("net at 0", "saved") if saved.drawn["saved"].mean() > 0 else None,
        net_cost_at_none=amounts.ratio("net at 0"), net_cost_at_all=amounts.ratio("net at 1"),
        share_of_draws_without=float(np.mean((none > 0) & (every > 0))),
        changes_by_evidence={grade.value: grades[grade] for grade in Evidence if grades[grade]},
        stamp=stamp(grades),
    )  # fmt: skip


def _grades(seen: _Seen) -> Counter[Evidence]:
    """Count the evidence grades of the uncontrolled changes that the perspective's rows read."""
    read = frozenset().union(*(row.uses for row in base_case(seen.inputs) if seen.counts(row)))
    return Counter(
        seen.inputs.quantities[name].evidence
        for name, change in changes_of(seen.inputs)
        if name in read and change.design is StudyDesign.UNCONTROLLED
    )


def stamp(grades: Mapping[Evidence, int]) -> str | None:
    """Return what must stand beside a causal share; None where every change is reported.

    >>> stamp({Evidence.ILLUSTRATIVE: 3})
    'share of an illustrative change'
    >>> stamp({Evidence.ILLUSTRATIVE: 2, Evidence.REPORTED: 1})
    'share of a mixed change: 1 reported, 2 illustrative'
    """
    counts = {grade: grades[grade] for grade in Evidence if grades.get(grade)}
    if set(counts) <= {Evidence.REPORTED}:
        return None
    if set(counts) == {Evidence.ILLUSTRATIVE}:
        return "share of an illustrative change"
    words = ", ".join(f"{count} {grade.value.replace('_', ' ')}" for grade, count in counts.items())
    return f"share of a mixed change: {words}" if len(counts) > 1 else f"share of a change not reported: {words}"
