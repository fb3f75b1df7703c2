"""Budget impact: who pays what in which financial year, with the programme and without it (method, section 8).

People start evenly through each year. Every group of starters is followed for the scenario's horizon, wherever
that falls; nothing is counted after it. Constant prices, undiscounted.
Source: Sullivan et al. 2014, Value in Health 17:5-14 (principles of good practice for budget impact analysis).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sbs_econ.analysis.change_draws import Values_, at_means, common_draws, drawn, estimated
from sbs_econ.analysis.change_over_time import Calendar, OverTime, rows_over_time
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Draws
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.layers import Layer
from sbs_econ.model.perspectives import View, view
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import Kind, Payer, Perspective

MOST_YEARS = 10
MOST_PEOPLE = 1e12
"""More than anyone counts."""
HOURS_PER_FTE = 1_550.0
"""Hours a full-time facilitator works in a year: those behind the shipped hourly cost (programme.paid_hourly_cost)."""
AS_SHARES = "one share for each year, parted by commas: for 1% and then 2% write 0.01,0.02"
GIVE_BOTH = "give both, such as --eligible 12000 --uptake 0.01,0.02, or neither"
LATER = "later"
TOTAL = "total"
CAPACITY = {
    "groups": ("programme.start_up",),
    "sessions": ("programme.venue",),
    "attendances": ("programme.refreshments",),
    "paid_facilitator_hours": ("programme.paid_facilitation",),
    "volunteer_facilitator_hours": ("programme.volunteer_leadership",),
    "coordinator_fte": ("programme.coordination",),
}
"""What delivery needs, and the row of the bottom-up costing whose quantity tells it."""


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """Who starts when: the question that a budget impact answers."""

    starters: tuple[float, ...]
    """People who start in each financial year."""
    first_year: str
    """The first financial year, as 2024/25."""
    eligible: float | None = None
    uptake: tuple[float, ...] = ()
    """Share of the eligible who start in each year; empty where the scenario's own participants start each year."""
    hours_per_fte: float = HOURS_PER_FTE
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def years(self) -> tuple[str, ...]:
        """The financial years."""
        start = int(self.first_year[:4])
        return tuple(f"{start + i}/{(start + i + 1) % 100:02d}" for i in range(len(self.starters)))


@dataclass(frozen=True)
class BudgetImpact:
    """The budget impact of one scenario: estimates by output name, and what they are of."""

    inputs: Inputs
    plan: BudgetPlan
    drawn: Plan
    found: Mapping[str, Estimate]
    notes: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        """The financial years, their sum, and what falls after the last of them."""
        return (*self.plan.years, TOTAL, LATER)

    def of(self, measure: str, who: str, period: str) -> Estimate | None:
        """Return an estimate: net, cash, not_cash, without or with; None where there is none."""
        return self.found.get(f"{measure}:{who}:{period}")

    @property
    def payers(self) -> tuple[Payer, ...]:
        """Payers for whom anything is counted."""
        return tuple(p for p in Payer if any(_is_there(self.of("net", p.value, t)) for t in self.periods))


def _is_there(estimate: Estimate | None) -> bool:
    return estimate is not None and (estimate.mean != 0.0 or estimate.sd > 0.0)


def make_plan(
    inputs: Inputs,
    eligible: float | None = None,
    uptake: Sequence[float] = (),
    years: int = 5,
    first_year: str | None = None,
    hours_per_fte: float | None = None,
) -> BudgetPlan:
    """Return who starts when: a share of the eligible each year, or else the scenario's participants.

    The last uptake holds for the years after it; without a first year it is the price year.

    Raises:
        RequestError: if the figures cannot be met.
    """
    _check_plan(eligible, uptake, years, hours_per_fte)
    shares = (*uptake, *[uptake[-1]] * (years - len(uptake))) if uptake else ()
    everyone = float(inputs.settings.participants)
    starters = tuple(share * float(eligible or 0.0) for share in shares) or (everyone,) * years
    return BudgetPlan(
        starters, first_year or inputs.settings.price_year, eligible, shares, hours_per_fte or HOURS_PER_FTE
    )


