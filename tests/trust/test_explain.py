"""Every number of every shipped scenario leads back to its inputs, and its working comes to the same figure."""

import json
import math

import pytest
from click.testing import CliRunner
from shipped import ROOT, SCENARIOS, base_rows, inputs_of, loaded

from sbs_econ.analysis.explain import PerspectiveExplanation, explain
from sbs_econ.analysis.explain_records import explain_document
from sbs_econ.cli.group import program
from sbs_econ.reporting.explain_text import explain_text
from sbs_econ.vocabulary import Perspective

ONLY_IN_USUAL_SUPPORT = {"employment.employed_at_baseline", "informal_care.baseline_hours"}
"""What a row's own difference does not depend on, but its column for usual support does."""
MORE = [
    ("horizon_24", {"settings.employment_method": "friction_cost", "settings.informal_care_valuation": "leisure_time"}),
    ("side_by_side_2015_17", {"settings.programme_months": 9, "settings.horizon_months": 30}),
    ("local_grants", {"attribution.causal_share": 0.4, "engagement.additional_share.group": 0.9}),
    ("base_case", {"engagement.two_way_share": 0.8, "programme.sessions_per_group_month": 0}),
    ("base_case", {"settings.participants": 0}),
    ("base_case", {"values.safety": 0.6, "settings.whole_groups": "true", "settings.price_year": "2021/22"}),
]
SITES = """
extends: base_case
label: Sites
question: Do sites add up?
price_outcomes: {wellbeing_swemwbs: wellby}
settings: {between_site_cv: 0.25}
sites:
  north: {label: North, participants: 100, changes: {unit_costs.ambulance: {value: 300, reason: Local price}}}
  south: {label: South, participants: 260, design: {facilitation: peer_led}, modes: {group: 0.5, online: 0.5}}
  empty: {label: Nobody, participants: 0, changes: {unit_costs.ambulance: {value: 900, reason: Local price}}}
"""


def close(first, second):
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)


def comes_back(inputs):
    for name, row in base_rows(inputs).items():
        found = explain(inputs, name)
        assert {used.quantity.name for used in found.used} == row.uses, name
        for part in ("quantity", "cost"):
            figure, parts = getattr(row, part), [getattr(p, part) for p in found.parts]
            if figure is None or not found.parts:
                assert all(value is None for value in parts), (name, part)
            else:
                weights = [p.weight if part == "quantity" else 1.0 for p in found.parts]
                assert close(sum(v * w for v, w in zip(parts, weights, strict=True)), float(figure)), (name, part)
        named = {term.name for p in found.parts for step in p.steps for term in step.terms} - {None}
        assert named <= row.uses or not inputs.settings.participants, name
        if found.parts and inputs.settings.participants:
            assert row.uses - named <= ONLY_IN_USUAL_SUPPORT | {n for n in row.uses if ".control_arm" in n}, name
        for each in (step for p in found.parts for step in p.steps):
            terms = [term.value for term in each.terms]
            again = {"product": math.prod(terms), "sum": sum(terms), "worked": each.value}[each.kind]
            assert close(again, each.value), (name, each.label)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_row_of_every_shipped_scenario(scenario):
    comes_back(inputs_of(scenario))


@pytest.mark.parametrize(("scenario", "changes"), MORE)
def test_rows_under_other_settings(scenario, changes):
    comes_back(inputs_of(scenario, changes))


def test_rows_of_sites_that_differ(tmp_path):
    (tmp_path / "sites.yaml").write_text(SITES)
    comes_back(loaded(tmp_path / "sites.yaml").usable())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_input_is_shown_with_its_place_and_evidence(scenario):
    read = loaded(scenario)
    inputs, sources = read.usable(), read.folder.usable().sources
    for name in base_rows(inputs):
        document = explain_document(explain(inputs, name), sources)
        json.dumps(document, allow_nan=False)
        for each in document["inputs"]:
            assert None not in (each["origin"]["file"], each["origin"]["line"]), each["name"]
            assert each["evidence"]
            assert each["source"] is None or each["cited"], each["name"]
        text = explain_text(document, 80)
        assert all(len(line) <= 80 for line in text.splitlines() if " " in line.strip()), name
        assert "None" not in text


@pytest.mark.parametrize("perspective", [p.value for p in Perspective])
def test_a_perspective_is_explained_by_its_rows(perspective):
    found = explain(inputs_of("base_case"), perspective)
    assert isinstance(found, PerspectiveExplanation)
    costs = [row.row for row in base_rows(inputs_of("base_case")).values() if row.cost is not None]
    assert sorted(each.row.row for each in (*found.counted, *found.left_out)) == sorted(costs)


def test_the_command_says_what_was_meant():
    done = CliRunner().invoke(program, ["explain", "base_case", "service_use.gp_consultatoin"])
    assert done.exit_code != 0
    assert "service_use.gp_consultation" in str(done.exception)


def test_a_run_is_explained_with_its_own_mean(tmp_path):
    out = tmp_path / "run"
    runner = CliRunner()
    runner.invoke(program, ["run", "base_case", "--draws", "300", "--out", str(out), "-q"], catch_exceptions=False)
    done = runner.invoke(program, ["explain", str(out), "programme.venue", "--format", "json"], catch_exceptions=False)
    document = json.loads(done.stdout)
    stored = {r["row"]: r for r in json.loads((out / "run.json").read_text("utf-8"))["rows"]}
    assert document["run"]["cost"] == stored["programme.venue"]["cost"]
    assert close(document["base_case"]["cost"], stored["programme.venue"]["cost"]["base_case"])
    assert document["inputs"][0]["origin"]["file"].endswith(".yaml")
    assert ROOT.name not in document["inputs"][0]["origin"]["file"]
