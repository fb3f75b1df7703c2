"""What differs between two sides, item by item and field by field, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sbs_econ.analysis.change_parts import Part, item_of, part_of, setting_part
from sbs_econ.analysis.waterfall import changes_of
from sbs_econ.model.inputs import Inputs, Origin, ResolvedQuantity
from sbs_econ.schema.quantity import Change

Fields = Mapping[str, Any]
NOWHERE = Origin("not there")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a side states: a quantity, a setting, a choice of design, a site, a row, or another key."""

    name: str
    label: str
    fields: Fields
    """What can be compared, in the order it is shown; what a side does not know is left out."""
    origin: Origin
    part: Part | None = None
    """The part of the inputs that it belongs to; None where no net cost depends on it."""


Entries = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after, and where each stands."""

    field: str
    before: Any
    after: Any
    before_at: Origin = NOWHERE
    after_at: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that differs: ``status`` is changed, added (second side only) or removed (first side only)."""

    name: str
    label: str
    status: str
    part: Part | None
    before: Entry | None
    after: Entry | None
    fields: tuple[FieldChange, ...] = ()


def differences(first: Entries, second: Entries) -> list[Difference]:
    """Return what differs between two sides, in the order of the first; what only the second has comes last.

    A field is compared where both sides know it.
    """
    found = [_difference(name, entry, second.get(name)) for name, entry in first.items()]
    found += [_one_sided(entry, "added") for name, entry in second.items() if name not in first]
    return [each for each in found if each is not None]


def _difference(name: str, before: Entry, after: Entry | None) -> Difference | None:
    if after is None:
        return _one_sided(before, "removed")
    changed = tuple(
        FieldChange(field, value, after.fields[field], before.origin, after.origin)
        for field, value in before.fields.items()
        if field in after.fields and after.fields[field] != value
    )
    return Difference(name, after.label, "changed", after.part, before, after, changed) if changed else None


def _one_sided(entry: Entry, status: str) -> Difference:
    added = status == "added"
    fields = tuple(
        FieldChange(field, None, value, after_at=entry.origin)
        if added
        else FieldChange(field, value, None, before_at=entry.origin)
        for field, value in entry.fields.items()
        if value not in (None, False)
    )
    before, after = (None, entry) if added else (entry, None)
    return Difference(entry.name, entry.label, status, entry.part, before, after, fields)


def quantity_entry(quantity: ResolvedQuantity, change: Change | None = None, name: str | None = None) -> Entry:
    """Return a quantity as an entry; a reported change also says how it was seen."""
    sd = None if quantity.distribution is None else quantity.distribution.sd * quantity.multiplier
    fields: dict[str, Any] = {
        "value": stated(quantity.value),
        "se": None if sd is None else stated(sd),
        "distribution": distribution_words(quantity),
        "unit": quantity.unit.value,
        "price_year": quantity.price_year,
        "index": None if quantity.index is None else quantity.index.value,
        "minutes_per_contact": quantity.minutes_per_contact,
        "carried_forward": quantity.carried_forward,
        "includes_overheads": quantity.includes_overheads,
        "evidence": quantity.evidence.value,
        "source": quantity.source,
        "locator": quantity.locator,
        "note": quantity.note,
    }
    if change is not None:
        fields |= {
            "kind": change.kind.value,
            "design": change.design.value,
            "follow_up_months": change.follow_up_months,
            "recall_months": change.recall_months,
            "applies_to": change.applies_to.value,
        }
    return Entry(name or quantity.name, quantity.label, fields, quantity.origin, _part(quantity.name))


def stated(value: float) -> float:
    """Return a figure as it was stated, without the last bits that a distribution's mean adds.

    >>> stated(55.00000000000001)
    55.0
    """
    return float(f"{value:.12g}")


def _part(name: str) -> Part | None:
    return None if name.startswith("cashable.") or name.endswith(".cashable") else part_of(name)


