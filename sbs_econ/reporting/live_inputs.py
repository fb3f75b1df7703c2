"""The Inputs sheet of the live workbook: default, override and what is used, with where each figure came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_rules import Allowed, allowed_quantity, allowed_setting
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Rule, Sheet, column_letters
from sbs_econ.reporting.live_terms import Term, Value, blank, when
from sbs_econ.schema.model_workbook import FIXED_DESIGN, FIXED_SITE, INPUT_COLUMNS, INPUTS, SITE_PREFIX
from sbs_econ.vocabulary import Unit

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs, ResolvedQuantity
    from sbs_econ.reporting.live_kinds import SiteKind

SETTING_LABELS = {
    "participants": ("People who start", "person"),
    "programme_months": ("Months of a participant's programme (M)", "month"),
    "horizon_months": ("Months after start that are counted (H)", "month"),
    "price_year": ("Analysis price year", "financial year"),
    "unit_cost_set": ("Set of unit costs", ""),
    "funded_by": ("Whose money the programme's is", ""),
    "discount_profile": ("Named pair of discount rates", ""),
    "discount_rate_costs": ("Discount rate a year, costs", "rate"),
    "discount_rate_outcomes": ("Discount rate a year, outcomes", "rate"),
    "costing": ("Which costing of the programme enters the totals", ""),
    "budget": ("Programme budget shown or used", ""),
    "informal_care_valuation": ("How an hour of unpaid care is valued", ""),
    "employment_method": ("How output from extra work is counted", ""),
    "whole_groups": ("Whether the number of groups is rounded up", ""),
    "between_site_cv": ("Variation of effects between sites, SD over mean", "ratio"),
}
OPTIONAL = {
    "attribution.causal_share": "Share of an uncontrolled change that is causal; replaces the product of the three",
    "engagement.two_way_share": "Share in active two-way giving and receiving; replaces the profile of values",
}
UNREAD = "Moves nothing in this workbook: no formula reads it."
COLUMNS = (
    Column("name", "name", style="text", width=58),
    Column("default", "default", style="input", width=16),
    Column("override", "override", style="override", width=18),
    Column("used", "used", style="used", width=16),
    Column("unit", "unit", style="text", width=22),
    Column("label", "label", style="text", width=50),
    Column("price_year", "price year", style="text", width=11),
    Column("index", "price index", style="text", width=13),
    Column("low", "95% interval, lower", style="exact", width=12),
    Column("high", "95% interval, upper", style="exact", width=12),
    Column("evidence", "evidence", style="text", width=13),
    Column("source", "source", style="text", width=26),
    Column("locator", "where in the source", style="text", width=40),
    Column("origin", "given by", style="text", width=24),
    Column("about", "what may be entered as an override", style="text", width=60),
    Column("note", "note", style="text", width=80),
)


@dataclass
class InputCells:
    """Where every input stands on the sheet, and which of them a formula has read."""

    sheet: Sheet
    listing: Listing
    lines: dict[str, Line]
    read: set[str]

    def __contains__(self, name: object) -> bool:
        """Return whether the sheet has an input."""
        return name in self.lines

    def __getitem__(self, name: str) -> Term:
        """Return the cell of the figure that is used."""
        self.read.add(name)
        return self.lines[name]["used"]

    def mark_unread(self) -> None:
        """Say beside each input whether a formula reads it, once all are written."""
        for name, line in self.lines.items():
            if name not in self.read and line["about"].value and not str(line["about"].value).startswith("Not"):
                line["about"] = f"{UNREAD} {line['about'].value}"

    def setting(self, name: str) -> Term:
        """Return the cell of a setting that is used."""
        return self[f"settings.{name}"]


def input_cells(inputs: Inputs, changes: frozenset[str], kinds: tuple[SiteKind, ...]) -> InputCells:
    """Return the Inputs sheet of a scenario.

    Args:
        inputs: the resolved scenario.
        changes: names of reported changes, whose range is wider.
        kinds: sites that are alike, for the figures that differ there.
    """
    if tuple(column.heading for column in COLUMNS[: len(INPUT_COLUMNS)]) != INPUT_COLUMNS:
        raise AssertionError("the Inputs sheet does not begin as agreed")
    sheet = Sheet(INPUTS, colour="#1D70B8")
    listing = Listing(sheet, COLUMNS)
    cells = InputCells(sheet, listing, {}, set())
    _settings(cells, inputs)
    for name in sorted({*inputs.quantities, *optional_names(inputs)}):
        _quantity(cells, name, inputs.quantities.get(name), name in changes)
    for kind in kinds:
        for name, quantity in sorted(kind.local.items()):
            _local(cells, kind, name, quantity)
    _shade(cells)
    return cells


def _shade(cells: InputCells) -> None:
    """Mark the figure that is used where it is an override, and print the columns that matter on paper."""
    used, override = (cells.listing.place(key) for key in ("used", "override"))
    last = cells.listing.lines[-1].row
    look = {"type": "formula", "criteria": f'=${column_letters(override)}2<>""'}
    cells.sheet.shades.append(((1, used, last, used), look))
    cells.sheet.printed = cells.listing.place("label") + 1


def optional_names(inputs: Inputs) -> dict[str, str]:
    """Return names that may be given though the scenario does not, each with what it means."""
    modes = {
        f"engagement.additional_share.{mode}": f"Share of users of {mode.replace('_', ' ')} who are additional (1)"
        for mode in inputs.structure.modes
    }
    return {name: label for name, label in (OPTIONAL | modes).items() if name not in inputs.quantities}


def _settings(cells: InputCells, inputs: Inputs) -> None:
    for name, (label, unit) in SETTING_LABELS.items():
        given = getattr(inputs.settings, name)
        value: Value = given if isinstance(given, bool | int | float) else str(given or "none")
        allowed = allowed_setting(name, inputs)
        line = _line(cells, f"settings.{name}", value, allowed)
        line["unit"], line["label"], line["origin"] = unit, label, "settings"
    for decision, option in inputs.design.items():
        line = _line(cells, f"settings.design.{decision}", option, Allowed(fixed=FIXED_DESIGN))
        line["label"], line["origin"] = f"Design: {decision.replace('_', ' ')}", "settings"


def _quantity(cells: InputCells, name: str, quantity: ResolvedQuantity | None, is_change: bool) -> None:
    if quantity is None:
        line = _line(cells, name, None, allowed_quantity(Unit.SHARE, is_change=False))
        line["unit"], line["label"] = Unit.SHARE.value, _optional_label(name)
        return
    line = _line(cells, name, quantity.value, allowed_quantity(quantity.unit, is_change))
    for key, content in _described(quantity).items():
        line[key] = content


def _optional_label(name: str) -> str:
    return OPTIONAL.get(name) or "Share of users of this mode who are additional (1 where empty)"


def _described(quantity: ResolvedQuantity) -> dict[str, str | float | None]:
    low, high = interval(quantity)
    return {
        "unit": quantity.unit.value,
        "label": quantity.label,
        "price_year": quantity.price_year,
        "index": None if quantity.index is None else quantity.index.value,
        "low": low,
        "high": high,
        "evidence": quantity.evidence.value,
        "source": quantity.source,
        "locator": quantity.locator,
        "origin": quantity.origin.layer,
        "note": quantity.origin.reason or quantity.note,
    }


def interval(quantity: ResolvedQuantity) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a quantity; nothing where it is fixed."""
    if quantity.distribution is None:
        return None, None
    low, high = quantity.distribution.interval(0.95)
    return tuple(float(f"{end * quantity.multiplier:.4g}") for end in (low, high))  # type: ignore[return-value]


