"""How the program ends: the only place that catches our own errors. A bug keeps its traceback."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import click

from sbs_econ.errors import InputError, RequestError, SbsEconError
from sbs_econ.schema.clean import clean_text

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG)
"""What an operating system says of a place that cannot be written: a matter of resources, not a bug."""
LEAST_MEMORY = 256 * 2**20
"""Bytes of address space without which the libraries of the program cannot even be loaded."""


def run_program(program: click.Command, arguments: Sequence[str]) -> int:  # noqa: PLR0911
    """Run the program and return its exit code."""
    if not _memory_suffices():
        click.echo(f"Error: out of memory: the limit (ulimit -v) is below {LEAST_MEMORY / 2**20:.0f} MB.", err=True)
        return 4
    if any("\0" in argument for argument in arguments):
        click.echo("Error: an argument holds a NUL character, which no name of a file or quantity has.", err=True)
        return 2
    try:
        result = program.main(args=list(arguments), prog_name="sbs-econ", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        object.__setattr__(error, "message", clean_text(error.message))  # what was typed may hold escapes
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing half-written was left behind.", err=True)
        return 130
    except SbsEconError as error:
        _say(error)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        click.echo("Error: out of memory. Fewer --draws need less.", err=True)
        return 4
    except OSError as error:
        if error.errno in FULL:
            click.echo(f"Error: cannot write {error.filename or ''}: {error.strerror}", err=True)
            return 4
        if error.errno == errno.ENAMETOOLONG:
            click.echo(f"Error E901: there is nothing of a name that long: {str(error.filename)[:60]}…", err=True)
            return 2
        return _bug()
    except Exception:
        return _bug()


def _memory_suffices() -> bool:
    """Return whether a limit on address space, if there is one, leaves room; threads of libraries take much of it."""
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return True
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return True
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    return limit >= LEAST_MEMORY


def _bug() -> int:
    traceback.print_exc()
    click.echo("\nThis is a bug in sbs_econ, not in your input. Please report it with the lines above.", err=True)
    return 1


def _say(error: SbsEconError) -> None:
    from sbs_econ.cli.problems import show_problems

    if isinstance(error, InputError):
        show_problems(error.problems, half_checked=error.half_checked)
    elif isinstance(error, RequestError):
        kind = click.style("Error", fg="red", bold=True)
        click.echo(f"{kind} {error.code}: {clean_text(error.message)}", err=True)
        if error.suggestion:
            click.echo(f"  {clean_text(error.suggestion)}", err=True)
    else:
        click.echo(f"Error: {clean_text(str(error))}", err=True)
