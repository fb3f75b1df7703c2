"""``voi SCENARIO``: decisions on funding, groups of inputs, and what a survey of people would be worth."""

import jsonschema
import numpy as np
import pytest

from sbs_econ.analysis.information_decision import Population
from sbs_econ.analysis.information_funding import Wanted, uncertain, value_of_information
from sbs_econ.analysis.information_items import asked, items_of
from sbs_econ.analysis.information_scenarios import drawn, funding
from sbs_econ.analysis.information_survey import BETWEEN, WITH, WITHOUT, Answering, Design, summaries
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.survey_value import Costs, Survey
from sbs_econ.errors import InputError
from tests.shipped import inputs_of
from tests.voi.closed_forms import normal_loss
from tests.voi.program import SCHEMA, document, refusal, voi

WELLBEING = "outcomes.wellbeing_swemwbs.change"
DEADWEIGHT = f"{WELLBEING}.attribution.deadweight"
PRICE = {"wellbeing_swemwbs": 1_400.0}
POPULATION = Population(360, 5, 0.035, 1)
COSTS = Costs({Design.UNCONTROLLED: 10_000.0, Design.CONTROLLED: 40_000.0}, 40.0)


def only(*names):
    """The base case with everything fixed but some quantities."""
    every = uncertain([inputs_of("base_case")])
    return inputs_of("base_case", {name: q.value for name, q in every.items() if name not in names})


def survey(inputs, wanted=(), sizes=(100, 400), **answering):
    given = {"prior_people": 200.0, "lost": 0.35, "person_sd": {}, "seed": 1} | answering
    return Survey(asked(inputs, wanted), tuple(sizes), Answering(**given), COSTS)


def valued(inputs, prices=PRICE, groups=(), perspectives=("societal",), draws=6_000, **surveyed):
    decisions = funding([inputs], perspectives, prices)
    return value_of_information(
        decisions, Plan(draws), Wanted(tuple(groups), POPULATION, survey(inputs, **surveyed))
    ).decisions[0]


@pytest.fixture(scope="module")
def answer():
    return document("base_case", "--draws", "4000", "--sizes", "100,800", "--group", "service_use.*.change")


@pytest.fixture(scope="module")
def priced():
    return valued(inputs_of("base_case"))


def test_the_document_is_as_promised(answer):
    jsonschema.validate(answer, SCHEMA)
    assert [r["perspective"] for r in answer["results"]] == ["funder", "nhs_pss", "public_sector", "societal"]
    for result in answer["results"]:
        singles = [one for one in result["evppi"] if one["group"] is None and len(one["parameters"]) == 1]
        assert len(singles) == len(uncertain([inputs_of("base_case")]))
        assert {(one["design"], one["n"]) for one in result["evsi"]} == {
            (design, n) for design in ("uncontrolled", "controlled") for n in (100, 800)
        }
        assert {"attribution", "block:service_use", "evidence:illustrative"} <= {
            one["group"] for one in result["evppi"]
        }


def test_net_benefit_is_that_of_the_run(answer):
    run = run_psa(inputs_of("base_case"), Plan(4_000))
    for result, perspective in zip(answer["results"], run.perspectives, strict=True):
        mean = result["expected_net_benefit"]["base_case"]
        assert mean == pytest.approx(-perspective.net_cost.mean / 360)
        assert result["probability_best"]["base_case"] == pytest.approx(perspective.net_cost.below_zero)
        assert result["expected_net_benefit"]["usual_support"] == 0.0


def test_values_are_ordered_as_logic_says(answer):
    for result in answer["results"]:
        evpi = result["evpi"]["value"]
        values = [(set(one["parameters"]), one["value"]) for one in result["evppi"]]
        assert all(0 <= value <= evpi for _, value in values)
        assert all(one <= more for part, one in values for whole, more in values if part <= whole)
        for surveyed in result["surveys"]:
            by_size = [one["value"] for one in result["evsi"] if one["design"] == surveyed["design"]]
            assert by_size == sorted(by_size)
            assert by_size[-1] <= surveyed["limit"]["value"]


