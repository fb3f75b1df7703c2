"""Changing figures in the analyst's own parameter files: only the scalar's text, and only if all stays valid."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.change_sheet import Wanted, at_its_row
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.places import show
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.whole_files import write_whole
from sbs_econ.io.yaml_edit import scalar_at, set_scalar
from sbs_econ.model.folder import Folder
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import KeyPath
from sbs_econ.schema.sense import Stated


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
    block: KeyPath = ()
    """Where the quantity stands in its file."""
    where: Problem | None = None
    """The row of a sheet that asks for it."""

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
        try:
            old = scalar_at(read.documents[statement.file].text, path)
        except RequestError as error:
            problems.append(_refused(error, where))
            continue
        quantity = (statement.name, statement.quantity.source, statement.path)
        edits.append(Edit(name, root / statement.file, path, old, value, *quantity, where))
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
    return _refused(RequestError(message, cure, "E406"), where)


def _refused(error: RequestError, where: Problem | None) -> Problem:
    """Return what cannot be done as a problem of the command line, or of a row of a sheet."""
    if where is None:
        return Problem(error.code, error.message, error.suggestion, "(command line)")
    return replace(where, code=error.code, message=error.message, suggestion=error.suggestion)


def edited_texts(edits: Sequence[Edit]) -> dict[Path, str]:
    """Return the new text of each file, if the whole folder is still valid with it; nothing is written yet.

    Raises:
        InputError: with every problem that the edits would cause.
    """
    root = Path.cwd() / "parameters"
    texts: dict[Path, str] = {}
    refused: list[Problem] = []
    for edit in edits:
        text = texts.get(edit.file) or edit.file.read_text(encoding="utf-8")
        try:
            texts[edit.file] = set_scalar(text, edit.path, edit.new)
        except RequestError as error:
            refused.append(_refused(error, edit.where))
    if refused:
        raise InputError(refused)
    _check(root, texts, edits)
    return texts


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write the files, each whole or not at all."""
    write_whole({file: text.encode("utf-8") for file, text in texts.items()})


def _check(root: Path, texts: dict[Path, str], edits: Sequence[Edit]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "parameters"
        shutil.copytree(root, copy)
        for file, text in texts.items():
            (copy / file.relative_to(root)).write_text(text, encoding="utf-8", newline="")
        after: ReadFolder = read_folder(copy)
        errors = [
            at_its_row(_renamed(p, copy, root), _rows_of(p, copy, root, after, edits))
            for p in after.problems
            if p.severity == "error"
        ]
    if errors:
        raise InputError(errors)


def _renamed(problem: Problem, copy: Path, root: Path) -> Problem:
    return problem if problem.file is None else replace(problem, file=problem.file.replace(show(copy), show(root)))


def _rows_of(
    problem: Problem, copy: Path, root: Path, after: ReadFolder, edits: Sequence[Edit]
) -> list[tuple[bool, Problem]]:
    """Return the rows of a sheet that changed the line of a problem (True), or the block that it stands in."""
    found = []
    for edit in edits:
        name = edit.file.relative_to(root)
        document = after.documents.get(name.as_posix())
        if edit.where is None or document is None or problem.file != show(copy / name):
            continue
        lines = [mark.line for path, mark in document.keys.items() if path[: len(edit.block)] == edit.block]
        if document.mark(edit.path).line == problem.line:
            found.append((True, edit.where))
        elif problem.line is not None and lines and min(lines) <= problem.line <= max(lines):
            found.append((False, edit.where))
    return found
