"""The working of the programme's own rows, bottom up and top down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sbs_econ.analysis.explain_steps import Term, Working, as_number, shown
from sbs_econ.equations import discounting
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.model.programme import attendances_per_participant, people_at, running_groups
from sbs_econ.vocabulary import Unit

LINES = {
    "paid_facilitation": ("hours", "programme.paid_hourly_cost"),
    "volunteer_leadership": ("volunteer_hours", "programme.volunteer_hourly_value"),
    "venue": ("sessions", "programme.venue_per_session"),
    "materials": ("sessions", "programme.materials_per_session"),
    "refreshments": ("attendances", "programme.refreshments_per_attendance"),
    "start_up": ("groups", "programme.start_up_per_group"),
    "coordination": ("fte_years", "programme.coordinator_annual_cost"),
    "participant_travel": ("attendances", "programme.travel_per_attendance"),
}
"""Line of the bottom-up costing -> what is counted, and its price."""
OF_THE_FUNDER = ("paid_facilitation", "venue", "materials", "refreshments", "start_up", "coordination")


@dataclass
class DeliveryWorking(Working):
    """The working of a line of delivery, for sites that deliver alike."""

    sites: Sequence[SiteInputs] = field(default_factory=tuple)

    def groups(self) -> Term:
        """Steps to the groups that run."""
        people, members = people_at(self.sites), self.given("programme.members_per_group")
        whole = self.reader.inputs.settings.whole_groups
        words = f"people who start ÷ {members.label}" + (", rounded up at each site" if whole else "")
        said = (words, f"{people:,} ÷ {shown(members.value)}", "group")
        return self.worked("Groups that run", running_groups(self.reader, self.sites), said, [members])

    def sessions(self) -> Term:
        """Steps to the sessions held."""
        months = Term("months of the programme", float(self.reader.inputs.settings.programme_months))
        offered = self.given("programme.sessions_per_group_month")
        return self.product("Sessions held", (self.groups(), offered, months), "session")

    def attendances(self) -> Term:
        """Steps to attendances."""
        offered = self.given("programme.sessions_per_group_month")
        names = ("sessions_month_1", "monthly_ratio", "offered_reference", "supply_elasticity")
        inputs = [offered, *(self.given(f"engagement.{name}") for name in names)]
        each = attendances_per_participant(self.reader, self.reader["programme.sessions_per_group_month"])
        months = self.reader.inputs.settings.programme_months
        words = f"use in month 1, times the monthly ratio each month, at most what is offered, over {months} months"
        numbers = f"{shown(inputs[1].value)}, × {shown(inputs[2].value)} a month, at most {shown(offered.value)}"
        visits = self.worked("Attendances per participant", each, (words, numbers, "attendance"), inputs)
        return self.product(
            "Attendances", (Term("people who start", float(people_at(self.sites))), visits), "attendance"
        )

    def hours(self) -> Term:
        """Steps to paid facilitators' hours."""
        each, paid = self.given("programme.facilitator_hours_per_session"), self.given("programme.paid_share")
        return self.product("Paid hours", (self.sessions(), each, paid), "hour")

    def volunteer_hours(self) -> Term:
        """Steps to volunteers' hours."""
        each, paid = self.given("programme.facilitator_hours_per_session"), self.given("programme.paid_share")
        return self.product("Volunteers' hours", (self.sessions(), each, self.rest(paid, "Volunteers' share")), "hour")

    def fte_years(self) -> Term:
        """Steps to coordinators' full-time years."""
        months = self.reader.inputs.settings.programme_months
        terms = (self.groups(), self.given("programme.coordination_fte_per_group"), Term("months ÷ 12", months / 12.0))
        return self.product("Coordinators' full-time years", terms, "fte_year")

    def counted(self, cost: Term, in_month_1: bool) -> Term:
        """A step to the part of a cost that falls within the horizon, discounted, where that is not all of it."""
        settings = self.reader.inputs.settings
        spread = discounting.spread(1 if in_month_1 else settings.programme_months, settings.horizon_months)
        weight = as_number(discounting.total(discounting.discount(spread, settings.discount_rate_costs)))
        if weight == 1.0:
            return cost
        words = f"part of it by year, discounted at {settings.discount_rate_costs:.1%} a year"
        return self.product(f"{cost.label}, present value", (cost, Term(words, weight)), "GBP")

    def line(self, key: str) -> tuple[Term, Term]:
        """Steps of one line: how much of it, and its cost over the horizon."""
        counted, price = LINES[key]
        quantity: Term = getattr(self, counted)()
        cost = self.product(f"Cost of {key.replace('_', ' ')}", (quantity, self.given(price)), "GBP")
        return quantity, self.counted(cost, key == "start_up")

    def overheads(self) -> tuple[None, Term]:
        """Steps of overheads on the funder's lines whose prices do not hold them."""
        below = []
        for key in OF_THE_FUNDER:
            if not self._holds_overheads(key):
                _, cost = self.line(key)
                below.append(cost)
        base = self.total("What overheads are added to", below, "GBP")
        return None, self.product("Overheads", (base, self.given("programme.overhead_rate")), "GBP")

    def _holds_overheads(self, key: str) -> bool:
        return key in ("paid_facilitation", "coordination") and self.reader.quantity(LINES[key][1]).includes_overheads


def budget_steps(working: DeliveryWorking, key: str, groups: float) -> tuple[None, Term]:
    """Steps of a line of a budget, one for the whole programme."""
    amount = _budget_amount(working, key, groups)
    if not working.steps:
        amount = working.product("Amount in the budget", (amount,), "GBP")
    return None, working.counted(amount, in_month_1=False)


def _budget_amount(working: DeliveryWorking, key: str, groups: float) -> Term:
    budget, settings = working.reader.inputs.structure.budget, working.reader.inputs.settings
    if budget is None:
        raise KeyError(key)
    prefix = f"budgets.{settings.budget}"
    if budget.lines[key].remainder:
        others = [_budget_amount(working, other, groups) for other in budget.lines if other != key]
        minus = [Term(f"− {term.label}", -term.value, term.name) for term in others]
        return working.total(f"{budget.lines[key].label}: the rest", (working.given(f"{prefix}.total"), *minus), "GBP")
    amount, unit = working.given(f"{prefix}.{key}"), working.reader.quantity(f"{prefix}.{key}").unit
    if unit is Unit.GBP_PER_GROUP:
        partners = f"{prefix}.partner_groups"
        count = working.given(partners) if working.reader.has(partners) else Term("groups that run", groups)
        return working.product(budget.lines[key].label, (amount, count), "GBP")
    if unit is Unit.GBP_PER_PERSON:
        people = Term("people who start", float(people_at(working.sites)))
        return working.product(budget.lines[key].label, (amount, people), "GBP")
    return amount
