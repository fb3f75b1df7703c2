"""The report as a Word file: real headings, captions, alternative text, and text that is only text."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Cm, Length

from sbs_econ.reporting import word_styles as look
from sbs_econ.reporting.document import Bullets, Document, Figure, Paragraph, Section, Table
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.word_parts import (
    add_bookmark,
    add_field,
    add_link,
    describe_picture,
    new_numbering,
    number_by,
    timeless,
)
from sbs_econ.reporting.word_tables import add_table, is_wide, pieces

if TYPE_CHECKING:
    from docx.section import Section as WordSection

PARAGRAPHS = {"text": "Normal", "lead": look.LEAD, "note": look.NOTE, "warning": look.WARNING}
PICTURE_TABLES = "The pictures as tables"
EMPTY = "There is nothing to show."
WARNING = "Warning."
HIGHEST = Cm(21.5)
"""The most that a picture's height can be: a page less its margins, heading and caption."""


def word_bytes(document: Document) -> bytes:
    """Return the report as a docx file; the same document gives the same bytes."""
    writer = _Writer(document)
    writer.write()
    out = io.BytesIO()
    writer.word.save(out)
    return timeless(out.getvalue())


class _Writer:
    """Writes a document from its first part to its last."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.word = docx.Document()
        look.set_up(self.word, plain_text(document.title), document.language)
        self._counts = {"Table": 0, "Figure": 0}
        self._behind: list[tuple[str, Table]] = []
        self._wide, self._upright, self._across = False, self._width(), self._width(across=True)

    def write(self) -> None:
        """Write title, contents, sections, and last the tables of the pictures."""
        self._footer(self.word.sections[0])
        self.word.add_paragraph(plain_text(self.document.title), "Title")
        if self.document.subtitle:
            self.word.add_paragraph(plain_text(self.document.subtitle), "Subtitle")
        figures = any(True for _ in self.document.pictures())
        last = (Section("pictures_as_tables", PICTURE_TABLES, ()),) if figures else ()
        sections = (*self.document.sections, *last)
        below = next((index for index, each in enumerate(sections) if index and each.level == 1), len(sections))
        for index, section in enumerate(sections):
            if index == below and index < len(sections) - 1:
                self._contents(sections, below)
            self._section(index, section)
        for caption, table in self._behind:
            self._table(table, caption)
        self._turn(wide=False)

    def _footer(self, section: WordSection) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.add_run(f"{plain_text(self.document.stamp)}  Page ")
        add_field(paragraph, "PAGE", "1")
        paragraph.add_run(" of ")
        add_field(paragraph, "NUMPAGES", "1")

    def _contents(self, sections: tuple[Section, ...], below: int) -> None:
        """Links to the sections below the first page; without page numbers, which only Word would know."""
        self._turn(wide=False)
        self.word.add_paragraph("In this report", "Heading 1")
        for index, section in enumerate(sections):
            if index >= below and section.level == 1:
                add_link(self.word.add_paragraph(style="List Bullet"), plain_text(section.heading), _bookmark(index))

    def _section(self, index: int, section: Section) -> None:
        self._turn(wide=self._is_wide_at(section, 0))
        if section.heading:
            level = min(max(section.level, 1), max(look.HEADINGS))
            heading = self.word.add_paragraph(plain_text(section.heading), f"Heading {level}")
            add_bookmark(heading, _bookmark(index), index)
        for place, part in enumerate(section.parts):
            self._part(section, place, part)

    def _is_wide_at(self, section: Section, place: int) -> bool:
        """Whether the page lies on its side at a part: it does as soon as what leads up to a wide table begins."""
        tables = (part for part in section.parts[place:] if isinstance(part, Table | Figure))
        first = next(tables, None)
        return isinstance(first, Table) and is_wide(pieces(first, self._across)[0], self._upright)

    def _part(self, section: Section, place: int, part: Paragraph | Bullets | Table | Figure) -> None:
        if isinstance(part, Table):
            self._table(part, part.caption)
        elif isinstance(part, Figure):
            self._turn(wide=False)
            self._figure(part)
        else:
            self._turn(wide=self._wide or self._is_wide_at(section, place))
            self._words(part)

    def _words(self, part: Paragraph | Bullets) -> None:
        if isinstance(part, Bullets):
            self._list(part)
            return
        paragraph = self.word.add_paragraph(style=PARAGRAPHS[part.kind])
        if part.kind == "warning":
            paragraph.add_run(f"{WARNING} ").bold = True
        paragraph.add_run(plain_text(part.text))

    def _list(self, bullets: Bullets) -> None:
        numbering = new_numbering(self.word, "List Number") if bullets.numbered else None
        for item in bullets.items:
            paragraph = self.word.add_paragraph(plain_text(item), "List Number" if numbering else "List Bullet")
            if numbering:
                number_by(paragraph, numbering)

    def _figure(self, figure: Figure) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(figure.picture.png), width=self._width())
        if picture.height > HIGHEST:
            picture.width, picture.height = Length(int(picture.width * HIGHEST / picture.height)), HIGHEST
        describe_picture(picture, plain_text(figure.picture.title), plain_text(figure.picture.description))
        number = self._caption("Figure", figure.caption, above=False)
        self._behind.append((f"Figure {number} as a table: {figure.table.caption}", figure.table))

    def _caption(self, kind: str, text: str, above: bool) -> int:
        self._counts[kind] += 1
        paragraph = self.word.add_paragraph(f"{kind} ", "Caption")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        paragraph.add_run(f". {plain_text(text)}")
        paragraph.paragraph_format.keep_with_next = above
        return self._counts[kind]

    def _table(self, table: Table, caption: str) -> None:
        for piece in pieces(replace(table, caption=caption), self._across):
            self._piece(piece)

    def _piece(self, table: Table) -> None:
        self._turn(wide=self._wide or is_wide(table, self._upright))
        self._caption("Table", table.caption, above=True)
        add_table(self.word, table, plain_text(table.caption), self._width())
        for note in table.notes if table.rows else (EMPTY, *table.notes):
            self.word.add_paragraph(plain_text(note), look.NOTE)
        self.word.add_paragraph(style=look.SPACE)

    def _turn(self, wide: bool) -> None:
        """Begin a page the other way round where the next part needs it."""
        if wide is self._wide:
            return
        self._wide = wide
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        before = self.word.element.body.p_lst[-2]
        self.word.paragraphs[-1].style = look.SPACE  # it ends the section; as it is, it could fill a page of its own
        if before.style == look.SPACE:
            before.getparent().remove(before)  # it stood below a table
        sides = sorted((Length(section.page_width or 0), Length(section.page_height or 0)), reverse=wide)
        section.page_width, section.page_height = sides
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT

    def _width(self, across: bool = False) -> Length:
        """Room between the margins; ``across`` as if the page lay on its side."""
        section = self.word.sections[-1]
        side = (section.page_height if across else section.page_width) or 0
        return Length(side - (section.left_margin or Cm(0)) - (section.right_margin or Cm(0)))


def _bookmark(index: int) -> str:
    return f"section_{index}"
