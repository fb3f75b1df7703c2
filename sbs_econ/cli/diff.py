"""``sbs-econ diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.cli.options import format_option, quiet_option, set_option, stacked, terminal_width

draw_options = stacked(
    click.option(
        "--draws", type=Whole(min=2), default=10_000, show_default=True, metavar="N", help="PSA draws."
    ),
    click.option(
        "--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
        help="Seed of the random streams.",
    ),
    click.option(
        "--sampler", type=click.Choice(["mc", "lhs", "sobol"]), default="mc", show_default=True,
        help="Monte Carlo, Latin hypercube, or scrambled Sobol.",
    ),
    click.option(
        "--jobs", type=Whole(min=1), default=1, show_default=True, metavar="N",
        help="Workers. Never changes a result.",
    ),
)  # fmt: skip
out_options = stacked(
    click.option(
        "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write documents, tables and pictures here."
    ),
    click.option("--force", is_flag=True, help="Write into a folder that exists."),
)
perspective_option = click.option(
    "--perspective",
    type=click.Choice(["funder", "nhs_pss", "public_sector", "societal"]),
    default="nhs_pss",
    show_default=True,
    help="Whose net cost per participant.",
)


@click.command("diff", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@perspective_option
@click.option("--scenario", metavar="SCENARIO", help="The scenario that parameter folders are compared under.")
@click.option("--inputs-only", is_flag=True, help="List what differs, and run nothing.")
@click.option("--exact", is_flag=True, help="Value every combination even of more than eight parts.")
@click.option("--flows", is_flag=True, help="A and B are CSV tables of money flows: party, amount, kind.")
@click.option(
    "--price-factor", type=Number(min=0, min_open=True), metavar="X",
    help="With --flows: the price level of B over that of A, to show inflation as a line of its own.",
)  # fmt: skip
@draw_options
@set_option
@out_options
@format_option
@quiet_option
@click.pass_context
def command(context: click.Context, /, first: str, second: str, **options: Any) -> None:
    """Why does the answer differ? What changed between A and B, and what moved the result.

    A and B are scenarios, parameter folders or run folders, in any mix. A parameter folder is compared under the
    scenario of the other side, or base_case.

    \b
    Example:
      sbs-econ diff base_case programme_era_prices
      sbs-econ diff last_year/parameters parameters --scenario base_case
      sbs-econ diff runs/2025 runs/2026 --perspective public_sector --out why
      sbs-econ diff --flows wsipp_2016.csv wsipp_2023.csv
    """
    from sbs_econ.errors import RequestError

    if options["price_factor"] is not None and not options["flows"]:
        raise RequestError("--price-factor goes with --flows", "add --flows, or leave --price-factor out")
    if options["flows"]:
        _diff_flows(Path(first), Path(second), options)
        return
    given = {n for n in ("draws", "seed", "sampler") if context.get_parameter_source(n) is not ParameterSource.DEFAULT}
    _diff_inputs(first, second, options, given)


def _diff_inputs(first: str, second: str, options: dict[str, Any], given: set[str]) -> None:
    from sbs_econ.analysis.change_list import rows_on_one_side
    from sbs_econ.analysis.change_records import diff_document, side_record
    from sbs_econ.io.differences import listed, read_sides
    from sbs_econ.io.overrides import overrides_from_python, parse_assignments
    from sbs_econ.reporting.diff_text import diff_text

    overrides = overrides_from_python(parse_assignments(options["assignments"]))
    sides = read_sides(first, second, options["scenario"], overrides)
    moved = None if options["inputs_only"] else _moved(sides, options, given)
    found, rows = listed(*sides), rows_on_one_side(sides[0].inputs, sides[1].inputs)
    notes = [f"{side.name}: {note}" for side in sides for note in side.notes]
    records = [side_record(side.kind, side.name, side.inputs) for side in sides]
    document = diff_document((records[0], records[1]), moved, found, rows, notes)
    text = diff_text((first, second), moved, found, rows, notes, terminal_width())
    _write_inputs(document, text, moved, found, options)
    _print(document, text, found, options["output"])


def _moved(sides: Any, options: dict[str, Any], given: set[str]) -> Any:
    from sbs_econ.analysis.change import what_moved
    from sbs_econ.analysis.change_records import with_stored
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.vocabulary import Perspective

    stored = [side.stored for side in sides]
    own: dict[str, Any] = next((dict(s.run) for s in stored if s is not None), {})
    wanted = {n: options[n] if n in given else own.get(n, options[n]) for n in ("draws", "seed", "sampler")}
    plan, perspective = Plan(**wanted), Perspective(options["perspective"])
    moved = what_moved(sides[0].inputs, sides[1].inputs, perspective, plan, options["exact"], options["jobs"])
    return with_stored(moved, stored[0], stored[1])


def _write_inputs(document: Any, text: str, moved: Any, found: Any, options: dict[str, Any]) -> None:
    from sbs_econ.analysis.change_records import difference_rows, part_rows
    from sbs_econ.io.differences import write_answer
    from sbs_econ.io.run_folder import csv_text, to_json

    if options["out"] is None:
        return
    files: dict[str, str | bytes] = {"diff.json": to_json(document), "diff.txt": text + "\n"}
    files["differences.csv"] = csv_text(list(difference_rows(found)))
    if moved is not None:
        from sbs_econ.reporting.figures_diff import moved_picture

        files["parts.csv"] = csv_text(list(part_rows(moved)))
        files |= moved_picture((document["first"]["name"], document["second"]["name"]), moved).files()
    write_answer(options["out"], files, options["force"])
    if not options["quiet"]:
        click.echo(f"Written: {options['out']}", err=True)


def _print(document: Any, text: str, found: Any, output: str) -> None:
    from sbs_econ.analysis.change_records import difference_rows
    from sbs_econ.io.run_folder import csv_text, to_json

    if output == "json":
        click.echo(to_json(document), nl=False)
    elif output == "csv":
        click.echo(csv_text(list(difference_rows(found))), nl=False)
    else:
        click.echo(text)


def _diff_flows(first: Path, second: Path, options: dict[str, Any]) -> None:
    from sbs_econ.analysis.change_flows import flow_change
    from sbs_econ.io.differences import read_flows, write_answer
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.diff_text import flows_text

    change = flow_change(read_flows(first), read_flows(second), options["price_factor"])
    document = {"schema": "sbs_econ/diff/1", "kind": "flows", **change.as_json()}
    text, parts = flows_text(change, terminal_width()), csv_text(document["parts"])
    if options["out"] is not None:
        from sbs_econ.reporting.figures_diff import flows_picture

        files = {"diff.json": to_json(document), "diff.txt": text + "\n", "parts.csv": parts}
        write_answer(options["out"], {**files, **flows_picture(change).files()}, options["force"])
    printed = {"json": to_json(document), "csv": parts, "table": text + "\n"}
    click.echo(printed[options["output"]], nl=False)
