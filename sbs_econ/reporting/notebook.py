"""A run as HTML for a notebook: the table, everything escaped."""

from __future__ import annotations

from html import escape

from sbs_econ.analysis.psa import Result
from sbs_econ.reporting.run_table import run_table


def run_html(result: Result) -> str:
    """Return the printed table as preformatted HTML."""
    return f"<pre>{escape(run_table(result, width=140))}</pre>"
