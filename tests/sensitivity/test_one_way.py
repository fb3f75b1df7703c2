"""One-way: known answers by hand on the real model, joint quantities, sites, and groups."""

from dataclasses import replace

import numpy as np
import pytest
from shipped import base_rows, inputs_of

from sbs_econ.analysis.one_way import (
    Bar,
    drawn_alone,
    groups_named,
    one_way,
    quantities_named,
    ready_made,
    together,
    treatment,
)
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import Standing
from sbs_econ.analysis.variance_shares import uncertain_anywhere
from sbs_econ.analysis.vary import outputs_at_means
from sbs_econ.equations.distributions import Gamma
from sbs_econ.equations.statements import dirichlet_share
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import Joint, SiteInputs

NET = "net_cost:nhs_pss"
FEW = Plan(2_000, 1)


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def tornado(inputs):
    return one_way(inputs, ["nhs_pss"], [], FEW)[0]


def bar_of(tornado, name):
    return next(bar for bar in tornado.bars if bar.name == name)


def two_shares(inputs, of=("subgroups.bame_participants.share", "subgroups.other_participants.share")):
    """The shares of subgroups as a Dirichlet of concentration 40, and an effect that differs between them."""
    changed = {
        name: replace(
            inputs.quantities[name],
            distribution=dirichlet_share(inputs.quantities[name].value, 40),
            family="dirichlet",
            joint=Joint("dirichlet", "mix"),
        )
        for name in of
    }
    modifier = "subgroups.bame_participants.effect_modifier"
    changed[modifier] = replace(inputs.quantities[modifier], value=1.5, distribution=None)
    return replace(inputs, quantities={**inputs.quantities, **changed})


def test_a_price_moves_the_net_cost_by_its_row_in_proportion(inputs, tornado):
    # The row's cost is contacts x price, so at a price p' it is the row's cost x p' / p, and nothing else moves.
    row, price = base_rows(inputs)["service_use.cmht_contact"].cost, inputs.quantities["unit_costs.cmht_contact"]
    low, high = price.distribution.interval(0.95)
    bar = bar_of(tornado, "unit_costs.cmht_contact")
    assert (bar.low, bar.high) == pytest.approx((low, high))
    assert bar.at_low == pytest.approx(tornado.base_case + row * (low / price.value - 1))
    assert bar.at_high == pytest.approx(tornado.base_case + row * (high / price.value - 1))
    assert bar.span == pytest.approx(abs(row) * (high - low) / price.value)


def test_every_end_is_what_the_model_gives_for_that_value_alone(inputs, tornado):
    for bar in tornado.bars:
        interval = inputs.quantities[bar.name].distribution.interval(0.95)
        multiplier = inputs.quantities[bar.name].multiplier
        assert (bar.low, bar.high) == pytest.approx([end * multiplier for end in interval], rel=1e-9)
        for value, output in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
            assert float(outputs_at_means(inputs, {bar.name: value})[NET]) == pytest.approx(output, rel=1e-9)


def test_all_uncertain_quantities_are_accounted_for_widest_first(inputs, tornado):
    assert sorted([bar.name for bar in tornado.bars] + list(tornado.without_effect)) == uncertain_anywhere(inputs)
    spans = [bar.span for bar in tornado.bars]
    assert spans == sorted(spans, reverse=True)
    assert min(spans) > 0
    for name in ("employment.hourly_wage", "programme.travel_per_attendance", "outcomes.hope.change"):
        assert name in tornado.without_effect


def test_rows_and_several_outputs(inputs):
    found = one_way(inputs, ["service_use.acute_bed_day:quantity", "outcomes.wellbeing_swemwbs", "societal"], [], FEW)
    assert [t.output.unit for t in found] == ["bed_day", "point", "GBP"]
    assert found[1].output.label.endswith("per participant")
    bed_days = base_rows(inputs)["service_use.acute_bed_day"].quantity
    assert found[0].base_case == pytest.approx(bed_days)
    change = bar_of(found[0], "service_use.acute_bed_day.change")
    # D = baseline (ratio - 1): at a ratio r the bed days are those at the mean x (r - 1) / (mean - 1).
    assert change.at_low == pytest.approx(bed_days * (change.low - 1) / (0.85 - 1))
    assert "unit_costs.acute_bed_day" in found[0].without_effect


def test_nothing_moves_but_the_programme_where_there_is_no_effect():
    found = one_way(inputs_of("no_effect"), ["nhs_pss"], [], FEW)[0]
    assert {bar.name.split(".")[0] for bar in found.bars} == {"programme", "engagement"}


def test_shares_that_add_up_to_one_take_the_others_with_them(inputs):
    shares = two_shares(inputs)
    bar = bar_of(one_way(shares, ["nhs_pss"], [], FEW)[0], "subgroups.bame_participants.share")
    both = {"subgroups.bame_participants.share": bar.high, "subgroups.other_participants.share": 1 - bar.high}
    assert bar.at_high == pytest.approx(float(outputs_at_means(shares, both)[NET]), rel=1e-9)
    assert "rescaled" in bar.treatment


def test_correlated_quantities_stay_at_their_means_and_it_is_said(inputs, tornado):
    bar = bar_of(tornado, "service_use.acute_bed_day.change")
    assert bar.treatment == "the 14 quantities that it is drawn with stay at their means"
    assert len(together(inputs, ["service_use.acute_bed_day.change"])) == 15
    assert treatment(inputs, "unit_costs.ambulance") is None


