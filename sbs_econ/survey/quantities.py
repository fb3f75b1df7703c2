"""Estimates as blocks of a parameter folder: what stands under each name, evidence reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sbs_econ.schema.survey import AnalysisPlan, Codebook
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


@dataclass(frozen=True, slots=True)
class Measured:
    """How changes were measured: months of the two waves, whether there was a comparison group, and the data's name."""

    follow_up_months: int
    controlled: bool
    rate_ratio: tuple[str, ...]
    draws: str = DRAWS


def measured_by(codebook: Codebook, plan: AnalysisPlan) -> Measured:
    """Return how changes were measured."""
    months = codebook.waves[plan.follow_up] - codebook.waves[plan.baseline]
    return Measured(months, plan.comparison is not None, tuple(plan.rate_ratio))


def blocks(items: tuple[Item, ...], units: Mapping[str, str], how: Measured) -> dict[str, dict[str, Any]]:
    """Return what replaces each quantity of the parameters, by its name.

    Args:
        items: what was asked.
        units: unit of each quantity in the parameters, for what baselines are counted in.
        how: how changes were measured.
    """
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        before, change = item.baseline_parameter, item.change_parameter
        if before is not None:
            found[before] = {"unit": UNITS.get(before) or units[before], **_figure(before, how, "")}
        if change is not None:
            found[change] = _change(item, change, units, how)
    return found


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
    return block | _figure(name, how, item.label)


def _figure(name: str, how: Measured, label: str) -> dict[str, Any]:
    return {
        "distribution": {"family": "empirical", "file": how.draws, "column": name},
        "evidence": "reported",
        "source": SOURCE,
        "locator": f"{how.draws}, column {name}",
        "note": "Fitted to questionnaires; people lost are imputed inside each bootstrap replicate. See data_sheet.md.",
    }
