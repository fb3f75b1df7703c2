"""The programme in the live workbook: what delivery uses, and its cost from the bottom up (method, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_rows import RowCells, over_sites, years_over_sites
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, above, same, term, when
from sbs_econ.reporting.live_time import Use

if TYPE_CHECKING:
    from sbs_econ.reporting.live_kinds import Reach, SiteKind
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.reporting.live_time import Timeline

DELIVERY = (
    Column("sites", "sites", style="text", width=36),
    Column("people", "people who start", "N", "count"),
    Column("groups", "running groups", "N / members per group"),
    Column("offered", "sessions offered, group and month", "Inputs", "figure"),
    Column("sessions", "sessions", "S = groups x offered x M"),
    Column("reference", "offered where use was seen", "offered_ref", "figure"),
    Column("elasticity", "response to supply", "e", "figure"),
    Column("first", "sessions used in month 1", "u1 = u_ref (offered/offered_ref)^e", "figure"),
    Column("ratio", "use next month", "q", "figure"),
    Column("each", "attendances per participant", "sum of u(m), sheet Months"),
    Column("attendances", "attendances", "N x sum of u(m)"),
    Column("hours", "facilitator hours", "S x hours per session"),
    Column("paid", "paid hours", "x paid share"),
    Column("volunteer", "volunteers' hours", "x (1 - paid share)"),
    Column("fte", "coordination, full-time years", "groups x FTE x M / 12", "figure"),
)
COSTS = (
    Column("row", "row", style="text", width=34),
    Column("sites", "sites", style="text", width=24),
    Column("payer", "payer", style="text", width=14),
    Column("quantity", "quantity", "sheet Delivery"),
    Column("price", "price at analysis prices", "sheet Prices", "figure"),
    Column("cost", "cost, undiscounted", "quantity x price", "money"),
    Column("timing", "falls", style="text", width=14),
    Column("overheads", "overheads added", "1 or 0", "count", 10),
)


@dataclass(frozen=True, slots=True)
class LineOfCost:
    """A line of the bottom-up costing: what it takes, and the price of one."""

    key: str
    quantity: str
    price: str
    payer: str = "funder"
    start: bool = False
    hourly: bool = False


LINES = (
    LineOfCost("paid_facilitation", "paid", "programme.paid_hourly_cost", hourly=True),
    LineOfCost("volunteer_leadership", "volunteer", "programme.volunteer_hourly_value", payer="volunteers"),
    LineOfCost("venue", "sessions", "programme.venue_per_session"),
    LineOfCost("materials", "sessions", "programme.materials_per_session"),
    LineOfCost("refreshments", "attendances", "programme.refreshments_per_attendance"),
    LineOfCost("start_up", "groups", "programme.start_up_per_group", start=True),
    LineOfCost("coordination", "fte", "programme.coordinator_annual_cost", hourly=True),
    LineOfCost("participant_travel", "attendances", "programme.travel_per_attendance", payer="participants"),
)


@dataclass
class Delivery:
    """The sheet of what delivery uses, by kind of site."""

    listing: Listing
    lines: dict[int, Line] = field(default_factory=dict)

    def uses(self) -> dict[int, Use]:
        """Return how often people come, by kind of site."""
        return {number: Use(line["first"], line["ratio"], line["offered"]) for number, line in self.lines.items()}


def delivery(prices: Prices, kinds: Sequence[SiteKind], reach: Reach) -> Delivery:
    """Return what delivery uses, apart from attendances, which need the time axis."""
    notes = ("Members per group counts people who start, not seats. No sessions offered means no attendance.",)
    made = Delivery(Listing(Sheet("Delivery", "#912B88"), DELIVERY, "What delivery uses", notes))
    months = prices.cells.setting("programme_months")
    for kind in kinds:
        line = made.lines[kind.number] = made.listing.line(sites=kind.label)
        scale = reach.lines[kind.number]
        line["people"], line["groups"] = scale["people"], scale["groups"]
        line["offered"] = prices.of(kind, "programme.sessions_per_group_month")
        line["sessions"] = line["groups"] * line["offered"] * months
        line["reference"] = prices.of(kind, "engagement.offered_reference")
        line["elasticity"] = prices.of(kind, "engagement.supply_elasticity")
        response = (line["offered"] / line["reference"]) ** line["elasticity"]
        first = prices.of(kind, "engagement.sessions_month_1") * response
        line["first"] = when(above(line["offered"], 0.0), first, 0.0)
        line["ratio"] = prices.of(kind, "engagement.monthly_ratio")
        line["hours"] = line["sessions"] * prices.of(kind, "programme.facilitator_hours_per_session")
        line["paid"] = line["hours"] * prices.of(kind, "programme.paid_share")
        line["volunteer"] = line["hours"] * (1 - prices.of(kind, "programme.paid_share"))
        line["fte"] = line["groups"] * prices.of(kind, "programme.coordination_fte_per_group") * (months / 12)
    return made


def attended(made: Delivery, time: Timeline) -> None:
    """Fill in attendances from the time axis."""
    for number, line in made.lines.items():
        line["each"] = time.attendances[number]
        line["attendances"] = line["people"] * line["each"]


class Costs:
    """The sheet of the programme's costs, and its rows of the table."""

    def __init__(self, prices: Prices, kinds: Sequence[SiteKind], made: Delivery, time: Timeline) -> None:
        years = (Column(key, f"year {key[1:]}, discounted", "cost x share x factor", "money") for key in time.keys)
        notes = ("Start-up falls in month 1, everything else evenly over the months of the programme.",)
        self.listing = Listing(
            Sheet("Programme", "#912B88"), (*COSTS, *years), "What the programme costs", notes
        )  # fmt: skip
        self._prices, self._kinds, self._made, self._time = prices, kinds, made, time
        self._top_down = same(prices.cells.setting("costing"), "top_down")
        self.lines = {line.key: [self._line(line, kind) for kind in kinds] for line in LINES}
        self.lines["overheads"] = [self._overheads(index) for index in range(len(kinds))]

    def rows(self) -> dict[str, RowCells]:
        """Return the bottom-up rows of the table."""
        found = {}
        for key, lines in self.lines.items():
            funded = lines[0]["payer"].value == "funder"
            found[f"programme.{key}"] = RowCells(
                quantity=None if key == "overheads" else over_sites(lines, "quantity"),
                cost_by_year=years_over_sites(lines, self._time.keys),
                usual_quantity=None if key == "overheads" else term(0.0),
                usual_cost=term(0.0),
                kind=when(self._top_down, "memo", "resource") if funded else None,
            )
        return found

    def spread(self, line: Line, start: bool) -> None:
        """Write the cost of each year, discounted."""
        line["timing"] = "in month 1" if start else "evenly"
        for key, year in zip(self._time.keys, self._time.years.lines, strict=True):
            line[key] = line["cost"] * year["first" if start else "share"] * year["costs"]

    def _line(self, wanted: LineOfCost, kind: SiteKind) -> Line:
        line = self.listing.line(row=f"programme.{wanted.key}", sites=kind.label, payer=wanted.payer)
        included = wanted.hourly and self._prices.quantity(kind, wanted.price).includes_overheads
        line["overheads"] = 1.0 if wanted.payer == "funder" and not included else 0.0
        line["quantity"] = self._made.lines[kind.number][wanted.quantity]
        line["price"] = self._prices.of(kind, wanted.price)
        line["cost"] = line["quantity"] * line["price"]
        self.spread(line, wanted.start)
        return line

    def _overheads(self, index: int) -> Line:
        """The rate times the lines that do not include overheads, in the years of those lines."""
        kind, own = self._kinds[index], [lines[index] for lines in self.lines.values()]
        line = self.listing.line(row="programme.overheads", sites=kind.label, payer="funder", overheads=0.0)
        line["timing"] = "with its lines"
        line["price"] = self._prices.of(kind, "programme.overhead_rate")
        for key in ("cost", *self._time.keys):
            line[key] = line["price"] * _added([each[key] * each["overheads"] for each in own])
        return line


def _added(terms: Sequence[Term]) -> Term:
    found = terms[0]
    for each in terms[1:]:
        found = found + each
    return found
