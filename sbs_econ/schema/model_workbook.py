"""What the live workbook and the command that reads it agree on: sheets, columns, and what stays as it is."""

from __future__ import annotations

SCHEMA = "sbs_econ/model/1"
"""Stands on the Guide sheet, so that a workbook of another kind is told apart."""
GUIDE, INPUTS, CHECK = "Guide", "Inputs", "Check"
INPUT_COLUMNS = ("name", "default", "override", "used", "unit")
"""How the Inputs sheet begins; an empty override means the default."""
CHECK_COLUMNS = ("row", "part", "engine", "workbook", "difference")
ABOUT = ("schema", "scenario", "version")
"""Names on the Guide sheet, in column A, each with its value beside it."""
LONGEST = 120
"""Months that the workbook's formulas reach, where the scenario does not itself go further."""

SETTINGS_HERE = (
    "participants", "programme_months", "horizon_months", "price_year", "funded_by", "discount_rate_costs",
    "discount_rate_outcomes", "costing", "informal_care_valuation", "employment_method", "whole_groups",
)  # fmt: skip
"""Settings that the formulas follow."""
FIXED_SETTINGS = {
    "unit_cost_set": "another set is another list of prices: change single unit costs here, or the set in a scenario",
    "discount_profile": "change discount_rate_costs and discount_rate_outcomes here instead",
    "budget": "another budget has other rows: change it in a scenario",
    "between_site_cv": "it moves intervals and never the base case: change it in a scenario",
}
"""Settings that the formulas cannot follow, and why or what to do instead."""
FIXED_DESIGN = "an option of design replaces several quantities: change those here, or the option in a scenario"
SITE_PREFIX = "sites."
"""How the names of figures of one site begin; the sheet shows them, and a scenario changes them."""
FIXED_SITE = "a figure of one site: change it in the scenario's sites, or give the name without the site to all"
