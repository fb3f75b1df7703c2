"""Another program than the one that wrote them opens the files, and finds the same in them."""

import subprocess

import docx
import openpyxl
import pytest
from sample_document import sample_document

from sbs_econ.reporting.word import word_bytes
from sbs_econ.reporting.workbook import workbook_bytes

DOCUMENT = sample_document()


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """Return a function that converts bytes with LibreOffice and gives the paths of both."""
    folder = tmp_path_factory.mktemp("office")

    def converted(name, content, to):
        given, made = folder / name, folder / "made"
        given.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        words = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", str(made), str(given)]
        subprocess.run(words, check=True, capture_output=True, timeout=120)
        return given, made / f"{given.stem}.{to}"

    return converted


def test_the_word_file(convert):
    first, again = (docx.Document(str(each)) for each in convert("report.docx", word_bytes(DOCUMENT), "docx"))
    texts = [p.text.replace("_x005F_", "_") for p in again.paragraphs if p.text]  # LibreOffice writes _ so
    assert texts == [p.text for p in first.paragraphs if p.text]
    cells = [[[cell.text.replace("_x005F_", "_") for cell in row.cells] for row in t.rows] for t in again.tables]
    assert cells == [[[cell.text for cell in row.cells] for row in table.rows] for table in first.tables]


def test_the_word_file_as_pages(convert):
    made = convert("report.docx", word_bytes(DOCUMENT), "pdf")[1].read_bytes()
    assert made.count(b"/Type/Page\n") + made.count(b"/Type/Page/") + made.count(b"/Type /Page ") >= 5
    assert b"/Lang(en-GB)" in made


def test_the_workbook(convert):
    given, made = map(openpyxl.load_workbook, convert("results.xlsx", workbook_bytes(DOCUMENT), "xlsx"))
    assert made.sheetnames == given.sheetnames
    for sheet in given.worksheets:
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        again = [[cell.value for cell in row[: len(values[0])]] for row in made[sheet.title].iter_rows()]
        assert [[cell or None for cell in row] for row in again] == [[cell or None for cell in row] for row in values]
