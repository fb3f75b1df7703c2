"""Running scenarios for the command line: load, run, write, print."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sbs_econ.analysis.psa import Result
from sbs_econ.api import Run
from sbs_econ.cli.asking import Asked, is_unfinished, make_results, refuse_what_cannot_fit, say_plan
from sbs_econ.cli.options import may_colour, terminal_width
from sbs_econ.errors import InputError, NotConvergedError, RequestError
from sbs_econ.io.folders import ReadFolder
from sbs_econ.io.overrides import overrides_from_python, overrides_record, parse_assignments
from sbs_econ.io.projects import hash_of, input_files
from sbs_econ.io.scenarios import Loaded, ReadLayer, load_scenario


def load_all(scenarios: Sequence[str], assignments: Sequence[str]) -> list[tuple[Loaded, dict[str, str]]]:
    """Return every scenario loaded, with the changes of the command line.

    Raises:
        InputError: with the problems of all of them at once.
    """
    given = parse_assignments(assignments)
    layer, record = overrides_from_python(given), overrides_record(given)
    folders: dict[Path, ReadFolder] = {}
    files: dict[Path, ReadLayer] = {}
    loaded = [load_scenario(name, layer, folders=folders, files=files) for name in scenarios]
    problems = [p for each in loaded for p in each.problems if p.severity == "error"]
    if problems:
        raise InputError(dict.fromkeys(problems), [each.place.name for each in loaded if each.half_checked])
    return [(each, record) for each in loaded]


def run_scenarios(scenarios: Sequence[str], options: Mapping[str, Any]) -> list[Run]:
    """Run scenarios on common draws and write their folders; with ``dry_run`` only say what would be done."""
    from sbs_econ.io.run_folder import check_free, is_run

    started = datetime.now(UTC).isoformat(timespec="seconds")
    if options["save_draws"] and options["out"] is None:
        raise RequestError("--save-draws needs --out", "say where to keep them")
    loaded = load_all(scenarios, options["assignments"])
    targets = _targets(loaded, options["out"])
    asked = Asked.from_options(options)
    again = is_unfinished(loaded, asked, options)  # what it has written may be written again: it will be the same
    for target in targets:
        if target is not None:
            check_free(target, options["force"] or (again and is_run(target)))
    if options["dry_run"]:
        say_plan(loaded, targets, asked, options)
        return []
    refuse_what_cannot_fit(loaded, targets, asked, options)
    runs: list[Run] = []

    def write(results: Sequence[Result]) -> None:
        runs.extend(Run(result, each, record) for result, (each, record) in zip(results, loaded, strict=True))
        for run, target in zip(runs, targets, strict=True):
            if target is not None:
                check_free(target, options["force"] or (again and is_run(target)))
                _write(run, target, options, started)

    make_results(loaded, asked, options, write)
    _check_convergence(runs, asked, options)
    return runs


def _check_convergence(runs: Sequence[Run], asked: Asked, options: Mapping[str, Any]) -> None:
    from sbs_econ.analysis.convergence import converged

    failed = [run.result.inputs.scenario for run in runs if not converged(run.result)]
    if asked.precision is not None and not options["quiet"]:
        click.echo(f"The precision asked for took {runs[0].result.plan.draws:,} draws.", err=True)
    if not failed or asked.precision is not None:
        return
    words = f"not converged at {runs[0].result.plan.draws:,} draws: {', '.join(failed)}"
    if options["strict"]:
        print_results(runs, options, terminal_width(), may_colour())
        raise NotConvergedError(f"{words}. More --draws, --sampler sobol or --precision would do it.")
    if not options["quiet"]:
        click.echo(f"Warning: {words}; more --draws, --sampler sobol or --precision would do it.", err=True)


def _targets(loaded: Sequence[tuple[Loaded, Any]], out: Path | None) -> list[Path | None]:
    if out is None:
        return [None] * len(loaded)
    if len(loaded) == 1:
        return [out]
    names = [each.place.name for each, _ in loaded]
    if len(set(names)) < len(names):
        raise RequestError("two scenarios have the same name, and would share a folder", "run them one by one")
    return [out / name for name in names]


def _write(run: Run, target: Path, options: Mapping[str, Any], started: str) -> None:
    from sbs_econ.io.run_folder import write_run

    details = {
        "inputs_sha256": hash_of(run.loaded, run.overrides),
        "overrides": run.overrides,
        "save_draws": options["save_draws"],
        "started": started,
        "parameters": str(run.loaded.folder.path),
        "scenario_file": str(run.loaded.place.file),
        "jobs": options["jobs"],
        "chunk_size": options["chunk_size"],
        "engine": options["engine"],
        "command": shlex.join(sys.argv),
    }
    write_run(target, run.result, input_files(run.loaded), details)
    if not options["quiet"]:
        click.echo(f"Written: {target}", err=True)


def print_results(runs: Sequence[Run], options: Mapping[str, Any], width: int, colour: bool) -> None:
    """Print results to standard output as asked."""
    from sbs_econ.analysis.records import table_records
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.run_table import run_table

    if options["output"] == "json":
        documents = [run.as_dict() for run in runs]
        click.echo(to_json(documents[0] if len(documents) == 1 else documents), nl=False)
    elif options["output"] == "csv":
        records = [
            {"scenario": run.result.inputs.scenario, **record} for run in runs for record in table_records(run.result)
        ]
        click.echo(csv_text(records), nl=False)
    else:
        tables = [run_table(run.result, width, options["per"], colour, options["verbose"]) for run in runs]
        click.echo("\n\n".join(tables))
