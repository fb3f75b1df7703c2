"""verify passes every shipped scenario, and a fault planted in the model does not get past it."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from shipped import SCENARIOS, inputs_of

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.verify import DOMAINS, verify
from sbs_econ.cli.group import program
from sbs_econ.equations import attribution, discounting, effects, informal_care, programme_costs, service_use, values
from sbs_econ.model import draws as model_draws
from sbs_econ.model import outcome_rows, perspectives
from sbs_econ.model.inputs import Inputs

PLAN = Plan(400)


def failed(scenario="base_case", changes=None, plan=PLAN):
    return {c.key for c in verify(inputs_of(scenario, changes), plan).checks if c.passed is False}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_shipped_scenario_passes(scenario):
    found = verify(inputs_of(scenario), Plan(1_000))
    assert [(c.key, c.seen) for c in found.checks if c.passed is False] == []
    assert len([c for c in found.checks if c.passed]) >= 34
    assert {c.domain for c in found.checks} <= set(DOMAINS)
    assert len({c.key for c in found.checks}) == len(found.checks)


@pytest.mark.parametrize("sampler", ["mc", "lhs", "sobol"])
def test_every_sampler_passes(sampler):
    assert failed(plan=Plan(1_000, 7, sampler)) == set()


def test_sites_of_different_kinds_pass(tmp_path):
    sites = "extends: base_case\nlabel: A\nquestion: B?\nsites:\n"
    sites += "  north: {label: North, participants: 100, changes: {unit_costs.ambulance: {value: 300, reason: Dear}}}\n"
    sites += "  south: {label: South, participants: 50, design: {facilitation: peer_led}, "
    sites += "modes: {group: 0.5, online: 0.5}}\n"
    (tmp_path / "two.yaml").write_text(sites)
    assert failed(tmp_path / "two.yaml") == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"settings.participants": 0},
        {"settings.horizon_months": 1, "settings.programme_months": 1},
        {"settings.whole_groups": "true"},
        {"attribution.causal_share": 0.3},
        {"settings.funded_by": "charity"},
        {"settings.discount_rate_costs": 0, "settings.horizon_months": 36},
        {"engagement.two_way_share": 0.8},
    ],
)
def test_unusual_settings_pass(changes):
    assert failed(changes=changes) == set()


def test_an_input_that_may_go_below_zero_is_told(tmp_path):
    cost = "extends: base_case\nlabel: A\nquestion: B?\nchanges:\n  unit_costs.ambulance:\n    value: 300\n"
    cost += "    distribution: {family: normal, se: 200}\n    reason: A guess\n"
    (tmp_path / "guess.yaml").write_text(cost)
    assert "not_negative" in failed(tmp_path / "guess.yaml")


def one_and_a_half(function):
    return lambda *given, **named: 1.5 * function(*given, **named)


def plus_one(function):
    return lambda *given, **named: function(*given, **named) + 1.0


def squared(function):
    return lambda *given, **named: function(*given, **named) * np.abs(given[1])


def tenth_of_a_year(year, rate):
    return float((1.0 + rate) ** -(year + 1))


FAULTS = [
    ("contacts are not proportional to the change", service_use, "attributable", squared,
     {"attribution_reference", "recall_window"}),
    ("contacts come from nowhere", service_use, "attributable", plus_one, {"no_effect"}),
    ("use without the programme is not per recall", service_use, "usual_support", plus_one, {"horizon_doubled"}),
    ("one factor of attribution is left out", attribution, "uncontrolled_share",
     lambda f: lambda a, b, c: (1 - a) * (1 - b), {"displacement_whole"}),
    ("attribution has a sign turned", attribution, "uncontrolled_share",
     lambda f: lambda a, b, c: (1 + a) * (1 - b) * (1 - c), {"attribution_reference"}),
    ("a year is discounted too often", discounting, "factor", lambda f: tenth_of_a_year, {"discount_nil"}),
    ("V is not 1 at the evaluation", values, "values_multiplier", plus_one, {"recall_window"}),
    ("G is not 1 at the evaluation's mix", values, "mix_multiplier",
     lambda f: lambda s, r, w, rw: sum(a * b for a, b in zip(s, w, strict=True)), {"evaluation_mix"}),
    ("hours of care are counted whoever starts", informal_care, "hours", plus_one, {"no_effect"}),
    ("groups are counted whoever starts", programme_costs, "groups", plus_one, {"people_nil"}),
    ("shares go above 1", outcome_rows.outcomes, "share_improving", plus_one, {"shares"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "module", "name", "fault", "caught_by"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_caught(monkeypatch, what, module, name, fault, caught_by):
    monkeypatch.setattr(module, name, fault(getattr(module, name)))
    assert failed() >= caught_by, what


def test_a_fault_in_what_a_perspective_adds_up_is_caught(monkeypatch):
    monkeypatch.setattr(perspectives, "PUBLIC", perspectives.PUBLIC[:-1])
    assert failed() == {"payers_add_up"}


def test_a_mean_that_is_not_the_declared_one_is_caught(monkeypatch):
    tabulate = model_draws.tabulate
    monkeypatch.setattr(model_draws, "tabulate", lambda d: lambda z, out=None: np.asarray(tabulate(d)(z)) + 0.5 * d.sd)
    assert {"means", "spreads"} <= failed()


def test_draws_that_depend_on_how_many_there_are_are_caught(monkeypatch):
    from sbs_econ.equations import sampling

    plain = sampling.MonteCarlo.scores
    monkeypatch.setattr(sampling.MonteCarlo, "scores", lambda self, n, b, size: plain(self, n, b, size) + 1e-6 * size)
    assert "first_draws" in failed()


def test_effects_that_go_on_after_they_should_are_caught(monkeypatch):
    plain = effects.effective_months_by_year
    monkeypatch.setattr(effects, "effective_months_by_year", lambda monthly: tuple(v * 1.1 for v in plain(monthly)))
    assert "recall_window" in failed()


def test_prices_of_another_year_are_caught(monkeypatch):
    plain = Inputs.uprating
    monkeypatch.setattr(Inputs, "uprating", lambda self, q: plain(self, q) ** 2)
    assert "price_year_moved" in failed()


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_writes_and_exits_with_0(tmp_path):
    done = CliRunner().invoke(program, ["verify", "base_case", "--draws", "200", "--out", str(tmp_path / "pack")])
    assert done.exit_code == 0, done.output
    assert " 0 failed" in done.output
    assert {p.name for p in (tmp_path / "pack").iterdir()} == {
        "verify.html", "verify.csv", "verify.json", "verify.txt",
    }  # fmt: skip
    page = (tmp_path / "pack" / "verify.html").read_text("utf-8")
    assert page.count("<tr") == page.count("</tr>") > 30
    assert "<script" not in page
    document = json.loads((tmp_path / "pack" / "verify.json").read_text("utf-8"))
    assert document["schema"] == "sbs_econ/verify/1"
    assert document["passed"] is True
    assert sum(document["counts"].values()) == len(document["checks"])


def test_the_command_exits_with_2_where_a_check_fails(monkeypatch):
    monkeypatch.setattr(perspectives, "PUBLIC", perspectives.PUBLIC[:-1])
    done = CliRunner().invoke(program, ["verify", "base_case", "--draws", "200", "--format", "json"])
    assert done.exit_code == 2
    failures = [c for c in json.loads(done.stdout)["checks"] if c["outcome"] == "failed"]
    assert [c["check"] for c in failures] == ["payers_add_up"]
