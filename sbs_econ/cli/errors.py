"""``sbs-econ errors``."""

from __future__ import annotations

import click


@click.command("errors")
@click.argument("code", required=False, metavar="[CODE]")
def command(code: str | None) -> None:
    """Explain an error code; without one, list them.

    \b
    Example:
      sbs-econ errors E203
    """
    from sbs_econ.errors import RequestError
    from sbs_econ.io.codes import CODES
    from sbs_econ.schema.base import did_you_mean

    if code is None:
        for known in sorted(CODES):
            click.echo(f"{known}  {CODES[known][0]}")
        return
    wanted = code.upper()
    if wanted not in CODES:
        raise RequestError(f"there is no error code {code}", did_you_mean(wanted, CODES))
    title, explanation = CODES[wanted]
    click.echo(f"{wanted}: {title}\n\n{explanation}")
