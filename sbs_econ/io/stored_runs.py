"""What a report is asked of: a scenario, or the folder of an earlier run, whose inputs and plan are taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sbs_econ.analysis.psa import Plan
from sbs_econ.errors import RequestError
from sbs_econ.io.differences import read_run
from sbs_econ.io.overrides import overrides_from_python, overrides_record, parse_assignments
from sbs_econ.io.projects import hash_of
from sbs_econ.io.run_documents import MARKER, as_written, read_document
from sbs_econ.io.scenarios import Loaded, load_scenario


@dataclass(frozen=True)
class Target:
    """A scenario to run, or to run again."""

    loaded: Loaded
    overrides: Mapping[str, str]
    sha256: str
    plan: Plan | None = None
    """The run's own; None for a scenario."""
    means: Mapping[str, float] | None = None
    """Mean net costs that the folder holds, by perspective; None where it cannot be the same run."""
    notes: tuple[str, ...] = ()


def read_targets(targets: Sequence[str], assignments: Sequence[str]) -> list[Target]:
    """Return scenarios and run folders as what there is to run.

    Args:
        targets: names or paths of scenarios, or run folders.
        assignments: ``NAME=VALUE`` of the command line, for every one of them.

    Raises:
        InputError: with every problem in the inputs.
        RequestError: if there is no such scenario or folder, or a run's inputs are no longer what they were and are to
            be changed besides.
    """
    given = parse_assignments(assignments)
    return [_target(each, given) for each in targets]


def _target(name: str, given: Mapping[str, str]) -> Target:
    folder = Path(name)
    if (folder / MARKER).is_file():
        return _run(folder, given)
    try:
        return _scenario(name, given)
    except RequestError:
        if not folder.is_dir():
            raise
        cure = "name a scenario, or a folder that run --out wrote"
        raise RequestError(f"{name} is not a run folder: it has no {MARKER}", cure, code="E901") from None


def _scenario(name: str, given: Mapping[str, str]) -> Target:
    loaded, record = load_scenario(name, overrides_from_python(given)), overrides_record(given)
    loaded.usable()
    return Target(loaded, record, hash_of(loaded, record))


def _run(folder: Path, given: Mapping[str, str]) -> Target:
    """A run folder keeps no draws that a report needs, so its run is made again: from the same files, if unchanged."""
    manifest, made = read_document(folder, MARKER), read_document(folder, "run.json")
    with as_written(folder):
        plan = Plan(int(manifest["draws"]), int(manifest["seed"]), str(manifest["sampler"]))
        record = {str(name): str(value) for name, value in manifest["overrides"].items()}
        name, sha256 = _scenario_of(folder, str(manifest["scenario"])), str(manifest["inputs_sha256"])
        means = {p["perspective"]: float(p["net_cost"]["mean"]) for p in made["perspectives"]}
    loaded = load_scenario(name, overrides_from_python({**record, **given}))
    loaded.usable()
    if hash_of(load_scenario(name, overrides_from_python(record)), record) == sha256:
        whole = overrides_record({**record, **given})
        note = f"Made again from the inputs of the run folder {folder.name}, which are unchanged."
        return Target(loaded, whole, hash_of(loaded, whole), plan, None if given else means, (note,))
    if given:
        raise RequestError(
            f"{folder}: its inputs are no longer what they were, so --set cannot change them",
            "report on the scenario instead",
        )
    side = read_run(str(folder), name)
    note = (
        f"The inputs of the run folder {folder.name} are no longer what they were; its own quantities and settings "
        "were set on the row definitions of today."
    )
    rebuilt = replace(loaded, inputs=side.inputs)
    return Target(rebuilt, record, sha256, plan, None, (note, *side.notes))


def _scenario_of(folder: Path, name: str) -> str:
    """Return the scenario that a run was of: beside the parameters that it used, where that still is, else by name."""
    parameters = read_document(folder, "environment.json").get("parameters")
    if parameters:
        file = Path(str(parameters)).parent / "scenarios" / f"{name}.yaml"
        if file.is_file():
            return str(file)
    return name