def test_what_the_funder_spends_is_settled(answer):
    funder = answer["results"][0]
    assert funder["best"] == "usual_support"
    assert funder["evpi"]["value"] == 0.0
    assert [step["kind"] for step in funder["next"]] == ["settled"]
    assert any("pounds-only" in warning for warning in answer["warnings"])


def test_an_input_that_a_perspective_does_not_use_is_worth_exactly_nothing(answer):
    funder = {one["parameters"][0]: one for one in answer["results"][0]["evppi"] if len(one["parameters"]) == 1}
    assert funder["informal_care.hours_change"]["method"] == "not used"
    societal = {one["parameters"][0]: one for one in answer["results"][3]["evppi"] if len(one["parameters"]) == 1}
    assert societal["informal_care.hours_change"]["method"] == "spline"


def test_a_single_uncertain_change_has_a_closed_form():
    inputs = only(WELLBEING)
    found = valued(inputs, sizes=(50, 400, 1_600))
    gains = found.decision.net_benefits[:, 1]
    truth = normal_loss(gains.mean(), gains.std())
    assert abs(found.perfect.value - truth) < 4 * found.perfect.se
    uncontrolled, controlled = found.priced
    for worth in uncontrolled.sizes:
        people = 0.65 * worth.people
        spread = gains.std() * np.sqrt(people / (people + 200))
        assert abs(worth.value.value - normal_loss(gains.mean(), spread)) < 4 * worth.value.se + 0.02
    assert uncontrolled.measured == controlled.measured == (WELLBEING,)


def test_only_a_comparison_group_tells_of_attribution():
    inputs = only(DEADWEIGHT)
    found = valued(inputs, person_sd={WELLBEING: 4.6}, prices={"wellbeing_swemwbs": 1_000.0}, sizes=(100, 1_600))
    assert found.perfect.value > 20.0
    uncontrolled, controlled = found.priced
    assert all(worth.value.value == 0.0 for worth in uncontrolled.sizes)
    assert DEADWEIGHT in controlled.measured
    gains = found.decision.net_benefits[:, 1]
    for worth in controlled.sizes:
        assert 0.0 < worth.value.value <= found.perfect.value
        error = 4.6 / 1.5 / np.sqrt(0.65 * worth.people)
        spread = gains.std() * np.sqrt(0.078**2 / (0.078**2 + error**2))
        assert worth.value.value == pytest.approx(normal_loss(gains.mean(), spread), rel=0.15, abs=4 * worth.value.se)


def test_a_survey_without_comparison_is_never_worth_more_than_baselines_and_raw_changes(priced):
    uncontrolled, controlled = priced.priced
    assert not any("attribution" in name for name in uncontrolled.measured)
    assert all(
        name.endswith((".change", "_change", "_rate", ".baseline", "_baseline", "_hours"))
        for name in uncontrolled.measured
    )
    assert all(worth.value.value <= uncontrolled.limit.value.value for worth in uncontrolled.sizes)
    assert controlled.limit.value.value >= uncontrolled.limit.value.value
    assert set(controlled.measured) > set(uncontrolled.measured)


def test_costs_and_net_benefit_of_sampling(priced):
    for each, fixed, arms in zip(priced.priced, (10_000, 40_000), (1, 2), strict=True):
        for worth in each.sizes:
            assert worth.cost == fixed + 40 * worth.people * arms
            net, error = worth.net(POPULATION)
            assert net == pytest.approx(worth.value.value * POPULATION.size(delayed=True) - worth.cost)
            assert error > 0
        best = each.best(POPULATION)
        nets = [worth.net(POPULATION)[0] for worth in each.sizes]
        assert best is None or best.net(POPULATION)[0] == max(nets) > 0


def summary(design, changes=None, names=(WELLBEING,), **answering):
    inputs = inputs_of("base_case", changes or {})
    source, stacked = drawn(funding([inputs], ["societal"], PRICE), Plan(4_000))
    given = {"prior_people": 200.0, "lost": 0.0, "person_sd": {}, "seed": 1} | answering
    return summaries(source, design, asked(inputs, names), Answering(**given), stacked)


