"""Lists of scenarios, one shown in full, and a new one written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sbs_econ.errors import InputError, RequestError
from sbs_econ.io.overrides import overrides_from_python, parse_assignments
from sbs_econ.io.places import RESERVED, find_scenario, scenario_names, show
from sbs_econ.io.scenarios import COMMAND_LINE, Loaded, load_scenario
from sbs_econ.io.shape import check_shape
from sbs_econ.io.whole_files import write_whole
from sbs_econ.io.yaml_reader import parse_yaml, read_yaml
from sbs_econ.io.yaml_writer import scalar
from sbs_econ.model.layers import merge_settings
from sbs_econ.schema.clean import clean_text
from sbs_econ.schema.forms import form_of
from sbs_econ.schema.scenario import QUESTION_TO_WRITE, ScenarioFile

if TYPE_CHECKING:
    from sbs_econ.io.from_workbook import Taken

Record = dict[str, Any]
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
NAMED = "use lower-case letters, digits and underscores, at most 100, and begin with a letter"


def scenario_records() -> list[Record]:
    """Return name, label, question, extends and place of every scenario."""
    records = []
    for name in scenario_names():
        place = find_scenario(name)
        document, _ = read_yaml(place.file, show(place.file))
        data = {} if document is None else document.data
        words = {key: str(data[key]) if data.get(key) is not None else None for key in ("label", "question", "extends")}
        records.append({"name": name, **words, "file": show(place.file), "shipped": place.is_shipped})
    return records


def shown_scenario(loaded: Loaded) -> Record:
    """Return the settings, design and sites of a scenario, each with where it came from."""
    inputs = loaded.usable()
    _, origins = merge_settings(loaded.folder.usable(), loaded.layers)
    settings = {
        name: {"value": getattr(inputs.settings, name), **_origin(origins.get(name))}
        for name in type(inputs.settings).__dataclass_fields__
    }
    return {
        "schema": "sbs_econ/scenario/1",
        "scenario": inputs.scenario,
        "label": inputs.label,
        "question": inputs.question,
        "extends": list(inputs.extends),
        "settings": settings,
        "design": dict(inputs.design),
        "sites": {
            site.key: {
                "label": site.label,
                "area": site.area,
                "participants": site.participants,
                "changes": sorted(site.quantities),
            }
            for site in inputs.sites
        },
    }


def _origin(origin: Any) -> Record:
    if origin is None:
        return {"layer": "default", "file": None, "line": None}
    return {"layer": origin.layer, "file": origin.file, "line": origin.line}


def write_scenario(
    name: str, assignments: Sequence[str], words: Mapping[str, str | None], taken: Taken | None = None
) -> Path:
    """Write ``./scenarios/<name>.yaml``; it is checked first, and an existing file is never replaced.

    Args:
        name: of the scenario.
        assignments: ``NAME=VALUE`` texts; they win over what a workbook gives.
        words: extends, label, question and reason.
        taken: what an edited live workbook gives.

    Raises:
        RequestError: if the name cannot be one, or the file exists.
        InputError: if the scenario would not be valid.
    """
    if not NAME.fullmatch(name):
        raise RequestError(f"'{clean_text(name)}' cannot be a scenario's name", NAMED)
    if name in RESERVED:
        raise RequestError(f"Windows keeps the name '{name}' for itself", "choose another, such as our_area")
    folder = Path.cwd() / "scenarios"
    path = folder / f"{name}.yaml"
    if path.exists():
        raise RequestError(f"{show(path)} exists already", "choose another name, or edit it", code="E902")
    reasons = {} if taken is None else dict(taken.reasons)
    assigned = parse_assignments(assignments)
    given = ({} if taken is None else dict(taken.given)) | assigned
    for assigned_name in assigned:
        reasons.pop(assigned_name, None)
    loaded = load_scenario(str(words["extends"]), overrides_from_python(given))
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if errors:
        raise InputError(errors, [loaded.place.name] if loaded.half_checked else [])
    text = scenario_yaml(name, given, words, reasons)
    _check_text(text)
    folder.mkdir(exist_ok=True)
    write_whole({path: text.encode("utf-8")})
    return path.relative_to(Path.cwd())


def _check_text(text: str) -> None:
    """Refuse a scenario that could not be read back: words that hide, or a parent that is not a name.

    Raises:
        InputError: with every problem, as one of the command line.
    """
    document, problems = parse_yaml(text, COMMAND_LINE)
    if document is not None:
        problems += check_shape(document, ScenarioFile, "scenario")[1]
    if problems:
        raise InputError(replace(problem, file=None, line=None, column=None) for problem in problems)


def scenario_yaml(
    name: str, given: Mapping[str, str], words: Mapping[str, str | None], reasons: Mapping[str, str] | None = None
) -> str:
    """Return a scenario file with changes, each with its reason, and settings.

    Args:
        name: of the scenario.
        given: names and values.
        words: extends, label, question, and the reason of changes that have none of their own.
        reasons: reasons of single changes.
    """
    words = {key: None if word is None else unicodedata.normalize("NFC", word) for key, word in words.items()}
    label = words.get("label") or name.replace("_", " ").capitalize()
    question = words.get("question") or QUESTION_TO_WRITE
    lines = [
        "# yaml-language-server: $schema=../schema/scenario.schema.json",
        f"schema: {form_of('scenario')}",
        f"extends: {words['extends']}",
        f"label: {scalar(label)}",
        f"question: {scalar(question)}",
    ]
    design = {k.removeprefix("settings.design."): v for k, v in given.items() if k.startswith("settings.design.")}
    settings = {
        k.removeprefix("settings."): v
        for k, v in given.items()
        if k.startswith("settings.") and k.removeprefix("settings.design.") == k
    }
    changes = {k: v for k, v in given.items() if not k.startswith("settings.")}
    for title, block in (("settings", settings), ("design", design)):
        lines += [f"{title}:", *(f"  {key}: {value}" for key, value in block.items())] if block else []
    lines += ["changes:"] if changes else []
    for key, value in changes.items():
        lines += [
            f"  {key}:",
            f"    value: {value}",
            f"    reason: {scalar(str((reasons or {}).get(key) or words.get('reason')))}",
        ]
    return "\n".join(lines) + "\n"
