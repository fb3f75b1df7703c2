"""Budget impact: cohorts by hand, agreement with the run, margins, capacity."""

import csv
import io
import json
from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from shipped import base_rows, inputs_of

from sbs_econ.analysis.budget_impact import LATER, TOTAL, budget_impact, make_plan
from sbs_econ.analysis.change_draws import at_means
from sbs_econ.analysis.change_over_time import Calendar, rows_over_time, undiscounted
from sbs_econ.analysis.psa import Plan
from sbs_econ.cli import budget_impact as command_module
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.vocabulary import Kind, Payer, Perspective

FEW = Plan(200, 1, "mc")
LONG = {"settings.programme_months": 18, "settings.horizon_months": 30}
CASES = (
    ("base_case", {}),
    ("horizon_24", {}),
    ("base_case", LONG),
    ("friction_cost", LONG),
    ("side_by_side_2015_17", {}),
    ("no_effect", LONG),
)


def impact_of(scenario, changes=None, draws=FEW, **plan):
    inputs = inputs_of(scenario, changes or {})
    return budget_impact(inputs, make_plan(inputs, **plan), draws)


def test_months_of_people_who_start_evenly_by_hand():
    # A twelve-month cost of 1 a month. Of 12 starters, the one in April has 12 months in the first year, the one in
    # March has 1: 12 + 11 + ... + 1 = 78 months in the first year, 66 in the second.
    first, second = Calendar().by_lag([1.0] * 12)
    assert (12 * first, 12 * second) == (pytest.approx(78), pytest.approx(66))


def test_month_one_falls_in_the_year_of_the_start():
    assert Calendar().by_lag([5.0]) == (5.0,)


def test_eighteen_months_spill_over_two_years():
    # Starting in the last month of a year: 1, 12 and 5 months in three financial years.
    assert Calendar((11,)).by_lag([1.0] * 18) == (1.0, 12.0, 5.0)
    assert sum(Calendar().by_lag([1.0] * 18)) == pytest.approx(18)


@pytest.mark.parametrize(("scenario", "changes"), CASES)
def test_people_who_all_start_in_april_cost_what_the_run_says_year_by_year(scenario, changes):
    inputs = inputs_of(scenario, changes)
    run = base_rows(undiscounted(inputs))
    over_time = rows_over_time(inputs, at_means(inputs), Calendar((0,)))
    assert {each.row.row for each in over_time if each.row.kind is not Kind.MEMO} == {
        name for name, row in run.items() if row.kind not in (None, Kind.MEMO) and row.cost is not None
    }
    for each in over_time:
        row = run[each.row.row]
        expected = [float(cost) for cost in row.cost_by_year]
        found = [*map(float, each.cost), *[0.0] * (len(expected) - len(each.cost))]
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
        if each.usual is not None and row.block.value != "programme":
            assert float(sum(each.usual)) == pytest.approx(float(row.usual_cost), rel=1e-9)


def test_sites_that_differ_in_persistence_keep_their_own_profile():
    inputs = inputs_of("horizon_24")
    name = "persistence.after_programme"
    fast = {name: replace(inputs.quantities[name], value=0.5, distribution=None)}
    sites = (SiteInputs("a", "A", "A", 100), SiteInputs("b", "B", "B", 260, fast))
    mixed = undiscounted(replace(inputs, sites=sites))
    found = defaultdict(lambda: np.zeros(2))
    for each in rows_over_time(mixed, at_means(mixed), Calendar((0,))):
        found[each.row.row][: len(each.cost)] += [float(cost) for cost in each.cost]
    run = base_rows(mixed)
    for row, amounts in found.items():
        assert list(amounts) == pytest.approx([float(cost) for cost in run[row].cost_by_year], rel=1e-9, abs=1e-9)


def test_one_cohort_adds_up_to_the_undiscounted_run():
    found = impact_of("base_case", years=2, eligible=360, uptake=[1.0, 0.0])
    rows = base_rows(inputs_of("base_case"))
    for payer in Payer:
        own = [row for row in rows.values() if row.payer is payer and row.kind not in (None, Kind.MEMO) and row.cost]
        expected = float(sum(row.cost for row in own))
        assert found.of("net", payer.value, TOTAL).base_case == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert found.of("net", payer.value, LATER).base_case == pytest.approx(0.0, abs=1e-9)


