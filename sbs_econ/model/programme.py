"""Rows of the programme: what delivery uses and costs, bottom up and top down (method, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sbs_econ.equations import discounting, engagement, programme_costs
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.evidence import row_evidence
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.model.reader import Reader
from sbs_econ.model.rows import Row
from sbs_econ.schema.delivery import BudgetLine
from sbs_econ.vocabulary import Block, Category, Costing, Kind, Payer, Unit


def people_at(sites: Sequence[SiteInputs]) -> int:
    """Return the people who start at some sites."""
    return sum(site.participants for site in sites)


def running_groups(reader: Reader, sites: Sequence[SiteInputs]) -> Draws:
    """Return the groups that run at sites that deliver alike."""

    def compute() -> Draws:
        whole, members = reader.inputs.settings.whole_groups, reader["programme.members_per_group"]
        if not whole:
            return programme_costs.groups(people_at(sites), members, whole)
        total: Draws = 0.0
        for site in sites:
            total = total + programme_costs.groups(site.participants, members, whole)
        return total

    return reader.shared(("groups",), compute)


def sessions(reader: Reader, sites: Sequence[SiteInputs]) -> Draws:
    """Return the sessions held over the programme's months."""
    months = reader.inputs.settings.programme_months
    return reader.shared(
        ("sessions",),
        lambda: running_groups(reader, sites) * reader["programme.sessions_per_group_month"] * months,
    )


def attendances(reader: Reader, sites: Sequence[SiteInputs]) -> Draws:
    """Return the attendances over the programme's months."""
    return reader.shared(
        ("attendances",),
        lambda: people_at(sites) * attendances_per_participant(reader, reader["programme.sessions_per_group_month"]),
    )