def distribution_words(quantity: ResolvedQuantity) -> str | None:
    """Return a distribution as it is stated, such as ``gamma, se 4.5``."""
    if quantity.statement is None:
        return None
    given = {key: value for key, value in quantity.statement.items() if key != "family" and value is not None}
    words = [str(quantity.family), *(f"{key} {_plain(value)}" for key, value in sorted(given.items()))]
    return ", ".join(words)


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{k} {_plain(v)}" for k, v in value.items() if v is not None) + ")"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " to ".join(_plain(item) for item in value)
    return str(value)


def quantity_entries(inputs: Inputs) -> Iterator[Entry]:
    """Yield every quantity of a scenario, and those that differ at its sites."""
    changes = dict(changes_of(inputs))
    for name, quantity in sorted(inputs.quantities.items()):
        yield quantity_entry(quantity, changes.get(name))
    for site in inputs.sites:
        for name, quantity in sorted(site.quantities.items()):
            entry = quantity_entry(quantity, changes.get(name), f"sites.{site.key}: {name}")
            yield replace(entry, part=None if entry.part is None else Part.PARTICIPANTS)


def setting_entries(inputs: Inputs, origins: Mapping[str, Origin]) -> Iterator[Entry]:
    """Yield every setting, with where it is given."""
    for name in type(inputs.settings).__dataclass_fields__:
        value = getattr(inputs.settings, name)
        plain = getattr(value, "value", value)
        origin = origins.get(name, Origin("default"))
        yield Entry(f"settings.{name}", name.replace("_", " "), {"value": plain}, origin, setting_part(name))


def site_entries(inputs: Inputs, origins: Mapping[str, Origin]) -> Iterator[Entry]:
    """Yield every declared site, with where it is given."""
    for site in inputs.sites if inputs.sites_declared else ():
        fields = {"participants": site.participants, "area": site.area}
        yield Entry(
            f"sites.{site.key}", site.label, fields, origins.get(site.key, Origin("scenario")), Part.PARTICIPANTS
        )


def row_entries(inputs: Inputs, origins: Mapping[str, Origin]) -> Iterator[Entry]:
    """Yield what each service and outcome is, apart from any figure: unit, payer, category."""
    structure = inputs.structure
    for key, service in structure.services.items():
        fields = {"payer": service.payer.value, "category": service.category.value, "unit": service.unit.value}
        name = f"service_use.{key}"
        yield Entry(name, service.label, fields, origins.get(name, Origin("parameters")), Part.ROWS)
    for key, outcome in structure.outcomes.items():
        name = f"outcomes.{key}"
        yield Entry(name, outcome.label, {"unit": outcome.unit.value}, origins.get(name, Origin("parameters")))


def stored_row_entries(rows: Sequence[Mapping[str, Any]]) -> Iterator[Entry]:
    """Yield the same for the rows of a run that is only known by its document."""
    for row in rows:
        unit = (row["quantity"] or {}).get("unit")
        if row["block"] == "service_use":
            fields = {"payer": row["payer"], "category": row["category"], "unit": unit}
            yield Entry(row["row"], row["label"], fields, Origin("run"), Part.ROWS)
        elif row["block"] == "outcomes" and row["row"].count(".") == 1:
            yield Entry(row["row"], row["label"], {"unit": unit}, Origin("run"))


def rows_on_one_side(first: Inputs, second: Inputs) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the services and outcomes that only the first side has, and those that only the second has."""
    a, b = (
        {*(f"service_use.{k}" for k in s.structure.services), *(f"outcomes.{k}" for k in s.structure.outcomes)}
        for s in (first, second)
    )
    return tuple(sorted(a - b)), tuple(sorted(b - a))


def in_part(difference: Difference, single: frozenset[str]) -> Part | None:
    """Return the part of a difference; everything of a service that only one side has belongs to its row."""
    return Part.ROWS if difference.part is not None and item_of(difference.name) in single else difference.part
