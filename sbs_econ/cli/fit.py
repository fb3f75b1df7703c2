"""``sbs-econ fit``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.number_types import Whole
from sbs_econ.cli.options import quiet_option, stacked, terminal_width

FILE = click.Path(path_type=Path, dir_okay=False)
table_options = stacked(
    click.option("--people", type=FILE, metavar="FILE", help="The table of people, where it is not people.csv."),
    click.option("--visits", type=FILE, metavar="FILE", help="The table of visits."),
    click.option("--services", type=FILE, metavar="FILE", help="The table of services."),
    click.option("--outcomes", type=FILE, metavar="FILE", help="The table of outcomes."),
    click.option("--dose", type=FILE, metavar="FILE", help="The table of sessions."),
    click.option("--wide", type=FILE, metavar="FILE", help="One table with a row for each person, for all of them."),
    click.option("--codebook", type=FILE, metavar="FILE", help="What the tables hold. [default: codebook.yaml]"),
    click.option("--plan", type=FILE, metavar="FILE", help="What is estimated. [default: plan.yaml]"),
    click.option(
        "--decimal",
        type=click.Choice([".", ","]),
        default=".",
        show_default=True,
        help="The decimal sign of the tables.",
    ),
)
fit_options = stacked(
    click.option("--parameters", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Parameters that are built on. [default: ./parameters, else those shipped]"),
    click.option("--replicates", type=Whole(20, 20_000), metavar="N", help="In place of the plan's."),
    click.option("--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
                 help="Seed of the bootstrap and the imputations."),
    click.option("--jobs", type=Whole(min=1), default=1, show_default=True, metavar="N",
                 help="Workers. Never changes a result."),
    click.option("--no-disclosure-control", is_flag=True,
                 help="Show exact counts of people; needs --confirm and stamps every output."),
    click.option("--confirm", metavar="WORDS", help="What --no-disclosure-control asks you to say."),
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The project to write."),
    click.option("--force", is_flag=True, help="Write anew what fit wrote; nothing edited by hand is overwritten."),
    click.option("--dry-run", is_flag=True, help="Read and check everything, and estimate nothing."),
    click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True,
                 help="How to print."),
)  # fmt: skip


@click.command("fit", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("survey", metavar="[SURVEY]", type=click.Path(path_type=Path, file_okay=False), default=".")
@table_options
@fit_options
@quiet_option
def command(survey: Path, **options: Any) -> None:
    """From questionnaires to parameters with their uncertainty: SURVEY is a folder of tables, codebook and plan.

    Baselines and changes come from a bootstrap of whole groups, with the people lost imputed inside each replicate.
    --out writes a project that run takes as it is. No row of data leaves: counts of 1 to 7 are hidden, others rounded.

    \b
    Example:
      sbs-econ synthesise --out survey
      sbs-econ fit survey --out fitted
      sbs-econ run fitted/scenarios/fitted.yaml
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small, and workers share the cores
    from sbs_econ.api.surveys import Request
    from sbs_econ.cli.fitting import run_fit
    from sbs_econ.cli.fitting_errors import no_values_in_tracebacks
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.reporting.fit_text import fit_text

    with no_values_in_tracebacks():
        record = run_fit(Request(survey, options))
    if record is not None:
        click.echo(
            to_json(record) if options["output"] == "json" else fit_text(record, terminal_width()) + "\n", nl=False
        )
