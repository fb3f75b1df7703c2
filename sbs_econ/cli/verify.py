"""``sbs-econ verify``."""

from __future__ import annotations

from typing import Any

import click

from sbs_econ.cli.diff import out_options
from sbs_econ.cli.number_types import Whole
from sbs_econ.cli.options import format_option, quiet_option, set_option, terminal_width, verbose_option

FAILED = 2
"""Exit code where a check fails."""


@click.command("verify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--draws", type=Whole(min=100, max=32_768), default=1_000, show_default=True, metavar="N",
    help="PSA draws that each check is made on.",
)  # fmt: skip
@click.option(
    "--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
    help="Seed of the random streams.",
)  # fmt: skip
@click.option(
    "--sampler", type=click.Choice(["mc", "lhs", "sobol"]), default="mc", show_default=True,
    help="Monte Carlo, Latin hypercube, or scrambled Sobol.",
)  # fmt: skip
@click.option(
    "--report",
    is_flag=True,
    help="Make the report too: same numbers in every format, and the live model recalculated (a quarter of a minute).",
)
@set_option
@out_options
@format_option
@quiet_option
@verbose_option
@click.pass_context
def command(context: click.Context, /, scenario: str, **options: Any) -> None:
    """Does the model behave on these inputs as it must? Black-box checks after TECH-VER.

    Each check alters the scenario in a way whose result is known beforehand: prices raised, effects removed or turned
    round, nobody there, nothing uncertain. With --report also what report makes of it. With --out, a page and a table
    for the evidence pack. Exits with 2 if a check fails.

    \b
    Example:
      sbs-econ verify base_case
      sbs-econ verify scenarios/ours.yaml --report --out evidence/verify
    """
    from sbs_econ.analysis.psa import Plan
    from sbs_econ.analysis.verify import check_record, verify_document
    from sbs_econ.api.trust import verified
    from sbs_econ.cli.running import load_all
    from sbs_econ.io.projects import hash_of
    from sbs_econ.io.run_folder import csv_text, to_json
    from sbs_econ.reporting.verify_text import verify_page, verify_text

    loaded, record = load_all([scenario], options["assignments"])[0]
    plan = Plan(options["draws"], options["seed"], options["sampler"])
    found = verified(loaded, record, plan, options["report"])
    inputs_sha256 = hash_of(loaded, record)
    texts = {
        "json": to_json(verify_document(found, inputs_sha256)),
        "csv": csv_text([check_record(check) for check in found.checks]),
        "table": verify_text(found, terminal_width(), options["verbose"]) + "\n",
    }
    if options["out"] is not None:
        _write(texts, verify_page(found, inputs_sha256), options)
    click.echo(texts[options["output"]], nl=False)
    if not found.passed:
        context.exit(FAILED)


def _write(texts: dict[str, str], page: str, options: dict[str, Any]) -> None:
    from sbs_econ.io.differences import write_answer

    files = {
        "verify.html": page,
        "verify.csv": texts["csv"],
        "verify.json": texts["json"],
        "verify.txt": texts["table"],
    }
    write_answer(options["out"], files, options["force"])
    if not options["quiet"]:
        click.echo(f"Written: {options['out']}", err=True)
