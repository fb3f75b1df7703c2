"""Time in the live workbook: effects month by month, effective months by year, discounting (method, section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_rules import longest
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import (
    Term,
    above,
    at_most,
    largest,
    smallest,
    sum_above,
    sum_where,
    term,
    total,
    when,
)

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs
    from sbs_econ.reporting.live_kinds import SiteKind
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.schema.quantity import Change

COLOUR = "#B58840"


@dataclass(frozen=True, slots=True)
class Use:
    """Cells that decide how often people come: u1, q and what is offered."""

    first: Term
    ratio: Term
    offered: Term


@dataclass
class Timeline:
    """Sheets of months, years and profiles, and the profile of each change."""

    months: Listing
    years: Listing
    profiles: Listing
    keys: list[str]
    """Keys of the year columns, y1, y2, ..."""
    profile_of: dict[tuple[str, int], Line] = field(default_factory=dict)
    """By name of the change and kind of site; ``friction`` is the one of output under the friction-cost method."""
    attendances: dict[int, Term] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in order."""
        return (self.years.sheet, self.months.sheet, self.profiles.sheet)


ProfileKey = tuple[int, int, str, str, str]
"""L, l, the cells of both persistences, and that of the friction period or nothing."""


def timeline(
    inputs: Inputs,
    prices: Prices,
    kinds: Sequence[SiteKind],
    changes: Mapping[str, Change],
    uses: Mapping[int, Use],
) -> Timeline:
    """Return the time axis.

    Args:
        inputs: the scenario.
        prices: reads figures.
        kinds: of sites.
        changes: reported changes by name.
        uses: how often people come, by kind of site.
    """
    keys = [f"y{number}" for number in range(1, longest(inputs) // 12 + 1)]
    wanted = _wanted(prices, kinds, changes)
    profiles = _profile_list(keys)
    months = _month_list(len(set(wanted.values())), kinds)
    made = Timeline(months, _year_list(), profiles, keys)
    _months(inputs, prices, made)
    _years(prices, made)
    lines: dict[ProfileKey, Line] = {}
    for (name, number), key in wanted.items():
        if key not in lines:
            users = [n for (n, k), other in wanted.items() if other == key and k == number]
            ordinary = lines[*key[:-1], ""] if key[-1] else None
            lines[key] = _profile(prices, kinds[number - 1], made, (key, users, ordinary))
        made.profile_of[name, number] = lines[key]
    for kind in kinds:
        made.attendances[kind.number] = _attendance(prices, made, kind, uses[kind.number])
    return made


def _wanted(
    prices: Prices, kinds: Sequence[SiteKind], changes: Mapping[str, Change]
) -> dict[tuple[str, int], ProfileKey]:
    found: dict[tuple[str, int], ProfileKey] = {}
    for kind in kinds:
        during, after = (prices.of(kind, f"persistence.{stage}_programme").text for stage in ("during", "after"))
        for name, change in changes.items():
            found[name, kind.number] = (change.follow_up_months, change.ramp_months, during, after, "")
        work = changes["employment.change_in_employment_rate"]
        friction = prices.of(kind, "employment.friction_period").text
        found["friction", kind.number] = (work.follow_up_months, work.ramp_months, during, after, friction)
    return found


def _profile_list(keys: Sequence[str]) -> Listing:
    years = range(1, len(keys) + 1)
    columns = [
        Column("profile", "profile", style="count", width=9),
        Column("users", "used by", style="text", width=44),
        Column("follow_up", "follow-up, months", "L", "count", 11),
        Column("ramp", "ramp, months", "l", "count", 9),
        Column("during", "persistence a month, during", "p_during", "figure"),
        Column("after", "persistence a month, after", "p_after", "figure"),
        Column("friction", "friction period, months", "days x 12 / 365.25", "figure"),
        Column("level", "level at follow-up", "w(L)", "figure"),
        Column("months", "effective months", "T0 = sum of w(m)", "figure"),
        Column("later", "of these after follow-up", "sum of w(m), m > L", "figure"),
        Column("costs", "effective months, discounted, costs", "T", "figure"),
        Column("outcomes", "effective months, discounted, outcomes", "T", "figure"),
        *(Column(f"u{n}", f"year {n}", "T0 in the year", "figure") for n in years),
        *(Column(f"c{n}", f"year {n}, discounted, costs", "T in the year", "figure") for n in years),
        *(Column(f"o{n}", f"year {n}, discounted, outcomes", "T in the year", "figure") for n in years),
    ]
    notes = ("The months axis summed out: every effect is a rate times effective months.",)
    return Listing(Sheet("Profiles", COLOUR), columns, "Effective months by profile of effect", notes)


def _month_list(profiles: int, kinds: Sequence[SiteKind]) -> Listing:
    columns = [
        Column("month", "month", "m", "count", 9),
        Column("year", "year", "1 + (m-1)/12, whole", "count", 9),
        *(Column(f"w{n}", f"profile {n}", "w(m)", "figure") for n in range(1, profiles + 1)),
        *(Column(f"a{kind.number}", f"sessions used, {kind.label}", "u(m)", "figure", 16) for kind in kinds),
    ]
    notes = (
        "Effect in each month relative to the effect at the follow-up: a rise over the ramp to the follow-up, then "
        "persistence during and after the programme; nothing after the horizon.",
        "Sessions used per participant: u1 q^(m-1), at most what is offered, during the programme.",
    )
    return Listing(Sheet("Months", COLOUR), columns, "Month by month", notes)


def _year_list() -> Listing:
    columns = [
        Column("year", "year", "y", "count", 9),
        Column("horizon", "months counted", "of 1..H", "count"),
        Column("programme", "months of programme", "of 1..M", "count"),
        Column("share", "share of programme", "months / M", "figure"),
        Column("first", "in month 1", "1 in year 1", "count"),
        Column("costs", "discount factor, costs", "(1+r)^-(y-1)", "figure"),
        Column("outcomes", "discount factor, outcomes", "(1+r)^-(y-1)", "figure"),
        Column("counted", "months counted, discounted", "months x factor", "figure"),
    ]
    return Listing(Sheet("Years", COLOUR), columns, "Years and discounting", ("The first year is undiscounted.",))


def _months(inputs: Inputs, prices: Prices, made: Timeline) -> None:
    for month in range(1, longest(inputs) + 1):
        made.months.line(month=float(month), year=float((month - 1) // 12 + 1))


def _years(prices: Prices, made: Timeline) -> None:
    horizon, programme = (prices.cells.setting(f"{name}_months") for name in ("horizon", "programme"))
    for number in range(1, len(made.keys) + 1):
        line = made.years.line(year=float(number), first=1.0 if number == 1 else 0.0)
        before = (line["year"] - 1) * 12
        line["horizon"] = largest(0.0, smallest(12.0, horizon - before))
        line["programme"] = largest(0.0, smallest(12.0, programme - before))
        line["share"] = line["programme"] / programme
        for stream in ("costs", "outcomes"):
            rate = prices.cells.setting(f"discount_rate_{stream}")
            line[stream] = (1 + rate) ** (1 - line["year"])
        line["counted"] = line["horizon"] * line["costs"]


def _profile(prices: Prices, kind: SiteKind, made: Timeline, which: tuple[ProfileKey, list[str], Line | None]) -> Line:
    (follow_up, ramp, *_), users, ordinary = which
    number = len(made.profiles.lines) + 1
    line = made.profiles.line(
        profile=float(number), users=", ".join(users), follow_up=float(follow_up), ramp=float(ramp)
    )  # fmt: skip
    line["during"] = prices.of(kind, "persistence.during_programme")
    line["after"] = prices.of(kind, "persistence.after_programme")
    if ordinary is None:
        line["level"] = _level(prices, line)
        _effects(prices, made, line, f"w{number}")
    else:
        line["friction"] = prices.of(kind, "employment.friction_period") * (term(12.0) / 365.25)
        for index, month in enumerate(made.months.lines):
            month[f"w{number}"] = _counted(made, index, f"w{int(ordinary['profile'].amount)}", line["friction"])
    _sums(made, line, f"w{number}")
    return line


def _level(prices: Prices, line: Line) -> Term:
    """w(L; l): 1, or what is left where the programme ends before the follow-up."""
    programme, follow_up = prices.cells.setting("programme_months"), line["follow_up"]
    reached = smallest(1.0, programme / line["ramp"]) if line["ramp"].amount else term(1.0)
    return when(at_most(follow_up, programme), 1.0, reached * line["after"] ** (follow_up - programme))


def _effects(prices: Prices, made: Timeline, line: Line, key: str) -> None:
    horizon, programme = (prices.cells.setting(f"{name}_months") for name in ("horizon", "programme"))
    before: Term = term(0.0)
    for month in made.months.lines:
        m = month["month"]
        ramp = smallest(1.0, m / line["ramp"]) if line["ramp"].amount else term(1.0)
        during = when(at_most(m, line["follow_up"]), ramp, before * line["during"])
        level = when(above(m, programme), before * line["after"], during)
        month[key] = when(above(m, horizon), 0.0, level)
        before = month[key]


def _counted(made: Timeline, number: int, ordinary: str, period: Term) -> Term:
    """c(m) = min(w(m), max(0, F - sum of w before m))."""
    month = made.months.lines[number]
    if number == 0:
        return smallest(month[ordinary], largest(0.0, period))
    before = total(made.months.column(ordinary, made.months.lines[:number]))
    return smallest(month[ordinary], largest(0.0, period - before))


def _sums(made: Timeline, line: Line, key: str) -> None:
    effects, years = made.months.column(key), made.months.column("year")
    line["later"] = sum_above(effects, made.months.column("month"), line["follow_up"])
    for number, year in enumerate(made.years.lines, start=1):
        line[f"u{number}"] = sum_where(effects, (years, year["year"]))
        line[f"c{number}"] = line[f"u{number}"] * year["costs"]
        line[f"o{number}"] = line[f"u{number}"] * year["outcomes"]
    for name, letter in (("months", "u"), ("costs", "c"), ("outcomes", "o")):
        line[name] = total(line.across([f"{letter}{n}" for n in range(1, len(made.keys) + 1)]))


def _attendance(prices: Prices, made: Timeline, kind: SiteKind, use: Use) -> Term:
    """Attendances per participant: the sum of u(m)."""
    programme, key = prices.cells.setting("programme_months"), f"a{kind.number}"
    for month in made.months.lines:
        m = month["month"]
        wanted = use.first * use.ratio ** (m - 1)
        month[key] = when(above(m, programme), 0.0, smallest(wanted, use.offered))
    return total(made.months.column(key))
