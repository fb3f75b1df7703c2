"""What a comparison is asked to show: per person or in total, against which scenario, on which plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sbs_econ.analysis.compare_outputs import Plane, better_of, countable, included
from sbs_econ.errors import RequestError
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Perspective


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to compare: per person or in total, against which scenario, on which plane, and whether mixed is allowed."""

    per: str = "person"
    against: str | None = None
    outcome: str | None = None
    perspective: Perspective | None = None
    allow_mixed: bool = False

    @classmethod
    def of(cls, perspective: str | None = None, **others: Any) -> Wanted:
        """Return what plain values ask for."""
        return cls(perspective=None if perspective is None else Perspective(perspective), **others)


def unique_keys(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ, numbered where one comes back.

    >>> unique_keys(["a", "b", "a"])
    ('a', 'b', 'a (2)')
    """
    found: list[str] = []
    for name in names:
        again = sum(1 for other in found if other == name or other.startswith(f"{name} ("))
        found.append(f"{name} ({again + 1})" if again else name)
    return tuple(found)


def against_of(keys: Sequence[str], wanted: str | None) -> int:
    """Return the place of the scenario that the others are set against: the first unless one is named.

    Raises:
        RequestError: if it is not among them.
    """
    if wanted is None:
        return 0
    if wanted not in keys:
        near = did_you_mean(wanted, keys) or f"one of {', '.join(keys)}"
        raise RequestError(f"--against {wanted}: it is not among the scenarios compared", near)
    return keys.index(wanted)


def plane_of(scenarios: Sequence[Inputs], wanted: Wanted) -> Plane | None:
    """Return the cost and the consequence to set against each other; None where there is no such pair."""
    rows = [countable(inputs) for inputs in scenarios]
    shared = {name: row for name, row in rows[0].items() if all(name in other for other in rows)}
    perspective = perspective_for(scenarios, wanted.perspective)
    if perspective is None or not shared:
        return None
    row = shared[outcome_row(wanted.outcome, shared)]
    return Plane(perspective, row.row, better_of(row) or -1)


def perspective_for(scenarios: Sequence[Inputs], wanted: Perspective | None) -> Perspective | None:
    """Return the perspective wanted, else the first that holds the programme's own cost in every scenario.

    Raises:
        RequestError: if the one wanted leaves the programme's cost out somewhere.
    """
    possible = included(scenarios)
    order = (Perspective.NHS_PSS, Perspective.PUBLIC_SECTOR, Perspective.SOCIETAL, Perspective.FUNDER)
    if wanted is None:
        return next((p for p in order if p in possible), None)
    if wanted not in possible:
        message = f"{wanted.value} leaves the programme's own cost out, so a lower cost there would mean nothing"
        raise RequestError(message, f"one of {', '.join(p.value for p in possible)}")
    return wanted


def outcome_row(wanted: str | None, rows: Mapping[str, Row]) -> str:
    """Return the name of the row that is meant: whole, or without its first part; the first outcome if none is.

    Raises:
        RequestError: if there is no such row, or several.

    >>> outcome_row("recovery", {"outcomes.recovery": None, "outcomes.hope": None})
    'outcomes.recovery'
    """
    if wanted is None:
        return next((name for name in rows if name.startswith("outcomes.")), next(iter(rows)))
    found = [name for name in rows if wanted in (name, name.partition(".")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(f"'{wanted}' may be {' or '.join(found)}", "give the whole name", code="E406")
    near = did_you_mean(wanted, [*rows, *(name.partition(".")[2] for name in rows)])
    raise RequestError(f"there is no consequence '{wanted}' that all have in common", near, code="E406")
