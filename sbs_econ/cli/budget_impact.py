"""``sbs-econ budget-impact``."""

from __future__ import annotations

from typing import Any

import click

from sbs_econ.cli.diff import draw_options, out_options
from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.cli.options import format_option, quiet_option, set_option, terminal_width


@click.command("budget-impact", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenario", metavar="SCENARIO")
@click.option("--eligible", type=Number(min=0), metavar="N", help="People who could take part, each year.")
@click.option("--uptake", metavar="S,S,...", help="Share of them who start, by year; the last holds for later years.")
@click.option("--years", type=Whole(1, 10), metavar="N", help="Financial years shown. [default: 5]")
@click.option("--first-year", metavar="YYYY/YY", help="The first financial year. [default: the price year]")
@click.option(
    "--hours-per-fte", type=Number(min=1), metavar="N",
    help="Hours a full-time facilitator works in a year. [default: 1550]",
)  # fmt: skip
@draw_options
@set_option
@out_options
@format_option
@quiet_option
def command(scenario: str, **options: Any) -> None:
    """Who pays what in which financial year: with and without the programme, undiscounted, in constant prices.

    People start evenly through each year. Without an eligible population and uptake (here, or in the scenario's
    budget_impact block) the scenario's participants start each year.

    \b
    Example:
      sbs-econ budget-impact base_case --eligible 12000 --uptake 0.01,0.02,0.03
      sbs-econ budget-impact base_case --years 10 --first-year 2026/27 --out budget
    """
    from sbs_econ.analysis.budget_impact import budget_impact
    from sbs_econ.analysis.change_budget_records import budget_document, budget_rows
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.budget_text import budget_text

    loaded, _ = load_all([scenario], options["assignments"])[0]
    plan = _plan(loaded, options)
    drawn = Plan(options["draws"], options["seed"], options["sampler"])
    impact = budget_impact(loaded.usable(), plan, drawn, options["jobs"])
    texts = {
        "json": to_json(budget_document(impact)),
        "csv": csv_text(list(budget_rows(impact))),
        "table": budget_text(impact, terminal_width()) + "\n",
    }
    if options["out"] is not None:
        _write(impact, texts, options)
    click.echo(texts[options["output"]], nl=False)


def _plan(loaded: Any, options: dict[str, Any]) -> Any:
    """The plan of the scenario's block, with what the command line gives in its place."""
    from sbs_econ.analysis.budget_impact import planned

    given = {name: options[name] for name in ("eligible", "years", "hours_per_fte")}
    given["uptake"] = None if options["uptake"] is None else _shares(options["uptake"])
    given["first_year"] = None if options["first_year"] is None else _year(options["first_year"])
    return planned(loaded.usable(), loaded.layers, given)


def _shares(text: str) -> tuple[float, ...]:
    from sbs_econ.analysis.budget_impact import AS_SHARES
    from sbs_econ.errors import RequestError
    from sbs_econ.schema.base import parse_number

    try:
        return tuple(parse_number(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise RequestError(f"--uptake {text}: {error}", AS_SHARES) from error


def _year(text: str) -> str:
    from sbs_econ.errors import RequestError
    from sbs_econ.schema.base import Slip
    from sbs_econ.schema.quantity import parse_financial_year

    try:
        return parse_financial_year(text)
    except Slip as slip:
        raise RequestError(f"--first-year {text}: {slip.message}", slip.cure) from slip


def _write(impact: Any, texts: dict[str, str], options: dict[str, Any]) -> None:
    from sbs_econ.io.differences import write_answer
    from sbs_econ.reporting.figures_budget import budget_picture

    files = {
        "budget_impact.json": texts["json"],
        "budget_impact.csv": texts["csv"],
        "budget_impact.txt": texts["table"],
    }
    write_answer(options["out"], {**files, **budget_picture(impact).files()}, options["force"])
    if not options["quiet"]:
        click.echo(f"Written: {options['out']}", err=True)
