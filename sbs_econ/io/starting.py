"""A new project: an editable copy of what ships, with JSON Schemas that editors complete from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sbs_econ.errors import RequestError
from sbs_econ.io.file_form import with_form
from sbs_econ.io.folders import FILES
from sbs_econ.io.places import shipped
from sbs_econ.io.survey_files import SHAPES
from sbs_econ.io.whole_files import whole_folder
from sbs_econ.schema.descriptions import described_schema
from sbs_econ.schema.parameters import UnitCosts
from sbs_econ.schema.scenario import ScenarioFile


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every kind of file, by file name."""
    models: dict[str, type[BaseModel]] = {**FILES, "unit_costs": UnitCosts, "scenario": ScenarioFile, **SHAPES}
    return {f"{s}.schema.json": {"title": s, **with_form(described_schema(m), s)} for s, m in models.items()}


def schema_text(schema: dict[str, Any]) -> str:
    """Return a JSON Schema as text."""
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every JSON Schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(schema_text(schema), encoding="utf-8")


def start_project(folder: Path) -> None:
    """Write a new project, whole or not at all.

    Raises:
        RequestError: if the folder exists and holds anything.
        ResourcesError: if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"{folder} exists already and is not empty", "choose a new folder", code="E902")
    with whole_folder(folder) as work:
        for part in ("parameters", "scenarios"):
            shutil.copytree(
                shipped() / part, work / part, ignore=shutil.ignore_patterns("*.expected.csv", "__pycache__")
            )
        write_schemas(work / "schema")