def _local(cells: InputCells, kind: SiteKind, name: str, quantity: ResolvedQuantity) -> None:
    """A figure that differs at some sites; an override of the name itself reaches them too, as --set does."""
    line = _line(cells, f"{SITE_PREFIX}{kind.key}.{name}", quantity.value, Allowed(fixed=FIXED_SITE))
    if name in cells:
        common = cells.lines[name]["override"]
        line["used"] = when(blank(common), line["default"], common)
    for key, content in _described(quantity).items():
        line[key] = content
    line["label"] = f"{quantity.label} ({kind.label})"


def _line(cells: InputCells, name: str, value: Value | None, allowed: Allowed) -> Line:
    line = cells.listing.line(name=name, default=value, override=None)
    default, override = line["default"], line["override"]
    line["used"] = when(blank(override), default if value is not None else "", override)
    line["about"] = allowed.words
    place = (line.row, cells.listing.place("override"))
    cells.sheet.cells[place] = type(cells.sheet.cells[place])(None, allowed.style)
    for rule in _rules(allowed):
        cells.sheet.rules[place] = rule
    cells.lines[name] = line
    return line


def _rules(allowed: Allowed) -> Iterator[Rule]:
    options: Mapping[str, object] = allowed.options
    if allowed.fixed:
        options = {"validate": "custom", "value": "=FALSE"}
    yield Rule(options, "Not changed here" if allowed.fixed else "This cannot be used", allowed.words)
