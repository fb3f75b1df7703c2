"""Whether the settings of a scenario can be met by its parameter folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Settings
from sbs_econ.model.layers import Layer
from sbs_econ.model.price_checks import covered_years
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue
from sbs_econ.vocabulary import Costing


def settings_issues(folder: Folder, layers: Sequence[Layer], settings: Settings) -> Iterator[Issue]:
    """Yield every setting that cannot be met, at the layer that gave it last."""
    if settings.programme_months > settings.horizon_months:
        message = (
            f"the programme ({settings.programme_months} months) is longer than the horizon ({settings.horizon_months})"
        )
        yield _at(layers, "horizon_months", "programme_months").issue(
            ("settings",), "E416", message, "lengthen horizon_months or shorten programme_months"
        )
    yield from _exists(layers, "unit_cost_set", settings.unit_cost_set, folder.unit_costs, "E411")
    yield from _exists(layers, "discount_profile", settings.discount_profile, folder.discounting, "E411")
    if settings.budget is not None:
        yield from _exists(layers, "budget", settings.budget, folder.budgets, "E411")
    elif settings.costing is Costing.TOP_DOWN:
        yield _at(layers, "costing").issue(
            ("settings", "costing"),
            "E417",
            "top-down costing needs a budget",
            "add budget: with a key of budgets.yaml",
        )
    for key, index in folder.indices.items():
        years = covered_years(index.levels, index.annual_change)
        if settings.price_year not in years:
            message = f"the index {key} covers {min(years)} to {max(years)}, not the price year {settings.price_year}"
            yield _at(layers, "price_year").issue(
                ("settings", "price_year"),
                "E413",
                message,
                f"choose one up to {max(years)}, or add years to indices.yaml",
            )


def _at(layers: Sequence[Layer], *names: str) -> Layer:
    for layer in reversed(layers):
        if layer.content.settings.model_fields_set & set(names):
            return layer
    return layers[-1]


def _exists(layers: Sequence[Layer], name: str, value: str, known: Collection[str], code: str) -> Iterator[Issue]:
    if value not in known:
        cure = did_you_mean(value, known) or f"one of {', '.join(known)}"
        yield _at(layers, name).issue(("settings", name), code, f"there is no {name} '{value}'", cure)
