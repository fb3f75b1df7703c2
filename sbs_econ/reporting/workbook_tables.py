"""How a table of the report stands on a sheet: names, headings that differ, widths, and figures as they are shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sbs_econ.reporting.document import Cell, Column, Document, Section, Table
from sbs_econ.reporting.plain_text import plain_text

SHEET_LETTERS = 31
"""The most that the name of a sheet can have."""
CELL_LETTERS = 32_767
"""The most that a cell can hold."""
WIDTHS = (11, 48)
"""Least and most letters across a column."""
LINE, HIGHEST = 15.0, 400.0
"""Points of a line, and of the highest row."""
TAKEN = ("cover", "contents", "notes", "history")
"""Names of sheets that tables do not get; the last belongs to the program that opens the file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be: its name, the section that its table stands in, the table, and the name of that."""

    name: str
    section: Section
    table: Table
    table_name: str


def sheets_of(document: Document) -> list[Sheet]:
    """Return a sheet for each table, in the order of the report; a table that stands there twice has one."""
    placed: dict[int, tuple[Section, Table]] = {}
    for section, table in document.tables():
        placed.setdefault(id(table), (section, table))
    found = list(placed.values())
    names = unique((_sheet_name(table) for _, table in found), SHEET_LETTERS, TAKEN)
    tables = unique((_table_name(table) for _, table in found), 200, ("contents", "notes"))
    return [Sheet(name, *pair, own) for name, pair, own in zip(names, found, tables, strict=True)]


def _sheet_name(table: Table) -> str:
    words = re.sub(r"[\[\]:*?/\\']", " ", plain_text(table.key)).replace("_", " ").replace(".", " ")
    name = " ".join(words.split())
    return name[:1].upper() + name[1:] or "Table"


def _table_name(table: Table) -> str:
    return "table_" + re.sub(r"[^A-Za-z0-9_]", "_", table.key)


def unique(names: Iterable[str], most: int, taken: Sequence[str] = ()) -> list[str]:
    """Return names cut to so many letters, a number behind each that came before, whatever its case.

    >>> unique(["Costs", "costs"], 31)
    ['Costs', 'costs 2']
    """
    seen, found = {name.lower() for name in taken}, []
    for name in names:
        chosen, count = name[:most].rstrip(), 1
        while chosen.lower() in seen:
            count += 1
            tail = f" {count}" if " " in name or most == SHEET_LETTERS else f"_{count}"
            chosen = name[: most - len(tail)].rstrip() + tail
        seen.add(chosen.lower())
        found.append(chosen)
    return found


def headings(columns: Sequence[Column]) -> list[str]:
    """Return the columns' headings with their units, no two the same."""
    wanted = [f"{c.heading} ({c.unit})" if c.unit else c.heading for c in columns]
    return unique((plain_text(text) or "Column" for text in wanted), 255)


def figure(cell: Cell) -> float | None:
    """Return a cell's value with the digits that it is shown with; None where it is shown as words, or not at all."""
    value = cell.value
    if value is None or isinstance(value, str) or cell.places is None or not math.isfinite(value):
        return None
    return round(float(value), cell.places) + 0.0


def number_format(cell: Cell) -> str:
    """Return the Excel number format that shows a cell's value as the report does.

    >>> number_format(Cell(0.0658, "6.6%", 3)), number_format(Cell(-12385.6, "-£12,400", -2))
    ('0.0%', '[$£-809]#,##0;-[$£-809]#,##0')
    """
    places = cell.places or 0
    if "%" in cell.shown:
        return "0" + _decimals(places - 2) + "%"
    plain = "#,##0" + _decimals(places)
    return f"[$£-809]{plain};-[$£-809]{plain}" if "£" in cell.shown else plain


def _decimals(places: int) -> str:
    return "" if places <= 0 else "." + "0" * places


def cell_text(text: str) -> str:
    """Return text as a cell can hold it, cut where it is too long."""
    plain = plain_text(text)
    return plain if len(plain) <= CELL_LETTERS else plain[: CELL_LETTERS - 1] + "…"


def width(table: Table, index: int) -> int:
    """Return how many letters across a column is: its longest cell or heading's word, within bounds."""
    least, most = WIDTHS
    heading = headings(table.columns)[index]
    longest = max((len(row[index].shown) for row in table.rows), default=0)
    word = max((len(part) for part in heading.split()), default=0)
    return max(least, min(most, max(longest, word, len(heading) // 2) + 2))


def height(texts: Iterable[str], letters: Sequence[int]) -> float:
    """Return points for a row whose texts are wrapped in columns so many letters across.

    It is written into the file, for not every program works it out when it opens one.
    """
    pairs = zip(texts, letters, strict=True)
    return min(LINE * max(-(-max(len(text), 1) // wide) for text, wide in pairs), HIGHEST)


def notes_of(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield what there is to know about a table: its columns' meanings and its own notes."""
    for heading, column in zip(headings(sheet.table.columns), sheet.table.columns, strict=True):
        if column.meaning:
            yield f"Column: {heading}", column.meaning
    for note in sheet.table.notes:
        yield "The table", note
