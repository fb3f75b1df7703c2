"""A run folder run again: from the files that it was made from where they are unchanged, else from what it holds."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sbs_econ.analysis.engine import Threads, Working
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.errors import InputError, RequestError
from sbs_econ.io.differences import read_sides
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.overrides import overrides_from_python
from sbs_econ.io.places import show
from sbs_econ.io.projects import hash_of, input_files
from sbs_econ.io.run_documents import MARKER, read_document, read_manifest
from sbs_econ.io.run_folder import environment, write_run
from sbs_econ.io.scenarios import Loaded, load_scenario
from sbs_econ.io.stored_files import Mismatch, mismatches
from sbs_econ.model.inputs import Inputs
from sbs_econ.schema.parameters import Source
from sbs_econ.version import __version__

TOLERANCE = 1e-9
"""Relative difference that other libraries or another kind of machine may make."""
NUMBERS = ("run.json", "table.csv", "perspectives.csv", "flows.csv", "draws/inputs.npy", "draws/outputs.npy")
"""Files that are compared where only the resolved inputs could be used."""


@dataclass(frozen=True)
class Reproduction:
    """What came of running a run folder again."""

    folder: Path
    manifest: Mapping[str, Any]
    made_from: str
    """files, or resolved inputs."""
    notes: tuple[str, ...]
    tampered: tuple[str, ...]
    """Files that are not as the run wrote them."""
    mismatches: tuple[Mismatch, ...]

    @property
    def beyond(self) -> tuple[Mismatch, ...]:
        """What differs by more than the tolerance."""
        return tuple(m for m in self.mismatches if m.relative is None or m.relative > TOLERANCE)

    @property
    def verdict(self) -> str:
        """identical, within tolerance or differs."""
        if self.tampered or self.beyond:
            return "differs"
        return "within tolerance" if self.mismatches or self.made_from != "files" else "identical"


def reproduce(folder: Path, scenario: str | None = None, jobs: int = 1) -> Reproduction:
    """Run a run folder again and compare every file of it.

    Args:
        folder: the run folder; nothing is written into it.
        scenario: the scenario file, where it is no longer where it was.
        jobs: threads; never changes a result.

    Raises:
        RequestError: if it is not a run folder, or its scenario is nowhere to be found.
    """
    manifest = read_manifest(folder)
    loaded, changed = _found(folder, manifest, scenario)
    notes = [*_what_changed(folder, manifest), *changed]
    tampered = tuple(_tampered(folder, manifest))
    with tempfile.TemporaryDirectory(prefix="sbs_econ_") as work:
        again = Path(work) / folder.resolve().name
        if loaded is not None and not changed:
            _run_again(again, loaded, manifest, jobs)
            names, made_from = (*manifest["outputs"], MARKER), "files"
        else:
            notes += _run_rebuilt(again, folder, manifest, (scenario, jobs))
            names, made_from = tuple(n for n in NUMBERS if n in manifest["outputs"]), "resolved inputs"
        found = [m for name in names for m in mismatches(name, folder / name, again / name)]
    if made_from != "files":
        found = [m for m in found if _a_number(m)]
    return Reproduction(folder, manifest, made_from, tuple(notes), tampered, tuple(found))


def _a_number(found: Mismatch) -> bool:
    """Whether a number differs: labels come from the files of today, and so say nothing about the run."""
    return any(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (found.stored, found.again))


def _found(folder: Path, manifest: Mapping[str, Any], scenario: str | None) -> tuple[Loaded | None, list[str]]:
    """The scenario as its files say it now, and how they differ from those of the run, from the firs."""
    best: tuple[Loaded | None, list[str]] = (None, ["the scenario that it was made from is nowhere to be found"])
    for place in [scenario] if scenario else _places(folder, manifest):
        try:
            loaded = load_scenario(place, overrides_from_python(manifest.get("overrides", {})))
            loaded.usable()
        except InputError as error:
            best = best if best[0] else (None, [f"{place} has {len(error.problems)} problems now"])
            continue
        except RequestError:
            continue
        changed = list(_changed_files(loaded, manifest["inputs"]))
        if not changed:
            return loaded, []
        best = (loaded, changed) if best[0] is None else best
    return best


def _places(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    made = _environment(folder)
    if made.get("scenario_file"):
        yield str(made["scenario_file"])
    if made.get("parameters"):
        yield str(Path(made["parameters"]).parent / "scenarios" / f"{manifest['scenario']}.yaml")
    yield str(manifest["scenario"])


def _environment(folder: Path) -> Mapping[str, Any]:
    try:
        return read_document(folder, "environment.json")
    except RequestError:
        return {}


def _changed_files(loaded: Loaded, known: Mapping[str, str]) -> Iterator[str]:
    now = {place: file_sha256(path) for place, path in input_files(loaded)}
    for place in sorted({*now, *known}):
        if place not in now:
            yield f"{place} is no longer part of the scenario"
        elif place not in known:
            yield f"{place} is new since the run"
        elif now[place] != known[place]:
            yield f"{place} has changed since the run"


def _what_changed(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    if manifest["version"] != __version__:
        yield f"made by version {manifest['version']}; this is {__version__}"
    made, now = _environment(folder), environment({})
    if not made:
        yield "environment.json is missing: versions of libraries cannot be compared"
        return
    if made.get("python") != now["python"]:
        yield f"made with Python {made.get('python')}; this is {sys.version.split()[0]}"
    for package, version in now["dependencies"].items():
        before = (made.get("dependencies") or {}).get(package)
        if before != version:
            yield f"made with {package} {before}; this is {version}"


def _tampered(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    for name, known in sorted(manifest["outputs"].items()):
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif file_sha256(path) != known:
            yield f"{name} is not as the run wrote it"
    listed = {*manifest["outputs"], MARKER, "environment.json"}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.relative_to(folder).as_posix() not in listed:
            yield f"{path.relative_to(folder).as_posix()} was not written by the run"


def _run_again(again: Path, loaded: Loaded, manifest: Mapping[str, Any], jobs: int) -> None:
    plan = Plan(int(manifest["draws"]), int(manifest["seed"]), str(manifest["sampler"]))
    result = run_psa(loaded.usable(), plan, Working(Threads(jobs, 2 * jobs)))
    overrides = dict(manifest.get("overrides", {}))
    options = {"inputs_sha256": hash_of(loaded, overrides), "overrides": overrides, "save_draws": _saved(manifest)}
    write_run(again, result, input_files(loaded), options)


def _saved(manifest: Mapping[str, Any]) -> bool:
    return any(name.startswith("draws/") for name in manifest["outputs"])


def _run_rebuilt(again: Path, folder: Path, manifest: Mapping[str, Any], how: tuple[str | None, int]) -> Iterator[str]:
    """Run the inputs that the folder itself holds, and yield what could not be rebuilt from it."""
    scenario, jobs = how
    try:
        side, _ = read_sides(str(folder), str(folder), scenario)
    except (KeyError, ValueError, TypeError) as error:
        raise RequestError(
            f"the inputs that {show(folder)} holds cannot be used: {error}", "run the scenario again", code="E920"
        ) from error
    plan = Plan(int(manifest["draws"]), int(manifest["seed"]), str(manifest["sampler"]))
    result = run_psa(replace(side.inputs, names=side.inputs.names), plan, Working(Threads(jobs, 2 * jobs)))
    options = {"inputs_sha256": manifest["inputs_sha256"], "save_draws": _saved(manifest)}
    write_run(again, result, [], options)
    yield from side.notes[:-1]
    yield "run from the resolved inputs that the folder holds, on today's rows, indices and correlations"


def inputs_of_run(folder: Path, scenario: str | None = None) -> tuple[Inputs, Mapping[str, Source], list[str]]:
    """Return the inputs of a run folder, the sources that they name, and what a reader must know of them.

    Raises:
        RequestError: if it is not a run folder.
        InputError: if its scenario of today cannot be used.
    """
    manifest = read_manifest(folder)
    loaded, changed = _found(folder, manifest, scenario)
    if loaded is not None and not changed:
        return loaded.usable(), loaded.folder.usable().sources, []
    side, _ = read_sides(str(folder), str(folder), scenario)
    sources = {} if loaded is None else loaded.folder.usable().sources
    return side.inputs, sources, [*changed, *side.notes]


def reproduce_document(found: Reproduction) -> dict[str, Any]:
    """Return the document of ``reproduce --format json``, schema sbs_econ/reproduce/1."""
    return {
        "schema": "sbs_econ/reproduce/1",
        "folder": str(found.folder),
        **{key: found.manifest[key] for key in ("scenario", "version", "draws", "seed", "sampler")},
        "verdict": found.verdict,
        "tolerance": TOLERANCE,
        "made_from": found.made_from,
        "notes": list(found.notes),
        "tampered": list(found.tampered),
        "differences": [each.as_json() for each in found.mismatches],
    }
