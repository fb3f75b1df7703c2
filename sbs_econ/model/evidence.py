"""The evidence grade of a row: that of its weakest own figure."""

from __future__ import annotations

from collections.abc import Sequence

from sbs_econ.model.reader import Reader
from sbs_econ.vocabulary import Evidence, weakest


def row_evidence(reader: Reader, names: Sequence[str]) -> Evidence:
    """Return the weakest grade among the figures that are the row's own.

    Figures shared by many rows (attribution, persistence, shares) are reported for themselves.
    """
    return weakest([reader.quantity(name).evidence for name in names if reader.has(name)])
