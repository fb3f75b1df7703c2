"""The oracle checked against numbers worked out on paper (in the comments)."""

import copy
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings

from .method_by_hand import Case, evaluate, friction, profile_of_months, use
from .strategies import descriptions

YEAR = "2024/25"


def number(value, unit="share"):
    return {"value": value, "unit": unit, "price_year": None, "index": None}


def pounds(value, unit="GBP", year=YEAR, **more):
    return {"value": value, "unit": unit, "price_year": year, "index": "gdp_deflator"} | more


def change(L, R, **more):
    base = {
        "kind": "difference",
        "design": "uncontrolled",
        "follow_up_months": L,
        "recall_months": R,
        "applies_to": "starters",
        "own_attribution": [],
        "per": "participant",
    }
    return base | more


def plain_scenario():
    """100 people, A = V = G = 1, no decay, no discounting, prices of the analysis year."""
    ones = [
        "persistence.during_programme",
        "persistence.after_programme",
        "engagement.monthly_ratio",
        "engagement.share_followed_up",
        "engagement.two_way_share_reference",
        "values.shared_experience",
        "values.safety",
        "values.choice_and_control",
        "values.two_way_interaction",
        "values.human_connection",
        "values.freedom_to_be_oneself",
        "informal_care.share_with_carer",
    ]
    noughts = [
        "attribution.regression_to_the_mean",
        "attribution.deadweight",
        "attribution.displacement",
        "engagement.supply_elasticity",
        "engagement.one_way_relative_effect",
        "employment.absence_days_change",
    ]
    quantities = {name: number(1) for name in ones} | {name: number(0) for name in noughts}
    quantities |= {
        "service_use.gp_consultation.baseline": number(3, "contact/person"),
        "service_use.gp_consultation.change": number(-0.6, "contact/person"),
        "unit_costs.gp_consultation": pounds(50, "GBP/contact", minutes_per_contact=None),
        "employment.employed_at_baseline": number(0.4),
        "employment.change_in_employment_rate": number(0.1),
        "employment.hours_per_week": number(30, "hour/week"),
        "employment.hourly_wage": pounds(10, "GBP/hour"),
        "employment.on_costs": number(0.2),
        "employment.employer_ni": pounds(60, "GBP/month"),
        "employment.income_tax_and_employee_ni": pounds(100, "GBP/month"),
        "employment.benefits_withdrawn": pounds(300, "GBP/month"),
        "employment.friction_period": number(91.3125, "day"),
        "informal_care.baseline_hours": number(6, "hour/week"),
        "informal_care.hours_change": number(-3, "hour/week"),
        "informal_care.opportunity_cost": pounds(12, "GBP/hour"),
        "informal_care.replacement_cost": pounds(24, "GBP/hour"),
        "informal_care.leisure_time": pounds(6, "GBP/hour"),
        "outcomes.wellbeing.change": number(2, "point/person"),
        "outcomes.wellbeing.sd": number(5, "point"),
        "outcomes.wellbeing.correlation": number(0.5),
        "outcomes.wellbeing.important_change.one_sem": number(3, "point"),
        "programme.members_per_group": number(30, "person/group"),
        "programme.sessions_per_group_month": number(4, "session/group/month"),
        "programme.facilitator_hours_per_session": number(5, "hour/session"),
        "programme.paid_share": number(0.6),
        "programme.paid_hourly_cost": pounds(20, "GBP/hour", includes_overheads=True),
        "programme.volunteer_hourly_value": pounds(12, "GBP/hour"),
        "programme.venue_per_session": pounds(30, "GBP/session"),
        "programme.materials_per_session": pounds(10, "GBP/session"),
        "programme.refreshments_per_attendance": pounds(1, "GBP/attendance"),
        "programme.start_up_per_group": pounds(600, "GBP/group"),
        "programme.coordination_fte_per_group": number(0.1, "FTE/group"),
        "programme.coordinator_annual_cost": pounds(30_000, "GBP/FTE", includes_overheads=False),
        "programme.overhead_rate": number(0.1),
        "programme.travel_per_attendance": pounds(2, "GBP/attendance"),
        "engagement.sessions_month_1": number(2, "session/person/month"),
        "engagement.offered_reference": number(4, "session/group/month"),
    }
    return {
        "settings": {
            "participants": 100,
            "programme_months": 12,
            "horizon_months": 12,
            "price_year": YEAR,
            "funded_by": "nhs",
            "discount_rate_costs": 0.0,
            "discount_rate_outcomes": 0.0,
            "costing": "bottom_up",
            "informal_care_valuation": "opportunity_cost",
            "employment_method": "human_capital",
            "whole_groups": False,
        },
        "indices": {"gdp_deflator": {YEAR: 120.0, "2016/17": 100.0}},
        "quantities": quantities,
        "services": {"gp_consultation": {"payer": "nhs", "change": change(6, 3)}},
        "employment": {
            "change_in_employment_rate": change(1, None),
            "absence_days_change": change(3, 3),
            "presenteeism_days_change": None,
        },
        "informal_care": {"hours_change": change(6, 6)},
        "outcomes": {
            "wellbeing": {
                "unit": "point",
                "change_unit": "point/person",
                "change": change(6, None),
                "important_changes": ["one_sem"],
                "has_sd": True,
            }
        },
        "subgroups": [],
        "modes": [],
        "cells": [],
        "budget": None,
        "sites": [{"participants": 100, "quantities": {}}],
    }


