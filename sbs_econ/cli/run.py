"""``sbs-econ run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.options import (
    format_option,
    may_colour,
    psa_options,
    quiet_option,
    set_option,
    terminal_width,
    verbose_option,
)


@click.command("run")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@psa_options
@set_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a run folder here (several scenarios: DIR/<scenario>).",
)
@click.option("--force", is_flag=True, help="Replace a run folder that exists.")
@click.option("--save-draws", is_flag=True, help="Keep every draw of inputs and outputs in the run folder.")
@format_option
@click.option(
    "--per",
    type=click.Choice(["total", "person", "group"]),
    default="total",
    show_default=True,
    help="Show totals, or per person or group.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@quiet_option
@verbose_option
def command(scenarios: tuple[str, ...], **options: Any) -> None:
    """Run scenarios: base case and probabilistic sensitivity analysis.

    \b
    Example:
      sbs-econ run base_case
      sbs-econ run base_case --sampler sobol --precision 100
      sbs-econ run base_case --set attribution.causal_share=0.2 --per person
      sbs-econ run base_case no_effect --draws 20000 --out runs --format json
    """
    from sbs_econ.cli.running import print_results, run_scenarios

    results = run_scenarios(scenarios, options)
    if not options["dry_run"]:
        print_results(results, options, terminal_width(), may_colour())
