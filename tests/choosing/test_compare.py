"""Scenarios side by side: exact zeros, paired intervals, the estimates of a run, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import inputs_of

from sbs_econ.analysis.compare import compare
from sbs_econ.analysis.compare_blocks import ask, sampled
from sbs_econ.analysis.compare_efficient import EFFICIENT, efficient_in_draws, standings
from sbs_econ.analysis.compare_outputs import ALL
from sbs_econ.analysis.compare_wanted import Wanted
from sbs_econ.analysis.engine import Threads
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Plan, run_many, run_psa
from sbs_econ.errors import InputError, RequestError
from sbs_econ.vocabulary import Perspective

FEW = Plan(2_048)
SAMPLERS = ("mc", "lhs", "sobol")
NHS = net_cost_name(Perspective.NHS_PSS)


def compared(*names, plan=FEW, asker=None, **wanted):
    return compare(
        [inputs_of(name) if isinstance(name, str) else name for name in names], Wanted(**wanted), plan, asker
    )


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("scenario", ["base_case", "side_by_side_2015_17", "friction_cost"])
def test_a_scenario_minus_itself_is_exactly_zero_in_every_draw(scenario, sampler):
    found = compared(scenario, scenario, plan=Plan(2_048, sampler=sampler))
    drawn = sampled(found.question, found.plan)[ALL]
    differences = [draws for name, draws in drawn.items() if " minus " in name]
    assert differences
    assert all(np.all(draws == 0.0) for draws in differences)
    pair = found.pairs[0]
    assert pair.effect_equal
    for difference in pair.differences.values():
        assert difference.same
        assert (difference.estimate.below_zero, difference.higher, difference.estimate.mc_se) == (0.0, 0.0, 0.0)


def test_scenarios_that_tie_share_their_places():
    found = compared("base_case", "base_case")
    for places in found.places.values():
        for place in places:
            assert [chance for chance, _ in place.chances] == [0.5, 0.5]


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_each_scenario_has_the_estimates_of_its_own_run(sampler):
    plan = Plan(2_048, sampler=sampler)
    found = compared("base_case", "online", per="total", plan=plan)
    for one, result in zip(found.scenarios, run_many([c.inputs for c in found.scenarios], plan), strict=True):
        for row in result.rows:
            for part in ("quantity", "cost"):
                assert one.estimates.get(f"{row.row.row}:{part}") == getattr(row, part)
        for perspective in result.perspectives:
            assert one.estimates[net_cost_name(perspective.perspective)] == perspective.net_cost


def test_per_person_is_the_total_over_the_people_who_start():
    person, total = (compared("base_case", "online", per=per) for per in ("person", "total"))
    people = person.against.inputs.settings.participants
    for name, estimate in person.against.estimates.items():
        whole = total.against.estimates[name].mean
        already = name.startswith("outcomes.") and not name.endswith("point_years:quantity")
        assert estimate.mean == pytest.approx(whole if already else whole / people, rel=1e-12)


def test_a_difference_has_the_moments_and_quantiles_of_the_draws_subtracted():
    found = compared("base_case", "online")
    first, second = run_many([one.inputs for one in found.scenarios], FEW)
    draws = (second.draws_of("nhs_pss") - first.draws_of("nhs_pss")) / 360
    difference = found.pairs[0].differences[NHS]
    assert difference.estimate.mean == pytest.approx(draws.mean(), rel=1e-9)
    assert difference.estimate.lower == pytest.approx(np.quantile(draws, 0.025), rel=1e-9)
    assert difference.estimate.upper == pytest.approx(np.quantile(draws, 0.975), rel=1e-9)
    assert difference.estimate.below_zero == pytest.approx(np.mean(draws < 0))
    assert difference.higher == pytest.approx(np.mean(draws > 0))
    assert difference.estimate.mc_se == pytest.approx(draws.std(ddof=1) / np.sqrt(2_048), rel=1e-6)


@pytest.mark.parametrize("other", ["peer_led_social", "online", "facilitated_educational", "no_service_effect"])
def test_paired_intervals_are_narrower_than_unpaired_ones(other):
    found = compared("base_case", other, plan=Plan(4_000))
    apart = run_psa(inputs_of(other), Plan(4_000, seed=2)).draws_of("societal") / 360
    own = run_psa(inputs_of("base_case"), Plan(4_000, seed=1)).draws_of("societal") / 360
    unpaired = np.diff(np.quantile(apart - own, (0.025, 0.975)))[0]
    difference = found.pairs[0].differences[net_cost_name(Perspective.SOCIETAL)]
    paired = difference.estimate.upper - difference.estimate.lower
    assert paired < 0.8 * unpaired
    assert difference.paired_to_unpaired < 0.8
    assert difference.paired_to_unpaired == pytest.approx(difference.estimate.sd / (apart - own).std(), rel=0.1)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_many_draws_give_the_same_answer_whatever_the_workers(sampler):
    plan = Plan(80_000, sampler=sampler)
    alone = compared("base_case", "peer_led_social", plan=plan)
    together = compared(
        "base_case", "peer_led_social", plan=plan, asker=lambda question: ask(question, plan, Threads(2, 4))
    )
    assert alone.pairs[0].differences == together.pairs[0].differences
    assert alone.options == together.options


def test_counted_quantiles_agree_with_exact_ones():
    exact = compared("base_case", "online", plan=Plan(65_536)).pairs[0].differences[NHS].estimate
    counted = compared("base_case", "online", plan=Plan(65_537)).pairs[0].differences[NHS].estimate
    for name in ("mean", "lower", "upper"):
        assert getattr(counted, name) == pytest.approx(getattr(exact, name), abs=0.01 * exact.sd)


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_standard_errors_are_those_of_the_sampler(sampler):
    def mean_and_error(seed):
        pair = compared("base_case", "online", plan=Plan(2_048, seed, sampler)).pairs[0].differences[NHS]
        return pair.estimate.mean, pair.estimate.mc_se, pair.estimate.sd / 2_048**0.5

    found = np.array([mean_and_error(seed) for seed in range(1, 13)])
    spread, stated, plain = found[:, 0].std(ddof=1), found[:, 1].mean(), found[:, 2].mean()
    assert stated < 0.7 * plain
    assert 0.5 < spread / stated < 1.8


def test_chances_add_up():
    found = compared("base_case", "peer_led_social", "online")
    for places in found.places.values():
        table = np.array([[chance for chance, _ in place.chances] for place in places])
        np.testing.assert_allclose(table.sum(axis=0), 1.0)
        np.testing.assert_allclose(table.sum(axis=1), 1.0)
    for pair in found.pairs:
        for difference in pair.differences.values():
            total = difference.estimate.below_zero + difference.higher
            assert total <= 1.0 + 1e-12
            assert difference.same or total == pytest.approx(1.0)


@pytest.mark.parametrize("design", ["peer_led_social", "facilitated_educational"])
def test_designs_that_differ_in_cost_only_have_the_effect_assumed_equal(design):
    assert compared("base_case", design).pairs[0].effect_equal


def test_more_people_with_the_same_design_have_the_same_effect_per_person():
    pair = compared("base_case", inputs_of("base_case", {"settings.participants": 500})).pairs[0]
    assert pair.effect_equal
    assert all(difference.same for difference in pair.differences.values())


@pytest.mark.parametrize("other", ["online", "no_effect", "identity_specific", "no_service_effect"])
def test_designs_that_differ_in_effect_are_not_called_equal(other):
    assert not compared("base_case", other).pairs[0].effect_equal


def test_every_reason_against_comparing_is_given_at_once():
    with pytest.raises(InputError) as caught:
        compared(
            "base_case", "horizon_24", "programme_era_prices", inputs_of("online", {"settings.discount_rate_costs": 0})
        )
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) == 4
    for words in (
        "horizon differs",
        "price year differs",
        "set of unit costs differs",
        "discount rate of costs differs",
    ):
        assert any(words in message for message in messages), words
    assert all(problem.code == "E905" and "--allow-mixed" in problem.suggestion for problem in caught.value.problems)
    assert caught.value.exit_code == 2


def test_an_index_of_another_vintage_is_a_reason():
    from dataclasses import replace

    base = inputs_of("base_case")
    index, series = next(iter(base.indices.items()))
    newer = replace(base, indices={**base.indices, index: replace(series, vintage="Next year's")})
    with pytest.raises(InputError, match="price index"):
        compared(base, newer)


def test_totals_of_different_numbers_of_people_are_refused():
    more = inputs_of("base_case", {"settings.participants": 500})
    with pytest.raises(InputError, match="totals of different numbers of people"):
        compared("base_case", more, per="total")
    mixed = compared("base_case", more, per="total", allow_mixed=True)
    assert mixed.mixed[0][1] == "compare --per person"


def test_mixed_comparisons_hold_their_reasons():
    assert [why for why, _ in compared("base_case", "horizon_24", allow_mixed=True).mixed] == [
        "the horizon differs: base_case 12 months, horizon_24 24 months"
    ]


def test_a_perspective_without_the_programmes_cost_is_not_ranked():
    found = compared("side_by_side_2015_17", "local_grants")
    assert Perspective.NHS_PSS not in found.places
    assert found.plane.perspective is Perspective.PUBLIC_SECTOR
    with pytest.raises(RequestError, match="leaves the programme's own cost out"):
        compared("side_by_side_2015_17", "local_grants", perspective=Perspective.NHS_PSS)


def test_a_cost_that_one_side_only_shows_has_no_difference():
    found = compared("base_case", "side_by_side_2015_17", allow_mixed=True).pairs[0].differences
    assert "programme.venue:cost" not in found
    assert NHS not in found
    assert net_cost_name(Perspective.FUNDER) in found


def test_the_other_scenario_is_chosen_by_name():
    found = compared("base_case", "online", "peer_led_social", against="online")
    assert [(pair.key, pair.against) for pair in found.pairs] == [
        ("base_case", "online"),
        ("peer_led_social", "online"),
    ]
    with pytest.raises(RequestError, match="not among the scenarios compared"):
        compared("base_case", "online", against="onlin")


@pytest.mark.parametrize(
    ("wanted", "row", "better"),
    [
        (None, "outcomes.wellbeing_swemwbs", 1),
        ("recovery", "outcomes.recovery", 1),
        ("outcomes.hope.point_years", "outcomes.hope.point_years", 1),
        ("ae_attendance", "service_use.ae_attendance", -1),
        ("output", "employment.output", 1),
        ("hours", "informal_care.hours", -1),
    ],
)
def test_the_consequence_is_found_by_its_name(wanted, row, better):
    plane = compared("base_case", "online", outcome=wanted).plane
    assert (plane.row, plane.better) == (row, better)


def test_an_unknown_consequence_is_refused_with_the_nearest():
    with pytest.raises(RequestError) as caught:
        compared("base_case", "online", outcome="recovry")
    assert caught.value.suggestion == "did you mean 'recovery'?"


points = st.lists(
    st.tuples(st.integers(-5, 5).map(float), st.integers(-5, 5).map(float)), min_size=2, max_size=7
)  # fmt: skip


def by_hand(costs, effects):
    """The lower right hull by brute force: no option, and no mix of two, costs no more for no less."""
    kept = []
    for cost, effect in zip(costs, effects, strict=True):
        single = any(
            c <= cost and e >= effect and (c, e) != (cost, effect) for c, e in zip(costs, effects, strict=True)
        )
        mixed = False
        for cj, ej in zip(costs, effects, strict=True):
            for ck, ek in zip(costs, effects, strict=True):
                if ej < effect < ek:
                    mixed |= cj + (ck - cj) * (effect - ej) / (ek - ej) < cost - 1e-9
        kept.append(not single and not mixed)
    return kept


@given(points)
def test_the_efficient_set_is_the_hull_by_brute_force(found):
    costs, effects = zip(*found, strict=True)
    expected = by_hand(costs, effects)
    named = standings([(str(i), c, e) for i, (c, e) in enumerate(found)])
    assert [s.status == EFFICIENT for s in named] == expected
    drawn = efficient_in_draws(np.array(costs)[:, None], np.array(effects)[:, None])
    assert drawn[:, 0].tolist() == expected
    for standing in named:
        assert (standing.status == EFFICIENT) == (not standing.by)
