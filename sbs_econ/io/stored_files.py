"""The files of two run folders side by side: what differs, where, and by how much."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

NAMES = ("row", "perspective", "name", "change", "step", "payer", "year")
"""Keys that tell one record of a list from another, the first that is there."""
DRAWS_AT_ONCE = 100_000
"""Rows of a file of draws that are compared at once."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that is not the same in both files; ``relative`` is None where it is not a number on both sides."""

    file: str
    place: str
    stored: Any
    again: Any
    relative: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the mismatch as a plain record."""
        return {
            "file": self.file,
            "place": self.place,
            "stored": self.stored,
            "again": self.again,
            "relative_difference": self.relative,
        }


def mismatches(name: str, stored: Path, again: Path) -> Iterator[Mismatch]:
    """Yield what differs between two files of one name; nothing where they are byte for byte the same."""
    if not stored.is_file() or not again.is_file():
        yield Mismatch(name, "file", stored.is_file() or None, again.is_file() or None)
        return
    if name.endswith(".npy"):
        yield from _of_arrays(name, stored, again)
        return
    first, second = stored.read_bytes(), again.read_bytes()
    if first == second:
        return
    readers = {".json": _json_values, ".csv": _csv_values}
    reader = readers.get(stored.suffix, _lines)
    found, problem = [], None
    try:
        found = list(_of_values(name, dict(reader(first)), dict(reader(second))))
    except (ValueError, csv.Error) as error:
        problem = str(error)
    yield from found or [Mismatch(name, "bytes", problem or f"{len(first)} bytes", f"{len(second)} bytes")]


def _of_values(name: str, stored: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Mismatch]:
    for place in dict.fromkeys([*stored, *again]):
        before, after = stored.get(place), again.get(place)
        if before != after or type(before) is not type(after):
            yield Mismatch(name, place, before, after, _relative(before, after))


def _relative(before: Any, after: Any) -> float | None:
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (before, after)):
        return None
    scale = max(abs(before), abs(after))
    return abs(before - after) / scale if scale else 0.0


def _json_values(data: bytes) -> Iterator[tuple[str, Any]]:
    yield from _flat(json.loads(data), "")


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _flat(child, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _flat(child, f"{path}[{_called(child, number)}]")
    else:
        yield path, value


def _called(record: Any, number: int) -> str:
    if isinstance(record, dict):
        return next((str(record[key]) for key in NAMES if isinstance(record.get(key), str)), str(number))
    return str(number)


def _csv_values(data: bytes) -> Iterator[tuple[str, Any]]:
    for number, record in enumerate(csv.DictReader(data.decode("utf-8").splitlines()), start=2):
        named = [str(record[key]) for key in NAMES if record.get(key)]
        place = " ".join(named) or f"line {number}"
        for column, cell in record.items():
            yield f"{place}: {column}", _cell(cell)


def _cell(text: Any) -> Any:
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def _lines(data: bytes) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        yield f"line {number}", line.strip()


def _of_arrays(name: str, stored: Path, again: Path) -> Iterator[Mismatch]:
    try:
        first, second = (np.load(path, mmap_mode="r", allow_pickle=False) for path in (stored, again))
    except (ValueError, OSError) as error:
        yield Mismatch(name, "array", str(error), "readable")
        return
    if first.shape != second.shape or first.dtype != second.dtype:
        yield Mismatch(name, "shape", f"{first.shape} {first.dtype}", f"{second.shape} {second.dtype}")
        return
    worst: Mismatch | None = None
    for start in range(0, len(first), DRAWS_AT_ONCE):
        a, b = first[start : start + DRAWS_AT_ONCE], second[start : start + DRAWS_AT_ONCE]
        scale = np.maximum(np.abs(a), np.abs(b))
        apart = np.abs(a - b) / np.where(scale == 0, 1.0, scale)
        apart = np.where(np.isnan(apart), np.inf, apart)
        row, column = np.unravel_index(int(np.argmax(apart)), apart.shape)
        size = float(apart[row, column])
        if size > 0 and (worst is None or size > (worst.relative or 0.0)):
            place = f"draw {start + int(row)}, column {int(column)}"
            worst = Mismatch(name, place, float(a[row, column]), float(b[row, column]), size)
    if worst is not None:
        yield worst
