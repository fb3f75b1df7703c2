"""A scenario as steps gives the engine's own answers, for every shipped scenario and other values of its inputs."""

import numpy as np
import pytest
from engine_answers import NEAR, answers, furthest, inputs_of
from scipy.special import ndtr
from shipped import SCENARIOS

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.what_if import ASIS, CAUSAL, what_if
from sbs_econ.analysis.what_if_inputs import CAUSAL_SHARE, PARTICIPANTS
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.reporting.panel import panel_html, panel_script
from sbs_econ.reporting.panel_data import limits_of

WORK = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "min": np.minimum, "max": np.maximum,
    "pow": np.power, "neg": np.negative, "ceil": np.ceil, "sqrt": np.sqrt, "cbrt": np.cbrt, "ndtr": ndtr,
}  # fmt: skip


def worked(found, changes=()):
    """Return the estimates of every output, from the steps alone."""
    given = {name: float(value) for name, value in changes}
    values = {varied.name: given.get(varied.name, varied.values) for varied in found.varied}
    way = CAUSAL if CAUSAL_SHARE in given and CAUSAL in found.outputs else ASIS
    results = []
    for kind, *rest in found.steps:
        if kind == "input":
            results.append(values[rest[0]])
        elif kind in ("number", "draws"):
            results.append(rest[0] if kind == "number" else found.draws[rest[0]])
        elif any(results[place] is None for place in rest):
            results.append(None)  # rests on a causal share that this way has not
        else:
            results.append(WORK[kind](*(results[place] for place in rest)))
    return {name: estimate(results[step], found.plan.draws) for name, step in found.outputs[way].items()}


def estimate(values, draws):
    values = np.broadcast_to(values, (draws + 1,))
    own = values[:draws]
    lower, upper = np.quantile(own, (0.025, 0.975))
    return {"base": values[draws], "mean": own.mean(), "lower": lower, "upper": upper, "below": (own < 0).mean()}


def without_care(figures):
    return {name: each for name, each in figures.items() if name != "net_cost:societal_without_informal_care"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_steps_are_the_run(scenario):
    found = what_if(inputs_of(scenario), Plan())
    assert furthest(without_care(worked(found)), answers(scenario)) < NEAR


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_input_alone_and_all_together(scenario):
    found = what_if(inputs_of(scenario), Plan())
    alone = [
        (varied.name, other_value(varied)) for varied in found.varied if varied.group not in ("subgroups", "modes")
    ]
    # fmt: off
    mixes = [("subgroups.bame_participants.share", "0.5"), ("subgroups.other_participants.share", "0.5"),
             ("modes.group.share", "0.6"), ("modes.one_to_one.share", "0.1"), ("modes.online.share", "0.3")]
    # fmt: on
    mixes = [pair for pair in mixes if pair[0] in {varied.name for varied in found.varied}]
    cases = [tuple(alone + mixes), tuple(mixes)]
    if scenario in ("base_case", "side_by_side_2015_17", "horizon_24"):
        cases += [(pair,) for pair in alone]
    for changes in cases:
        assert furthest(without_care(worked(found, changes)), answers(scenario, changes)) < NEAR, changes


def other_value(varied):
    """A value that differs from the input's own and lies in its range."""
    if varied.name == PARTICIPANTS:
        return "511"
    limits = limits_of(varied.quantity)
    return f"{0.9 * varied.quantity.value or 0.4 if limits.most else 1.3 * varied.quantity.value + 1:.6g}"


SETTINGS = [
    {"settings.whole_groups": "true"}, {"settings.horizon_months": "30", "settings.programme_months": "18"},
    {"settings.funded_by": "charity"}, {"values.safety": "0.6"}, {"programme.sessions_per_group_month": "0"},
    {"engagement.supply_elasticity": "0.3"}, {"attribution.causal_share": "0.4"}, {"service_use.*.change": "0.8"},
    {"settings.informal_care_valuation": "replacement_cost", "settings.employment_method": "friction_cost"},
    {"settings.price_year": "2016/17"}, {"settings.discount_rate_costs": "0"},
]  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: next(iter(settings)))
def test_whatever_the_settings(settings):
    pairs = tuple(settings.items())
    found = what_if(inputs_of("base_case", pairs), Plan())
    assert furthest(without_care(worked(found)), answers("base_case", pairs)) < NEAR
    changes = ((PARTICIPANTS, "77"), ("attribution.causal_share", "0.15"), ("unit_costs.ambulance", "300"))
    both = tuple((settings | dict(changes)).items())
    assert furthest(without_care(worked(found, changes)), answers("base_case", both)) < NEAR


