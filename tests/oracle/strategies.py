"""`descriptions()`: random valid scenarios on which the package and the oracle can be compared.

Every number is an integer over a power of ten, so that a failing example shrinks to something readable.
"""

from hypothesis import strategies as st

YEARS = ["2011/12", "2015/16", "2016/17", "2023/24", "2024/25"]
INDICES = ["nhscii", "gdp_deflator"]
ITEMS = ["gp_consultation", "ae_attendance", "acute_bed_day", "cmht_contact", "home_care"]
OUTCOMES = ["wellbeing_swemwbs", "agency"]
SUBGROUPS = ["a", "b", "c"]
MODES = ["group", "one_to_one", "online"]
FACTORS = ["regression_to_the_mean", "deadweight", "displacement"]
VALUES = [
    "shared_experience",
    "safety",
    "choice_and_control",
    "two_way_interaction",
    "human_connection",
    "freedom_to_be_oneself",
]
BUDGET = "budgets.side_by_side"
BUDGET_LINES = ["grant", "evaluation", "national", "local_grants"]


def decimals(low, high, places=2):
    """Numbers from low to high with so many decimal places."""
    scale = 10**places
    return st.integers(round(low * scale), round(high * scale)).map(lambda n: n / scale)


SHARES = decimals(0, 1)


def plain(value, unit):
    return {"value": value, "unit": unit, "price_year": None, "index": None}


@st.composite
def money(draw, unit, low=0.0, high=100.0, **more):
    quantity = {
        "value": draw(decimals(low, high)),
        "unit": unit,
        "price_year": draw(st.sampled_from(YEARS)),
        "index": draw(st.sampled_from(INDICES)),
    }
    return quantity | more


@st.composite
def mixes(draw, n, least=0):
    """n shares that add up to one, each a whole number of parts, at least `least` parts."""
    parts = [draw(st.integers(least, 9)) for _ in range(n)]
    if sum(parts) == 0:
        parts[0] = 1
    return [part / sum(parts) for part in parts]


# --- changes --------------------------------------------------------------------------------------------


@st.composite
def changes(draw, name, kinds=("difference", "rate_ratio"), recall="needed"):
    """A CHANGE and the quantities of its own attribution factors. recall: needed | optional | none."""
    L = draw(st.integers(1, 12))
    R = None
    if recall == "needed" or (recall == "optional" and draw(st.booleans())):
        R = draw(st.integers(1, L))
    design = draw(st.sampled_from(["uncontrolled", "controlled"]))
    may_own = FACTORS if design == "uncontrolled" else ["displacement"]
    own = draw(st.lists(st.sampled_from(may_own), unique=True)) if draw(st.booleans()) else []
    change = {
        "kind": draw(st.sampled_from(kinds)),
        "design": design,
        "follow_up_months": L,
        "recall_months": R,
        "applies_to": draw(st.sampled_from(["starters", "responders"])),
        "own_attribution": own,
        "per": "participant",
    }
    return change, {f"{name}.attribution.{factor}": plain(draw(SHARES), "share") for factor in own}


@st.composite
def change_values(draw, change, unit, low, high):
    if change["kind"] == "rate_ratio":
        return plain(draw(decimals(0.3, 1.7)), "ratio")
    return plain(draw(decimals(low, high)), unit)


# --- the parts of a description -------------------------------------------------------------------------


@st.composite
def settings(draw, has_budget):
    H = draw(st.integers(1, 30))
    return {
        "programme_months": draw(st.integers(1, H)),
        "horizon_months": H,
        "price_year": draw(st.sampled_from(YEARS)),
        "funded_by": draw(st.sampled_from(["nhs", "local_authority", "lottery", "charity"])),
        "discount_rate_costs": draw(decimals(0, 0.2, 3)),
        "discount_rate_outcomes": draw(decimals(0, 0.2, 3)),
        "costing": draw(st.sampled_from(["bottom_up", "top_down"])) if has_budget else "bottom_up",
        "informal_care_valuation": draw(st.sampled_from(["opportunity_cost", "replacement_cost", "leisure_time"])),
        "employment_method": draw(st.sampled_from(["human_capital", "friction_cost"])),
        "whole_groups": draw(st.booleans()),
    }


@st.composite
def index_tables(draw):
    return {index: {year: draw(decimals(50, 150, 1)) for year in YEARS} for index in INDICES}


