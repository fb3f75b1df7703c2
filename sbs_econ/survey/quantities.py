"""Estimates as blocks of a parameter folder: what stands under each name, evidence reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sbs_econ.survey.engagement import REGISTER
from sbs_econ.survey.estimates import ItemEstimate
from sbs_econ.survey.items import Item

DRAWS = "draws/fit.csv"
SOURCE = "fitted_survey"
UNITS = {
    "employment.employed_at_baseline": "share",
    "employment.change_in_employment_rate": "share",
    "employment.absence_days_change": "day/employed_person",
    "informal_care.share_with_carer": "share",
    "informal_care.baseline_hours": "hour/person_with_carer/week",
    "informal_care.hours_change": "hour/person_with_carer/week",
}


UNDOUBTED = {
    "unit": "share",
    "value": 0,
    "evidence": "illustrative",
    "note": "The change is unfavourable: doubt never works in the programme's favour.",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How changes were measured: months between the waves, against whom, and what is written how.

    ``undoubted`` are changes whose own attribution in the parameters is 0 throughout, as it is where a change is
    unfavourable.
    """

    follow_up_months: int
    controlled: bool
    rate_ratio: tuple[str, ...]
    left_out: frozenset[str] = frozenset()
    undoubted: frozenset[str] = frozenset()
    draws: str = DRAWS


def blocks(estimates: Sequence[ItemEstimate], units: Mapping[str, str], how: Measured) -> dict[str, dict[str, Any]]:
    """Return what replaces each quantity of the parameters, by its name; None takes a key away.

    Args:
        estimates: of items.
        units: unit of each quantity in the parameters, for what baselines are counted in.
        how: how changes were measured.
    """
    found: dict[str, dict[str, Any]] = {}
    for estimate in estimates:
        item = estimate.item
        if item.key in how.left_out:
            continue
        before, change = item.baseline_parameter, item.change_parameter
        spread = (name for name in (item.sd_parameter, item.correlation_parameter) if name is not None)
        found |= {name: {"unit": units[name], **_figure(name, how)} for name in spread}
        if before is not None:
            found[before] = {"unit": UNITS.get(before) or units[before], **_figure(before, how)}
        if change is not None:
            found[change] = _change(item, change, units, how) | _doubt(estimate, change, how)
    return found


def register_blocks(names: Iterable[str], units: Mapping[str, str], how: Measured) -> dict[str, dict[str, Any]]:
    """Return what replaces the quantities of engagement that the register of sessions tells."""
    note = "Fitted to a register of sessions: a mean that falls by the same ratio every month. See data_sheet.md."
    return {name: {"unit": units[name], **_figure(name, how), "note": note} for name in names if name in REGISTER}


def _change(item: Item, name: str, units: Mapping[str, str], how: Measured) -> dict[str, Any]:
    ratio = item.kind == "count" and item.key in how.rate_ratio
    unit = UNITS.get(name) or ("ratio" if ratio else units[item.baseline_parameter or name])
    if item.kind == "score":
        unit = units[name]
    timing = {"recall_months": item.recall_months} if item.recall_months else {"measured": "at_follow_up"}
    block: dict[str, Any] = {"kind": "rate_ratio" if ratio else "difference", "unit": unit}
    block |= {"design": "controlled" if how.controlled else "uncontrolled", **timing}
    block |= {"follow_up_months": how.follow_up_months, "applies_to": "starters"}
    if name == "informal_care.hours_change":
        block["per"] = "participant_with_carer"
    return block | _figure(name, how)


def _doubt(estimate: ItemEstimate, name: str, how: Measured) -> dict[str, Any]:
    """Return the attribution of a change: none of its own where controlled, zero where unfavourable."""
    if how.controlled:
        return {"attribution": None}
    more_is_worse = estimate.item.kind in ("count", "absence", "hours")
    if estimate.change.value != 0 and (estimate.change.value > 0) == more_is_worse:
        return {"attribution": {"regression_to_the_mean": UNDOUBTED, "deadweight": UNDOUBTED}}
    return {"attribution": None} if name in how.undoubted else {}


def _figure(name: str, how: Measured) -> dict[str, Any]:
    return {
        "distribution": {"family": "empirical", "file": how.draws, "column": name},
        "evidence": "reported",
        "source": SOURCE,
        "locator": f"{how.draws}, column {name}",
        "note": "Fitted to questionnaires; people lost are imputed inside each bootstrap replicate. See data_sheet.md.",
    }
