"""LibreOffice recalculates live workbooks: cached values are taken out first, so that what comes back is its own."""

import io
import re
import shutil
import subprocess
import warnings
import zipfile

import openpyxl

OFFICE = shutil.which("soffice")
FORMULA = re.compile(rb'(<c [^>]*?)( t="[a-z]+")?(>)(<f>.*?</f>)<v>([^<]*)</v>')


def read(content, values=False):
    """A workbook as openpyxl reads it: formulas, or the values of formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_overrides(content, overrides):
    """The workbook with overrides entered by name, as a person would."""
    book = read(content)
    places = {row[0].value: row[2] for row in book["Inputs"].iter_rows(min_row=2)}
    for name, value in overrides.items():
        places[name].value = value
    return saved(book)


def without_values(content):
    """The same file with no cached value of a formula."""
    return edited(content, "xl/worksheets/sheet", lambda page: FORMULA.sub(rb"\1\3\4", page))


def edited(content, prefix, edit):
    """The same file with some of its parts edited."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            page = before.read(part)
            after.writestr(part, edit(page) if part.filename.startswith(prefix) else page)
    return made.getvalue()


def recalculated(contents, folder):
    """The workbooks with the values that LibreOffice calculates, in one sitting."""
    before, after = folder / "before", folder / "after"
    before.mkdir()
    files = [before / f"{number}.xlsx" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(without_values(content))
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
               "xlsx:Calc MS Excel 2007 XML", "--outdir", str(after), *map(str, files)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    return [read((after / file.name).read_bytes(), values=True) for file in files]


def records(book, sheet, first="row"):
    """The lines of a list by the headings of its columns; ``first`` heads its first column."""
    rows = list(book[sheet].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]
