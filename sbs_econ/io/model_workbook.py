"""Reads an edited live workbook: guards against files that are not one, then the Inputs sheet as it stands."""

from __future__ import annotations

import io
import math
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.schema.model_workbook import ABOUT, GUIDE, INPUT_COLUMNS, INPUTS, SCHEMA

LARGEST_FILE, LARGEST_WHOLE, MOST_PARTS = 30_000_000, 300_000_000, 1_000
"""Bytes of the file, bytes unpacked, and files within: a model workbook has a hundredth of each."""
MOST_ROWS = 20_000
OLD = b"\xd0\xcf\x11\xe0"
"""How .xls files and files with a password begin."""
CURE = "give the model.xlsx that report writes, saved as .xlsx"
Content = str | float | bool | None
Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class InputRow:
    """One line of the Inputs sheet."""

    number: int
    name: str
    default: Content
    override: Content
    price_year: str | None

    @property
    def cell(self) -> str:
        """Where the override stands."""
        return f"sheet {INPUTS}, cell C{self.number}"


@dataclass(frozen=True, slots=True)
class ModelWorkbook:
    """What a live workbook says about itself, and its inputs."""

    path: Path
    scenario: str
    version: str
    rows: tuple[InputRow, ...]
    problems: tuple[Problem, ...] = ()
    """What on the Inputs sheet cannot be read."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def problem(self, row: InputRow, message: str, cure: str | None = None) -> Problem:
        """Return a problem at the override of a row."""
        return Problem("E931", f"{row.cell}: {row.name}: {message}", cure, self.name)


def read_workbook(path: Path) -> ModelWorkbook:
    """Return a live workbook as it stands; no formula is evaluated.

    Raises:
        RequestError: if the file is not a live workbook.
        InputError: if the Inputs sheet does not begin as it must.
    """
    guard(path)
    return _model(path, _sheets(path))


@dataclass(frozen=True, slots=True)
class Sheets:
    """The cells of the two sheets that are read, and the formulas of one; None where there is no such sheet."""

    guide: list[Cells] | None
    inputs: list[Cells] | None
    formulas: list[Cells]


def _sheets(path: Path) -> Sheets:
    """Return the cells as they stand: whatever the library that reads them stumbles on is the file's fault.

    Raises:
        RequestError: if they cannot be read.
    """
    import openpyxl

    content = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            return Sheets(_cells(values, GUIDE, 200), _cells(values, INPUTS), _cells(formulas, INPUTS) or [])
    except MemoryError:
        raise
    except Exception as error:
        raise _wrong(path, f"cannot be read as a workbook ({type(error).__name__})") from None


def _cells(book: Any, name: str, most: int = MOST_ROWS) -> list[Cells] | None:
    if name not in book.sheetnames:
        return None
    rows = book[name].iter_rows(max_row=most, max_col=8, values_only=True)
    return [(*row, *[None] * 8)[:8] for row in rows]


def guard(path: Path) -> None:
    """Refuse a file that is too large, packed to be, or not an xlsx workbook at all.

    Raises:
        RequestError: with what is wrong with the file.
    """
    if not path.is_file():
        raise RequestError(f"there is no file {path}", CURE, code="E930")
    if path.stat().st_size > LARGEST_FILE:
        raise _wrong(path, f"is larger than {LARGEST_FILE // 1_000_000} MB, which no model workbook is")
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLD:
        raise _wrong(path, "is an old .xls workbook, or one with a password")
    if not zipfile.is_zipfile(path):
        raise _wrong(path, "is not an .xlsx workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            _guard_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _wrong(path, "is damaged") from None


def _guard_parts(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise _wrong(path, "unpacks to far more than a model workbook holds")
    if "xl/workbook.xml" not in archive.namelist():
        raise _wrong(path, "is not an .xlsx workbook")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                start = file.read(4_096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise _wrong(path, "declares entities, which no workbook does")


def _wrong(path: Path, message: str) -> RequestError:
    return RequestError(f"{path.name} {message}", CURE, code="E930")


def _model(path: Path, sheets: Sheets) -> ModelWorkbook:
    missing = [name for name, cells in ((GUIDE, sheets.guide), (INPUTS, sheets.inputs)) if cells is None]
    if sheets.guide is None or sheets.inputs is None:
        raise _wrong(path, f"has no sheet {' and no sheet '.join(missing)}, so it is not a live model")
    about = {str(cells[0]): str(cells[1]) for cells in sheets.guide if cells[0] in ABOUT}
    if about.get("schema") != SCHEMA:
        raise _wrong(path, f"does not say {SCHEMA} on its sheet {GUIDE}, so it is not a live model")
    problems: list[Problem] = []
    rows = tuple(_rows(path, sheets.inputs, sheets.formulas, problems))
    return ModelWorkbook(path, about.get("scenario", ""), about.get("version", ""), rows, tuple(problems))


def _rows(path: Path, cells: list[Cells], formulas: list[Cells], problems: list[Problem]) -> Iterator[InputRow]:
    heading = cells[0] if cells else (None,) * 8
    given = tuple(str(cell or "").strip().lower() for cell in heading[: len(INPUT_COLUMNS)])
    if given != INPUT_COLUMNS:
        message = f"sheet {INPUTS}, row 1: the columns are {', '.join(given)}"
        raise InputError([Problem("E931", message, f"they must begin {', '.join(INPUT_COLUMNS)}", path.name)])
    seen: dict[str, int] = {}
    for number, both in enumerate(zip_longest(cells[1:], formulas[1:], fillvalue=()), start=2):
        row = _row(path, number, both, problems)
        if row is not None:
            if row.name in seen:
                message = f"row {number}: {row.name} stands in row {seen[row.name]} too"
                problems.append(Problem("E931", f"sheet {INPUTS}, {message}", "keep one of them", path.name))
            seen[row.name] = number
            yield row


def _row(path: Path, number: int, both: tuple[Cells, Cells], problems: list[Problem]) -> InputRow | None:
    cells, written = both if both[0] else ((None,) * 8, ())
    name, default, override = cells[:3]
    if name is None or not str(name).strip():
        if override is not None:
            message = f"sheet {INPUTS}, cell C{number}: an override beside no name"
            problems.append(Problem("E931", message, "enter it in the row of an input", path.name))
        return None
    formula = len(written) > 2 and isinstance(written[2], str) and written[2].startswith("=")
    trouble = _trouble(override, formula)
    kept = _plain(override) if trouble is None else None
    row = InputRow(number, str(name).strip(), _plain(default), kept, _text(cells[6]))
    if trouble is not None:
        problems.append(Problem("E931", f"{row.cell}: {row.name}: {trouble[0]}", trouble[1], path.name))
    return row


def _trouble(override: object, formula: bool) -> tuple[str, str] | None:
    """Return why an override cannot be read, and the cure."""
    if formula and override is None:
        return (
            "the formula there has no value yet",
            "open the workbook, let it calculate and save it, or enter a number",
        )
    if isinstance(override, str) and override.startswith("#"):
        return f"the override is an error, {override}", "enter a number, or empty the cell"
    if override is not None and not isinstance(override, str | int | float | bool):
        return "the override has become a date", "format the cell as text, then enter a year as 2016/17"
    return None


def _plain(content: object) -> Content:
    if isinstance(content, str):
        return content.strip() or None
    if isinstance(content, bool | float):
        return content
    if not isinstance(content, int):
        return None
    if content.bit_length() < sys.float_info.max_exp:
        return float(content)
    return math.inf if content > 0 else -math.inf


def _text(content: object) -> str | None:
    return None if content is None else str(content)