@pytest.mark.parametrize("cv", ["0", "0.4"])
def test_sites_with_groups_rounded_up_and_factors_of_their_own(cv):
    pairs = (("settings.whole_groups", "true"), ("settings.between_site_cv", cv))
    found = what_if(inputs_of("side_by_side_2015_17", pairs), Plan())
    changes = (("unit_costs.cmht_contact", "12"), ("persistence.during_programme", "0.7"))
    for some in ((), changes):
        wanted = answers("side_by_side_2015_17", pairs + some)
        assert furthest(without_care(worked(found, some)), wanted) < NEAR


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_draws_are_those_of_the_sampler_and_seed(sampler):
    found = what_if(inputs_of("base_case"), Plan(100, 3, sampler))
    assert furthest(without_care(worked(found)), answers("base_case", (), sampler, 3)) < NEAR


def test_participants_are_left_out_with_a_sentence_where_there_are_sites():
    found = what_if(inputs_of("side_by_side_2015_17"), Plan())
    assert PARTICIPANTS not in {varied.name for varied in found.varied}
    assert any("9 sites" in line for line in found.left_out)


def test_participants_are_left_out_where_there_are_none():
    found = what_if(inputs_of("base_case", ((PARTICIPANTS, "0"),)), Plan())
    assert PARTICIPANTS not in {varied.name for varied in found.varied}
    assert "The number of participants: there are none." in found.left_out


def test_what_no_figure_depends_on_is_left_out_with_a_sentence():
    found = what_if(inputs_of("base_case"), Plan())
    assert "persistence.after_programme" not in {varied.name for varied in found.varied}
    assert any("persistence.after_programme" in line for line in found.left_out)


def test_what_differs_between_sites_is_left_out(tmp_path):
    (tmp_path / "scenarios").mkdir()
    file = tmp_path / "scenarios" / "two.yaml"
    file.write_text(
        "extends: base_case\nlabel: Two\nquestion: Two?\nsites:\n"
        "  north: {label: North, participants: 100, subgroups: {bame_participants: 0.6, other_participants: 0.4},\n"
        "    changes: {unit_costs.gp_consultation: {value: 60, reason: Dear here.}}}\n"
        "  south: {label: South, participants: 60}\n",
        encoding="utf-8",
    )
    inputs = load_scenario(str(file), None).usable()
    found = what_if(inputs, Plan())
    names = {varied.name for varied in found.varied}
    assert "unit_costs.gp_consultation" not in names
    assert not [name for name in names if name.startswith("subgroups.")]
    assert any("unit_costs.gp_consultation" in line for line in found.left_out)
    result = run_psa(inputs, Plan(2000))
    steps = worked(found)
    for each in result.perspectives:
        assert steps[f"net_cost:{each.perspective.value}"]["mean"] == pytest.approx(each.net_cost.mean, rel=1e-9)


def test_pages_stay_small():
    """A page has 3 MB in all: the panel of any shipped scenario leaves a third of it to the rest."""
    for scenario in SCENARIOS:
        found = what_if(inputs_of(scenario), Plan())
        assert len(panel_html(found, {}, 10_000)) < 2_000_000
    assert len(panel_script()) < 60_000
