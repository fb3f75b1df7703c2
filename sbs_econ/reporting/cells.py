"""Cells of the report's tables: each figure in full and as readers see it, with the digits that its error supports."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.reporting.document import Cell, Column
from sbs_econ.reporting.numbers import places
from sbs_econ.schema.clean import clean_text

MINUS = "\u2212"
EMPTY = Cell(None, "")
CERTAIN = 1e-9
"""An error so small, relative to the value, is rounding and no uncertainty."""


def text(words: str | None) -> Cell:
    """Return words as a cell, without control characters or bidi controls."""
    return Cell(clean_text(words), clean_text(words)) if words else EMPTY


def money(value: float | None, error: float = 0.0) -> Cell:
    """Return an amount of GBP; pence only below ten pounds.

    >>> money(-12385.59, 120.0).shown, money(3.214).shown
    ('−£12,400', '£3.21')
    """
    if value is None:
        return EMPTY
    digits = min(0 if abs(value) >= 10 else 2, _places(value, error))
    return _cell(value, digits, "£", "")


def count(value: float | None, error: float = 0.0, most: int = 3) -> Cell:
    """Return a plain number, with at most so many decimals.

    >>> count(140223.9, 226.2).shown, count(-0.4461, 0.0034).shown
    ('140,200', '−0.446')
    """
    return EMPTY if value is None else _cell(value, min(most, _places(value, error)), "", "")


def whole(value: float | None) -> Cell:
    """Return a whole number."""
    return EMPTY if value is None else _cell(value, 0, "", "")


def chance(value: float | None, error: float = 0.0) -> Cell:
    """Return a share or probability as a per cent; at most one decimal.

    >>> chance(0.0658, 0.0025).shown, chance(0.0658, 0.0025).places
    ('6.6%', 3)
    """
    if value is None:
        return EMPTY
    digits = min(3, _places(value, error)) if error else 2
    shown = _shown(round(round(value, digits) * 100, max(0, digits - 2)), max(0, digits - 2))
    return Cell(value, f"{shown}%", digits)


def figure(value: float | None, unit: str | None, error: float = 0.0) -> Cell:
    """Return a value in its own unit: pounds, or a number."""
    return money(value, error) if unit is not None and unit.startswith("GBP") else count(value, error)


def given(value: float, unit: str = "") -> Cell:
    """Return an input as it was given, with up to six significant digits.

    >>> given(0.20673, "share").shown, given(1250.0, "GBP/fte/year").shown
    ('0.20673', '£1,250')
    """
    digits = 0 if value == 0 else max(0, 5 - math.floor(math.log10(abs(value))))
    while digits > 0 and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return _cell(value, digits, "£" if unit.startswith("GBP") else "", "")


def triple(estimate: Estimate | None, unit: str | None = "GBP", scale: float = 1.0) -> tuple[Cell, Cell, Cell]:
    """Return mean, lower and upper end of the 95 % interval; ends are left out where nothing is uncertain."""
    if estimate is None:
        return EMPTY, EMPTY, EMPTY
    mean, *ends = (figure(value * scale, unit, error * scale) for value, error in _pairs(estimate))
    certain = estimate.sd <= CERTAIN * max(abs(estimate.mean), 1e-300)
    return (mean, EMPTY, EMPTY) if certain else (mean, ends[0], ends[1])


def as_shares(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return differences of shares as they are read: per cents with their sign."""
    return tuple(
        cell if not isinstance(cell.value, float) else chance(cell.value, 10.0 ** -(cell.places or 0)) for cell in cells
    )


def triple_columns(key: str, heading: str, unit: str, meaning: str) -> tuple[Column, Column, Column]:
    """Return the columns that ``triple`` fills."""
    return (
        Column(f"{key}_mean", heading, unit, f"{meaning} Mean of the draws."),
        Column(f"{key}_lower", f"{heading}: from", unit, "Lower end of the 95% interval of the draws."),
        Column(f"{key}_upper", f"{heading}: to", unit, "Upper end of the 95% interval of the draws."),
    )


def _pairs(estimate: Estimate) -> Iterator[tuple[float, float]]:
    yield estimate.mean, estimate.mc_se
    yield estimate.lower, estimate.lower_mc_se
    yield estimate.upper, estimate.upper_mc_se


def _places(value: float, error: float) -> int:
    return places(error if error > CERTAIN * abs(value) else 0.0, value)


def _cell(value: float, digits: int, before: str, after: str) -> Cell:
    if not math.isfinite(value):
        return Cell(None, "no limit")
    rounded = round(value, digits) + 0.0
    sign = MINUS if rounded < 0 else ""
    return Cell(value, f"{sign}{before}{_shown(abs(rounded), max(0, digits))}{after}", digits)


def _shown(value: float, decimals: int) -> str:
    return f"{value + 0.0:,.{decimals}f}".replace("-", MINUS)