def _check_plan(eligible: float | None, uptake: Sequence[float], years: int, hours_per_fte: float | None) -> None:
    """Refuse figures that cannot be met.

    Raises:
        RequestError: with the first of them.
    """
    if not 1 <= years <= MOST_YEARS:
        raise RequestError(f"{years} years: between 1 and {MOST_YEARS} are shown", f"give 1 to {MOST_YEARS}")
    for share in uptake:
        if not 0 <= share <= 1:
            raise RequestError(f"uptake is a share of the eligible, between 0 and 1, and {share:g} is not", AS_SHARES)
    if (eligible is None) != (len(uptake) == 0):
        raise RequestError("the eligible population and uptake go together", GIVE_BOTH)
    if len(uptake) > years:
        raise RequestError(f"uptake is given for {len(uptake)} years, and {years} are asked for", "give more --years")
    if not 0 <= (eligible or 0.0) <= MOST_PEOPLE:
        raise RequestError(f"{eligible:g} people cannot be eligible", "give their number")
    if not 0 <= (hours_per_fte or 0.0) < math.inf:
        raise RequestError(f"nobody works {hours_per_fte:g} hours a year", "give the hours of a full-time facilitator")


def planned(inputs: Inputs, layers: Sequence[Layer], given: Mapping[str, Any]) -> BudgetPlan:
    """Return the plan of a scenario's ``budget_impact`` block, with what is given in its place.

    Args:
        inputs: the scenario.
        layers: its layers; the last block counts as a whole.
        given: arguments of ``make_plan``; what is None is left to the block.
    """
    blocks = (getattr(layer.content, "budget_impact", None) for layer in reversed(layers))
    block = next((found for found in blocks if found is not None), ())
    plan = {name: value for name, value in block if name != "note" and value is not None}
    return make_plan(inputs, **plan | {name: value for name, value in given.items() if value is not None})


def budget_impact(inputs: Inputs, plan: BudgetPlan, drawn_as: Plan, jobs: int = 1) -> BudgetImpact:
    """Return the budget impact of a scenario.

    Raises:
        RequestError: if nobody starts in the scenario, so that there is no cost per person to build on.
    """
    if inputs.settings.participants == 0:
        raise RequestError(
            "the scenario has no participants, so it has no cost per person", "set settings.participants above 0"
        )
    common = common_draws([inputs], drawn_as, jobs)
    base = {name: float(value) for name, value in _outputs(inputs, plan, at_means(inputs)).items()}

    def block(shared: Shared) -> Mapping[str, Draws]:
        return _outputs(inputs, plan, drawn(inputs, shared))

    made = Plan(common.draws, drawn_as.seed, drawn_as.sampler)
    return BudgetImpact(inputs, plan, made, estimated(common, base, block), tuple(_notes(inputs, plan)))


def _outputs(inputs: Inputs, plan: BudgetPlan, values: Values_) -> dict[str, Draws]:
    """Return every output by name: ``<measure>:<who>:<period>``."""
    rows = rows_over_time(inputs, values, plan.calendar)
    found: dict[str, Draws] = {}
    for payer in Payer:
        own = [r for r in rows if r.row.payer is payer and r.row.kind is not Kind.MEMO]
        found |= _measures(inputs, plan, values, own, payer.value)
    for perspective in Perspective:
        seen_by = view(perspective, inputs.settings.funded_by)
        found |= _measures(inputs, plan, values, [r for r in rows if _counts(seen_by, r.row)], perspective.value)
    found |= dict(_capacity(inputs, plan, {r.row.row: r for r in rows}))
    return found


def _counts(seen_by: View, row: Row) -> bool:
    return row.payer in seen_by.payers and row.kind in seen_by.kinds


def _measures(
    inputs: Inputs, plan: BudgetPlan, values: Values_, rows: Sequence[OverTime], who: str
) -> dict[str, Draws]:
    """Net cost, its cash-releasing part and the rest; the level without and with the programme, where rows know it."""
    net = _added([row.cost for row in rows])
    cash = _added([[amount * _cashable(inputs, values, row.row) for amount in row.cost] for row in rows])
    usual = _added([row.usual or () for row in rows])
    known = all(row.usual is not None for row in rows)
    people = inputs.settings.participants
    found: dict[str, Draws] = {}
    for period, weights in _periods(plan, len(net)):
        both = {"net": _weighted(net, weights, people), "cash": _weighted(cash, weights, people)}
        both["not_cash"] = both["net"] - both["cash"]
        if known:
            without = _weighted(usual, weights, people)
            both |= {"without": without, "with": without + both["net"]}
        found |= {f"{measure}:{who}:{period}": value for measure, value in both.items()}
    return found


