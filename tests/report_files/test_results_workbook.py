"""The workbook of results: a table a sheet, accessible, with the document's own figures; text stays text."""

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
from sample_document import PAYLOADS, sample_document, small_table

from sbs_econ.reporting.document import Cell, Column, Document, Section, Table
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.workbook import workbook_bytes
from sbs_econ.reporting.workbook_tables import number_format, sheets_of, unique

DOCUMENT = sample_document()
MADE = workbook_bytes(DOCUMENT)
BOOK = openpyxl.load_workbook(io.BytesIO(MADE))
FRONT = ["Cover", "Contents", "Notes"]


def body(sheet):
    """Return the cells of a sheet's one table, header first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_cover_contents_notes_then_a_sheet_for_each_table():
    assert BOOK.sheetnames[:3] == FRONT
    assert len(BOOK.sheetnames) == 3 + sum(1 for _ in DOCUMENT.tables())
    assert BOOK["Cover"]["A1"].value == DOCUMENT.title
    assert [row[0] for row in body(BOOK["Contents"])[1:]] == BOOK.sheetnames[3:]


def test_every_cell_is_the_documents():
    for sheet in sheets_of(DOCUMENT):
        made = BOOK[sheet.name]
        assert made["A1"].value == plain_text(sheet.table.caption)
        for cells, row in zip(body(made)[1:], sheet.table.rows, strict=False):
            for found, cell in zip(cells, row, strict=True):
                if isinstance(cell.value, float) and cell.places is not None:
                    assert found == pytest.approx(cell.value, abs=0.5000001 * 10.0**-cell.places)
                    assert shown_by_excel(found, number_format(cell)) == digits(cell.shown)
                else:
                    assert (found or "") == plain_text(cell.shown)


def digits(shown):
    return re.sub(r"[^0-9.]", "", shown)


def shown_by_excel(value, code):
    """The digits that a number format gives: enough of Excel's rules for the formats that are used."""
    places = len(code.split(";")[0].rstrip("%").partition(".")[2])
    return f"{abs(value) * (100 if code.endswith('%') else 1):.{places}f}"


def test_signs_are_kept():
    rows = body(BOOK["Costs"])
    assert [row[1] for row in rows[1:]] == [-12400, 3.21, 0]


def test_accessible_tables():
    for sheet in BOOK.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.sheet_state == "visible"
        assert sheet["A1"].value
        assert not [key for key, row in sheet.row_dimensions.items() if row.hidden]
        if sheet.title == "Cover":
            continue
        heads = body(sheet)[0]
        assert len({head.lower() for head in heads}) == len(heads)
        (table,) = sheet.tables.values()
        assert table.autoFilter is None
        assert all(any(v is not None for v in (c.value for c in row)) for row in sheet.iter_rows())


def test_names_of_sheets_and_tables_are_allowed_and_differ():
    names = BOOK.sheetnames
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    tables = [name for sheet in BOOK.worksheets for name in sheet.tables]
    assert len(set(tables)) == len(tables)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in tables)


def test_long_and_forbidden_names():
    keys = ["x" * 60, "x" * 60, "a/b:c*d?e[f]'g\\", "History", "cover", "''", "=1+1"]
    tables = tuple(Table(key, "T", (Column("a", "A"),), ((Cell(1.0, "1", 0),),)) for key in keys)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(Document("t", "", "", (Section("s", "S", tables),)))))
    assert len(book.sheetnames) == 3 + len(keys)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_payloads_are_text():
    assert not [c for s in BOOK.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    cells = {cell.value for row in BOOK["Payloads"].iter_rows() for cell in row}
    assert {plain_text(payload) for payload in PAYLOADS} <= cells
    names = zipfile.ZipFile(io.BytesIO(MADE)).namelist()
    assert not [name for name in names if "externalLink" in name or "vba" in name]
    for name in names:
        text = zipfile.ZipFile(io.BytesIO(MADE)).read(name).decode()
        assert "<f>" not in text
        assert 'TargetMode="External"' not in text


def test_same_bytes_and_no_time_in_them():
    assert workbook_bytes(sample_document()) == MADE
    assert BOOK.properties.created == datetime(2000, 1, 1)
    assert BOOK.properties.title == DOCUMENT.title


def test_formats_have_the_shown_digits():
    assert number_format(Cell(1234.5, "1,234.50", 2)) == "#,##0.00"
    assert number_format(Cell(0.5, "50%", 2)) == "0%"
    assert number_format(Cell(3.2, "£3.20", 2)) == "[$£-809]#,##0.00;-[$£-809]#,##0.00"


def test_unique_numbers_what_comes_again():
    assert unique(["a", "A", "a"], 31) == ["a", "A 2", "a 3"]
    assert unique(["cover"], 31, ("cover",)) == ["cover 2"]


def test_a_table_that_stands_twice_has_one_sheet():
    table = small_table()
    twice = Document("t", "", "", (Section("s", "S", (table, table)),))
    assert len(sheets_of(twice)) == 1
