"""``sbs-econ scenario``: list, show, new, waterfall."""

from __future__ import annotations

import click

from sbs_econ.cli.lenses import waterfall
from sbs_econ.cli.options import set_option, terminal_width, two_formats


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
    from sbs_econ.report.columns import stacked

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
    from sbs_econ.report.quantity_text import scenario_text

    loaded, _ = load_all([name], assignments)[0]
    record = shown_scenario(loaded) | {"quantities": quantity_table(loaded.usable())}
    if output == "json":
        click.echo(to_json(record), nl=False)
    else:
        click.echo("\n".join(scenario_text(record, terminal_width())))


@command.command("new")
@click.argument("name")
@click.option("--extends", default="base_case", show_default=True, metavar="SCENARIO", help="What it builds on.")
@click.option("--label", metavar="TEXT", help="Its name for people.")
@click.option("--question", metavar="TEXT", help="The question that it answers.")
@click.option(
    "--reason",
    default="Given when the scenario was made; write why.",
    metavar="TEXT",
    help="The reason for its changes.",
)
@set_option
def new_scenario(name: str, assignments: tuple[str, ...], **words: str | None) -> None:
    """Write ./scenarios/NAME.yaml with the changes given by --set.

    \b
    Example:
      sbs-econ scenario new cautious --set attribution.causal_share=0.2 --reason "Reviewers asked."
    """
    from sbs_econ.io.scenario_files import write_scenario

    path = write_scenario(name, assignments, words)
    click.echo(f"Written: {path}")
    click.echo(f"Next: edit it; sbs-econ validate {path}; sbs-econ run {name}")
