"""Applying a scenario's changes, design options and the command line to the resolved quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sbs_econ.equations.distributions import Infeasible
from sbs_econ.model.change_checks import figure_issues
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Origin, ResolvedQuantity
from sbs_econ.model.layers import SETTING_NAMES, Layer
from sbs_econ.model.patterns import expand
from sbs_econ.model.quantities import at_null, changed, multiplied, new_quantity, resolve_quantity
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue, KeyPath
from sbs_econ.schema.quantity import Change
from sbs_econ.schema.scenario import ScenarioChange
from sbs_econ.schema.sense import Stated
from sbs_econ.vocabulary import ChangeKind, Decision, Unit

Quantities = dict[str, ResolvedQuantity]


@dataclass
class Applying:
    """The state of applying layers: the folder, what was stated, the issues found so far."""

    folder: Folder
    stated: Mapping[str, Stated]
    names: frozenset[str]
    issues: list[Issue] = field(default_factory=list)

    def is_change(self, name: str) -> bool:
        """Return whether a name is a reported change."""
        return name in self.stated and isinstance(self.stated[name].quantity, Change)

    def is_ratio(self, name: str) -> bool:
        """Return whether a change is a rate ratio."""
        quantity = self.stated[name].quantity
        return isinstance(quantity, Change) and quantity.kind is ChangeKind.RATE_RATIO


def base_quantities(applying: Applying) -> Quantities:
    """Return the quantities as the parameter folder states them."""
    found: Quantities = {}
    for name, stated in applying.stated.items():
        known, key = applying.folder.resolved, (stated.file, stated.path)
        try:
            if key not in known:
                known[key] = resolve_quantity(applying.folder, stated, applying.folder.origin(*key))
            found[name] = known[key]
        except Infeasible as error:
            applying.issues.append(stated.issue("distribution", "E202", str(error)))
    return found


def merge_design(applying: Applying, layers: Sequence[Layer]) -> dict[Decision, str]:
    """Return the option taken in each decision: the reference unless a layer chooses."""
    chosen = {decision: content.reference for decision, content in applying.folder.design.items()}
    for layer in layers:
        for decision, option in layer.content.design.items():
            if option_exists(applying, layer, ("design", decision.value), decision, option):
                chosen[decision] = option
    return chosen


def option_exists(applying: Applying, layer: Layer, path: KeyPath, decision: Decision, option: str) -> bool:
    """Return whether a design option exists, noting an issue if not."""
    content = applying.folder.design.get(decision)
    options = {} if content is None else content.options
    if option in options:
        return True
    message = f"there is no option '{option}' for {decision}"
    applying.issues.append(
        layer.issue(path, "E402", message, did_you_mean(option, options) or f"one of {', '.join(options)}")
    )
    return False


def apply_design(
    applying: Applying,
    quantities: Mapping[str, ResolvedQuantity],
    design: Mapping[Decision, str],
    layer: Layer,
) -> Quantities:
    """Return quantities after the design options: replacements first, then factors."""
    result = dict(quantities)
    replaced: dict[str, Decision] = {}
    for decision, option in design.items():
        choice = applying.folder.design[decision].options[option]
        for name, quantity in choice.replaces.items():
            path: KeyPath = (decision.value, "options", option, "replaces", name)
            if name in replaced:
                message = f"{decision}: {option} and {replaced[name]}: {design[replaced[name]]} both replace {name}"
                applying.issues.append(
                    layer.issue(
                        ("design",),
                        "E403",
                        message,
                        "choose options that do not clash, or give the quantity under changes:",
                    )
                )
            replaced[name] = decision
            origin = _design_origin(applying, path, decision, option)
            result[name] = resolve_quantity(applying.folder, Stated(name, "design.yaml", path, quantity), origin)
    for decision, option in design.items():
        for name, factor in applying.folder.design[decision].options[option].multiplies.items():
            path = (decision.value, "options", option, "multiplies", name)
            result[name] = multiplied(result[name], factor, _design_origin(applying, path, decision, option))
    return result


def _design_origin(applying: Applying, path: KeyPath, decision: Decision, option: str) -> Origin:
    origin = applying.folder.origin("design.yaml", path)
    return Origin(f"design: {decision} {option}", origin.file, origin.line)


def apply_layer(applying: Applying, quantities: Quantities, layer: Layer) -> None:
    """Apply one layer's changes in place, noting every issue."""
    apply_changes(applying, quantities, layer, layer.content.changes, ("changes",))


