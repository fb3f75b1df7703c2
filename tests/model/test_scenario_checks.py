"""What a scenario may ask of its parameters, at the edge of what it may."""

from dataclasses import replace

import pytest
from shipped import inputs_of, loaded, parameter_folder

from sbs_econ.model.inputs import SiteInputs
from sbs_econ.model.layers import complete_settings, missing_settings
from sbs_econ.model.quantity_checks import check_quantities, reason_outside_range
from sbs_econ.model.resolve import resolve
from sbs_econ.model.sites import scaled, with_own_factor
from sbs_econ.vocabulary import CareValuation, Costing, Decision, EmploymentMethod, FundedBy, Unit

FOLDER = parameter_folder().folder
HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"


def codes(found):
    return [problem.code for problem in found.problems]


def change(name, words):
    return f"changes:\n  {name}: {{{words}, reason: x}}\n"


# --- sessions, shares, cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "wrong"), [(0, False), (1.99, True), (2, False), (4, False), (8, False), (8.01, True)]
)
def test_sessions_from_half_to_twice_what_was_offered_or_none_at_all(scenario, offered, wrong):
    text = change("programme.sessions_per_group_month", f"value: {offered}")
    assert codes(scenario(text)) == (["E414"] if wrong else [])
    assert codes(scenario(text + "outside_offered_range: Tried elsewhere.\n")) == []


@pytest.mark.parametrize(("offered", "wrong"), [(2.9, True), (3, False), (5, False), (5.1, True)])
def test_sessions_within_the_range_that_parameters_state(offered, wrong):
    quantities = dict(inputs_of("base_case").quantities)
    name = "programme.sessions_per_group_month"
    for end, value in (("lower", 3.0), ("upper", 5.0)):
        quantities[f"engagement.offered_range.{end}"] = replace(quantities[name], value=value)
    quantities[name] = replace(quantities[name], value=offered)
    layer = loaded("base_case").layers[-1]
    found = [issue.code for issue in check_quantities(FOLDER, layer, None, quantities)]
    assert found == (["E414"] if wrong else [])


def test_the_last_reason_for_other_sessions_counts(scenario):
    layers = scenario("outside_offered_range: Mine.\n").layers
    assert reason_outside_range(layers) == "Mine."
    assert reason_outside_range(layers[:-1]) is None


def test_values_or_the_two_way_share_but_not_both(scenario):
    share = "changes:\n  engagement.two_way_share: {value: 0.5, reason: x}\n"
    assert codes(scenario(share)) == []
    assert codes(scenario(share + "  values.safety: {value: 1, reason: x}\n")) == []
    assert codes(scenario(share + "  values.safety: {value: 0.9, reason: x}\n")) == ["E415"]
    uncertain = "{distribution: {family: pert, lower: 0.9, mode: 1, upper: 1.1}, reason: x}"
    assert codes(scenario(share + f"  values.safety: {uncertain}\n")) == ["E415"]


@pytest.mark.parametrize(("other", "wrong"), [(0.6, []), (0.6000000005, []), (0.600000002, ["E309"]), (0.5, ["E309"])])
def test_shares_of_a_scenario_add_up(scenario, other, wrong):
    text = "changes:\n  modes.group.share: {value: 0.4, reason: x}\n"
    assert codes(scenario(text + f"  modes.online.share: {{value: {other}, reason: x}}\n")) == wrong


