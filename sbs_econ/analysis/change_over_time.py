"""What people who start in one financial year cost in that year and in those after it, per person who starts.

A person's costs fall in the months after their own start (method, section 3); people start through the year, so
months 1 to H of those who start in one year touch two financial years or more. The monthly profile is the model's:
an effect follows w(m; l) of its change, start-up falls in month 1, other programme lines lie evenly over months
1 to M, and usual support lies evenly over months 1 to H apart from what would have changed anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sbs_econ.analysis.change_draws import Values_, local_to
from sbs_econ.analysis.vary import Replaced
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations import discounting, effects, employment
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.effect_scale import monthly_effects
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.inputs import Inputs, SiteInputs
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import Block, ChangeKind, EmploymentMethod, Kind

START_UP = "programme.start_up_per_group"
RATE = "employment.change_in_employment_rate"
TIMING = ("persistence.", "employment.friction_period")
"""Names that shape an effect over time; sites that differ in them have profiles of their own."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months of a financial year in which people start, 0 for April; as many start in each."""

    starts: tuple[int, ...] = tuple(range(12))

    def lags(self, months: int) -> int:
        """Return how many financial years months 1 to ``months`` touch, the year of the start first.

        >>> Calendar().lags(12), Calendar((0,)).lags(12), Calendar().lags(24)
        (2, 1, 3)
        """
        return (max(self.starts) + months - 1) // 12 + 1

    def by_lag(self, monthly: Sequence[Draws]) -> tuple[Draws, ...]:
        """Return amounts by month after the start, summed by financial year after that of the start.

        >>> [round(12 * x, 6) for x in Calendar().by_lag([1 / 12] * 12)]
        [6.5, 5.5]
        """
        sums: list[Draws] = [0.0] * self.lags(len(monthly))
        for month, amount in enumerate(monthly, start=1):
            counts: dict[int, int] = defaultdict(int)
            for start in self.starts:
                counts[(start + month - 1) // 12] += 1
            for lag, count in counts.items():
                sums[lag] = sums[lag] + amount * (count / len(self.starts))
        return tuple(sums)

    def running_at_year_end(self, months: int) -> tuple[float, ...]:
        """Return, by year after the start, the share whose months 1 to ``months`` hold the last month of the year.

        >>> Calendar().running_at_year_end(12), Calendar((0,)).running_at_year_end(6)
        ((1.0, 0.0), (0.0,))
        """
        lags = range(self.lags(months))
        return tuple(sum(12 * lag + 12 - s <= months for s in self.starts) / len(self.starts) for lag in lags)


@dataclass(frozen=True, slots=True)
class OverTime:
    """One row by financial year after that of the start, undiscounted, for all people of the scenario."""

    row: Row
    cost: tuple[Draws, ...]
    """Programme minus usual support, GBP."""
    usual: tuple[Draws, ...] | None = None
    """The cost of usual support, where the row knows it."""
    quantity: tuple[Draws, ...] | None = None
    """What delivery uses, for rows of the programme."""


def undiscounted(inputs: Inputs) -> Inputs:
    """Return the inputs with both discount rates at zero."""
    return replace(inputs, settings=replace(inputs.settings, discount_rate_costs=0.0, discount_rate_outcomes=0.0))


def rows_over_time(inputs: Inputs, values: Values_, calendar: Calendar) -> list[OverTime]:
    """Return every row that is added up, and all of the programme's, by financial year after that of the start."""
    parts = _alike_in_time(inputs.sites)
    whole = _split(undiscounted(inputs), values, calendar)
    if len(parts) == 1:
        return list(whole)
    found = [each for each in whole if each.row.block is Block.PROGRAMME]
    for sites in parts:
        part = _split(undiscounted(replace(inputs, sites=tuple(sites))), values, calendar)
        found += [each for each in part if each.row.block is not Block.PROGRAMME]
    return found


def _alike_in_time(sites: Sequence[SiteInputs]) -> list[list[SiteInputs]]:
    groups: dict[object, list[SiteInputs]] = defaultdict(list)
    for site in sites:
        own = {n: (q.value, q.distribution) for n, q in site.quantities.items() if n.startswith(TIMING)}
        groups[tuple(sorted(own.items(), key=lambda item: item[0]))].append(site)
    return list(groups.values())


def _split(inputs: Inputs, values: Values_, calendar: Calendar) -> Iterator[OverTime]:
    """Split each row over time: the model tells the steady part of a row by being run without change or start-up."""
    still = {row.row: row for row in evaluate(inputs, *_still(inputs, values))}
    site = inputs.sites[0] if inputs.sites else SiteInputs("", "", "", 0)
    reader = Reader(inputs, values[0], site.quantities, local_to(site.key, values[1]))
    profiles: dict[object, tuple[Draws, ...]] = {}
    for row in evaluate(inputs, *values):
        if row.kind is None or row.cost is None:
            continue
        if row.block is Block.PROGRAMME:
            yield _programme(inputs, row, still[row.row], calendar)
            continue
        if row.kind is Kind.MEMO:
            continue
        key = _profile_key(inputs, row.row)
        if key not in profiles:
            profiles[key] = _shares(_monthly(reader, *key), calendar)
        yield _consequence(inputs, row, (still[row.row], profiles[key]), calendar)


def _still(inputs: Inputs, values: Values_) -> Values_:
    """Values with every change at its null and no start-up."""
    nulls: dict[str, Draws] = {START_UP: 0.0}
    for name, change in changes_of(inputs):
        nulls[name] = 1.0 if change.kind is ChangeKind.RATE_RATIO else 0.0
    common, local = values
    return Replaced(common, nulls), {site: Replaced(own, nulls) for site, own in local.items()}


def _programme(inputs: Inputs, row: Row, steady: Row, calendar: Calendar) -> OverTime:
    """Start-up, and the overheads on it, in month 1; all else evenly over the programme's months."""
    months = inputs.settings.programme_months
    evenly = calendar.by_lag([1.0 / months] * months)
    first = calendar.by_lag([1.0])
    start_up = _known(row.cost) - _known(steady.cost)
    cost = tuple(
        _known(steady.cost) * share + (start_up * first[lag] if lag < len(first) else 0.0)
        for lag, share in enumerate(evenly)
    )
    quantity = None if row.quantity is None else tuple(row.quantity * share for share in evenly)
    return OverTime(row, cost, tuple(0.0 for _ in evenly), quantity)


def _consequence(inputs: Inputs, row: Row, parts: tuple[Row, tuple[Draws, ...]], calendar: Calendar) -> OverTime:
    still, shares = parts
    months = inputs.settings.horizon_months
    cost = tuple(_known(row.cost) * share for share in shares)
    if row.usual_cost is None or still.usual_cost is None:
        return OverTime(row, cost)
    background, evenly = row.usual_cost - still.usual_cost, calendar.by_lag([1.0 / months] * months)
    level = still.usual_cost
    usual = tuple(level * even + background * share for even, share in zip(evenly, shares, strict=True))
    return OverTime(row, cost, usual)


def _known(value: Draws | None) -> Draws:
    return 0.0 if value is None else value


def _profile_key(inputs: Inputs, row: str) -> tuple[Change, bool]:
    """Return the change that a row follows over time, and whether it counts only within the friction period."""
    structure, (block, item, *_) = inputs.structure, [*row.split("."), ""]
    if block == "service_use":
        return structure.services[item].change, False
    if block == "informal_care":
        return structure.hours_change, False
    if item == "absence":
        return structure.absence_days_change, False
    if item == "presenteeism" and structure.presenteeism_days_change is not None:
        return structure.presenteeism_days_change, False
    if block == "employment":
        friction = inputs.settings.employment_method is EmploymentMethod.FRICTION_COST
        return structure.change_in_employment_rate, friction
    raise KeyError(f"{row} has a cost and no profile over time")


def _monthly(reader: Reader, change: Change, friction: bool) -> list[Draws]:
    monthly = monthly_effects(reader, change)
    if not friction:
        return monthly
    period = employment.friction_months(reader["employment.friction_period"])
    return list(effects.within_friction_period(monthly, period))


def _shares(monthly: Sequence[Draws], calendar: Calendar) -> tuple[Draws, ...]:
    """Return the share of an effect by financial year; zero where there is no effect at all."""
    total = np.asarray(discounting.total(monthly), dtype=np.float64)
    safe = np.where(total > 0, total, 1.0)
    return tuple(amount / safe for amount in calendar.by_lag(monthly))
