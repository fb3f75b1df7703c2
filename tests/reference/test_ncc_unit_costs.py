"""Shipped unit costs of 2024/25 against the rows of the National Cost Collection that they are means of."""

import pytest
from shipped import parameter_folder

from sbs_econ.equations.programme_costs import per_unit

FILE = "ncc_2024_25_extract.csv"
EVERY_CURRENCY = None
TAKEN = {
    "acute_bed_day": ("Mental Health Provider Spell", ["200MHPS"]),
    "crisis_home_treatment": ("Mental Health Care Contact", ["A02"]),
    "cmht_contact": ("Mental Health Care Contact", ["A06"]),
    "psychiatric_outpatient": ("Mental Health Care Contact", ["A10"]),
    "talking_therapies": ("NHS Talking Therapy Care Contact", EVERY_CURRENCY),
    "ae_attendance": ("Emergency Care", EVERY_CURRENCY),
    "ambulance": ("Ambulance", ["02", "03"]),
}
NOT_IN_THE_EXTRACT = {"non_elective_stay"}


@pytest.fixture
def rows(rows_of):
    return rows_of(FILE)


def costs():
    return parameter_folder().usable().unit_costs["current_2024_25"]


def test_a_unit_cost_is_total_cost_over_activity(rows):
    for row in rows:
        mean = per_unit(float(row["total_cost_gbp"]), float(row["activity"]))
        assert mean == pytest.approx(float(row["unit_cost_gbp"]), rel=1e-9), row["currency"]


def test_every_unit_cost_of_the_collection_is_checked():
    assert {item for item, cost in costs().items() if cost.source == "ncc_2024_25"} == set(TAKEN) | NOT_IN_THE_EXTRACT


@pytest.mark.parametrize("item", TAKEN)
def test_weighted_mean_is_the_shipped_unit_cost(rows, item):
    service, currencies = TAKEN[item]
    chosen = [
        row
        for row in rows
        if row["service"] == service and (currencies is EVERY_CURRENCY or row["currency"] in currencies)
    ]
    mean = per_unit(sum(float(r["total_cost_gbp"]) for r in chosen), sum(float(r["activity"]) for r in chosen))
    assert mean == pytest.approx(float(costs()[item].value), abs=0.005)
