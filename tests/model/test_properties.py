"""What must hold of any table, whatever the numbers: over draws, not only at the means."""

import math
from dataclasses import replace

import numpy as np
import pytest
from shipped import (
    SCENARIOS,
    base_rows,
    consequences,
    drawn_rows,
    figures,
    inputs_of,
    loaded,
    moved,
    rows_at,
    same,
    sampled,
)

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.equations.effects import Timing, monthly_effects
from sbs_econ.errors import InputError
from sbs_econ.io.overrides import overrides_from_python, parse_assignments
from sbs_econ.model.effect_scale import FACTORS, factor_name
from sbs_econ.model.employment_rows import TRANSFERS
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.model.perspectives import net_cost, net_costs_by_payer, view
from sbs_econ.vocabulary import AppliesTo, ChangeKind, Decision, EmploymentMethod, FundedBy, Kind, Perspective

ROUNDING = 1e-12
ITEMS = sorted(inputs_of("base_case").structure.services)


def programme(rows):
    return {name: row for name, row in rows.items() if row.row.startswith("programme.")}


def zero_in_every_draw(value):
    return value is None or bool(np.all(np.asarray(value) == 0))


def drawn(inputs, draws=200):
    """Draws of every quantity as a plain dict, for a test to change."""
    values, local = sampled(inputs, draws)
    return {name: values[name] for name in values}, local


# --- no effect, full effect ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{}, {"settings.horizon_months": 30}, {"settings.employment_method": "friction_cost"}]
)
def test_no_effect_leaves_the_programme_cost_only_in_every_draw(changes):
    inputs = inputs_of("no_effect", changes)
    rows = drawn_rows(inputs)
    for row in consequences(rows).values():
        assert zero_in_every_draw(row.quantity), row.row
        assert zero_in_every_draw(row.cost), row.row
    for perspective in Perspective:
        seen_by = view(perspective, inputs.settings.funded_by)
        assert same(net_cost(rows.values(), seen_by), net_cost(programme(rows).values(), seen_by))


def test_no_effect_makes_every_change_null_without_uncertainty():
    inputs = inputs_of("no_effect")
    for name, change in changes_of(inputs):
        quantity = inputs.quantities[name]
        assert quantity.value == (1 if change.kind is ChangeKind.RATE_RATIO else 0), name
        assert quantity.distribution is None, name


def test_no_service_effect_moves_no_other_row():
    assert moved(drawn_rows(inputs_of("base_case")), drawn_rows(inputs_of("no_service_effect"))) == {
        f"service_use.{item}" for item in ITEMS
    }


def test_full_attribution_credits_the_whole_change():
    inputs = inputs_of("full_attribution")
    values, local = drawn(inputs)
    rows, base = rows_at(inputs, values, local), drawn_rows(inputs_of("base_case"))
    reported, _ = drawn(inputs_of("base_case"))
    people, months = inputs.settings.participants, inputs.settings.horizon_months
    for item, service in inputs.structure.services.items():
        row, baseline = rows[f"service_use.{item}"], values[f"service_use.{item}.baseline"]
        nothing_anyway = people * baseline * months / service.change.recall_months
        assert same(row.usual_quantity, nothing_anyway, ROUNDING), item
        factors = [factor_name(f"service_use.{item}.change", service.change, factor) for factor in FACTORS]
        attributable = math.prod(1 - reported[name] for name in factors)
        assert same(base[row.row].quantity, row.quantity * attributable, ROUNDING), item
    for name in ("recovery", "hope", "empowerment", "quality_of_life"):
        assert same(rows[f"outcomes.{name}"].quantity, values[f"outcomes.{name}.change"], ROUNDING), name


def test_no_sessions_means_no_effect():
    inputs = inputs_of("base_case", {"programme.sessions_per_group_month": 0})
    rows = base_rows(inputs)
    assert all(zero_in_every_draw(row.quantity) and zero_in_every_draw(row.cost) for row in consequences(rows).values())
    assert rows["programme.start_up"].cost == base_rows(inputs_of("base_case"))["programme.start_up"].cost
    assert rows["programme.refreshments"].quantity == 0