def apply_changes(
    applying: Applying,
    quantities: Quantities,
    layer: Layer,
    changes: Mapping[str, ScenarioChange],
    at: KeyPath,
) -> None:
    """Apply named changes in place; a name may hold ``*`` for one segment."""
    taken: dict[str, str] = {}
    for pattern, change in changes.items():
        path: KeyPath = (*at, pattern)
        for name in _targets(applying, layer, path, pattern):
            if name in taken:
                message = f"'{taken[name]}' and '{pattern}' both change {name}"
                applying.issues.append(layer.issue(path, "E404", message, "name each quantity once", on="key"))
                continue
            taken[name] = pattern
            _apply_one(applying, quantities, layer, path, name, change)


def _targets(applying: Applying, layer: Layer, path: KeyPath, pattern: str) -> list[str]:
    if pattern.startswith("settings.") or pattern in SETTING_NAMES:
        applying.issues.append(
            layer.issue(
                path,
                "E405",
                f"{pattern} is a setting",
                "settings stand under settings:, not under changes:",
                on="key",
            )
        )
        return []
    names = expand(pattern, applying.names)
    if not names:
        kind = "matches nothing" if "*" in pattern else "does not exist"
        near = did_you_mean(pattern, applying.names)
        applying.issues.append(layer.issue(path, "E406", f"the quantity '{pattern}' {kind}", near, on="key"))
    return names


def _apply_one(
    applying: Applying, quantities: Quantities, layer: Layer, path: KeyPath, name: str, change: ScenarioChange
) -> None:
    origin = layer.origin(path, change.reason)
    found = list(_change_issues(applying, quantities, layer, path, name, change))
    applying.issues.extend(found)
    if found or (change.no_effect and name not in quantities):
        return
    before = quantities.get(name) or new_quantity(
        name, Unit.SHARE, name.rsplit(".", maxsplit=1)[-1].replace("_", " ").capitalize()
    )
    if change.no_effect:
        quantities[name] = at_null(before, applying.is_ratio(name), origin)
        return
    try:
        quantities[name] = changed(applying.folder, before, change, origin)
    except Infeasible as error:
        applying.issues.append(layer.issue((*path, "distribution"), "E202", f"{name}: {error}"))


def _change_issues(
    applying: Applying, quantities: Quantities, layer: Layer, path: KeyPath, name: str, change: ScenarioChange
) -> Iterator[Issue]:
    given = [key for key in ("value", "distribution") if getattr(change, key) is not None]
    if change.no_effect:
        if given:
            yield layer.issue(
                path, "E407", f"{name}: no_effect and {given[0]} say two things", "keep one of them", on="key"
            )
        if not applying.is_change(name) and name in quantities:
            yield layer.issue(
                (*path, "no_effect"),
                "E408",
                f"{name} is not a reported change, so it has no null",
                "give value:",
            )
        return
    if name == "employment.presenteeism_days_change" and name not in quantities:
        cure = "give it in parameters/employment.yaml first, with its design and recall period"
        yield layer.issue(path, "E406", f"{name} is off: the parameters do not have it", cure, on="key")
        return
    if not given:
        yield layer.issue(
            path,
            "E409",
            f"{name}: neither value, distribution nor no_effect",
            "say what it changes to",
            on="key",
        )
    figure = (name, change, applying.is_change(name))
    yield from figure_issues(applying.folder, quantities.get(name), layer, path, figure)
