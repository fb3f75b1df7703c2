"""Changing figures in the analyst's own parameter files: only the scalar's text, and only if all stays valid."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.places import show
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.whole_files import write_whole
from sbs_econ.io.yaml_edit import scalar_at, set_scalar
from sbs_econ.model.folder import Folder
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import KeyPath
from sbs_econ.schema.sense import Stated

Wanted = tuple[str, str, Problem | None]
"""Name, new value, and where it was asked for (for a sheet)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One scalar of one file to be replaced."""

    name: str
    file: Path
    path: KeyPath
    old: str
    new: str
    quantity: str
    """The quantity that it belongs to."""
    source: str | None
    """The source that the quantity cites, as it stands."""

    @property
    def place(self) -> str:
        """The file, as people would type it."""
        return show(self.file)


def plan_edits(wanted: Sequence[Wanted], unit_cost_set: str | None) -> list[Edit]:
    """Return the edits that would make the wanted changes in ``./parameters``.

    Raises:
        RequestError: if there is no ``./parameters``.
        InputError: with every name that does not exist.
    """
    root = Path.cwd() / "parameters"
    if not root.is_dir():
        raise RequestError(
            "there is no ./parameters folder to edit",
            "make your own copy first: sbs-econ init my_project; cd my_project",
        )
    read = read_folder(root)
    folder = read.usable()
    stated = folder.stated(unit_cost_set or _current_set())
    edits: list[Edit] = []
    problems: list[Problem] = []
    for name, value, where in wanted:
        found = _locate(name, stated)
        if found is None:
            problems.append(_unknown(name, folder, stated, where))
            continue
        statement, key = found
        path = (*statement.path, *key)
        old = scalar_at(read.documents[statement.file].text, path)
        edits.append(Edit(name, root / statement.file, path, old, value, statement.name, statement.quantity.source))
    if problems:
        raise InputError(problems)
    return [edit for edit in edits if edit.old != edit.new]


def _current_set() -> str:
    return load_scenario("base_case").usable().settings.unit_cost_set


def _locate(name: str, stated: dict[str, Stated]) -> tuple[Stated, tuple[str, ...]] | None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        found = stated.get(".".join(parts[:length]))
        if found is not None:
            return found, tuple(parts[length:]) or ("value",)
    return None


def _unknown(name: str, folder: Folder, stated: dict[str, Stated], where: Problem | None) -> Problem:
    message, cure = f"there is no quantity '{name}'", did_you_mean(name, stated)
    if where is None:
        return Problem("E406", message, cure, "(command line)")
    return Problem("E406", message, cure, where.file, where.line)


def edits_from_csv(path: Path) -> list[Wanted]:
    """Return the changes that a sheet asks for: columns name and value, and other keys such as price_year.

    Raises:
        InputError: if the sheet is not of that form.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError:
        raise InputError(
            [Problem("E106", "this is not a CSV file in UTF-8", "save it as CSV UTF-8", show(path))]
        ) from None
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    header = [cell.strip() for cell in rows[0]] if rows else []
    if "name" not in header or len(header) < 2:
        raise InputError([Problem("E114", "the sheet needs the columns name and value", None, show(path), 1)])
    return [
        change for number, row in enumerate(rows[1:], start=2) for change in _row(header, row, (show(path), number))
    ]


def _row(header: Sequence[str], row: Sequence[str], place: tuple[str, int]) -> list[Wanted]:
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    name = cells.get("name", "")
    if not name:
        return []
    where = Problem("E114", "", None, *place)
    return [
        (name if key == "value" else f"{name}.{key}", text, where)
        for key, text in cells.items()
        if key != "name" and text
    ]


def edited_texts(edits: Sequence[Edit]) -> dict[Path, str]:
    """Return the new text of each file, if the whole folder is still valid with it; nothing is written yet.

    Raises:
        InputError: with every problem that the edits would cause.
    """
    root = Path.cwd() / "parameters"
    texts: dict[Path, str] = {}
    for edit in edits:
        text = texts.get(edit.file) or edit.file.read_text(encoding="utf-8")
        texts[edit.file] = set_scalar(text, edit.path, edit.new)
    _check(root, texts)
    return texts


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write the files, each whole or not at all."""
    write_whole({file: text.encode("utf-8") for file, text in texts.items()})


def _check(root: Path, texts: dict[Path, str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "parameters"
        shutil.copytree(root, copy)
        for file, text in texts.items():
            (copy / file.relative_to(root)).write_text(text, encoding="utf-8", newline="")
        after: ReadFolder = read_folder(copy)
        errors = [_renamed(p, str(copy), str(show(root))) for p in after.problems if p.severity == "error"]
    if errors:
        raise InputError(errors)


def _renamed(problem: Problem, old: str, new: str) -> Problem:
    file = None if problem.file is None else problem.file.replace(old, new)
    return Problem(
        problem.code,
        problem.message,
        problem.suggestion,
        file,
        problem.line,
        problem.column,
        problem.excerpt,
        problem.severity,
    )