def run(sets=None, settings=None):
    scenario = plain_scenario()
    scenario["settings"] |= settings or {}
    for name, value in (sets or {}).items():
        scenario["quantities"][name] = scenario["quantities"].get(name, number(0)) | {"value": value}
    return evaluate(scenario)


def months(H, M):
    return {"horizon_months": H, "programme_months": M}


def profile_with(ramp_length, follow_up, length, p=(1.0, 1.0)):
    scenario = plain_scenario()
    scenario["settings"] |= months(*length)
    scenario["quantities"]["persistence.during_programme"]["value"] = p[0]
    scenario["quantities"]["persistence.after_programme"]["value"] = p[1]
    return profile_of_months(Case(scenario, 100, {}), ramp_length, follow_up)


# --- 3. profile, use, recall ----------------------------------------------------------------------------


def test_ramp_then_decay_within_the_programme_then_after_it():
    # l = 3, L = 4, M = 6, H = 8: 1/3, 2/3, 1, 1 | 0.9, 0.81 | 0.81 * 0.5, 0.81 * 0.25
    expected = [1 / 3, 2 / 3, 1, 1, 0.9, 0.81, 0.405, 0.2025]
    assert profile_with(3, 4, (8, 6), p=(0.9, 0.5)) == pytest.approx(expected)


def test_the_profile_hangs_on_the_follow_up_as_well_as_on_the_ramp():
    # l = 3 twice: L = 6, R = 3 decays from month 7; L = 3 at a point in time decays from month 4
    assert sum(profile_with(3, 6, (6, 6), p=(0.5, 1))) == pytest.approx(2 + 3)
    assert sum(profile_with(3, 3, (6, 6), p=(0.5, 1))) == pytest.approx(2 + 0.5 + 0.25 + 0.125)


def test_programme_that_ends_before_the_follow_up():
    # l = 6, L = 6, M = 3, H = 5: 1/6, 2/6, 3/6 | 3/6 * 0.8, 3/6 * 0.64
    assert profile_with(6, 6, (5, 3), p=(0.9, 0.8)) == pytest.approx([1 / 6, 1 / 3, 0.5, 0.4, 0.32])


def test_no_ramp_when_the_recall_reaches_back_to_the_start():
    assert profile_with(0, 6, (4, 4)) == [1, 1, 1, 1]


def test_recall_identity():
    # L = 6, R = 3, so l = 3. Months 1-3: 100 * -0.6 / 3 * (1/3 + 2/3 + 1) = -40
    # months 4-6: 100 * -0.6 / 3 * 3 = N D = -60
    first_three = run(settings=months(3, 3))["rows"]["service_use.gp_consultation"]["quantity"]
    first_six = run(settings=months(6, 6))["rows"]["service_use.gp_consultation"]["quantity"]
    assert first_three == pytest.approx(-40)
    assert first_six - first_three == pytest.approx(100 * -0.6)


