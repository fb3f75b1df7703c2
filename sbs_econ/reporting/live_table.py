"""The results in the live workbook: the table, who pays by year, perspectives, and the check against the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sbs_econ.reporting.live_rows import RowCells
from sbs_econ.reporting.live_sheets import Column, Line, Listing, Sheet
from sbs_econ.reporting.live_terms import Term, products, same, sum_where, term, total, when
from sbs_econ.reporting.words import BLOCK_LABELS, PAYER_LABELS
from sbs_econ.schema.model_workbook import CHECK, CHECK_COLUMNS
from sbs_econ.vocabulary import FundedBy, Kind, Payer, Perspective

if TYPE_CHECKING:
    from sbs_econ.analysis.psa import PerspectiveResult, Result, RowResult
    from sbs_econ.model.rows import Row
    from sbs_econ.reporting.live_inputs import InputCells

COLOUR = "#0B0C0C"
TABLE = (
    Column("row", "row", style="text", width=46),
    Column("label", "label", style="text", width=50),
    Column("block", "block", style="text", width=27),
    Column("category", "category", style="text", width=24),
    Column("payer", "payer", style="text", width=16),
    Column("kind", "kind of flow", style="text", width=12),
    Column("evidence", "weakest evidence", style="text", width=16),
    Column("unit", "unit", style="text", width=14),
    Column("per", "per", style="text", width=11),
    Column("usual", "usual support, quantity", "without the programme"),
    Column("with", "with the programme, quantity", "usual + difference"),
    Column("quantity", "difference, quantity", "fewer is negative"),
    Column("usual_cost", "usual support, cost", "GBP", "money", 15),
    Column("with_cost", "with the programme, cost", "GBP", "money", 15),
    Column("cost", "difference, cost", "GBP, a saving is negative", "money", 15),
    Column("each", "difference in cost per participant", "cost / N", "money", 15),
)
TABLE_NOTES = (
    "Programme minus usual support, base case (every input at its mean); totals over participants and horizon "
    "unless the row is per participant. Money is discounted, quantities are not. Transfers move money between payers; "
    "memo rows are shown and never added.",
)


class Results:
    """The sheets of results and the cells that others point to."""

    def __init__(self, result: Result, rows: Mapping[str, RowCells], cells: InputCells, years: Sequence[str]) -> None:
        self._cells, self._rows, self._years = cells, rows, tuple(years)
        self._people = cells.setting("participants")
        self.flows = self._flow_list(result)
        self.table = Listing(Sheet("Table", COLOUR), TABLE, "Costs and consequences", TABLE_NOTES)
        self.check = Listing(
            Sheet(CHECK, COLOUR),
            [Column(key, key, style="text", width=46.0) for key in CHECK_COLUMNS[:2]]
            + [Column(key, key, style="exact", width=22.0) for key in CHECK_COLUMNS[2:]],
        )
        self.lines = {row.row.row: self._table_line(row.row) for row in result.rows}
        for row in result.rows:
            self._check_row(row)
        self._shade()
        self.payers = self._payers()
        self.perspectives = self._perspectives(result)

    def _flow_list(self, result: Result) -> Listing:
        columns = [
            Column("row", "row", style="text", width=46),
            Column("block", "block", style="text", width=16),
            Column("payer", "payer", style="text", width=16),
            Column("kind", "kind of flow", style="text", width=12),
            Column("cost", "all years", "sum of years", "money", 15),
            Column("share", "cashable share", "Inputs", "figure", 10),
            Column("cash", "of this cashable", "all years x share", "money", 15),
            *(Column(key, f"year {key[1:]}", "GBP, discounted", "money", 15) for key in self._years),
        ]
        listing = Listing(Sheet("Flows", COLOUR), columns, "Cost of each row by year", ("Over all sites.",))
        self._flow: dict[str, Line] = {}
        for each in result.rows:
            cells = self._rows.get(each.row.row)
            if cells is not None and cells.cost_by_year is not None:
                self._flow[each.row.row] = self._flow_line(listing, each.row, cells, cells.cost_by_year)
        return listing

    def _flow_line(self, listing: Listing, row: Row, cells: RowCells, years: tuple[Term, ...]) -> Line:
        line = listing.line(row=cells.row or row.row, block=row.block.value, payer=_word(row.payer))
        line["kind"] = cells.kind or _word(row.kind)
        for key, year in zip(self._years, years, strict=True):
            line[key] = year
        line["cost"] = total(line.across(self._years))
        line["share"] = self._cashable(row)
        line["cash"] = line["cost"] * line["share"]
        return line

    def _cashable(self, row: Row) -> Term:
        for name in (f"{row.row}.cashable", f"cashable.{row.category}"):
            if name in self._cells:
                return self._cells[name]
        return term(0.0)

    def _table_line(self, row: Row) -> Line:
        cells = self._rows.get(row.row, RowCells())
        line = self.table.line(
            row=cells.row or row.row, label=cells.label or row.label, block=BLOCK_LABELS[row.block],
            category=_word(row.category), payer=_word(row.payer), kind=cells.kind or _word(row.kind),
            evidence=_word(row.evidence), unit=row.unit, per=row.per,
        )  # fmt: skip
        if cells.quantity is not None:
            line["quantity"] = cells.quantity
            if cells.usual_quantity is not None:
                line["usual"] = cells.usual_quantity
                line["with"] = line["usual"] + line["quantity"]
        if row.per == "participant":
            line.restyle("figure", "usual", "with", "quantity")
        if row.row in self._flow:
            self._money(line, self._flow[row.row]["cost"], cells.usual_cost)
        return line

    def _money(self, line: Line, cost: Term, usual: Term | None) -> None:
        line["cost"] = cost
        if usual is not None:
            line["usual_cost"] = usual
            line["with_cost"] = line["usual_cost"] + line["cost"]
        line["each"] = self._per_person(line["cost"])

    def _per_person(self, cost: Term) -> Term:
        return when(same(self._people, 0.0), "", cost / self._people)

    def _check_row(self, row: RowResult) -> None:
        for part, estimate in (("quantity", row.quantity), ("cost", row.cost)):
            if estimate is not None:
                line = self.check.line(row=row.row.row, part=part, engine=float(estimate.base_case))
                line["workbook"] = self.lines[row.row.row][part]
                line["difference"] = line["workbook"] - line["engine"]

    def _shade(self) -> None:
        """Mark differences from the engine that are more than rounding."""
        place, last = self.check.place("difference"), self.check.lines[-1].row
        look = {"type": "formula", "criteria": "=ABS($E2)>1E-9*(1+ABS($C2))"}
        self.check.sheet.shades.append(((1, place, last, place), look))

    def _payers(self) -> Listing:
        columns = [
            Column("payer", "payer", style="text", width=16),
            Column("label", "label", style="text", width=28),
            Column("kind", "kind of flow", style="text", width=12),
            Column("cost", "all years", "GBP, discounted", "money", 15),
            Column("cash", "of this cashable", "GBP, discounted", "money", 15),
            *(Column(key, f"year {key[1:]}", "GBP, discounted", "money", 15) for key in self._years),
            *(Column(each.value, f"counts: {each.value}", "1 or 0", "count", 14) for each in Perspective),
        ]
        notes = (
            "Who pays (positive) and who gains (negative), by year of the horizon. The last columns say which "
            "perspective counts which flow; whose money the programme's is decides where the funder stands.",
        )
        listing = Listing(Sheet("Payers", COLOUR), columns, "Who pays and who gains", notes)
        for payer in Payer:
            for kind in (Kind.RESOURCE, Kind.TRANSFER):
                self._payer(listing, payer, kind)
        return listing

    def _payer(self, listing: Listing, payer: Payer, kind: Kind) -> None:
        line = listing.line(payer=payer.value, label=PAYER_LABELS[payer], kind=kind.value)
        for key in ("cost", "cash", *self._years):
            labels = ((self.flows.column("payer"), line["payer"]), (self.flows.column("kind"), line["kind"]))
            line[key] = sum_where(self.flows.column(key), *labels)
        for perspective in Perspective:
            line[perspective.value] = self._counts(perspective, payer, kind)

    def _counts(self, perspective: Perspective, payer: Payer, kind: Kind) -> Term:
        """Return whether a perspective counts a payer's flows, 1 or 0."""
        funded = self._cells.setting("funded_by")
        if perspective is Perspective.SOCIETAL:
            return term(1.0 if kind is Kind.RESOURCE else 0.0)
        if payer is Payer.FUNDER:
            public = (FundedBy.NHS, FundedBy.LOCAL_AUTHORITY)
            if perspective is Perspective.NHS_PSS:
                return when(_is_one_of(funded, public), 1.0, 0.0)
            return (
                term(1.0)
                if perspective is Perspective.FUNDER
                else when(_is_one_of(funded, (FundedBy.CHARITY,)), 0.0, 1.0)
            )
        care = (Payer.NHS, Payer.LOCAL_AUTHORITY)
        counted = {
            Perspective.NHS_PSS: care,
            Perspective.PUBLIC_SECTOR: (*care, Payer.POLICE, Payer.EXCHEQUER),
        }.get(perspective, ())
        return term(1.0 if payer in counted else 0.0)

    def _perspectives(self, result: Result) -> Listing:
        columns = (
            Column("perspective", "perspective", style="text", width=32),
            Column("label", "label", style="text", width=44),
            Column("engine", "engine's base case", "GBP, as calculated by the program", "money", 18),
            Column("workbook", "workbook", "GBP, costs of the flows that count", "money", 18),
            Column("difference", "difference", "workbook - engine", "exact", 18),
            Column("each", "workbook, per participant", "GBP / N", "money", 18),
        )
        notes = ("Net cost, programme minus usual support; a saving is negative. Memo rows are never counted.",)
        listing = Listing(Sheet("Perspectives", COLOUR), columns, "Net cost by perspective", notes)
        for found in result.perspectives:
            self._perspective(listing, found)
        return listing

    def _perspective(self, listing: Listing, found: PerspectiveResult) -> None:
        cost = products(self.payers.column(found.perspective.value), self.payers.column("cost"))
        self._net(listing, (found.perspective.value, found.label), found.net_cost.base_case, cost)
        if found.without_informal_care is not None:
            labels = ((self.flows.column("block"), "informal_care"), (self.flows.column("kind"), "resource"))
            care = sum_where(self.flows.column("cost"), *labels)
            name = f"{found.perspective.value}_without_informal_care"
            label = f"{found.label}, without unpaid care"
            self._net(listing, (name, label), found.without_informal_care.base_case, cost - care)

    def _net(self, listing: Listing, words: tuple[str, str], engine: float, cost: Term) -> None:
        line = listing.line(perspective=words[0], label=words[1], engine=float(engine))
        line["workbook"] = cost
        line["difference"] = line["workbook"] - line["engine"]
        line["each"] = self._per_person(line["workbook"])


def _is_one_of(cell: Term, words: Sequence[str]) -> Term:
    tests = [f'{cell.text}="{word}"' for word in words]
    text = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
    return Term(text, cell.value in [str(word) for word in words])


def _word(word: object) -> str | None:
    return None if word is None else str(word)
