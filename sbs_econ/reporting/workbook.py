"""The results as a workbook to read: a cover, contents, notes, and one table a sheet.

Follows the Government Analysis Function's guidance on making spreadsheets accessible: tables marked up and named, no
merged cells, no blank rows, one header row of headings that differ, numbers as numbers, nothing hidden or frozen.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from sbs_econ.reporting.document import Cell, Document
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.workbook_tables import (
    LINE,
    Sheet,
    cell_text,
    figure,
    headings,
    height,
    notes_of,
    number_format,
    sheets_of,
    width,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

NEVER = datetime(2000, 1, 1)
"""The date in the file's properties: the same file whenever it is written. The stamp says which run it is of."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
READING = (
    f"{CONTENTS} lists the tables. {NOTES} says what their columns mean.",
    "Differences are programme minus usual support, unless a table says otherwise; a cost below zero is a saving.",
    "Figures have the digits that the simulation supports. The CSV files of the same report have every digit.",
    "An empty cell means that its column does not apply to that row.",
)
FONT = {"font_name": "Arial", "font_size": 11, "valign": "top"}
A4 = 9
"""Its number among Excel's papers."""
EMPTY = "There is nothing to show."


def workbook_bytes(document: Document) -> bytes:
    """Return the tables of a report as an xlsx file; the same document gives the same bytes."""
    writer = _Writer(document)
    writer.write()
    return writer.out.getvalue()


class _Writer:
    """Writes the sheets in the order that people turn to them."""

    def __init__(self, document: Document) -> None:
        self.document, self.sheets, self.out = document, sheets_of(document), io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, OPTIONS)
        self.line = self.book.add_format(FONT)
        self.text = self.book.add_format({**FONT, "text_wrap": True})
        self.title = self.book.add_format({**FONT, "bold": True, "font_size": 15})
        self.head = self.book.add_format({**FONT, "bold": True, "text_wrap": True, "bg_color": "#E3ECF2", "bottom": 1})
        self.link = self.book.add_format({**FONT, "font_color": "#00406B", "underline": 1})
        self._numbers: dict[str, Format] = {}

    def write(self) -> None:
        """Write the workbook's properties and every sheet."""
        title, stamp = plain_text(self.document.title), plain_text(self.document.stamp)
        self.book.set_properties({"title": title, "author": "sbs_econ", "comments": stamp, "created": NEVER})
        self._cover()
        self._contents()
        self._notes()
        for sheet in self.sheets:
            self._table(sheet)
        self.book.close()

    def _string(self, sheet: Worksheet, place: tuple[int, int], text: str, style: Format) -> None:
        sheet.write_string(*place, cell_text(text), style)

    def _cover(self) -> None:
        sheet = self.book.add_worksheet(COVER)
        sheet.set_column(0, 0, 100)
        self._string(sheet, (0, 0), self.document.title, self.title)
        lines = [line for line in (self.document.subtitle, self.document.stamp, *READING) if line]
        for row, line in enumerate(lines, start=1):
            self._string(sheet, (row, 0), line, self.text)
            sheet.set_row(row, height([line], [100]))

    def _contents(self) -> None:
        sheet = self.book.add_worksheet(CONTENTS)
        rows = [(each.name, each.table.caption, each.section.heading) for each in self.sheets]
        self._words(sheet, CONTENTS, (("Sheet", 34), ("Table", 70), ("Part of the report", 40)), rows)
        for row, each in enumerate(self.sheets, start=3):
            sheet.write_url(row, 0, f"internal:'{each.name}'!A1", self.link, each.name)

    def _notes(self) -> None:
        sheet = self.book.add_worksheet(NOTES)
        rows = [(each.name, about, text) for each in self.sheets for about, text in notes_of(each)]
        self._words(sheet, NOTES, (("Sheet", 34), ("About", 34), ("Note", 90)), rows)

    def _words(
        self, sheet: Worksheet, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[tuple[str, ...]]
    ) -> None:
        """Write a table of words, with a title above and how many rows it has."""
        self._string(sheet, (0, 0), title, self.title)
        self._string(sheet, (1, 0), _size(len(rows)), self.line)
        for index, (_, letters) in enumerate(columns):
            sheet.set_column(index, index, letters)
        self._mark_up(sheet, (2, len(rows)), [name for name, _ in columns], title.lower())
        for row, cells in enumerate(rows, start=3):
            sheet.set_row(row, height(cells, [letters for _, letters in columns]))
            for index, cell in enumerate(cells):
                self._string(sheet, (row, index), cell, self.text)

    def _mark_up(self, sheet: Worksheet, place: tuple[int, int], heads: Sequence[str], name: str) -> None:
        """Make a real table of the cells below a row, so many of them, on pages that are one table wide."""
        top, rows = place
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.set_footer("&CPage &P of &N")
        columns = [{"header": cell_text(head), "header_format": self.head} for head in heads]
        options = {"columns": columns, "name": name, "autofilter": False, "banded_rows": False, "first_column": True}
        sheet.add_table(top, 0, top + max(rows, 1), len(heads) - 1, {**options, "style": "Table Style Light 1"})
        if rows == 0:
            self._string(sheet, (top + 1, 0), EMPTY, self.text)

    def _table(self, wanted: Sheet) -> None:
        sheet, table = self.book.add_worksheet(wanted.name), wanted.table
        self._string(sheet, (0, 0), table.caption, self.title)
        above = (f"{_size(len(table.rows))} {self.document.stamp}", *table.notes)
        for row, line in enumerate(above, start=1):
            self._string(sheet, (row, 0), line, self.line)
        top = 1 + len(above)
        letters = [width(table, index) for index in range(len(table.columns))]
        for index, across in enumerate(letters):
            sheet.set_column(index, index, across)
        sheet.set_row(top, height(headings(table.columns), letters) + LINE)
        self._mark_up(sheet, (top, len(table.rows)), headings(table.columns), wanted.table_name)
        for row, cells in enumerate(table.rows, start=top + 1):
            sheet.set_row(row, height([cell.shown for cell in cells], letters))
            for index, cell in enumerate(cells):
                self._cell(sheet, (row, index), cell)

    def _cell(self, sheet: Worksheet, place: tuple[int, int], cell: Cell) -> None:
        value = figure(cell)
        if value is None:
            self._string(sheet, place, cell.shown, self.text)
        else:
            sheet.write_number(*place, value, self._number(number_format(cell)))

    def _number(self, code: str) -> Format:
        if code not in self._numbers:
            self._numbers[code] = self.book.add_format({**FONT, "num_format": code})
        return self._numbers[code]


def _size(rows: int) -> str:
    return f"This sheet has one table, of {rows} {'row' if rows == 1 else 'rows'}."