# --- proportions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", ITEMS)
def test_doubling_a_unit_cost_doubles_its_line_and_no_other(item):
    inputs = inputs_of("base_case")
    values, _ = drawn(inputs)
    before = rows_at(inputs, values)
    after = rows_at(inputs, values | {f"unit_costs.{item}": 2 * values[f"unit_costs.{item}"]})
    row = f"service_use.{item}"
    assert moved(before, after) == {row}
    assert same(after[row].cost, 2 * before[row].cost)
    assert same(after[row].usual_cost, 2 * before[row].usual_cost)
    assert same(after[row].quantity, before[row].quantity)


def test_doubling_the_price_of_a_room_doubles_the_rooms_and_adds_overheads():
    inputs = inputs_of("base_case")
    values, _ = drawn(inputs)
    before = rows_at(inputs, values)
    after = rows_at(inputs, values | {"programme.venue_per_session": 2 * values["programme.venue_per_session"]})
    assert moved(before, after) == {"programme.venue", "programme.overheads"}
    assert same(after["programme.venue"].cost, 2 * before["programme.venue"].cost)
    added = after["programme.overheads"].cost - before["programme.overheads"].cost
    assert same(added, before["programme.venue"].cost * values["programme.overhead_rate"], 1e-9)


@pytest.mark.parametrize("scenario", ["base_case", "side_by_side_2015_17", "horizon_24", "friction_cost"])
def test_doubling_participants_doubles_totals(scenario):
    people = inputs_of(scenario).settings.participants
    once = drawn_rows(inputs_of(scenario))
    twice = drawn_rows(inputs_of(scenario, {"settings.participants": 2 * people}))
    for name, row in once.items():
        of_a_budget = name.startswith("programme.budget_")
        times = 1 if row.per == "participant" or of_a_budget else 2
        for part, value in figures(row).items():
            expected = value if part == "share_after_follow_up" or value is None else times * value
            assert same(figures(twice[name])[part], expected, ROUNDING), (name, part)


def test_whole_groups_are_rounded_up_at_each_site():
    members = {"programme.members_per_group": 20}
    whole = base_rows(inputs_of("side_by_side_2015_17", members | {"settings.whole_groups": "true"}))
    assert whole["programme.start_up"].quantity == 9 * 19
    parts = base_rows(inputs_of("side_by_side_2015_17", members))
    assert parts["programme.start_up"].quantity == pytest.approx(3255 / 20)


@pytest.mark.parametrize("scenario", ["base_case", "friction_cost", "horizon_24", "side_by_side_2015_17"])
def test_the_opposite_of_every_change_is_the_opposite_of_every_consequence(scenario):
    inputs = inputs_of(scenario)
    values, local = drawn(inputs)
    opposite = dict(values)
    for name, change in changes_of(inputs):
        opposite[name] = (2.0 if change.kind is ChangeKind.RATE_RATIO else 0.0) - values[name]
    before, after = rows_at(inputs, values, local), rows_at(inputs, opposite, local)
    assert moved(programme(before), programme(after)) == set()
    for name, row in consequences(before).items():
        if ".improved_" in name:
            continue
        for part in ("quantity", "cost"):
            value = getattr(row, part)
            assert same(getattr(after[name], part), None if value is None else -value, 1e-9), (name, part)


def test_a_change_measured_on_responders_counts_for_those_who_answered():
    inputs = inputs_of("base_case")
    structure, responders = inputs.structure, {"applies_to": AppliesTo.RESPONDERS}

    def on_responders(change):
        return None if change is None else change.model_copy(update=responders)

    answered = replace(
        structure,
        services={k: s.model_copy(update={"change": on_responders(s.change)}) for k, s in structure.services.items()},
        outcomes={k: o.model_copy(update={"change": on_responders(o.change)}) for k, o in structure.outcomes.items()},
        change_in_employment_rate=on_responders(structure.change_in_employment_rate),
        absence_days_change=on_responders(structure.absence_days_change),
        hours_change=on_responders(structure.hours_change),
    )
    values, _ = drawn(inputs)
    share = values["engagement.share_followed_up"]
    everyone, some = rows_at(inputs, values), rows_at(replace(inputs, structure=answered), values)
    nobody = drawn_rows(inputs_of("no_effect"))
    for name, row in consequences(everyone).items():
        if ".improved_" in name:
            continue
        for part in ("quantity", "cost"):
            value = getattr(row, part)
            assert same(getattr(some[name], part), None if value is None else share * value, 1e-9), (name, part)
        if row.block.value == "service_use":
            anyway = row.usual_quantity - nobody[name].usual_quantity
            assert np.allclose(some[name].usual_quantity, nobody[name].usual_quantity + share * anyway, rtol=1e-12)


