"""Draws made elsewhere: tables of inputs, of outputs and of study summaries, one row a draw, as CSV."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from sbs_econ.analysis.information_outside import OutsideDraws
from sbs_econ.equations.arrays import Array
from sbs_econ.errors import InputError, Problem
from sbs_econ.io.places import show
from sbs_econ.schema.base import Slip, did_you_mean, parse_number

MOST_PROBLEMS = 20
"""Problems of one file that are told; the rest are counted."""
FEWEST_DRAWS = 100
INDEX_NAMES = ("", "row", "draw", "sim", "iteration", "id")
"""Names of a column that only counts rows: left out where it holds 1, 2, 3, ... or 0, 1, 2, ..."""
STUDY_SIZE = re.compile(r"^(.+)_n([0-9]+)$")


def read_draws(inputs: Path, outputs: Path, study_data: Path | None = None) -> OutsideDraws:
    """Return draws from their files.

    Raises:
        InputError: with everything that is wrong with any of them.
    """
    problems: list[Problem] = []
    given, made = _read(inputs, problems), _read(outputs, problems)
    shown = _read(study_data, problems) if study_data is not None else {}
    _check_lengths([(inputs, given), (outputs, made), (study_data, shown)], problems)
    options, parts = _options(made, show(outputs), problems)
    if problems:
        raise InputError(problems)
    return OutsideDraws(
        given, options, parts.get("nb"), parts.get("cost"), parts.get("effect"),
        _studies(shown, "study data" if study_data is None else study_data.stem),
    )  # fmt: skip


def _read(path: Path, problems: list[Problem]) -> dict[str, Array]:
    """Return the columns of a file, noting every problem in it."""
    shown = show(path)
    if not path.is_file():
        problems.append(Problem("E601", "this file of draws is missing", "give the path of a CSV file", shown))
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found, header, values = _parse(csv.reader(lines), shown)
    except (UnicodeDecodeError, csv.Error) as error:
        cure = "save it as CSV UTF-8, with commas"
        problems.append(Problem("E601", f"this is not a CSV file in UTF-8: {error}", cure, shown))
        return {}
    problems += found[:MOST_PROBLEMS]
    if len(found) > MOST_PROBLEMS:
        message = f"and {len(found) - MOST_PROBLEMS:,} more problems of this kind in this file"
        problems.append(Problem("E603", message, "export the table again", shown))
    if found:
        return {}
    columns = {name: np.array(column) for name, column in zip(header, values, strict=True)}
    return {name: column for name, column in columns.items() if not _counts_rows(name, column)}


def _parse(rows: Iterator[list[str]], shown: str) -> tuple[list[Problem], list[str], list[list[float]]]:
    header = [cell.strip() for cell in next(rows, [])]
    problems = list(_header_problems(header, shown))
    values: list[list[float]] = [[] for _ in header]
    for number, row in enumerate(rows, start=2):
        if not row or not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            message = f"{len(row)} cells where the first line has {len(header)}"
            cure = "give every line a cell for every column"
            problems.append(Problem("E602", message, cure, shown, number))
            continue
        for column, cell in enumerate(row):
            try:
                values[column].append(_number(cell))
            except Slip as slip:
                problems.append(Problem("E603", f"column '{header[column]}': {slip.message}", slip.cure, shown, number))
    return problems, header, values


def _number(cell: str) -> float:
    """Return a cell as a finite number.

    Raises:
        Slip: if it is none: what is wrong, and the cure.
    """
    text = cell.strip()
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and "_" not in text:
        return value
    if text.lower() in ("", "na", "nan", "null", "none", "n/a") or text.lower().lstrip("+-") in ("inf", "infinity"):
        raise Slip(
            f"'{text}' is not a number" if text else "the cell is empty", "leave draws that failed out of all files"
        )
    return parse_number(text)


def _header_problems(header: Sequence[str], shown: str) -> Iterator[Problem]:
    if not header:
        yield Problem("E601", "the file is empty", "the first line names the columns", shown)
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        yield Problem("E601", "columns are not parted by commas", "save it as CSV with commas", shown, 1)
        return
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Problem("E604", f"the column '{name}' stands {header.count(name)} times", "name each once", shown, 1)
        elif _is_number(name):
            yield Problem("E604", f"'{name}' is no name of a column", "the first line names the columns", shown, 1)
        elif not name and header.index(name) > 0:
            yield Problem("E604", f"column {header.index(name) + 1} has no name", "give it one", shown, 1)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _counts_rows(name: str, column: Array) -> bool:
    if name.strip('"').lower() not in INDEX_NAMES or not len(column):
        return False
    return bool(np.array_equal(column - column[0], np.arange(len(column)))) and column[0] in (0.0, 1.0)


def _check_lengths(tables: Sequence[tuple[Path | None, Mapping[str, Array]]], problems: list[Problem]) -> None:
    lengths = {show(path): len(next(iter(table.values()))) for path, table in tables if path is not None and table}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length:,}" for name, length in lengths.items())
        message = f"the files have different numbers of draws: {told}"
        problems.append(Problem("E605", message, "each row must be the same draw in every file", next(iter(lengths))))
    for name, length in lengths.items():
        if length < FEWEST_DRAWS:
            cure = f"make {FEWEST_DRAWS} at least; 10,000 give useful answers"
            problems.append(Problem("E606", f"{length} draws are too few for a regression", cure, name))
            return


PREFIXES = ("nb", "cost", "effect")


def _options(
    made: Mapping[str, Array], shown: str, problems: list[Problem]
) -> tuple[tuple[str, ...], dict[str, Array]]:
    """Return the options in the order of the file, and their net benefits, or costs and effects."""
    if not made:
        return (), {}
    by_kind: dict[str, dict[str, Array]] = {kind: {} for kind in PREFIXES}
    for name, column in made.items():
        kind, _, option = name.partition("_")
        if kind in by_kind and option:
            by_kind[kind][option] = column
            continue
        near = did_you_mean(name, [f"{kind}_{name}" for kind in PREFIXES])
        cure = f"nb_<option>, cost_<option> and effect_<option> are read{'; ' + near if near else ''}"
        problems.append(Problem("E607", f"the column '{name}' is none of an option", cure, shown, 1))
    found = list(_kind_problems(by_kind, shown))
    problems += found
    if found:
        return (), {}
    options = tuple(by_kind["nb"] or by_kind["cost"])
    used = ("nb",) if by_kind["nb"] else ("cost", "effect")
    return options, {kind: np.stack([by_kind[kind][option] for option in options], axis=1) for kind in used}


def _kind_problems(by_kind: Mapping[str, Mapping[str, Array]], shown: str) -> Iterator[Problem]:
    nb, costs, effects = (by_kind[kind] for kind in PREFIXES)
    if nb and (costs or effects):
        message = "there are net benefits as well as costs and effects"
        yield Problem("E607", message, "give nb_ columns, or cost_ and effect_ columns with --wtp", shown, 1)
        return
    for kind, has, lacks in (("effect", costs, effects), ("cost", effects, costs)):
        for option in (option for option in has if option not in lacks):
            cure = did_you_mean(f"{kind}_{option}", [f"{kind}_{name}" for name in lacks])
            yield Problem("E608", f"there is no column '{kind}_{option}'", cure, shown, 1)
    if len(nb or costs) < 2:
        yield Problem("E609", "a decision needs two options or more", "give columns for each option", shown, 1)


def _studies(shown: Mapping[str, Array], name: str) -> dict[tuple[str, int | None], list[Array]]:
    """Return summaries by study: columns that end in _n and a number are of a study of so many people."""
    studies: dict[tuple[str, int | None], list[Array]] = {}
    for column, values in shown.items():
        match = STUDY_SIZE.match(column)
        studies.setdefault((name, int(match[2]) if match else None), []).append(values)
    return studies