def test_service_use_over_the_year():
    # T0 = 2 + 9 = 11: 100 * -0.6 * 11 / 3 = -220 contacts, GBP -11,000
    # usual 100 * 3 * 12 / 3 = 1,200 contacts, GBP 60,000
    row = run()["rows"]["service_use.gp_consultation"]
    assert [row["quantity"], row["cost"]] == pytest.approx([-220, -11_000])
    assert [row["usual_quantity"], row["usual_cost"]] == pytest.approx([1_200, 60_000])


def test_use_declines_and_is_capped_by_what_is_offered():
    # u1 = 6 * (4/4)^0 = 6, q = 0.5: 6 capped at 4, then 3, 1.5, 0 after M = 3
    scenario = plain_scenario()
    scenario["settings"] |= months(4, 3)
    scenario["quantities"]["engagement.sessions_month_1"]["value"] = 6
    scenario["quantities"]["engagement.monthly_ratio"]["value"] = 0.5
    case = Case(scenario, 100, {})
    assert [use(case, m) for m in case.months] == [4, 3, 1.5, 0]


@pytest.mark.parametrize(
    ("settings", "changed"),
    [(months(6, 7), {}), ({}, {"persistence.after_programme": 1.1}), ({}, {"engagement.monthly_ratio": 0})],
)
def test_impossible_times_are_refused(settings, changed):
    with pytest.raises(ValueError, match=r"programme_months|\(0, 1\]"):
        run(changed, settings)


# --- 4. effect scale ------------------------------------------------------------------------------------

FACTORS = {
    "attribution.regression_to_the_mean": 0.5,
    "attribution.deadweight": 0.2,
    "attribution.displacement": 0.1,
}


def test_attribution_of_an_uncontrolled_row():
    # A = 0.5 * 0.8 * 0.9 = 0.36: -220 * 0.36 = -79.2; usual 1,200 + 0.64 * -220 = 1,059.2
    row = run(FACTORS)["rows"]["service_use.gp_consultation"]
    assert row["quantity"] == pytest.approx(-79.2)
    assert row["usual_quantity"] == pytest.approx(1_059.2)


def test_causal_share_replaces_the_product_own_factors_or_not():
    scenario = plain_scenario()
    scenario["services"]["gp_consultation"]["change"]["own_attribution"] = ["deadweight"]
    scenario["quantities"]["service_use.gp_consultation.change.attribution.deadweight"] = number(0.9)
    # own deadweight 0.9, the others 0: A = 0.1, -22
    assert evaluate(scenario)["rows"]["service_use.gp_consultation"]["quantity"] == pytest.approx(-22)
    scenario["quantities"]["attribution.causal_share"] = number(0.25)
    # A = 0.25: -55
    assert evaluate(scenario)["rows"]["service_use.gp_consultation"]["quantity"] == pytest.approx(-55)


def test_a_controlled_row_takes_displacement_only():
    scenario = plain_scenario()
    scenario["services"]["gp_consultation"]["change"]["design"] = "controlled"
    scenario["quantities"] |= {name: number(value) for name, value in FACTORS.items()}
    scenario["quantities"]["attribution.causal_share"] = number(0.01)
    # A = 0.9: -198
    assert evaluate(scenario)["rows"]["service_use.gp_consultation"]["quantity"] == pytest.approx(-198)
    scenario["services"]["gp_consultation"]["change"]["own_attribution"] = ["deadweight"]
    with pytest.raises(ValueError, match="twice"):
        evaluate(scenario)


def test_responders_raw_change_is_split_into_attributable_and_anyway():
    scenario = plain_scenario()
    scenario["services"]["gp_consultation"]["change"]["applies_to"] = "responders"
    scenario["quantities"]["engagement.share_followed_up"] = number(0.5)
    scenario["quantities"]["attribution.causal_share"] = number(0.4)
    row = evaluate(scenario)["rows"]["service_use.gp_consultation"]
    # raw of starters -220 * 0.5 = -110; 0.4 of it is -44, the other -66 comes off 1,200
    assert [row["quantity"], row["usual_quantity"]] == pytest.approx([-44, 1_134])