def _added(amounts: Sequence[Sequence[Draws]]) -> list[Draws]:
    """Return sums by lag over rows that reach differently far."""
    sums: list[Draws] = [0.0] * max((len(each) for each in amounts), default=1)
    for each in amounts:
        for lag, amount in enumerate(each):
            sums[lag] = sums[lag] + amount
    return sums


def _periods(plan: BudgetPlan, lags: int) -> Iterator[tuple[str, dict[int, float]]]:
    """Yield each period with the people who started, by how many years before (what their lag-year weighs)."""
    years = len(plan.starters)
    total: dict[int, float] = {}
    for year, name in enumerate(plan.years):
        weights = {lag: plan.starters[year - lag] for lag in range(min(lags, year + 1))}
        total = {lag: total.get(lag, 0.0) + weights.get(lag, 0.0) for lag in {*total, *weights}}
        yield name, weights
    yield TOTAL, total
    everyone = sum(plan.starters)
    yield LATER, {lag: everyone - sum(plan.starters[: max(0, years - lag)]) for lag in range(lags)}


def _weighted(by_lag: Sequence[Draws], weights: Mapping[int, float], people: int) -> Draws:
    total: Draws = 0.0
    for lag, amount in enumerate(by_lag):
        if weights.get(lag, 0.0):
            total = total + amount * (weights[lag] / people)
    return total


def _cashable(inputs: Inputs, values: Values_, row: Row) -> Draws:
    for name in (f"{row.row}.cashable", f"cashable.{row.category}"):
        if name in inputs.quantities:
            return values[0][name]
    return 0.0


def _capacity(inputs: Inputs, plan: BudgetPlan, rows: Mapping[str, OverTime]) -> Iterator[tuple[str, Draws]]:
    """Yield what delivery needs in each financial year; groups as those that run on average and at its end."""
    months, people = inputs.settings.programme_months, inputs.settings.participants
    at_end = plan.calendar.running_at_year_end(months)
    for period, weights in _periods(plan, plan.calendar.lags(months)):
        if period in (TOTAL, LATER):
            continue
        yield f"capacity:people_at_year_end:{period}", _weighted(at_end, weights, 1)
        for need, (name,) in CAPACITY.items():
            used = rows[name].quantity or ()
            amount = _weighted(used, weights, people)
            if need != "groups":
                yield f"capacity:{need}:{period}", amount
                continue
            yield f"capacity:groups_on_average:{period}", amount * (months / 12.0)
            all_groups = used[0] / plan.calendar.by_lag([1.0 / months] * months)[0]
            running = [all_groups * share for share in at_end]
            yield f"capacity:groups_at_year_end:{period}", _weighted(running, weights, people)
        hours = {kind: _weighted(rows[CAPACITY[f"{kind}_facilitator_hours"][0]].quantity or (), weights, people)
                 for kind in ("paid", "volunteer")}  # fmt: skip
        for kind, amount in hours.items():
            yield f"capacity:{kind}_facilitator_fte:{period}", amount / plan.hours_per_fte


def _notes(inputs: Inputs, plan: BudgetPlan) -> Iterator[str]:
    settings = inputs.settings
    if not plan.uptake:
        yield (
            f"No eligible population or uptake is given, so the scenario's {settings.participants:,} people start in "
            "each year."
        )
    elif sum(plan.uptake) > 1:
        yield f"Uptake adds up to {sum(plan.uptake):.0%} over the years: some of the eligible start more than once."
    yield (
        f"Each person is followed for {settings.horizon_months} months from their own start, also beyond the last "
        "year; nothing is counted after that."
    )
    if settings.whole_groups:
        yield (
            f"Groups are whole for the scenario's {settings.participants:,} people; with other numbers of people the "
            "rounding would differ, and the cost per person is kept."
        )
    if settings.budget is not None and settings.costing.value == "top_down":
        yield (
            f"The budget's cost per person, for {settings.participants:,} people, is taken to hold for any number of "
            "people; groups, hours and sessions are those of the bottom-up costing."
        )
