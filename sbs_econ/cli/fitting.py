"""What ``fit`` says on the way: warnings, what was read, how far it has come, where it wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from sbs_econ.api.fitted_files import SCENARIO
from sbs_econ.api.fitting_work import Telling
from sbs_econ.api.surveys import Described, Request, check_fit, make_fit
from sbs_econ.cli.problems import show_problems
from sbs_econ.errors import Problem
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.disclosure import Rule
from sbs_econ.survey.remarks import not_used, unused_waves

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


class Spoken(Telling):
    """What is told on standard error."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Show warnings."""
        show_problems(list(problems))

    def read(self, data: SurveyData, described: Described, rule: Rule) -> None:
        """Show what was read."""
        for line in control_totals(data, described, rule):
            click.echo(line, err=True)

    def resuming(self, replicates: int) -> None:
        """Say that an unfinished fit goes on."""
        click.echo(f"Resuming after {replicates:,} replicates.", err=True)

    def progress(self, share: float, replicates: int, seconds_left: float) -> None:
        """Show how far it has come, on a terminal."""
        if not sys.stderr.isatty():
            return
        text = f"\r{share:4.0%} of {replicates:,} replicates, {seconds_left:.0f} s left "
        click.echo(text if share < 1 else "\r" + " " * 60 + "\r", err=True, nl=False)


def run_fit(request: Request) -> dict[str, Any] | None:
    """Return the record of a fit, its project written where ``--out`` says so; None for a dry run."""
    options = request.options
    telling = Telling() if options["quiet"] else Spoken()
    if options["dry_run"]:
        check_fit(request, telling)
        return None
    record = make_fit(request, telling)
    if options["out"] is not None and not options["quiet"]:
        _say_written(options)
    return record


def _say_written(options: Mapping[str, Any]) -> None:
    out = options["out"]
    click.echo(f"Written: {out}", err=True)
    click.echo(f"Next: sbs-econ run {out}/{SCENARIO}", err=True)
    click.echo(f"What it changes: sbs-econ diff base_case {out}/{SCENARIO}", err=True)


def control_totals(data: SurveyData, described: Described, rule: Rule) -> Iterator[str]:
    """Yield what was read, for people to check against their own counts."""
    for name, count in data.counts.items():
        if name.startswith("rows of "):
            table = name.removeprefix("rows of ")
            parted = DELIMITERS[data.delimiters[table]]
            yield f"{table.capitalize()}: {rule.count(count)} rows, cells parted by {parted}."
    if data.counts.get("blank_as_zero"):
        yield f"{rule.count(data.counts['blank_as_zero'])} blank cells are read as 0, as the codebook says."
    about = described.codebook, described.plan
    yield from (not_used(wave, *about) for wave in unused_waves(*about))
