"""Reading a survey, fitting it and writing the project, with what is said on the way, for ``fit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from sbs_econ.api.fitted_files import SCENARIO, write_fit
from sbs_econ.api.surveys import Request, describe, identify, read_answers, rule_of
from sbs_econ.cli.fitting_work import work
from sbs_econ.cli.problems import show_problems
from sbs_econ.io.fitted_folder import check_free
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.fitting import left_out_problems
from sbs_econ.survey.records import fit_record


def run_fit(request: Request) -> dict[str, Any] | None:
    """Return the record of a fit, its project written where ``--out`` says so; None for a dry run."""
    options = request.options
    rule = rule_of(options)
    if options["out"] is not None:
        check_free(options["out"], options["force"])
    described = describe(request)
    data, warnings = read_answers(request, described)
    if not options["quiet"]:
        show_problems(warnings)
        for line in control_totals(data, rule):
            click.echo(line, err=True)
    if options["dry_run"]:
        return None
    hashes, identity = identify(request, described)
    fitted = work(data, described, options, identity, rule)
    if not options["quiet"]:
        show_problems(left_out_problems(fitted))
    record = fit_record(fitted, rule, hashes)
    if options["out"] is not None:
        write_fit(options["out"], described, fitted, record, options["force"])
        _say_written(options)
    return record


def _say_written(options: Mapping[str, Any]) -> None:
    if not options["quiet"]:
        out = options["out"]
        click.echo(f"Written: {out}", err=True)
        click.echo(f"Next: sbs-econ run {out}/{SCENARIO}", err=True)
        click.echo(f"What it changes: sbs-econ diff base_case {out}/{SCENARIO}", err=True)


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
