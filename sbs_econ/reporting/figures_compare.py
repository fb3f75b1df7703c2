"""Pictures of a comparison: cost against one consequence, and differences in net cost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sbs_econ.analysis.compare import Comparison, Pair
from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.compare_efficient import DOMINATED, EFFICIENT
from sbs_econ.analysis.compare_outputs import USUAL, Plane
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.model.rows import Row
from sbs_econ.reporting.compare_words import PER, SHORT_PERSPECTIVES, less_or_more, row_label, with_interval
from sbs_econ.reporting.numbers import change_words, per_cent
from sbs_econ.reporting.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SIZES,
    SKY,
    VERMILION,
    Picture,
    new_figure,
    picture,
    styled,
    titled,
)
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Perspective

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS = ((BLUE, "o"), (VERMILION, "s"), (GREEN, "^"), (PURPLE, "D"), (ORANGE, "v"), (SKY, "P"), (GREY, "X"))
"""Colour and marker of each scenario in turn: told apart by shape where colour is not seen."""
CLOUD = 300
"""Draws shown of each scenario."""
ROW = 0.30
"""Inches a line of the differences."""
ROOM, LINE = 0.28, 0.05
"""Shares of the axes that the words of a corner take."""
LETTERS = 92
"""Letters of a subtitle's line."""


def tick(value: float, _: float = 0.0) -> str:
    """Return a number at an axis, with thousands separated and a minus sign.

    >>> tick(-1500.0)
    '\u22121,500'
    """
    return f"{value:,.6g}".replace("-", "\u2212")


def comparison_pictures(comparison: Comparison) -> list[Picture]:
    """Return every picture that a comparison has."""
    found = [differences_picture(comparison)]
    if comparison.plane is not None:
        found.insert(0, plane_picture(comparison, comparison.plane))
    return found


def plane_picture(comparison: Comparison, plane: Plane) -> Picture:
    """Return cost against one consequence: each scenario's mean over a cloud of draws, usual support at the origin."""
    row = next(row for row in comparison.against.rows if row.row == plane.row)
    title = clean_text(f"Cost and consequence: {row.label}")
    with styled():
        figure, axes = new_figure(height=6.2)
        _clouds(axes, comparison)
        _efficient_line(axes, comparison, plane)
        _means(axes, comparison, plane)
        _plane_frame(axes, comparison, plane, row)
        titled(figure, axes, title, _subtitle(comparison), pad=14, letters=LETTERS)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", ncols=2)
        return picture(figure, "cost_and_consequence", title, _plane_words(comparison, row))


def _subtitle(comparison: Comparison) -> str:
    settings, mixed = comparison.against.inputs.settings, "NOT ALIKE (--allow-mixed). " if comparison.mixed else ""
    return (
        f"{mixed}Programme minus usual support, {PER[comparison.wanted.per]}; {settings.horizon_months} months, "
        f"{settings.price_year} prices"
    )


