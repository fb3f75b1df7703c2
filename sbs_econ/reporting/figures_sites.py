"""Pictures of sites, subgroups and modes: each with its interval, in an order that is no ranking."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sbs_econ.analysis.compare_parts import Part, PartsWanted, labels_of
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.sites import SMALL, Sites
from sbs_econ.analysis.subgroups import SHARES, Subgroups
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.reporting.compare_words import SHORT_PERSPECTIVES, row_label, with_interval
from sbs_econ.reporting.figures_compare import tick
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent
from sbs_econ.reporting.sites_text import NO_LEAGUE, ORDERS, WHO, in_order
from sbs_econ.reporting.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    INK,
    PALE,
    SIZES,
    SKY,
    WIDTH,
    Picture,
    picture,
    styled,
)
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.27
"""Inches a line."""
CAPTION = 122
"""Letters of a line below the panels."""
LABEL = 40
"""Letters of a label's line."""
DOT = {"smallest": 3.5, "largest": 11.0}
"""Points across: the area of a dot stands for people."""
SHARE_LOOKS = ((BLUE, ""), (SKY, "////"), (GREEN, "...."), (PALE, "xx"), (GREY, "\\\\\\\\"), ("#FFFFFF", ""))


def sites_picture(sites: Sites, order: str = "name") -> Picture:
    """Return a line for each site with its interval beside everyone's, in alphabetical order or by size."""
    parts = in_order(sites.sites, order)
    title = clean_text(f"{sites.inputs.label}: by site")
    below = (
        f"Sites {ORDERS[order]}. The grey band is all sites together; a larger dot is more people, a hollow one fewer "
        f"than {SMALL}, to whom chance does more than the interval shows. {NO_LEAGUE}"
    )
    with styled():
        figure, axes = _two(2.2 + ROW * (len(parts) + 1))
        _panels(axes, sites.inputs, sites.wanted, parts, sites.total)
        _around(figure, title, f"{_setting(sites.inputs)} {below}")
        return picture(figure, "sites", title, _describe(sites.inputs, sites.wanted, [*parts, sites.total]))


def subgroups_picture(found: Subgroups) -> Picture:
    """Return a line for each subgroup or mode with its interval, and shares of people, cost and effect below."""
    title = clean_text(f"{found.inputs.label}: by {WHO[found.by]}")
    count = len(found.parts)
    below = (
        "The grey band is everyone; a larger dot is more people. Below: whose share of the people, of the programme's "
        "cost and of everything that it changes, by the means."
    )
    with styled():
        figure, (upper, lower) = _two_above_one((2.0 + 2 * ROW * (count + 1), 2.4))
        _panels(upper, found.inputs, found.wanted, list(found.parts), found.everyone)
        _share_bars(lower, found.parts)
        _around(figure, title, f"{_setting(found.inputs)} {below}")
        words = _describe(found.inputs, found.wanted, [*found.parts, found.everyone])
        return picture(figure, f"{found.by}s", title, f"{words} {_describe_shares(found.parts)}")


def _setting(inputs: Inputs) -> str:
    settings = inputs.settings
    return (
        f"Programme minus usual support, per person who starts, mean and 95% interval; {settings.horizon_months} "
        f"months, {settings.price_year} prices."
    )


def _two(height: float) -> tuple[Figure, list[Axes]]:
    figure = _figure(height)
    return figure, list(figure.subplots(1, 2, sharey=True))


def _two_above_one(heights: tuple[float, float]) -> tuple[Figure, tuple[list[Axes], Axes]]:
    figure = _figure(sum(heights))
    grid = figure.add_gridspec(2, 2, height_ratios=heights)
    left = figure.add_subplot(grid[0, 0])
    return figure, ([left, figure.add_subplot(grid[0, 1], sharey=left)], figure.add_subplot(grid[1, :]))


