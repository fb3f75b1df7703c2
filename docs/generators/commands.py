"""The commands, each with the help that it prints."""

from __future__ import annotations

from collections.abc import Iterator

import click

from generators.markdown import escape, fenced, page, table
from generators.program import sbs_econ
from sbs_econ.cli.group import program

INTRODUCTION = """
Every command prints this help with `--help`. Data go to standard output, everything else to standard error, so that
output can be piped. A SCENARIO is a name, looked up in `./scenarios/` and then among those shipped, or a path.
[Exit codes](#exit-codes) are the same for all commands. The environment variable `NO_COLOR` turns colour off, and
`COLUMNS` sets the width of tables where there is no terminal. `python -m sbs_econ` is the same program.
""".strip()


def walk(
    command: click.Command = program, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below one, with its path, in the order that help lists them."""
    if not isinstance(command, click.Group):
        return
    with click.Context(command) as context:
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield (*path, name), child
                yield from walk(child, (*path, name))


def help_text(path: tuple[str, ...] = ()) -> str:
    """Return what ``--help`` of a command prints."""
    return sbs_econ(*path, "--help").output


def pages() -> dict[str, str]:
    """Return the page of commands."""
    found = list(walk())
    overview = table(
        ("Command", "What it does"),
        [(f"[`{' '.join(path)}`](#{label(path)})", escape(child.get_short_help_str(200))) for path, child in found],
    )
    parts = ["# Commands", INTRODUCTION, overview, fenced(help_text())]
    for path, _ in found:
        parts.append(f"({label(path)})=\n{'#' * (len(path) + 1)} {' '.join(path)}")
        parts.append(fenced(help_text(path)))
    return {"commands.md": page(*parts)}


def label(path: tuple[str, ...]) -> str:
    """Return the name by which other pages refer to a command."""
    return "command-" + "-".join(path)
