"""Waterfalls: from one level to another, step by step. Here, from the reported change to the attributable one."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.change_waterfall import LEFT, RAW, ChangeWaterfall, Step
from sbs_econ.reporting.diff_text import signed
from sbs_econ.reporting.lenses_text import is_shown, signed_amount
from sbs_econ.reporting.numbers import change_words, cost_words, unit_words
from sbs_econ.reporting.style import BLUE, GREY, INK, ORANGE, PALE, SIZES, Picture, new_figure, picture, styled
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS: dict[str, dict[str, Any]] = {
    "level": {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.8},
    "down": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.6},
    "up": {"facecolor": ORANGE, "edgecolor": INK, "linewidth": 0.6, "hatch": "////"},
}
"""Pale, dark and plain, light and hatched: told apart in grey."""
THICK = 0.62
LABEL = 36
"""Letters of a label's line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a level from zero, or a step from where the last bar ended."""

    label: str
    value: float
    words: str
    is_level: bool = False
    interval: tuple[float, float] | None = None
    """The ends of the whisker of a level."""


def draw_waterfall(axes: Axes, bars: Sequence[Bar], number_words: Any) -> None:
    """Draw bars from the top down, each from where the one above it ended.

    Args:
        axes: where.
        bars: levels and steps.
        number_words: what writes a number on the axis.
    """
    spans = _spans(bars)
    ends = [0.0, *(end for span in spans for end in span), *(e for b in bars for e in b.interval or ())]
    low, high = min(ends), max(ends)
    room = 0.17 * (high - low or 1.0)
    for place, (bar, (start, end)) in enumerate(zip(bars, spans, strict=True)):
        y = len(bars) - 1 - place
        look = "level" if bar.is_level else "up" if end > start else "down"
        axes.barh(y, end - start, THICK, left=start, **LOOKS[look])
        _joined(axes, y, end, last=place == len(bars) - 1)
        _whisker(axes, y, bar)
        _words(axes, y, bar, (start, end), high)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_xlim(low - (room if low < 0 else room / 8), high + room * 1.6)
    axes.set_ylim(-0.7, len(bars) - 0.3)
    axes.set_yticks(range(len(bars)), [textwrap.fill(clean_text(bar.label), LABEL) for bar in reversed(bars)])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(number_words)
    axes.locator_params(axis="x", nbins=7)


def _spans(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    spans, at = [], 0.0
    for bar in bars:
        start = 0.0 if bar.is_level else at
        at = start + bar.value
        spans.append((start, at))
    return spans


def _joined(axes: Axes, y: int, end: float, last: bool) -> None:
    if not last:
        axes.plot([end, end], [y - THICK / 2, y - 1 + THICK / 2], color=GREY, linewidth=0.8)


def _whisker(axes: Axes, y: int, bar: Bar) -> None:
    if bar.interval is not None:
        axes.plot(bar.interval, [y, y], color=INK, linewidth=1.2)
        axes.plot(bar.interval, [y, y], color=INK, linewidth=0, marker="|", markersize=7)


def _words(axes: Axes, y: int, bar: Bar, span: tuple[float, float], most: float) -> None:
    at = max(*span, *(bar.interval or span))
    axes.annotate(
        clean_text(bar.words), (min(at, most), y), xytext=(5, 0), textcoords="offset points", ha="left", va="center",
        fontsize=SIZES["label"], bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def legend(figure: Figure, bars: Sequence[Bar]) -> None:
    """Say below the picture what the looks of steps mean."""
    from matplotlib.patches import Patch

    kinds = {"up" if bar.value > 0 else "down" for bar in bars if not bar.is_level and bar.value}
    words = {"up": "raises it", "down": "lowers it"}
    handles = [Patch(label=words[look], **LOOKS[look]) for look in words if look in kinds]
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=2)


def waterfall_picture(found: ChangeWaterfall) -> Picture:
    """Return the attribution waterfall of a row, in its own unit, each step with its money beside it."""
    row, inputs = found.row, found.inputs
    bars = [_bar(found, step) for step in found.steps if is_shown(step)]
    title = f"From the reported change to the attributable one: {clean_text(row.label)}"
    people = "per participant" if row.per == "participant" else f"{inputs.settings.participants:,} participants"
    unit = unit_words(row.unit) if _in_quantity(found) else f"£, {inputs.settings.price_year} prices"
    with styled():
        figure, axes = new_figure(height=1.9 + 0.62 * len(bars))
        draw_waterfall(axes, bars, plain)
        first, _, rest = title.partition(": ")
        figure.suptitle(f"{first}\n{textwrap.fill(rest, 80)}\n{clean_text(inputs.label)}", x=0.01, ha="left")
        legend(figure, bars)
        axes.set_xlabel(f"{unit} ({people}, {inputs.settings.horizon_months} months); lines are 95% intervals")
        return picture(figure, f"waterfall_{row.row.replace('.', '_')}", title, _description(title, bars))


def _in_quantity(found: ChangeWaterfall) -> bool:
    return found.steps[0].quantity is not None


def _bar(found: ChangeWaterfall, step: Step) -> Bar:
    estimate = step.quantity if _in_quantity(found) else step.cost
    if estimate is None:
        raise ValueError(f"{found.row.row} has neither a quantity nor a cost")
    is_level = step.step in (RAW, LEFT)
    interval = (estimate.lower, estimate.upper) if is_level and estimate.sd else None
    label = step.label[:1].upper() + step.label[1:]
    return Bar(label, estimate.mean, _words_of(found, step), is_level, interval)


def _words_of(found: ChangeWaterfall, step: Step) -> str:
    """The amount in the row's unit and, where it has one, in money: levels in words, steps with their sign."""
    error, parts = 0.0, []
    if step.quantity is not None:
        value, error = step.quantity.mean, max(step.quantity.mc_se, abs(step.quantity.mean) / 200)
        is_level = step.step in (RAW, LEFT)
        parts.append(
            change_words(value, error, found.row.unit or "") if is_level else signed_amount(value, error, found)
        )
    if step.cost is not None:
        value, error = step.cost.mean, max(step.cost.mc_se, abs(step.cost.mean) / 200)
        parts.append(cost_words(value, error) if step.step in (RAW, LEFT) else signed(value, error))
    return ", ".join(parts)


def plain(value: float, _: float = 0.0) -> str:
    """Return a number for an axis."""
    return f"{value:,.6g}"


def _description(title: str, bars: Sequence[Bar]) -> str:
    return clean_text(f"{title}. " + " ".join(f"{bar.label}: {bar.words}." for bar in bars))
