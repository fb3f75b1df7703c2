"""Who pays and who gains: margins of the run's table and flows, cash, surplus, words."""

import json
from dataclasses import replace

import numpy as np
import pytest
from shipped import base_rows, inputs_of

from sbs_econ.analysis.compare_blocks import AtMeans, DrawnBlock
from sbs_econ.analysis.compare_part_records import payer_records, payers_document
from sbs_econ.analysis.payers import ALL, CASH, ENTIRE, NOT_CASH, PayersAsked, parties_of, payers_of
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.records import flow_records
from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.reporting.figures_payers import payers_picture
from sbs_econ.reporting.payers_text import payers_short, payers_text
from sbs_econ.vocabulary import Kind

FEW = Plan(1_024)
SCENARIOS = ("base_case", "horizon_24", "side_by_side_2015_17", "local_grants", "friction_cost")


def found(scenario, changes=None, plan=FEW):
    return payers_of(inputs_of(scenario, changes), plan)


@pytest.mark.parametrize("sampler", ["mc", "lhs", "sobol"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_margins_agree_with_the_runs_flows_and_table(scenario, sampler):
    plan = Plan(1_024, sampler=sampler)
    payers = found(scenario, plan=plan)
    run = run_psa(payers.inputs, plan)
    flows = [flow for flow in flow_records(run) if flow["kind"] != Kind.MEMO]
    for party in payers.parties:
        names = {payer.value for payer in party.payers}
        own = [flow for flow in flows if flow["payer"] in names]
        scale = sum(abs(flow["cost_mean"]) for flow in own)
        for year in range(1, payers.years + 1):
            yearly = sum(flow["cost_mean"] for flow in own if flow["year"] == year)
            assert payers.cost(party.key, ALL, year).mean == pytest.approx(yearly, abs=1e-9 * scale)
            base = sum(flow["cost_base_case"] for flow in own if flow["year"] == year)
            assert payers.cost(party.key, ALL, year).base_case == pytest.approx(base, abs=1e-9 * scale)
            cash = sum(flow["cost_mean"] * flow["cashable_share"] for flow in own if flow["year"] == year)
            assert payers.cost(party.key, CASH, year).mean == pytest.approx(cash, abs=1e-9 * scale)
        table = sum(
            row.cost.mean
            for row in run.rows
            if row.cost and row.row.payer in party.payers and row.row.kind is not Kind.MEMO
        )
        assert payers.cost(party.key, ALL).mean == pytest.approx(table, abs=1e-9 * scale)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_all_payers_together_are_society_for_transfers_cancel(scenario):
    payers = found(scenario)
    society = next(p.net_cost for p in run_psa(payers.inputs, FEW).perspectives if p.perspective == "societal")
    single = [party for party in payers.parties if len(party.payers) == 1]
    total = sum(payers.cost(party.key, ALL).mean for party in single)
    assert total == pytest.approx(society.mean, rel=1e-9)


def drawn(inputs, size=200):
    question = PayersAsked(inputs, parties_of(inputs))
    return dict(next(question.parts(DrawnBlock(MonteCarlo(1), 0, size)))[1].full)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_cash_and_the_rest_are_everything_in_every_draw(scenario):
    figures = drawn(inputs_of(scenario))
    for name, value in figures.items():
        party, measure, when = name.split("|")
        if measure == ALL:
            parts = figures[f"{party}|{CASH}|{when}"] + figures[f"{party}|{NOT_CASH}|{when}"]
            np.testing.assert_allclose(parts, value, rtol=1e-9, atol=1e-6)


def test_years_add_up_in_every_draw():
    inputs = inputs_of("horizon_24", {"settings.horizon_months": 40})
    figures = drawn(inputs)
    for party in parties_of(inputs):
        years = sum(figures[f"{party.key}|{ALL}|{year}"] for year in (1, 2, 3, 4))
        np.testing.assert_allclose(figures[f"{party.key}|{ALL}|up_to_4"], years, rtol=1e-9, atol=1e-6)


def test_the_cash_share_of_a_category_moves_cash_and_nothing_else():
    inputs = inputs_of("base_case")
    beds_share = "cashable.mental_health_inpatient"
    half = replace(inputs.quantities[beds_share], value=0.5)
    changed = replace(inputs, quantities={**inputs.quantities, beds_share: half})
    question = PayersAsked(changed, parties_of(changed))
    before = dict(next(PayersAsked(inputs, parties_of(inputs)).parts(AtMeans()))[1].full)
    after = dict(next(question.parts(AtMeans()))[1].full)
    beds = sum(
        float(row.cost)
        for row in base_rows(inputs).values()
        if row.category == "mental_health_inpatient" and row.cost is not None
    )
    assert after["nhs|cash|1"] - before["nhs|cash|1"] == pytest.approx(0.5 * beds)
    assert after["nhs|all|1"] == before["nhs|all|1"]


@pytest.mark.parametrize(
    ("funded_by", "key"), [("nhs", "funder_and_nhs"), ("local_authority", "funder_and_local_authority")]
)
def test_whose_money_pays_stands_beside_the_funder(funded_by, key):
    payers = found("base_case", {"settings.funded_by": funded_by})
    party = payers.parties[-1]
    assert party.key == key
    parts = sum(payers.cost(payer.value, ALL).mean for payer in party.payers)
    assert payers.cost(key, ALL).mean == pytest.approx(parts, rel=1e-9)


@pytest.mark.parametrize("funded_by", ["lottery", "charity"])
def test_other_peoples_money_is_no_payers_own(funded_by):
    assert all(len(party.payers) == 1 for party in found("base_case", {"settings.funded_by": funded_by}).parties)


def test_the_year_of_surplus_and_its_chance():
    payers = found("horizon_24", plan=Plan(4_096))
    nhs, funder = payers.surplus("nhs", ALL), payers.surplus("funder", ALL)
    assert (nhs.on_average, funder.on_average) == (1, None)
    assert [chance for chance, _ in funder.by_year] == [0.0, 0.0]
    figures = drawn(payers.inputs, 4_096)
    for year, (chance, _) in enumerate(nhs.by_year, start=1):
        assert chance == pytest.approx(np.mean(figures[f"nhs|{ALL}|up_to_{year}"] < 0))
    assert payers.surplus("volunteers", CASH) is None


def test_a_mean_within_its_error_is_no_surplus():
    assert found("base_case").surplus("nhs", CASH).on_average is None


def test_text_document_and_picture():
    payers = found("horizon_24")
    shown = " ".join(payers_text(payers, 100).split())
    for words in (
        "Year 2",
        "All years",
        "Of this in cash",
        "Has it saved more than it paid?",
        "inputs are illustrative",
    ):
        assert words in shown
    assert "NHS with the programme's cost" in payers_short(payers, 140)
    document = payers_document(payers, "abc")
    assert document["schema"] == "sbs_econ/payers/1"
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert len(payer_records(payers)) == len(payers.parties) * 3 * 3
    first, again = payers_picture(payers), payers_picture(payers)
    assert (first.svg, first.png) == (again.svg, again.png)
    assert "Carers" in first.description


def test_the_answer_has_one_part():
    question = PayersAsked(inputs_of("base_case"), parties_of(inputs_of("base_case")))
    assert [name for name, _ in question.parts(AtMeans())] == [ENTIRE]


@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_text_keeps_to_the_width(width):
    payers = found("horizon_24")
    assert max(len(line) for line in payers_text(payers, width).split("\n")) <= width