# --- what is added up ------------------------------------------------------------------------------------------------

ADDED = {
    "funder": {"funder"},
    "nhs_pss": {"nhs", "local_authority"},
    "public_sector": {"nhs", "local_authority", "police", "exchequer"},
    "societal": {
        "funder", "nhs", "local_authority", "police", "exchequer", "economy", "participants", "carers", "volunteers",
    },
}  # fmt: skip
WITH_FUNDER = {"nhs_pss": {"nhs", "local_authority"}, "public_sector": {"nhs", "local_authority", "lottery"}}


@pytest.mark.parametrize("scenario", ["base_case", "side_by_side_2015_17"])
@pytest.mark.parametrize("funded_by", [f.value for f in FundedBy])
def test_a_perspective_is_the_sum_of_its_payers(scenario, funded_by):
    rows = drawn_rows(inputs_of(scenario, {"settings.funded_by": funded_by}))
    by_payer = {(p.value, k.value): cost for (p, k), cost in net_costs_by_payer(rows.values()).items()}
    for perspective in Perspective:
        payers = set(ADDED[perspective.value])
        payers |= {"funder"} if funded_by in WITH_FUNDER.get(perspective.value, ()) else set()
        kinds = {"resource"} if perspective is Perspective.SOCIETAL else {"resource", "transfer"}
        flows = [
            row.cost for row in rows.values()
            if row.cost is not None and row.payer is not None
            and row.payer.value in payers and row.kind.value in kinds
        ]  # fmt: skip
        total = net_cost(rows.values(), view(perspective, FundedBy(funded_by)))
        assert np.allclose(total, sum(flows), rtol=1e-9)
        counted = sum(cost for (payer, kind), cost in by_payer.items() if payer in payers and kind in kinds)
        assert np.allclose(total, counted, rtol=1e-9)


@pytest.mark.parametrize("scenario", ["base_case", "friction_cost", "side_by_side_2015_17"])
def test_transfers_net_to_zero_in_every_draw(scenario):
    rows = drawn_rows(inputs_of(scenario))
    for key, _, giver, receiver, _ in TRANSFERS:
        pair = [rows[f"employment.{key}.{payer.value}"].cost for payer in (giver, receiver)]
        assert zero_in_every_draw(pair[0] + pair[1]), key
        assert not zero_in_every_draw(pair[0])
    transfers = [row for row in rows.values() if row.kind is Kind.TRANSFER]
    assert {row.row for row in transfers} == {
        f"employment.{key}.{payer.value}" for key, _, *payers, _ in TRANSFERS for payer in payers
    }
    assert np.allclose(sum(row.cost for row in transfers), 0, atol=1e-6)


def test_memo_rows_are_never_added():
    inputs = inputs_of("side_by_side_2015_17")
    rows = base_rows(inputs)
    assert {name for name, row in rows.items() if row.kind is Kind.MEMO and name.startswith("programme.")} == {
        f"programme.{line}"
        for line in ("paid_facilitation", "venue", "materials", "refreshments", "start_up", "coordination", "overheads")
    }
    assert net_cost(rows.values(), view(Perspective.FUNDER, inputs.settings.funded_by)) == pytest.approx(3_200_000)


