"""Which units a quantity may have, by its name."""

from __future__ import annotations

from sbs_econ.vocabulary import Unit

U = Unit
EXPECTED: tuple[tuple[str, tuple[Unit, ...]], ...] = (
    ("*.attribution.*", (U.SHARE,)),
    ("*.cashable", (U.SHARE,)),
    ("attribution.*", (U.SHARE,)),
    ("cashable.*", (U.SHARE,)),
    ("values.*", (U.SCORE,)),
    ("persistence.*", (U.RATIO_PER_MONTH,)),
    ("subgroups.*.effect_modifier", (U.RATIO,)),
    ("modes.*.effect_modifier", (U.RATIO,)),
    ("subgroups.*", (U.SHARE,)),
    ("modes.*", (U.SHARE,)),
    ("cells.*", (U.SHARE,)),
    ("engagement.sessions_month_1", (U.SESSION_PER_PERSON_MONTH,)),
    ("engagement.monthly_ratio", (U.RATIO_PER_MONTH,)),
    ("engagement.offered_*", (U.SESSION_PER_GROUP_MONTH,)),
    ("engagement.supply_elasticity", (U.ELASTICITY,)),
    ("engagement.one_way_relative_effect", (U.RATIO,)),
    ("engagement.*", (U.SHARE,)),
    ("programme.members_per_group", (U.PERSON_PER_GROUP,)),
    ("programme.sessions_per_group_month", (U.SESSION_PER_GROUP_MONTH,)),
    ("programme.facilitator_hours_per_session", (U.HOUR_PER_SESSION,)),
    ("programme.paid_share", (U.SHARE,)),
    ("programme.*_hourly_cost", (U.GBP_PER_HOUR,)),
    ("programme.*_hourly_value", (U.GBP_PER_HOUR,)),
    ("programme.*_per_session", (U.GBP_PER_SESSION,)),
    ("programme.*_per_attendance", (U.GBP_PER_ATTENDANCE,)),
    ("programme.start_up_per_group", (U.GBP_PER_GROUP,)),
    ("programme.coordination_fte_per_group", (U.FTE_PER_GROUP,)),
    ("programme.coordinator_annual_cost", (U.GBP_PER_FTE_YEAR,)),
    ("programme.overhead_rate", (U.RATE,)),
    ("programme.capacity", (U.PERSON_PER_SESSION,)),
    ("budgets.*.people", (U.PERSON,)),
    ("budgets.*.partner_groups", (U.GROUP,)),
    ("budgets.*.total", (U.GBP,)),
    ("budgets.*", (U.GBP, U.GBP_PER_GROUP, U.GBP_PER_PERSON)),
    ("employment.employed_at_baseline", (U.SHARE,)),
    ("employment.change_in_employment_rate", (U.SHARE, U.RATIO)),
    ("employment.*_days_change", (U.DAY_PER_EMPLOYED_PERSON,)),
    ("employment.hours_per_week", (U.HOUR_PER_WEEK,)),
    ("employment.hourly_wage", (U.GBP_PER_HOUR,)),
    ("employment.on_costs", (U.RATE,)),
    ("employment.friction_period", (U.DAY,)),
    ("employment.*", (U.GBP_PER_MONTH_IN_WORK,)),
    ("informal_care.share_with_carer", (U.SHARE,)),
    ("informal_care.baseline_hours", (U.HOUR_PER_PERSON_WITH_CARER_WEEK, U.HOUR_PER_PERSON_WEEK)),
    ("informal_care.hours_change", (U.HOUR_PER_PERSON_WITH_CARER_WEEK, U.HOUR_PER_PERSON_WEEK, U.RATIO)),
    ("informal_care.*", (U.GBP_PER_HOUR,)),
    ("outcomes.*.correlation", (U.RATIO,)),
    ("outcomes.*.money_value.*", (U.GBP_PER_POINT_YEAR,)),
    ("outcomes.*.change", (U.POINT_PER_PERSON, U.SD_PER_PERSON, U.RATIO)),
    ("outcomes.*.control_arm_change", (U.POINT_PER_PERSON, U.SD_PER_PERSON)),
    ("outcomes.*", (U.POINT, U.SD, U.POINT_PER_PERSON)),
)
"""First match wins; service use and unit costs depend on the service and are below."""


def expected_units(name: str, counted_in: Unit | None = None) -> tuple[Unit, ...]:
    """Return the units that a quantity may have; ``counted_in`` is the unit that a service counts in."""
    if name.startswith("unit_costs.") and counted_in is not None:
        return (Unit(f"GBP/{counted_in.value}"), Unit.GBP_PER_HOUR)
    if name.startswith("service_use.") and counted_in is not None:
        if name.endswith(".baseline"):
            return (Unit(f"{counted_in.value}/person"),)
        if name.endswith(".change"):
            return (Unit(f"{counted_in.value}/person"), Unit.RATIO)
    for pattern, units in EXPECTED:
        if _fits(pattern, name):
            return units
    return tuple(Unit)


def _fits(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern whose ``*`` stands for any text, dots as well."""
    first, *others = pattern.split("*")
    if not others:
        return name == pattern
    *middle, last = others
    at = len(first)
    for part in middle:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return name.startswith(first) and name.endswith(last) and len(name) - len(last) >= at


def is_money(unit: Unit) -> bool:
    """Return whether amounts in this unit have a price year."""
    return unit.value == "GBP" or unit.value.startswith("GBP/")


SHARES_AND_SCORES = (Unit.SHARE, Unit.SCORE)
"""Units whose values lie in [0, 1], except where the quantity is a change."""
