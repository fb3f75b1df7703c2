"""Break-even: the arithmetic by hand, the words of the method, and cases that have no answer."""

import json
from dataclasses import replace

import numpy as np
import pytest
from shipped import base_rows, inputs_of, rows_at, sampled

from sbs_econ.analysis.break_even import BreakEven, CausalShare, Figure, Service, break_even, stamp
from sbs_econ.analysis.psa import Plan
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.reporting.break_even_text import (
    break_even_text,
    causal_words,
    headline,
    lower_first,
    one_in_n_words,
    one_of,
)
from sbs_econ.vocabulary import Block, Evidence, Payer, Perspective, StudyDesign

P = Perspective.NHS_PSS
FEW = Plan(400, 1)


def figure(mean, lower=None, upper=None):
    return Figure(mean, mean, 0.0, mean if lower is None else lower, mean if upper is None else upper)


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def found(inputs):
    return break_even(inputs, P, FEW)


@pytest.fixture(scope="module")
def by_hand(inputs):
    """Rows of the same draws, and the programme's and the net cost per participant in each."""
    rows = rows_at(inputs, *sampled(inputs, FEW.draws))
    counted = [
        r for r in rows.values() if r.payer in (Payer.NHS, Payer.LOCAL_AUTHORITY, Payer.FUNDER) and r.cost is not None
    ]
    programme = sum(r.cost for r in counted if r.block is Block.PROGRAMME) / 360
    return rows, programme, sum(r.cost for r in counted) / 360


def service(found, item):
    return next(each for each in found.services if each.row == f"service_use.{item}")


# --- (1) the change needed -------------------------------------------------------------------------------------------


def test_units_are_programme_cost_over_price(inputs, found):
    # By hand in the base case: the funder's rows add up to 172,365 for 360 people, 478.79 each; a bed day costs 719.10:
    # 478.79 / 719.10 = 0.666 bed days. Baseline use is 0.5 in 6 months, 1.0 over 12: 66.6 % of it.
    each = service(found, "acute_bed_day")
    assert found.programme_cost.base_case == pytest.approx(478.79, abs=0.01)
    assert each.units.base_case == pytest.approx(478.79 / 719.10, rel=1e-4)
    assert each.share_of_baseline.base_case == pytest.approx(0.666, abs=1e-3)
    # An hour of a social worker costs 61, and a contact takes an hour: 478.79 / 61 = 7.85.
    assert service(found, "social_worker").units.base_case == pytest.approx(7.85, abs=0.01)


def test_figures_are_ratios_of_means_with_the_interval_of_draws(inputs, found, by_hand):
    _, programme, net = by_hand
    price = sampled(inputs, FEW.draws)[0]["unit_costs.acute_bed_day"]
    each = service(found, "acute_bed_day")
    assert found.net_cost.mean == pytest.approx(float(np.mean(net)))
    assert each.units.mean == pytest.approx(float(np.mean(programme) / np.mean(price)))
    assert (each.units.lower, each.units.upper) == pytest.approx(tuple(np.quantile(programme / price, (0.025, 0.975))))


def test_no_evidence_of_effect_is_used(found):
    nothing = break_even(inputs_of("no_effect"), P, FEW)
    for mine, other in zip(found.services, nothing.services, strict=True):
        assert mine.units == other.units
        assert mine.share_of_baseline == other.share_of_baseline
    assert headline(found) == headline(nothing)


def test_the_headline_is_one_sentence_of_equal_amounts(found):
    text = headline(found)
    assert text.startswith("£5")
    assert "per participant = 0.7" in text
    assert "acute psychiatric bed days = 1." in text
    assert "community mental health team contacts" in text


def test_units_scale_with_the_programme_and_not_with_people(inputs, found):
    fewer = break_even(inputs_of("base_case", {"settings.participants": 36}), P, FEW)
    assert fewer.services[0].units.mean == pytest.approx(found.services[0].units.mean)


# --- (2) one in n ----------------------------------------------------------------------------------------------------


