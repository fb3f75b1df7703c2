"""From a parameter folder and the layers of a scenario to the inputs of an evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sbs_econ.equations.prices import levels_from_changes
from sbs_econ.model.changes import (
    Applying,
    apply_design,
    apply_layer,
    base_quantities,
    merge_design,
)
from sbs_econ.model.correlations import correlated_groups
from sbs_econ.model.folder import Folder, known_names
from sbs_econ.model.inputs import BETWEEN_SITES, IndexSeries, Inputs, Settings, SiteInputs, Structure
from sbs_econ.model.layers import Layer, complete_settings, merge_settings, missing_settings
from sbs_econ.model.overlap import RULES, overlaps
from sbs_econ.model.quantity_checks import check_quantities, reason_outside_range
from sbs_econ.model.settings_checks import settings_issues
from sbs_econ.model.sites import declaring_layer, resolve_sites, site_total, with_own_factor
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue
from sbs_econ.schema.parameters import PriceIndex
from sbs_econ.schema.quantity import Finding


def resolve(folder: Folder, layers: Sequence[Layer]) -> tuple[Inputs | None, list[Issue]]:
    """Return the inputs of a scenario, and every issue that stands in the way.

    Args:
        folder: a parameter folder that passed its own checks.
        layers: what the scenario extends (furthest first), the scenario, and the command line last.
    """
    merged, _ = merge_settings(folder, layers)
    has_sites = any(layer.content.sites for layer in layers)
    missing = missing_settings(merged, has_sites)
    last = layers[-1]
    if missing:
        return None, [
            last.issue(("settings",), "E410", f"the setting {name} is given nowhere", f"add {name}: under settings:")
            for name in missing
        ]
    merged.setdefault("participants", 0)
    settings = complete_settings(merged)
    issues = list(settings_issues(folder, layers, settings))
    if any(issue.code in ("E411", "E413") for issue in issues):
        return None, issues
    return _resolve(folder, layers, settings, issues)


def _resolve(
    folder: Folder, layers: Sequence[Layer], settings: Settings, issues: list[Issue]
) -> tuple[Inputs | None, list[Issue]]:
    applying = Applying(folder, folder.stated(settings.unit_cost_set), frozenset(known_names(folder)), issues)
    parameters = base_quantities(applying)
    if applying.issues:
        return None, applying.issues
    design = merge_design(applying, layers)
    quantities = apply_design(applying, parameters, design, layers[-1])
    for layer in layers:
        apply_layer(applying, quantities, layer)
    settings = site_total(layers, settings, applying.issues)
    structure = _structure(folder, layers, settings)
    placed = resolve_sites(applying, (parameters, quantities), layers, (settings, design))
    sites = tuple(with_own_factor(site, settings.between_site_cv) for site in placed)
    applying.issues.extend(_scenario_issues(folder, layers))
    applying.issues.extend(check_quantities(folder, layers[-1], reason_outside_range(layers), quantities))
    for site in sites:
        together = {**quantities, **site.quantities}
        if site.quantities:
            layer, at = declaring_layer(layers), ("sites", site.key)
            applying.issues.extend(check_quantities(folder, layer, reason_outside_range(layers), together, at))
    if applying.issues:
        return None, applying.issues
    scenario = _scenario_layer(layers)
    inputs = Inputs(
        scenario=scenario.name,
        label=scenario.content.label,
        question=scenario.content.question,
        settings=settings,
        quantities=quantities,
        structure=structure,
        sites=sites,
        indices={key: _series(index) for key, index in folder.indices.items()},
        correlations=correlated_groups(folder),
        columns=folder.columns,
        names=tuple(sorted(known_names(folder) | _other_names(folder, sites))),
        design={decision.value: option for decision, option in design.items()},
        warnings=tuple(_notes(layers)),
        extends=tuple(layer.name for layer in layers if layer is not scenario and layer.name != "command line"),
        sites_declared=any(layer.content.sites for layer in layers),
    )
    return inputs, []


def _other_names(folder: Folder, sites: Sequence[SiteInputs]) -> set[str]:
    """Names of streams that no file gives: rows of a file of draws, and sites' own factors."""
    own = {name for site in sites for name in site.quantities if name.startswith(BETWEEN_SITES)}
    return own | {f"rows of {file}" for file, _ in folder.columns}


