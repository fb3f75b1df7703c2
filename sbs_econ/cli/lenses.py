"""``sbs-econ lenses``, and ``sbs-econ scenario waterfall``."""

from __future__ import annotations

from typing import Any

import click

from sbs_econ.cli.diff import draw_options, out_options
from sbs_econ.cli.options import format_option, quiet_option, set_option, terminal_width


@click.command("lenses", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenario", metavar="SCENARIO")
@click.option("--brief", is_flag=True, help="Print each choice changed alone; the JSON and CSV always hold all.")
@draw_options
@set_option
@out_options
@format_option
@quiet_option
def command(scenario: str, **options: Any) -> None:
    """Does the answer depend on method? The verdict by perspective, months, discount rate, prices and valuations.

    \b
    Example:
      sbs-econ lenses base_case
      sbs-econ lenses base_case --brief
      sbs-econ lenses base_case --format csv > lenses.csv
    """
    from sbs_econ.analysis.change_lens_records import lenses_document, verdict_record
    from sbs_econ.analysis.lenses import lens_table
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.lenses_text import lenses_text

    loaded, _ = load_all([scenario], options["assignments"])[0]
    plan = Plan(options["draws"], options["seed"], options["sampler"])
    found = lens_table(loaded.folder.usable(), loaded.layers, plan, options["jobs"])
    texts = {
        "json": to_json(lenses_document(found)),
        "csv": csv_text([verdict_record(verdict) for verdict in found.verdicts]),
        "table": lenses_text(found, terminal_width(), options["brief"]) + "\n",
    }
    _write("lenses", texts, {}, options)
    click.echo(texts[options["output"]], nl=False)


@click.command("waterfall", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenario", metavar="SCENARIO")
@click.argument("row", metavar="ROW")
@click.option(
    "--per", type=click.Choice(["total", "person"]), default="total", show_default=True,
    help="Show totals, or per person who starts.",
)  # fmt: skip
@draw_options
@set_option
@out_options
@format_option
@quiet_option
def waterfall(scenario: str, row: str, **options: Any) -> None:
    """From the reported before-after change of a row to what the programme caused, step by step.

    \b
    Example:
      sbs-econ scenario waterfall base_case service_use.acute_bed_day
      sbs-econ scenario waterfall base_case outcomes.wellbeing_swemwbs --out steps
    """
    from sbs_econ.analysis.change_lens_records import waterfall_document, waterfall_rows
    from sbs_econ.analysis.change_waterfall import change_waterfall
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.lenses_text import waterfall_text

    loaded, _ = load_all([scenario], options["assignments"])[0]
    plan = Plan(options["draws"], options["seed"], options["sampler"])
    found = change_waterfall(loaded.usable(), row, plan, options["jobs"])
    texts = {
        "json": to_json(waterfall_document(found)),
        "csv": csv_text(list(waterfall_rows(found))),
        "table": waterfall_text(found, terminal_width(), options["per"] == "person") + "\n",
    }
    pictures: dict[str, bytes] = {}
    if options["out"] is not None:
        from sbs_econ.reporting.figures_waterfall import waterfall_picture

        pictures = waterfall_picture(found).files()
    _write("waterfall", texts, pictures, options)
    click.echo(texts[options["output"]], nl=False)


def _write(name: str, texts: dict[str, str], pictures: dict[str, bytes], options: dict[str, Any]) -> None:
    from sbs_econ.io.differences import write_answer

    if options["out"] is None:
        return
    files = {f"{name}.json": texts["json"], f"{name}.csv": texts["csv"], f"{name}.txt": texts["table"]}
    write_answer(options["out"], {**files, **pictures}, options["force"])
    if not options["quiet"]:
        click.echo(f"Written: {options['out']}", err=True)
