"""Options that several commands share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from sbs_econ.cli.number_types import Whole

F = TypeVar("F", bound=Callable[..., Any])


def stacked(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Return several decorators as one, applied from the last."""

    def apply(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


psa_options = stacked(
    click.option(
        "--draws", type=Whole(min=2), default=10_000, show_default=True, metavar="N", help="PSA draws."
    ),
    click.option(
        "--seed", type=Whole(min=0), default=1, show_default=True, metavar="S",
        help="Seed of the random streams.",
    ),
    click.option(
        "--sampler", type=click.Choice(["mc", "lhs", "sobol"]), default="mc", show_default=True,
        help="Monte Carlo, Latin hypercube, or scrambled Sobol in 16 replicates (rounded up to 16 x a power of two).",
    ),
    click.option(
        "--precision", metavar="X",
        help="Add draws until the standard error of every net cost is X GBP (or X% of its SD).",
    ),
    click.option("--strict", is_flag=True, help="Exit with 3 if the net costs have not converged."),
    click.option(
        "--jobs", type=Whole(min=1), default=1, show_default=True, metavar="N",
        help="Workers. Never changes a result.",
    ),
    click.option(
        "--chunk-size", type=Whole(min=1), metavar="N",
        help="Draws in flight at once, rounded up to whole blocks of 32,768. Never changes a result.",
    ),
    click.option(
        "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
        help="What runs the blocks.",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS", help="Of a running Dask cluster; --engine dask alone starts a local one."
    ),
)  # fmt: skip
set_option = click.option(
    "--set", "assignments", multiple=True, metavar="NAME=VALUE",
    help="Fix a quantity or a setting, such as attribution.causal_share=0.5 or settings.participants=500. Repeatable.",
)  # fmt: skip
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print.",
)
two_formats = click.option(
    "--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to print."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but the result.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")


def terminal_width() -> int:
    """Return the columns to print in: the terminal's, or 100 where there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def may_colour() -> bool:
    """Return whether standard output may carry ANSI codes: a terminal, and NO_COLOR not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
