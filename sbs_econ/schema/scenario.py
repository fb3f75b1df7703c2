"""What a scenario file may say: a short list of changes, each with its reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sbs_econ.schema.base import Flag, Identifier, Number, Part, Share, Strict, Text, Whole
from sbs_econ.schema.distribution import DistributionStatement
from sbs_econ.schema.quantity import FinancialYear, WrittenNumber
from sbs_econ.vocabulary import (
    CareValuation,
    Costing,
    Decision,
    EmploymentMethod,
    Evidence,
    FundedBy,
    Unit,
)

DiscountRate = Annotated[Number, Field(ge=0, le=0.2)]
Participants = Annotated[Whole, Field(ge=0)]
Months = Annotated[Whole, Field(ge=1, le=600)]


class ScenarioSettings(Part):
    """Settings that a scenario may give; whatever is left out is inherited."""

    participants: Participants | None = None
    """People who start."""
    programme_months: Months | None = None
    """Months of a participant's programme (M)."""
    horizon_months: Months | None = None
    """Months after start that are counted (H)."""
    price_year: FinancialYear | None = None
    """The analysis price year."""
    unit_cost_set: Identifier | None = None
    """A file of parameters/unit_costs/."""
    funded_by: FundedBy | None = None
    """Whose money the programme's is."""
    discount_profile: Identifier | None = None
    """A key of discounting.yaml; sets both rates."""
    discount_rate_costs: DiscountRate | None = None
    """A year; overrides the profile's."""
    discount_rate_outcomes: DiscountRate | None = None
    """A year; overrides the profile's."""
    costing: Costing | None = None
    """Which costing of the programme enters the totals."""
    budget: Identifier | None = None
    """A key of budgets.yaml, shown beside (or used as) the programme's cost; none for no budget."""
    informal_care_valuation: CareValuation | None = None
    """How an hour of unpaid care is valued."""
    employment_method: EmploymentMethod | None = None
    """Human capital or friction cost."""
    whole_groups: Flag | None = None
    """Whether the number of groups is rounded up."""
    between_site_cv: Annotated[Number, Field(ge=0, le=2)] | None = None
    """SD of effects between sites over their mean, beyond mix, prices and design; 0 where it is not modelled."""


class ScenarioChange(Strict):
    """A quantity given anew; with a value alone it is fixed, without uncertainty."""

    value: WrittenNumber | None = None
    """The new value or mean."""
    distribution: DistributionStatement | None = None
    """The new distribution."""
    no_effect: Flag = False
    """Sets a change to its null: 0 for a difference, 1 for a rate ratio."""
    reason: Text
    """Why."""
    unit: Unit | None = None
    """The unit, if the change states it: must be the quantity's own."""
    price_year: FinancialYear | None = None
    """The price year of the new figure, for money; the quantity's own if left out."""
    evidence: Evidence = Evidence.ILLUSTRATIVE
    """How the new figure is known."""
    source: Identifier | None = None
    """A key of sources.yaml."""
    locator: Text | None = None
    """Where in the source."""
    note: Text | None = None


class Site(Part):
    """One place where the programme runs."""

    label: Text
    area: Text | None = None
    """The area that results are grouped by."""
    participants: Participants
    """People who start here."""
    design: dict[Decision, Identifier] = {}
    """Decisions taken here, where they are not the scenario's."""
    subgroups: dict[Identifier, Share] = {}
    """Shares of subgroups here."""
    modes: dict[Identifier, Share] = {}
    """Shares of modes here."""
    changes: dict[str, ScenarioChange] = {}
    """Local quantities."""
    note: Text | None = None


class BudgetImpact(Part):
    """Who could take part and who does, by financial year: what budget-impact builds on."""

    eligible: Annotated[Number, Field(ge=0)]
    """People who could take part, each year."""
    uptake: Annotated[list[Share], Field(min_length=1, max_length=10)]
    """Share of them who start, by financial year; the last holds for the years after it."""
    years: Annotated[Whole, Field(ge=1, le=10)] = 5
    """Financial years shown."""
    first_year: FinancialYear | None = None
    """The first financial year; the price year if left out."""
    hours_per_fte: Annotated[Number, Field(gt=0)] | None = None
    """Hours that a full-time facilitator works in a year; 1,550 if left out."""
    note: Text | None = None


QUESTION_TO_WRITE = "Which question does this scenario answer?"
REASON_TO_WRITE = "Given when the scenario was made; write why."
"""What a new scenario says until somebody writes it."""


class ScenarioFile(Strict):
    """A scenario: what it extends, its question, and what it changes."""

    extends: Identifier | None = None
    """The scenario that this one builds on."""
    label: Text
    """Its name for people."""
    question: Text
    """The question that it answers."""
    author: Text | None = None
    date: Text | None = None
    note: Text | None = None
    settings: ScenarioSettings = ScenarioSettings()
    """Settings that differ from what it extends."""
    design: dict[Decision, Identifier] = {}
    """Options of the five decisions."""
    changes: dict[str, ScenarioChange] = {}
    """Quantities given anew; * stands for one segment of a name."""
    sites: dict[Identifier, Site] = {}
    """Sites; participants is then their sum."""
    sites_table: Annotated[Text, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.csv$")] | None = None
    """A CSV file beside the scenario with one site a row."""
    budget_impact: BudgetImpact | None = None
    """The eligible population and its uptake, for budget-impact."""
    price_outcomes: dict[Identifier, Identifier] = {}
    """Outcomes shown with a money value: outcome to key of its money_value."""
    waive_overlap: dict[Identifier, Text] = {}
    """Overlap rules set aside, each with its reason."""
    outside_offered_range: Text | None = None
    """The reason for offering more or fewer sessions than the range in which the response was seen."""