@pytest.mark.parametrize(("inside", "wrong"), [(0.4, 0), (0.4000000005, 0), (0.41, 2), (0.39, 2)])
def test_cells_add_up_to_the_shares_of_their_subgroup_and_mode(inside, wrong):
    quantities = dict(inputs_of("base_case").quantities)
    (one, two), mode = FOLDER.subgroups, "group"
    cells = {(one, mode): quantities[f"subgroups.{one}.share"].value, (two, mode): 0.0}
    cells[two, mode] = 1 - cells[one, mode] + inside - 0.4
    part = FOLDER.modes[mode]
    cell = {mode: type("Cell", (), {"share": part.share, "evaluation_share": part.evaluation_share})()}
    rest = {other: 0.0 for other in FOLDER.modes if other != mode}
    folder = replace(FOLDER, cells={one: cell, two: cell}, modes={mode: part})
    for (group, of_mode), value in cells.items():
        quantities[f"cells.{group}.{of_mode}.share"] = replace(quantities[f"modes.{mode}.share"], value=value)
    assert all(quantities[f"modes.{other}.share"].value == 0 for other in rest)
    found = list(check_quantities(folder, loaded("base_case").layers[-1], None, quantities))
    assert [issue.code for issue in found] == ["E309"] * wrong


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ("programme_months: 12", []),
        ("programme_months: 13", ["E416"]),
        ("horizon_months: 11", ["E416"]),
        ("price_year: 2009/10", ["E413"]),  # the deflator begins a year later
        ("price_year: 2010/11", []),
        ("costing: top_down", ["E417"]),
        ("costing: top_down\n  budget: side_by_side", []),
        ("budget: none", []),
        ("budget: nobodys", ["E411"]),
    ],
)
def test_settings_are_met_by_the_parameters(scenario, settings, wrong):
    assert codes(scenario(f"settings:\n  {settings}\n")) == wrong


def test_a_setting_that_cannot_be_met_is_told_where_it_was_given(scenario, tmp_path):
    scenario("settings:\n  programme_months: 24\n", "parent")
    file = tmp_path / "child.yaml"
    file.write_text(HEAD.replace("base_case", "parent"), encoding="utf-8")
    (problem,) = loaded(file).problems
    assert (problem.code, problem.file.endswith("parent.yaml")) == ("E416", True)


def test_the_later_of_rate_and_profile_counts(scenario):
    def rates(text):
        settings = scenario(f"settings:\n{text}").usable().settings
        return settings.discount_rate_costs, settings.discount_rate_outcomes

    assert rates("  discount_profile: undiscounted\n") == (0.0, 0.0)
    assert rates("  discount_profile: undiscounted\n  discount_rate_costs: 0.02\n") == (0.02, 0.0)
    assert rates("  discount_rate_outcomes: 0.015\n") == (0.035, 0.015)


def test_settings_without_a_word_have_their_defaults():
    required = {
        "participants": 10, "programme_months": 6, "horizon_months": 12, "price_year": "2024/25", "unit_cost_set": "s",
        "funded_by": "nhs", "discount_profile": "p", "discount_rate_costs": 0.0, "discount_rate_outcomes": 0.01,
    }  # fmt: skip
    settings = complete_settings(required)
    assert (settings.participants, settings.programme_months, settings.horizon_months) == (10, 6, 12)
    assert (settings.discount_rate_costs, settings.discount_rate_outcomes) == (0.0, 0.01)
    assert (settings.costing, settings.budget, settings.funded_by) == (Costing.BOTTOM_UP, None, FundedBy.NHS)
    assert settings.informal_care_valuation is CareValuation.OPPORTUNITY_COST
    assert settings.employment_method is EmploymentMethod.HUMAN_CAPITAL
    assert (settings.whole_groups, settings.between_site_cv) == (False, 0.0)
    given = {
        "costing": "top_down", "budget": "b", "informal_care_valuation": "leisure_time",
        "employment_method": "friction_cost", "whole_groups": True, "between_site_cv": 0.2,
    }  # fmt: skip
    other = complete_settings(required | given)
    assert (other.costing, other.budget, other.whole_groups, other.between_site_cv) == (
        Costing.TOP_DOWN,
        "b",
        True,
        0.2,
    )
    assert other.informal_care_valuation is CareValuation.LEISURE_TIME
    assert other.employment_method is EmploymentMethod.FRICTION_COST
    assert complete_settings(required | {"budget": "none"}).budget is None


def test_what_no_layer_gives_is_missing_but_people_where_there_are_sites():
    assert missing_settings({"price_year": "2024/25", "funded_by": None}, sites=False) == [
        "participants", "programme_months", "horizon_months", "unit_cost_set", "funded_by", "discount_profile",
    ]  # fmt: skip
    assert "participants" not in missing_settings({}, sites=True)
    assert len(missing_settings({}, sites=True)) == 6


def test_settings_that_no_layer_gives_are_each_told(tmp_path):
    file = tmp_path / "alone.yaml"
    file.write_text("label: Alone\nquestion: What if?\nsettings:\n  participants: 5\n", encoding="utf-8")
    assert codes(loaded(file)) == ["E410"] * 6


