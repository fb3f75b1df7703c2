"""Plain text tables that fit a terminal: columns where there is room, stacked lines where there is not."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

NARROWEST_LABEL = 26


def width_of(text: str) -> int:
    """Return how many cells a line of text takes in a terminal."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int, right: bool) -> str:
    """Return a line padded to a width."""
    gap = " " * max(0, width - width_of(text))
    return gap + text if right else text + gap


def column_widths(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column, the first taking what is left; None if that is too little.

    A cell may hold several lines.
    """
    table = [header, *rows]
    widths = [max(width_of(line) for row in table for line in row[i].split("\n")) for i in range(len(header))]
    others = sum(widths[1:]) + 2 * (len(widths) - 1)
    label = min(widths[0], width - others)
    if label < min(widths[0], NARROWEST_LABEL):
        return None
    return [label, *widths[1:]]


def in_columns(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """Return the lines of one row, its label wrapped to the first column."""
    label = textwrap.wrap(row[0], widths[0], subsequent_indent="  ") or [""]
    cells = [label, *(cell.split("\n") for cell in row[1:])]
    height = max(len(cell) for cell in cells)
    lines = []
    for i in range(height):
        parts = [pad(cell[i] if i < len(cell) else "", w, r) for cell, w, r in zip(cells, widths, right, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return lines


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int) -> list[str]:
    """Return the lines of a small table, header first; stacked where it does not fit."""
    widths = column_widths(header, rows, width)
    if widths is None:
        return [line for row in rows for line in stacked(row[0], list(zip(header[1:], row[1:], strict=True)), width)]
    return [line for row in [header, *rows] for line in in_columns(row, widths, right)]


def stacked(label: str, details: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Return a label and, wrapped below it, its named details."""
    lines = textwrap.wrap(label, max(20, width), subsequent_indent="  ")
    for name, cell in details:
        if cell:
            text = f"{name} {cell}" if name else cell
            lines += textwrap.wrap(
                text.replace("\n", " "), max(20, width), initial_indent="    ", subsequent_indent="      "
            )
    return lines
