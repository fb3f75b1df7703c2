"""The report's tables as tidy CSV files, with a dictionary of their columns.

Text that a spreadsheet would take for a formula is quoted; numbers stay numbers, in full. UTF-8 with a byte order mark,
by which Excel knows it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from sbs_econ.reporting.document import Cell, Document, Table
from sbs_econ.schema.clean import clean_text

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets take for a formula, their full-width forms included."""
DICTIONARY = "dictionary"

Value = str | float | int | bool | None


def csv_files(document: Document, more: Mapping[str, Sequence[Mapping[str, Value]]] | None = None) -> dict[str, bytes]:
    """Return the files by name: one a table, those of ``more``, and the dictionary of all columns.

    Args:
        document: the report.
        more: further tables as records, by name; their columns are described where they bear a name of the report's.
    """
    tables: dict[str, Table] = {}
    for _, table in document.tables():
        tables.setdefault(file_name(table.key), table)
    files = {name: _encoded(_lines(table)) for name, table in tables.items()}
    described = [line for name, table in tables.items() for line in _described(name, table)]
    for name, records in (more or {}).items():
        if records:
            files[name] = _encoded([list(records[0]), *(list(record.values()) for record in records)])
            described += [[name, key, "", "", MEANINGS.get(key, "")] for key in records[0]]
    head = ["file", "column", "heading", "unit", "meaning"]
    files[DICTIONARY] = _encoded([head, *described])
    return {f"{name}.csv": content for name, content in files.items()}


MEANINGS = {
    "scenario": "The scenario.", "row": "Name of the row.", "block": "Part of the table.",
    "payer": "Who bears the cost.",
    "kind": "resource, transfer or memo (shown, never added).", "evidence": "Weakest of the row's own figures.",
    "per": "Whether quantities are totals or per participant.", "year": "Year after a person starts.",
    "cost_mean": "GBP, discounted, mean of the draws.", "cost_base_case": "GBP with every input at its mean.",
    "cost_lower": "GBP, lower end of the 95% interval.", "cost_upper": "GBP, upper end of the 95% interval.",
    "quantity_mean": "Difference, mean of the draws.", "quantity_unit": "What the quantity is counted in.",
    "cashable_share": "Share of the cost that is cash.", "perspective": "Whose costs are added up.",
    "net_cost_mean": "GBP, mean of the draws.", "probability_cost_saving": "Share of draws below zero.",
}  # fmt: skip


def file_name(key: str) -> str:
    """Return a table's key as the name of a file.

    >>> file_name("base_case: Table/1")
    'base_case_table_1'
    """
    return re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_") or "table"


def _lines(table: Table) -> list[list[Value]]:
    return [[column.key for column in table.columns], *([_value(cell) for cell in row] for row in table.rows)]


def _value(cell: Cell) -> Value:
    """The value in full; of a cell without a number, its words."""
    if cell.value is None and cell.shown:
        return cell.shown
    return cell.value


def _described(name: str, table: Table) -> Iterable[list[Value]]:
    for column in table.columns:
        yield [name, column.key, column.heading, column.unit, column.meaning]


def _encoded(lines: Sequence[Sequence[Value]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([[csv_cell(value) for value in line] for line in lines])
    return (MARK + stream.getvalue()).encode("utf-8")


def csv_cell(value: Value) -> Value:
    """Return a value as a cell: numbers in full, text on one line and never a formula.

    >>> csv_cell("=1+1"), csv_cell(-0.1), csv_cell(None), csv_cell(True)
    ("'=1+1", '-0.1', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, str):
        text = clean_text(value)
        return f"'{text}" if text.lstrip(" \ufeff\u200b")[:1] in FORMULA and text else text
    return value
