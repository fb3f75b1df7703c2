"""What a what-if panel is given: inputs to ask for, steps and draws to work on, and the run that it stands for."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.what_if import Varied, WhatIf
from sbs_econ.analysis.what_if_inputs import CAUSAL_SHARE, PARTICIPANTS
from sbs_econ.equations.arrays import Array
from sbs_econ.model.inputs import Inputs, ResolvedQuantity
from sbs_econ.model.patterns import expand
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.schema.units import is_money
from sbs_econ.vocabulary import Perspective, Unit

SHARES = ("subgroups", "modes")
"""Groups of inputs that add up to 1."""
REASON = "Changed in the what-if panel of a report."
MAIN = (Perspective.NHS_PSS, Perspective.PUBLIC_SECTOR, Perspective.SOCIETAL)
"""Whose net cost is said in words: the first of these that has the programme's own cost in it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The range of an input; ``above`` and ``short`` say that its ends do not belong to it."""

    least: float = 0.0
    most: float | None = None
    above: bool = False
    short: bool = False
    whole: bool = False


def limits_of(quantity: ResolvedQuantity) -> Limits:
    """Return the range that a scenario may give a quantity in."""
    if quantity.name == PARTICIPANTS:
        return Limits(least=1, whole=True)
    if quantity.unit is Unit.SHARE:
        return Limits(most=1.0)
    if quantity.unit is Unit.RATIO_PER_MONTH:
        return Limits(most=1.0, above=True)
    return Limits(most=2.0, short=True) if quantity.unit is Unit.RATE else Limits()


def shown_value(varied: Varied) -> str:
    """Return an input's value as it stands in its field: as written, without what rounding left; empty if none.

    Twelve digits, and no exponent.
    """
    if varied.values is None:
        return ""
    text = f"{varied.quantity.value:.12g}"
    return text if "e" not in text else f"{varied.quantity.value:.20f}".rstrip("0")


def encoded(draws: Array) -> str:
    """Return draws as base64 of little-endian doubles."""
    return base64.b64encode(np.asarray(draws, dtype="<f8").tobytes()).decode("ascii")


def main_perspective(inputs: Inputs) -> Perspective:
    """Return the perspective whose net cost the panel says in words."""
    funded_by = inputs.settings.funded_by
    return next((p for p in MAIN if view(p, funded_by).includes_programme_cost), MAIN[0])


def panel_data(found: WhatIf, overrides: Mapping[str, str]) -> dict[str, Any]:
    """Return what the panel's script reads.

    Args:
        found: the scenario as steps.
        overrides: what ``--set`` changed in the run that the report is of, by name.
    """
    inputs, plan = found.inputs, found.plan
    seen_by = view(main_perspective(inputs), inputs.settings.funded_by)
    question = f"What does '{inputs.label}' come to with the changes below?"
    return {
        "draws": plan.draws,
        "arrays": [encoded(array) for array in found.draws],
        "steps": found.steps,
        "outputs": found.outputs,
        "inputs": [_input(varied) for varied in found.varied],
        "shares": SHARES,
        "causal": CAUSAL_SHARE,
        "people": PARTICIPANTS,
        "participants": inputs.settings.participants or 1,
        "main": {
            "output": net_cost_name(seen_by.perspective),
            "label": seen_by.label,
            "chance": seen_by.includes_programme_cost,
        },
        "run": {
            "scenario": inputs.scenario, "draws": plan.draws, "seed": plan.seed, "sampler": plan.sampler,
            "overrides": dict(_one_by_one(inputs, overrides)), "reason": REASON,
            "label": plain_text(f"{inputs.label}, changed"), "question": plain_text(question),
        },
    }  # fmt: skip


def _one_by_one(inputs: Inputs, overrides: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Overrides with every pattern written out, so that one of its names can be changed again."""
    for pattern, value in overrides.items():
        names = expand(pattern, frozenset(inputs.names)) if "*" in pattern else [pattern]
        yield from ((name, str(value)) for name in names)


def _input(varied: Varied) -> dict[str, Any]:
    limits, values = limits_of(varied.quantity), varied.values
    drawn = not isinstance(values, float) and values is not None
    return {
        "name": varied.name, "group": varied.group, "label": plain_text(varied.quantity.label),
        "shown": shown_value(varied), "value": None if drawn else values,
        "draws": encoded(np.asarray(values)) if drawn else None,
        "least": limits.least, "most": limits.most, "above": limits.above, "short": limits.short,
        "whole": limits.whole,
    }  # fmt: skip


def as_script_data(data: Mapping[str, Any]) -> str:
    """Return data as JSON that can stand in a page: no character of it can end a script or begin a tag."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def unit_hint(quantity: ResolvedQuantity) -> str:
    """Return in words what a quantity is counted in."""
    if quantity.name == CAUSAL_SHARE:
        return _causal_hint(quantity)
    if is_money(quantity.unit):
        return _money_hint(quantity)
    return {
        Unit.SHARE: "A share between 0 and 1: 0.33 is 33 in 100.",
        Unit.RATIO_PER_MONTH: "What is left of it after a month: 0.9 is a tenth less each month.",
        Unit.RATE: "A share of the costs below: 0.15 is 15%.",
        Unit.PERSON: "A whole number.",
    }.get(quantity.unit, f"In {quantity.unit.value.replace('_', ' ')}.")


def _causal_hint(quantity: ResolvedQuantity) -> str:
    share = "A share between 0 and 1, used for every change that was seen without a comparison group."
    if quantity.value or quantity.origin.layer != "what-if panel":
        return share
    return f"{share} Left out here: each row has its own factors for selection, usual support and displacement."


def _money_hint(quantity: ResolvedQuantity) -> str:
    per = " a ".join(part.replace("_", " ") for part in quantity.unit.value.split("/")[1:])
    minutes = quantity.minutes_per_contact
    contact = "" if minutes is None else f"; a contact takes {minutes:g} minutes"
    at = f", at {quantity.price_year} prices" if quantity.price_year else ""
    return f"£{f' a {per}' if per else ''}{at}{contact}."
