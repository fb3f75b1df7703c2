"""What may be entered as an override in the live workbook: Excel's data validation, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sbs_econ.schema.model_workbook import FIXED_SETTINGS, LONGEST
from sbs_econ.schema.sense import LARGEST_RATE, MAY_BE_NEGATIVE
from sbs_econ.schema.units import SHARES_AND_SCORES
from sbs_econ.vocabulary import CareValuation, Costing, EmploymentMethod, FundedBy, Unit

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs

SMALLEST = 1e-9
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a cell takes: Excel's options, words, and the reason where it takes nothing."""

    words: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    style: str = "override"
    fixed: str = ""

    def __post_init__(self) -> None:
        """Say why, where nothing may be entered."""
        if self.fixed:
            object.__setattr__(self, "words", f"Not changed in this workbook: {self.fixed}.")
            object.__setattr__(self, "style", "fixed")


def _between(kind: str, lower: float, upper: float, words: str) -> Allowed:
    return Allowed(words, {"validate": kind, "criteria": "between", "minimum": lower, "maximum": upper})


def _one_of(words: list[str]) -> Allowed:
    return Allowed(f"One of: {', '.join(words)}.", {"validate": "list", "source": words}, style="override_text")


def longest(inputs: Inputs) -> int:
    """Return the months that the formulas reach: whole years."""
    return max(LONGEST, 12 * inputs.settings.years)


def price_years(inputs: Inputs) -> list[str]:
    """Return the financial years that every index covers."""
    covered = [set(series.levels) for series in inputs.indices.values()]
    return sorted(set.intersection(*covered))


def allowed_setting(name: str, inputs: Inputs) -> Allowed:
    """Return what may be entered for a setting."""
    if name in FIXED_SETTINGS:
        return Allowed(fixed=FIXED_SETTINGS[name])
    months = longest(inputs)
    made = {
        "participants": lambda: _between("integer", 0, 1e9, "A whole number of people, 0 or more."),
        "programme_months": lambda: _between(
            "integer", 1, months, f"Whole months, 1 to {months}, no longer than the horizon."
        ),
        "horizon_months": lambda: _between("integer", 1, months, f"Whole months, 1 to {months}."),
        "price_year": lambda: _one_of(price_years(inputs)),
        "funded_by": lambda: _one_of([each.value for each in FundedBy]),
        "costing": lambda: _one_of([each.value for each in Costing if _has(inputs, each)]),
        "informal_care_valuation": lambda: _one_of([each.value for each in CareValuation]),
        "employment_method": lambda: _one_of([each.value for each in EmploymentMethod]),
        "whole_groups": _truth,
    }
    rate = "A proportion a year, 0 to 0.2 (0.035 is 3.5 %)."
    return made[name]() if name in made else _between("decimal", 0, 0.2, rate)


def _has(inputs: Inputs, costing: Costing) -> bool:
    return costing is Costing.BOTTOM_UP or inputs.structure.budget is not None


def _truth() -> Allowed:
    return Allowed("TRUE or FALSE.", {"validate": "list", "source": ["TRUE", "FALSE"]})


def allowed_quantity(unit: Unit, is_change: bool) -> Allowed:
    """Return what may be entered for a quantity, in its unit."""
    lower, upper, words = 0.0, LARGEST, f"A number, 0 or more, in {unit.value}."
    if is_change and unit is Unit.SHARE:
        lower, upper, words = -1.0, 1.0, "A proportion between -1 and 1; fewer is negative."
    elif is_change and unit is not Unit.RATIO:
        lower, words = -LARGEST, f"A number in {unit.value}; fewer is negative."
    elif is_change:
        words = "After over before, 0 or more (0.85 for a fall of 15 %)."
    elif unit in SHARES_AND_SCORES:
        upper, words = 1.0, "A proportion between 0 and 1."
    elif unit is Unit.RATIO_PER_MONTH:
        lower, upper, words = SMALLEST, 1.0, "Above 0, at most 1: what is left after a month."
    elif unit is Unit.RATE:
        upper, words = LARGEST_RATE - SMALLEST, "A proportion, 0 to below 2 (0.15 is 15 %)."
    elif unit in MAY_BE_NEGATIVE:
        lower, words = -LARGEST, f"A number in {unit.value}."
    return _between("decimal", lower, upper, words)
