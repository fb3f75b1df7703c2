"""``sbs-econ validate``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print.",
)
def command(paths: tuple[Path, ...], output: str) -> int:
    """Show every problem in parameters and scenarios at once; nothing is run.

    PATH is a project, a parameters or scenarios folder, a survey (its codebook and plan), or a file; without one, those
    here, else those shipped.

    \b
    Example:
      sbs-econ validate
      sbs-econ validate my_project/scenarios/cautious.yaml --format json
    """
    import json

    from sbs_econ.cli.problems import show_problems, waiting_text
    from sbs_econ.io.projects import problems_in

    half_checked: list[str] = []
    problems = problems_in(paths, half_checked)
    if output == "json":
        click.echo(json.dumps([problem.as_json() for problem in problems], indent=1, ensure_ascii=False))
        if half_checked:
            click.echo(waiting_text(half_checked), err=True)
    elif problems:
        show_problems(problems, err=False, half_checked=half_checked)
    else:
        click.echo("No problems found.")
    return 2 if any(problem.severity == "error" for problem in problems) else 0