def test_values_profile():
    # t = 0.8 * min(1, 0.5, 1) * (1 * 1 * 0.125)^(1/3) = 0.8 * 0.5 * 0.5 = 0.2; rho = 0.5
    # V = (0.2 + 0.8 * 0.5) / (0.8 + 0.2 * 0.5) = 0.6 / 0.9 = 2/3
    changed = {
        "engagement.two_way_share_reference": 0.8,
        "engagement.one_way_relative_effect": 0.5,
        "values.safety": 0.5,
        "values.freedom_to_be_oneself": 0.125,
    }
    assert run(changed)["rows"]["service_use.gp_consultation"]["quantity"] == pytest.approx(-220 * 2 / 3)


def mixed_scenario():
    scenario = plain_scenario()
    scenario |= {"subgroups": ["a", "b"], "modes": ["group", "online"]}
    scenario["quantities"] |= {
        "subgroups.a.share": number(0.5),
        "subgroups.b.share": number(0.5),
        "subgroups.a.evaluation_share": number(0.75),
        "subgroups.b.evaluation_share": number(0.25),
        "subgroups.a.effect_modifier": number(1),
        "subgroups.b.effect_modifier": number(2),
        "modes.group.share": number(0.5),
        "modes.online.share": number(0.5),
        "modes.group.evaluation_share": number(1),
        "modes.online.evaluation_share": number(0),
        "modes.group.effect_modifier": number(1),
        "modes.online.effect_modifier": number(0.8),
        "engagement.additional_share.online": number(0.5),
    }
    return scenario


def test_subgroups_and_modes():
    # G_subgroup = (0.5 + 1) / (0.75 + 0.5) = 1.2; G_mode = (0.5 + 0.5 * 0.8 * 0.5) / 1 = 0.7
    rows = evaluate(mixed_scenario())["rows"]
    assert rows["service_use.gp_consultation"]["quantity"] == pytest.approx(-220 * 1.2 * 0.7)


def test_joint_cells_replace_the_product():
    scenario = mixed_scenario()
    scenario["cells"] = [["a", "group"], ["b", "online"]]
    scenario["quantities"] |= {
        "cells.a.group.share": number(0.4),
        "cells.b.online.share": number(0.6),
        "cells.a.group.evaluation_share": number(0.5),
        "cells.b.online.evaluation_share": number(0.5),
    }
    # (0.4 * 1 + 0.6 * 2 * 0.8 * 0.5) / (0.5 * 1 + 0.5 * 2 * 0.8) = 0.88 / 1.3
    row = evaluate(scenario)["rows"]["service_use.gp_consultation"]
    assert row["quantity"] == pytest.approx(-220 * 0.88 / 1.3)


def test_no_sessions_no_effect():
    rows = run({"programme.sessions_per_group_month": 0})["rows"]
    nothing = [
        "service_use.gp_consultation",
        "employment.output",
        "employment.absence",
        "informal_care.hours",
        "outcomes.wellbeing",
        "outcomes.wellbeing.improved_one_sem",
        "outcomes.wellbeing.point_years",
        "programme.refreshments",
        "programme.venue",
    ]
    assert [rows[name]["quantity"] for name in nothing] == [0] * len(nothing)
    assert rows["programme.start_up"]["cost"] == pytest.approx(2_000)


# --- 5. rows --------------------------------------------------------------------------------------------


def test_programme_bottom_up():
    # groups 100/30 = 10/3; sessions 10/3 * 4 * 12 = 160; attendances 100 * 2 * 12 = 2,400; hours 800
    rows = run()["rows"]
    expected = {
        "paid_facilitation": (480, 9_600),
        "volunteer_leadership": (320, 3_840),
        "venue": (160, 4_800),
        "materials": (160, 1_600),
        "refreshments": (2_400, 2_400),
        "start_up": (10 / 3, 2_000),
        "coordination": (1 / 3, 10_000),
        "participant_travel": (2_400, 4_800),
    }
    for line, numbers in expected.items():
        row = rows[f"programme.{line}"]
        assert [row["quantity"], row["cost"]] == pytest.approx(numbers), line
    # all funder lines but paid facilitation, which includes them:
    # 0.1 * (4,800 + 1,600 + 2,400 + 2,000 + 10,000)
    assert rows["programme.overheads"]["cost"] == pytest.approx(2_080)
    assert rows["programme.overheads"]["quantity"] is None


