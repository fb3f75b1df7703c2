"""The reviewer's guide says what the workbook holds."""

import re
from pathlib import Path

from agreement import workbook_of
from recalculation import read, records
from shipped import ROOT, inputs_of

PAGE = (Path(ROOT) / "docs" / "how-to" / "workbook.md").read_text("utf-8")
FIRST = {"Changes": "reported change", "Prices": "name"}
NAMES = {"Changes": "service_use.cmht_contact.change", "Prices": "unit_costs.cmht_contact"}


def test_the_row_followed_by_hand():
    book = read(workbook_of(inputs_of("base_case")), values=True)
    lines = re.findall(r"^\| (\w+) \| ([\w ,]+) \| (-?[\d.]+) \| ", PAGE, re.MULTILINE)
    assert len(lines) == 8
    for sheet, column, figure in lines:
        first = FIRST.get(sheet, "row")
        found = next(r for r in records(book, sheet, first) if r[first] == NAMES.get(sheet, "service_use.cmht_contact"))
        digits = len(figure.partition(".")[2])
        assert round(found[column], digits) == float(figure), (sheet, column)


def test_every_sheet_is_explained():
    book = read(workbook_of(inputs_of("side_by_side_2015_17")))
    named = set(re.findall(r"\w+", " ".join(re.findall(r"^\| ([\w, ]+) \|", PAGE, re.MULTILINE))))
    assert set(book.sheetnames) - named == {"Intervals"}
    assert "the sheet Intervals" in PAGE
