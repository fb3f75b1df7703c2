"""What people write stays text; the same run gives the same bytes; there is nothing in the file but the model."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from agreement import disagreements, workbook_of
from recalculation import read
from shipped import inputs_of

WORDS = [
    '=HYPERLINK("http://example.org";"click")', "+1+1", "-2+3", "@SUM(A1)", "</script><script>alert(1)</script>",
    "{{7*7}}", "[red]", "\x1b[31mred", "\u202egnirts", "=cmd|' /C calc'!A0", "a" * 40_000, "\t=1+1", "\r\n=1+1",
    "https://example.org", "00123", "{=1+1}",
]  # fmt: skip


def hostile(word):
    """The base case with a word wherever YAML may put one."""
    inputs = inputs_of("base_case")
    services = {key: item.model_copy(update={"label": word}) for key, item in inputs.structure.services.items()}
    outcomes = {key: item.model_copy(update={"label": word}) for key, item in inputs.structure.outcomes.items()}
    indices = {key: replace(series, label=word, vintage=word) for key, series in inputs.indices.items()}
    quantities = {
        name: replace(q, label=word, note=word, source=word, locator=word) for name, q in inputs.quantities.items()
    }
    site = replace(inputs.sites[0], label=word, area=word)
    structure = replace(inputs.structure, services=services, outcomes=outcomes)
    return replace(inputs, label=word, question=word, structure=structure, indices=indices, quantities=quantities,
                   sites=(site,))  # fmt: skip


def formulas(content):
    book = read(content)
    return [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]  # fmt: skip


@pytest.fixture(scope="module")
def ordinary():
    return formulas(workbook_of(inputs_of("base_case")))


@pytest.mark.parametrize("word", WORDS, ids=repr)
def test_words_never_become_a_formula(word, ordinary):
    content = workbook_of(hostile(word))
    assert formulas(content) == ordinary
    book = read(content, values=True)
    assert book["Guide"]["B3"].value.startswith(read_back(word)[:1_000])


def read_back(word):
    """As a workbook gives it back: control characters as Excel writes them."""
    return word.replace("\x1b", "_x001B_").replace("\r", "_x000D_")


def test_words_change_no_figure():
    inputs = hostile("=1+1")
    found = disagreements(read(workbook_of(inputs), values=True), inputs)
    assert found == []


def test_same_run_same_bytes():
    assert workbook_of(inputs_of("base_case")) == workbook_of(inputs_of("base_case"))


def test_nothing_but_sheets_and_formulas():
    with zipfile.ZipFile(io.BytesIO(workbook_of(inputs_of("base_case")))) as archive:
        names = archive.namelist()
        text = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if re.search(r"vba|macro|external|embed|activeX|hyperlink|drawing", name, re.I)]
    assert b"<hyperlink" not in text
    assert not re.search(rb"<f>[^<]*(WEBSERVICE|HYPERLINK|DDE|CALL|REGISTER|INDIRECT|OFFSET|RAND|NOW|TODAY)\(", text)


def test_only_override_cells_are_open():
    book = read(workbook_of(inputs_of("base_case")))
    opened = {
        (sheet.title, cell.column_letter)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert opened == {("Inputs", "C")}
    assert all(sheet.protection.sheet for sheet in book)
