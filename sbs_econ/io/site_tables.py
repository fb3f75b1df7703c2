"""Sites given as rows of a CSV file beside the scenario: one row adds one site."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sbs_econ.errors import Problem
from sbs_econ.io.places import show
from sbs_econ.io.shape import plain_words
from sbs_econ.io.yaml_reader import Document
from sbs_econ.schema.base import Plain, did_you_mean
from sbs_econ.schema.scenario import ScenarioFile, Site
from sbs_econ.vocabulary import Decision

PLAIN_COLUMNS = ("site", "label", "area", "participants", "note")
MISSING = "put the table beside the scenario, as CSV UTF-8"
DECISIONS = tuple(decision.value for decision in Decision)


def with_site_table(
    scenario: ScenarioFile, file: Path, document: Document
) -> tuple[ScenarioFile, Path | None, list[Problem]]:
    """Return the scenario with the sites of its table added, the table's path, and what is wrong with it."""
    if scenario.sites_table is None:
        return scenario, None, []
    path = file.parent / scenario.sites_table
    if not path.is_file():
        return scenario, None, [document.problem(("sites_table",), "E112", f"there is no file {show(path)}", MISSING)]
    sites, problems = read_sites(path)
    for key in sorted(set(sites) & set(scenario.sites)):
        problems.append(
            document.problem(("sites", key), "E113", f"the site '{key}' is also in {show(path)}", "keep one", on="key")
        )
    return scenario.model_copy(update={"sites": {**scenario.sites, **sites}}), path, problems


def read_sites(path: Path) -> tuple[dict[str, Site], list[Problem]]:
    """Return the sites of a CSV file.

    Columns: site, label, area, participants, note; the five decisions; ``subgroup:<key>`` and ``mode:<key>``
    shares; any other column is the name of a quantity, given anew at the site.
    """
    shown = show(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        return {}, [Problem("E106", f"this is not a CSV file in UTF-8: {error}", "save it as CSV UTF-8", shown)]
    header = [cell.strip() for cell in rows[0]] if rows else []
    problems = _header_problems(header, shown)
    sites: dict[str, Site] = {}
    if problems:
        return sites, problems
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) > len(header):
            message = f"{len(cells)} cells, and there are {len(header)} columns"
            problems.append(Problem("E114", message, "put quotation marks around text with commas", shown, number))
            continue
        cells += [""] * (len(header) - len(cells))
        _add_site(sites, problems, (shown, number), dict(zip(header, cells, strict=True)))
    return sites, problems


def _header_problems(header: list[str], shown: str) -> list[Problem]:
    problems = [
        Problem("E114", f"the column '{name}' is missing", "give it in the first row", shown, 1)
        for name in ("site", "participants")
        if name not in header
    ]
    known = (*PLAIN_COLUMNS, *DECISIONS)
    for name in header:
        if header.count(name) > 1:
            problems.append(Problem("E114", f"the column '{name}' stands twice", "keep one of them", shown, 1))
        if name not in known and ":" not in name and "." not in name:
            problems.append(Problem("E114", f"unknown column '{name}'", did_you_mean(name, known), shown, 1))
    return list(dict.fromkeys(problems))


def _add_site(
    sites: dict[str, Site], problems: list[Problem], place: tuple[str, int], cells: Mapping[str, str]
) -> None:
    shown, number = place
    key = cells.get("site", "")
    if not key.isidentifier() or not key.islower():
        problems.append(
            Problem(
                "E114",
                f"'{key}' is not a key: lower-case letters, digits and underscores",
                "write it as north_leeds, and the name for people under label",
                shown,
                number,
            )
        )
        return
    if key in sites:
        problems.append(Problem("E114", f"the site '{key}' stands twice", "keep one of the rows", shown, number))
        return
    try:
        sites[key] = Site.model_validate(_block(cells))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            where = ".".join(str(part) for part in details["loc"])
            message, cure = plain_words(details)
            problems.append(Problem("E114", f"{where}: {message}", cure, shown, number))


def _block(cells: Mapping[str, str]) -> dict[str, Any]:
    block: dict[str, Any] = {
        "label": cells.get("label") or cells["site"],
        "participants": Plain(cells["participants"]),
    }
    for name in ("area", "note"):
        if cells.get(name):
            block[name] = cells[name]
    block["design"] = {name: cells[name] for name in DECISIONS if cells.get(name)}
    for prefix, field in (("subgroup:", "subgroups"), ("mode:", "modes")):
        block[field] = {
            name.removeprefix(prefix): Plain(text) for name, text in cells.items() if name.startswith(prefix) and text
        }
    block["changes"] = {
        name: {"value": Plain(text), "reason": "Local figure of the table of sites."}
        for name, text in cells.items()
        if "." in name and text
    }
    return block
