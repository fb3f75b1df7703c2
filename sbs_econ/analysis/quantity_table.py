"""The resolved quantities of a scenario as records, with the rows that use each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import Inputs, ResolvedQuantity


def used_by(inputs: Inputs) -> dict[str, list[str]]:
    """Return, for each quantity, the rows that read it; found by evaluating the base case."""
    users: dict[str, list[str]] = defaultdict(list)
    for row in base_case(inputs):
        for name in row.uses:
            users[name].append(row.row)
    return users


def quantity_table(inputs: Inputs) -> list[dict[str, Any]]:
    """Return a record for each quantity, at its own price year, sorted by name."""
    users = used_by(inputs)
    return [quantity_record(q, sorted(users.get(q.name, []))) for _, q in sorted(inputs.quantities.items())]


def quantity_record(quantity: ResolvedQuantity, users: list[str]) -> dict[str, Any]:
    """Return one quantity under the names of the contract; ``se`` is 0 for a fixed one."""
    lower = upper = quantity.value
    se = 0.0
    if quantity.distribution is not None:
        low, high = quantity.distribution.interval(0.95)
        lower, upper = low * quantity.multiplier, high * quantity.multiplier
        se = quantity.distribution.sd * quantity.multiplier
    return {
        "name": quantity.name,
        "label": quantity.label,
        "value": quantity.value,
        "unit": quantity.unit.value,
        "family": quantity.family,
        "mean": quantity.value,
        "se": se,
        "lower": lower,
        "upper": upper,
        "price_year": quantity.price_year,
        "index": None if quantity.index is None else quantity.index.value,
        "minutes_per_contact": quantity.minutes_per_contact,
        "carried_forward": quantity.carried_forward,
        "evidence": quantity.evidence.value,
        "source": quantity.source,
        "locator": quantity.locator,
        "note": quantity.note,
        "used_by": users,
        "origin": {
            "layer": quantity.origin.layer, "file": quantity.origin.file, "line": quantity.origin.line,
            "reason": quantity.origin.reason,
        },
    }  # fmt: skip
