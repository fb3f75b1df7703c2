"""Live workbooks read, filled in and recalculated."""

import io
import warnings

import openpyxl

from sbs_econ.io.recalculation import FORMULA, edited, without_values
from sbs_econ.io.recalculation import recalculated as by_office

__all__ = ["FORMULA", "edited", "read", "recalculated", "records", "saved", "with_overrides", "without_values"]


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


def recalculated(contents):
    """The workbooks with the values that LibreOffice calculates, in one sitting."""
    return [read(content, values=True) for content in by_office(contents)]


def records(book, sheet, first="row"):
    """The lines of a list by the headings of its columns; ``first`` heads its first column."""
    rows = list(book[sheet].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]
