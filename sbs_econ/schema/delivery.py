"""What delivery uses and costs, how it is designed, and how people use and keep it: blocks of parameter files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sbs_econ.schema.base import Flag, Identifier, Number, Part, Strict, Text, Whole
from sbs_econ.schema.quantity import Finding, HourlyCost, Quantity
from sbs_econ.vocabulary import Evidence, Payer


class Programme(Strict):
    """What delivery uses and what it costs."""

    members_per_group: Quantity
    sessions_per_group_month: Quantity
    facilitator_hours_per_session: Quantity
    paid_share: Quantity
    paid_hourly_cost: HourlyCost
    volunteer_hourly_value: Quantity
    venue_per_session: Quantity
    materials_per_session: Quantity
    refreshments_per_attendance: Quantity
    start_up_per_group: Quantity
    coordination_fte_per_group: Quantity
    coordinator_annual_cost: HourlyCost
    overhead_rate: Quantity
    travel_per_attendance: Quantity
    capacity: Quantity


class BudgetLine(Part):
    """A line of a programme budget."""

    label: Text
    payer: Payer = Payer.FUNDER
    amount: Quantity | None = None
    """GBP in all, GBP/group or GBP/person by its unit."""
    remainder: Flag = False
    """True for the line that takes what the others leave of the total."""
    months_covered: Annotated[Whole, Field(ge=1)]
    included: Flag = True
    """Whether the decision includes it."""
    note: Text | None = None


class Budget(Part):
    """A programme budget, top down."""

    label: Text
    total: Quantity | None = None
    """GBP in all; needed where one line is the remainder."""
    people: Quantity | None = None
    """People whom the budget paid for."""
    partner_groups: Quantity | None = None
    """Groups that grants went to."""
    lines: dict[Identifier, BudgetLine]
    findings: list[Finding] = []


class DesignOption(Part):
    """One way of deciding."""

    label: Text
    description: Text
    evidence: Evidence
    note: Text
    multiplies: dict[str, Annotated[Number, Field(ge=0)]] = {}
    """Factors on programme quantities."""
    replaces: dict[str, HourlyCost] = {}
    """Programme quantities given anew."""


class DesignDecision(Part):
    """One of the five decisions of organisers."""

    label: Text
    reference: Identifier
    """The option that the programme quantities describe."""
    options: dict[Identifier, DesignOption]


class OfferedRange(Part):
    """Sessions per group and month between which the supply response was seen."""

    lower: Quantity
    upper: Quantity


class Engagement(Strict):
    """How people use what is offered."""

    sessions_month_1: Quantity
    monthly_ratio: Quantity
    offered_reference: Quantity
    offered_range: OfferedRange | None = None
    supply_elasticity: Quantity
    share_followed_up: Quantity
    two_way_share_reference: Quantity
    one_way_relative_effect: Quantity
    two_way_share: Quantity | None = None
    additional_share: dict[Identifier, Quantity] = {}


class Persistence(Strict):
    """Monthly ratio of effect, during the programme after the follow-up, and after it."""

    during_programme: Quantity
    after_programme: Quantity


class Values(Strict):
    """How far each of the six values is lived; 1 is the evaluation's programme."""

    shared_experience: Quantity
    safety: Quantity
    choice_and_control: Quantity
    two_way_interaction: Quantity
    human_connection: Quantity
    freedom_to_be_oneself: Quantity
