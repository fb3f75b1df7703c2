"""Words and the page that comparisons of scenarios, sites, payers and subgroups are printed with."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.rows import Row
from sbs_econ.reporting.columns import column_widths, table
from sbs_econ.reporting.numbers import pounds, span, unit_words
from sbs_econ.reporting.run_table import SHORT_PAYERS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import Kind, Perspective

PER = {"person": "per person who starts", "total": "totals"}
SHORT_PERSPECTIVES = {
    Perspective.FUNDER: "the programme funder",
    Perspective.NHS_PSS: "the NHS and social services",
    Perspective.PUBLIC_SECTOR: "the public sector",
    Perspective.SOCIETAL: "society",
}


CERTAIN = 1e-9
"""An SD so small, relative to the mean, is rounding and no uncertainty."""


class Page:
    """The width of the page, and how headings look."""

    def __init__(self, width: int, bold: bool) -> None:
        self.width, self._bold = width, bold

    def strong(self, text: str) -> str:
        """Return a heading, on several lines where it is long."""
        lines = textwrap.wrap(text, self.width)
        return "\n".join(f"\x1b[1m{line}\x1b[0m" if self._bold else line for line in lines)

    def wrapped(self, text: str, hanging: str = "") -> list[str]:
        """Return text as lines, all but the first after ``hanging``."""
        return textwrap.wrap(clean_text(text), self.width, subsequent_indent=hanging)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], right: int = 1) -> list[str]:
        """Return a table whose columns from ``right`` on are set to the right.

        Where it is too wide, intervals are broken at "to"; where that is not enough, it is stacked.
        """
        if not rows:
            return ["Nothing."]
        aligned = [index >= right for index in range(len(header))]
        cells = [[clean_text(row[0]), *row[1:]] for row in rows]
        narrow = [[row[0], *(_narrow(cell) for cell in row[1:])] for row in cells]
        fits = (
            column_widths(header, cells, self.width) is None and column_widths(header, narrow, self.width) is not None
        )
        return table(header, narrow if fits else cells, aligned, self.width)


def _narrow(cell: str) -> str:
    """Break an interval at its "to".

    >>> _narrow("£9 more (£4 saved to £20 more)")
    '£9 more\\n(£4 saved to\\n£20 more)'
    """
    mean, opened, interval = cell.partition("(")
    return f"{mean.rstrip()}\n({interval.replace(' to ', ' to' + chr(10))}" if opened and " to " in interval else cell


Words = Callable[[float, float], str]
"""What turns a value and its Monte Carlo standard error into words."""


def with_interval(estimate: Estimate, words: Words, apart: str = "\n") -> str:
    """Return a mean in words with its interval below it (or after ``apart``); the mean alone where it is certain."""
    mean = words(estimate.mean, estimate.mc_se)
    if estimate.sd <= CERTAIN * abs(estimate.mean):
        return mean
    ends = (words(v, e) for v, e in ((estimate.lower, estimate.lower_mc_se), (estimate.upper, estimate.upper_mc_se)))
    return f"{mean}{apart}({span(*ends)})"


def less_or_more(value: float, error: float) -> str:
    """Return a difference between two costs in words.

    >>> less_or_more(-109.75, 0.7)
    '£110 less'
    """
    text = pounds(abs(value), error)
    if float(text[1:].replace(",", "")) == 0:
        return "£0"
    return f"{text} {'less' if value < 0 else 'more'}"


def row_label(row: Row) -> str:
    """Return a row's label with what it is counted in."""
    label = f"{row.label}: {SHORT_PAYERS[row.payer.value]}" if row.kind is Kind.TRANSFER and row.payer else row.label
    units = "" if row.unit in (None, "share") else unit_words(row.unit)
    return label if not units or units in label.lower() else f"{label} ({units})"
