"""What moved the result: parts add up, untouched parts are zero, and mixtures are what they say."""

from dataclasses import replace

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.change import _game, _outputs, what_moved
from sbs_econ.analysis.change_list import rows_on_one_side
from sbs_econ.analysis.change_mix import mixed
from sbs_econ.analysis.change_parts import PREFIXES, SETTING_PARTS, Part, compared, part_of
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.shapley import EXACT_PLAYERS, shares
from sbs_econ.equations.sampling import MonteCarlo
from sbs_econ.errors import RequestError
from sbs_econ.model.draws import Shared
from sbs_econ.model.inputs import Settings
from sbs_econ.vocabulary import CareValuation, ChangeKind, FundedBy, Perspective, Unit

FEW = Plan(300, 1, "mc")
PAIRS = (
    ("base_case", "programme_era_prices"),
    ("base_case", "horizon_24"),
    ("base_case", "full_attribution"),
    ("base_case", "no_effect"),
    ("base_case", "online"),
    ("identity_specific", "peer_led_social"),
    ("base_case", "side_by_side_2015_17"),
    ("carer_replacement_cost", "friction_cost"),
)
EVERYTHING = {
    "service_use.gp_consultation.change": 0.9,
    "attribution.deadweight": 0.5,
    "unit_costs.gp_consultation": 60,
    "settings.price_year": "2023/24",
    "programme.venue_per_session": 80,
    "persistence.after_programme": 0.8,
    "settings.discount_rate_costs": 0.1,
    "settings.horizon_months": 24,
    "settings.employment_method": "friction_cost",
    "values.safety": 0.8,
    "settings.participants": 500,
    "settings.whole_groups": "true",
}
"""A change in every part but the rows and the funder."""


def found(first, second, perspective=Perspective.SOCIETAL, plan=FEW, **options):
    return what_moved(inputs_of(first), second_of(second), perspective, plan, **options)


def second_of(second):
    return inputs_of(*second) if isinstance(second, tuple) else inputs_of(second)