def test_a_price_put_on_an_outcome_is_shown_and_never_added(tmp_path):
    file = tmp_path / "priced.yaml"
    priced = (
        "extends: base_case\nlabel: Priced\nquestion: What is it worth?\nprice_outcomes: {wellbeing_swemwbs: wellby}\n"
    )
    file.write_text(priced)
    inputs, base = loaded(file).usable(), drawn_rows(inputs_of("base_case"))
    values, _ = drawn(inputs)
    rows, name = rows_at(inputs, values), "outcomes.wellbeing_swemwbs.money_value.wellby"
    worth = rows.pop("outcomes.wellbeing_swemwbs.value")
    assert moved(base, rows) == set()
    assert set(rows) == set(base)
    assert worth.kind is Kind.MEMO
    a_year = values[name] * inputs.uprating(inputs.quantities[name])
    assert same(worth.cost, -rows["outcomes.wellbeing_swemwbs.point_years"].quantity * a_year, ROUNDING)


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_years_sum_to_the_horizon(scenario):
    inputs = inputs_of(scenario, {"settings.horizon_months": 24})
    for row in drawn_rows(inputs, draws=50).values():
        if row.cost_by_year is not None:
            assert len(row.cost_by_year) == 2
            assert same(row.cost, row.cost_by_year[0] + row.cost_by_year[1], ROUNDING)


def test_the_first_of_two_years_is_the_one_year_horizon():
    one, two = drawn_rows(inputs_of("base_case")), drawn_rows(inputs_of("horizon_24"))
    for name, row in one.items():
        if row.cost_by_year is not None:
            assert same(two[name].cost_by_year[0], row.cost, ROUNDING), name
    assert all(zero_in_every_draw(row.cost_by_year[1]) for row in programme(two).values())


def test_usual_support_is_counted_over_the_horizon():
    one, two = (drawn_rows(inputs_of("no_effect", {"settings.horizon_months": months})) for months in (12, 24))
    for name in [*(f"service_use.{item}" for item in ITEMS), "employment.output", "informal_care.hours"]:
        assert same(two[name].usual_quantity, 2 * one[name].usual_quantity, ROUNDING), name


def at_rate(rate):
    rates = {f"settings.discount_rate_{stream}": rate for stream in ("costs", "outcomes")}
    months = {"settings.horizon_months": 30, "settings.programme_months": 18}
    return drawn_rows(inputs_of("base_case", months | rates))


def test_each_year_is_discounted_by_its_own_factor():
    undiscounted, discounted = at_rate(0), at_rate(0.035)
    for name, row in undiscounted.items():
        if row.cost_by_year is not None:
            assert len(row.cost_by_year) == 3
            for year, cost in enumerate(row.cost_by_year):
                assert same(discounted[name].cost_by_year[year], cost * 1.035**-year, ROUNDING), name
        if row.quantity is not None and not name.endswith(".point_years"):
            assert same(discounted[name].quantity, row.quantity), name


def test_a_discount_rate_of_zero_is_undiscounted():
    rows = at_rate(0)
    for item in ITEMS:
        row = rows[f"service_use.{item}"]
        assert same(row.cost, row.quantity * row.usual_cost / row.usual_quantity, 1e-9), item
    in_one_year = drawn_rows(inputs_of("base_case", {"settings.programme_months": 12}))
    assert same(rows["programme.start_up"].cost, in_one_year["programme.start_up"].cost)
    assert same(rows["programme.venue"].cost, in_one_year["programme.venue"].cost * 18 / 12, ROUNDING)


def test_nothing_is_discounted_within_a_year():
    assert moved(*(drawn_rows(inputs_of("base_case", {"settings.discount_rate_costs": r})) for r in (0, 0.2))) == set()


@pytest.mark.parametrize("follow_up", range(1, 13))
def test_the_recall_window_gives_back_exactly_the_reported_change(follow_up):
    """With k = N and M >= L, months L-R+1..L give N D."""
    people, change = 100, -0.6
    for recall in range(1, follow_up + 1):
        for programme_months in (follow_up, 12, 18):
            timing = Timing(follow_up, follow_up - recall, programme_months, programme_months + 6)
            effects = list(monthly_effects(timing, 0.97, 0.9))
            window = sum(effects[follow_up - recall : follow_up])
            assert people * change / recall * window == pytest.approx(people * change, rel=1e-14)