@st.composite
def unit_costs(draw):
    if draw(st.booleans()):
        return draw(money("GBP/contact", high=500, minutes_per_contact=None))
    return draw(money("GBP/hour", minutes_per_contact=draw(st.integers(5, 90))))


@st.composite
def services(draw, quantities):
    items = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4, unique=True))
    described = {}
    for item in items:
        change, own = draw(changes(f"service_use.{item}.change"))
        quantities |= own
        quantities[f"service_use.{item}.baseline"] = plain(draw(decimals(0, 10)), "contact/person")
        quantities[f"service_use.{item}.change"] = draw(change_values(change, "contact/person", -3, 2))
        quantities[f"unit_costs.{item}"] = draw(unit_costs())
        payer = draw(st.sampled_from(["nhs", "local_authority", "police"]))
        described[item] = {"payer": payer, "change": change}
    return described


@st.composite
def employment(draw, quantities):
    name = "employment.change_in_employment_rate"
    rate, own = draw(changes(name, recall="none"))
    quantities |= own
    quantities[name] = draw(change_values(rate, "share", -0.1, 0.2))
    described = {"change_in_employment_rate": rate, "presenteeism_days_change": None}
    days = ["absence_days_change"] + (["presenteeism_days_change"] if draw(st.booleans()) else [])
    for key in days:
        change, own = draw(changes(f"employment.{key}", kinds=("difference",)))
        quantities |= own
        quantities[f"employment.{key}"] = draw(change_values(change, "day/person", -5, 5))
        described[key] = change
    quantities |= {
        "employment.employed_at_baseline": plain(draw(SHARES), "share"),
        "employment.hours_per_week": plain(draw(decimals(5, 40, 1)), "hour/week"),
        "employment.hourly_wage": draw(money("GBP/hour", 8, 30)),
        "employment.on_costs": plain(draw(decimals(0, 0.4)), "share"),
        "employment.employer_ni": draw(money("GBP/month", 0, 200)),
        "employment.income_tax_and_employee_ni": draw(money("GBP/month", 0, 400)),
        "employment.benefits_withdrawn": draw(money("GBP/month", 0, 900)),
        "employment.friction_period": plain(draw(st.integers(0, 300)), "day"),
    }
    return described


@st.composite
def informal_care(draw, quantities):
    change, own = draw(changes("informal_care.hours_change", recall="optional"))
    change["per"] = draw(st.sampled_from(["participant", "participant_with_carer"]))
    quantities |= own
    unit = f"hour/{change['per']}/week"
    quantities |= {
        "informal_care.share_with_carer": plain(draw(SHARES), "share"),
        "informal_care.baseline_hours": plain(draw(decimals(0, 30)), unit),
        "informal_care.hours_change": draw(change_values(change, unit, -5, 3)),
        "informal_care.opportunity_cost": draw(money("GBP/hour", 5, 15)),
        "informal_care.replacement_cost": draw(money("GBP/hour", 10, 30)),
        "informal_care.leisure_time": draw(money("GBP/hour", 1, 10)),
    }
    return {"hours_change": change}


@st.composite
def outcomes(draw, quantities):
    described = {}
    for o in draw(st.lists(st.sampled_from(OUTCOMES), max_size=2, unique=True)):
        change, own = draw(changes(f"outcomes.{o}.change", kinds=("difference",), recall="none"))
        quantities |= own
        unit, change_unit, has_sd = draw(
            st.sampled_from(
                [
                    ("point", "point/person", True),
                    ("point", "point/person", False),
                    ("point", "SD/person", True),
                    ("SD", "SD/person", False),
                ]
            )
        )
        important = draw(st.lists(st.sampled_from(["one_sem", "half_sd"]), unique=True)) if has_sd else []
        quantities[f"outcomes.{o}.change"] = plain(draw(decimals(-1, 3)), change_unit)
        for key in important:
            quantities[f"outcomes.{o}.important_change.{key}"] = plain(draw(decimals(0.5, 5)), unit)
        if has_sd:
            quantities[f"outcomes.{o}.sd"] = plain(draw(decimals(1, 10)), unit)
            quantities[f"outcomes.{o}.correlation"] = plain(draw(decimals(0, 0.9)), "share")
        if change["design"] == "controlled" and draw(st.booleans()):
            quantities[f"outcomes.{o}.control_arm_change"] = plain(draw(decimals(-1, 2)), f"{unit}/person")
        described[o] = {
            "unit": unit,
            "change_unit": change_unit,
            "change": change,
            "important_changes": important,
            "has_sd": has_sd,
        }
    return described


