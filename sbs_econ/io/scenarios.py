"""Reading a scenario with all that it extends, and resolving it against its parameter folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sbs_econ.errors import InputError, Problem
from sbs_econ.io.folders import ReadFolder, known_folder, to_problem
from sbs_econ.io.places import Place, find_parent, find_scenario, scenario_names, show
from sbs_econ.io.shape import check_shape
from sbs_econ.io.site_tables import with_site_table
from sbs_econ.io.yaml_reader import Document, read_yaml
from sbs_econ.model.inputs import Inputs, Origin
from sbs_econ.model.layers import Layer
from sbs_econ.model.resolve import resolve
from sbs_econ.schema.base import did_you_mean
from sbs_econ.schema.issues import Issue
from sbs_econ.schema.scenario import QUESTION_TO_WRITE, REASON_TO_WRITE, ScenarioFile

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Loaded:
    """A scenario with everything it stands on; ``inputs`` is None where there are errors."""

    place: Place
    folder: ReadFolder
    layers: tuple[Layer, ...]
    documents: Mapping[str, Document]
    inputs: Inputs | None
    problems: tuple[Problem, ...] = field(default=())
    half_checked: bool = False
    """Whether problems were in the way of checks that need parameters and scenario to be readable."""

    def usable(self) -> Inputs:
        """Return the resolved inputs.

        Raises:
            InputError: with every problem, if there is any.
        """
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if errors or self.inputs is None:
            raise InputError(errors, [self.place.name] if self.half_checked else [])
        return self.inputs

    @property
    def files(self) -> list[Path]:
        """Every file that the result depends on."""
        read = [self.folder.path / name for name in self.folder.documents]
        drawn = {file for file, _ in (self.folder.folder.columns if self.folder.folder else {})}
        tables = [layer.table for layer in self.layers if isinstance(layer, FileLayer) and layer.table is not None]
        return sorted(
            {
                *read,
                *(self.folder.path / file for file in drawn),
                *(d.path for d in self.documents.values()),
                *tables,
            }
        )


@dataclass(frozen=True)
class FileLayer(Layer):
    """A layer read from a file, with the table of sites that it names."""

    table: Path | None = None


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A scenario file as read: what it says, its layer, and what is wrong with its text and its shape."""

    document: Document | None
    layer: FileLayer | None
    problems: tuple[Problem, ...]


def load_scenario(
    scenario: str,
    overrides: ScenarioFile | None = None,
    start: Path | None = None,
    folders: dict[Path, ReadFolder] | None = None,
    files: dict[Path, ReadLayer] | None = None,
) -> Loaded:
    """Return a scenario resolved, or with every problem found in it and its parameter folder.

    Args:
        scenario: a name or a path.
        overrides: what the command line or the Python call changes.
        start: the working folder.
        folders: parameter folders already read, kept for the next scenario.
        files: scenario files already read, such as one that many extend, kept in the same way.

    Raises:
        RequestError: if there is no such scenario.
    """
    place = find_scenario(scenario, start)
    folder = known_folder(place.parameters, {} if folders is None else folders)
    layers, documents, problems = read_layers(place, files)
    problems = [*folder.problems, *problems]
    if overrides is not None:
        layers = (*layers, Layer(COMMAND_LINE, overrides, "(command line)"))
    broken = any(problem.severity == "error" for problem in problems)
    if folder.folder is None or not layers or broken:
        return Loaded(place, folder, layers, documents, None, tuple(problems), half_checked=True)
    inputs, issues = resolve(folder.folder, layers)
    problems += [_issue_problem(documents, folder, issue) for issue in issues]
    return Loaded(place, folder, layers, documents, inputs, tuple(dict.fromkeys(problems)))


def _issue_problem(documents: Mapping[str, Document], folder: ReadFolder, issue: Issue) -> Problem:
    if issue.file == f"scenario:{COMMAND_LINE}":
        return Problem(issue.code, issue.message, issue.suggestion, "(command line)", severity=issue.severity)
    if issue.file.startswith("scenario:"):
        return to_problem({issue.file: documents[issue.file.removeprefix("scenario:")]}, folder.path, issue)
    return to_problem(folder.documents, folder.path, issue)


def read_layers(
    place: Place, files: dict[Path, ReadLayer] | None = None
) -> tuple[tuple[Layer, ...], dict[str, Document], list[Problem]]:
    """Return the layers of a scenario, what it extends furthest first, with every problem of their shape."""
    known = {} if files is None else files
    layers: list[Layer] = []
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    chain: list[str] = []
    current: Place | None = place
    while current is not None:
        read = known.get(current.file)
        if read is None:
            read = known[current.file] = _read_layer(current)
        problems += read.problems
        if read.document is None:
            break
        documents[current.name] = read.document
        chain.append(current.name)
        layers.insert(0, read.layer) if read.layer is not None else None
        current, found = _parent(current, read.document, chain)
        problems += found
    broken = any(problem.severity == "error" for problem in problems)
    return () if broken else tuple(layers), documents, problems


def _read_layer(place: Place) -> ReadLayer:
    document, problems = read_yaml(place.file, show(place.file))
    if document is None:
        return ReadLayer(None, None, tuple(problems))
    content, found = check_shape(document, ScenarioFile, "scenario")
    problems += found
    if content is None:
        return ReadLayer(document, None, tuple(problems))
    problems += _left_to_write(document, content)
    content, table, found = with_site_table(content, place.file, document)
    origins = {
        path: Origin(f"scenario:{place.name}", document.shown, mark.line) for path, mark in document.keys.items()
    }
    return ReadLayer(document, FileLayer(place.name, content, document.shown, origins, table), (*problems, *found))


def _left_to_write(document: Document, content: ScenarioFile) -> Iterator[Problem]:
    """Yield a warning for each text that still stands as ``scenario new`` put it."""
    changes = [(("changes", name, "reason"), change.reason) for name, change in content.changes.items()]
    for path, said in [(("question",), content.question), *changes]:
        if said in (QUESTION_TO_WRITE, REASON_TO_WRITE):
            message = f"{'the question' if path == ('question',) else 'this reason'} is still to be written"
            cure = "a reader of the report sees it as it stands: write it, or give --question and --reason next time"
            yield document.problem(path, "E117", message, cure, severity="warning")


def _parent(place: Place, document: Document, chain: Sequence[str]) -> tuple[Place | None, list[Problem]]:
    name = document.data.get("extends")
    if not isinstance(name, str):
        return None, []
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        return None, []  # told by its shape
    if name in chain:
        circle = " -> ".join([*chain[chain.index(name) :], name])
        message = f"the scenarios extend each other in a circle: {circle}"
        cure = "let one of them extend base_case, or another scenario outside the circle"
        return None, [document.problem(("extends",), "E110", message, cure)]
    parent = find_parent(name, place)
    if parent is None:
        known = scenario_names(place.file.parent.parent)
        cure = did_you_mean(name, known) or f"known scenarios: {', '.join(known)}"
        return None, [document.problem(("extends",), "E111", f"there is no scenario '{name}' to extend", cure)]
    return parent, []