def test_whole_groups_are_rounded_up():
    assert run(settings={"whole_groups": True})["rows"]["programme.start_up"]["quantity"] == 4


def test_years_and_discounting_of_programme_costs():
    # M = 18, H = 18, r = 10 %: venue 240 sessions * 30 = 7,200: 4,800 in the first year,
    # 2,400 / 1.1 in the second; start-up 2,000 wholly in the first
    rows = run(settings=months(18, 18) | {"discount_rate_costs": 0.1})["rows"]
    assert rows["programme.venue"]["cost_by_year"] == pytest.approx([4_800, 2_400 / 1.1])
    assert rows["programme.start_up"]["cost_by_year"] == [2_000, 0]
    assert rows["programme.venue"]["quantity"] == pytest.approx(240)


def with_budget(costing):
    scenario = plain_scenario()
    scenario["settings"]["costing"] = costing
    scenario["quantities"] |= {
        "budgets.b.total": pounds(100_000),
        "budgets.b.grants": pounds(5_000, "GBP/group"),
        "budgets.b.evaluation": pounds(10_000, year="2016/17"),
        "budgets.b.partner_groups": number(4, "group"),
    }

    def line(amount, unit, **more):
        return {
            "payer": "funder",
            "amount": amount,
            "unit": unit,
            "remainder": False,
            "included": True,
        } | more

    scenario["budget"] = {
        "total": "budgets.b.total",
        "partner_groups": "budgets.b.partner_groups",
        "lines": {
            "grants": line("budgets.b.grants", "GBP/group"),
            "evaluation": line("budgets.b.evaluation", "GBP", included=False),
            "national": line(None, "GBP", remainder=True),
        },
    }
    return scenario


def test_remainder_line_is_the_total_minus_all_other_lines_included_or_not():
    # grants 4 * 5,000 = 20,000; evaluation 10,000 * 120/100 = 12,000, not included; national 100,000 - 32,000
    rows = evaluate(with_budget("top_down"))["rows"]
    assert rows["programme.budget_grants"]["cost"] == pytest.approx(20_000)
    assert rows["programme.budget_national"]["cost"] == pytest.approx(68_000)
    assert "programme.budget_evaluation" not in rows


def test_the_other_costing_is_memo():
    top_down, bottom_up = evaluate(with_budget("top_down")), evaluate(with_budget("bottom_up"))
    assert top_down["rows"]["programme.venue"]["kind"] == "memo"
    assert top_down["rows"]["programme.volunteer_leadership"]["kind"] == "resource"
    assert top_down["perspectives"]["funder"] == pytest.approx(88_000)
    assert bottom_up["rows"]["programme.budget_grants"]["kind"] == "memo"
    # 9,600 + 4,800 + 1,600 + 2,400 + 2,000 + 10,000 + 2,080
    assert bottom_up["perspectives"]["funder"] == pytest.approx(32_480)


def test_local_grants_without_partner_groups_take_the_bottom_up_groups():
    scenario = with_budget("top_down")
    scenario["budget"]["partner_groups"] = None
    row = evaluate(scenario)["rows"]["programme.budget_grants"]
    assert row["cost"] == pytest.approx(5_000 * 10 / 3)


def test_employment_human_capital():
    # l = L = 1: 12 months each; 100 * 0.1 * 12 = 120 months; output a month 30 * 52/12 * 10 * 1.2 = 1,560
    # usual 100 * 0.4 * 12 = 480
    row = run()["rows"]["employment.output"]
    assert [row["quantity"], row["cost"], row["usual_quantity"]] == pytest.approx([120, -187_200, 480])
    assert row["usual_cost"] is None


def test_employment_friction_cost():
    # F = 91.3125 * 12 / 365.25 = 3 months of 10 people: 30 months valued, 120 in work
    row = run(settings={"employment_method": "friction_cost"})["rows"]["employment.output"]
    assert [row["quantity"], row["cost"]] == pytest.approx([120, -30 * 1_560])


def test_friction_is_used_up_along_the_ramp():
    # F = 3: 0.5 and 1 and 1 leave 0.5 for the fourth month
    assert friction(Case(plain_scenario(), 100, {}), [0.5, 1, 1, 1, 1]) == pytest.approx([0.5, 1, 1, 0.5, 0])


