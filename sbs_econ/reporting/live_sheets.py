"""Sheets of the live workbook before they are a file: cells with their styles, and lists that grow line by line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sbs_econ.reporting.live_terms import Range, Term, Value

Content = Term | Value | None


def column_letters(index: int) -> str:
    """Return the letters of a column, from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and the name of its style."""

    content: Content
    style: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What Excel lets a person enter in a cell, in its own words, with what it says otherwise."""

    options: Mapping[str, object]
    title: str = ""
    message: str = ""


@dataclass
class Sheet:
    """One sheet: cells by row and column from 0, widths, and what may be entered."""

    name: str
    colour: str = ""
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    rules: dict[tuple[int, int], Rule] = field(default_factory=dict)
    freeze: tuple[int, int] = (1, 1)
    printed: int = 0
    """Columns that are printed; all if 0."""
    shades: list[tuple[tuple[int, int, int, int], Mapping[str, object]]] = field(default_factory=list)

    def put(self, row: int, column: int, content: Content, style: str = "text") -> Term:
        """Write a cell; return a reference to it with its value."""
        self.cells[row, column] = Cell(content, style)
        value = content.value if isinstance(content, Term) else "" if content is None else content
        return Term(f"{self.name}!${column_letters(column)}${row + 1}", value)


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row, in points, that shows every text wrapped to its width."""
    return 14.0 * max(math.ceil(1.2 * len(text) / width) if text else 1 for text, width in texts) + 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its key, heading, the equation in it, its style and width."""

    key: str
    heading: str
    equation: str = ""
    style: str = "number"
    width: float = 13.0


class Listing:
    """A list on a sheet: one header row, one line for each thing, one equation a column."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], title: str = "", notes: Iterable[str] = ()) -> None:
        self.sheet, self.columns = sheet, tuple(columns)
        self._index = {column.key: number for number, column in enumerate(columns)}
        self.lines: list[Line] = []
        top = self._heading(title, tuple(notes))
        for number, column in enumerate(columns):
            sheet.put(top, number, column.heading, "header" if column.style == "text" else "header_right")
            sheet.widths.setdefault(number, column.width)
        sheet.heights[top] = _height([(column.heading, column.width) for column in columns])
        self.first = top + 1

    def _heading(self, title: str, notes: tuple[str, ...]) -> int:
        """Write title, notes and equations above the header; return the header's row."""
        if not title:
            self.sheet.freeze = (1, 1)
            return 0
        self.sheet.put(0, 0, title, "title")
        for number, note in enumerate(notes, start=1):
            self.sheet.put(number, 0, note, "note")
        row = len(notes) + 2
        for number, column in enumerate(self.columns):
            if column.equation:
                style = "equation" if column.style == "text" else "equation_right"
                self.sheet.put(row - 1, number, column.equation, style)
        self.sheet.heights[row - 1] = _height([(column.equation, column.width) for column in self.columns])
        self.sheet.freeze = (row + 1, 1)
        return row

    def line(self, **cells: Content) -> Line:
        """Begin the next line, with some cells filled."""
        made = Line(self, self.first + len(self.lines))
        self.lines.append(made)
        for key, content in cells.items():
            made[key] = content
        return made

    def place(self, key: str) -> int:
        """Return the number of a column."""
        return self._index[key]

    def style(self, key: str) -> str:
        """Return the style of a column."""
        return self.columns[self._index[key]].style

    def column(self, key: str, lines: Sequence[Line] | None = None) -> Range:
        """Return the cells of a column, of all lines or of neighbouring ones."""
        chosen = self.lines if lines is None else lines
        letters = column_letters(self._index[key])
        ends = [f"${letters}${line.row + 1}" for line in (chosen[0], chosen[-1])]
        return Range(f"{self.sheet.name}!{':'.join(ends)}", tuple(line[key] for line in chosen))


class Line:
    """A line of a list: what is set is a cell, what is got is a reference to it."""

    def __init__(self, listing: Listing, row: int) -> None:
        self.listing, self.row = listing, row
        self._terms: dict[str, Term] = {}

    def __setitem__(self, key: str, content: Content) -> None:
        """Write a cell."""
        listing = self.listing
        self._terms[key] = listing.sheet.put(self.row, listing.place(key), content, listing.style(key))

    def __getitem__(self, key: str) -> Term:
        """Return a reference to a cell; an empty one where nothing was written."""
        if key not in self._terms:
            text = f"{self.listing.sheet.name}!${column_letters(self.listing.place(key))}${self.row + 1}"
            return Term(text, "")
        return self._terms[key]

    def restyle(self, style: str, *keys: str) -> None:
        """Give cells that are written another style than their column's."""
        for key in keys:
            place = (self.row, self.listing.place(key))
            if place in self.listing.sheet.cells:
                self.listing.sheet.cells[place] = Cell(self.listing.sheet.cells[place].content, style)

    def across(self, keys: Sequence[str]) -> Range:
        """Return neighbouring cells of the line."""
        letters = [column_letters(self.listing.place(key)) for key in (keys[0], keys[-1])]
        ends = ":".join(f"${letter}${self.row + 1}" for letter in letters)
        return Range(f"{self.listing.sheet.name}!{ends}", tuple(self[key] for key in keys))
