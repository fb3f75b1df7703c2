"""Subgroups and modes of support in the live workbook: G, relative to the evaluation's mix (method, section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, blank, products, term, when

if TYPE_CHECKING:
    from sbs_econ.model.inputs import Inputs
    from sbs_econ.reporting.live_kinds import SiteKind
    from sbs_econ.reporting.live_prices import Prices

COLUMNS = (
    Column("part", "part", style="text", width=36),
    Column("sites", "sites", style="text", width=36),
    Column("share", "share here", "s"),
    Column("reference", "share in the evaluation", "s_ref"),
    Column("modifier", "effect modifier", "mu"),
    Column("additional", "additional share", "a"),
    Column("weight", "weight here", "mu a"),
    Column("ratio", "multiplier", "G = sum s mu a / sum s_ref mu"),
)
NOTES = (
    "The multiplier stands at the first line of each block of parts. It is 1 where the mix is the evaluation's.",
    "Shares here must add up to 1 in each block: the Guide sheet says where they do not.",
)


@dataclass(frozen=True)
class Mix:
    """The sheet, G by kind of site, and the blocks of shares that must add up to one."""

    sheet: Sheet
    multiplier: Mapping[int, Term]
    blocks: tuple[Sequence[Line], ...]


def mix(inputs: Inputs, prices: Prices, kinds: Sequence[SiteKind]) -> Mix:
    """Return G by kind of site."""
    listing = Listing(Sheet("Mix", "#4C2C92"), COLUMNS, "Subgroups and modes of support", NOTES)
    multiplier: dict[int, Term] = {}
    blocks: list[Sequence[Line]] = []
    for kind in kinds:
        factors = []
        for lines in _blocks(inputs, prices, kind, listing):
            blocks.append(lines)
            factors.append(_ratio(listing, lines))
        found = term(1.0)
        for factor in factors:
            found = factor if found.text == "1" else found * factor
        multiplier[kind.number] = found
    return Mix(listing.sheet, multiplier, tuple(blocks))


def _ratio(listing: Listing, lines: Sequence[Line]) -> Term:
    here = products(listing.column("share", lines), listing.column("weight", lines))
    reference = products(listing.column("reference", lines), listing.column("modifier", lines))
    lines[0]["ratio"] = here / reference
    return lines[0]["ratio"]


def _blocks(inputs: Inputs, prices: Prices, kind: SiteKind, listing: Listing) -> list[list[Line]]:
    structure = inputs.structure
    if structure.cells:
        return [[_cell(prices, kind, listing, cell) for cell in structure.cells]]
    subgroups = [_part(prices, kind, listing, f"subgroups.{key}") for key in structure.subgroups]
    modes = [_part(prices, kind, listing, f"modes.{key}") for key in structure.modes]
    return [block for block in (subgroups, modes) if block]


def _part(prices: Prices, kind: SiteKind, listing: Listing, name: str) -> Line:
    line = listing.line(part=name, sites=kind.label)
    line["share"] = prices.of(kind, f"{name}.share")
    line["reference"] = prices.of(kind, f"{name}.evaluation_share")
    line["modifier"] = prices.of(kind, f"{name}.effect_modifier")
    line["additional"] = _additional(prices, kind, name)
    line["weight"] = line["modifier"] * line["additional"]
    return line


def _cell(prices: Prices, kind: SiteKind, listing: Listing, cell: tuple[str, str]) -> Line:
    subgroup, mode = cell
    name = f"cells.{subgroup}.{mode}"
    line = listing.line(part=name, sites=kind.label)
    line["share"] = prices.of(kind, f"{name}.share")
    line["reference"] = prices.of(kind, f"{name}.evaluation_share")
    parts = (f"subgroups.{subgroup}.effect_modifier", f"modes.{mode}.effect_modifier")
    line["modifier"] = prices.of(kind, parts[0]) * prices.of(kind, parts[1])
    line["additional"] = _additional(prices, kind, f"modes.{mode}")
    line["weight"] = line["modifier"] * line["additional"]
    return line


def _additional(prices: Prices, kind: SiteKind, name: str) -> Term:
    if not name.startswith("modes."):
        return term(1.0)
    given = prices.of(kind, f"engagement.additional_share.{name.removeprefix('modes.')}")
    return when(blank(given), 1.0, given)