def test_transfers():
    # 120 months: wage and employer pension 1,560 - 60 = 1,500; employer NI 60; tax 100; benefits 300
    rows = run()["rows"]
    expected = {
        "wage_and_pension.economy": 180_000,
        "wage_and_pension.participants": -180_000,
        "employer_ni.economy": 7_200,
        "employer_ni.exchequer": -7_200,
        "income_tax_and_employee_ni.participants": 12_000,
        "income_tax_and_employee_ni.exchequer": -12_000,
        "benefits_withdrawn.participants": 36_000,
        "benefits_withdrawn.exchequer": -36_000,
    }
    costs = {name: rows[f"employment.{name}"]["cost"] for name in expected}
    assert costs == pytest.approx(expected)
    assert sum(costs.values()) == pytest.approx(0)
    economy = [row["cost"] for row in rows.values() if row["payer"] == "economy"]
    assert sum(economy) == pytest.approx(0)


def test_absence_is_of_people_employed_at_baseline():
    # l = 0: 100 * -3 * 0.4 * 12 / 3 = -480 days; a day 30/5 * 10 * 1.2 = 72
    row = run({"employment.absence_days_change": -3})["rows"]["employment.absence"]
    assert [row["quantity"], row["cost"]] == pytest.approx([-480, -34_560])


def test_informal_care():
    # l = 0: 100 * -3 * 52/12 * 12 = -15,600 hours; usual 100 * 6 * 52 = 31,200
    rows = run()["rows"]
    row = rows["informal_care.hours"]
    assert [row["quantity"], row["cost"], row["usual_quantity"]] == pytest.approx([-15_600, -187_200, 31_200])
    assert rows["informal_care.hours_replacement_cost"]["cost"] == pytest.approx(-374_400)
    assert rows["informal_care.hours_replacement_cost"]["kind"] == "memo"
    assert "informal_care.hours_opportunity_cost" not in rows


def test_informal_care_per_participant_with_carer():
    scenario = plain_scenario()
    scenario["informal_care"]["hours_change"]["per"] = "participant_with_carer"
    scenario["quantities"]["informal_care.share_with_carer"] = number(0.25)
    row = evaluate(scenario)["rows"]["informal_care.hours"]
    assert [row["quantity"], row["usual_quantity"]] == pytest.approx([-3_900, 7_800])


def test_outcomes():
    # A = 0.5: delta = 1, mu0 = 1; s = 5 sqrt(2 * 0.5) = 5
    # Phi((2 - 3)/5) - Phi((1 - 3)/5) = Phi(-0.2) - Phi(-0.4) = 0.4207403 - 0.3445783
    # point-years 2 * 50 * (3.5 + 6) / 12
    rows = run({"attribution.causal_share": 0.5})["rows"]
    row, improved = rows["outcomes.wellbeing"], rows["outcomes.wellbeing.improved_one_sem"]
    assert [row["quantity"], row["usual_quantity"]] == [1, 1]
    assert improved["usual_quantity"] == pytest.approx(0.3445783, abs=1e-7)
    assert improved["quantity"] == pytest.approx(0.4207403 - 0.3445783, abs=2e-7)
    assert rows["outcomes.wellbeing.point_years"]["quantity"] == pytest.approx(100 * 9.5 / 12)


def test_a_standardised_change_is_multiplied_by_the_sd_in_point_years_too():
    scenario = plain_scenario()
    scenario["outcomes"]["wellbeing"]["change_unit"] = "SD/person"
    scenario["quantities"]["outcomes.wellbeing.change"] = number(0.2, "SD/person")
    rows = evaluate(scenario)["rows"]
    assert rows["outcomes.wellbeing"]["quantity"] == pytest.approx(1)
    assert rows["outcomes.wellbeing.point_years"]["quantity"] == pytest.approx(1 * 100 * 9.5 / 12)


def test_outcome_at_follow_up_beyond_the_horizon_and_the_programme():
    # L = 6, M = H = 3: w(6; 6) = 3/6 * p_after^3 = 0.5 * 0.8^3 = 0.256
    rows = run({"persistence.after_programme": 0.8}, months(3, 3))["rows"]
    assert rows["outcomes.wellbeing"]["quantity"] == pytest.approx(2 * 0.256)


