"""The Word file: headings, captions, alternative text and tables where python-docx finds them; text stays text."""

import io
import itertools
import re
import zipfile

import docx
from docx.oxml.ns import qn
from sample_document import PAYLOADS, sample_document

from sbs_econ.reporting import word
from sbs_econ.reporting.document import Document, Figure, Paragraph, Section, Table
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.word import word_bytes

DOCUMENT = sample_document()
MADE = word_bytes(DOCUMENT)
WORD = docx.Document(io.BytesIO(MADE))


def text_of_file(name="word/document.xml"):
    return zipfile.ZipFile(io.BytesIO(MADE)).read(name).decode()


def test_headings_are_headings_at_their_level():
    found = [(p.style.name, p.text) for p in WORD.paragraphs if p.style.name.startswith("Heading")]
    for section in DOCUMENT.sections:
        assert (f"Heading {section.level}", plain_text(section.heading)) in found
    assert [p.text for p in WORD.paragraphs if p.style.name == "Title"] == [DOCUMENT.title]
    levels = [int(name[-1]) for name, _ in found]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_captions_count_tables_and_figures_of_the_document():
    captions = [p.text for p in WORD.paragraphs if p.style.name == "Caption"]
    tables = [c for c in captions if c.startswith("Table ")]
    assert [c.split(".")[0] for c in tables] == [f"Table {n}" for n in range(1, len(WORD.tables) + 1)]
    assert len(WORD.tables) == sum(1 for _ in DOCUMENT.tables())
    assert "Figure 1. Two points." in captions
    assert "Table 2. Costs by year" in captions


def test_every_picture_has_its_alternative_text():
    figures = list(DOCUMENT.pictures())
    described = [(e.get("title"), e.get("descr")) for e in WORD.element.iter(qn("wp:docPr"))]
    assert described == [(f.picture.title, f.picture.description) for f in figures]
    pictures = [r.target_part.blob for r in WORD.part.rels.values() if r.reltype.endswith("/image")]
    assert pictures == [f.picture.png for f in figures]


def tables_in_order():
    """The tables of the document in the order of the Word file: those of pictures stand last."""
    parts = [part for section in DOCUMENT.sections for part in section.parts]
    return [p for p in parts if isinstance(p, Table)] + [p.table for p in parts if isinstance(p, Figure)]


def test_every_cell_is_the_documents():
    for made, table in zip(WORD.tables, tables_in_order(), strict=True):
        cells = [[cell.text for cell in row.cells] for row in made.rows]
        assert cells[1:] == [[plain_text(cell.shown) for cell in row] for row in table.rows]
        assert [text.split(" (")[0] for text in cells[0]] == [column.heading for column in table.columns]


def test_header_rows_repeat_and_rows_stay_whole():
    for table in WORD.tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert all(row.find(qn("w:tblHeader")) is None for row in rows[1:])
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_nothing_is_merged():
    assert "gridSpan" not in text_of_file()
    assert "vMerge" not in text_of_file()


def test_language_title_and_footer():
    assert (WORD.core_properties.title, WORD.core_properties.language) == (DOCUMENT.title, "en-GB")
    languages = {e.get(qn("w:val")) for e in WORD.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    footer = WORD.sections[0].footer
    assert DOCUMENT.stamp in footer.paragraphs[0].text
    codes = [e.text.strip() for e in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert all(section.footer.is_linked_to_previous for section in list(WORD.sections)[1:])


def test_lists_are_lists_and_numbers_begin_again():
    styles = [p.style.name for p in WORD.paragraphs]
    assert styles.count("List Number") == 2
    assert styles.count("List Bullet") >= 2 + len(PAYLOADS)
    twice = Section("s", "S", tuple(part for part in DOCUMENT.sections[0].parts) * 2)
    lists = docx.Document(io.BytesIO(word_bytes(Document("t", "", "stamp", (twice,)))))
    numbers = [p._p.pPr.numPr.numId.val for p in lists.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_payloads_are_text_and_no_field_is_ours_but_captions():
    texts = [p.text for p in WORD.paragraphs]
    for payload in PAYLOADS:
        assert plain_text(payload) in texts
    codes = {e.text.strip() for e in WORD.element.iter(qn("w:instrText"))}
    assert codes == {"SEQ Table \\* ARABIC", "SEQ Figure \\* ARABIC"}
    assert "fldSimple" not in text_of_file()
    links = [e.get(qn("w:anchor")) for e in WORD.element.iter(qn("w:hyperlink"))]
    marks = [e.get(qn("w:name")) for e in WORD.element.iter(qn("w:bookmarkStart"))]
    assert links
    assert set(links) <= set(marks)
    assert not [r for r in WORD.part.rels.values() if r.is_external]


def test_no_control_or_bidi_character_is_left():
    found = re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text_of_file())
    assert found == []


def test_same_bytes_and_no_time_in_them():
    assert word_bytes(sample_document()) == MADE
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(MADE)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    names = zipfile.ZipFile(io.BytesIO(MADE)).namelist()
    assert names[0] == "[Content_Types].xml"
    assert not [name for name in names if "thumbnail" in name]


def test_wide_tables_lie_on_their_side_and_text_after_them_does_not():
    sides = [section.page_width > section.page_height for section in WORD.sections]
    assert sides == [False, True, False]


def test_an_empty_document_and_an_empty_table_are_files_too():
    assert docx.Document(io.BytesIO(word_bytes(Document("Title", "", "", ()))))
    assert word.EMPTY in [p.text for p in WORD.paragraphs]


def test_every_kind_of_paragraph_has_a_style():
    kinds = Section("s", "S", tuple(Paragraph("x", kind) for kind in word.PARAGRAPHS))
    styles = [p.style.name for p in docx.Document(io.BytesIO(word_bytes(Document("t", "", "", (kinds,))))).paragraphs]
    assert set(word.PARAGRAPHS.values()) <= set(styles)