def test_what_an_uncontrolled_survey_shows_does_not_depend_on_attribution():
    shown = summary(Design.UNCONTROLLED, names=("service_use.*", "outcomes.*", "informal_care.*", "employment.*"))
    drawn_factors = [shown.truth[n] for n in shown.truth if "attribution" in n and np.ptp(shown.truth[n]) > 0]
    assert len(drawn_factors) > 2
    for column in shown.columns(10_000).values():
        assert max(abs(np.corrcoef(column, factor)[0, 1]) for factor in drawn_factors) < 0.06


def test_a_comparison_group_shows_what_would_have_happened_anyway():
    shown = summary(Design.CONTROLLED)
    large = shown.columns(10**9)
    raw, share = shown.truth[WELLBEING], shown.truth[DEADWEIGHT]
    assert np.allclose(large[f"{WELLBEING} {WITHOUT}"], raw * share, atol=3e-3)
    pooled = next(column for name, column in large.items() if name.startswith("share without"))
    assert np.allclose(pooled * raw, raw * share, atol=6e-3)


def test_the_error_of_a_summary_is_that_of_the_prior_at_as_many_people():
    shown = summary(Design.UNCONTROLLED)
    noise = shown.columns(200)[f"{WELLBEING} {WITH}"] - shown.truth[WELLBEING]
    assert noise.std() == pytest.approx(shown.truth[WELLBEING].std(), rel=0.05)
    halved = shown.columns(800)[f"{WELLBEING} {WITH}"] - shown.truth[WELLBEING]
    assert np.allclose(noise, 2 * halved)
    given = summary(Design.UNCONTROLLED, person_sd={WELLBEING: 4.0}, lost=0.5)
    noise = given.columns(200)[f"{WELLBEING} {WITH}"] - given.truth[WELLBEING]
    assert noise.std() == pytest.approx(4.0 / 10.0, rel=0.05)


def test_a_ratio_is_summarised_on_the_log_scale():
    name = "service_use.acute_bed_day.change"
    shown = summary(Design.CONTROLLED, names=("service_use.acute_bed_day",))
    large = shown.columns(10**9)
    assert np.allclose(np.exp(large[f"{name} {WITH}"]), shown.truth[name], rtol=1e-3)
    share = (1 - shown.truth["attribution.regression_to_the_mean"]) * (1 - shown.truth["attribution.deadweight"])
    expected = 1 + (shown.truth[name] - 1) * (1 - share)
    assert np.allclose(np.exp(large[f"{name} {WITHOUT}"]), expected, rtol=1e-3)


def test_a_controlled_change_is_measured_by_a_controlled_survey_alone():
    prices = {"recovery": 500.0}
    inputs = inputs_of("base_case")
    source, stacked = drawn(funding([inputs], ["societal"], prices), Plan(1_000))
    answering = Answering(200.0, 0.0, {}, 1)
    items = asked(inputs, ["outcomes.recovery"])
    assert summaries(source, Design.UNCONTROLLED, items, answering, stacked).measured == ()
    shown = summaries(source, Design.CONTROLLED, items, answering, stacked)
    assert shown.measured == ("outcomes.recovery.change",)
    assert list(shown.columns(100)) == [f"outcomes.recovery.change {BETWEEN}"]


def test_a_set_causal_share_is_what_a_comparison_group_tells_of():
    shown = summary(Design.CONTROLLED, {"attribution.causal_share": 0.25})
    large = shown.columns(10**9)
    assert np.allclose(large[f"{WELLBEING} {WITHOUT}"], 0.75 * shown.truth[WELLBEING], atol=2e-3)


def test_every_change_can_be_asked_about():
    inputs = inputs_of("base_case")
    keys = [item.key for item in items_of(inputs)]
    assert len(keys) == len(set(keys))
    assert {"service_use.ae_attendance", "outcomes.wellbeing_swemwbs", "informal_care.hours_change"} <= set(keys)
    assert [i.key for i in asked(inputs, ["service_use.ae_attendance.change"])] == ["service_use.ae_attendance"]
    with pytest.raises(InputError, match="E630"):
        asked(inputs, ["service_use.ae_attendence", "unit_costs.ambulance"])