# --- 6, 7. perspectives, prices, sites ------------------------------------------------------------------


def test_perspectives():
    # funder 32,480 (above); GP -11,000; exchequer -7,200 - 12,000 - 36,000 = -55,200
    # societal: 32,480 + 3,840 volunteers + 4,800 travel - 11,000 - 187,200 output - 187,200 care
    assert run()["perspectives"] == pytest.approx(
        {
            "funder": 32_480,
            "nhs_pss": 21_480,
            "public_sector": -33_720,
            "societal": -344_280,
            "societal_without_informal_care": -157_080,
        }
    )
    charity = run(settings={"funded_by": "charity"})["perspectives"]
    assert [charity["nhs_pss"], charity["public_sector"]] == pytest.approx([-11_000, -66_200])
    lottery = run(settings={"funded_by": "lottery"})["perspectives"]
    assert [lottery["nhs_pss"], lottery["public_sector"]] == pytest.approx([-11_000, -33_720])


def test_prices_and_minutes():
    # GBP 100 an hour of 2016/17, 15 minutes: 100 * 120/100 / 4 = 30 a contact
    scenario = plain_scenario()
    scenario["quantities"]["unit_costs.gp_consultation"] = pounds(100, "GBP/hour", "2016/17", minutes_per_contact=15)
    assert evaluate(scenario)["rows"]["service_use.gp_consultation"]["cost"] == pytest.approx(-220 * 30)


def test_sites_are_summed_and_weighted():
    # 25 people as before, and 75 with half the effect: totals -220 * (0.25 + 0.375), average 2 * 0.625
    scenario = plain_scenario()
    half = {"engagement.two_way_share": number(0.5)}
    scenario["sites"] = [{"participants": 25, "quantities": {}}, {"participants": 75, "quantities": half}]
    rows = evaluate(scenario)["rows"]
    assert rows["service_use.gp_consultation"]["quantity"] == pytest.approx(-137.5)
    assert rows["outcomes.wellbeing"]["quantity"] == pytest.approx(1.25)


# --- generated descriptions -----------------------------------------------------------------------------

generous = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@generous
@given(descriptions())
def test_every_generated_description_has_finite_rows_that_add_up(description):
    before = copy.deepcopy(description)
    result = evaluate(description)
    assert description == before
    assert json.loads(json.dumps(description)) == description
    for row in result["rows"].values():
        numbers = [row[key] for key in ("quantity", "cost", "usual_quantity", "usual_cost")]
        assert all(math.isfinite(n) for n in numbers if n is not None)
        if row["cost"] is not None:
            years = (description["settings"]["horizon_months"] + 11) // 12
            assert len(row["cost_by_year"]) == years
            assert sum(row["cost_by_year"]) == pytest.approx(row["cost"], rel=1e-9, abs=1e-6)


@generous
@given(descriptions())
def test_transfers_of_generated_descriptions_sum_to_zero(description):
    rows = evaluate(description)["rows"].values()
    assert sum(row["cost"] for row in rows if row["kind"] == "transfer") == pytest.approx(0, abs=1e-4)


@generous
@given(descriptions())
def test_a_site_split_in_two_changes_nothing_but_rounded_groups(description):
    description["settings"]["whole_groups"] = False
    whole = evaluate(description)["rows"]
    for site in description["sites"]:
        site["participants"] *= 2
    doubled = evaluate(description)["rows"]
    description["sites"] = [
        site | {"participants": site["participants"] // 2} for site in description["sites"] for _ in range(2)
    ]
    split = evaluate(description)["rows"]
    for name, row in split.items():
        if row["quantity"] is not None:
            assert row["quantity"] == pytest.approx(doubled[name]["quantity"], rel=1e-9, abs=1e-9)
        if row["cost"] is not None:
            assert row["cost"] == pytest.approx(doubled[name]["cost"], rel=1e-9, abs=1e-6)
        if row["per"] == "participant":
            assert row["quantity"] == pytest.approx(whole[name]["quantity"], rel=1e-9, abs=1e-9)
