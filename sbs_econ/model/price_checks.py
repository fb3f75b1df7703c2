"""Checks of prices: their years, the indices that uprate them, and the sets of unit costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from sbs_econ.equations.prices import previous_year
from sbs_econ.model.folder import Folder
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue
from sbs_econ.schema.sense import Stated
from sbs_econ.schema.units import is_money
from sbs_econ.vocabulary import Index, Payer


def price_years(folder: Folder) -> Iterator[Issue]:
    """Yield money whose price year its index does not cover."""
    for stated in folder.everything():
        quantity = stated.quantity
        if not is_money(quantity.unit) or quantity.price_year is None:
            continue
        index = index_of(folder, stated)
        series = folder.indices.get(index)
        if series is None:
            yield stated.issue(
                "index",
                "E302",
                f"there is no price index '{index}' in indices.yaml",
                "add it there, or name another under index:",
            )
            continue
        years = sorted(covered_years(series.levels, series.annual_change))
        if years and quantity.price_year not in years:
            yield stated.issue(
                "price_year",
                "E303",
                f"the index {index} covers {years[0]} to {years[-1]}, not {quantity.price_year}",
            )


def index_of(folder: Folder, stated: Stated) -> Index:
    """Return the index that uprates a money quantity: its own, or that of its kind."""
    if stated.quantity.index is not None:
        return stated.quantity.index
    if stated.name.startswith("unit_costs."):
        service = folder.service_use.get(stated.name.split(".")[1])
        if service is not None and service.payer in (Payer.NHS, Payer.LOCAL_AUTHORITY):
            return Index.NHSCII
    return Index.GDP_DEFLATOR


def covered_years(levels: Mapping[str, float] | None, annual_change: Mapping[str, float] | None) -> set[str]:
    """Return the financial years that an index covers."""
    if levels is not None:
        return set(levels)
    changes = annual_change or {}
    return set(changes) | ({previous_year(min(changes))} if changes else set())


def index_files(folder: Folder) -> Iterator[Issue]:
    """Yield indices that are not one unbroken series."""
    for key, series in folder.indices.items():
        if (series.levels is None) == (series.annual_change is None):
            yield Issue(
                "indices.yaml",
                (key.value,),
                "E304",
                f"{key}: give levels or annual_change, one of the two",
                on="key",
            )
            continue
        years = sorted(series.levels or series.annual_change or {})
        for before, after in pairwise(years):
            if previous_year(after) != before:
                yield Issue(
                    "indices.yaml",
                    (key.value,),
                    "E305",
                    f"{key}: a gap between {before} and {after}",
                    "add the years between",
                    on="key",
                )


def unit_cost_sets(folder: Folder) -> Iterator[Issue]:
    """Yield services without a price, and prices without a service."""
    services = set(folder.service_use)
    if not folder.unit_costs:
        yield Issue("unit_costs", (), "E306", "there is no file in unit_costs/", "sbs-econ init DIR writes one")
    for key, items in folder.unit_costs.items():
        file = f"unit_costs/{key}.yaml"
        for item in sorted(set(items) - services):
            yield Issue(
                file,
                (item,),
                "E307",
                f"no service uses the unit cost '{item}'",
                did_you_mean(item, services),
                on="key",
            )
        for item in sorted(services - set(items)):
            yield Issue(
                file,
                (),
                "E308",
                f"the set has no price for the service '{item}'",
                f"add {item}: to {file}; where it has no figure of its own, carry one forward",
            )
