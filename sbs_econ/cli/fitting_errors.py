"""A bug in a fit tells where it is and never what it was working on: messages of Python's own errors hold values."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sbs_econ.errors import SbsEconError


@contextmanager
def no_values_in_tracebacks() -> Iterator[None]:
    """Let our own errors pass; of any other print its kind and its lines of code, and exit with 1."""
    try:
        yield
    except (SbsEconError, KeyboardInterrupt, click.ClickException, click.exceptions.Exit, MemoryError, OSError):
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        click.echo("".join(traceback.format_list(frames)) + type(error).__name__, err=True)
        click.echo(
            "\nThis is a bug in sbs_econ, not in your input. Please report it with the lines above; the message of the "
            "error is left out, because it may hold somebody's answer.",
            err=True,
        )
        sys.exit(1)
