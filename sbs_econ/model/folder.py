"""A parameter folder after shape checks: what each file says, and where each name stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sbs_econ.model.inputs import CorrelatedGroup, Origin, ResolvedQuantity
from sbs_econ.schema.delivery import Budget, DesignDecision, Engagement, Persistence, Programme, Values
from sbs_econ.schema.issues import KeyPath
from sbs_econ.schema.parameters import (
    Attribution,
    Cell,
    DiscountProfile,
    Employment,
    InformalCare,
    JointNormal,
    NotQuantified,
    Outcome,
    PopulationPart,
    PriceIndex,
    RankCorrelation,
    Service,
    Source,
)
from sbs_econ.schema.quantity import Quantity, UnitCost
from sbs_econ.schema.sense import Stated
from sbs_econ.schema.walk import quantities
from sbs_econ.vocabulary import Category, Decision, Index, Unit


@dataclass(frozen=True)
class Folder:
    """Everything a parameter folder says. Files that may be left out are empty."""

    name: str
    sources: Mapping[str, Source]
    indices: Mapping[Index, PriceIndex]
    discounting: Mapping[str, DiscountProfile]
    service_use: Mapping[str, Service]
    unit_costs: Mapping[str, Mapping[str, UnitCost]]
    programme: Programme
    design: Mapping[Decision, DesignDecision]
    budgets: Mapping[str, Budget]
    engagement: Engagement
    persistence: Persistence
    values: Values
    attribution: Attribution
    subgroups: Mapping[str, PopulationPart]
    modes: Mapping[str, PopulationPart]
    cells: Mapping[str, Mapping[str, Cell]]
    employment: Employment
    informal_care: InformalCare
    outcomes: Mapping[str, Outcome]
    not_quantified: Mapping[str, NotQuantified]
    cashable: Mapping[Category, Quantity]
    correlations: Mapping[str, RankCorrelation]
    joint: Mapping[str, JointNormal]
    origins: Mapping[tuple[str, KeyPath], Origin] = field(default_factory=dict)
    """File and key path to where it stands."""
    columns: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    """Columns of draws read for empirical quantities: (file, column) to values."""

    def origin(self, file: str, path: KeyPath) -> Origin:
        """Return where a key stands; the nearest key above it if it has no line of its own."""
        for length in range(len(path), -1, -1):
            found = self.origins.get((file, path[:length]))
            if found is not None:
                return found
        return Origin("parameters", file)

    def stated(self, unit_cost_set: str | None = None) -> dict[str, Stated]:
        """Return every quantity by name, with the unit costs of one set (or of none)."""
        prices = {} if unit_cost_set is None else self.stated_prices(unit_cost_set)
        return self._named | prices

    @cached_property
    def _named(self) -> dict[str, Stated]:
        return {
            name: Stated(name, f"{stem}.yaml", path, quantity, self._counted_in(stem, path))
            for stem in QUANTITY_FILES
            for name, path, quantity in quantities(stem, getattr(self, stem))
        }

    @cached_property
    def resolved(self) -> dict[tuple[str, KeyPath], ResolvedQuantity]:
        """What has been resolved so far, by file and key path: the same for every scenario of the folder."""
        return {}

    @cached_property
    def drawn_together(self) -> list[CorrelatedGroup]:
        """The correlated groups, once they are found: the same for every scenario of the folder."""
        return []

    def stated_prices(self, unit_cost_set: str) -> dict[str, Stated]:
        """Return the unit costs of one set by name."""
        prices: dict[str, Stated] = {}
        for item, cost in self.unit_costs.get(unit_cost_set, {}).items():
            service = self.service_use.get(item)
            counted = None if service is None else service.unit
            name = f"unit_costs.{item}"
            prices[name] = Stated(name, f"unit_costs/{unit_cost_set}.yaml", (item,), cost, counted)
        return prices

    def everything(self) -> Iterator[Stated]:
        """Yield every quantity of every file: named ones, all sets of unit costs, and what design options hold."""
        yield from self.stated().values()
        for unit_cost_set in self.unit_costs:
            yield from self.stated_prices(unit_cost_set).values()
        for decision, content in self.design.items():
            for option, choice in content.options.items():
                for name, quantity in choice.replaces.items():
                    path: KeyPath = (decision.value, "options", option, "replaces", name)
                    yield Stated(name, "design.yaml", path, quantity)

    def _counted_in(self, stem: str, path: KeyPath) -> Unit | None:
        if stem != "service_use":
            return None
        return self.service_use[str(path[0])].unit


QUANTITY_FILES = (
    "service_use", "programme", "budgets", "engagement", "persistence", "values", "attribution",
    "subgroups", "modes", "cells", "employment", "informal_care", "outcomes", "cashable",
)  # fmt: skip
"""Files whose quantities have names, apart from unit costs."""


OPTIONAL_NAMES = frozenset(
    {"attribution.causal_share", "engagement.two_way_share", "employment.presenteeism_days_change"}
)
"""Names that exist though no file need give them."""


def known_names(folder: Folder) -> set[str]:
    """Return every name that a scenario may change."""
    names = set(folder.stated()) | OPTIONAL_NAMES
    for prices in folder.unit_costs.values():
        names |= {f"unit_costs.{item}" for item in prices}
    names |= {f"engagement.additional_share.{mode}" for mode in folder.modes}
    return names
