"""Columns of draws that empirical quantities are taken from: CSV files beside the parameters."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, RootModel

from sbs_econ.errors import Problem
from sbs_econ.io.places import show
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.distribution import EmpiricalStatement

LARGEST = 512 * 1024 * 1024
"""Bytes of a file of draws that are still read."""


def wanted_columns(*contents: object) -> dict[str, list[str]]:
    """Return the columns that empirical quantities name, by file."""
    wanted: dict[str, list[str]] = {}
    for statement in _empirical(contents):
        if statement.file is not None:
            columns = wanted.setdefault(statement.file, [])
            names = [statement.column, statement.weights if isinstance(statement.weights, str) else None]
            columns.extend(name for name in names if name is not None and name not in columns)
    return wanted


def _empirical(node: object) -> Iterator[EmpiricalStatement]:
    if isinstance(node, EmpiricalStatement):
        yield node
    elif isinstance(node, RootModel):
        yield from _empirical(node.root)
    elif isinstance(node, BaseModel):
        for key in type(node).model_fields:
            yield from _empirical(getattr(node, key))
    elif isinstance(node, Mapping):
        yield from (found for value in node.values() for found in _empirical(value))
    elif isinstance(node, (list, tuple)):
        yield from (found for value in node for found in _empirical(value))


def read_columns(
    folder: Path, wanted: Mapping[str, Iterable[str]]
) -> tuple[dict[tuple[str, str], tuple[float, ...]], list[Problem]]:
    """Return the columns of the files, and what is wrong with them."""
    columns: dict[tuple[str, str], tuple[float, ...]] = {}
    problems: list[Problem] = []
    for name, names in wanted.items():
        path = folder / name
        found, trouble = _read_file(path, list(names))
        problems += trouble
        for column in names:
            columns[name, column] = found.get(column, (0.0, 1.0))
    return columns, problems


def _read_file(path: Path, names: list[str]) -> tuple[dict[str, tuple[float, ...]], list[Problem]]:
    shown = show(path)
    if not path.is_file():
        return {}, [
            Problem("E106", "this file of draws is missing", "put it beside the parameters, or mend file: there", shown)
        ]
    if path.stat().st_size > LARGEST:
        return {}, [
            Problem("E106", "this file of draws is larger than 512 MB", "keep only the columns that are used", shown)
        ]
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return _parse(csv.reader(lines), names, shown)
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, [Problem("E106", f"this is not a CSV file in UTF-8: {error}", "save it as CSV UTF-8", shown)]


def _parse(
    rows: Iterator[list[str]], names: list[str], shown: str
) -> tuple[dict[str, tuple[float, ...]], list[Problem]]:
    header = [cell.strip() for cell in next(rows, [])]
    missing = [name for name in names if name not in header]
    if missing:
        return {}, [
            Problem("E107", f"there is no column '{name}'", did_you_mean(name, header), shown, 1) for name in missing
        ]
    places = {name: header.index(name) for name in names}
    values: dict[str, list[float]] = {name: [] for name in names}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        for name, place in places.items():
            value = _number(row[place] if place < len(row) else "")
            if value is None:
                problems.append(
                    Problem("E108", f"column '{name}' is not a number here", "write a plain number", shown, number)
                )
            else:
                values[name].append(value)
    return {name: tuple(column) for name, column in values.items()}, problems[:50]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
