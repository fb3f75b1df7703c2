"""The two-way heat map, with the line on which a perspective breaks even."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sbs_econ.analysis.two_way import Axis, TwoWay
from sbs_econ.equations.arrays import Array
from sbs_econ.model.inputs import Inputs
from sbs_econ.reporting.figures_tornado import axis_label, file_name, money_tick, plain_tick, setting_words
from sbs_econ.reporting.sensitivity_text import input_words, output_words, zero_words
from sbs_econ.reporting.style import INK, SIZES, Picture, diverging, new_figure, picture, styled, titled
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.contour import QuadContourSet
    from matplotlib.figure import Figure

SHORTEST = 0.3
"""The shortest line that holds a label, in widths of the picture."""


def two_way_picture(inputs: Inputs, found: TwoWay) -> Picture:
    """Return the heat map of a two-way grid: contours labelled, the line of zero thick, the base case marked."""
    title = clean_text(f"{found.output.label} over two quantities")
    with styled():
        figure, axes = new_figure(height=7.0)
        _map(figure, axes, inputs, found)
        _contours(axes, found)
        _base_case(figure, axes, found)
        for axis, name in ((found.x, "x"), (found.y, "y")):
            _axis(axes, axis, name)
        titled(figure, axes, title, f"{setting_words(inputs)}. {_zero_sentence(found)}", letters=84)
        stem = file_name(f"{found.output.name}_{found.x.name}_{found.y.name}")
        return picture(figure, f"two_way_{stem}", title, _description(found))


def _map(figure: Figure, axes: Axes, inputs: Inputs, found: TwoWay) -> None:
    grid = np.asarray(found.grid)
    reach = float(np.abs(grid).max()) or 1.0
    mesh = axes.pcolormesh(
        found.x.values, found.y.values, grid, cmap=diverging(), vmin=-reach, vmax=reach, shading="gouraud",
        rasterized=True,
    )  # fmt: skip
    tick = money_tick if found.output.unit == "GBP" else plain_tick
    bar = figure.colorbar(mesh, ax=axes, format=tick, pad=0.02)
    bar.set_label(textwrap.fill(axis_label(inputs, found.output), 60))
    bar.outline.set_visible(False)
    bar.ax.axhline(0.0, color=INK, linewidth=2.6)


def _contours(axes: Axes, found: TwoWay) -> None:
    """Draw thin lines at round values and, where it is crossed, a thick one at zero, each with its value on it."""
    from matplotlib.ticker import MaxNLocator

    x, y, grid, unit = found.x.values, found.y.values, np.asarray(found.grid), found.output.unit
    low, high = float(grid.min()), float(grid.max())
    levels = [float(level) for level in MaxNLocator(8).tick_values(low, high) if low < level < high and level]
    if levels:
        thin = axes.contour(x, y, grid, levels, colors=INK, linewidths=0.7)
        _labels(axes, found, thin, {level: output_words(level, unit) for level in levels})
    if low < 0 < high:
        axes.contour(x, y, grid, [0.0], colors="white", linewidths=5.0)
        thick = axes.contour(x, y, grid, [0.0], colors=INK, linewidths=2.6)
        _labels(axes, found, thick, {0.0: zero_words(unit)}, weight="bold")


def _labels(axes: Axes, found: TwoWay, lines: QuadContourSet, words: dict[float, str], weight: str = "normal") -> None:
    """Put each line's value on it, well away from the base case; a line too short to hold it goes without."""
    places = [_place(found, max(pieces, key=len)) for pieces in lines.allsegs if pieces]
    texts = axes.clabel(
        lines, fmt=words, fontsize=SIZES["label"], inline=True, inline_spacing=6,
        manual=[place for place in places if place is not None],
    )  # fmt: skip
    for text in texts:
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85})
        text.set_fontweight(weight)
        text.set_color(INK)


def _place(found: TwoWay, line: Array) -> tuple[float, float] | None:
    """The point along a line that is furthest from the base case: its middle only, where it is short."""
    x, y = found.x, found.y
    size = np.array([x.values[-1] - x.values[0], y.values[-1] - y.values[0]])
    length = float(np.hypot(*(np.diff(line, axis=0) / size).T).sum())
    if length < SHORTEST:
        return None
    points = line[[len(line) // 4, len(line) // 2, (3 * len(line)) // 4] if length > 2 * SHORTEST else [len(line) // 2]]
    away = np.abs((points - np.array([x.value, y.value])) / size).max(axis=1)
    best = points[int(np.argmax(away))]
    return float(best[0]), float(best[1])


def _base_case(figure: Figure, axes: Axes, found: TwoWay) -> None:
    x, y, words = found.x, found.y, f"Base case: {output_words(found.base_case, found.output.unit)}"
    if not (x.values[0] <= x.value <= x.values[-1] and y.values[0] <= y.value <= y.values[-1]):
        words += " (outside this range)"
    axes.set_autoscale_on(False)
    marks = axes.plot(
        x.value, y.value, marker="o", markersize=10, markerfacecolor="white", markeredgecolor=INK, markeredgewidth=2.0,
        linestyle="none", zorder=5, label=words,
    )  # fmt: skip
    figure.legend(handles=marks, loc="outside lower left")


def _axis(axes: Axes, axis: Axis, which: str) -> None:
    label = clean_text(f"{axis.label} ({axis.unit.replace('_', ' ').replace('GBP', '£')})")
    where = axes.xaxis if which == "x" else axes.yaxis
    where.set_label_text(textwrap.fill(label, 60))
    money = axis.unit.startswith("GBP")
    where.set_major_formatter(lambda value, _: input_words(value, axis.unit) if money else plain_tick(value))


def _zero_sentence(found: TwoWay) -> str:
    word = zero_words(found.output.unit)
    if found.line:
        return f"The thick line is {word}."
    return f"Nowhere in this range is there {word}."


def _corners(found: TwoWay) -> Sequence[tuple[float, float, float]]:
    x, y, grid = found.x.values, found.y.values, found.grid
    return [(x[i], y[j], grid[j][i]) for j in (0, -1) for i in (0, -1)]


def _description(found: TwoWay) -> str:
    corners = "; ".join(
        f"{input_words(x, found.x.unit)} and {input_words(y, found.y.unit)}: {output_words(z, found.output.unit)}"
        for x, y, z in _corners(found)
    )
    return clean_text(
        f"Heat map of {found.output.label} over {found.x.label} and {found.y.label}. {_zero_sentence(found)} "
        f"At the corners, {corners}."
    )