def test_n_is_the_price_over_the_net_cost_without_the_row(inputs, found):
    # By hand in the base case: net cost 122,681 and bed days save 12,394; without them 135,075 / 360 = 375.21 each;
    # n = 719.10 / 375.21 = 1.917: one in 1.9 participants avoids one bed day.
    each, rows = service(found, "acute_bed_day"), base_rows(inputs)
    without = (122_680.87 - rows["service_use.acute_bed_day"].cost) / 360
    assert each.net_cost_without.base_case == pytest.approx(without, abs=1e-3)
    assert 1 / each.avoided_each.base_case == pytest.approx(719.10 / without, rel=1e-6)
    assert each.one_in == pytest.approx(each.price.mean / each.net_cost_without.mean)


def test_avoiding_so_many_nets_to_zero(inputs, found, by_hand):
    rows, _, net = by_hand
    for each in found.services:
        without = np.mean(net - rows[each.row].cost / 360)
        assert without - each.avoided_each.mean * each.price.mean == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("avoided", "words"),
    [
        (0.25, "1 in 4.0 participants avoids one acute psychiatric bed day"),
        (1.0, "1 in 1.0 participants avoids one acute psychiatric bed day"),
        (2.5, "each participant would have to avoid 2.5 acute psychiatric bed days"),
        (0.0, "Acute psychiatric bed days: already breaks even"),
        (-3.0, "Acute psychiatric bed days: already breaks even"),
    ],
)
def test_words_of_one_in_n(avoided, words):
    each = Service(
        "service_use.acute_bed_day", "Acute psychiatric bed days", "bed_day", "nhs", figure(700.0), figure(1.0), None,
        figure(700.0 * avoided), figure(avoided), 0.0,
    )  # fmt: skip
    assert one_in_n_words(each) == words


# --- (3) the causal share --------------------------------------------------------------------------------------------


def test_the_share_put_back_as_a_setting_breaks_even():
    changes = {"unit_costs.acute_bed_day": 900, "programme.members_per_group": 25}
    share = break_even(inputs_of("base_case", changes), P, FEW).causal_share.share
    assert 0 < share.base_case < 1
    again = inputs_of("base_case", {**changes, "attribution.causal_share": repr(share.base_case)})
    seen = [r for r in base_rows(again).values() if r.payer in (Payer.NHS, Payer.LOCAL_AUTHORITY, Payer.FUNDER)]
    assert sum(r.cost for r in seen if r.cost is not None) == pytest.approx(0.0, abs=1e-6)


def test_net_cost_at_none_is_the_programme_alone(found):
    assert found.causal_share.net_cost_at_none == found.programme_cost
    assert found.causal_share.share.mean == pytest.approx(
        found.causal_share.net_cost_at_none.mean
        / (found.causal_share.net_cost_at_none.mean - found.causal_share.net_cost_at_all.mean)
    )


def test_a_causal_share_at_a_site_gives_way():
    inputs = inputs_of("base_case", {"attribution.causal_share": 0.5})
    own = replace(inputs.quantities["attribution.causal_share"], value=0.9)
    sites = (SiteInputs("a", "A", "A", 180), SiteInputs("b", "B", "B", 180, {own.name: own}))
    found = break_even(replace(inputs, sites=sites), P, FEW)
    assert found.causal_share.net_cost_at_none.mean == pytest.approx(found.programme_cost.mean)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (figure(0.4, 0.2, 0.9), "40% (20% to 90%)"),
        (figure(0.4, -0.2, 3.0), "40% (0% to over 100%)"),
        (figure(1.15), "No share does: all of the reported changes would not be enough (1.1 times them would)"),
        (figure(-0.1), "Already breaks even whatever the share"),
        (None, "No share does: the reported changes save nothing"),
    ],
)
def test_words_of_the_causal_share(share, words):
    assert causal_words(CausalShare(share, figure(1.0), figure(0.0), 0.0, {}, None)).startswith(words[:40])


def test_the_stamp(found):
    assert found.causal_share.stamp == "share of an illustrative change"
    assert found.causal_share.changes_by_evidence == {"illustrative": 14}
    assert stamp({Evidence.REPORTED: 3}) is None
    assert (
        stamp({Evidence.REPORTED: 1, Evidence.ILLUSTRATIVE: 2}) == "share of a mixed change: 1 reported, 2 illustrative"
    )
    assert stamp({Evidence.PUBLISHED: 2}) == "share of a change not reported: 2 published"


