"""A project as a whole: the files that a result depends on, and every problem in a set of paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sbs_econ.errors import Problem, RequestError
from sbs_econ.io.folders import FILES, ReadFolder, known_folder
from sbs_econ.io.places import RESERVED, is_survey, own_parameters, shipped, show
from sbs_econ.io.scenarios import Loaded, ReadLayer, load_scenario


def input_files(loaded: Loaded) -> list[tuple[str, Path]]:
    """Return every file that a scenario depends on, named by its place in the project."""
    return [(place_of(path, loaded), path) for path in loaded.files]


def place_of(path: Path, loaded: Loaded) -> str:
    """Return ``parameters/...`` or ``scenarios/...``, the same wherever the project lies."""
    try:
        return f"parameters/{path.resolve().relative_to(loaded.folder.path.resolve()).as_posix()}"
    except ValueError:
        return f"scenarios/{path.name}"


def hash_of(loaded: Loaded, overrides: Mapping[str, Any]) -> str:
    """Return the hash of everything that the result depends on."""
    from sbs_econ.io.hashing import inputs_sha256

    return inputs_sha256(input_files(loaded), json.dumps(dict(overrides), sort_keys=True))


def problems_in(paths: Sequence[Path], half_checked: list[str] | None = None) -> list[Problem]:
    """Return every problem in parameter folders, scenario folders, projects, surveys or single files.

    Without paths: ``./parameters`` and ``./scenarios`` where they are, else those shipped. The names of scenarios of
    which some checks have to wait for other problems to be mended are added to ``half_checked``.

    Raises:
        RequestError: if a path does not exist.
    """
    problems: list[Problem] = []
    folders: dict[Path, ReadFolder] = {}
    waiting: list[str] = [] if half_checked is None else half_checked
    for path in paths or _default_paths():
        if not path.exists():
            raise RequestError(f"there is no {path}", "give a file or a folder that exists", code="E901")
        problems += _survey_problems(path) if is_survey(path) else _problems_at(path, folders, waiting)
    return sorted(dict.fromkeys(problems), key=lambda p: (p.file or "", p.line or 0, p.column or 0))


def _survey_problems(path: Path) -> list[Problem]:
    from sbs_econ.io.survey_files import survey_problems

    return survey_problems(path)


def _default_paths() -> list[Path]:
    here = Path.cwd()
    own = [folder for folder in (here / "parameters", here / "scenarios") if folder.is_dir()]
    return own or [own_parameters(), shipped() / "scenarios"]


def _problems_at(path: Path, folders: dict[Path, ReadFolder], waiting: list[str]) -> list[Problem]:
    if path.is_dir() and (path / "parameters").is_dir():
        inside = [path / "parameters", path / "scenarios"]
        return [problem for folder in inside if folder.is_dir() for problem in _problems_at(folder, folders, waiting)]
    if path.is_dir() and _is_parameters(path):
        return list(known_folder(path, folders).problems)
    if path.is_dir():
        files = sorted(path.glob("*.yaml"))
        if not files:
            raise RequestError(f"there is no YAML file in {path}", "name a project or its scenarios", code="E901")
        return _scenario_problems(files, folders, waiting)
    if path.parent.name == "unit_costs":
        return list(known_folder(path.parent.parent, folders).problems)
    if path.stem in FILES and _is_parameters(path.parent):
        return list(known_folder(path.parent, folders).problems)
    return _scenario_problems([path], folders, waiting)


def _is_parameters(folder: Path) -> bool:
    return folder.name == "parameters" or (folder / "service_use.yaml").is_file()


def _scenario_problems(files: Sequence[Path], folders: dict[Path, ReadFolder], waiting: list[str]) -> list[Problem]:
    known: dict[Path, ReadLayer] = {}
    loaded = [load_scenario(str(file.resolve()), folders=folders, files=known) for file in files]
    waiting += [scenario.place.name for scenario in loaded if scenario.half_checked]
    return [*_names(files), *(problem for scenario in loaded for problem in scenario.problems)]


def _names(files: Sequence[Path]) -> Iterator[Problem]:
    """Yield warnings of files that Windows cannot hold, or not side by side."""
    seen: dict[str, Path] = {}
    for file in files:
        name = file.stem.lower()
        if name in RESERVED:
            message = f"Windows cannot hold a file called {file.name}"
            yield Problem("E116", message, "give it another name", show(file), severity="warning")
        elif name in seen:
            message = f"differs from {seen[name].name} by capitals alone, which Windows does not tell apart"
            yield Problem("E116", message, "give one of them another name", show(file), severity="warning")
        seen.setdefault(name, file)
