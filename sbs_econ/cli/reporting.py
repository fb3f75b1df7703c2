"""Making a report for the command line: runs, progress, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from sbs_econ.analysis.convergence import converged
from sbs_econ.analysis.findings import STEPS, find
from sbs_econ.analysis.psa import Plan, Result
from sbs_econ.api.reports import MARKER, Files, Made, asked_of, document_of, files_of, formats_of, write_made
from sbs_econ.cli.asking import Asked as Draws
from sbs_econ.cli.asking import make_results
from sbs_econ.cli.progress import Steps
from sbs_econ.errors import NotConvergedError, RequestError
from sbs_econ.io.stored_runs import Target, read_targets
from sbs_econ.io.whole_folder import check_replaceable


def write_report(targets: Sequence[str], options: Mapping[str, Any]) -> None:
    """Write the report of scenarios or run folders.

    Raises:
        RequestError: if a format does not exist, or the folder is in the way.
        InputError: with every problem in the inputs.
        NotConvergedError: under ``strict``, after it is written, if there were too few draws.
    """
    formats = formats_of(options["formats"])
    check_replaceable(options["out"], MARKER, options["force"])
    made, files = _make(targets, options, formats)
    write_made(made, options["out"], formats, files)
    if not options["quiet"]:
        click.echo(f"Written: {options['out']} ({', '.join(formats)})", err=True)
    failed = [each.inputs.scenario for each in made.findings if not converged(each.result)]
    if failed and options["strict"]:
        raise NotConvergedError(f"not converged: {', '.join(failed)}. More --draws would do it.")


def _make(targets: Sequence[str], options: Mapping[str, Any], formats: Sequence[str]) -> tuple[Made, Files]:
    from sbs_econ.reporting.compose import Wanted

    wanted = read_targets(targets, options["assignments"])
    _say_refusals(wanted, options)
    extra = int(len(wanted) > 1) + int(bool(options["figures"]))
    steps = Steps(options["quiet"], 2 + STEPS * len(wanted) + extra + len(formats))
    try:
        steps("the draws")
        results = _results(wanted, options)
        findings = tuple(find(asked_of(*pair), steps) for pair in zip(wanted, results, strict=True))
        document = document_of(findings, Wanted(options["reference_case"], options["ratios"]), steps)
        made = Made(document, findings)
        files = files_of(made, formats, options["figures"], steps)
        if options["verbose"]:
            _say_time(*steps.seconds)
        return made, files
    finally:
        steps.end()


def _say_time(whole: float, run: float) -> None:
    ratio = f", {whole / run:.0f} times the run itself ({run:.2f} s)" if run else ""
    click.echo(f"The report took {whole:.1f} s{ratio}.", err=True)


def _say_refusals(wanted: Sequence[Target], options: Mapping[str, Any]) -> None:
    """Say before the work which scenario can have no live workbook; where xlsx was asked for by name, refuse it."""
    from sbs_econ.reporting.live_workbook import live_workbook_refusal

    if "xlsx" not in formats_of(options["formats"]):
        return
    refusals = [refusal for each in wanted if (refusal := live_workbook_refusal(each.loaded.usable())) is not None]
    if refusals and options["formats"] is not None:
        raise RequestError(refusals[0], "ask for a few sites at a time, or leave xlsx out of --to", code="E932")
    for refusal in refusals:
        click.echo(f"No live workbook: {refusal}.", err=True)


def _results(wanted: Sequence[Target], options: Mapping[str, Any]) -> list[Result]:
    """Run what has the same plan on common draws; a run folder keeps its own plan unless the command line gives one."""
    plans = [_plan(target, options) for target in wanted]
    found: dict[int, Result] = {}
    for plan in dict.fromkeys(plans):
        places = [place for place, own in enumerate(plans) if own == plan]
        own = {**options, "draws": plan.draws, "seed": plan.seed, "sampler": plan.sampler, "out": None}
        loaded = [(wanted[place].loaded, dict(wanted[place].overrides)) for place in places]
        found |= dict(zip(places, make_results(loaded, Draws.from_options(own), own), strict=True))
    return [found[place] for place in range(len(wanted))]


def _plan(target: Target, options: Mapping[str, Any]) -> Plan:
    asked = {name: options[name] for name in ("draws", "seed", "sampler") if name in options["given"]}
    own = target.plan or Plan(options["draws"], options["seed"], options["sampler"])
    return replace(own, **asked)