@st.composite
def members_per_group(draw, whole_groups):
    """Whole numbers where groups are rounded up, so that no rounding hangs on the last bit of a quotient."""
    return plain(draw(st.integers(3, 60) if whole_groups else decimals(3, 60, 1)), "person/group")


def sessions_offered(reference):
    """None at all, or from half to twice the reference."""
    times = st.sampled_from([1.0, 0.5, 0.8, 1.5, 2.0, 0.0])
    return times.map(lambda factor: plain(factor * reference, "session/group/month"))


@st.composite
def programme(draw, whole_groups):
    reference = draw(decimals(1, 8, 1))
    return {
        "programme.members_per_group": draw(members_per_group(whole_groups)),
        "programme.sessions_per_group_month": draw(sessions_offered(reference)),
        "programme.facilitator_hours_per_session": plain(draw(decimals(1, 10, 1)), "hour/session"),
        "programme.paid_share": plain(draw(SHARES), "share"),
        "programme.paid_hourly_cost": draw(money("GBP/hour", 10, 50, includes_overheads=draw(st.booleans()))),
        "programme.volunteer_hourly_value": draw(money("GBP/hour", 5, 20)),
        "programme.venue_per_session": draw(money("GBP/session")),
        "programme.materials_per_session": draw(money("GBP/session", 0, 20)),
        "programme.refreshments_per_attendance": draw(money("GBP/attendance", 0, 5)),
        "programme.start_up_per_group": draw(money("GBP/group", 0, 5000)),
        "programme.coordination_fte_per_group": plain(draw(decimals(0, 0.5)), "FTE/group"),
        "programme.coordinator_annual_cost": draw(
            money("GBP/FTE", 20000, 60000, includes_overheads=draw(st.booleans()))
        ),
        "programme.overhead_rate": plain(draw(decimals(0, 0.5)), "share"),
        "programme.travel_per_attendance": draw(money("GBP/attendance", 0, 10)),
        "engagement.sessions_month_1": plain(draw(decimals(0.5, 6)), "session/person/month"),
        "engagement.monthly_ratio": plain(draw(decimals(0.5, 1)), "ratio"),
        "engagement.offered_reference": plain(reference, "session/group/month"),
        "engagement.supply_elasticity": plain(draw(SHARES), "ratio"),
    }


@st.composite
def effect_scale(draw):
    quantities = {
        "engagement.share_followed_up": plain(draw(SHARES), "share"),
        "engagement.two_way_share_reference": plain(draw(decimals(0.1, 1)), "share"),
        "engagement.one_way_relative_effect": plain(draw(SHARES), "share"),
        "persistence.during_programme": plain(draw(decimals(0.7, 1)), "ratio"),
        "persistence.after_programme": plain(draw(decimals(0.5, 1)), "ratio"),
    }
    quantities |= {f"attribution.{factor}": plain(draw(SHARES), "share") for factor in FACTORS}
    quantities |= {f"values.{value}": plain(draw(SHARES), "share") for value in VALUES}
    if draw(st.booleans()):
        quantities["attribution.causal_share"] = plain(draw(SHARES), "share")
    if draw(st.booleans()):
        quantities["engagement.two_way_share"] = plain(draw(SHARES), "share")
    for mode in MODES:
        if draw(st.booleans()):
            quantities[f"engagement.additional_share.{mode}"] = plain(draw(SHARES), "share")
    return quantities


@st.composite
def mix_quantities(draw, cells, key, least=0):
    """share or evaluation_share of every subgroup and mode; joint cells add up to these margins."""
    if not cells:
        subgroup_mix = dict(zip(SUBGROUPS, draw(mixes(len(SUBGROUPS), least)), strict=True))
        mode_mix = dict(zip(MODES, draw(mixes(len(MODES), least)), strict=True))
        cell_mix = {}
    else:
        joint = draw(mixes(len(cells), least))
        cell_mix = {(g, m): share for (g, m), share in zip(cells, joint, strict=True)}
        subgroup_mix = {g: sum(s for (a, _), s in cell_mix.items() if a == g) for g in SUBGROUPS}
        mode_mix = {m: sum(s for (_, b), s in cell_mix.items() if b == m) for m in MODES}
    return (
        {f"subgroups.{g}.{key}": plain(share, "share") for g, share in subgroup_mix.items()}
        | {f"modes.{m}.{key}": plain(share, "share") for m, share in mode_mix.items()}
        | {f"cells.{g}.{m}.{key}": plain(share, "share") for (g, m), share in cell_mix.items()}
    )