def attendances_per_participant(reader: Reader, offered: Draws) -> Draws:
    """Return attendances per participant over the programme."""
    first = engagement.sessions_in_first_month(
        reader["engagement.sessions_month_1"],
        offered,
        reader["engagement.offered_reference"],
        reader["engagement.supply_elasticity"],
    )
    months = reader.inputs.settings.programme_months
    return engagement.attendances_per_participant(first, reader["engagement.monthly_ratio"], offered, months)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the bottom-up costing before discounting."""

    key: str
    label: str
    names: tuple[str, ...]
    quantity: Draws
    cost: Draws
    unit: Unit
    payer: Payer = Payer.FUNDER
    category: Category = Category.PROGRAMME_DELIVERY
    overheads_included: bool = False
    in_month_1: bool = False


def _lines(reader: Reader, sites: Sequence[SiteInputs]) -> Iterator[tuple[_Line, frozenset[str]]]:
    for build in (_paid, _volunteer, _venue, _materials, _refreshments, _start_up, _coordination, _travel):
        reader.start()
        line = build(reader, sites)
        yield line, reader.used()


def _facilitator_hours(reader: Reader, sites: Sequence[SiteInputs]) -> Draws:
    return reader.shared(
        ("facilitator_hours",), lambda: sessions(reader, sites) * reader["programme.facilitator_hours_per_session"]
    )


def _paid(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    hours = _facilitator_hours(reader, sites) * reader["programme.paid_share"]
    price = "programme.paid_hourly_cost"
    names = ("programme.facilitator_hours_per_session", "programme.paid_share", price)
    included = reader.quantity(price).includes_overheads
    return _Line(
        "paid_facilitation", "Paid facilitation", names, hours, hours * reader[price], Unit.HOUR,
        overheads_included=included,
    )  # fmt: skip


def _volunteer(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    hours = _facilitator_hours(reader, sites) * (1.0 - reader["programme.paid_share"])
    price = "programme.volunteer_hourly_value"
    names = ("programme.facilitator_hours_per_session", "programme.paid_share", price)
    return _Line(
        "volunteer_leadership", "Volunteers' time, valued", names, hours, hours * reader[price], Unit.HOUR,
        payer=Payer.VOLUNTEERS, category=Category.VOLUNTEER_TIME,
    )  # fmt: skip


def _venue(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    held = sessions(reader, sites)
    price = "programme.venue_per_session"
    return _Line("venue", "Venue", (price,), held, held * reader[price], Unit.SESSION)


def _materials(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    held = sessions(reader, sites)
    price = "programme.materials_per_session"
    return _Line("materials", "Materials", (price,), held, held * reader[price], Unit.SESSION)


def _refreshments(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    visits = attendances(reader, sites)
    price = "programme.refreshments_per_attendance"
    cost = visits * reader[price]
    return _Line("refreshments", "Refreshments", (price,), visits, cost, Unit.ATTENDANCE)


def _start_up(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    running = running_groups(reader, sites)
    price = "programme.start_up_per_group"
    cost = running * reader[price]
    return _Line("start_up", "Training and start-up", (price,), running, cost, Unit.GROUP, in_month_1=True)


def _coordination(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    running = running_groups(reader, sites)
    fte, price = "programme.coordination_fte_per_group", "programme.coordinator_annual_cost"
    years = programme_costs.fte_years(running, reader[fte], reader.inputs.settings.programme_months)
    return _Line(
        "coordination", "Coordination and supervision", (fte, price), years, years * reader[price], Unit.FTE_YEAR,
        overheads_included=reader.quantity(price).includes_overheads,
    )  # fmt: skip


def _travel(reader: Reader, sites: Sequence[SiteInputs]) -> _Line:
    visits = attendances(reader, sites)
    price = "programme.travel_per_attendance"
    return _Line(
        "participant_travel", "Participants' travel and out-of-pocket", (price,), visits,
        visits * reader[price], Unit.ATTENDANCE,
        payer=Payer.PARTICIPANTS, category=Category.OUT_OF_POCKET,
    )  # fmt: skip


def _by_year(reader: Reader, cost: Draws, in_month_1: bool) -> tuple[Draws, ...]:
    settings = reader.inputs.settings
    shares = discounting.spread(1 if in_month_1 else settings.programme_months, settings.horizon_months)
    yearly = tuple(cost if share == 1.0 else cost * share for share in shares)
    return discounting.discount(yearly, settings.discount_rate_costs)


def bottom_up_rows(reader: Reader, sites: Sequence[SiteInputs]) -> Iterator[Row]:
    """Yield the rows of the bottom-up costing; overheads last."""
    memo = reader.inputs.settings.costing is Costing.TOP_DOWN
    below_overheads: list[tuple[Draws, ...]] = []
    uses: frozenset[str] = frozenset()
    for line, used in _lines(reader, sites):
        by_year = _by_year(reader, line.cost, line.in_month_1)
        funded = line.payer is Payer.FUNDER
        if funded and not line.overheads_included:
            below_overheads.append(by_year)
            uses |= used
        yield Row(
            row=f"programme.{line.key}", block=Block.PROGRAMME, label=line.label, category=line.category,
            payer=line.payer, kind=Kind.MEMO if memo and funded else Kind.RESOURCE,
            evidence=row_evidence(reader, line.names), unit=line.unit.value, quantity=line.quantity,
            cost_by_year=by_year, usual_quantity=0.0, usual_cost=0.0, uses=used,
        )  # fmt: skip
    yield _overheads(reader, below_overheads, uses, memo)


def _overheads(reader: Reader, costs: Sequence[tuple[Draws, ...]], uses: frozenset[str], memo: bool) -> Row:
    reader.start()
    rate = reader["programme.overhead_rate"]
    sums = [sum(year[1:], year[0]) for year in zip(*costs, strict=True)] or [0.0] * reader.inputs.settings.years
    return Row(
        row="programme.overheads", block=Block.PROGRAMME, label="Overheads",
        category=Category.PROGRAMME_DELIVERY, payer=Payer.FUNDER, kind=Kind.MEMO if memo else Kind.RESOURCE,
        evidence=row_evidence(reader, ("programme.overhead_rate",)),
        cost_by_year=tuple(year * rate for year in sums), usual_cost=0.0, uses=uses | reader.used(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Basis:
    """What budget lines per person or per group are multiplied by."""

    prefix: str
    people: int
    groups: Callable[[], Draws]


def top_down_rows(reader: Reader, people: int, groups: Callable[[], Draws]) -> Iterator[Row]:
    """Yield a row for each budget line that the decision includes.

    Args:
        reader: of the common quantities; a budget is one for the whole programme.
        people: who start, over all sites.
        groups: that run by the bottom-up costing, over all sites, for lines per group where the budget does not
            say how many groups it pays.
    """
    budget, key = reader.inputs.structure.budget, reader.inputs.settings.budget
    if budget is None:
        return
    kind = Kind.RESOURCE if reader.inputs.settings.costing is Costing.TOP_DOWN else Kind.MEMO
    basis = _Basis(f"budgets.{key}", people, groups)
    for line_key, line in budget.lines.items():
        reader.start()
        if line.included:
            yield _budget_row(reader, basis, (line_key, line), kind)


def _budget_row(reader: Reader, basis: _Basis, which: tuple[str, BudgetLine], kind: Kind) -> Row:
    line_key, line = which
    amount = _budget_amount(reader, basis, line_key)
    name = f"{basis.prefix}.total" if line.remainder else f"{basis.prefix}.{line_key}"
    return Row(
        row=f"programme.budget_{line_key}", block=Block.PROGRAMME, label=line.label,
        category=Category.PROGRAMME_DELIVERY, payer=line.payer, kind=kind,
        evidence=row_evidence(reader, (name,)), cost_by_year=_by_year(reader, amount, in_month_1=False),
        usual_cost=0.0, uses=reader.used(),
    )  # fmt: skip


def _budget_amount(reader: Reader, basis: _Basis, line_key: str) -> Draws:
    """The amount of a budget line in GBP, undiscounted."""
    budget = reader.inputs.structure.budget
    if budget is None:
        raise KeyError(basis.prefix)
    if budget.lines[line_key].remainder:
        rest = reader[f"{basis.prefix}.total"]
        for other in budget.lines:
            if other != line_key:
                rest = rest - _budget_amount(reader, basis, other)
        return rest
    name = f"{basis.prefix}.{line_key}"
    unit = reader.quantity(name).unit
    if unit is Unit.GBP_PER_GROUP:
        partners = f"{basis.prefix}.partner_groups"
        return reader[name] * (reader[partners] if reader.has(partners) else basis.groups())
    return reader[name] * basis.people if unit is Unit.GBP_PER_PERSON else reader[name]
