"""Black-box checks as text for a terminal, and as a page for an evidence pack."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from itertools import groupby

from sbs_econ.analysis.verify import Verification
from sbs_econ.analysis.verify_checks import Check
from sbs_econ.schema.clean import clean_text
from sbs_econ.version import __version__

MARKS = {"passed": "pass", "failed": "FAIL", "does not apply": "n/a "}


def verify_text(found: Verification, width: int, every: bool = False) -> str:
    """Return the printed answer of ``verify``.

    Args:
        found: the checks.
        width: columns of the terminal.
        every: say what was expected and seen for checks that passed too.
    """
    lines = [*textwrap.wrap(clean_text(_title(found)), width), *textwrap.wrap(_plan(found), width)]
    for domain, checks in groupby(found.checks, key=lambda check: check.domain):
        lines += ["", domain]
        for check in checks:
            lines += _check_lines(check, width, every or check.passed is not True)
    return "\n".join([*lines, "", *textwrap.wrap(verdict(found), width)])


def _title(found: Verification) -> str:
    return f"Black-box checks of the model on the inputs of {found.scenario}"


def _plan(found: Verification) -> str:
    return f"On {found.plan.draws:,} draws (seed {found.plan.seed}, {found.plan.sampler}), and at the means."


def verdict(found: Verification) -> str:
    """Return the sentence that sums the checks up."""
    counted = found.counted()
    idle = counted["does not apply"]
    applying = f"{idle} {'does' if idle == 1 else 'do'} not apply"
    said = f"{counted['passed']} checks passed, {counted['failed']} failed, {applying}."
    return said if found.passed else f"{said} A check that fails is a fault in the model or in these inputs: see above."


def _check_lines(check: Check, width: int, every: bool) -> Iterator[str]:
    yield from textwrap.wrap(f"  {MARKS[check.outcome]}  {check.done}", width, subsequent_indent=" " * 8)
    if every:
        for word, text in (("expected", check.expected), ("seen", check.seen)):
            yield from textwrap.wrap(f"{' ' * 8}{word}: {text}", width, subsequent_indent=" " * 10)


STYLE = """body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#111}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{border-bottom:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:#eee}.failed{font-weight:700;border:3px solid #111}a:focus{outline:3px solid #111}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}
.wide{overflow-x:auto}code,h1{overflow-wrap:anywhere}th code{overflow-wrap:normal}"""
COLUMNS = ("Check", "What was done", "What must come of it", "What was seen", "Result", "After")


def verify_page(found: Verification, inputs_sha256: str) -> str:
    """Return the checks as one self-contained HTML page."""
    parts = [
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(_title(found))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{_safe(_title(found))}</h1>\n<p><strong>{_safe(verdict(found))}</strong></p>",
        f"<p>{_safe(_plan(found))} Version {_safe(__version__)}. Hash of the inputs: <code>{inputs_sha256}</code>.</p>",
        *(_domain(domain, list(checks)) for domain, checks in groupby(found.checks, key=lambda check: check.domain)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _domain(domain: str, checks: list[Check]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    rows = "\n".join(_row(check) for check in checks)
    table = f"<table>\n<caption>{_safe(domain)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{_safe(domain)}">'
    return f"<h2>{_safe(domain)}</h2>\n{region}{table}\n</table></div>"


def _row(check: Check) -> str:
    cells = (check.done, check.expected, check.seen, check.outcome, check.source)
    mark = ' class="failed"' if check.passed is False else ""
    return (
        f'<tr{mark}><th scope="row"><code>{_safe(check.key)}</code></th>'
        + "".join(f"<td>{_safe(cell)}</td>" for cell in cells)
        + "</tr>"
    )


def _safe(text: str) -> str:
    return escape(clean_text(text))