@st.composite
def modifiers(draw):
    return {f"subgroups.{g}.effect_modifier": plain(draw(decimals(0.1, 2)), "ratio") for g in SUBGROUPS} | {
        f"modes.{m}.effect_modifier": plain(draw(decimals(0.1, 2)), "ratio") for m in MODES
    }


@st.composite
def budgets(draw, quantities):
    names = draw(st.lists(st.sampled_from(BUDGET_LINES), min_size=1, max_size=4, unique=True))
    remainder = draw(st.sampled_from([None, *names]))
    has_groups = draw(st.booleans())
    lines = {}
    for name in names:
        unit = "GBP" if name == remainder else draw(st.sampled_from(["GBP", "GBP/group", "GBP/person"]))
        lines[name] = {
            "payer": draw(st.sampled_from(["funder", "funder", "nhs", "local_authority"])),
            "amount": None if name == remainder else f"{BUDGET}.{name}",
            "unit": unit,
            "remainder": name == remainder,
            "included": name == names[0] or draw(st.booleans()),
        }
        if name != remainder:
            quantities[f"{BUDGET}.{name}"] = draw(money(unit, 0, 100_000 if unit == "GBP" else 500))
    if remainder is not None:
        quantities[f"{BUDGET}.total"] = draw(money("GBP", 1_000_000, 5_000_000))
    if has_groups:
        quantities[f"{BUDGET}.partner_groups"] = plain(draw(st.integers(1, 60)), "group")
    return {
        "total": None if remainder is None else f"{BUDGET}.total",
        "partner_groups": f"{BUDGET}.partner_groups" if has_groups else None,
        "lines": lines,
    }


@st.composite
def site_overrides(draw, description):
    """Local prices, a local design and a local mix, each present or not."""
    overrides = {}
    if draw(st.booleans()):
        item = draw(st.sampled_from(sorted(description["services"])))
        overrides[f"unit_costs.{item}"] = draw(unit_costs())
        overrides["programme.venue_per_session"] = draw(money("GBP/session"))
    if draw(st.booleans()):
        overrides["programme.members_per_group"] = draw(members_per_group(description["settings"]["whole_groups"]))
        reference = description["quantities"]["engagement.offered_reference"]["value"]
        overrides["programme.sessions_per_group_month"] = draw(sessions_offered(reference))
        overrides["programme.paid_share"] = plain(draw(SHARES), "share")
        overrides["values.two_way_interaction"] = plain(draw(SHARES), "share")
    if draw(st.booleans()):
        overrides |= draw(mix_quantities(description["cells"], "share"))
    return overrides


@st.composite
def descriptions(draw):
    """A valid description: 1-3 sites, 1-4 services, H and M from 1 to 30, L from 1 to 12."""
    quantities = {}
    budget = draw(st.none() | budgets(quantities))
    chosen = draw(settings(budget is not None))
    cells = [[g, m] for g in SUBGROUPS for m in MODES] if draw(st.booleans()) else []
    description = {
        "settings": chosen,
        "indices": draw(index_tables()),
        "services": draw(services(quantities)),
        "employment": draw(employment(quantities)),
        "informal_care": draw(informal_care(quantities)),
        "outcomes": draw(outcomes(quantities)),
        "subgroups": list(SUBGROUPS),
        "modes": list(MODES),
        "cells": cells,
        "budget": budget,
    }
    quantities |= draw(programme(chosen["whole_groups"])) | draw(effect_scale()) | draw(modifiers())
    quantities |= draw(mix_quantities(cells, "share"))
    quantities |= draw(mix_quantities(cells, "evaluation_share", least=1))
    sizes = draw(st.lists(st.integers(1, 500), min_size=1, max_size=3))
    chosen["participants"] = sum(sizes)
    description["quantities"] = quantities
    description["sites"] = [
        {"participants": n, "quantities": draw(site_overrides(description)) if len(sizes) > 1 else {}} for n in sizes
    ]
    return description
