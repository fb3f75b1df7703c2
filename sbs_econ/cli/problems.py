"""Problems as people read them: place, what, the line with a caret, the cure."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sbs_econ.errors import Problem
from sbs_econ.schema.clean import clean_text


def show_problems(problems: Sequence[Problem], err: bool = True) -> None:
    """Print problems, each with its line and cure, and a count."""
    for problem in problems:
        click.echo(problem_text(problem), err=err)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "problem"), (warnings, "warning")) if n]
    if problems:
        click.echo(f"{' and '.join(counts)} found. Explain a code with: sbs-econ errors {problems[0].code}", err=err)


def problem_text(problem: Problem) -> str:
    """Return one problem as text."""
    colour = "red" if problem.severity == "error" else "yellow"
    kind = click.style(f"{problem.severity} {problem.code}", fg=colour, bold=True)
    lines = [f"{clean_text(problem.place)}: {kind} {clean_text(problem.message)}"]
    if problem.excerpt:
        number = "" if problem.line is None else str(problem.line)
        lines += [
            f"  {number:>4} | {line}" if i == 0 else f"       | {line}"
            for i, line in enumerate(problem.excerpt.split("\n"))
        ]
    if problem.suggestion:
        lines.append(click.style(f"       = {clean_text(problem.suggestion)}", fg="green"))
    return "\n".join(lines)