@pytest.mark.parametrize(("follow_up", "recall"), [(6, 6), (6, 3), (6, 1), (12, 3)])
def test_the_recall_window_of_a_row_gives_back_exactly_the_reported_change(follow_up, recall):
    def contacts(months):
        settings = {"settings.horizon_months": months, "settings.programme_months": months}
        values = {"service_use.gp_consultation.baseline": 3, "service_use.gp_consultation.change": 0.8}
        inputs = inputs_of("full_attribution", settings | values)
        service = inputs.structure.services["gp_consultation"]
        asked = {"follow_up_months": follow_up, "recall_months": recall}
        service = service.model_copy(update={"change": service.change.model_copy(update=asked)})
        structure = replace(inputs.structure, services={"gp_consultation": service})
        return base_rows(replace(inputs, structure=structure))["service_use.gp_consultation"].quantity

    window = contacts(follow_up) - (contacts(follow_up - recall) if follow_up > recall else 0)
    assert window == pytest.approx(360 * 3 * (0.8 - 1))


def test_the_share_after_the_follow_up_grows_with_the_horizon():
    kept = {"persistence.during_programme": 0.995, "persistence.after_programme": 0.9}
    six = base_rows(inputs_of("base_case", {"settings.horizon_months": 6, "settings.programme_months": 6}))
    twelve, two_years = base_rows(inputs_of("base_case", kept)), base_rows(inputs_of("horizon_24", kept))
    extrapolated = {name for name, row in twelve.items() if row.share_after_follow_up is not None}
    assert {f"service_use.{item}" for item in ITEMS} <= extrapolated
    assert {"employment.output", "employment.absence", "informal_care.hours"} <= extrapolated
    assert all(row.share_after_follow_up is None for row in six.values())
    assert all(0 < twelve[n].share_after_follow_up < two_years[n].share_after_follow_up < 1 for n in extrapolated)
    during = [0.995**m for m in range(1, 7)]
    after = [during[-1] * 0.9**m for m in range(1, 13)]
    assert twelve["service_use.outpatient"].share_after_follow_up == pytest.approx(sum(during) / (6 + sum(during)))
    assert two_years["service_use.outpatient"].share_after_follow_up == pytest.approx(
        (sum(during) + sum(after)) / (6 + sum(during) + sum(after))
    )


# --- uncertainty -----------------------------------------------------------------------------------------------------


def fixed(quantities):
    return {n: replace(q, distribution=None, family=None, joint=None) for n, q in quantities.items()}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_with_every_quantity_fixed_each_draw_is_the_base_case(scenario):
    inputs = inputs_of(scenario)
    sites = tuple(replace(site, quantities=fixed(site.quantities)) for site in inputs.sites)
    certain = replace(inputs, quantities=fixed(inputs.quantities), sites=sites)
    base = base_rows(inputs)
    assert moved(base, drawn_rows(certain, draws=16)) == set()
    result = run_psa(certain, Plan(draws=16))
    for row in result.rows:
        for part in ("quantity", "cost"):
            if getattr(row.row, part) is not None:
                assert np.all(result.draws_of(row.row.row, part) == getattr(base[row.row.row], part)), row.row.row


def test_the_price_of_one_thing_does_not_disturb_the_draws_of_another():
    dearer = inputs_of("base_case", {"unit_costs.ae_attendance": 400})
    assert moved(drawn_rows(inputs_of("base_case")), drawn_rows(dearer)) == {"service_use.ae_attendance"}


# --- what a row says that it uses ------------------------------------------------------------------------------------

USES = [
    ("base_case", {}),
    ("horizon_24", {"settings.employment_method": "friction_cost", "settings.informal_care_valuation": "leisure_time"}),
    ("side_by_side_2015_17", {"settings.programme_months": 9}),
    ("local_grants", {"attribution.causal_share": 0.4, "engagement.additional_share.group": 0.9}),
]
WEAKEST_COUNTS = {"values.shared_experience", "values.safety", "values.choice_and_control"}
ONLY_WHETHER_ANY = "programme.sessions_per_group_month"
AFTER_THE_FRICTION_PERIOD = {"persistence.during_programme", "persistence.after_programme"}


def anywhere(inputs):
    """A point at which nothing cancels by being 0, 1 or equal to something else."""
    names = sorted(inputs.quantities)
    return {name: inputs.quantities[name].value * (0.97 + 1e-4 * n) + 0.011 for n, name in enumerate(names)}


