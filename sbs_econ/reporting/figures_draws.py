"""Pictures of the draws: net cost by perspective as distributions, and how the means settle with their number."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import PerspectiveResult, Result
from sbs_econ.equations.arrays import Array
from sbs_econ.reporting.cells import chance, money, text
from sbs_econ.reporting.compare_words import less_or_more
from sbs_econ.reporting.document import Column, Figure, Table
from sbs_econ.reporting.figures_compare import tick
from sbs_econ.reporting.numbers import pounds, span
from sbs_econ.reporting.style import BLUE, GREY, INK, ORANGE, PALE, SIZES, WIDTH, Picture, picture, styled
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

THOUSAND = 1_000.0
BINS = 70
POINTS = 120
"""Numbers of draws at which the running mean is shown."""
SETTLED = 1.959963984540054


QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)


def distribution_figure(result: Result, key: str) -> Figure:
    """Return the distributions with a table of their quantiles."""
    columns = (
        Column("perspective", "Perspective", text=True),
        *(Column(f"q{q * 1000:03.0f}", f"{q:.1%} lie below", "GBP", "Quantile of the draws.") for q in QUANTILES),
        Column("probability", "Below zero", "", "Share of draws with a net cost below zero."),
    )
    rows = []
    for each in result.perspectives:
        e, draws = each.net_cost, result.output(net_cost_name(each.perspective))
        cells = (money(float(np.quantile(draws, q)), max(e.lower_mc_se, e.upper_mc_se)) for q in QUANTILES)
        rows.append((text(each.label), *cells, chance(e.below_zero, e.below_zero_mc_se)))
    caption = "How likely each net cost is, by perspective"
    return Figure(partial(distribution_picture, result), caption, Table(key, caption, columns, tuple(rows)))


def _edges(low: float, high: float) -> Array:
    """Return the edges of bins of one width, zero among them."""
    width = (high - low) / BINS or 1.0
    return width * np.arange(np.floor(low / width), np.ceil(high / width) + 1)


def distribution_picture(result: Result) -> Picture:
    """Return a histogram of the draws of each perspective's net cost, the part below zero hatched."""
    drawn = [(p, result.output(net_cost_name(p.perspective)) / THOUSAND) for p in result.perspectives]
    low, high = (float(np.quantile(np.concatenate([d for _, d in drawn]), q)) for q in (0.001, 0.999))
    edges = _edges(min(low, 0.0), max(high, 0.0))
    title = clean_text(f"Net cost by perspective: {result.inputs.label}")
    with styled():
        figure, axes = _stacked(len(drawn), 1.45)
        for panel, (each, draws) in zip(axes, drawn, strict=True):
            _histogram(panel, each, draws, edges)
        axes[-1].set_xlabel(f"£ thousand, {result.inputs.settings.price_year} prices: programme minus usual support")
        figure.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
        said = " ".join(_perspective_words(p) for p in result.perspectives)
        return picture(figure, "net_cost_distribution", title, clean_text(f"Histograms of draws. {said}"))


def _stacked(count: int, height: float) -> tuple[Drawing, list[Axes]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    figure = Drawing(figsize=(WIDTH, 1.0 + height * count), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0])


def _histogram(axes: Axes, each: PerspectiveResult, draws: Array, edges: Array) -> None:
    counts, _ = np.histogram(draws, edges)
    shares = counts / len(draws)
    below = edges[:-1] < 0
    axes.stairs(np.where(below, 0.0, shares), edges, fill=True, facecolor=ORANGE, edgecolor=INK, linewidth=0.4)
    axes.stairs(
        np.where(below, shares, 0.0), edges, fill=True, facecolor=BLUE, edgecolor=INK, linewidth=0.4, hatch="////"
    )
    mean = each.net_cost.mean / THOUSAND
    axes.axvline(mean, color=INK, linewidth=1.6)
    axes.axvline(0.0, color=INK, linewidth=1.0, linestyle="dashed")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(tick)
    axes.set_title(textwrap.fill(clean_text(_perspective_words(each)), 118), fontsize=SIZES["label"])


def _perspective_words(each: PerspectiveResult) -> str:
    e = each.net_cost
    ends = span(less_or_more(e.lower, e.lower_mc_se), less_or_more(e.upper, e.upper_mc_se))
    below = chance(e.below_zero, e.below_zero_mc_se).shown
    return f"{each.label}: mean {less_or_more(e.mean, e.mc_se)} ({ends}); below zero in {below} of draws."


def convergence_picture(result: Result) -> Picture:
    """Return the running mean of each perspective's net cost, with the Monte Carlo error around it."""
    drawn = [(p, result.output(net_cost_name(p.perspective)) / THOUSAND) for p in result.perspectives]
    title = clean_text(f"Were there enough draws? {result.inputs.label}")
    with styled():
        figure, axes = _stacked(len(drawn), 1.35)
        for panel, (each, draws) in zip(axes, drawn, strict=True):
            _running(panel, each, draws)
        axes[-1].set_xlabel("Draws")
        figure.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3)
        said = " ".join(
            f"{p.label}: {pounds(p.net_cost.mean, p.net_cost.mc_se)}, Monte Carlo standard error "
            f"{pounds(p.net_cost.mc_se)}." for p in result.perspectives
        )  # fmt: skip
        return picture(figure, "convergence", title, clean_text(f"Running means over the draws. {said}"))


def running(draws: Array) -> tuple[Array, Array, Array]:
    """Return numbers of draws, the mean of so many of them, and its half-width if draws were independent."""
    at = np.unique(np.linspace(min(20, len(draws)), len(draws), POINTS).astype(int))
    sums, squares = np.cumsum(draws - draws[0]), np.cumsum((draws - draws[0]) ** 2)
    mean = sums[at - 1] / at
    variance = np.maximum(squares[at - 1] / at - mean**2, 0.0)
    return at.astype(float), mean + draws[0], SETTLED * np.sqrt(variance / at)


def _running(axes: Axes, each: PerspectiveResult, draws: Array) -> None:
    at, mean, half = running(draws)
    axes.fill_between(at, mean - half, mean + half, color=PALE, label="95% Monte Carlo error")
    axes.plot(at, mean, color=BLUE, linewidth=1.5, label="mean of so many draws")
    axes.axhline(mean[-1], color=GREY, linewidth=0.9, linestyle="dashed", label="mean of all")
    axes.yaxis.set_major_formatter(tick)
    axes.xaxis.set_major_formatter(tick)
    axes.locator_params(axis="y", nbins=4)
    axes.set_ylabel("£ thousand")
    axes.set_title(clean_text(each.label), fontsize=SIZES["label"])
