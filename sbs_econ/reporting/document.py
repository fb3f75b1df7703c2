"""What a report says, before it is a page, a Word file or a workbook: sections of paragraphs, tables and pictures.

Everything is rounded and worded here, once; each format only lays it out, so that the same numbers stand in all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sbs_econ.reporting.style import Picture

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key for CSV, its heading, its unit if it has one, what it means, whether it is text."""

    key: str
    heading: str
    unit: str = ""
    meaning: str = ""
    text: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure or a word: the value in full precision and what readers see of it.

    ``places`` are the decimals that the error of the value supports (negative: tens, hundreds); None for text.
    """

    value: Value
    shown: str
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row and, in its first column, a heading for each row; no cell is merged."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. ``kind`` is text, lead (the first, larger), note or warning."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` where the order says something."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture with its caption and the table of what it shows; its alternative text is the picture's own.

    It is drawn when it is first asked for: CSV files and workbooks do without.
    """

    draw: Callable[[], Picture]
    caption: str
    table: Table

    @cached_property
    def picture(self) -> Picture:
        """The picture."""
        return self.draw()


Part = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``key`` names it in links, sheets and files; level 1 is below the title."""

    key: str
    heading: str
    parts: tuple[Part, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``stamp`` identifies the runs in every footer; the first section is the first page."""

    title: str
    subtitle: str
    stamp: str
    sections: tuple[Section, ...]
    language: str = "en-GB"

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Yield every table, those of pictures included, with the section that it stands in."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Table):
                    yield section, part
                elif isinstance(part, Figure):
                    yield section, part.table

    def pictures(self) -> Iterator[Figure]:
        """Yield every picture."""
        for section in self.sections:
            yield from (part for part in section.parts if isinstance(part, Figure))