def _looks(keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for index, key in enumerate(keys):
        yield key, *LOOKS[index % len(LOOKS)]


def _clouds(axes: Axes, comparison: Comparison) -> None:
    drawn = comparison.cloud()
    for key, colour, marker in _looks(comparison.question.keys):
        across, up = drawn[key]
        axes.scatter(across[:CLOUD], up[:CLOUD], s=9, marker=marker, color=colour, alpha=0.22, linewidths=0)


def _efficient_line(axes: Axes, comparison: Comparison, plane: Plane) -> None:
    points = [
        (option.standing.effect * plane.better, option.standing.cost)
        for option in sorted(comparison.options, key=lambda o: (o.standing.effect, o.standing.cost))
        if option.standing.status == EFFICIENT
    ]
    label = "Efficient set, by the means"
    axes.plot(*zip(*points, strict=True), color=INK, linewidth=1.2, linestyle="dashed", zorder=3, label=label)


def _means(axes: Axes, comparison: Comparison, plane: Plane) -> None:
    axes.scatter([0], [0], s=110, marker="*", color="white", edgecolors=INK, linewidths=1.2, zorder=5,
                 label="Usual support")  # fmt: skip
    cost, effect = plane.names
    for one, (key, colour, marker) in zip(comparison.scenarios, _looks(comparison.question.keys), strict=True):
        across, up = one.estimates[effect].mean, one.estimates[cost].mean
        axes.scatter([across], [up], s=90, marker=marker, color=colour, edgecolors=INK, linewidths=1.2, zorder=6,
                     label=f"{clean_text(one.inputs.label)} ({key})")  # fmt: skip


def _plane_frame(axes: Axes, comparison: Comparison, plane: Plane, row: Row) -> None:
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.grid(visible=True)
    better = "more is better" if plane.better > 0 else "fewer is counted as better"
    axes.set_xlabel(textwrap.fill(f"{clean_text(row_label(row))}, {better}", 80))
    per = "a person" if comparison.wanted.per == "person" else "in all"
    axes.set_ylabel(f"Net cost to {SHORT_PERSPECTIVES[plane.perspective]}, £ {per}")
    axes.yaxis.set_major_formatter(tick)
    _quarters(axes, plane.better > 0)


def _quarters(axes: Axes, more_is_better: bool) -> None:
    """Say in each corner what it means to lie there, where there is room for the words."""
    (left, right_end), (bottom, top_end) = axes.get_xlim(), axes.get_ylim()
    across, up = -left / (right_end - left), -bottom / (top_end - bottom)
    for right in (True, False):
        achieves = "more" if right == more_is_better else "less"
        wide = (1.0 - across if right else across) > ROOM
        for top in (True, False):
            if not wide or (1.0 - up if top else up) < LINE:
                continue
            axes.annotate(
                f"{'costs more' if top else 'costs less'}, achieves {achieves}",
                (0.99 if right else 0.01, 0.99 if top else 0.01), xycoords="axes fraction",
                ha="right" if right else "left", va="top" if top else "bottom", fontsize=SIZES["label"],
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip


def _plane_words(comparison: Comparison, row: Row) -> str:
    parts = []
    for option in comparison.options:
        standing = option.standing
        one = next((c for c in comparison.scenarios if c.key == standing.option), None)
        by = joined(standing.by) if standing.by else ""
        status = {EFFICIENT: "in the efficient set", DOMINATED: f"dominated by {by}"}
        words = status.get(standing.status, f"dominated by a mix of {by}")
        if one is None or comparison.plane is None:
            parts.append(f"{USUAL.capitalize()}, at no cost and no effect, is {words}.")
            continue
        cost, effect = (one.estimates[name] for name in comparison.plane.names)
        effect_words = with_interval(effect, lambda v, e: change_words(v, e, row.unit or ""), " ")
        parts.append(f"{standing.option}: {with_interval(cost, less_or_more, ' ')}; {effect_words}; {words}.")
    return clean_text(" ".join(parts))


def differences_picture(comparison: Comparison) -> Picture:
    """Return the differences in net cost, each with its interval, by perspective."""
    title = clean_text(f"Net cost: difference from {comparison.against.key}")
    lines = list(_lines(comparison))
    with styled():
        figure, axes = new_figure(height=2.0 + ROW * len(lines))
        for place, (label, pair, perspective) in enumerate(reversed(lines)):
            if pair is not None and perspective is not None:
                _difference(axes, comparison, place, pair, perspective)
            else:
                axes.annotate(label, (0.0, place), xycoords=("axes fraction", "data"), xytext=(-4, 0), va="center",
                              textcoords="offset points", ha="right", fontweight="bold")  # fmt: skip
        _difference_frame(axes, comparison, lines)
        titled(figure, axes, title, _subtitle(comparison), pad=26, letters=LETTERS)
        return picture(figure, "differences", title, _difference_words(lines))


Line = tuple[str, Pair | None, Perspective | None]


def _lines(comparison: Comparison) -> Iterator[Line]:
    """A heading for each perspective, then a line for each pair that has a difference there."""
    for perspective in Perspective:
        pairs = [pair for pair in comparison.pairs if net_cost_name(perspective) in pair.differences]
        if pairs:
            yield PERSPECTIVE_LABELS[perspective], None, None
        for pair in pairs:
            yield pair.key, pair, perspective


def _difference(axes: Axes, comparison: Comparison, place: int, pair: Pair, perspective: Perspective) -> None:
    found = pair.differences[net_cost_name(perspective)]
    colour, marker = LOOKS[comparison.question.keys.index(pair.key) % len(LOOKS)]
    estimate = found.estimate
    axes.plot([estimate.lower, estimate.upper], [place, place], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot([estimate.mean], [place], marker=marker, color=colour, markeredgecolor=INK, markersize=8)
    words = less_or_more(estimate.mean, estimate.mc_se)
    chance = "" if found.same else f", cheaper in {per_cent(estimate.below_zero, estimate.below_zero_mc_se)}"
    axes.annotate(f"{words}{chance}", (1.01, place), xycoords=("axes fraction", "data"), va="center",
                  fontsize=SIZES["label"], annotation_clip=False)  # fmt: skip


def _difference_frame(axes: Axes, comparison: Comparison, lines: Sequence[Line]) -> None:
    axes.axvline(0.0, color=INK, linewidth=1.2)
    axes.set_ylim(-0.7, len(lines) - 0.3)
    labels = ["" if pair is None else clean_text(label) for label, pair, _ in reversed(lines)]
    axes.set_yticks(range(len(lines)), labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(tick)
    axes.set_xlabel(f"£, {PER[comparison.wanted.per]}; mean and 95% interval on common draws")
    for at, side, words in ((0.0, "left", "← less"), (1.0, "right", "more →")):
        axes.annotate(words, (at, 1.0), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points", ha=side)


def _difference_words(lines: Sequence[Line]) -> str:
    parts = []
    for label, pair, perspective in lines:
        if pair is None or perspective is None:
            parts.append(f"{label}:")
        else:
            found = pair.differences[net_cost_name(perspective)]
            chance = per_cent(found.estimate.below_zero, found.estimate.below_zero_mc_se)
            parts.append(f"{label} {with_interval(found.estimate, less_or_more, ' ')}, cheaper in {chance} of draws;")
    return clean_text(" ".join(parts))