@pytest.mark.parametrize(("scenario", "changes"), USES)
def test_a_row_lists_exactly_the_quantities_that_move_it(scenario, changes):
    inputs = inputs_of(scenario, changes)
    values = anywhere(inputs)
    before = rows_at(inputs, values)
    friction = inputs.settings.employment_method is EmploymentMethod.FRICTION_COST
    may_list_more = WEAKEST_COUNTS | (AFTER_THE_FRICTION_PERIOD if friction else set())
    found_weakest = set()
    for name in values:
        value = 0.0 if name == ONLY_WHETHER_ANY else values[name] * 1.003
        found = moved(before, rows_at(inputs, values | {name: value}))
        listed = {row for row in before if name in before[row].uses}
        assert found <= listed, name
        assert found == listed or name in may_list_more, name
        found_weakest |= found if name in WEAKEST_COUNTS else set()
    assert found_weakest == set(consequences(before))


# --- sites -----------------------------------------------------------------------------------------------------------

SITES = """
extends: base_case
label: Sites
question: Do sites add up?
sites:
"""
NORTH = """
  north:
    label: North
    participants: 100
    changes:
      unit_costs.ae_attendance: {value: 300, reason: Local price}
      programme.venue_per_session: {value: 40, reason: Local price}
      values.two_way_interaction: {value: 0.7, reason: Scored lower}
"""
SOUTH = """
  south:
    label: South
    participants: 260
    design: {facilitation: peer_led, membership: identity_specific}
    subgroups: {bame_participants: 0.8, other_participants: 0.2}
    modes: {group: 0.5, online: 0.5}
"""
EMPTY = """
  empty:
    label: Nobody
    participants: 0
    changes:
      unit_costs.ae_attendance: {value: 1000, reason: Local price}
"""


@pytest.fixture
def at_sites(tmp_path):
    def inputs_at(*sites):
        file = tmp_path / "sites.yaml"
        file.write_text(SITES + "".join(sites))
        return loaded(file).usable()

    return inputs_at


@pytest.mark.parametrize("scenario", ["side_by_side_2015_17", "local_grants"])
def test_nine_sites_alike_are_one_site_of_the_same_people(scenario):
    nine = inputs_of(scenario)
    one = replace(nine, sites=(SiteInputs("all", "All", "all", 3255),))
    assert len(nine.sites) == 9
    assert moved(drawn_rows(nine), drawn_rows(one), ROUNDING) == set()


def test_splitting_a_site_changes_nothing(at_sites):
    half = NORTH.replace("participants: 100", "participants: 40")
    other_half = NORTH.replace("participants: 100", "participants: 60").replace("north", "far_north")
    together, apart = at_sites(NORTH, SOUTH), at_sites(half, SOUTH, other_half)
    assert moved(drawn_rows(together), drawn_rows(apart), ROUNDING) == set()


def test_the_table_is_the_sum_of_its_sites(at_sites):
    both = drawn_rows(at_sites(NORTH, SOUTH))
    north, south = drawn_rows(at_sites(NORTH)), drawn_rows(at_sites(SOUTH))
    for name, row in both.items():
        weights = (100 / 360, 260 / 360) if row.per == "participant" else (1, 1)
        for part, value in figures(row).items():
            if value is None or part == "share_after_follow_up":
                continue
            parts = [figures(site[name])[part] for site in (north, south)]
            assert same(value, weights[0] * parts[0] + weights[1] * parts[1], 1e-9), (name, part)


def test_a_site_without_people_changes_nothing(at_sites):
    assert moved(drawn_rows(at_sites(NORTH, SOUTH)), drawn_rows(at_sites(NORTH, EMPTY, SOUTH)), ROUNDING) == set()


def test_nobody_at_all_is_a_table_of_noughts():
    rows = base_rows(inputs_of("base_case", {"settings.participants": 0}))
    assert all(zero_in_every_draw(row.quantity) and zero_in_every_draw(row.cost) for row in rows.values())


# --- values, mix and design ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "engagement.one_way_relative_effect",
        "engagement.two_way_share_reference",
        "subgroups.bame_participants.effect_modifier",
    ],
)
def test_at_the_mix_and_values_of_the_evaluation_no_modifier_matters(name):
    """V = 1 and G = 1 whatever rho, t_ref and mu."""
    inputs = inputs_of("base_case")
    values, _ = drawn(inputs)
    assert moved(rows_at(inputs, values), rows_at(inputs, values | {name: 0.3}), ROUNDING) == set()


