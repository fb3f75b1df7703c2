"""``sbs-econ explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.options import set_option, terminal_width, two_formats


@click.command("explain", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", metavar="RUN_OR_SCENARIO")
@click.argument("row", metavar="ROW")
@click.option(
    "--scenario", metavar="SCENARIO", help="Of a run: the scenario, where its file is no longer where it was."
)
@set_option
@two_formats
def command(run: str, row: str, **options: Any) -> None:
    """From a number of the table back through its working to each input: value, file, line, source and evidence.

    ROW is a row of the table, or a perspective. The working is at the means of all inputs (the base case), each step in
    words and in numbers. For a run folder, the mean and interval that it holds are shown beside it.

    \b
    Example:
      sbs-econ explain base_case service_use.acute_bed_day
      sbs-econ explain runs/base_case programme.venue --format json
      sbs-econ explain base_case nhs_pss
    """
    from sbs_econ.analysis.explain import explain
    from sbs_econ.analysis.explain_records import explain_document
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.reporting.explain_text import explain_text

    inputs, sources, stored, notes = _given(run, options)
    document = explain_document(explain(inputs, row), sources, stored, notes)
    text = explain_text(document, terminal_width()) + "\n"
    click.echo(to_json(document) if options["output"] == "json" else text, nl=False)


def _given(run: str, options: dict[str, Any]) -> tuple[Any, Any, Any, list[str]]:
    """The inputs and sources of a run folder or a scenario, run.json if there is one, and notes."""
    from sbs_econ.cli.running import load_all
    from sbs_econ.errors import RequestError
    from sbs_econ.io.reproduction import inputs_of_run
    from sbs_econ.io.run_documents import read_document

    if not Path(run).is_dir():
        loaded, _ = load_all([run], options["assignments"])[0]
        return loaded.usable(), loaded.folder.usable().sources, None, []
    if options["assignments"]:
        raise RequestError("--set goes with a scenario: the inputs of a run are what they were", "leave --set out")
    inputs, sources, notes = inputs_of_run(Path(run), options["scenario"])
    return inputs, sources, read_document(Path(run), "run.json"), notes
