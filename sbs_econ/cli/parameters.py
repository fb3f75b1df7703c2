"""``sbs-econ parameters``: list, show, schema, set."""

from __future__ import annotations

import re
from pathlib import Path

import click

from sbs_econ.cli.options import format_option, set_option, terminal_width, two_formats


@click.group("parameters")
def command() -> None:
    """Look at and edit the inputs."""


@command.command("list")
@click.argument("scenario", default="base_case")
@set_option
@format_option
def list_parameters(scenario: str, assignments: tuple[str, ...], output: str) -> None:
    """List every quantity of a scenario, as it is used.

    \b
    Example:
      sbs-econ parameters list base_case
      sbs-econ parameters list base_case --format csv > quantities.csv
    """
    from sbs_econ.analysis.quantity_table import quantity_table
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.quantity_text import quantity_list

    loaded, _ = load_all([scenario], assignments)[0]
    records = quantity_table(loaded.usable())
    if output == "json":
        click.echo(to_json(records), nl=False)
    elif output == "csv":
        flat = [
            {k: v for k, v in r.items() if k not in ("origin", "used_by")} | {"used_by": " ".join(r["used_by"])}
            for r in records
        ]
        click.echo(csv_text(flat), nl=False)
    else:
        click.echo("\n".join(quantity_list(records, terminal_width())))


@command.command("show")
@click.argument("name")
@click.argument("scenario", default="base_case")
@set_option
@two_formats
def show_parameter(name: str, scenario: str, assignments: tuple[str, ...], output: str) -> None:
    """Show one quantity: value, interval, source, where it stands and what uses it. NAME may hold *.

    \b
    Example:
      sbs-econ parameters show unit_costs.gp_consultation
    """
    from sbs_econ.analysis.quantity_table import quantity_table
    from sbs_econ.cli.running import load_all
    from sbs_econ.errors import RequestError
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.model.patterns import matches
    from sbs_econ.reporting.quantity_text import quantity_details
    from sbs_econ.schema.base import did_you_mean

    loaded, _ = load_all([scenario], assignments)[0]
    records = quantity_table(loaded.usable())
    found = [record for record in records if matches(name, record["name"])]
    if not found:
        raise RequestError(
            f"there is no quantity '{name}'", did_you_mean(name, [r["name"] for r in records]), code="E406"
        )
    sources = loaded.folder.usable().sources
    if output == "json":
        click.echo(to_json(found), nl=False)
    else:
        click.echo("\n\n".join("\n".join(quantity_details(r, sources, terminal_width())) for r in found))


@command.command("schema")
@click.argument("file", required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write every schema into this folder.")
def schema(file: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a kind of file (service_use, scenario, ...), or write them all.

    \b
    Example:
      sbs-econ parameters schema service_use
      sbs-econ parameters schema --out schema
    """
    from sbs_econ.errors import RequestError
    from sbs_econ.io.starting import schema_text, schemas, write_schemas
    from sbs_econ.schema.base import did_you_mean

    known = schemas()
    if out is not None:
        write_schemas(out)
        click.echo(f"Written: {len(known)} schemas in {out}")
        return
    names = {name.removesuffix(".schema.json"): schema for name, schema in known.items()}
    if file is None:
        click.echo("\n".join(sorted(names)))
        return
    if file not in names:
        raise RequestError(
            f"there is no file kind '{file}'",
            did_you_mean(file, names) or f"one of {', '.join(sorted(names))}",
        )
    click.echo(schema_text(names[file]), nl=False)


class NegativeValues(click.Command):
    """A command whose arguments may be numbers below 0, which would be read as options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put numbers below 0 after everything else, where they are arguments."""
        below = [word for word in args if re.fullmatch(r"-[0-9.,]+(e[-+]?[0-9]+)?%?", word)]
        if below and "--" not in args:
            args = [*(word for word in args if word not in below), "--", *below]
        return super().parse_args(ctx, args)


@command.command("set", cls=NegativeValues)
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option(
    "--from-csv",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Take names and values from a sheet: columns name, value, and any other keys.",
)
@click.option("--unit-cost-set", metavar="SET", help="Which file of unit_costs/ to edit; default: that of base_case.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
def set_parameter(
    name: str | None, value: str | None, from_csv: Path | None, unit_cost_set: str | None, dry_run: bool
) -> None:
    """Change a figure in ./parameters, keeping comments and layout; nothing is written unless all is valid.

    NAME is a quantity, or one of its keys (unit_costs.gp_consultation.price_year).

    \b
    Example:
      sbs-econ parameters set unit_costs.gp_consultation 51
      sbs-econ parameters set --from-csv prices.csv
    """
    from sbs_econ.io.change_sheet import edits_from_csv
    from sbs_econ.io.editing import edited_texts, plan_edits, write_texts

    if (from_csv is None) == (name is None):
        raise click.UsageError("Give NAME VALUE, or --from-csv FILE.")
    if from_csv is None and value is None:
        raise click.UsageError("Give a VALUE.")
    wanted = edits_from_csv(from_csv) if from_csv is not None else [(str(name), str(value), None)]
    edits = plan_edits(wanted, unit_cost_set)
    texts = edited_texts(edits)
    for edit in edits:
        click.echo(f"{edit.place}: {edit.name} {edit.old} -> {edit.new}")
        if edit.source is not None and edit.name.split(".")[-1] not in ("source", "locator", "note"):
            click.echo(f"  still cited: {edit.source}; set {edit.quantity}.source if the figure has another", err=True)
    if not dry_run:
        write_texts(texts)
        click.echo(f"{len(edits)} change{'' if len(edits) == 1 else 's'} written.")