def _scenario_layer(layers: Sequence[Layer]) -> Layer:
    return [layer for layer in layers if layer.name != "command line"][-1]


def _series(index: PriceIndex) -> IndexSeries:
    levels = dict(index.levels) if index.levels is not None else levels_from_changes(index.annual_change or {})
    return IndexSeries(index.label, index.vintage, levels, tuple(index.provisional), index.forecast_from)


def _structure(folder: Folder, layers: Sequence[Layer], settings: Settings) -> Structure:
    employment, care = folder.employment, folder.informal_care
    return Structure(
        services=folder.service_use,
        outcomes=folder.outcomes,
        change_in_employment_rate=employment.change_in_employment_rate,
        absence_days_change=employment.absence_days_change,
        presenteeism_days_change=employment.presenteeism_days_change,
        hours_change=care.hours_change,
        subgroups=tuple(folder.subgroups),
        modes=tuple(folder.modes),
        cells=tuple((subgroup, mode) for subgroup, by_mode in folder.cells.items() for mode in by_mode),
        budget=None if settings.budget is None else folder.budgets[settings.budget],
        not_quantified=folder.not_quantified,
        price_outcomes=_price_outcomes(layers),
        findings=_findings(folder, settings),
    )


def _findings(folder: Folder, settings: Settings) -> dict[str, tuple[Finding, ...]]:
    found = {f"service_use.{item}": tuple(service.findings) for item, service in folder.service_use.items()}
    found |= {f"outcomes.{key}": tuple(outcome.findings) for key, outcome in folder.outcomes.items()}
    found |= {f"not_quantified.{key}": tuple(item.findings) for key, item in folder.not_quantified.items()}
    found["employment.output"] = tuple(folder.employment.findings)
    found["informal_care.hours"] = tuple(folder.informal_care.findings)
    if settings.budget is not None:
        budget = folder.budgets[settings.budget]
        found |= {f"programme.budget_{line}": tuple(budget.findings) for line in list(budget.lines)[:1]}
    return {row: findings for row, findings in found.items() if findings}


def _price_outcomes(layers: Sequence[Layer]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for layer in layers:
        chosen |= layer.content.price_outcomes
    return chosen


def _waived(layers: Sequence[Layer]) -> dict[str, str]:
    waived: dict[str, str] = {}
    for layer in layers:
        waived |= layer.content.waive_overlap
    return waived


def _scenario_issues(folder: Folder, layers: Sequence[Layer]) -> Iterator[Issue]:
    rules = {rule.key for rule in RULES}
    for layer in layers:
        for outcome, price in layer.content.price_outcomes.items():
            known = folder.outcomes[outcome].money_value if outcome in folder.outcomes else None
            if known is None:
                yield layer.issue(
                    ("price_outcomes", outcome),
                    "E412",
                    f"there is no outcome '{outcome}'",
                    did_you_mean(outcome, folder.outcomes),
                    on="key",
                )
            elif price not in known:
                yield layer.issue(
                    ("price_outcomes", outcome),
                    "E412",
                    f"{outcome} has no money value '{price}'",
                    did_you_mean(price, known),
                )
        for rule in layer.content.waive_overlap:
            if rule not in rules:
                yield layer.issue(
                    ("waive_overlap", rule),
                    "E412",
                    f"there is no overlap rule '{rule}'",
                    did_you_mean(rule, rules),
                    on="key",
                )
    yield from overlaps(folder, _price_outcomes(layers), _waived(layers), _scenario_layer(layers).name)


def _notes(layers: Sequence[Layer]) -> Iterator[str]:
    for layer in layers:
        if layer.content.outside_offered_range:
            reason = layer.content.outside_offered_range
            yield f"Sessions offered lie outside the range in which the response was seen, because: {reason}"
    for rule, reason in _waived(layers).items():
        yield f"Overlap rule {rule} is waived, because: {reason}"