def _figure(height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _around(figure: Figure, title: str, below: str) -> None:
    """Put a title above the panels, and below them what there is to know."""
    figure.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
    figure.supxlabel(textwrap.fill(clean_text(below), CAPTION), x=0.01, ha="left", fontsize=SIZES["label"])


def _panels(axes: Sequence[Axes], inputs: Inputs, wanted: PartsWanted, parts: Sequence[Part], whole: Part) -> None:
    """Net cost on the left, the outcome on the right; a line for each part, everyone's last."""
    row = labels_of(inputs)[wanted.outcome]
    cost, outcome = wanted.headline
    lines = [*parts, whole]
    most = max((part.people for part in parts), default=1.0) or 1.0
    for panel, name in zip(axes, (cost, outcome), strict=True):
        _band(panel, whole.estimates[name])
        for place, part in enumerate(reversed(lines)):
            _line(panel, place, part, part.estimates[name], None if part is whole else (part.people / most) ** 0.5)
    _frame(axes, lines, (f"Net cost to {SHORT_PERSPECTIVES[wanted.perspective]}, £", clean_text(row_label(row))))


def _band(axes: Axes, estimate: Estimate) -> None:
    axes.axvspan(estimate.lower, estimate.upper, color=PALE, alpha=0.55, linewidth=0)
    axes.axvline(estimate.mean, color=GREY, linewidth=1.0, linestyle="dashed")


def _line(axes: Axes, place: int, part: Part, estimate: Estimate, size: float | None) -> None:
    """An interval and a dot; everyone's is a black diamond."""
    colour = BLACK if size is None else BLUE
    axes.plot([estimate.lower, estimate.upper], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    wide = 7.0 if size is None else DOT["smallest"] + (DOT["largest"] - DOT["smallest"]) * size
    axes.plot([estimate.mean], [place], marker="D" if size is None else "o", markersize=wide, zorder=4,
              color=colour, markerfacecolor="white" if part.small else colour, markeredgecolor=colour)  # fmt: skip


def _frame(axes: Sequence[Axes], lines: Sequence[Part], names: tuple[str, str]) -> None:
    for panel, name in zip(axes, names, strict=True):
        panel.set_xlabel(textwrap.fill(name, 44))
        panel.grid(axis="x")
        panel.xaxis.set_major_formatter(tick)
        panel.locator_params(axis="x", nbins=6)
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="y", length=0)
        if panel.get_xlim()[0] < 0 < panel.get_xlim()[1]:
            panel.axvline(0.0, color=INK, linewidth=1.0)
    axes[0].set_ylim(-0.7, len(lines) - 0.3)
    labels = [textwrap.fill(f"{clean_text(part.label)} ({part.people:,.0f})", LABEL) for part in reversed(lines)]
    axes[0].set_yticks(range(len(lines)), labels)
    axes[1].tick_params(axis="y", labelleft=False)


SHARE_NAMES = ("People", "Programme's cost", "Effect")


def _share_bars(axes: Axes, parts: Sequence[Part]) -> None:
    """Three bars, each divided between the parts."""
    left = [0.0] * len(SHARES)
    for part, (colour, hatch) in zip(parts, _repeated(len(parts)), strict=True):
        widths = [part.estimates[name].mean for name in SHARES]
        places = range(len(SHARES) - 1, -1, -1)
        axes.barh(places, widths, 0.62, left=left, facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.6,
                  label=textwrap.fill(clean_text(part.label), 60))  # fmt: skip
        for place, start, wide in zip(places, left, widths, strict=True):
            if wide > 0.06:
                axes.annotate(f"{wide:.0%}", (start + wide / 2, place), ha="center", va="center",
                              bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set_yticks(range(len(SHARES) - 1, -1, -1), SHARE_NAMES)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=1)


def _repeated(count: int) -> list[tuple[str, str]]:
    return [SHARE_LOOKS[index % len(SHARE_LOOKS)] for index in range(count)]


def _describe(inputs: Inputs, wanted: PartsWanted, parts: Sequence[Part]) -> str:
    row: Row = labels_of(inputs)[wanted.outcome]
    cost, outcome = wanted.headline
    words: Callable[[float, float], str] = lambda v, e: change_words(v, e, row.unit or "")  # noqa: E731
    found = [
        f"{part.label}, {number(part.people, 1.0)} people: net cost "
        f"{with_interval(part.estimates[cost], cost_words, ' ')}; "
        f"{row.label} {with_interval(part.estimates[outcome], words, ' ')}."
        for part in parts
    ]
    return clean_text(f"Per person, to {SHORT_PERSPECTIVES[wanted.perspective]}. {' '.join(found)}")


def _describe_shares(parts: Sequence[Part]) -> str:
    found = []
    for part in parts:
        shares = (per_cent(part.estimates[name].mean, 0.001) for name in SHARES)
        listed = ", ".join(
            f"{share} of the {name}" for share, name in zip(shares, ("people", "cost", "effect"), strict=True)
        )
        found.append(f"{part.label}: {listed}.")
    return clean_text(" ".join(found))