@pytest.mark.parametrize("perspective", Perspective, ids=str)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_parts_add_up_in_every_draw(first, second, perspective):
    sides = compared(inputs_of(first), inputs_of(second), perspective)
    drawn = _outputs(sides, True, Shared(MonteCarlo(1), 0, 100))
    parts = sum((value for name, value in drawn.items() if name.startswith("part:")), start=0.0)
    np.testing.assert_allclose(parts, drawn["change"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(drawn["after"] - drawn["before"], drawn["change"], rtol=0, atol=1e-9)


def test_parts_that_do_not_differ_are_exactly_zero():
    moved = found("base_case", "programme_era_prices")
    touched = {Part.UNIT_COSTS, Part.PRICE_YEAR, Part.PROGRAMME_COST}
    for part in moved.parts:
        if part.part not in touched:
            assert (part.moved.mean, part.moved.sd, part.alone, part.last, part.names) == (0.0, 0.0, 0.0, 0.0, ())
    assert sum(part.moved.mean for part in moved.parts) == pytest.approx(moved.change.mean, abs=1e-9)


def test_a_scenario_and_itself():
    moved = found("base_case", "base_case")
    assert moved.change.mean == moved.change.sd == 0.0
    assert all(part.moved.mean == 0.0 for part in moved.parts)
    assert moved.sides.parts == ()


def test_before_and_after_are_the_runs_own_results_per_participant():
    moved = found("base_case", "side_by_side_2015_17", Perspective.PUBLIC_SECTOR)
    for side, estimate in ((moved.sides.first, moved.before), (moved.sides.second, moved.after)):
        run = {p.perspective: p.net_cost for p in run_psa(side, FEW).perspectives}[Perspective.PUBLIC_SECTOR]
        assert estimate.mean == pytest.approx(run.mean / side.settings.participants, rel=1e-12)
        assert estimate.base_case == pytest.approx(run.base_case / side.settings.participants, rel=1e-12)


def test_the_other_way_round_is_the_negative():
    there, back = found("base_case", "side_by_side_2015_17"), found("side_by_side_2015_17", "base_case")
    for one, other in zip(there.parts, back.parts, strict=True):
        assert one.moved.mean == pytest.approx(-other.moved.mean, abs=1e-9)


def test_one_part_alone_is_the_whole_change():
    moved = found("base_case", "full_attribution")
    part = next(p for p in moved.parts if p.part is Part.ATTRIBUTION)
    assert part.moved.mean == pytest.approx(moved.change.mean, abs=1e-9)
    assert (part.alone, part.last) == (pytest.approx(part.moved.mean), pytest.approx(part.moved.mean))


def test_two_parts_by_hand():
    # One service, at the means: contacts x price. Half of the interaction goes to each part.
    def net(changes):
        inputs = inputs_of("base_case", changes)
        return float(run_psa(inputs, Plan(2, 1, "mc")).perspectives[1].net_cost.base_case) / 360

    use, price = {"service_use.gp_consultation.change": 0.5}, {"unit_costs.gp_consultation": 200}
    moved = found("base_case", ("base_case", use | price), Perspective.NHS_PSS)
    none, only_use, only_price, both = net({}), net(use), net(price), net(use | price)
    parts = {p.part: p.moved.base_case for p in moved.parts}
    assert parts[Part.EFFECTS] == pytest.approx((only_use - none + both - only_price) / 2)
    assert parts[Part.UNIT_COSTS] == pytest.approx((only_price - none + both - only_use) / 2)


def test_more_than_eight_parts_are_sampled_and_agree_with_the_exact_split():
    second = ("base_case", {name: value for name, value in EVERYTHING.items() if name != "values.safety"})
    sampled = found("base_case", second, plan=Plan(20, 1, "mc"))
    assert len(sampled.sides.parts) == EXACT_PLAYERS + 1
    assert not sampled.exact
    assert sum(p.moved.mean for p in sampled.parts) == pytest.approx(sampled.change.mean, abs=1e-9)
    exact = shares(_game(sampled.sides, None))
    for part in sampled.parts:
        if part.part in exact:
            assert abs(part.moved.base_case - float(exact[part.part].part)) <= 5 * part.sampling_se + 1e-9


def test_a_wider_horizon_and_a_longer_programme_are_swapped_together():
    second = ("base_case", {"settings.programme_months": 18, "settings.horizon_months": 24, "unit_costs.ambulance": 1})
    moved = found("base_case", second)
    assert moved.sides.names[Part.METHOD] == ("settings.horizon_months", "settings.programme_months")


def test_a_fixed_budget_goes_with_the_people_it_served():
    moved = found("base_case", "side_by_side_2015_17", Perspective.FUNDER)
    assert Part.PARTICIPANTS not in moved.sides.names
    assert {"settings.participants", "settings.budget"} <= set(moved.sides.names[Part.PROGRAMME_COST])


def test_who_funds_decides_what_a_perspective_counts():
    first = inputs_of("base_case")
    second = replace(first, settings=replace(first.settings, funded_by=FundedBy.LOTTERY))
    moved = what_moved(first, second, Perspective.NHS_PSS, FEW)
    part = next(p for p in moved.parts if p.part is Part.FUNDER)
    assert part.moved.mean == pytest.approx(moved.change.mean)
    assert moved.change.mean < 0


def test_rows_on_one_side_are_a_part_of_their_own():
    second = inputs_of("base_case")
    services = {k: v for k, v in second.structure.services.items() if k != "gp_consultation"}
    first = replace(
        second,
        structure=replace(second.structure, services=services),
        quantities={n: q for n, q in second.quantities.items() if "gp_consultation" not in n},
    )
    moved = what_moved(first, second, Perspective.NHS_PSS, FEW)
    assert rows_on_one_side(first, second) == ((), ("service_use.gp_consultation",))
    assert set(moved.sides.parts) == {Part.ROWS}
    row = run_psa(second, FEW)
    cost = next(r.cost.mean for r in row.rows if r.row.row == "service_use.gp_consultation") / 360
    assert moved.change.mean == pytest.approx(cost)


def test_a_change_with_attribution_of_its_own_on_one_side_can_be_mixed():
    second = second_of(("base_case", {"attribution.deadweight": 0.5, "service_use.ambulance.change": 0.5}))
    first = replace(
        inputs_of("base_case"),
        structure=replace(
            second.structure,
            outcomes={k: v for k, v in second.structure.outcomes.items() if k != "wellbeing_swemwbs"},
        ),
        quantities={n: q for n, q in inputs_of("base_case").quantities.items() if "wellbeing_swemwbs" not in n},
    )
    assert second.structure.outcomes["wellbeing_swemwbs"].change.attribution is not None
    for one, other in ((first, second), (second, first)):
        moved = what_moved(one, other, Perspective.SOCIETAL, FEW)
        assert {Part.EFFECTS, Part.ATTRIBUTION} <= set(moved.sides.parts)
        assert sum(p.moved.mean for p in moved.parts) == pytest.approx(moved.change.mean, abs=1e-9)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_mixtures_end_in_the_two_sides(first, second):
    sides = compared(inputs_of(first), inputs_of(second), Perspective.SOCIETAL)
    assert mixed(sides, frozenset()) is sides.first
    assert mixed(sides, frozenset(sides.parts)) is sides.second


def test_a_mixture_takes_settings_and_quantities_from_the_side_of_their_part():
    sides = compared(inputs_of("base_case"), second_of(("base_case", EVERYTHING)), Perspective.SOCIETAL)
    half = mixed(sides, frozenset({Part.UNIT_COSTS, Part.METHOD}))
    assert half.quantities["unit_costs.gp_consultation"].value == 60
    assert half.quantities["attribution.deadweight"].value == 0.35
    assert (half.settings.horizon_months, half.settings.price_year) == (24, "2024/25")
    assert half.settings.informal_care_valuation is CareValuation.OPPORTUNITY_COST


def test_nobody_to_divide_by_is_refused():
    with pytest.raises(RequestError, match="no participants"):
        found("base_case", ("base_case", {"settings.participants": 0}))


def test_every_setting_and_every_name_has_a_part():
    assert set(Settings.__dataclass_fields__) <= set(SETTING_PARTS)
    names = inputs_of("side_by_side_2015_17").quantities
    by_prefix = {name for name in names if any(name.startswith(prefix) for prefix, _ in PREFIXES)}
    effects = {n for n in names if part_of(n) is Part.EFFECTS and n not in by_prefix}
    stems = {name.split(".")[0] for name in effects}
    assert stems <= {"service_use", "outcomes", "employment", "informal_care", "cashable"}


def test_single_figures_are_swapped_one_at_a_time():
    moved = found("base_case", ("base_case", {"unit_costs.gp_consultation": 200, "unit_costs.ambulance": 446}))
    names = [name for name, _ in moved.single]
    assert names == ["unit_costs.gp_consultation", "unit_costs.ambulance"]


def test_a_figure_that_means_something_else_here_is_not_swapped_alone():
    """A rate ratio of 0.9 on one side and a difference of 0.08 contacts on the other are two kinds of number."""
    first = inputs_of("base_case", {"unit_costs.ambulance": 446})
    name = "service_use.gp_consultation.change"
    service = first.structure.services["gp_consultation"]
    change = service.change.model_copy(update={"kind": ChangeKind.DIFFERENCE})
    services = {**first.structure.services, "gp_consultation": service.model_copy(update={"change": change})}
    figure = replace(first.quantities[name], value=0.08, unit=Unit("contact/person"))
    dear = inputs_of("base_case", {"unit_costs.ambulance": 900}).quantities["unit_costs.ambulance"]
    quantities = {**first.quantities, name: figure, "unit_costs.ambulance": dear}
    second = replace(first, structure=replace(first.structure, services=services), quantities=quantities)
    moved = what_moved(first, second, Perspective.SOCIETAL, FEW)
    assert [each for each, _ in moved.single] == ["unit_costs.ambulance"]
