"""A sheet of new figures, one row a quantity: read row by row, and what is wrong told at its row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sbs_econ.errors import InputError, Problem
from sbs_econ.io.places import show
from sbs_econ.io.yaml_guard import visible

Wanted = tuple[str, str, Problem | None]
"""Name, new value, and where it was asked for (for a sheet)."""
LARGEST = 5_000_000
"""Bytes of a sheet that is still read."""
EXAMPLE = "the first line names the columns: name,value"


def edits_from_csv(path: Path) -> list[Wanted]:
    """Return the changes that a sheet asks for: columns name and value, and other keys such as price_year.

    Raises:
        InputError: with everything that is wrong with the form of the sheet, row by row.
    """
    shown = show(path)
    try:
        rows = _rows(path, shown)
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"this is not a CSV file in UTF-8: {error}"
        raise InputError([Problem("E106", message, "save it as CSV UTF-8", shown)]) from None
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    problems = list(_header_problems(header, shown))
    wanted: dict[str, Wanted] = {}
    for number, row in rows[1:] if not problems else ():
        for name, value, where in _row(header, row, _place(shown, number, row), problems):
            figure = name.removesuffix(".value")
            if figure in wanted:
                first = wanted[figure][2]
                message = f"{name} is given in row {first.line if first else '?'} too"
                problems.append(replace(where, message=message, suggestion="keep one of them"))
            wanted[figure] = (name, value, where)
    if problems:
        raise InputError(problems)
    return list(wanted.values())


def at_its_row(problem: Problem, rows: Sequence[tuple[bool, Problem]]) -> Problem:
    """Return a problem of a parameter file at the row of a sheet that caused it.

    Args:
        problem: as told of the file that the changes would make.
        rows: rows that changed the line (True) or its block (False).
    """
    if not rows:
        return problem
    exact, row = max(rows, key=lambda each: each[0])
    message = problem.message if exact else f"{problem.message} (this would stand at {problem.place})"
    return replace(problem, file=row.file, line=row.line, column=None, excerpt=row.excerpt, message=message)


def _rows(path: Path, shown: str) -> list[tuple[int, list[str]]]:
    """Return the rows with the lines that they end at; columns are parted by commas, semicolons or tabs."""
    if path.stat().st_size > LARGEST:
        message = f"the sheet is larger than {LARGEST // 1_000_000} MB"
        raise InputError([Problem("E106", message, "give only the rows that change", shown)])
    text = path.read_bytes().decode("utf-8-sig")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    return [(reader.line_num, row) for row in reader]


def _header_problems(header: Sequence[str], shown: str) -> Iterator[Problem]:
    if "name" not in header or len(header) < 2:
        yield Problem("E114", "the sheet needs the columns name and value", EXAMPLE, shown, 1)
    for name in dict.fromkeys(header):
        if name and header.count(name) > 1:
            yield Problem("E114", f"the column '{visible(name, 60)}' stands twice", "keep one of them", shown, 1)


def _place(shown: str, number: int, row: Sequence[str]) -> Problem:
    return Problem("E114", "", None, shown, number, excerpt=visible(",".join(row), 100))


def _row(
    header: Sequence[str], row: Sequence[str], where: Problem, problems: list[Problem]
) -> Iterator[tuple[str, str, Problem]]:
    """Yield what one row asks for, or note what is wrong with it."""
    if not any(cell.strip() for cell in row):
        return
    cells: Mapping[str, str] = dict(zip(header, (cell.strip() for cell in row), strict=False))
    extra = [cell for cell in row[len(header) :] if cell.strip()]
    unnamed = [cell for key, cell in zip(header, row, strict=False) if not key and cell.strip()]
    if extra or unnamed:
        message = f"{len(row)} cells, and there are {len([name for name in header if name])} columns"
        cure = "write numbers without thousands separators, and put quotation marks around text with commas"
        problems.append(replace(where, message=message, suggestion=cure))
    elif not cells.get("name"):
        problems.append(replace(where, message="this row names no quantity", suggestion="name one, or delete the row"))
    else:
        name = cells["name"]
        yield from (
            (name if key == "value" else f"{name}.{key}", text, where)
            for key, text in cells.items()
            if key != "name" and text
        )
