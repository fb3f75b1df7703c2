"""Tables of the Word file: no word or figure broken, figures to the right, headings that repeat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Pt

from sbs_econ.equations.arrays import Array
from sbs_econ.reporting import word_styles as look
from sbs_econ.reporting.document import Cell, Column, Table
from sbs_econ.reporting.plain_text import plain_text

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

SIZES = (9.0, 8.0, 7.0)
"""Points of the letters: the largest at which every word fits its column."""
SQUEEZED = 7.5
"""Points below which a table is rather put on a page on its side."""
LETTER = 0.56
"""Width of a letter of Arial, on average, over its size: that of a digit."""
BOLD = 1.2
"""Width of a heading's letters, which are bold, over that of others."""
BESIDE = 8.0
"""Points of space beside the text of a cell, both sides together."""
LONGEST = (22.0, 16.0, 12.0)
"""Letters beyond which a word may be broken, such as a quantity's name: the most for which there is room."""
STEP, RAGGED = 4.0, 1.1
"""Points that a column is widened by at a time; lines that a text takes over those that its letters would fill."""
LONG, CROWDED = 120, 0.55
"""Letters of a long text; the part of the page that other columns take, beyond which it has too little room."""
MOST = 8
"""Columns of an upright page."""
TWIPS = 20
"""In a point."""


def heading_of(column: Column) -> str:
    """Return a column's heading with its unit."""
    return plain_text(f"{column.heading} ({column.unit})" if column.unit else column.heading)


def is_wide(table: Table, upright: Length) -> bool:
    """Return whether a table needs the page on its side, given the width of an upright one."""
    return len(table.columns) > MOST or sum(_least(each, SQUEEZED) for each in _words(table)) > upright / Pt(1)


def pieces(table: Table, across: Length) -> list[Table]:
    """Return a table as it is, or in two where long texts would have no room beside so many columns.

    The second has the first column again, and the rows that have any of the long texts.

    Args:
        table: of the report.
        across: width of a page on its side.
    """
    long = [index for index in range(1, len(table.columns)) if _longest(table, index) > LONG]
    short = [index for index in range(len(table.columns)) if index not in long]
    needed = sum(_least(_words(table)[index], SQUEEZED) for index in short)
    if not long or needed < CROWDED * (across / Pt(1)):
        return [table]
    names = ", ".join(table.columns[index].heading for index in long)
    rest = replace(_only(table, [0, *long]), caption=f"{table.caption}: {names}")
    told = tuple(row for row in rest.rows if any(cell.shown for cell in row[1:]))
    return [replace(_only(table, short), notes=()), replace(rest, rows=told)]


def _longest(table: Table, index: int) -> int:
    return max((len(row[index].shown) for row in table.rows), default=0)


def _only(table: Table, columns: list[int]) -> Table:
    rows = tuple(tuple(row[index] for index in columns) for row in table.rows)
    return replace(table, columns=tuple(table.columns[index] for index in columns), rows=rows)


def add_table(word: WordDocument, table: Table, title: str, width: Length) -> None:
    """Add a table across the page: a header row that repeats, then rows that are never broken over two pages."""
    words, room = _words(table), width / Pt(1)
    size = next((size for size in SIZES if sum(_least(each, size) for each in words) <= room), SIZES[-1])
    widths = [int(points * TWIPS) for points in _widths(table, size, room)]
    laid_out = _Layout(table, widths, None if size == SIZES[0] else size)
    word.element.body._insert_tbl(parse_xml(laid_out.xml(title)))


def _words(table: Table, longest: float = LONGEST[0]) -> list[float]:
    """Letters of each column's longest word up to so many, those of headings counted as wider."""
    found = []
    for index, column in enumerate(table.columns):
        words = [float(len(word)) for row in table.rows for word in plain_text(row[index].shown).split()]
        heads = [len(word) * BOLD for word in heading_of(column).split()]
        found.append(min(max([*words, *heads, 1.0]), longest))
    return found


def _least(letters: float, size: float) -> float:
    return letters * size * LETTER + BESIDE


def _widths(table: Table, size: float, room: float) -> list[float]:
    """Points for each column: enough for its longest word, and what is left where it makes rows lower."""
    least = _least_of(table, size, room)
    if sum(least) >= room:
        return [float(own) for own in least * (room / sum(least))]
    texts = [[len(plain_text(cell.shown)) for cell in row] for row in table.rows]
    widths = _lowered(np.array(texts, dtype=np.float64).reshape(-1, len(least)) * size * LETTER, least, room)
    return [float(width) for width in widths * (room / sum(widths))]


def _least_of(table: Table, size: float, room: float) -> Array:
    """The least that columns take, with long words broken as far as there is no room for them."""
    for longest in LONGEST:
        least = np.array([_least(letters, size) for letters in _words(table, longest)])
        if sum(least) < room:
            break
    return least


def _lowered(texts: Array, widths: Array, room: float) -> Array:
    """Widen, a little at a time, the column that most of the rows' height is due to.

    Args:
        texts: points that each cell's text would take on one line, shape (rows, columns).
        widths: points of the columns to begin with.
        room: points of the whole table.
    """
    widths = widths.copy()
    while len(texts) and sum(widths) + STEP <= room:
        lines = np.ceil(texts / (widths - BESIDE) * RAGGED)
        highest, column = lines.max(axis=1), lines.argmax(axis=1)
        height = np.bincount(column, weights=np.where(highest > 1, highest, 0.0), minlength=len(widths))
        if not height.any():
            break
        widths[height.argmax()] += STEP
    return widths


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
