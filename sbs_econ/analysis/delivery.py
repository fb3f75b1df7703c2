"""What delivery amounts to, what it costs per unit, and how the two costings compare (method, section 5)."""

from __future__ import annotations

from typing import Any

from sbs_econ.analysis.psa import Result
from sbs_econ.equations.programme_costs import per_unit
from sbs_econ.vocabulary import Costing, Payer

BUDGET = "programme.budget_"


def delivery_summary(result: Result) -> dict[str, Any]:
    """Return groups, sessions and attendances (PSA means), funder's cost per unit, and the reconciliation.

    Bottom up every denominator is known. Top down only participants (and partner groups) are: a budget does not
    say how many sessions it paid for.
    """
    quantities = {row.row.row: row.quantity for row in result.rows if row.quantity is not None}
    groups = _mean(quantities.get("programme.start_up"))
    sessions = _mean(quantities.get("programme.venue"))
    attendances = _mean(quantities.get("programme.refreshments"))
    people = result.inputs.settings.participants
    top_down = result.inputs.settings.costing is Costing.TOP_DOWN
    costs = {"bottom_up": _funder_cost(result, False), "top_down": _funder_cost(result, True)}
    units: dict[str, dict[str, float | None]] = {
        "bottom_up": {
            "participant": float(people),
            "group": groups,
            "session": sessions,
            "attendance": attendances,
        },
        "top_down": {
            "participant": float(people),
            "group": _partner_groups(result),
            "session": None,
            "attendance": None,
        },
    }
    return {
        "participants": people,
        "groups": groups,
        "sessions": sessions,
        "attendances": attendances,
        "attendances_per_session": per_unit(attendances, sessions),
        "costing": Costing.TOP_DOWN.value if top_down else Costing.BOTTOM_UP.value,
        "funder_cost": costs,
        "funder_cost_per": {key: _per(costs[key], units[key]) for key in costs},
        "difference_top_down_minus_bottom_up": _difference(costs),
    }


def _mean(estimate: Any) -> float:
    return 0.0 if estimate is None else float(estimate.mean)


def _funder_cost(result: Result, budget: bool) -> float | None:
    costs = [
        row.cost.mean
        for row in result.rows
        if row.cost is not None
        and row.row.row.startswith("programme.")
        and row.row.payer is Payer.FUNDER
        and row.row.row.startswith(BUDGET) == budget
    ]
    return sum(costs) if costs else None


def _per(cost: float | None, units: dict[str, float | None]) -> dict[str, float | None]:
    return {unit: None if cost is None else per_unit(cost, count) for unit, count in units.items()}


def _difference(costs: dict[str, float | None]) -> float | None:
    bottom_up, top_down = costs["bottom_up"], costs["top_down"]
    return None if bottom_up is None or top_down is None else top_down - bottom_up


def _partner_groups(result: Result) -> float | None:
    quantity = result.inputs.quantities.get(f"budgets.{result.inputs.settings.budget}.partner_groups")
    return None if quantity is None else quantity.value
