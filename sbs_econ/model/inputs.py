"""What one evaluation is given: every quantity resolved, the settings, the sites and the structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sbs_econ.equations.distributions import Distribution
from sbs_econ.equations.prices import uprating_factor
from sbs_econ.schema.delivery import Budget
from sbs_econ.schema.parameters import (
    NotQuantified,
    Outcome,
    Service,
)
from sbs_econ.schema.quantity import Change, Finding, PerCarerChange
from sbs_econ.vocabulary import (
    CareValuation,
    Costing,
    EmploymentMethod,
    Evidence,
    FundedBy,
    Index,
    Unit,
)

BETWEEN_SITES = "between_site."
"""How the name of a site's own factor begins: what its effects are, relative to the average site's."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure was given: a file and line, and the layer that had the last word."""

    layer: str
    """parameters, design, scenario:<name>, site:<key> or command line."""
    file: str | None = None
    line: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Joint:
    """The group that a quantity is drawn with."""

    kind: str
    """dirichlet, multivariate_normal or empirical."""
    group: str
    """The group's name; for empirical draws, the file."""
    column: str | None = None
    """The column, for empirical draws."""
    weights: str | None = None
    """The column of weights of the rows, for empirical draws."""


@dataclass(frozen=True, slots=True)
class ResolvedQuantity:
    """A quantity after scenario, design and command line had their say.

    ``value`` is the mean, at the quantity's own price year. ``distribution`` is None for a fixed quantity.
    """

    name: str
    label: str
    unit: Unit
    value: float
    evidence: Evidence
    origin: Origin
    distribution: Distribution | None = None
    family: str | None = None
    statement: Mapping[str, object] | None = None
    joint: Joint | None = None
    multiplier: float = 1.0
    price_year: str | None = None
    index: Index | None = None
    source: str | None = None
    locator: str | None = None
    note: str | None = None
    minutes_per_contact: float | None = None
    includes_overheads: bool = False
    carried_forward: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one scenario, complete."""

    participants: int
    programme_months: int
    horizon_months: int
    price_year: str
    unit_cost_set: str
    funded_by: FundedBy
    discount_profile: str
    discount_rate_costs: float
    discount_rate_outcomes: float
    costing: Costing
    budget: str | None
    informal_care_valuation: CareValuation
    employment_method: EmploymentMethod
    whole_groups: bool
    between_site_cv: float = 0.0

    @property
    def years(self) -> int:
        """Years that the horizon touches."""
        return (self.horizon_months - 1) // 12 + 1


@dataclass(frozen=True, slots=True)
class IndexSeries:
    """A price index, as levels by financial year, with its vintage."""

    label: str
    vintage: str
    levels: Mapping[str, float]
    provisional: tuple[str, ...] = ()
    forecast_from: str | None = None


@dataclass(frozen=True, slots=True)
class CorrelatedGroup:
    """Quantities drawn together through a Gaussian copula.

    ``matrix`` is on the scale of normal scores, rows in the order of ``names`` (sorted).
    """

    key: str
    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """One place: its people and the quantities that differ there."""

    key: str
    label: str
    area: str
    participants: int
    quantities: Mapping[str, ResolvedQuantity] = field(default_factory=dict)
    design: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    """People as the scenario gives them, before a number for all sites was shared out; ``participants`` if None."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What rows there are, apart from any number."""

    services: Mapping[str, Service]
    outcomes: Mapping[str, Outcome]
    change_in_employment_rate: Change
    absence_days_change: Change
    presenteeism_days_change: Change | None
    hours_change: PerCarerChange
    subgroups: tuple[str, ...]
    modes: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    budget: Budget | None
    not_quantified: Mapping[str, NotQuantified]
    price_outcomes: Mapping[str, str]
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Published findings that a reader of a row ought to see beside it, by row."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that one scenario's evaluation needs."""

    scenario: str
    label: str
    question: str
    settings: Settings
    quantities: Mapping[str, ResolvedQuantity]
    structure: Structure
    sites: tuple[SiteInputs, ...]
    indices: Mapping[Index, IndexSeries]
    correlations: tuple[CorrelatedGroup, ...]
    columns: Mapping[tuple[str, str], tuple[float, ...]]
    """Columns of files of draws, by file and column; one file is drawn by whole rows."""
    names: tuple[str, ...]
    """Every name of the parameter folder, fixed ones included: the dimensions of a Sobol sequence."""
    design: Mapping[str, str]
    warnings: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    sites_declared: bool = False

    def uprating(self, quantity: ResolvedQuantity) -> float:
        """Return the factor from the quantity's own price year to the analysis price year."""
        if quantity.price_year is None or quantity.index is None:
            return 1.0
        return uprating_factor(self.indices[quantity.index].levels, quantity.price_year, self.settings.price_year)
