"""Prices in the live workbook: index levels, and every money figure at the analysis price year (method, section 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_inputs import InputCells
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, looked_up, when
from sbs_econ.schema.model_workbook import SITE_PREFIX

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs, ResolvedQuantity
    from sbs_econ.reporting.live_kinds import SiteKind

NOTES = (
    "Every money figure is uprated from its own price year to the analysis price year: level(analysis) / level(own).",
    "A price per hour becomes a price per contact through its minutes per contact.",
)
COLUMNS = (
    Column("name", "name", style="text", width=46),
    Column("used", "figure used", "Inputs", "figure", 14),
    Column("own", "own price year", style="text", width=12),
    Column("index", "price index", style="text", width=14),
    Column("from", "level, own year", "index of own year", "figure", 14),
    Column("to", "level, analysis year", "index of analysis year", "figure", 14),
    Column("factor", "uprating factor", "to / from", "figure", 14),
    Column("uprated", "at analysis prices", "figure x factor", "figure", 14),
    Column("minutes", "minutes per contact", style="figure", width=12),
    Column("price", "price used", "uprated x minutes / 60", "figure", 14),
)


@dataclass
class Prices:
    """Reads inputs: money at the analysis price year, everything else as it stands."""

    inputs: Inputs
    cells: InputCells
    sheets: tuple[Sheet, Sheet]
    lines: dict[str, Line] = field(default_factory=dict)

    def quantity(self, kind: SiteKind, name: str) -> ResolvedQuantity:
        """Return the quantity that a site reads."""
        return kind.local.get(name) or self.inputs.quantities[name]

    def place(self, kind: SiteKind, name: str) -> str:
        """Return the name under which the Inputs sheet has what a site reads."""
        return f"{SITE_PREFIX}{kind.key}.{name}" if name in kind.local else name

    def has(self, kind: SiteKind, name: str) -> bool:
        """Return whether the scenario gives a figure, for all or for these sites."""
        return name in kind.local or name in self.inputs.quantities

    def of(self, kind: SiteKind, name: str) -> Term:
        """Return the figure that a site reads, money at the analysis price year."""
        place = self.place(kind, name)
        if place in self.lines:
            self.cells.read.add(place)
            return self.lines[place]["uprated"]
        return self.cells[place]

    def per_contact(self, kind: SiteKind, name: str) -> Term:
        """Return a unit cost per unit counted."""
        self.of(kind, name)
        return self.lines[self.place(kind, name)]["price"]


def prices(inputs: Inputs, cells: InputCells, kinds: tuple[SiteKind, ...]) -> Prices:
    """Return the sheets of indices and prices, and what reads them."""
    indices = _indices(inputs)
    listing = Listing(Sheet("Prices", "#00703C"), COLUMNS, "Prices at the analysis price year", NOTES)
    made = Prices(inputs, cells, (indices.sheet, listing.sheet))
    stated = dict(sorted(inputs.quantities.items()))
    for kind in kinds:
        stated |= {f"{SITE_PREFIX}{kind.key}.{name}": q for name, q in sorted(kind.local.items())}
    for name, quantity in stated.items():
        if quantity.price_year is not None and quantity.index is not None:
            made.lines[name] = _line(cells, (listing, indices), name, quantity)
    return made


def _indices(inputs: Inputs) -> Listing:
    series = inputs.indices
    columns = [Column("year", "financial year", style="text", width=16)]
    columns += [Column(key.value, one.label, style="figure", width=22) for key, one in series.items()]
    vintages = tuple(f"{one.label}: {one.vintage}" for one in series.values())
    listing = Listing(Sheet("Indices", "#00703C"), columns, "Price indices, levels by financial year", vintages)
    for year in sorted({year for one in series.values() for year in one.levels}):
        line = listing.line(year=year)
        for key, one in series.items():
            line[key.value] = one.levels.get(year)
    return listing


def _line(cells: InputCells, listings: tuple[Listing, Listing], name: str, quantity: ResolvedQuantity) -> Line:
    listing, indices = listings
    key = "" if quantity.index is None else quantity.index.value
    line = listing.line(name=name, own=quantity.price_year, index=key, minutes=quantity.minutes_per_contact)
    line["used"] = cells.lines[name]["used"]
    years, levels = indices.column("year"), indices.column(key)
    line["from"] = looked_up(line["own"], years, levels)
    line["to"] = looked_up(cells.setting("price_year"), years, levels)
    line["factor"] = line["to"] / line["from"]
    line["uprated"] = line["used"] * line["factor"]
    hourly = quantity.minutes_per_contact is not None
    line["price"] = line["uprated"] * (line["minutes"] / 60) if hourly else line["uprated"] * 1
    return line


def chosen_price(choice: Term, options: dict[str, Term]) -> Term:
    """Return the price that a setting chooses among several."""
    *others, last = options.items()
    found = last[1]
    for word, price in reversed(others):
        found = when(Term(f'{choice.text}="{word}"', choice.value == word, 1), price, found)
    return found
