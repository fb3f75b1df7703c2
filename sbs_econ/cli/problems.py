"""Problems as people read them: place, what, the line with a caret, the cure."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence

import click

from sbs_econ.errors import Problem
from sbs_econ.schema.clean import clean_text

WINDOW = 100
"""Characters of a source line that an excerpt holds at most, without the marks that it was cut."""
CUT = "…"
NAMED = 3
"""Scenarios that are named among those not checked in full."""


def show_problems(problems: Sequence[Problem], err: bool = True, half_checked: Sequence[str] = ()) -> None:
    """Print problems by file and line, each with its line and cure, a count, and what they kept from being checked."""
    colour = False if os.environ.get("NO_COLOR") else None
    for problem in in_order(problems):
        click.echo(problem_text(problem), err=err, color=colour)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "problem"), (warnings, "warning")) if n]
    if problems:
        code = in_order(problems)[0].code
        click.echo(f"{' and '.join(counts)} found. Explain a code with: sbs-econ errors {code}", err=err)
    if half_checked:
        click.echo(waiting_text(half_checked), err=err)


def waiting_text(half_checked: Sequence[str]) -> str:
    """Return that some scenarios were not checked in full."""
    names = sorted(set(half_checked))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Not checked in full until this is mended: {', '.join(map(clean_text, names[:NAMED]))}{more}."


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, line and column; those of the command line first."""
    return sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))


def problem_text(problem: Problem) -> str:
    """Return one problem as text."""
    colour = "red" if problem.severity == "error" else "yellow"
    kind = click.style(f"{problem.severity} {problem.code}", fg=colour, bold=True)
    lines = [f"{clean_text(problem.place)}: {kind} {clean_text(problem.message)}"]
    if problem.excerpt:
        number = "" if problem.line is None else str(problem.line)
        lines += [f"  {number:>4} | {clean_text(problem.excerpt)}", *_caret(problem.excerpt, problem.column)]
    if problem.suggestion:
        lines.append(click.style(f"       = {clean_text(problem.suggestion)}", fg="green"))
    return "\n".join(lines)


def _caret(excerpt: str, column: int | None) -> list[str]:
    """Return the line with a caret under ``column`` of the source line, or nothing where it is unclear."""
    before = None if column is None else _before(excerpt, column - 1)
    return [] if before is None else [f"       | {' ' * _width(before)}^"]


def _before(excerpt: str, index: int) -> str | None:
    """Return what stands before the character at ``index`` of the line that the excerpt is cut from.

    Of a long line a window around the character is shown. Where the window was moved to fit the end of the line,
    which a full window without a mark at its end may have been, the excerpt does not tell where it begins.
    """
    if not (excerpt.startswith(CUT) and index > WINDOW // 2):
        return excerpt[:index] if index <= len(excerpt) else None
    in_the_middle = excerpt.endswith(CUT) or len(excerpt) <= WINDOW
    return excerpt[: WINDOW // 2 + 1] if in_the_middle else None


def _width(text: str) -> int:
    """Return the columns that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in ("W", "F") for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)
