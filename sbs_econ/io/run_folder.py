"""A run folder: written whole or not at all, byte for byte the same for the same inputs, seed and version."""

from __future__ import annotations

import csv
import io
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sbs_econ.analysis.psa import Result
from sbs_econ.analysis.quantity_table import quantity_table
from sbs_econ.analysis.records import (
    Record,
    flow_records,
    perspective_records,
    run_document,
    table_records,
)
from sbs_econ.errors import RequestError
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.places import show
from sbs_econ.io.run_documents import KNOWN, MARKER
from sbs_econ.io.whole_files import whole_folder
from sbs_econ.io.yaml_writer import to_yaml
from sbs_econ.version import __version__


def is_run(folder: Path) -> bool:
    """Return whether a folder is a run folder."""
    return (folder / MARKER).is_file()


def check_free(folder: Path, force: bool) -> None:
    """Refuse a folder that is in the way.

    Raises:
        RequestError: if it exists and holds anything, unless ``force`` and it is a run folder or empty.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise RequestError(f"{folder} is a file", "choose another --out", code="E902")
    if not any(folder.iterdir()):
        return
    if not force:
        raise RequestError(
            f"the folder {folder} exists already",
            "choose another --out, or --force to replace a run",
            code="E902",
        )
    if not is_run(folder):
        raise RequestError(
            f"{folder} is not a run folder, so --force will not replace it",
            "choose another --out",
            code="E902",
        )


def write_run(folder: Path, result: Result, files: Sequence[tuple[str, Path]], options: Mapping[str, Any]) -> None:
    """Write a run folder.

    Args:
        folder: where; it must not exist or be replaceable (``check_free``).
        result: what to write.
        files: input files by their place in the project.
        options: inputs_sha256, save_draws and force.

    Raises:
        ResourcesError: if the disk is full or the folder cannot be written; nothing is left behind.
    """
    with whole_folder(folder) as work:
        _write_all(work, result, files, options)


def _write_all(work: Path, result: Result, files: Sequence[tuple[str, Path]], options: Mapping[str, Any]) -> None:
    document = run_document(result, str(options["inputs_sha256"]))
    (work / "run.json").write_text(to_json(document), encoding="utf-8")
    write_csv(work / "table.csv", table_records(result))
    write_csv(work / "perspectives.csv", perspective_records(result))
    write_csv(work / "flows.csv", flow_records(result))
    (work / "inputs.yaml").write_text(to_yaml(resolved_inputs(result)), encoding="utf-8")
    if options.get("save_draws"):
        _write_draws(work / "draws", result)
    written = sorted(p for p in work.rglob("*") if p.is_file())
    manifest = {
        "schema": KNOWN[MARKER][0],
        "scenario": result.inputs.scenario,
        "version": __version__,
        "seed": result.plan.seed,
        "draws": result.plan.draws,
        "sampler": result.plan.sampler,
        "inputs_sha256": options["inputs_sha256"],
        "overrides": options.get("overrides", {}),
        "inputs": {place: file_sha256(path) for place, path in sorted(files)},
        "outputs": {str(p.relative_to(work)): file_sha256(p) for p in written},
        "quantities": _placed(quantity_table(result.inputs), files),
        "warnings": document["warnings"],
    }
    (work / MARKER).write_text(to_json(manifest), encoding="utf-8")
    (work / "environment.json").write_text(to_json(environment(options)), encoding="utf-8")


def _placed(records: Sequence[Record], files: Sequence[tuple[str, Path]]) -> list[Record]:
    """Name the file of each quantity by its place in the project, the same wherever the project lies."""
    places = {show(path): place for place, path in files}
    return [
        {
            **record,
            "origin": {**record["origin"], "file": places.get(record["origin"]["file"], record["origin"]["file"])},
        }
        for record in records
    ]


def to_json(document: Any) -> str:
    """Return JSON with full precision, and never NaN or infinity."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_csv(path: Path, records: Sequence[Record]) -> None:
    """Write records as CSV, full precision, missing values empty; text that a spreadsheet would run is quoted."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(csv_text(records))


def csv_text(records: Sequence[Record]) -> str:
    """Return records as CSV text."""
    if not records:
        return ""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(records[0])
    for record in records:
        writer.writerow([_cell(value) for value in record.values()])
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def resolved_inputs(result: Result) -> Record:
    """Return the resolved inputs of a run, as the YAML of its folder says them."""
    inputs = result.inputs
    settings = {n: getattr(inputs.settings, n) for n in type(inputs.settings).__dataclass_fields__}
    return {
        "scenario": inputs.scenario,
        "label": inputs.label,
        "question": inputs.question,
        "extends": list(inputs.extends),
        "settings": settings,
        "design": dict(inputs.design),
        "quantities": {name: _quantity(inputs.quantities[name]) for name in sorted(inputs.quantities)},
        "sites": {
            site.key: {
                "label": site.label,
                "area": site.area,
                "participants": site.participants,
                "quantities": {name: _quantity(q) for name, q in sorted(site.quantities.items())},
            }
            for site in inputs.sites
        },
    }


def _quantity(quantity: Any) -> Record:
    statement = quantity.statement
    record = {
        "label": quantity.label,
        "unit": quantity.unit.value,
        "value": quantity.value,
        "distribution": None if statement is None else dict(statement),
        "multiplier": None if quantity.multiplier == 1.0 else quantity.multiplier,
        "price_year": quantity.price_year,
        "evidence": quantity.evidence.value,
        "source": quantity.source,
        "locator": quantity.locator,
        "note": quantity.note,
        "from": quantity.origin.layer,
        "reason": quantity.origin.reason,
    }
    return {key: value for key, value in record.items() if value is not None}


def _write_draws(folder: Path, result: Result) -> None:
    """Write draws of inputs and outputs, one array each, block by block so that memory stays flat.

    Files are written from front to back and not mapped: a mapped file on a full disk ends the process with a signal.
    """
    from sbs_econ.analysis.saved_draws import drawn_block, input_names

    folder.mkdir()
    task, index = result.task, result.task.scenarios.index(result.inputs)
    columns = {"inputs": input_names(result.inputs), "outputs": list(result.columns.full)}
    with ExitStack() as stack:
        streams = [stack.enter_context((folder / f"{name}.npy").open("wb")) for name in columns]
        for stream, names in zip(streams, columns.values(), strict=True):
            _write_header(stream, (task.draws, len(names)))
        for block in range(task.blocks):
            for stream, drawn in zip(streams, drawn_block(task, index, block), strict=True):
                stream.write(np.ascontiguousarray(drawn, dtype=np.float64).tobytes())
    (folder / "columns.json").write_text(to_json(columns), encoding="utf-8")


def _write_header(stream: BinaryIO, shape: tuple[int, int]) -> None:
    """Write the beginning of a .npy file of float64, row by row."""
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.float64)), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)


def environment(options: Mapping[str, Any]) -> Record:
    """Return what is true of this run alone: times, host, paths, versions. Not hashed."""
    from importlib.metadata import PackageNotFoundError, version

    versions: dict[str, str | None] = {}
    for package in ("numpy", "scipy", "pandas", "pydantic", "click", "PyYAML"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = None
    return {
        "schema": KNOWN["environment.json"][0],
        "started": options.get("started"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": platform.node(),
        "platform": platform.platform(),
        "python": sys.version.split()[0],
        "dependencies": versions,
        "git_commit": _git_commit(),
        "parameters": options.get("parameters"),
        "scenario_file": options.get("scenario_file"),
        "jobs": options.get("jobs", 1),
        "engine": options.get("engine", "local"),
        "chunk_size": options.get("chunk_size"),
        "command": options.get("command"),
    }


def _git_commit() -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603
            [git, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
