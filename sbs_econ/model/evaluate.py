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
from sbs_econ.model.programme import bottom_up_rows, top_down_rows
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
    "subgroups.", "modes.", "cells.", "values.", "engagement.two_way_", "engagement.one_way_",
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


def _delivery_only(name: str) -> bool:
    return _matches(name, DELIVERY)


def _effect_only(name: str) -> bool:
    return not _matches(name, DELIVERY) and not _matches(name, SCALE)


def _scale_only(name: str) -> bool:
    return _matches(name, SCALE)


def _alike(sites: Sequence[SiteInputs], matters: Callable[[str], bool]) -> list[list[SiteInputs]]:
    """Group sites whose local quantities are the same as far as they matter."""
    groups: dict[object, list[SiteInputs]] = defaultdict(list)
    for site in sites:
        groups[_signature(site.quantities, matters)].append(site)
    return list(groups.values())


def _signature(quantities: Mapping[str, ResolvedQuantity], matters: Callable[[str], bool]) -> object:
    return tuple(
        (name, q.value, q.distribution, q.multiplier, q.price_year, q.joint, q.minutes_per_contact)
        for name, q in sorted(quantities.items())
        if matters(name)
    )


def _reader(inputs: Inputs, values: Values, local: LocalValues, site: SiteInputs) -> Reader:
    return Reader(inputs, values, site.quantities, local.get(site.key, {}))


def _programme(inputs: Inputs, values: Values, local: LocalValues) -> list[Row]:
    groups = _alike(inputs.sites, _delivery_only)
    parts = []
    for sites in groups:
        parts.append(list(bottom_up_rows(_reader(inputs, values, local, sites[0]), sites)))
    budget = list(top_down_rows(_reader(inputs, values, {}, SiteInputs("", "", "", 0)), inputs.sites))
    return add_up(parts, [1.0] * len(parts)) + budget


def _effects(inputs: Inputs, values: Values, local: LocalValues) -> list[Row]:
    everyone = sum(site.participants for site in inputs.sites)
    parts, weights = [], []
    for sites in _alike(inputs.sites, _effect_only):
        reader = _reader(inputs, values, local, sites[0])
        cohort = Cohort(sum(s.participants for s in sites), _reach(reader, sites, values, local))
        parts.append([*service_rows(reader, cohort), *employment_rows(reader, cohort),
                      *care_rows(reader, cohort), *outcome_rows(reader, cohort)])  # fmt: skip
        weights.append(cohort.people / everyone if everyone else 1.0)
    return add_up(parts, weights)


def _reach(reader: Reader, sites: Sequence[SiteInputs], values: Values, local: LocalValues) -> Callable[[], Draws]:
    def compute() -> Draws:
        total: Draws = 0.0
        for alike in _alike(sites, _scale_only):
            own = _reader(reader.inputs, values, local, alike[0])
            total = total + site_multiplier(own) * sum(site.participants for site in alike)
            reader.note(own.used())
        return total

    return compute


def _not_quantified(inputs: Inputs) -> Iterator[Row]:
    for key, item in inputs.structure.not_quantified.items():
        yield Row(
            row=f"not_quantified.{key}", block=Block.NOT_QUANTIFIED, label=item.label, payer=item.who,
            category=Category.NOT_QUANTIFIED,
        )  # fmt: skip
