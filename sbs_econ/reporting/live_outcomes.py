"""Outcomes in the live workbook, in natural units (method, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_changes import standardised
from sbs_econ.reporting.live_rows import RowCells, over_sites, years_over_sites
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, normal_share, same, square_root, term, when
from sbs_econ.vocabulary import StudyDesign

if TYPE_CHECKING:
    from sbs_econ.reporting.live_changes import Changes
    from sbs_econ.reporting.live_kinds import Reach, SiteKind
    from sbs_econ.reporting.live_prices import Prices
    from sbs_econ.reporting.live_time import Timeline
    from sbs_econ.schema.parameters import Outcome

COLUMNS = (
    Column("row", "row", style="text", width=44),
    Column("sites", "sites", style="text", width=24),
    Column("weight", "share of all people", "N / all", "figure"),
    Column("reported", "reported change", "D", "figure"),
    Column("caused", "attributable at follow-up", "D A w(L)", "figure"),
    Column("multiplier", "effect per person", "V G", "figure"),
    Column("difference", "difference per person", "delta = D A w(L) V G", "figure"),
    Column("without", "change without the programme", "mu0", "figure"),
    Column("important", "important change", "c", "figure"),
    Column("spread", "SD of change", "s = sd sqrt(2(1-r))", "figure"),
    Column("usual_share", "share improving, usual support", "Phi((mu0-c)/s)", "figure"),
    Column("share", "share improving, with programme", "Phi((mu0+delta-c)/s)", "figure"),
    Column("scaled", "attributable, all", "k D", "figure"),
    Column("quantity", "row, weighted", "per person: times share of all people; point-years: k D T / 12", "figure"),
    Column("usual", "usual support, weighted", "times share of all people", "figure"),
    Column("price", "value of a point-year", "sheet Prices", "figure"),
)
NOTES = (
    "Per participant, in the outcome's own unit; up is better. Sites are weighted by their people.",
    "Point-years are discounted at the rate of outcomes. Nothing is priced unless the scenario asks for it.",
)


class Outcomes:
    """The sheet of outcomes, and its rows of the table."""

    def __init__(
        self, prices: Prices, kinds: Sequence[SiteKind], reach: Reach, time: Timeline, changes: Changes
    ) -> None:
        years = (Column(key, f"value in year {key[1:]}", "- k D T / 12 x value", "money") for key in time.keys)
        self.listing = Listing(Sheet("Outcomes", "#D4351C"), (*COLUMNS, *years), "Outcomes", NOTES)
        self._prices, self._kinds, self._reach, self._time, self._changes = prices, kinds, reach, time, changes
        self.rows: dict[str, RowCells] = {}
        structure = prices.inputs.structure
        for key, outcome in structure.outcomes.items():
            self._change(key, outcome)
            for which in outcome.important_change:
                self._improved(key, which, outcome)
            self._point_years(key)
            if key in structure.price_outcomes:
                self._value(key, structure.price_outcomes[key])

    def _begin(self, row: str, key: str, kind: SiteKind) -> tuple[Line, Line]:
        change, scale = self._changes.lines[f"outcomes.{key}.change", kind.number], self._reach.lines[kind.number]
        line = self.listing.line(row=row, sites=kind.label)
        line["weight"], line["multiplier"] = scale["share"], scale["multiplier"]
        line["reported"] = change["change"]
        return line, change

    def _caused(self, line: Line, change: Line, key: str, outcome: Outcome, kind: SiteKind) -> None:
        profile = self._time.profile_of[f"outcomes.{key}.change", kind.number]
        line["caused"] = line["reported"] * change["share"] * profile["level"]
        empty = same(self._reach.people, 0.0)
        line["difference"] = when(empty, 0.0, line["caused"] * line["multiplier"])
        line["without"] = self._without(change, key, outcome, kind)

    def _without(self, change: Line, key: str, outcome: Outcome, kind: SiteKind) -> Term:
        if outcome.change.design is StudyDesign.UNCONTROLLED:
            return change["anyway"]
        name = f"outcomes.{key}.control_arm_change"
        return self._stated(kind, key, name) if self._prices.has(kind, name) else term(0.0)

    def _stated(self, kind: SiteKind, key: str, name: str) -> Term:
        """A figure in the outcome's unit: one in SD times the SD."""
        found = self._prices.of(kind, name)
        in_sd = standardised(self._prices.inputs, key, self._prices.quantity(kind, name).unit)
        return found * self._prices.of(kind, f"outcomes.{key}.sd") if in_sd else found

    def _change(self, key: str, outcome: Outcome) -> None:
        lines = []
        for kind in self._kinds:
            line, change = self._begin(f"outcomes.{key}", key, kind)
            self._caused(line, change, key, outcome, kind)
            line["quantity"] = line["difference"] * line["weight"]
            line["usual"] = line["without"] * line["weight"]
            lines.append(line)
        self._done(f"outcomes.{key}", lines)

    def _improved(self, key: str, which: str, outcome: Outcome) -> None:
        lines = []
        for kind in self._kinds:
            line, change = self._begin(f"outcomes.{key}.improved_{which}", key, kind)
            self._caused(line, change, key, outcome, kind)
            line["important"] = self._stated(kind, key, f"outcomes.{key}.important_change.{which}")
            correlation = self._prices.of(kind, f"outcomes.{key}.correlation")
            line["spread"] = self._prices.of(kind, f"outcomes.{key}.sd") * square_root(2 * (1 - correlation))
            line["usual_share"] = normal_share((line["without"] - line["important"]) / line["spread"])
            after = line["without"] + line["difference"] - line["important"]
            line["share"] = normal_share(after / line["spread"])
            line["quantity"] = (line["share"] - line["usual_share"]) * line["weight"]
            line["usual"] = line["usual_share"] * line["weight"]
            lines.append(line)
        self._done(f"outcomes.{key}.improved_{which}", lines)

    def _done(self, row: str, lines: Sequence[Line]) -> None:
        self.rows[row] = RowCells(quantity=over_sites(lines, "quantity"), usual_quantity=over_sites(lines, "usual"))

    def _point_years(self, key: str) -> None:
        lines = []
        for kind in self._kinds:
            line, change = self._begin(f"outcomes.{key}.point_years", key, kind)
            line["scaled"] = change["attributable"]
            profile = self._time.profile_of[f"outcomes.{key}.change", kind.number]
            line["quantity"] = line["scaled"] * (profile["outcomes"] / 12)
            lines.append(line)
        self.rows[f"outcomes.{key}.point_years"] = RowCells(quantity=over_sites(lines, "quantity"))

    def _value(self, key: str, priced: str) -> None:
        lines = []
        for kind in self._kinds:
            line, change = self._begin(f"outcomes.{key}.value", key, kind)
            line["scaled"] = change["attributable"]
            line["price"] = self._prices.of(kind, f"outcomes.{key}.money_value.{priced}")
            profile = self._time.profile_of[f"outcomes.{key}.change", kind.number]
            for number, year in enumerate(self._time.keys, start=1):
                line[year] = -(line["scaled"] * (profile[f"o{number}"] / 12) * line["price"])
            lines.append(line)
        self.rows[f"outcomes.{key}.value"] = RowCells(cost_by_year=years_over_sites(lines, self._time.keys))
