"""Reading a parameter folder: every file, every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, RootModel

from sbs_econ.errors import InputError, Problem
from sbs_econ.io.file_form import kind_of
from sbs_econ.io.places import show
from sbs_econ.io.shape import check_shape
from sbs_econ.io.yaml_reader import Document, read_yaml
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Origin
from sbs_econ.model.links import check_folder
from sbs_econ.schema import delivery
from sbs_econ.schema import parameters as shapes
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue, KeyPath

FILES: Mapping[str, type[BaseModel]] = {
    "sources": shapes.Sources,
    "indices": shapes.Indices,
    "discounting": shapes.DiscountProfiles,
    "service_use": shapes.Services,
    "programme": delivery.Programme,
    "design": shapes.Design,
    "budgets": shapes.Budgets,
    "engagement": delivery.Engagement,
    "persistence": delivery.Persistence,
    "values": delivery.Values,
    "attribution": shapes.Attribution,
    "subgroups": shapes.Population,
    "modes": shapes.Population,
    "cells": shapes.Cells,
    "employment": shapes.Employment,
    "informal_care": shapes.InformalCare,
    "outcomes": shapes.Outcomes,
    "not_quantified": shapes.NotQuantifiedRows,
    "cashable": shapes.CashableShares,
    "correlations": shapes.Correlations,
    "joint": shapes.JointNormals,
}
"""File stem to the shape of the file."""
OPTIONAL = frozenset({"design", "budgets", "subgroups", "modes", "cells", "not_quantified", "correlations", "joint"})
"""Files that may be left out."""


@dataclass(frozen=True)
class ReadFolder:
    """A parameter folder as read, with its documents for line numbers, and what is wrong with it."""

    path: Path
    documents: Mapping[str, Document]
    folder: Folder | None
    problems: tuple[Problem, ...]

    def usable(self) -> Folder:
        """Return the folder.

        Raises:
            InputError: with every problem, if there is any.
        """
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if errors or self.folder is None:
            raise InputError(errors)
        return self.folder


def read_folder(path: Path) -> ReadFolder:
    """Read and check a whole parameter folder, used or not."""
    documents, problems = _documents(path)
    contents: dict[str, Any] = {}
    for stem, model in FILES.items():
        contents[stem] = _content(documents.get(f"{stem}.yaml"), model, problems)
    sets = {
        Path(name).stem: _content(document, shapes.UnitCosts, problems)
        for name, document in documents.items()
        if name.startswith("unit_costs/")
    }
    missing = [s for s in FILES if contents[s] is None and (s not in OPTIONAL or f"{s}.yaml" in documents)]
    if missing or None in sets.values():
        return ReadFolder(path, documents, None, tuple(_in_order(problems)))
    columns = _columns(path, documents, contents, sets, problems)
    folder = Folder(
        name=show(path),
        unit_costs=sets,
        origins=_origins(documents),
        columns=columns,
        **{stem: {} if content is None else content for stem, content in contents.items()},
    )
    problems += [to_problem(documents, path, issue) for issue in check_folder(folder)]
    return ReadFolder(path, documents, folder, tuple(_in_order(problems)))


def known_folder(path: Path, known: dict[Path, ReadFolder]) -> ReadFolder:
    """Return a parameter folder, read once and kept among those known."""
    found = known.get(path.absolute())
    if found is None:
        found = known[path.absolute()] = read_folder(path)
    return found


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda p: (p.file or "", p.line or 0, p.column or 0))


def _documents(path: Path) -> tuple[dict[str, Document], list[Problem]]:
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for name, file in _yaml_files(path):
        stem = name.removesuffix(".yaml")
        if not name.startswith("unit_costs/") and stem not in FILES:
            cure = did_you_mean(stem, FILES)
            problems.append(
                Problem(
                    "E104",
                    f"no part of the model reads {name}",
                    cure and cure.replace("'?", ".yaml'?"),
                    show(file),
                )
            )
            continue
        document, found = read_yaml(file, show(file))
        problems += found
        if document is not None:
            documents[name] = document
    present = {name for name, _ in _yaml_files(path)}
    for stem in FILES:
        if stem not in OPTIONAL and f"{stem}.yaml" not in present:
            problems.append(
                Problem(
                    "E105",
                    f"the file {stem}.yaml is missing from {show(path)}",
                    "sbs-econ init DIR writes a complete folder",
                    show(path),
                )
            )
    return documents, problems


def _yaml_files(path: Path) -> Iterator[tuple[str, Path]]:
    for folder, prefix in ((path, ""), (path / "unit_costs", "unit_costs/")):
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                if file.suffix in (".yaml", ".yml") and not file.name.startswith("."):
                    yield prefix + file.stem + ".yaml", file


def _content(document: Document | None, model: type[BaseModel], problems: list[Problem]) -> Any:
    if document is None:
        return None
    content, found = check_shape(document, model, kind_of(document.path))
    problems += found
    return content.root if isinstance(content, RootModel) else content


def _origins(documents: Mapping[str, Document]) -> dict[tuple[str, KeyPath], Origin]:
    origins: dict[tuple[str, KeyPath], Origin] = {}
    for name, document in documents.items():
        origins[name, ()] = Origin("parameters", document.shown)
        for key_path, mark in document.keys.items():
            origins[name, key_path] = Origin("parameters", document.shown, mark.line)
    return origins


def to_problem(documents: Mapping[str, Document], path: Path, issue: Issue) -> Problem:
    """Return an issue with its file, line and column."""
    document = documents.get(issue.file)
    if document is None:
        shown = show(path / issue.file) if issue.file else show(path)
        return Problem(issue.code, issue.message, issue.suggestion, shown, severity=issue.severity)
    on: Literal["key", "value"] = "key" if issue.on == "key" else "value"
    return document.problem(issue.path, issue.code, issue.message, issue.suggestion, on=on, severity=issue.severity)


def _columns(
    path: Path,
    documents: Mapping[str, Document],
    contents: Mapping[str, Any],
    sets: Mapping[str, Any],
    problems: list[Problem],
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Read the columns of draws that empirical quantities name."""
    if not any("empirical" in document.text for document in documents.values()):
        return {}
    from sbs_econ.io.draw_files import read_columns, wanted_columns

    wanted = wanted_columns(contents, sets)
    columns, found = read_columns(path, wanted)
    problems += found
    return columns
