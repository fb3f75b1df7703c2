"""``sbs-econ scenario``: list, show, new, waterfall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sbs_econ.cli.lenses import waterfall
from sbs_econ.cli.options import set_option, terminal_width, two_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sbs_econ.io.from_workbook import Taken


@click.group("scenario")
def command() -> None:
    """Look at and write scenarios."""


command.add_command(waterfall)


@command.command("list")
@two_formats
def list_scenarios(output: str) -> None:
    """List the scenarios here and those shipped, each with its question.

    \b
    Example:
      sbs-econ scenario list
    """
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.io.scenario_files import scenario_records
    from sbs_econ.reporting.columns import stacked

    records = scenario_records()
    if output == "json":
        click.echo(to_json(records), nl=False)
        return
    for record in records:
        extends = f"extends {record['extends']}" if record["extends"] else ""
        where = "yours" if not record["shipped"] else ""
        click.echo(
            "\n".join(
                stacked(
                    f"{record['name']}: {record['label']}",
                    [("", record["question"]), ("", ", ".join(x for x in (extends, where) if x))],
                    terminal_width(),
                )
            )
        )


@command.command("show")
@click.argument("name")
@set_option
@two_formats
def show_scenario(name: str, assignments: tuple[str, ...], output: str) -> None:
    """Show every resolved setting and quantity of a scenario, and where each came from.

    \b
    Example:
      sbs-econ scenario show online
    """
    from sbs_econ.analysis.quantity_table import quantity_table
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.io.scenario_files import shown_scenario
    from sbs_econ.reporting.quantity_text import scenario_text

    loaded, _ = load_all([name], assignments)[0]
    record = shown_scenario(loaded) | {"quantities": quantity_table(loaded.usable())}
    if output == "json":
        click.echo(to_json(record), nl=False)
    else:
        click.echo("\n".join(scenario_text(record, terminal_width())))


@command.command("new")
@click.argument("name")
@click.option("--extends", metavar="SCENARIO", help="What it builds on: base_case, or the workbook's own scenario.")
@click.option("--label", metavar="TEXT", help="Its name for people.")
@click.option("--question", metavar="TEXT", help="The question that it answers.")
@click.option(
    "--reason",
    metavar="TEXT",
    help="The reason for its changes; without it they say where they come from.",
)
@click.option(
    "--from-workbook",
    "workbook",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A model.xlsx with overrides: they become the changes.",
)
@set_option
def new_scenario(name: str, assignments: tuple[str, ...], workbook: Path | None, **words: str | None) -> None:
    """Write ./scenarios/NAME.yaml with the changes given by --set, or entered in a live workbook.

    \b
    Example:
      sbs-econ scenario new cautious --set attribution.causal_share=0.2 --reason "Reviewers asked."
      sbs-econ scenario new ours --from-workbook model.xlsx
    """
    from sbs_econ.io.scenario_files import write_scenario
    from sbs_econ.schema.scenario import REASON_TO_WRITE

    taken = None
    if workbook is not None:
        from sbs_econ.io.from_workbook import taken_from

        taken = taken_from(workbook, words["extends"])
        if words["reason"] is not None:
            taken = replace(taken, reasons=dict.fromkeys(taken.reasons, words["reason"]))
    extends = words["extends"] or ("base_case" if taken is None else taken.extends)
    reason = words["reason"] or REASON_TO_WRITE
    path = write_scenario(name, assignments, words | {"extends": extends, "reason": reason}, taken)
    if taken is not None:
        for line in _from_workbook(taken):
            click.echo(line)
    click.echo(f"Written: {path}")
    click.echo(f"Next: edit it; sbs-econ validate {path}; sbs-econ run {name}")


def _from_workbook(taken: Taken) -> Iterator[str]:
    """Yield what was taken from a workbook."""
    entered = len(taken.given) - len(taken.differing)
    yield f"From the workbook: {entered} override{'' if entered == 1 else 's'}, on {taken.extends}."
    if taken.differing:
        yield f"Defaults there that are not {taken.extends}'s own, kept as changes: {', '.join(taken.differing)}"
