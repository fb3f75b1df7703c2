"""``sbs-econ synthesise``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.cli.options import quiet_option


@click.command("synthesise", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("scenario", metavar="[SCENARIO]", default="base_case")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the tables go.")
@click.option("--people", type=Whole(20, 100_000), default=700, show_default=True, help="People.")
@click.option("--groups", type=Whole(2, 10_000), default=48, show_default=True, help="Groups they meet in.")
@click.option("--areas", type=Whole(1, 1000), default=9, show_default=True, help="Areas the groups are in.")
@click.option("--lost", type=Number(0, 0.9), default=0.3, show_default=True, help="Share lost at follow-up.")
@click.option(
    "--missing", type=click.Choice(["mcar", "mar", "mnar"]), default="mar", show_default=True,
    help="Whether being lost depends on nothing, on what is known at the start, or on the answers not given.",
)  # fmt: skip
@click.option("--seed", type=Whole(min=0), default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--force", is_flag=True, help="Write into a folder that exists.")
@quiet_option
def command(scenario: str, **options: Any) -> None:
    """Write a synthetic set of questionnaires with a known truth, to try fit on: nobody ever filled it in.

    Means and changes are those of SCENARIO; how answers scatter is invented. Every file says that it is synthetic.

    \b
    Example:
      sbs-econ synthesise --out survey
      sbs-econ fit survey --out fitted
    """
    from sbs_econ.api.surveys import synthesise

    named = ("people", "groups", "areas", "seed", "lost", "missing", "force")
    synthesise(options["out"], scenario, **{name: options[name] for name in named})
    if not options["quiet"]:
        click.echo(f"Written: {options['out']} (synthetic; the truth is in truth.json)", err=True)
        click.echo(f"Next: sbs-econ fit {options['out']} --out fitted", err=True)
