"""Running the program inside this process, as a person at a terminal 100 columns wide would."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed, and how it ended."""

    exit_code: int
    output: str
    errors: str


def sbs_econ(*arguments: str) -> Ended:
    """Run a command of sbs-econ."""
    out, err = io.StringIO(), io.StringIO()
    with _columns(100), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            exit_code = run_program(program, list(arguments))
        except SystemExit as leaving:
            exit_code = int(leaving.code or 0)
    return Ended(exit_code, out.getvalue(), err.getvalue())


def checked(*arguments: str) -> str:
    """Run a command that must succeed, and return what it printed.

    Raises:
        SystemExit: if it fails.
    """
    ended = sbs_econ(*arguments)
    if ended.exit_code != 0:
        raise SystemExit(f"sbs-econ {' '.join(arguments)} ended with {ended.exit_code}:\n{ended.errors}")
    return ended.output


@contextlib.contextmanager
def _columns(width: int) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ |= {"COLUMNS": str(width), "NO_COLOR": "1"}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[Path]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)


@contextlib.contextmanager
def in_empty_folder() -> Iterator[Path]:
    """Work in a new, empty folder for a while, so that nothing but what ships is found."""
    with tempfile.TemporaryDirectory() as folder, in_folder(Path(folder)):
        yield Path(folder)
