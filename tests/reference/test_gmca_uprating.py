"""All 674 rows of the Greater Manchester unit cost database v1.4 that carry a base year and an uprated value."""

from collections import defaultdict

import pytest
from shipped import parameter_folder

from sbs_econ.equations.prices import levels_from_changes, previous_year, uprating_factor

FILE = "gmca_unit_cost_database_v1_4_uprating.csv"
PRICE_YEAR = "2015/16"
PUBLIC = {"2012/13": 1.614, "2013/14": 2.123, "2014/15": 1.7, "2015/16": 1.4}
"""Per cent, as the workbook prints them (forecasts of March 2015)."""
GAP = "2000/01"
"""No row has 2001/02 as its base year, so the two years after this one have one factor between them."""


@pytest.fixture
def rows(rows_of):
    return rows_of(FILE)


def implied_factors(rows):
    """The factor from each base year to 2015/16 that every row of that year implies."""
    factors = defaultdict(list)
    for row in rows:
        factors[row["base_year"]].append(float(row["published_2015_16_value"]) / float(row["fiscal_value"]))
    return factors


def derived_changes(rows):
    """Annual changes in per cent: those printed, and earlier ones from the factors of neighbouring base years."""
    factor = {year: found[0] for year, found in implied_factors(rows).items()}
    changes = dict(PUBLIC)
    for year in sorted(factor):
        before = previous_year(year)
        if year not in PUBLIC and before in factor:
            changes[year] = round(100 * (factor[before] / factor[year] - 1), 3)
    return changes


def test_there_are_674_rows(rows):
    assert len(rows) == 674


def test_every_row_of_a_base_year_has_the_same_factor(rows):
    for year, factors in implied_factors(rows).items():
        assert max(factors) / min(factors) - 1 < 1e-9, year


def test_base_years_from_2011_12_follow_from_the_deflators_that_the_workbook_prints(rows):
    levels = levels_from_changes(PUBLIC)
    tested = [row for row in rows if row["base_year"] in levels]
    assert {row["base_year"] for row in tested} == {"2011/12", "2012/13", "2013/14", "2014/15"}
    for row in tested:
        value = float(row["fiscal_value"]) * uprating_factor(levels, row["base_year"], PRICE_YEAR)
        assert value == pytest.approx(float(row["published_2015_16_value"]), rel=1e-12), row["code"]


def test_earlier_deflators_have_three_decimals_as_printed_ones_do(rows):
    factor = {year: found[0] for year, found in implied_factors(rows).items()}
    for year, change in derived_changes(rows).items():
        if year not in PUBLIC:
            exact = 100 * (factor[previous_year(year)] / factor[year] - 1)
            assert exact == pytest.approx(change, abs=1e-9), year


def test_all_674_rows_reproduce(rows):
    levels = levels_from_changes(derived_changes(rows))
    levels[GAP] = levels[PRICE_YEAR] / implied_factors(rows)[GAP][0]
    for row in rows:
        value = float(row["fiscal_value"]) * uprating_factor(levels, row["base_year"], PRICE_YEAR)
        assert value == pytest.approx(float(row["published_2015_16_value"]), rel=1e-6), row["code"]


ELSEWHERE = {
    "gp_consultation": "46 with qualification costs stands in the comment of HE20.2, whose own value is 38",
    "ambulance": "a mix of HE3.0.1 and HE3.0.2",
}
DIVIDED_BY = {"talking_therapies": 6}
"""A course of six sessions."""


@pytest.mark.parametrize("unit_cost_set", ["current_2024_25", "programme_era_2016_17"])
def test_unit_costs_taken_from_the_database_are_its_figures(rows, unit_cost_set):
    by_code = {row["code"]: row for row in rows}
    costs = parameter_folder().usable().unit_costs[unit_cost_set]
    taken = {item: cost for item, cost in costs.items() if cost.source == "gmca_ucd_v1_4" and item not in ELSEWHERE}
    assert taken
    for item, cost in taken.items():
        row = by_code[cost.locator.split(",")[0]]
        assert float(cost.value) == float(row["fiscal_value"]) / DIVIDED_BY.get(item, 1), item
        assert cost.price_year == row["base_year"], item
