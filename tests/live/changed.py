"""Changes of inputs that the live workbook must follow, as --set gives them, and a scenario whose sites differ."""

SITES = """\
extends: base_case
label: Three places
question: What do places that differ come to?
settings:
  whole_groups: true
sites:
  north:
    label: North
    participants: 101
    subgroups: {bame_participants: 0.2, other_participants: 0.8}
    changes:
      unit_costs.cmht_contact: {value: 310, reason: Dearer here.}
      persistence.during_programme: {value: 0.9, reason: Shorter lived here.}
  south:
    label: South
    participants: 203
    design: {facilitation: peer_led}
    modes: {group: 0.5, one_to_one: 0.25, online: 0.25}
  west:
    label: West
    participants: 57
    changes:
      programme.venue_per_session: {value: 0, reason: A free room.}
      values.safety: {value: 0.8, reason: Less safe.}
      outcomes.wellbeing_swemwbs.change: {value: 2, reason: A larger change here.}
"""

TIME = {"settings.horizon_months": 31, "settings.programme_months": 20, "settings.discount_rate_costs": 0.1,
        "settings.discount_rate_outcomes": 0.015, "persistence.after_programme": 0.8}  # fmt: skip
SHORT = {"settings.horizon_months": 4, "settings.programme_months": 3, "persistence.after_programme": 0.7}
PEOPLE = {"settings.participants": 1234, "settings.whole_groups": True, "settings.funded_by": "charity"}
SPELT = {"settings.whole_groups": "true", "programme.members_per_group": 23}
NOBODY = {"settings.participants": 0}
CHOICES = {
    "settings.price_year": "2019/20", "settings.informal_care_valuation": "leisure_time",
    "settings.employment_method": "friction_cost", "employment.friction_period": 40, "settings.funded_by": "lottery",
}  # fmt: skip
EFFECTS = {
    "attribution.causal_share": 0.2, "attribution.displacement": 0.3, "unit_costs.acute_bed_day": 500,
    "service_use.gp_consultation.change": 0.9, "outcomes.wellbeing_swemwbs.sd": 5,
    "informal_care.share_with_carer": 0.5,
    "employment.absence_days_change": 0.4, "cashable.hospital": 0.5,
}  # fmt: skip
MIX = {
    "subgroups.bame_participants.share": 0.5, "subgroups.other_participants.share": 0.5,
    "subgroups.bame_participants.effect_modifier": 0.7, "modes.online.share": 0.3, "modes.group.share": 0.7,
    "engagement.additional_share.group": 0.9, "engagement.two_way_share": 0.4,
}  # fmt: skip
DELIVERY = {
    "programme.sessions_per_group_month": 3, "engagement.supply_elasticity": 0.25, "programme.paid_share": 0.35,
    "programme.overhead_rate": 0.2, "programme.start_up_per_group": 2500, "programme.members_per_group": 12,
    "values.safety": 0.7, "values.human_connection": 0.6,
}  # fmt: skip
NO_SESSIONS = {"programme.sessions_per_group_month": 0}
COSTING = {"settings.costing": "bottom_up", "settings.participants": 1001}
BUDGET = {"budgets.side_by_side.total": 2_500_000, "budgets.side_by_side.local_grants": 7000,
          "settings.price_year": "2022/23"}  # fmt: skip

CHANGED = [
    ("base_case", TIME),
    ("base_case", SHORT),
    ("base_case", PEOPLE),
    ("base_case", NOBODY),
    ("base_case", NO_SESSIONS),
    ("base_case", MIX),
    ("base_case", {**CHOICES, **EFFECTS}),
    ("base_case", {**DELIVERY, **SPELT}),
    ("base_case", {**TIME, **CHOICES, **EFFECTS, **DELIVERY}),
    ("side_by_side_2015_17", COSTING),
    ("side_by_side_2015_17", BUDGET),
    ("side_by_side_2015_17", {**PEOPLE, **SHORT}),
    ("friction_cost", TIME),
    ("full_attribution", EFFECTS),
]
"""A scenario and what is set in it."""
SITES_CHANGED = [{}, PEOPLE, {**TIME, **CHOICES}, {"programme.venue_per_session": 40, "values.safety": 0.9}, NOBODY]
"""What is set in the scenario whose sites differ; a name given without a site reaches all of them."""


def named(case):
    scenario, changes = case
    return f"{scenario} with {', '.join(changes)}"[:100]
