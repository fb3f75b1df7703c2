"""Tables of the Word file: no word or figure broken, figures to the right, headings that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Pt

from sbs_econ.report import word_styles as look
from sbs_econ.report.document import Cell, Column, Table
from sbs_econ.report.plain_text import plain_text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

SIZES = (9.0, 8.0, 7.0)
"""Points of the letters: the largest at which every word fits its column."""
SQUEEZED = 7.5
"""Points below which a table is rather put on a page on its side."""
LETTER = 0.56
"""Width of a letter of Arial, on average, over its size: that of a digit."""
BOLD = 1.1
"""Width of a heading's letters, which are bold, over that of others."""
BESIDE = 8.0
"""Points of space beside the text of a cell, both sides together."""
LONGEST = 48
"""Letters beyond which a text is given no more room on a line."""
MOST = 8
"""Columns of an upright page."""
TWIPS = 20
"""In a point."""


def heading_of(column: Column) -> str:
    """Return a column's heading with its unit."""
    return plain_text(f"{column.heading} ({column.unit})" if column.unit else column.heading)


def is_wide(table: Table, upright: Length) -> bool:
    """Return whether a table needs the page on its side, given the width of an upright one."""
    room = upright / Pt(1)
    return sum(_least(need, SQUEEZED) for need in _needs(table)) > room or len(table.columns) > MOST


def add_table(word: WordDocument, table: Table, title: str, width: Length) -> None:
    """Add a table across the page: a header row that repeats, then rows that are never broken over two pages."""
    needs, room = _needs(table), width / Pt(1)
    size = next((size for size in SIZES if sum(_least(need, size) for need in needs) <= room), SIZES[-1])
    widths = [round(points * TWIPS) for points in _widths(needs, size, room)]
    laid_out = _Layout(table, widths, None if size == SIZES[0] else size)
    word.element.body._insert_tbl(parse_xml(laid_out.xml(title)))


@dataclass(frozen=True, slots=True)
class _Need:
    """Letters of a column's longest word and of its longest text."""

    word: float
    text: int


def _needs(table: Table) -> list[_Need]:
    needs = []
    for index, column in enumerate(table.columns):
        texts = [plain_text(row[index].shown) for row in table.rows]
        word = max((len(part) for text in texts for part in text.split()), default=1)
        head = max((len(part) * BOLD for part in heading_of(column).split()), default=1.0)
        needs.append(_Need(max(float(word), head), min(max((len(text) for text in texts), default=1), LONGEST)))
    return needs


def _least(need: _Need, size: float) -> float:
    return need.word * size * LETTER + BESIDE


def _widths(needs: list[_Need], size: float, room: float) -> list[float]:
    """Points for each column: enough for its longest word, then for its texts, the shortest first."""
    widths = [_least(need, size) for need in needs]
    spare = room - sum(widths)
    if spare < 0:
        return [room * own / sum(widths) for own in widths]
    wanted = [max(0.0, need.text * size * LETTER + BESIDE - own) for need, own in zip(needs, widths, strict=True)]
    order = sorted(range(len(needs)), key=lambda index: wanted[index])
    for done, index in enumerate(order):
        more = min(wanted[index], spare / (len(order) - done))
        widths[index] += more
        spare -= more
    return [width + spare * width / sum(widths) for width in widths]


@dataclass(frozen=True, slots=True)
class _Layout:
    """A table as WordprocessingML. ``size`` is that of its letters, where it is not the style's."""

    table: Table
    widths: list[int]
    size: float | None

    def xml(self, title: str) -> str:
        """Return the table's element."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        columns = self.table.columns
        head = [(heading_of(column), column.text or place == 0) for place, column in enumerate(columns)]
        rows = [self._row(head, "<w:tblHeader/>"), *(self._row(self._cells(row), "") for row in self.table.rows)]
        return (
            f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblStyle w:val={quoteattr(look.TABLE_ID)}/>"
            f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(title)}/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _cells(self, row: tuple[Cell, ...]) -> list[tuple[str, bool]]:
        """Each cell's text, and whether it is words, which stand to the left."""
        return [
            (plain_text(cell.shown), column.text or isinstance(cell.value, str))
            for cell, column in zip(row, self.table.columns, strict=True)
        ]

    def _row(self, cells: list[tuple[str, bool]], header: str) -> str:
        inside = "".join(self._cell(*cell, width) for cell, width in zip(cells, self.widths, strict=True))
        return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{inside}</w:tr>"

    def _cell(self, text: str, words: bool, width: int) -> str:
        style = look.TABLE_TEXT_ID if words else look.TABLE_FIGURE_ID
        half = "" if self.size is None else f'<w:rPr><w:sz w:val="{round(2 * self.size)}"/></w:rPr>'
        run = f'<w:r>{half}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p></w:tc>'
        )
