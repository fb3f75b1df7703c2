"""``sbs-econ reproduce``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.number_types import Whole
from sbs_econ.cli.options import quiet_option, terminal_width, two_formats

DIFFERS = 2
"""Exit code where a run does not come back."""


@click.command("reproduce", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--scenario", metavar="SCENARIO", help="The scenario, where its file is no longer where it was.")
@click.option(
    "--jobs", type=Whole(min=1), default=1, show_default=True, metavar="N",
    help="Workers. Never changes a result.",
)  # fmt: skip
@two_formats
@quiet_option
@click.pass_context
def command(context: click.Context, /, run: Path, **options: Any) -> None:
    """Run a run folder again, and say: identical, within tolerance (1e-9), or what differs.

    Where the files that it was made from are unchanged, every byte is compared; else the inputs that the folder itself
    holds are run, and every number is compared. Says what else changed: version, libraries, input files, and files of
    the folder that are not as the run wrote them. Writes nothing. Exits with 2 if anything differs.

    \b
    Example:
      sbs-econ run base_case --out runs/base_case
      sbs-econ reproduce runs/base_case
    """
    from sbs_econ.io.reproduction import reproduce, reproduce_document
    from sbs_econ.io.run_folder import to_json
    from sbs_econ.reporting.reproduce_text import reproduce_text

    found = reproduce(run, options["scenario"], options["jobs"])
    document = reproduce_document(found)
    text = reproduce_text(document, terminal_width()) + "\n"
    click.echo(to_json(document) if options["output"] == "json" else text, nl=False)
    if found.verdict == "differs":
        context.exit(DIFFERS)
