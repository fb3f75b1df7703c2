"""``sbs-econ init``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def command(folder: Path) -> None:
    """Write an editable copy of the parameters and scenarios, with JSON Schemas for your editor.

    \b
    Example:
      sbs-econ init my_project
      cd my_project
      sbs-econ run base_case
    """
    from sbs_econ.io.starting import start_project

    start_project(folder)
    click.echo(f"Written: {folder}/parameters, {folder}/scenarios, {folder}/schema")
    click.echo(f"Next: cd {folder}; edit parameters/*.yaml; sbs-econ validate; sbs-econ run base_case")
