"""What moves the answer, as text that a commissioner can read."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

from sbs_econ.analysis.evidence_dependence import Rests
from sbs_econ.analysis.one_way import NO_SOURCE, Bar, Tornado
from sbs_econ.analysis.two_way import TwoWay
from sbs_econ.analysis.variance_shares import Share
from sbs_econ.model.inputs import Inputs
from sbs_econ.reporting.columns import table
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent, pounds
from sbs_econ.schema.clean import clean_text

LEAST = 0.001
"""Shares of variance below it are not printed as numbers."""


def coarse(value: float) -> float:
    """Return the error at which a figure without Monte Carlo error is printed: its third digit.

    >>> coarse(122680.9), coarse(0.0)
    (1000.0, 0.0)
    """
    return 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 0.0


def input_words(value: float, unit: str) -> str:
    """Return the value of a quantity with three digits; money with its sign.

    >>> input_words(585.106, "GBP/bed_day"), input_words(0.20673, "share")
    ('£585', '0.207')
    """
    return pounds(value, coarse(value)) if unit.startswith("GBP") else number(value, coarse(value), most=4)


def output_words(value: float, unit: str, error: float = 0.0) -> str:
    """Return an output in words: how much saved, fewer, more; three digits where it has no error.

    >>> output_words(122680.9, "GBP"), output_words(-17.24, "bed_day")
    ('£123,000 more', '17.2 fewer')
    """
    if unit == "GBP":
        return cost_words(value, error or coarse(value))
    return change_words(value, error or coarse(value), unit)


def amount_words(value: float, unit: str) -> str:
    """Return the size of an amount without a direction."""
    return pounds(value, coarse(value)) if unit == "GBP" else number(value, coarse(value))


def heading(inputs: Inputs, title: str, text: str, width: int) -> list[str]:
    """Return the first lines of an answer: the scenario, what it shows, how to read it."""
    return [
        clean_text(f"{inputs.label} ({inputs.scenario})"),
        *textwrap.wrap(title, width),
        *textwrap.wrap(text, width),
        "",
    ]


def wrapped(text: str, width: int) -> list[str]:
    """Return a remark below a table."""
    return textwrap.wrap(clean_text(text), width, initial_indent="- ", subsequent_indent="  ")


def one_way_text(inputs: Inputs, tornado: Tornado, top: int, width: int) -> list[str]:
    """Return the lines of one tornado, widest first."""
    output = tornado.output
    base = output_words(tornado.base_case, output.unit)
    lines = heading(
        inputs, f"What moves it: {output.label}. Base case: {base}.",
        "Each quantity over its own 95% interval, all others at their means. A group's ends are the 95% interval of "
        "the result when only the group is drawn.", width,
    )  # fmt: skip
    shown = tornado.bars[:top]
    marks = _marks(shown)
    rows = [_one_way_row(bar, output.unit, marks) for bar in shown]
    header = ("Quantity", "Low", "High", "Result at low", "at high", "Span")
    lines += table(header, rows, (False, True, True, True, True, True), width)
    lines += ["", *(line for text, mark in marks.items() for line in wrapped(f"{mark} {text}", width))]
    return lines + [line for text in _remarks(inputs, tornado, top) for line in wrapped(text, width)]


def _marks(bars: Sequence[Bar]) -> dict[str, str]:
    texts = dict.fromkeys(bar.treatment for bar in bars if bar.treatment is not None)
    return {text: "*" * (place + 1) for place, text in enumerate(texts)}


def _one_way_row(bar: Bar, unit: str, marks: dict[str, str]) -> tuple[str, ...]:
    mark = "" if bar.treatment is None else marks[bar.treatment]
    ends = ("drawn", "") if bar.low is None or bar.high is None else (
        input_words(bar.low, bar.unit), input_words(bar.high, bar.unit),
    )  # fmt: skip
    turns = " (turns inside)" if bar.turns else ""
    results = (output_words(bar.at_low, unit, bar.at_low_mc_se), output_words(bar.at_high, unit, bar.at_high_mc_se))
    return (clean_text(bar.label) + turns + mark, *ends, *results, amount_words(bar.span, unit))


def _remarks(inputs: Inputs, tornado: Tornado, top: int) -> Iterator[str]:
    hidden = len(tornado.bars) - top
    if hidden > 0:
        yield f"{hidden} more move it less; --top {len(tornado.bars)} shows all."
    if tornado.without_effect:
        yield f"{len(tornado.without_effect)} uncertain quantities do not move it (--format json names them)."
    fixed = sum(quantity.distribution is None for quantity in inputs.quantities.values())
    if fixed:
        yield f"{fixed} quantities are fixed in this scenario, and have no interval."


def two_way_text(inputs: Inputs, found: TwoWay, width: int) -> list[str]:
    """Return the lines of a two-way grid, thinned to what a page holds, and its line of no cost."""
    x, y, unit = found.x, found.y, found.output.unit
    lines = heading(
        inputs, f"{found.output.label} over two quantities. Base case: {output_words(found.base_case, unit)}.",
        f"Across: {x.label} ({x.name}). Down: {y.label} ({y.name}). All others at their means.", width,
    )  # fmt: skip
    across, down = (_thinned(len(axis.values), most) for axis, most in ((x, 5), (y, 9)))
    header = ("", *(input_words(x.values[i], x.unit) for i in across))
    rows = [(input_words(y.values[j], y.unit), *(output_words(found.grid[j][i], unit) for i in across)) for j in down]
    lines += table(header, rows, (True,) * len(header), width)
    lines += ["", *wrapped(_line_words(found), width)]
    return lines if found.note is None else [*lines, *wrapped(found.note, width)]


def _thinned(count: int, most: int) -> list[int]:
    steps = min(count, most) - 1
    return [round(place * (count - 1) / steps) for place in range(steps + 1)]


def zero_words(unit: str) -> str:
    """Return what an output of 0 is called."""
    return "break-even" if unit == "GBP" else "no change"


def _line_words(found: TwoWay) -> str:
    word = zero_words(found.output.unit)
    if not found.line:
        return f"Nowhere in this range is there {word}."
    first, last = found.line[0], found.line[-1]
    return (
        f"The line of {word} runs from {input_words(first[0], found.x.unit)} across and "
        f"{input_words(first[1], found.y.unit)} down to {input_words(last[0], found.x.unit)} across and "
        f"{input_words(last[1], found.y.unit)} down ({len(found.line)} points in --format json)."
    )


def share_words(share: Share, interval: bool = True) -> str:
    """Return a share of variance, with its interval if wanted; what cannot be told from zero is said to be zero."""
    if share.zero_within_error:
        return "zero within error"
    if share.upper < LEAST:
        return "under 0.1%"
    if not interval:
        return per_cent(share.value, share.se)
    low, high = (per_cent(end, share.se) for end in (share.lower, share.upper))
    return f"{per_cent(share.value, share.se)} ({low.removesuffix('%')} to {high})"


def evidence_text(inputs: Inputs, label: str, found: Sequence[Rests], width: int) -> list[str]:
    """Return the lines of what one perspective rests on, grades first and then sources by what they decide."""
    lines = heading(
        inputs, f"What it rests on: {label}.",
        "Money: share of the absolute costs in rows that rest on it (a row counts for its weakest grade, and for every "
        "source that moves it, so sources overlap). Left out: what the mean net cost gains with the changes that it "
        "reports at null, on the same draws; none if it reports none. Variance: first-order share, and total.", width,
    )  # fmt: skip
    for kind, title in (("evidence", "By evidence grade"), ("source", "By source")):
        header = (title, "Inputs", "Money", "Left out", "Variance", "Total")
        of_kind = [each for each in found if each.kind == kind and each.inputs]
        ranked = of_kind if kind == "evidence" else sorted(of_kind, key=_decides)
        rows = [_evidence_row(each) for each in ranked]
        lines += [*table(header, rows, (False, True, True, True, True, True), width), ""]
    idle = sum(not each.inputs for each in found)
    return lines + (wrapped(f"{idle} sources or grades move nothing in this perspective.", width) if idle else [])


def _decides(each: Rests) -> tuple[float, float]:
    return (0.0 if each.variance is None else -each.variance.total.value), -each.money


def _evidence_row(each: Rests) -> tuple[str, ...]:
    left, shares = each.left_out, each.variance
    without = "none" if left is None else output_words(left.difference, "GBP", left.mc_se)
    both = ("certain", "") if shares is None else (share_words(shares.first, False), share_words(shares.total, False))
    label = each.label.split(": ", 1)[-1] if each.key != NO_SOURCE else each.label
    return (label, str(each.inputs), per_cent(each.money, 0.005), without, *both)
