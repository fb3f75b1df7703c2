"""Thresholds: algebra by hand, roots put back into the model, and saying plainly that there is none."""

import numpy as np
import pytest
from shipped import base_rows, inputs_of, sampled

from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.threshold import Threshold, thresholds
from sbs_econ.analysis.two_way import Standing
from sbs_econ.analysis.vary import outputs_at_means
from sbs_econ.model.evaluate import evaluate
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import Perspective

P = Perspective.NHS_PSS
NET = "net_cost:nhs_pss"
FEW = Plan(500, 1)


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def generous():
    """Every reported change credited in full: close to break-even, so that most quantities have a threshold."""
    return inputs_of("full_attribution")


@pytest.fixture(scope="module")
def found(generous):
    return {each.name: each for each in thresholds(generous, P, list(generous.quantities), FEW)}


def one(inputs, name, perspective=P, plan=FEW):
    return thresholds(inputs, perspective, [name], plan)[0]


def test_a_price_by_algebra_from_the_rows(inputs):
    # Net cost = rest + contacts x price. It is zero at price x (row - net) / row, with the row's cost in the base case.
    rows = base_rows(inputs)
    net = float(net_cost(rows.values(), view(P, inputs.settings.funded_by)))
    row, price = rows["service_use.acute_bed_day"].cost, inputs.quantities["unit_costs.acute_bed_day"].value
    each = one(inputs, "unit_costs.acute_bed_day")
    assert each.threshold == pytest.approx(price * (row - net) / row, rel=1e-9)
    assert (each.method, each.saves) == ("closed_form", "above")
    low, high = inputs.quantities["unit_costs.acute_bed_day"].distribution.interval(0.95)
    assert each.distance == pytest.approx((each.threshold - price) / (high - low))


def test_every_threshold_put_back_leaves_no_net_cost(generous, found):
    there = [each for each in found.values() if each.threshold is not None]
    assert len(there) > 30
    for each in there:
        for value in (each.threshold, *each.others):
            standing = Standing.at_means(generous).moved(each.name, value)
            assert abs(float(standing.outputs()[NET])) < 1e-6, each.name


def test_curved_quantities_are_bracketed(found):
    assert found["programme.members_per_group"].method == "root"
    assert found["programme.members_per_group"].saves == "above"
    assert found["service_use.cmht_contact.change"].method == "closed_form"


def test_the_side_that_saves(generous, found):
    for each in found.values():
        if each.threshold is None:
            continue
        step = 1e-4 * (abs(each.threshold) or 1.0) * (1 if each.saves == "above" else -1)
        assert float(Standing.at_means(generous).moved(each.name, each.threshold + step).outputs()[NET]) < 0, each.name


def test_nothing_lies_outside_what_a_quantity_could_take(found):
    for each in found.values():
        if each.threshold is not None:
            assert each.possible[0] <= each.threshold <= each.possible[1]


def test_no_value_in_its_support_is_said_plainly(inputs):
    # All of the change caused, none by regression to the mean, would still not pay: it would have to be below zero.
    each = one(inputs, "attribution.regression_to_the_mean")
    assert (each.threshold, each.reason) == (None, "outside_support")
    assert each.would_need < 0
    assert float(outputs_at_means(inputs, {each.name: 0.0})[NET]) > 0
    bounded = one(inputs, "programme.members_per_group")
    assert (bounded.threshold, bounded.reason, bounded.would_need) == (None, "outside_support", None)


def test_what_does_not_enter_is_told_from_what_does_not_suffice(inputs):
    assert one(inputs, "employment.hourly_wage").reason == "does_not_enter"
    assert one(inputs, "employment.hourly_wage", Perspective.SOCIETAL).reason != "does_not_enter"
    assert one(inputs, "cashable.hospital").reason == "does_not_enter"


def test_a_share_whose_group_is_all_its_own_cannot_be_moved(inputs):
    assert one(inputs, "modes.group.share").reason == "shares_fixed"


def test_a_fixed_quantity_has_a_threshold_and_no_distance(generous):
    each = one(generous, "modes.online.evaluation_share")
    assert each.threshold == pytest.approx(0.0851, abs=1e-3)
    assert each.distance is None


def test_a_step_over_zero_is_called_a_jump():
    # With whole groups the number of groups is rounded up: the net cost steps over zero, and is never zero.
    inputs = inputs_of("full_attribution", {"settings.whole_groups": "true"})
    each = one(inputs, "programme.members_per_group")
    assert each.method == "jump"
    below, above = (float(outputs_at_means(inputs, {each.name: each.threshold + step})[NET]) for step in (-1e-6, 1e-6))
    assert below > 1 > -1 > above


class Parabola(Standing):
    """A model whose net cost is (x - 10)(x - 30) of one quantity, and one that never reaches zero."""

    def replaced(self, common, local):
        return Parabola(self.inputs, {**self.values, **common}, local)

    def outputs(self):
        x = self.values["programme.members_per_group"]
        return {NET: (x - 10.0) * (x - 30.0)}


def test_several_roots_are_all_given_the_nearest_first(inputs, monkeypatch):
    monkeypatch.setattr("sbs_econ.analysis.threshold.Standing", Parabola)
    each = one(inputs, "programme.members_per_group")
    assert {round(each.threshold, 9), *(round(other, 9) for other in each.others)} == {10.0, 30.0}
    assert each.saves == ("above" if each.threshold == pytest.approx(10) else "below")
    assert each.drawn.share_without == 0.0


def test_the_interval_is_that_of_the_draws_own_thresholds(inputs):
    # In each draw, by algebra from that draw's rows: price x (row - net) / row, where that is a possible price.
    name, seen_by = "unit_costs.acute_bed_day", view(P, inputs.settings.funded_by)
    values, local = sampled(inputs, FEW.draws)
    rows = {row.row: row for row in evaluate(inputs, values, local)}
    row, net = rows["service_use.acute_bed_day"].cost, net_cost(rows.values(), seen_by)
    by_hand = values[name] * (row - net) / row
    there = by_hand[by_hand >= 0]
    drawn = one(inputs, name).drawn
    assert drawn.share_without == pytest.approx(1 - len(there) / FEW.draws)
    assert (drawn.lower, drawn.median, drawn.upper) == pytest.approx(tuple(np.quantile(there, (0.025, 0.5, 0.975))))


def test_curved_draws_are_scanned_and_put_back(generous):
    each = one(generous, "programme.members_per_group", plan=Plan(300, 1))
    assert 8 <= each.drawn.lower < each.drawn.median < each.drawn.upper <= 42
    assert 0 < each.drawn.share_without < 1


def test_nearest_first_then_fixed_then_none(generous):
    found = thresholds(generous, P, list(generous.quantities), Plan(50, 1))
    distances = [abs(each.distance) for each in found if each.distance is not None]
    assert distances == sorted(distances)
    kinds = [
        0 if each.distance is not None else 1 if each.threshold is not None else 3 if _idle(each) else 2
        for each in found
    ]
    assert kinds == sorted(kinds)


def _idle(each: Threshold):
    return each.reason == "does_not_enter"


def test_records_hold_no_infinity(found):
    import json

    assert json.dumps([each.as_json() for each in found.values()], allow_nan=False)