def test_years_of_three_cohorts_by_hand():
    found = impact_of("base_case", eligible=1000, uptake=[0.1, 0.2, 0.3], years=4)
    one = impact_of("base_case", eligible=1000, uptake=[0.1, 0.0], years=2)
    first, second = (one.of("net", "nhs", year).mean for year in one.plan.years)
    expected = [first, 2 * first + second, 3 * first + 2 * second, 3 * first + 3 * second]
    assert [found.of("net", "nhs", year).mean for year in found.plan.years] == pytest.approx(expected)
    assert found.of("net", "nhs", LATER).mean == pytest.approx(3 * second)
    assert found.plan.starters == pytest.approx((100, 200, 300, 300))


@pytest.mark.parametrize("period", ["2024/25", "2026/27", TOTAL, LATER])
def test_margins_agree(period):
    found = impact_of("base_case", {"settings.horizon_months": 24})
    payers = {p: found.of("net", p.value, period).mean for p in Payer}
    public = sum(payers[p] for p in (Payer.FUNDER, Payer.NHS, Payer.LOCAL_AUTHORITY, Payer.POLICE, Payer.EXCHEQUER))
    assert found.of("net", Perspective.PUBLIC_SECTOR.value, period).mean == pytest.approx(public)
    # Transfers cancel out, so all payers together are society's resources.
    assert found.of("net", Perspective.SOCIETAL.value, period).mean == pytest.approx(sum(payers.values()))
    for payer in found.payers:
        parts = [found.of(measure, payer.value, period).mean for measure in ("cash", "not_cash")]
        assert sum(parts) == pytest.approx(payers[payer])
        without = found.of("without", payer.value, period)
        if without is not None:
            assert found.of("with", payer.value, period).mean == pytest.approx(without.mean + payers[payer])


def test_years_and_later_add_up_to_everything():
    found = impact_of("base_case", LONG)
    whole = impact_of("base_case", LONG, years=10, eligible=360, uptake=[1.0] * 5 + [0.0])
    years = sum(found.of("net", "nhs", year).mean for year in found.plan.years)
    assert found.of("net", "nhs", TOTAL).mean == pytest.approx(years)
    everything = years + found.of("net", "nhs", LATER).mean
    assert whole.of("net", "nhs", TOTAL).mean == pytest.approx(everything)
    assert whole.of("net", "nhs", LATER).mean == pytest.approx(0.0, abs=1e-6)


def test_programme_is_cash_and_freed_beds_are_not():
    found = impact_of("base_case")
    assert found.of("cash", "funder", TOTAL).mean == found.of("net", "funder", TOTAL).mean
    assert abs(found.of("cash", "nhs", TOTAL).mean) < 0.05 * abs(found.of("net", "nhs", TOTAL).mean)


def test_capacity_by_hand():
    # 240 people start each year in groups of 20 fixed: 12 groups once everybody's year is under way; in the first year
    # 6.5 of 12 months on average.
    fixed = {"programme.members_per_group": 20, "programme.sessions_per_group_month": 4,
             "programme.facilitator_hours_per_session": 5, "programme.paid_share": 0.5,
             "programme.coordination_fte_per_group": 0.05}  # fmt: skip
    found = impact_of("base_case", fixed, eligible=2400, uptake=[0.1], hours_per_fte=1000)
    first, second = ({need: found.found[f"capacity:{need}:{year}"].mean for need in (
        "groups_on_average", "groups_at_year_end", "sessions", "paid_facilitator_hours", "paid_facilitator_fte",
        "coordinator_fte", "people_at_year_end")} for year in found.plan.years[:2])  # fmt: skip
    assert first["groups_on_average"] == pytest.approx(12 * 6.5 / 12)
    assert second["groups_on_average"] == pytest.approx(12)
    assert (first["groups_at_year_end"], second["groups_at_year_end"]) == (pytest.approx(12), pytest.approx(12))
    assert (first["sessions"], second["sessions"]) == (pytest.approx(12 * 4 * 6.5), pytest.approx(12 * 4 * 12))
    assert second["paid_facilitator_hours"] == pytest.approx(576 * 5 * 0.5)
    assert second["paid_facilitator_fte"] == pytest.approx(1.44)
    assert second["coordinator_fte"] == pytest.approx(0.6)
    assert (first["people_at_year_end"], second["people_at_year_end"]) == (240, 240)


