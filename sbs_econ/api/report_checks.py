"""Checks of what ``report`` makes of a scenario: the same numbers in every format, and a live model that agrees."""

from __future__ import annotations

import csv
import io
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from sbs_econ.analysis.findings import Asked, find, untold
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.analysis.verify_checks import SUMS, Check, Claim, Pair
from sbs_econ.api.reports import FORMATS, Files, Made, document_of
from sbs_econ.io.projects import hash_of
from sbs_econ.io.recalculation import office, recalculated
from sbs_econ.io.scenarios import Loaded
from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.reporting.compose import Wanted
from sbs_econ.reporting.csv_files import file_name
from sbs_econ.reporting.document import Document
from sbs_econ.reporting.workbook_tables import sheets_of
from sbs_econ.vocabulary import Perspective

DOMAIN = "Report"
SHOWN = "Every number of every table is looked for in"
PAGE = Claim("report_page", DOMAIN, f"{SHOWN} the page.", "All of them stand there as often as in the tables.")
WORD = Claim("report_word", DOMAIN, f"{SHOWN} the Word file.", "All of them stand there as often as in the tables.")
WORKBOOK = Claim(
    "report_workbook", DOMAIN, "Every number of results.xlsx is set beside that of the CSV files.",
    "The same, to the digits that are displayed.",
)  # fmt: skip
LIVE = Claim(
    "live_model", DOMAIN, "model.xlsx is calculated anew from its formulas alone, by LibreOffice.",
    "Every row and net cost of the engine at the means.",
)  # fmt: skip
COLUMNS = {
    "quantity": "difference, quantity", "cost": "difference, cost",
    "usual_quantity": "usual support, quantity", "usual_cost": "usual support, cost",
}  # fmt: skip


def report_checks(loaded: Loaded, overrides: dict[str, str], plan: Plan) -> Iterator[Check]:
    """Yield the checks of a report of one scenario, which is made for them and not kept."""
    inputs = loaded.usable()
    result = run_psa(inputs, plan)
    asked = Asked(result, loaded.folder.usable(), loaded.layers, hash_of(loaded, overrides), tuple(overrides.items()))
    findings = (find(asked),)
    made = Made(document_of(findings, Wanted(), untold), findings)
    files = Files()
    for make in FORMATS.values():
        files |= make(made)
    yield _standing(PAGE, made.document, _page_cells(files["report.html"]))
    yield _standing(WORD, made.document, _word_cells(files["report.docx"]))
    yield WORKBOOK.within(_workbook(made.document, files), SUMS)
    yield _live(inputs, files.get("model.xlsx"))


def _standing(claim: Claim, document: Document, found: Counter[str]) -> Check:
    shown = Counter(
        cell.shown
        for _, table in document.tables()
        for row in table.rows
        for cell in row
        if isinstance(cell.value, float)
    )
    missing = [text for text, count in shown.items() if found[text] < count]
    told = f"{shown.total():,} numbers" + (f"; missing: {', '.join(missing[:5])}" if missing else ", all there")
    return claim.judged(not missing and bool(shown), told)


class _Cells(HTMLParser):
    """Counts the texts of the cells of a page's tables."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[str] = Counter()
        self._cell: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a cell."""
        if tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th") and self._cell is not None:
            self.found["".join(self._cell).strip()] += 1
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Take text that stands in a cell."""
        if self._cell is not None:
            self._cell.append(data)


def _page_cells(page: bytes) -> Counter[str]:
    return _Cells(page.decode("utf-8")).found


def _word_cells(content: bytes) -> Counter[str]:
    from docx import Document as Opened

    tables = Opened(io.BytesIO(content)).tables
    return Counter(cell.text for table in tables for row in table.rows for cell in row.cells)


def _workbook(document: Document, files: Files) -> Iterator[Pair]:
    """Yield each number of results.xlsx with that of the CSV file of its table, rounded as it is displayed."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(files["results.xlsx"]))
    for sheet in sheets_of(document):
        page = book[sheet.name]
        start = page[next(iter(page.tables.values())).ref.split(":")[0]]
        text = files[f"csv/{file_name(sheet.table.key)}.csv"].decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))[1:]
        for place, (cells, values) in enumerate(zip(sheet.table.rows, lines, strict=True), start=1):
            for index, (cell, value) in enumerate(zip(cells, values, strict=True)):
                if isinstance(cell.value, float) and cell.places is not None:
                    seen = page.cell(start.row + place, start.column + index).value
                    yield f"{sheet.name}, row {place}", round(float(value), cell.places), _number(seen)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _live(inputs: Inputs, content: bytes | None) -> Check:
    if content is None:
        return LIVE.out_of_place("there is no model.xlsx of this scenario")
    if office() is None:
        return LIVE.out_of_place("LibreOffice is not installed here")
    try:
        calculated = recalculated([content])[0]
    except (subprocess.SubprocessError, OSError) as error:
        return LIVE.out_of_place(f"LibreOffice is installed here, and did not calculate it ({type(error).__name__})")
    return LIVE.within(_cells_of_model(inputs, calculated), SUMS)


def _cells_of_model(inputs: Inputs, content: bytes) -> Iterator[Pair]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), data_only=True)
    rows, table = base_case(inputs), _records(book["Table"], "row")
    for row in rows:
        for part, heading in COLUMNS.items():
            if getattr(row, part) is not None:
                yield f"{row.row}, {heading}", float(getattr(row, part)), _number(table[row.row][heading])
    nets = _records(book["Perspectives"], "perspective")
    for perspective in Perspective:
        wanted = float(net_cost(rows, view(perspective, inputs.settings.funded_by)))
        yield f"net cost, {perspective.value}", wanted, _number(nets[perspective.value]["workbook"])


def _records(page: Any, first: str) -> dict[str, dict[str, Any]]:
    """Return the lines of a list by their first cell, each by the headings; ``first`` heads the first column."""
    lines = list(page.iter_rows(values_only=True))
    start = next(number for number, line in enumerate(lines) if line[0] == first)
    return {str(line[0]): dict(zip(lines[start], line, strict=True)) for line in lines[start + 1 :]}
