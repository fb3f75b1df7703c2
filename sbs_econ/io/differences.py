"""The two sides of a diff: scenarios, parameter folders, run folders or tables of flows, each with file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sbs_econ.analysis.change_flows import FlowTable, flow_of
from sbs_econ.analysis.change_folder import folder_entries
from sbs_econ.analysis.change_list import (
    Difference,
    Entries,
    Entry,
    FieldChange,
    differences,
    quantity_entries,
    row_entries,
    setting_entries,
    site_entries,
    stored_row_entries,
)
from sbs_econ.analysis.change_parts import Part
from sbs_econ.analysis.change_rebuild import StoredRun, rebuilt
from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.places import Place, find_scenario, show
from sbs_econ.io.run_documents import MARKER, as_written, read_document
from sbs_econ.io.scenarios import Loaded, load_scenario, read_layers
from sbs_econ.io.whole_files import write_into
from sbs_econ.io.yaml_reader import read_yaml
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Inputs, Origin
from sbs_econ.model.layers import Layer, merge_settings
from sbs_econ.model.resolve import resolve
from sbs_econ.schema.scenario import ScenarioFile

DEFAULT_SCENARIO = "base_case"
STANDS_AT = {"se": ("distribution",), "value": ("value", "distribution"), "participants": ("participants",)}
"""Where a field stands, if it is not the key of its own name."""


@dataclass(frozen=True)
class Lines:
    """Where keys stand: from the line of a quantity or change to the lines of its own keys."""

    at: Mapping[tuple[str | None, int | None], tuple[Any, ...]]
    lines: Mapping[tuple[str | None, tuple[Any, ...]], int | None]

    def of(self, origin: Origin, field: str) -> Origin:
        """Return the place of one field of what stands at ``origin``, or of the whole where it has no line."""
        path = self.at.get((origin.file, origin.line))
        for key in STANDS_AT.get(field, (field,)):
            line = None if path is None else self.lines.get((origin.file, (*path, key)))
            if line is not None:
                return replace(origin, line=line)
        return origin


@dataclass(frozen=True)
class Side:
    """One side of a diff."""

    kind: str
    """scenario, parameters or run."""
    name: str
    inputs: Inputs
    entries: Entries
    lines: Lines
    stored: StoredRun | None = None
    notes: tuple[str, ...] = ()


def kind_of(path: str) -> str:
    """Return what a side is: run, parameters or scenario."""
    folder = Path(path)
    if (folder / MARKER).is_file():
        return "run"
    if (folder / "service_use.yaml").is_file() or (folder / "parameters" / "service_use.yaml").is_file():
        return "parameters"
    if folder.is_dir():
        raise RequestError(
            f"{path} is neither a run folder nor a parameter folder", "give one of them, or a scenario", code="E901"
        )
    return "scenario"


def read_sides(
    first: str, second: str, scenario: str | None, overrides: ScenarioFile | None = None
) -> tuple[Side, Side]:
    """Return both sides of a diff.

    A parameter folder is read under a scenario: ``scenario``, or that of the other side, or base_case. A run is set
    on the row definitions of the scenario of its own name, or else of ``scenario``.

    Raises:
        InputError: with every problem of either side.
        RequestError: if there is no such scenario or folder.
    """
    kinds = (kind_of(first), kind_of(second))
    under = scenario or _scenario_of(first, kinds[0]) or _scenario_of(second, kinds[1]) or DEFAULT_SCENARIO
    both = "parameters" in kinds and kinds[0] == kinds[1]
    readers = {"run": lambda p: read_run(p, scenario), "scenario": lambda p: _scenario_side(p, overrides),
               "parameters": lambda p: _folder_side(p, under, overrides, both)}  # fmt: skip
    return readers[kinds[0]](first), readers[kinds[1]](second)


def _scenario_of(path: str, kind: str) -> str | None:
    if kind == "scenario":
        return path
    return str(read_document(Path(path), MARKER)["scenario"]) if kind == "run" else None


def listed(first: Side, second: Side) -> list[Difference]:
    """Return what differs between two sides, each field with its own place."""
    return [_placed(each, first.lines, second.lines) for each in differences(first.entries, second.entries)]


def _placed(difference: Difference, before: Lines, after: Lines) -> Difference:
    fields = tuple(
        FieldChange(f.field, f.before, f.after, before.of(f.before_at, f.field), after.of(f.after_at, f.field))
        for f in difference.fields
    )
    return replace(difference, fields=fields)


def _lines(folder: Folder | None, loaded: Loaded | None) -> Lines:
    """Index the places of a folder and of scenario files; of keys on one line the outermost stands for it."""
    at: dict[tuple[str | None, int | None], tuple[Any, ...]] = {}
    lines: dict[tuple[str | None, tuple[Any, ...]], int | None] = {}
    places = [(path, origin) for (_, path), origin in (folder.origins.items() if folder else ())]
    for layer in loaded.layers if loaded else ():
        places += list(layer.origins.items())
    for path, origin in sorted(places, key=lambda place: len(place[0])):
        if path:
            at.setdefault((origin.file, origin.line), path)
            lines[origin.file, path] = origin.line
    return Lines(at, lines)


def _scenario_side(scenario: str, overrides: ScenarioFile | None) -> Side:
    loaded = load_scenario(scenario, overrides)
    return Side("scenario", scenario, loaded.usable(), _entries(loaded), _lines(loaded.folder.usable(), loaded))


def _entries(loaded: Loaded) -> dict[str, Entry]:
    """Everything that a scenario resolves to, by name."""
    inputs, folder = loaded.usable(), loaded.folder.usable()
    _, origins = merge_settings(folder, loaded.layers)
    found = [*setting_entries(inputs, origins), *_design_entries(loaded, inputs)]
    found += site_entries(inputs, {path[1]: o for path, o in _layer_places(loaded, "sites") if len(path) == 2})
    found += row_entries(inputs, _row_origins(folder))
    found += quantity_entries(inputs)
    return {entry.name: entry for entry in found}


def _layer_places(loaded: Loaded, key: str) -> Iterator[tuple[Any, Origin]]:
    for layer in loaded.layers:
        yield from ((path, origin) for path, origin in layer.origins.items() if path[:1] == (key,))


def _design_entries(loaded: Loaded, inputs: Inputs) -> Iterator[Entry]:
    origins = {path[1]: origin for path, origin in _layer_places(loaded, "design") if len(path) == 2}
    for decision, option in inputs.design.items():
        origin = origins.get(decision, Origin("parameters", "design.yaml"))
        label = f"Design: {decision.replace('_', ' ')}"
        yield Entry(f"design.{decision}", label, {"option": option}, origin, Part.PROGRAMME_COST)


def _row_origins(folder: Folder) -> dict[str, Origin]:
    return {
        f"{stem}.{key}": folder.origin(f"{stem}.yaml", (key,))
        for stem in ("service_use", "outcomes")
        for key in getattr(folder, stem)
    }


def _folder_side(path: str, scenario: str, overrides: ScenarioFile | None, both: bool) -> Side:
    """A parameter folder under a scenario; where both sides are folders, everything that the files say is compared."""
    root = Path(path) if (Path(path) / "service_use.yaml").is_file() else Path(path) / "parameters"
    place = find_scenario(scenario)
    loaded = _under(replace(place, parameters=root), read_folder(root), overrides)
    entries = _whole_folder(loaded.folder) if both else _entries(loaded)
    return Side("parameters", path, loaded.usable(), entries, _lines(loaded.folder.usable(), loaded))


def _under(place: Place, folder: ReadFolder, overrides: ScenarioFile | None) -> Loaded:
    """Return a scenario resolved against a parameter folder that is not beside it."""
    layers, documents, problems = read_layers(place)
    if problems or folder.folder is None or any(p.severity == "error" for p in folder.problems):
        raise InputError([*folder.problems, *problems])
    if overrides is not None:
        layers = (*layers, Layer("command line", overrides, "(command line)"))
    inputs, issues = resolve(folder.folder, layers)
    if inputs is None:
        raise InputError(
            Problem(i.code, f"under scenario {place.name}: {i.message}", i.suggestion, show(folder.path))
            for i in issues
        )
    return Loaded(place, folder, layers, documents, inputs)


def _whole_folder(read: ReadFolder) -> dict[str, Entry]:
    """Every quantity of a folder, whatever set or design option it is of, and every other key of its files."""
    files = {
        file: (document.data, lambda path, d=document: Origin("parameters", d.shown, d.mark(path).line))
        for file, document in read.documents.items()
    }
    return {entry.name: entry for entry in folder_entries(read.usable(), files)}


def read_run(path: str, scenario: str | None) -> Side:
    """Return a run folder as a side: its own inputs on the row definitions of a scenario (that of its name if None)."""
    folder = Path(path)
    document, problems = read_yaml(folder / "inputs.yaml", show(folder / "inputs.yaml"))
    if document is None:
        raise InputError(problems)
    stored = StoredRun(read_document(folder, "run.json"), read_document(folder, MARKER), document.data)
    template = load_scenario(scenario or str(stored.run["scenario"]))
    row_definitions, folder_of_today = template.usable(), template.folder.usable()
    with as_written(folder):
        inputs, notes = rebuilt(stored, row_definitions, folder_of_today)
        entries = {entry.name: entry for entry in _run_entries(inputs, stored)}
        return Side("run", path, inputs, entries, Lines({}, {}), stored, (*notes, *stored.notes()))


def _run_entries(inputs: Inputs, stored: StoredRun) -> Iterator[Entry]:
    """What a run folder holds, without what it does not: how changes were seen."""
    yield from setting_entries(inputs, {})
    for decision, option in (stored.inputs.get("design") or {}).items():
        label = f"Design: {decision.replace('_', ' ')}"
        yield Entry(f"design.{decision}", label, {"option": str(option)}, Origin("run"), Part.PROGRAMME_COST)
    yield from site_entries(replace(inputs, sites_declared=len(inputs.sites) > 1), {})
    yield from stored_row_entries(stored.run["rows"])
    for entry in quantity_entries(inputs):
        known = {"includes_overheads", "kind", "design", "follow_up_months", "recall_months", "applies_to"}
        yield replace(entry, fields={key: value for key, value in entry.fields.items() if key not in known})


def read_flows(path: Path) -> FlowTable:
    """Return a published table of flows: columns party and amount, and label, kind, currency, price_year if known.

    Raises:
        InputError: with every line that cannot be used.
    """
    shown, flows, problems, units = show(path), {}, [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RequestError(
            f"{shown} cannot be read as CSV in UTF-8: {error}", "save it as CSV UTF-8", code="E901"
        ) from error
    for line, row in enumerate(rows, start=2):
        try:
            flow = flow_of(row, line)
        except (ValueError, KeyError) as error:
            problems.append(Problem("E106", f"this line of flows cannot be used: {error}", None, shown, line))
            continue
        if flow.party in flows:
            problems.append(Problem("E106", f"'{flow.party}' stands twice", "give each party once", shown, line))
        flows[flow.party] = flow
        units.append(" ".join(x for x in (row.get("currency"), row.get("price_year")) if x))
    if problems or not flows:
        raise InputError(problems or [Problem("E106", "there are no flows in it", "party,amount", shown)])
    if len(set(units)) > 1:
        raise RequestError(f"{shown} mixes {' and '.join(sorted(set(units)))}", "one currency and price year a table")
    return FlowTable(path.stem, units[0], flows)


def write_answer(folder: Path, files: Mapping[str, str | bytes], force: bool = False) -> None:
    """Write the documents, tables and pictures of an answer beside each other in a folder, all or none of them.

    Raises:
        RequestError: if the folder holds anything, unless ``force``; other files in it are left alone.
        ResourcesError: if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        raise RequestError(f"{folder} exists already", "choose another --out, or --force to write into it", code="E902")
    write_into(folder, {n: c if isinstance(c, bytes) else c.encode("utf-8") for n, c in files.items()})
