"""The tornado: a bar for each quantity, its low and high values printed at the ends."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.one_way import ROUNDING, Bar, Tornado
from sbs_econ.analysis.variance_shares import Output
from sbs_econ.model.inputs import Inputs
from sbs_econ.reporting.numbers import unit_words
from sbs_econ.reporting.sensitivity_text import input_words, output_words, zero_words
from sbs_econ.reporting.style import BLUE, INK, ORANGE, PALE, SIZES, Picture, new_figure, picture, styled, titled
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS: dict[str, Any] = {
    "low": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
    "high": {"facecolor": ORANGE, "edgecolor": INK, "linewidth": 0.6, "hatch": "////"},
    "group": {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.6, "hatch": ".."},
}
"""Dark and plain, light and hatched, pale and dotted: told apart in grey."""
NAMES = {
    "low": "Input at the low end of its 95% interval",
    "high": "Input at the high end",
    "group": "Group drawn together: 95% interval of the result",
}
THICK = 0.62
LABEL = 38
"""Letters of a label's line."""


def file_name(output: str) -> str:
    """Return an output's name as part of a file's.

    >>> file_name("net_cost:nhs_pss")
    'net_cost_nhs_pss'
    """
    return output.replace(":", "_").replace(".", "_")


def axis_label(inputs: Inputs, output: Output) -> str:
    """Return the words of an axis or colour scale: the output and its unit."""
    words = f"£, {inputs.settings.price_year} prices" if output.unit == "GBP" else unit_words(output.unit)
    return clean_text(f"{output.label}: programme minus usual support ({words})")


def setting_words(inputs: Inputs) -> str:
    """Return what a picture says below its title: the scenario, its people, its months."""
    people, months = inputs.settings.participants, inputs.settings.horizon_months
    return clean_text(f"{inputs.label}: {people:,} people, {months} months")


def tornado_picture(inputs: Inputs, tornado: Tornado, top: int = 15) -> Picture:
    """Return the tornado of one output, the widest bars."""
    bars = tornado.bars[:top]
    title = clean_text(f"What moves it: {tornado.output.label}")
    with styled():
        figure, axes = new_figure(height=2.6 + 0.44 * max(len(bars), 1))
        for place, bar in enumerate(bars):
            _draw(axes, len(bars) - 1 - place, bar, tornado.base_case)
        _frame(axes, inputs, tornado, bars)
        titled(figure, axes, title, setting_words(inputs), pad=22)
        figure.legend(handles=_legend(bars), loc="outside lower left")
        return picture(figure, f"tornado_{file_name(tornado.output.name)}", title, _description(tornado, bars))


def _draw(axes: Axes, y: int, bar: Bar, base: float) -> None:
    if bar.kind == "group":
        axes.barh(y, bar.at_high - bar.at_low, THICK, left=bar.at_low, **LOOKS["group"])
        return
    same_side = (bar.at_low - base) * (bar.at_high - base) > 0
    offset = THICK / 4 if same_side else 0.0
    for key, at, value, shift in (("low", bar.at_low, bar.low, offset), ("high", bar.at_high, bar.high, -offset)):
        height = THICK / 2 if same_side else THICK
        axes.barh(y + shift, at - base, height, left=base, **LOOKS[key])
        right = at > base or (at == base and key == "high")
        axes.annotate(
            "" if value is None else input_words(value, bar.unit), (at, y + shift), xytext=(4 if right else -4, 0),
            textcoords="offset points", ha="left" if right else "right", va="center", fontsize=SIZES["label"],
        )  # fmt: skip


def _frame(axes: Axes, inputs: Inputs, tornado: Tornado, bars: Sequence[Bar]) -> None:
    base, count = tornado.base_case, len(bars)
    ends = [base, *(end for bar in bars for end in (bar.at_low, bar.at_high))]
    low, high = min(ends), max(ends)
    room = 0.12 * (high - low or 1.0)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(-0.7, count - 0.3)
    labels = [textwrap.fill(_label(bar), LABEL) for bar in reversed(bars)]
    axes.set_yticks(range(count), labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(money_tick if tornado.output.unit == "GBP" else plain_tick)
    axes.locator_params(axis="x", nbins=7)
    axes.set_xlabel(textwrap.fill(axis_label(inputs, tornado.output), 72))
    _lines(axes, tornado, (low - room, high + room))


def _label(bar: Bar) -> str:
    count = f" ({len(bar.members)} inputs)" if bar.kind == "group" else ""
    return clean_text(bar.label) + count + (" (turns inside)" if bar.turns else "")


def _lines(axes: Axes, tornado: Tornado, limits: tuple[float, float]) -> None:
    """Draw the base case and, in view, zero; their words keep clear of each other above the bars."""
    base, unit, across = tornado.base_case, tornado.output.unit, limits[1] - limits[0]
    zero = limits[0] < 0 < limits[1] and abs(base) > ROUNDING * across
    near = zero and abs(base) < 0.35 * across
    sides = (("left", "right") if base > 0 else ("right", "left")) if near else ("center", "center")
    marks = [(base, f"Base case: {_said(base, unit)}", "solid", sides[0])]
    marks += [(0.0, zero_words(unit), "dashed", sides[1])] if zero else []
    for at, words, line, side in marks:
        axes.axvline(at, color=INK, linewidth=1.3, linestyle=line)
        axes.annotate(
            words, (at, 1.0), xytext=(0, 5), xycoords=("data", "axes fraction"), textcoords="offset points",
            fontsize=SIZES["label"], ha=side,
        )  # fmt: skip


def _said(value: float, unit: str) -> str:
    """Return an output in words that claim no saving: one end of a range is none."""
    return output_words(value, unit).replace(" saved", " less")


def money_tick(value: float, _: float | None = None) -> str:
    """Return a tick in pounds."""
    return f"-£{abs(value):,.0f}" if round(value) < 0 else f"£{abs(value):,.0f}"


def plain_tick(value: float, _: float | None = None) -> str:
    """Return a tick in natural units."""
    return f"{value:,.6g}"


def _legend(bars: Sequence[Bar]) -> list[object]:
    from matplotlib.patches import Patch

    kinds = {"group" if bar.kind == "group" else "quantity" for bar in bars}
    keys = [key for key in LOOKS if ("group" if key == "group" else "quantity") in kinds]
    return [Patch(label=NAMES[key], **LOOKS[key]) for key in keys]


def _description(tornado: Tornado, bars: Sequence[Bar]) -> str:
    unit = tornado.output.unit
    parts = [f"Tornado of {tornado.output.label}; base case {_said(tornado.base_case, unit)}."]
    for bar in bars[:5]:
        ends = f"{_said(bar.at_low, unit)} to {_said(bar.at_high, unit)}"
        over = "drawn together" if bar.low is None or bar.high is None else (
            f"{input_words(bar.low, bar.unit)} to {input_words(bar.high, bar.unit)}"
        )  # fmt: skip
        parts.append(f"{bar.label} ({over}): {ends}.")
    return clean_text(" ".join(parts))
