"""The story of one evaluation: sites, effect scale, rows, and what each perspective adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from sbs_econ.equations.arrays import Draws
from sbs_econ.model.care_rows import care_rows
from sbs_econ.model.effect_scale import Cohort, site_multiplier
from sbs_econ.model.employment_rows import employment_rows
from sbs_econ.model.inputs import Inputs, ResolvedQuantity, SiteInputs
from sbs_econ.model.outcome_rows import outcome_rows
from sbs_econ.model.programme import bottom_up_rows, running_groups, top_down_rows
from sbs_econ.model.reader import Reader, Values
from sbs_econ.model.rows import Row, add_up
from sbs_econ.model.service_rows import service_rows
from sbs_econ.vocabulary import Block, Category

DELIVERY = (
    "programme.", "engagement.sessions_month_1", "engagement.monthly_ratio", "engagement.offered_",
    "engagement.supply_elasticity",
)  # fmt: skip
"""Names that only delivery reads."""
SCALE = (
    "between_site.", "subgroups.", "modes.", "cells.", "values.", "engagement.two_way_", "engagement.one_way_",
    "engagement.additional_share", "programme.sessions_per_group_month",
)  # fmt: skip
"""Names that only the multipliers V and G read."""

LocalValues = Mapping[str, Mapping[str, Draws]]
"""Site key to values of the quantities that differ there."""


def evaluate(inputs: Inputs, values: Values, local: LocalValues | None = None) -> list[Row]:
    """Return every row of the cost-consequence table, programme minus usual support.

    Args:
        inputs: the resolved scenario.
        values: a number for each quantity, or draws, at the quantity's own price year.
        local: the same for quantities that differ at a site, by site key.
    """
    local_values = local or {}
    rows = _programme(inputs, values, local_values)
    rows += _effects(inputs, values, local_values)
    rows += list(_not_quantified(inputs))
    order = list(Block)
    return sorted(rows, key=lambda row: order.index(row.block))


def base_case_values(inputs: Inputs) -> tuple[dict[str, Draws], dict[str, dict[str, Draws]]]:
    """Return every quantity at its mean: common ones, and those that differ by site."""
    common: dict[str, Draws] = {name: q.value for name, q in inputs.quantities.items()}
    local: dict[str, dict[str, Draws]] = {
        site.key: {name: q.value for name, q in site.quantities.items()} for site in inputs.sites
    }
    return common, local


def base_case(inputs: Inputs) -> list[Row]:
    """Return the rows with every quantity at its mean."""
    return evaluate(inputs, *base_case_values(inputs))


def _matches(name: str, prefixes: Sequence[str]) -> bool:
    return any(name.startswith(prefix) for prefix in prefixes)


def delivery_only(name: str) -> bool:
    """Return whether only delivery reads a quantity."""
    return _matches(name, DELIVERY)


def effect_only(name: str) -> bool:
    """Return whether a quantity is read by effects themselves, not by V and G or delivery."""
    return not _matches(name, DELIVERY) and not _matches(name, SCALE)


def scale_only(name: str) -> bool:
    """Return whether a quantity is read by V and G."""
    return _matches(name, SCALE)


def _alike(sites: Sequence[SiteInputs], matters: Callable[[str], bool]) -> list[list[SiteInputs]]:
    """Group sites whose local quantities are the same as far as they matter."""
    groups: dict[object, list[SiteInputs]] = defaultdict(list)
    for site in sites:
        groups[signature(site.quantities, matters)].append(site)
    return list(groups.values())


def signature(quantities: Mapping[str, ResolvedQuantity], matters: Callable[[str], bool]) -> object:
    """Return what makes two sites alike, as far as their local quantities matter."""
    return tuple(
        (
            name,
            q.value,
            q.distribution,
            q.multiplier,
            q.price_year,
            q.index,
            q.joint,
            q.minutes_per_contact,
            q.includes_overheads,
        )
        for name, q in sorted(quantities.items())
        if matters(name)
    )  # fmt: skip


def _reader(inputs: Inputs, values: Values, local: LocalValues, site: SiteInputs) -> Reader:
    return Reader(inputs, values, site.quantities, local.get(site.key, {}))


def deliveries(inputs: Inputs, values: Values, local: LocalValues) -> list[tuple[Reader, list[SiteInputs]]]:
    """Return the groups of sites that deliver alike, each with what reads its quantities."""
    return [(_reader(inputs, values, local, sites[0]), sites) for sites in _alike(inputs.sites, delivery_only)]


def cohorts(inputs: Inputs, values: Values, local: LocalValues) -> Iterator[tuple[Reader, Cohort, list[SiteInputs]]]:
    """Yield the groups of sites whose effects are alike, each with its people and what reads its quantities."""
    for sites in _alike(inputs.sites, effect_only):
        reader = _reader(inputs, values, local, sites[0])
        yield reader, Cohort(sum(s.participants for s in sites), _parts(reader, sites, values, local)), sites


def _programme(inputs: Inputs, values: Values, local: LocalValues) -> list[Row]:
    parts = [list(bottom_up_rows(reader, sites)) for reader, sites in deliveries(inputs, values, local)]
    return add_up(parts, [1.0] * len(parts)) + budget_rows(inputs, values, local)


def budget_rows(inputs: Inputs, values: Values, local: LocalValues) -> list[Row]:
    """Return the rows of the top-down costing; a budget is one for the whole programme."""
    common = Reader(inputs, values, {}, {})

    def groups() -> Draws:
        total: Draws = 0.0
        for sites in _alike(inputs.sites, delivery_only):
            reader = _reader(inputs, values, local, sites[0])
            total = total + running_groups(reader, sites)
            common.note(reader.used())
        return total

    return list(top_down_rows(common, sum(site.participants for site in inputs.sites), groups))


def _effects(inputs: Inputs, values: Values, local: LocalValues) -> list[Row]:
    everyone = sum(site.participants for site in inputs.sites)
    parts, weights = [], []
    for reader, cohort, _ in cohorts(inputs, values, local):
        parts.append([*service_rows(reader, cohort), *employment_rows(reader, cohort),
                      *care_rows(reader, cohort), *outcome_rows(reader, cohort)])  # fmt: skip
        weights.append(cohort.people / everyone if everyone else 1.0)
    return add_up(parts, weights)


def _parts(
    reader: Reader, sites: Sequence[SiteInputs], values: Values, local: LocalValues
) -> Callable[[], list[tuple[int, Draws]]]:
    def compute() -> list[tuple[int, Draws]]:
        parts = []
        for alike in _alike(sites, scale_only):
            own = _reader(reader.inputs, values, local, alike[0])
            parts.append((sum(site.participants for site in alike), site_multiplier(own)))
            reader.note(own.used())
        return parts

    return lambda: reader.shared(("parts",), compute)


def _not_quantified(inputs: Inputs) -> Iterator[Row]:
    for key, item in inputs.structure.not_quantified.items():
        yield Row(
            row=f"not_quantified.{key}", block=Block.NOT_QUANTIFIED, label=item.label, payer=item.who,
            category=Category.NOT_QUANTIFIED,
        )  # fmt: skip