def test_reported_changes_are_not_stamped(inputs):
    reported = {
        name: replace(q, evidence=Evidence.REPORTED) if name.endswith(".change") else q
        for name, q in inputs.quantities.items()
    }
    assert break_even(replace(inputs, quantities=reported), P, Plan(10)).causal_share.stamp is None


def test_controlled_changes_do_not_follow_the_causal_share(inputs):
    # With a controlled change in bed days, the net cost at a causal share of none still has that row's savings in it.
    service_ = inputs.structure.services["acute_bed_day"]
    controlled = service_.change.model_copy(update={"design": StudyDesign.CONTROLLED})
    services = {**inputs.structure.services, "acute_bed_day": service_.model_copy(update={"change": controlled})}
    here = replace(inputs, structure=replace(inputs.structure, services=services))
    found = break_even(here, P, FEW)
    row = base_rows(here)["service_use.acute_bed_day"].cost
    share = found.causal_share
    assert share.net_cost_at_none.base_case == pytest.approx(found.programme_cost.base_case + row / 360)
    assert share.changes_by_evidence == {"illustrative": 13}


# --- (4) headroom, and perspectives ----------------------------------------------------------------------------------


def test_a_funder_cost_at_the_headroom_nets_to_zero(found):
    assert found.net_cost.mean - found.funder_cost.mean + found.headroom.mean == pytest.approx(0.0, abs=1e-9)


def test_no_effect_leaves_no_headroom():
    found = break_even(inputs_of("no_effect"), P, FEW)
    assert found.headroom.mean == pytest.approx(0.0, abs=1e-9)
    assert found.causal_share.share is None
    assert "the reported changes save nothing" in "\n".join(break_even_text(inputs_of("no_effect"), found, 200))


def test_a_perspective_that_does_not_pay_counts_the_funder_in():
    found = break_even(inputs_of("side_by_side_2015_17"), P, FEW)
    assert not found.includes_programme_cost
    # GBP 3.2m for 3,255 people: 983.10 each, whatever is drawn.
    cost = found.programme_cost
    assert (cost.base_case, cost.mean, cost.lower, cost.upper) == pytest.approx((3.2e6 / 3255,) * 4)
    text = "\n".join(break_even_text(inputs_of("side_by_side_2015_17"), found, 200))
    assert "does not bear the programme's cost" in text


def test_a_perspective_that_pays_for_no_service():
    found = break_even(inputs_of("base_case"), Perspective.FUNDER, FEW)
    assert found.services == ()
    text = "\n".join(break_even_text(inputs_of("base_case"), found, 100))
    assert "pays for no service" in text


def test_prices_of_sites_weigh_by_their_people(inputs):
    price = inputs.quantities["unit_costs.acute_bed_day"]
    dear = replace(price, value=1000.0, distribution=None)
    sites = (SiteInputs("a", "A", "A", 270), SiteInputs("b", "B", "B", 90, {price.name: dear}))
    found = break_even(replace(inputs, sites=sites), P, FEW)
    assert service(found, "acute_bed_day").price.base_case == pytest.approx(0.75 * 719.10 + 0.25 * 1000.0)


def test_the_four_answers_come_in_their_order(inputs, found: BreakEven):
    lines = break_even_text(inputs, found, 100)
    places = [next(i for i, line in enumerate(lines) if line.startswith(f"{n}. ")) for n in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert "From programme cost and unit costs alone" in "\n".join(lines[places[0] : places[1]])
    assert "[share of an illustrative change]" in "\n".join(lines[places[2] : places[3]]).replace("\n  ", " ")
    assert json.dumps(found.as_json(), allow_nan=False)


def test_labels_in_a_sentence():
    assert lower_first("GP consultations") == "GP consultations"
    assert one_of("Outpatient attendances, not psychiatric", "attendance") == "outpatient attendance, not psychiatric"
    assert one_of("Practice nurse consultations", "contact") == "practice nurse consultation"
