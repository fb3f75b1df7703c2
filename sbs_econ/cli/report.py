"""``sbs-econ report``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.options import psa_options, quiet_option, set_option

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


@click.command("report", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("targets", nargs=-1, required=True, metavar="RUN_OR_SCENARIO...")
@click.option("--to", "formats", metavar="FORMAT,...", help="What to write, parted by commas. [default: all]")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the report goes.")
@click.option("--force", is_flag=True, help="Replace an earlier report.")
@click.option("--figures", is_flag=True, help="Write every picture as SVG and PNG too.")
@psa_options
@set_option
@quiet_option
def command(targets: tuple[str, ...], **options: Any) -> None:
    """Write a report that people can act on: a page, Word, workbooks and CSV, of one scenario or several.

    \b
    Example:
      sbs-econ report base_case --out report
      sbs-econ report base_case no_effect --to html,csv --out compared --figures
    """
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    from sbs_econ.cli.reporting import write_report

    write_report(targets, options)
