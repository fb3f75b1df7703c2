"""Every figure of the Word file and of the workbook is that of the CSV files, at the precision that is shown."""

import csv
import io

import docx
import openpyxl
import pytest

from sbs_econ.reporting.csv_files import csv_files, file_name
from sbs_econ.reporting.document import Figure, Table
from sbs_econ.reporting.plain_text import plain_text
from sbs_econ.reporting.word import word_bytes
from sbs_econ.reporting.word_tables import pieces
from sbs_econ.reporting.workbook import workbook_bytes
from sbs_econ.reporting.workbook_tables import sheets_of


@pytest.fixture(scope="module", params=["document", "compared"])
def told(request):
    """A report of one scenario, and one of two."""
    return request.getfixturevalue(request.param)


def csv_values(document):
    """The lines of each table's file, without its header."""
    files = {name: content.decode("utf-8-sig") for name, content in csv_files(document).items()}
    return {name: list(csv.reader(io.StringIO(text, newline="")))[1:] for name, text in files.items()}


def test_every_cell_of_the_workbook(told):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told)))
    values, numbers = csv_values(told), 0
    for sheet in sheets_of(told):
        (table,) = book[sheet.name].tables.values()
        made = [[cell.value for cell in row] for row in book[sheet.name][table.ref]][1:]
        written = values[f"{file_name(sheet.table.key)}.csv"]
        for cells, row, line in zip(made, sheet.table.rows, written, strict=True) if sheet.table.rows else ():
            for found, cell, value in zip(cells, row, line, strict=True):
                if isinstance(found, int | float):
                    numbers += 1
                    assert found == round(float(value), cell.places)
                else:
                    assert (found or "") == plain_text(cell.shown)
    assert numbers > 1_000


def test_every_cell_of_the_word_file(told):
    word = docx.Document(io.BytesIO(word_bytes(told)))
    upright = word.sections[0]
    across = upright.page_height - upright.left_margin - upright.right_margin
    parts = [part for section in told.sections for part in section.parts]
    tables = [part for part in parts if isinstance(part, Table)]
    tables += [part.table for part in parts if isinstance(part, Figure)]
    expected = [piece for table in tables for piece in pieces(table, across)]
    assert len(word.tables) == len(expected)
    for made, table in zip(word.tables, expected, strict=True):
        texts = [["".join(t.text or "" for t in cell.iter(WORDS)) for cell in row.tc_lst] for row in made._tbl.tr_lst]
        assert texts[1:] == [[plain_text(cell.shown) for cell in row] for row in table.rows]


WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def test_what_a_piece_leaves_out_stands_in_the_other(told):
    for _, table in told.tables():
        split = pieces(table, 9_000_000)
        whole = {cell.shown for row in table.rows for cell in row}
        assert whole - {""} <= {cell.shown for piece in split for row in piece.rows for cell in row}
        assert sum(len(piece.columns) for piece in split) == len(table.columns) + len(split) - 1


def test_same_bytes(told):
    assert word_bytes(told) == word_bytes(told)
    assert workbook_bytes(told) == workbook_bytes(told)
