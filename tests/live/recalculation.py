"""LibreOffice recalculates live workbooks: cached values are taken out first, so that what comes back is its own."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl

OFFICE = shutil.which("soffice")
VALUES = re.compile(rb'(<c [^>]*?)( t="[a-z]+")?(>)(<f>.*?</f>)<v>[^<]*</v>')


def with_overrides(content, overrides):
    """The workbook with overrides entered, as a person would, by name."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Inputs"]
    places = {row[0].value: row[2] for row in sheet.iter_rows(min_row=2)}
    for name, value in overrides.items():
        places[name].value = value
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def without_values(content):
    """The same file with no cached value of a formula."""
    return edited(content, "xl/worksheets/sheet", lambda page: VALUES.sub(rb"\1\3\4", page))


def edited(content, prefix, edit):
    """The same file with some of its parts edited."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            page = before.read(part)
            after.writestr(part, edit(page) if part.filename.startswith(prefix) else page)
    return made.getvalue()


def recalculated(contents, folder):
    """The workbooks as LibreOffice calculates them, as openpyxl reads them."""
    before, after = folder / "before", folder / "after"
    before.mkdir()
    files = []
    for number, content in enumerate(contents):
        files.append(before / f"{number}.xlsx")
        files[-1].write_bytes(without_values(content))
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
               "xlsx:Calc MS Excel 2007 XML", "--outdir", str(after), *map(str, files)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [opened((after / file.name).read_bytes()) for file in files]


def opened(content):
    """A workbook with the values of its formulas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def records(book, sheet, first="row"):
    """The lines of a list by the headings of its columns; ``first`` heads its first column."""
    rows = list(book[sheet].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]