def test_two_options_that_replace_the_same_quantity_clash(scenario):
    design = dict(FOLDER.design)
    one, other = Decision.FACILITATION, next(decision for decision in design if decision is not Decision.FACILITATION)
    reference = design[other].options[design[other].reference]
    replacing = reference.model_copy(update={"replaces": design[one].options["peer_led"].replaces})
    options = {**design[other].options, design[other].reference: replacing}
    design[other] = design[other].model_copy(update={"options": options})
    layers = scenario("design:\n  facilitation: peer_led\n").layers
    inputs, issues = resolve(replace(FOLDER, design=design), layers)
    assert inputs is None
    assert [issue.code for issue in issues] == ["E403"]


# --- sites -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "wanted", "expected"),
    [
        ([1, 2, 3], 12, [2, 4, 6]),
        ([1, 1, 1], 10, [4, 3, 3]),
        ([5, 3, 2], 7, [4, 2, 1]),  # 3.5, 2.1 and 1.4
        ([3, 3, 4], 5, [2, 1, 2]),  # 1.5, 1.5 and 2
        ([0, 0], 9, [0, 0]),
        ([0, 4], 3, [0, 3]),
    ],
)
def test_people_are_shared_out_by_largest_remainders(people, wanted, expected):
    assert scaled(people, wanted) == expected


def test_a_site_has_a_factor_of_mean_1_and_the_spread_that_is_set():
    site = SiteInputs("leeds", "Leeds", "Leeds", 10)
    assert with_own_factor(site, 0.0) is site
    (factor,) = with_own_factor(site, 0.3).quantities.values()
    assert factor.distribution.mean == pytest.approx(1.0, rel=1e-12)
    assert factor.distribution.sd == pytest.approx(0.3, rel=1e-12)
    assert (factor.value, factor.unit) == (1.0, Unit.RATIO)
    assert factor.statement == {"family": "lognormal", "mean": 1.0, "se": 0.3}


def test_a_scenario_without_sites_may_have_a_spread_between_them(scenario):
    (site,) = scenario("settings:\n  between_site_cv: 0.2\n").usable().sites
    assert [q.distribution.sd for q in site.quantities.values()] == [pytest.approx(0.2)]


SITES = "sites:\n  a: {label: A, participants: 10}\n  b: {label: B, participants: 20}\n"


def people(found):
    inputs = found.usable()
    return inputs.settings.participants, [site.participants for site in inputs.sites]


def test_people_are_the_sum_of_sites_unless_a_later_layer_says_otherwise(scenario, tmp_path):
    assert people(scenario(SITES)) == (30, [10, 20])
    assert people(scenario("settings:\n  participants: 30\n" + SITES)) == (30, [10, 20])
    assert codes(scenario("settings:\n  participants: 31\n" + SITES)) == ["E418"]
    scenario(SITES, "parent")
    child = tmp_path / "child.yaml"
    child.write_text(HEAD.replace("base_case", "parent"), encoding="utf-8")
    assert people(loaded(child)) == (30, [10, 20])
    child.write_text(HEAD.replace("base_case", "parent") + "settings:\n  participants: 90\n", encoding="utf-8")
    assert people(loaded(child)) == (90, [30, 60])
    assert people(loaded("base_case")) == (360, [360])


def test_the_mix_of_a_site_replaces_that_of_the_scenario(scenario):
    text = SITES.replace("10}", "10, modes: {online: 0.25, group: 0.75}}")
    one, other = scenario(text).usable().sites
    shares = {name: q.value for name, q in one.quantities.items()}
    assert shares["modes.online.share"] == 0.25
    assert shares["modes.group.share"] == 0.75
    assert all(q.distribution is None and q.multiplier == 1.0 for q in one.quantities.values())
    assert other.quantities == {}


@pytest.mark.parametrize(("online", "wrong"), [(0.2500000005, []), (0.250000002, ["E309"]), (0.249999998, ["E309"])])
def test_the_mix_of_a_site_adds_up(scenario, online, wrong):
    text = SITES.replace("10}", f"10, modes: {{online: {online}, group: 0.75}}}}")
    assert sorted(set(codes(scenario(text)))) == wrong
