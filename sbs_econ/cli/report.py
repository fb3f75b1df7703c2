"""``sbs-econ report``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sbs_econ.cli.options import psa_options, quiet_option, set_option, verbose_option

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


@click.command("report", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("targets", nargs=-1, required=True, metavar="RUN_OR_SCENARIO...")
@click.option("--to", "formats", metavar="FORMAT,...", help="What to write, parted by commas. [default: all]")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder that the report goes to."
)
@click.option("--force", is_flag=True, help="Replace an earlier report.")
@click.option("--figures", is_flag=True, help="Write every picture as SVG and PNG too.")
@click.option(
    "--reference-case", type=click.Choice(["nice", "green_book"]), default="nice", show_default=True,
    help="The reference case whose departures are listed.",
)  # fmt: skip
@click.option("--benefit-cost-ratio", "ratios", is_flag=True, help="Add benefit-cost ratios, under their warning.")
@psa_options
@set_option
@quiet_option
@verbose_option
@click.pass_context
def command(context: click.Context, /, targets: tuple[str, ...], **options: Any) -> None:
    """Write a report that people can act on, of one scenario or several.

    A run folder is made again from its inputs, with its own draws and seed. Nothing in a report needs a network.

    \b
    Example:
      sbs-econ report base_case --out report
      sbs-econ report base_case no_service_effect --to html,csv --figures --out compared
    """
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    from sbs_econ.cli.reporting import write_report

    sources = {name: context.get_parameter_source(name) for name in ("draws", "seed", "sampler")}
    given = {name for name, source in sources.items() if source is not ParameterSource.DEFAULT}
    write_report(targets, {**options, "given": given})
