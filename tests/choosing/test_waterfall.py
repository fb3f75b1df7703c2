"""The attribution waterfall: it ends in the row of the table, and its shares are those of the factors."""

import json

import pytest
from click.testing import CliRunner
from shipped import inputs_of

from sbs_econ.analysis.change_waterfall import LEFT, MIX, RAW, change_waterfall, rows_with_a_change
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.waterfall import waterfalls
from sbs_econ.cli.lenses import waterfall
from sbs_econ.errors import RequestError

FEW = Plan(200, 1, "mc")
ROWS = ("service_use.acute_bed_day", "service_use.gp_consultation", "employment.output",
        "employment.benefits_withdrawn.exchequer", "informal_care.hours", "outcomes.wellbeing_swemwbs",
        "outcomes.wellbeing_swemwbs.improved_one_sem", "outcomes.recovery.point_years")  # fmt: skip


@pytest.mark.parametrize("scenario", ["base_case", "online", "side_by_side_2015_17", "full_attribution"])
@pytest.mark.parametrize("row", ROWS)
def test_steps_lead_from_the_raw_change_to_the_row_of_the_table(scenario, row):
    inputs = inputs_of(scenario)
    found = change_waterfall(inputs, row, FEW)
    run = next(r for r in run_psa(inputs, FEW).rows if r.row.row == row)
    for part in ("quantity", "cost"):
        first, *steps, last = (getattr(step, part) for step in found.steps)
        table = getattr(run, part)
        if table is None:
            assert last is None
            continue
        assert last.mean == pytest.approx(table.mean, rel=1e-9)
        assert (last.lower, last.upper) == (pytest.approx(table.lower), pytest.approx(table.upper))
        assert first.mean + sum(step.mean for step in steps) == pytest.approx(last.mean, abs=1e-9 * abs(first.mean))


def test_shares_are_those_of_the_factors():
    inputs = inputs_of("base_case")
    shares = {w.change: w for w in waterfalls(inputs)}["service_use.acute_bed_day.change"]
    found = change_waterfall(inputs, "service_use.acute_bed_day", FEW)
    raw = found.steps[0].quantity.base_case
    for step, (name, taken) in zip(found.steps[1:], shares.steps, strict=False):
        assert (step.step, step.quantity.base_case / raw) == (name, pytest.approx(-taken))
    assert found.steps[-1].quantity.base_case / raw == pytest.approx(shares.attributable_share)


def test_raw_change_by_hand():
    # 360 people, 0.5 days over six months, -15 %: the whole of it over two recall periods at full effect.
    fixed = {"persistence.during_programme": 1, "service_use.acute_bed_day.baseline": 0.5,
             "service_use.acute_bed_day.change": 0.85, "unit_costs.acute_bed_day": 700}  # fmt: skip
    found = change_waterfall(inputs_of("base_case", fixed), "service_use.acute_bed_day", FEW)
    assert found.steps[0].quantity.base_case == pytest.approx(360 * 0.5 * -0.15 * 2)
    assert found.steps[0].cost.base_case == pytest.approx(360 * 0.5 * -0.15 * 2 * 700)


def test_mix_is_a_step_where_it_is_another_one():
    for scenario, moves in (("base_case", False), ("online", True)):
        steps = {step.step: step for step in change_waterfall(inputs_of(scenario), ROWS[0], FEW).steps}
        assert (steps[MIX].quantity.mean != 0.0) == moves


def test_causal_share_takes_the_place_of_the_three():
    inputs = inputs_of("base_case", {"attribution.causal_share": 0.2})
    steps = {step.step: step.quantity.base_case for step in change_waterfall(inputs, ROWS[0], FEW).steps}
    assert set(steps) == {RAW, "causal_share", MIX, LEFT}
    assert steps[LEFT] == pytest.approx(0.2 * steps[RAW])


def test_sites_with_values_of_their_own():
    from dataclasses import replace

    from sbs_econ.model.inputs import SiteInputs

    inputs = inputs_of("base_case")
    own = {"attribution.deadweight": replace(inputs.quantities["attribution.deadweight"], value=0.9, distribution=None)}
    sites = (SiteInputs("a", "A", "A", 100), SiteInputs("b", "B", "B", 260, own))
    found = change_waterfall(replace(inputs, sites=sites), ROWS[0], FEW)
    whole = change_waterfall(inputs, ROWS[0], FEW)
    assert found.steps[0].quantity.base_case == pytest.approx(whole.steps[0].quantity.base_case)
    assert abs(found.steps[-1].quantity.base_case) < abs(whole.steps[-1].quantity.base_case)


@pytest.mark.parametrize(
    ("row", "words"), [("service_use.nothing", "no row"), ("programme.venue", "no reported change")]
)
def test_rows_without_a_change_are_refused(row, words):
    with pytest.raises(RequestError, match=words):
        change_waterfall(inputs_of("base_case"), row, FEW)


def test_every_row_with_a_change_has_a_waterfall():
    inputs = inputs_of("base_case")
    for row in rows_with_a_change(inputs):
        assert change_waterfall(inputs, row, Plan(2, 1, "mc")).steps[0].step == RAW


def test_command(tmp_path):
    def run(*options):
        arguments = ["base_case", ROWS[0], "--draws", "200", *options]
        done = CliRunner().invoke(waterfall, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    document = json.loads(run("--format", "json"))
    assert (document["schema"], document["steps"][0]["step"]) == ("sbs_econ/waterfall/1", RAW)
    text = run("--out", str(tmp_path / "out"), "--per", "person")
    assert "What the programme caused" in text
    kinds = {f.suffix for f in (tmp_path / "out").iterdir()}
    assert kinds == {".json", ".csv", ".txt", ".svg", ".png"}