def test_several_scenarios_are_options_on_common_draws():
    answer = document(
        "base_case", "local_grants", "--draws", "2000", "--survey", "none", "--perspective", "societal",
        "--price-outcome", "wellbeing_swemwbs=1400",
    )  # fmt: skip
    result = answer["results"][0]
    assert list(result["probability_best"]) == ["usual_support", "base_case", "local_grants"]
    assert sum(result["probability_best"].values()) == pytest.approx(1.0)
    assert result["surveys"] == result["evsi"] == []


def test_a_perspective_that_bears_no_programme_cost_is_left_out_unless_asked_for():
    few = ("--draws", "500", "--survey", "none")
    every = document("side_by_side_2015_17", *few)
    assert "nhs_pss" not in {result["perspective"] for result in every["results"]}
    asked_for = document("side_by_side_2015_17", *few, "--perspective", "nhs_pss")
    assert any("no decision on funding" in warning for warning in asked_for["warnings"])


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_other_samplers_agree(sampler):
    inputs = only(WELLBEING, "unit_costs.cmht_contact", "programme.facilitator_hours_per_session")
    decisions = funding([inputs], ["societal"], PRICE)
    found = [
        value_of_information(decisions, Plan(8_192, 1, kind), Wanted((), POPULATION, None)).decisions[0]
        for kind in ("mc", sampler)
    ]
    both = [next(one for one in each.learned if one.group.names == (WELLBEING,)).value for each in found]
    assert abs(both[0].value - both[1].value) < 4 * np.hypot(both[0].se, both[1].se)
    assert found[1].perfect.se < found[0].perfect.se


def test_adding_a_group_changes_no_other_value():
    inputs = only(WELLBEING, DEADWEIGHT)
    plain, more = valued(inputs, draws=2_000), valued(inputs, draws=2_000, groups=[f"{WELLBEING},{DEADWEIGHT}"])
    values = {one.group.names: one.value.value for one in plain.singles}
    assert {one.group.names: one.value.value for one in more.singles} == values


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("base_case", "base_case"), "E620"),
        (("base_case", "--set", "settings.participants=0"), "E621"),
        (("base_case", "--price-outcome", "wellbeing=3"), "E622"),
        (("base_case", "--price-outcome", "wellbeing_swemwbs=£3"), "E622"),
        (("base_case", "--group", "unit_cost.ambulance"), "E610"),
        (("base_case", "--group", "source:nobody"), "E610"),
        (("base_case", "--set", "unit_costs.ambulance=300", "--group", "unit_costs.ambulance"), "E611"),
        (("base_case", "--survey", "items=service_use.gp"), "E630"),
        (("base_case", "--person-sd", "outcomes.wellbeing=3"), "E631"),
        (("base_case", "--sizes", "50..100"), "E632"),
        (("base_case", "--wtp", "20000"), "E640"),
        ((), "E640"),
    ],
)
def test_what_cannot_be_met_is_refused(arguments, code):
    error = refusal(*arguments, "--draws", "200")
    assert error.exit_code == 2
    codes = {problem.code for problem in error.problems} if isinstance(error, InputError) else {error.code}
    assert codes == {code}


def test_the_table_says_what_to_measure_next():
    text = voi(
        "base_case", "--draws", "2000", "--perspective", "societal", "--price-outcome", "wellbeing_swemwbs=3400",
        "--population", "3000", "--sizes", "100,400", "--survey", "items=outcomes.wellbeing_swemwbs",
    )  # fmt: skip
    assert "Best on average: base_case" in text
    assert "- Ask 400 people" in text
    assert ": change: a study of it is worth" in text.replace("\n  ", " ")


def test_the_table_is_honest_where_nothing_is_worth_measuring():
    text = voi("no_effect", "--draws", "2000", "--survey", "none")
    assert text.count("- Nothing: what is decided hardly depends on what is uncertain.") == 4