def test_a_site_follows_by_its_factor_or_by_its_own_interval(inputs):
    name = "programme.venue_per_session"
    common = inputs.quantities[name]
    dearer = replace(common, value=common.value * 2, multiplier=2.0)
    own = replace(common, value=40.0, distribution=Gamma(16.0, 2.5))
    for local, value in ((dearer, 2 * common.distribution.interval()[1]), (own, Gamma(16.0, 2.5).interval()[1])):
        sites = (SiteInputs("a", "A", "A", 180), SiteInputs("b", "B", "B", 180, {name: local}))
        here = replace(inputs, sites=sites)
        bar = bar_of(one_way(here, ["nhs_pss"], [], FEW)[0], name)
        standing = Standing.at_means(here)
        by_hand = standing.replaced({name: bar.high}, {"b": {name: value}}).outputs()[NET]
        assert bar.at_high == pytest.approx(float(by_hand), rel=1e-9)
        assert (bar.treatment is not None) == (local is own)


def test_a_bar_that_turns_inside_its_interval_says_so():
    ends = {"at_low": 1.0, "at_high": 2.0, "treatment": None, "members": ()}
    described = {"name": "a", "label": "A", "unit": "share", "kind": "quantity", "value": 0.5, "low": 0.0, "high": 1.0}
    assert Bar(**described, **ends, lowest=0.5, highest=2.0).turns
    assert Bar(**described, **ends, lowest=0.5, highest=2.0).span == 1.5
    assert not Bar(**described, **ends, lowest=1.0, highest=2.0).turns


# --- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_of_one_has_the_ends_of_that_quantity(inputs, tornado):
    # The net cost is linear in a price, so its quantiles are the net cost at the price's quantiles.
    group = groups_named(inputs, "prices=unit_costs.cmht_contact")
    drawn = bar_of(one_way(inputs, ["nhs_pss"], group, Plan(10_000, 1))[0], "prices")
    alone = bar_of(tornado, "unit_costs.cmht_contact")
    for end, error, exact in (
        (drawn.at_low, drawn.at_low_mc_se, alone.at_high),
        (drawn.at_high, drawn.at_high_mc_se, alone.at_low),
    ):
        assert abs(end - exact) < 4 * error


def test_a_group_of_everything_is_the_psa(inputs):
    from sbs_econ.analysis.psa import run_psa

    names = uncertain_anywhere(inputs)
    found = drawn_alone(inputs, names, [NET], FEW)[NET]
    psa = next(p for p in run_psa(inputs, FEW).perspectives if p.perspective.value == "nhs_pss").net_cost
    assert (found.mean, found.lower, found.upper) == pytest.approx((psa.mean, psa.lower, psa.upper))


def test_groups_by_pattern_are_drawn_with_what_they_are_drawn_with(inputs):
    (group,) = groups_named(inputs, "two=unit_costs.*,service_use.acute_bed_day.change")
    assert len(group.added) == 14
    assert set(group.added) < set(group.names)
    assert groups_named(inputs, "unit_costs.*")[0].key == "unit_costs.*"
    assert groups_named(inputs, "x=block:attribution,unit_costs.ambulance")[0].names[-1] == "unit_costs.ambulance"


@pytest.mark.parametrize("kind", ["block", "source", "evidence"])
def test_ready_made_groups_hold_every_uncertain_quantity_once(inputs, kind):
    groups = ready_made(inputs, kind)
    own = [name for group in groups for name in group.names if name not in group.added]
    assert sorted(own) == uncertain_anywhere(inputs)
    assert groups_named(inputs, f"{kind}:") == groups
    assert groups_named(inputs, groups[0].key) == groups[:1]


def test_joint_and_attribution_groups(inputs):
    assert [group.key for group in ready_made(inputs, "joint")] == ["joint:service_use_changes"]
    (group,) = groups_named(inputs, "attribution")
    assert "employment.change_in_employment_rate.attribution.deadweight" in group.names
    assert "attribution.deadweight" in group.names


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("x=", "E610", "names nothing"),
        ("=unit_costs.ambulance", "E610", "names nothing"),
        ("x=unit_costs.ambulanc", "E610", "did you mean 'unit_costs.ambulance'"),
        ("source:nobody", "E610", "there is no input or group"),
        ("x=informal_care.opportunity_cost", "E611", "is fixed"),
    ],
)
def test_groups_that_cannot_be(inputs, text, code, words):
    with pytest.raises(RequestError, match=words) as refused:
        groups_named(inputs, text)
    assert refused.value.code == code


def test_names_of_quantities_by_pattern(inputs):
    assert quantities_named(inputs, []) == list(inputs.quantities)
    assert len(quantities_named(inputs, ["service_use.*.change"])) == 15
    with pytest.raises(RequestError, match="did you mean"):
        quantities_named(inputs, ["unit_costs.ambulanc"])


def test_unknown_outputs_are_refused_with_the_nearest(inputs):
    with pytest.raises(RequestError, match="did you mean 'nhs_pss'"):
        one_way(inputs, ["nhs_ps"], [], FEW)


def test_means_are_not_disturbed_by_what_is_moved(inputs):
    standing = Standing.at_means(inputs)
    moved = standing.moved("unit_costs.ambulance", np.array([1.0, 2.0]))
    assert np.ndim(standing.outputs()[NET]) == 0
    assert moved.outputs()[NET].shape == (2,)
