"""Reading a survey, fitting it and writing the project, for ``fit``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.problems import show_problems
from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.io.folders import ReadFolder, read_folder
from sbs_econ.io.hashing import file_sha256
from sbs_econ.io.keyed_hashes import data_hashes
from sbs_econ.io.places import own_parameters, show
from sbs_econ.io.survey_files import read_survey_file
from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.items import Item, items_of
from sbs_econ.survey.reading import Asked, read_survey
from sbs_econ.survey.records import fit_record
from sbs_econ.survey.tables import KNOWN, tables_of
from sbs_econ.version import __version__

CONFIRMATION = "exact counts stay in the study team"


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    survey: Path
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Described:
    """What the data are described by, and the parameters that are built on."""

    codebook: Codebook
    plan: AnalysisPlan
    base: ReadFolder
    items: tuple[Item, ...]
    units: Mapping[str, str]


def run_fit(request: Request) -> dict[str, Any] | None:
    """Return the record of a fit, its project written where ``--out`` says so; None for a dry run."""
    from sbs_econ.cli.fitting_files import check_out, write_fit
    from sbs_econ.cli.fitting_work import work

    options = request.options
    rule = _rule(options)
    if options["out"] is not None:
        check_out(options["out"], options["force"])
    described = describe(request)
    data, warnings = _data(request, described)
    if not options["quiet"]:
        show_problems(warnings)
        for line in control_totals(data, rule):
            click.echo(line, err=True)
    if options["dry_run"]:
        return None
    hashes, identity = identify(request, described)
    fitted = work(data, described, options, identity, rule)
    record = fit_record(fitted, rule, hashes)
    if options["out"] is not None:
        write_fit(request, described, fitted, record)
    return record


def identify(request: Request, described: Described) -> tuple[dict[str, str], dict[str, Any] | None]:
    """Return hashes of the data (keyed), the codebook and the plan, and what an unfinished fit is known by."""
    given = {name: request.options.get(name) for name in (*KNOWN, "wide")}
    tables = dict(tables_of(request.survey, given))
    hashes = data_hashes(request.survey, tables)
    if not hashes:
        return {}, None
    for name in ("codebook", "plan"):
        hashes[name] = file_sha256(request.options[name] or request.survey / f"{name}.yaml")
    plan = described.plan.model_dump(mode="json")
    units = sorted(f"{name} {unit}" for name, unit in described.units.items())
    about = {"version": __version__, "hashes": hashes, "plan": plan, "seed": request.options["seed"]}
    return hashes, {**about, "decimal": request.options["decimal"], "units": units}


def _rule(options: Mapping[str, Any]) -> Rule:
    if not options["no_disclosure_control"]:
        return Rule()
    if options["confirm"] != CONFIRMATION:
        raise RequestError(
            "--no-disclosure-control shows exact counts of people",
            f'if you may, add: --confirm "{CONFIRMATION}"', code="E718",
        )  # fmt: skip
    return Rule(on=False)


def describe(request: Request) -> Described:
    """Return the codebook, the plan and the parameters of a request.

    Raises:
        InputError: with everything that is wrong with them.
    """
    options, survey = request.options, request.survey
    codebook_at = options["codebook"] or survey / "codebook.yaml"
    plan_at = options["plan"] or survey / "plan.yaml"
    codebook, codebook_text, problems = read_survey_file(codebook_at, Codebook)
    plan, plan_text, more = read_survey_file(plan_at, AnalysisPlan)
    problems += more
    base = read_folder(options["parameters"] or own_parameters())
    problems += [problem for problem in base.problems if problem.severity == "error"]
    if codebook is None or plan is None or codebook_text is None or plan_text is None or problems:
        raise InputError(problems)
    from sbs_econ.cli.fitting_checks import check_plan

    units = {name: str(stated.quantity.unit) for name, stated in base.usable().stated().items()}
    problems = check_plan((codebook, codebook_text), (plan, plan_text), units)
    if problems:
        raise InputError(problems)
    if options["replicates"]:
        plan = plan.model_copy(update={"replicates": options["replicates"]})
    return Described(codebook, plan, base, items_of(codebook, _labels(base), units), units)


def _labels(base: ReadFolder) -> dict[str, str]:
    folder = base.usable()
    labels = {f"service_use.{key}": service.label for key, service in folder.service_use.items()}
    return labels | {f"outcomes.{key}": outcome.label for key, outcome in folder.outcomes.items()}


def _data(request: Request, described: Described) -> tuple[SurveyData, list[Problem]]:
    given = {name: request.options.get(name) for name in (*KNOWN, "wide")}
    paths = {name: (path, show(path)) for name, path in tables_of(request.survey, given)}
    asked = Asked(described.codebook, described.plan, described.items, request.options["decimal"])
    return read_survey(paths, asked)


def control_totals(data: SurveyData, rule: Rule) -> list[str]:
    """Return what was read, for people to check against their own counts."""
    words = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    lines = [
        f"{name.removeprefix('rows of ').capitalize()}: {rule.count(count)} rows, "
        f"cells parted by {words[data.delimiters[name.removeprefix('rows of ')]]}."
        for name, count in data.counts.items()
        if name.startswith("rows of ")
    ]
    if data.counts.get("blank_as_zero"):
        lines.append(f"{rule.count(data.counts['blank_as_zero'])} blank cells are read as 0, as the codebook says.")
    return lines