def test_the_weakest_foundation_limits_the_effect():
    two_way = {"engagement.two_way_share_reference": 0.6, "engagement.one_way_relative_effect": 0.5}
    rows = {score: base_rows(inputs_of("base_case", two_way | {"values.safety": score})) for score in (1, 0.5, 0)}
    fewer = [abs(rows[score]["service_use.acute_bed_day"].quantity) for score in (1, 0.5, 0)]
    assert fewer[0] > fewer[1] > fewer[2] > 0
    assert fewer[2] / fewer[0] == pytest.approx(0.5 / (0.6 + 0.4 * 0.5))


OPTIONS = [
    (decision.value, option)
    for decision, content in loaded("base_case").folder.usable().design.items()
    for option in content.options
    if option != content.reference
]


def test_every_decision_of_organisers_has_an_option_to_choose():
    assert {decision for decision, _ in OPTIONS} == {decision.value for decision in Decision}


@pytest.mark.parametrize(("decision", "option"), OPTIONS)
def test_a_design_option_changes_programme_rows_only(decision, option):
    before = drawn_rows(inputs_of("base_case"))
    after = drawn_rows(inputs_of("base_case", {f"settings.design.{decision}": option}))
    found = moved(before, after)
    assert found
    assert found <= set(programme(before))


# --- settings from the command line ----------------------------------------------------------------------------------


def from_command_line(scenario, *texts):
    return inputs_of(scenario, parse_assignments(texts))


def test_settings_are_typed_as_in_yaml():
    inputs = from_command_line(
        "base_case", "settings.participants=720", "settings.horizon_months=24", "settings.price_year=2023/24",
        "settings.discount_rate_costs=0.015", "settings.funded_by=charity", "settings.whole_groups=true",
    )  # fmt: skip
    settings = inputs.settings
    assert (settings.participants, settings.horizon_months, settings.price_year) == (720, 24, "2023/24")
    assert (settings.discount_rate_costs, settings.discount_rate_outcomes) == (0.015, 0.035)
    assert settings.funded_by is FundedBy.CHARITY
    assert settings.whole_groups is True


@pytest.mark.parametrize(
    "text",
    [
        "settings.participants=-1",
        "settings.participants=1.5",
        "settings.participants=many",
        "settings.programme_months=0",
        "settings.horizon_months=0",
        "settings.horizon_months=6",
        "settings.discount_rate_costs=0.21",
        "settings.discount_rate_outcomes=-0.01",
        "settings.price_year=2024",
        "settings.price_year=1999/00",
        "settings.unit_cost_set=nowhere",
        "settings.funded_by=nobody",
        "settings.participant=10",
        "settings.costing=top_down",
        "programme.nothing=1",
        "attribution.deadweight=1.5",
    ],
)
def test_a_setting_or_quantity_that_cannot_be_is_refused(text):
    with pytest.raises(InputError):
        from_command_line("base_case", text)


def test_the_command_line_has_the_last_word():
    assert (
        moved(
            drawn_rows(from_command_line("horizon_24", "settings.horizon_months=12")),
            drawn_rows(inputs_of("base_case")),
        )
        == set()
    )


def test_setting_participants_scales_every_site():
    inputs = from_command_line("side_by_side_2015_17", "settings.participants=6510")
    assert [site.participants for site in inputs.sites] == [724] * 6 + [722] * 3
    assert (
        sum(site.participants for site in from_command_line("local_grants", "settings.participants=100").sites) == 100
    )


def test_a_quantity_set_is_fixed_and_keeps_its_kind():
    inputs = from_command_line("base_case", "service_use.acute_bed_day.change=0.5")
    assert inputs.quantities["service_use.acute_bed_day.change"].distribution is None
    base = inputs_of("base_case")
    before = base.quantities["service_use.acute_bed_day.change"].value
    row, reference = (base_rows(i)["service_use.acute_bed_day"] for i in (inputs, base))
    assert row.quantity / reference.quantity == pytest.approx((0.5 - 1) / (before - 1))


def test_nothing_given_is_no_layer():
    assert overrides_from_python({}) is None
