"""Word and Excel say what the page and the CSV say: every number of every table, walked one by one."""

import io
from collections import Counter

import pytest
from report_support import csv_rows

from sbs_econ.reporting.csv_files import csv_files, file_name
from sbs_econ.reporting.word import word_bytes
from sbs_econ.reporting.workbook import workbook_bytes
from sbs_econ.reporting.workbook_tables import sheets_of


@pytest.fixture(scope="module")
def files(document):
    return csv_files(document)


def test_every_number_of_the_workbook_is_that_of_the_csv(document, files):
    from openpyxl import load_workbook

    book, walked = load_workbook(io.BytesIO(workbook_bytes(document))), 0
    for sheet in sheets_of(document):
        first = next(iter(book[sheet.name].tables.values())).ref.split(":")[0]
        start = book[sheet.name][first]
        rows = csv_rows(files[f"{file_name(sheet.table.key)}.csv"])[1:]
        for place, (cells, values) in enumerate(zip(sheet.table.rows, rows, strict=True), start=1):
            for index, (cell, value) in enumerate(zip(cells, values, strict=True)):
                if isinstance(cell.value, float) and cell.places is not None:
                    found = book[sheet.name].cell(start.row + place, start.column + index).value
                    assert found == pytest.approx(round(float(value), cell.places), rel=1e-12, abs=1e-12)
                    walked += 1
    assert walked > 1500


def test_every_number_of_the_word_file_is_that_of_the_page(document):
    from docx import Document

    opened = Document(io.BytesIO(word_bytes(document)))
    found = Counter(cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    shown = Counter(
        cell.shown for _, table in document.tables() for row in table.rows for cell in row
        if isinstance(cell.value, float)
    )  # fmt: skip
    assert sum(shown.values()) > 1500
    assert {text: count for text, count in shown.items() if found[text] < count} == {}
