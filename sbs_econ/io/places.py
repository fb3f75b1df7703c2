"""Where parameters and scenarios are: the analyst's own beside the working folder, else those shipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sbs_econ.errors import RequestError
from sbs_econ.schema.base import did_you_mean

PACKAGE = Path(__file__).resolve().parent.parent

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that no file may have on Windows."""
SURVEY_FILES = ("codebook", "plan")
"""What stands beside the tables of a questionnaire, without ``.yaml``."""


def shipped() -> Path:
    """Return the folder that holds the shipped ``parameters/`` and ``scenarios/``, in a wheel or a checkout.

    Raises:
        RequestError: if neither is there.
    """
    for root in (PACKAGE / "_shipped", PACKAGE.parent):
        if (root / "parameters").is_dir() and (root / "scenarios").is_dir():
            return root
    raise RequestError("the shipped parameters are missing from this installation", "install sbs-econ again")


@dataclass(frozen=True, slots=True)
class Place:
    """A scenario file and the parameter folder that goes with it."""

    name: str
    file: Path
    parameters: Path
    is_shipped: bool


def find_scenario(scenario: str, start: Path | None = None) -> Place:
    """Return where a scenario is: a name in ``./scenarios/`` or among those shipped, or a path.

    A scenario in a ``scenarios/`` folder uses the ``parameters/`` beside it.

    Raises:
        RequestError: if there is none of that name, with the nearest.
    """
    here = start or Path.cwd()
    looks_like_path = "/" in scenario or "\\" in scenario or scenario.endswith((".yaml", ".yml"))
    if looks_like_path:
        return _from_path(here / scenario, scenario)
    for root in (here, shipped()):
        file = root / "scenarios" / f"{scenario}.yaml"
        if scenario.isidentifier() and is_file(file):
            return Place(scenario, file, _parameters_beside(file), root != here or here == shipped())
    known = scenario_names(here)
    raise RequestError(
        f"there is no scenario '{scenario}' in ./scenarios/ or among those shipped",
        did_you_mean(scenario, known) or f"known scenarios: {', '.join(known)}",
        code="E901",
    )


def is_survey(path: Path) -> bool:
    """Return whether a path is a folder with a codebook or a plan, or one of the two."""
    if path.is_file():
        return path.stem in SURVEY_FILES and path.suffix == ".yaml"
    return any((path / f"{stem}.yaml").is_file() for stem in SURVEY_FILES)


def is_file(path: Path) -> bool:
    """Return whether there is a file; what cannot be a name, or cannot be looked at, is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _from_path(file: Path, shown: str) -> Place:
    if not is_file(file):
        raise RequestError(
            f"there is no scenario file {shown}", "give its name alone, or the path of a YAML file", code="E901"
        )
    return Place(file.stem, file, _parameters_beside(file), False)


def _parameters_beside(file: Path) -> Path:
    beside = file.resolve().parent.parent / "parameters"
    if file.resolve().parent.name == "scenarios" and beside.is_dir():
        return beside
    return shipped() / "parameters"


def scenario_names(start: Path | None = None) -> list[str]:
    """Return the names of scenarios here and among those shipped."""
    here = start or Path.cwd()
    roots = {here / "scenarios", shipped() / "scenarios"}
    return sorted({file.stem for root in roots if root.is_dir() for file in root.glob("*.yaml")})


def find_parent(name: str, child: Place) -> Place | None:
    """Return the scenario that another one extends: beside it, else among those shipped."""
    for folder in (child.file.parent, shipped() / "scenarios"):
        file = folder / f"{name}.yaml"
        if is_file(file):
            return Place(name, file, child.parameters, folder != child.file.parent)
    return None


def own_parameters(start: Path | None = None) -> Path:
    """Return ``./parameters`` if it is there, else the shipped one."""
    here = (start or Path.cwd()) / "parameters"
    return here if here.is_dir() else shipped() / "parameters"


def show(path: Path, start: Path | None = None) -> str:
    """Return a path as people would type it: relative to the working folder where it lies below it."""
    here = (start or Path.cwd()).resolve()
    try:
        return str(path.resolve().relative_to(here))
    except ValueError:
        pass
    try:
        return "shipped:" + str(path.resolve().relative_to(shipped().resolve()))
    except ValueError:
        return str(path)
