"""Tables of the Word file: widths from what the cells hold, figures to the right, headings that repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.shared import Length, Pt

from sbs_econ.report import word_styles as look
from sbs_econ.report.document import Cell, Column, Table
from sbs_econ.report.plain_text import plain_text
from sbs_econ.report.word_parts import describe_table, element, whole_rows

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Cell

NARROW = 6
"""Columns that fit an upright page."""
SMALL = 9
"""Columns beyond which the letters are smaller."""
LETTERS = (7, 34)
"""The least and the most letters that a column is given room for, relative to the others."""


def is_wide(table: Table) -> bool:
    """Return whether a table needs the page on its side."""
    return len(table.columns) > NARROW


def heading_of(column: Column) -> str:
    """Return a column's heading with its unit."""
    return f"{column.heading} ({column.unit})" if column.unit else column.heading


def add_table(word: WordDocument, table: Table, title: str, width: Length) -> None:
    """Add a table across the page: a header row, then the rows."""
    made = word.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style = word.styles[look.TABLE]
    made.autofit = False
    widths = _widths(table, width)
    _set_widths(made, widths)
    cells = made._cells
    columns = len(table.columns)
    small = columns > SMALL
    for index, column in enumerate(table.columns):
        _fill(cells[index], heading_of(column), widths[index], column.text or index == 0, small)
    for row_index, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            at = cells[row_index * columns + index]
            _fill(at, cell.shown, widths[index], table.columns[index].text or _is_words(cell), small)
    describe_table(made, title)
    whole_rows(made)


def _is_words(cell: Cell) -> bool:
    return isinstance(cell.value, str)


def _fill(cell: _Cell, text: str, width: Length, words: bool, small: bool) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.style = look.TABLE_TEXT if words else look.TABLE_FIGURE
    run = paragraph.add_run(plain_text(text))
    if small:
        run.font.size = Pt(7.5)


def _widths(table: Table, width: Length) -> list[Length]:
    """Room for each column in proportion to its longest cell, within bounds, at least its longest word."""
    least, most = LETTERS
    wanted = []
    for index, column in enumerate(table.columns):
        texts = [heading_of(column), *(row[index].shown for row in table.rows)]
        word = max((len(part) for text in texts for part in text.split()), default=least)
        longest = max(len(text) for text in texts[1:]) if table.rows else least
        wanted.append(max(least, min(most, longest), min(word + 2, most)))
    return [Length(int(width * letters / sum(wanted))) for letters in wanted]


def _set_widths(made: WordTable, widths: list[Length]) -> None:
    for grid, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(width.twips if hasattr(width, "twips") else int(width / 635)))
    properties = made._tbl.tblPr
    total = properties.find(qn("w:tblW"))
    if total is None:
        total = element("tblW")
        properties.append(total)
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(int(sum(widths) / 635)))
