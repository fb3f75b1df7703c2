"""Writes the live workbook's sheets as an xlsx file: the same sheets, the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sbs_econ.reporting.live_sheets import Cell, Sheet
from sbs_econ.reporting.live_terms import Term

CREATED = datetime(2000, 1, 1)
"""A fixed date, so that the same run gives the same bytes."""
LONGEST_TEXT = 32_000
SIGNS = ("=", "+", "-", "@")
"""Text that begins so is marked as text, lest editing the cell makes a formula of it."""
_WRAP = {"text_wrap": True, "valign": "top", "align": "left"}
STYLES: Mapping[str, Mapping[str, object]] = {
    "text": {"valign": "top", "indent": 1},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12},
    "note": {"italic": True},
    "words": dict(_WRAP),
    "equation": {"italic": True, "font_color": "#505A5F", "text_wrap": True, "valign": "bottom"},
    "equation_right": {
        "italic": True, "font_color": "#505A5F", "text_wrap": True, "valign": "bottom", "align": "right",
    },
    "header": {"bold": True, "bottom": 1, "bg_color": "#F3F2F1", **_WRAP},
    "header_right": {"bold": True, "bottom": 1, "bg_color": "#F3F2F1", **_WRAP, "align": "right"},
    "figure": {"num_format": "#,##0.0000", "valign": "top"},
    "exact": {"valign": "top"},
    "number": {"num_format": "#,##0.00", "valign": "top"},
    "money": {"num_format": "#,##0.00;-#,##0.00", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "input": {"bg_color": "#F3F2F1", "align": "right", "valign": "top"},
    "used": {"bold": True, "align": "right", "valign": "top"},
    "override": {"bg_color": "#FFF2CC", "border": 1, "locked": False, "align": "right", "valign": "top"},
    "override_text": {
        "bg_color": "#FFF2CC", "border": 1, "locked": False, "align": "right", "valign": "top", "num_format": "@",
    },
    "changed": {"bg_color": "#FFDD00"},
    "fixed": {"bg_color": "#DEE0E2", "pattern": 1, "valign": "top"},
}  # fmt: skip
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook_bytes(sheets: Sequence[Sheet], title: str, names: Mapping[str, Term]) -> bytes:
    """Return the file.

    Args:
        sheets: in their order.
        title: the document's title.
        names: Excel names for single cells.
    """
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": title, "created": CREATED})
    book.set_calc_mode("auto")
    formats = _Formats(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    for name, cell in names.items():
        book.define_name(name, f"={cell.text}")
    book.close()
    return file.getvalue()


class _Formats:
    """Formats of the workbook by style, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, style: str, quoted: bool = False) -> Any:
        """Return the format of a style; quoted for text that looks like a formula."""
        key = (style, quoted)
        if key not in self._made:
            look = {"font_name": "Arial", "font_size": 10, **STYLES[style]}
            self._made[key] = self._book.add_format(look | ({"quote_prefix": True} if quoted else {}))
        return self._made[key]


def _write(page: Any, sheet: Sheet, formats: _Formats) -> None:
    for (row, column), cell in sorted(sheet.cells.items()):
        _write_cell(page, (row, column), cell, (sheet.name, formats))
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for row, height in sheet.heights.items():
        page.set_row(row, height)
    for (row, column), rule in sheet.rules.items():
        message = rule.message[:255]
        options = {"error_title": rule.title[:32], "error_message": message, "input_message": message, **rule.options}
        page.data_validation(row, column, row, column, options)
    for area, look in sheet.shades:
        page.conditional_format(*area, dict(look) | {"format": formats.of("changed")})
    page.freeze_panes(*sheet.freeze)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    if sheet.printed:
        page.print_area(0, 0, max(row for row, _ in sheet.cells), sheet.printed - 1)
    page.repeat_rows(max(sheet.freeze[0] - 1, 0))
    if sheet.colour:
        page.set_tab_color(sheet.colour)
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False})


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, around: tuple[str, _Formats]) -> None:
    (name, formats), content = around, cell.content
    if isinstance(content, Term):
        text = content.text.replace(f"{name}!", "")
        page.write_formula(*place, f"={text}", formats.of(cell.style), _cached(content))
    elif content is None:
        page.write_blank(*place, None, formats.of(cell.style))
    elif isinstance(content, str):
        page.write_string(*place, content[:LONGEST_TEXT], formats.of(cell.style, content.startswith(SIGNS)))
    elif isinstance(content, bool):
        page.write_boolean(*place, content, formats.of(cell.style))
    else:
        page.write_number(*place, content, formats.of(cell.style))


def _cached(content: Term) -> object:
    value = content.value
    if isinstance(value, float) and not math.isfinite(value):
        return "#DIV/0!"
    return value
