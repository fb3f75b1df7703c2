"""What each file of a parameter folder may say. Path is name: service_use.yaml, key gp_consultation, baseline."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sbs_econ.schema.base import Identifier, Named, Number, Part, Strict, Text
from sbs_econ.schema.delivery import Budget, DesignDecision
from sbs_econ.schema.quantity import (
    Change,
    FinancialYear,
    Finding,
    PerCarerChange,
    Quantity,
    UnitCost,
)
from sbs_econ.vocabulary import Category, Decision, Event, Evidence, Index, Payer, Unit


class Source(Part):
    """A publication, data set or statement that figures come from."""

    title: Text
    """Its title."""
    authors: Text | None = None
    """Who wrote or published it."""
    year: Text | None = None
    """When."""
    where: Text | None = None
    """Journal, publisher or site."""
    href: Annotated[str, Field(pattern=r"^(https?://|doi:)")] | None = None
    """An address or DOI."""
    licence: Text | None = None
    """Under what terms its figures may be used."""
    read: Annotated[str, Field(pattern="^(whole|excerpt|through_repository)$")]
    """How it was read when its figures were entered."""
    note: Text | None = None
    """Anything a reader should know about it."""


class PriceIndex(Part):
    """A price index by financial year."""

    label: Text
    vintage: Text
    """Edition of the figures: the same year differs between editions."""
    source: Identifier
    locator: Text
    levels: dict[FinancialYear, Number] | None = None
    """Index levels by financial year; give these or annual_change."""
    annual_change: dict[FinancialYear, Number] | None = None
    """Per cent change on the year before, by financial year."""
    provisional: list[FinancialYear] = []
    """Years whose figure may still be revised."""
    forecast_from: FinancialYear | None = None
    """First year that is a forecast."""
    note: Text | None = None


class DiscountProfile(Part):
    """A named pair of discount rates."""

    label: Text
    costs: Annotated[Number, Field(ge=0, le=0.2)]
    outcomes: Annotated[Number, Field(ge=0, le=0.2)]
    source: Identifier | None = None
    locator: Text | None = None
    evidence: Evidence
    note: Text | None = None


class Service(Part):
    """A service whose use may change."""

    label: Text
    unit: Unit
    """What is counted: contact, bed_day, attendance, ..."""
    payer: Payer
    category: Category
    baseline: Quantity
    """Units per person over the recall period, before."""
    change: Change
    """The change in it."""
    counts: list[Event] = []
    """What the money stands for, so that nothing is counted twice."""
    cashable: Quantity | None = None
    """Cashable share, where it is not that of the category."""
    findings: list[Finding] = []
    """Published findings a reader ought to see beside the row."""
    note: Text | None = None


class Attribution(Strict):
    """How much of a reported change the programme caused."""

    regression_to_the_mean: Quantity
    deadweight: Quantity
    displacement: Quantity
    causal_share: Quantity | None = None
    """Set, it replaces the product of the three on uncontrolled rows."""


class PopulationPart(Part):
    """A subgroup or a mode of support."""

    label: Text
    share: Quantity
    """Of people who start, here."""
    evaluation_share: Quantity
    """Of people in the evaluation."""
    effect_modifier: Quantity
    """Effect relative to the others; only ratios matter."""


class Cell(Part):
    """A joint share of one subgroup and one mode."""

    share: Quantity
    evaluation_share: Quantity


class Employment(Strict):
    """Work, absence and what they are worth."""

    employed_at_baseline: Quantity
    change_in_employment_rate: Change
    absence_days_change: Change
    presenteeism_days_change: Change | None = None
    hours_per_week: Quantity
    hourly_wage: Quantity
    on_costs: Quantity
    employer_ni: Quantity
    income_tax_and_employee_ni: Quantity
    benefits_withdrawn: Quantity
    friction_period: Quantity
    findings: list[Finding] = []


class InformalCare(Strict):
    """Hours of unpaid care and what an hour is worth."""

    share_with_carer: Quantity
    baseline_hours: Quantity
    hours_change: PerCarerChange
    opportunity_cost: Quantity
    replacement_cost: Quantity
    leisure_time: Quantity
    findings: list[Finding] = []


class Outcome(Part):
    """A consequence in its natural unit; up is better."""

    label: Text
    unit: Unit
    baseline: Quantity | None = None
    change: Change
    control_arm_change: Quantity | None = None
    """Mean change without the programme, for a controlled change (0 if left out)."""
    sd: Quantity | None = None
    """Standard deviation between people at baseline."""
    correlation: Quantity | None = None
    """Between the two waves."""
    important_change: dict[Identifier, Quantity] = {}
    """Minimal important changes for the share improving; needs sd and correlation."""
    money_value: dict[Identifier, Quantity] = {}
    """Prices per point-year that a scenario may opt into."""
    counts: list[Event] = []
    findings: list[Finding] = []
    note: Text | None = None


class NotQuantified(Part):
    """A consequence considered but without a number, so that silence never reads as zero."""

    label: Text
    who: Payer | None = None
    direction: Annotated[str, Field(pattern="^(better|worse|either|unknown)$")]
    reason: Text
    """Why there is no number, and what would give one."""
    findings: list[Finding] = []


class RankCorrelation(Part):
    """Quantities that move together."""

    label: Text
    names: list[Text]
    """Names; * stands for one segment."""
    rank_correlation: Annotated[Number, Field(ge=-1, le=1)] | None = None
    """One Spearman correlation for every pair; give this or pairs."""
    pairs: list[CorrelatedPair] = []
    """Spearman correlations pair by pair; pairs left out are 0."""
    evidence: Evidence
    source: Identifier | None = None
    locator: Text | None = None
    note: Text | None = None


class CorrelatedPair(Part):
    """The rank correlation of two quantities."""

    between: Annotated[list[Text], Field(min_length=2, max_length=2)]
    rank_correlation: Annotated[Number, Field(ge=-1, le=1)]


class JointNormal(Part):
    """Coefficients with a covariance: members say family multivariate_normal and this group."""

    label: Text
    names: list[Text]
    correlation: list[list[Annotated[Number, Field(ge=-1, le=1)]]]
    """Pearson correlations in the order of names."""
    note: Text | None = None


class Sources(Named[dict[Identifier, Source]]):
    """sources.yaml."""


class Indices(Named[dict[Index, PriceIndex]]):
    """indices.yaml."""


class DiscountProfiles(Named[dict[Identifier, DiscountProfile]]):
    """discounting.yaml."""


class Services(Named[dict[Identifier, Service]]):
    """service_use.yaml."""


class UnitCosts(Named[dict[Identifier, UnitCost]]):
    """A file of unit_costs/."""


class Budgets(Named[dict[Identifier, Budget]]):
    """budgets.yaml."""


class Design(Named[dict[Decision, DesignDecision]]):
    """design.yaml."""


class Population(Named[dict[Identifier, PopulationPart]]):
    """subgroups.yaml or modes.yaml."""


class Cells(Named[dict[Identifier, dict[Identifier, Cell]]]):
    """cells.yaml: by subgroup, by mode."""


class Outcomes(Named[dict[Identifier, Outcome]]):
    """outcomes.yaml."""


class NotQuantifiedRows(Named[dict[Identifier, NotQuantified]]):
    """not_quantified.yaml."""


class CashableShares(Named[dict[Category, Quantity]]):
    """cashable.yaml."""


class Correlations(Named[dict[Identifier, RankCorrelation]]):
    """correlations.yaml."""


class JointNormals(Named[dict[Identifier, JointNormal]]):
    """joint.yaml."""