def test_discount_rate_makes_no_difference():
    names = ("settings.discount_rate_costs", "settings.discount_rate_outcomes")
    some, none = (impact_of("horizon_24", dict.fromkeys(names, rate)) for rate in (0.2, 0))
    assert some.of("net", "nhs", TOTAL) == none.of("net", "nhs", TOTAL)


def test_means_are_those_of_the_run_and_have_errors():
    from sbs_econ.analysis.psa import run_psa

    inputs = inputs_of("base_case")
    found = impact_of("base_case", eligible=360, uptake=[1, 0], years=2)
    run = {p.perspective: p.net_cost for p in run_psa(inputs, FEW).perspectives}
    for perspective in Perspective:
        ours = found.of("net", perspective.value, TOTAL)
        assert ours.mean == pytest.approx(run[perspective].mean, rel=1e-9)
        assert ours.mc_se == pytest.approx(run[perspective].mc_se, rel=1e-6)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"eligible": 100}, "go together"),
        ({"uptake": [0.1]}, "go together"),
        ({"eligible": 100, "uptake": [1.2]}, "between 0 and 1"),
        ({"years": 11}, "between 1 and 10"),
        ({"eligible": 100, "uptake": [0.1] * 3, "years": 2}, "more --years"),
    ],
)
def test_plans_that_cannot_be(plan, words):
    with pytest.raises(RequestError, match=words):
        impact_of("base_case", **plan)


def test_nobody_to_start_from_is_refused():
    with pytest.raises(RequestError, match="no participants"):
        impact_of("base_case", {"settings.participants": 0})


def invoke(*arguments):
    done = CliRunner().invoke(command_module.command, ["base_case", "--draws", "200", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_command_in_json_csv_and_words(tmp_path):
    options = ("--eligible", "12000", "--uptake", "0.01,0.02,0.03")
    document = json.loads(invoke(*options, "--format", "json"))
    assert document["schema"] == "sbs_econ/budget_impact/1"
    assert [year["starters"] for year in document["years"]] == pytest.approx([120, 240, 360, 360, 360])
    assert document["years"][0]["financial_year"] == "2024/25"
    funder = next(p for p in document["payers"] if p["who"] == "funder")
    assert [p["year"] for p in funder["periods"]] == [1, 2, 3, 4, 5, "total", "later"]
    rows = list(csv.DictReader(io.StringIO(invoke(*options, "--format", "csv"))))
    net = next(r for r in rows if (r["who"], r["measure"], r["period"]) == ("funder", "net", "2024/25"))
    assert float(net["mean"]) == funder["periods"][0]["net"]["mean"]
    text = invoke("--first-year", "2026-27", "--years", "3", "--out", str(tmp_path / "out"))
    assert "the scenario's 360 people start in each year" in " ".join(text.split())
    assert "2026/27" in text
    assert "2029/30" not in text
    assert {f.name for f in (tmp_path / "out").iterdir()} == {
        f"budget_impact.{kind}" for kind in ("json", "csv", "txt", "svg", "png")
    }


def test_block_of_a_scenario_is_used_and_the_command_line_wins():
    block = [("eligible", 1000), ("uptake", [0.5]), ("years", 2), ("first_year", "2030/31"), ("note", "x")]
    loaded = SimpleNamespace(
        layers=[SimpleNamespace(content=SimpleNamespace(budget_impact=block))], usable=lambda: inputs_of("base_case")
    )
    nothing = dict.fromkeys(("eligible", "uptake", "years", "first_year", "hours_per_fte"))
    plan = command_module._plan(loaded, nothing)
    assert (plan.starters, plan.years) == ((500.0, 500.0), ("2030/31", "2031/32"))
    assert command_module._plan(loaded, {**nothing, "uptake": "0.1, 0.2"}).starters == pytest.approx((100, 200))


def test_workers_change_nothing():
    inputs = inputs_of("base_case")
    plan, many = make_plan(inputs, years=1), Plan(70_000, 1, "mc")
    one, two = (budget_impact(inputs, plan, many, jobs) for jobs in (1, 2))
    assert one.found == two.found
    assert np.isfinite(one.of("net", "nhs", TOTAL).mc_se)
