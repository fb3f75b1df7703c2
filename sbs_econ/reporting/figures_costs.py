"""Pictures of costs: who pays (a waterfall), and the forest of the table's rows."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Result, RowResult
from sbs_econ.reporting.cells import EMPTY, count, money, text, triple, triple_columns
from sbs_econ.reporting.compare_words import less_or_more
from sbs_econ.reporting.document import Column, Figure, Table
from sbs_econ.reporting.figures_compare import tick
from sbs_econ.reporting.figures_waterfall import Bar, draw_waterfall, legend
from sbs_econ.reporting.numbers import change_words, span
from sbs_econ.reporting.sensitivity_text import coarse
from sbs_econ.reporting.style import BLUE, GREY, INK, ORANGE, SIZES, WIDTH, Picture, new_figure, picture, styled, titled
from sbs_econ.reporting.words import PAYER_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import Block, Evidence, Kind, Payer, Perspective

if TYPE_CHECKING:
    from matplotlib.axes import Axes

THOUSAND = 1_000.0
ROW = 0.25
"""Inches a row of the forest."""
LABEL = 52
"""Letters of a label's line."""
UNITS = {"SD": "standard deviations a person", "point": "points a person", "share": "in 100 people"}
"""Outcomes that the forest shows, by what they are counted in."""
MARKS: dict[bool, Any] = {
    True: {"color": ORANGE, "fmt": "o", "markerfacecolor": "white"},
    False: {"color": BLUE, "fmt": "o"},
}
"""Hollow where the row's own figures are illustrative."""


def who_pays_figure(result: Result, key: str) -> Figure:
    """Return the waterfall from each payer's resources to the net cost to society, with its table."""
    total = next(p for p in result.perspectives if p.perspective is Perspective.SOCIETAL).net_cost
    sums, squares = defaultdict[Payer, float](float), defaultdict[Payer, float](float)
    for row in result.rows:
        if row.cost is not None and row.row.kind is Kind.RESOURCE and row.row.payer is not None:
            sums[row.row.payer] += row.cost.mean
            squares[row.row.payer] += row.cost.mc_se**2
    paid = [(payer, sums[payer], squares[payer] ** 0.5) for payer in Payer if sums[payer]]
    bars = [Bar(PAYER_LABELS[payer], mean / THOUSAND, less_or_more(mean, error)) for payer, mean, error in paid]
    bars.append(_society(total))
    rows = [(text(PAYER_LABELS[payer]), money(mean, error), EMPTY, EMPTY) for payer, mean, error in paid]
    rows.append((text("Society"), *triple(total)))
    columns = (text_column("payer", "Who pays"), *triple_columns("cost", "Cost", "GBP", "Resources only."))
    caption = "Whose resources the programme uses and frees, added up to the net cost to society (mean of the draws)"
    return Figure(partial(_who_pays, result, bars), caption, Table(key, caption, columns, tuple(rows), (NO_INTERVAL,)))


NO_INTERVAL = "Only the sum has an interval here; each payer's own is in the table of payers and years."


def _society(total: Estimate) -> Bar:
    words = span(less_or_more(total.lower, total.lower_mc_se), less_or_more(total.upper, total.upper_mc_se))
    interval = (total.lower / THOUSAND, total.upper / THOUSAND)
    said = f"{less_or_more(total.mean, total.mc_se)}\n({words})"
    return Bar("Net cost to society", total.mean / THOUSAND, said, True, interval)


def _who_pays(result: Result, bars: Sequence[Bar]) -> Picture:
    title = clean_text(f"Who pays: {result.inputs.label}")
    with styled():
        figure, axes = new_figure(2.2 + 0.46 * len(bars))
        draw_waterfall(axes, bars, tick)
        axes.set_xlabel(f"£ thousand, {result.inputs.settings.price_year} prices: programme minus usual support")
        people = result.inputs.settings.participants
        titled(figure, axes, title, f"Resources by who bears them, {people:,} people; transfers left out")
        legend(figure, bars)
        said = "; ".join(f"{bar.label}: {bar.words}".replace("\n", " ") for bar in bars)
        return picture(figure, "who_pays", title, clean_text(f"Waterfall of costs by payer. {said}."))


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the forest."""

    label: str
    mean: float
    lower: float
    upper: float
    illustrative: bool
    words: str


def forest_figure(result: Result, key: str) -> Figure:
    """Return the forest with the table of what it shows."""
    panels = _panels(result)
    columns = (
        Column("row", "Row", text=True),
        Column("unit", "Counted in", text=True),
        *(Column(end, heading) for end, heading in (("mean", "Mean"), ("lower", "From"), ("upper", "To"))),
        Column("evidence", "Rests on", text=True),
    )
    rows = tuple(
        (text(line.label), text(words), *(count(value, coarse(value)) for value in (line.mean, line.lower, line.upper)),
         text("illustrative figures" if line.illustrative else "evidence"))
        for words, lines in panels for line in lines
    )  # fmt: skip
    caption = "Costs and outcomes, row by row, with their likely range"
    return Figure(partial(_forest, result, panels), caption, Table(key, caption, columns, rows))


def _forest(result: Result, panels: Sequence[tuple[str, list[_Line]]]) -> Picture:
    """Every row's difference with its interval: costs in pounds, then outcomes in their own units."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    heights = [len(lines) + 1.6 for _, lines in panels]
    title = clean_text(f"What changes, row by row: {result.inputs.label}")
    with styled():
        drawing = Drawing(figsize=(WIDTH, 1.5 + ROW * sum(heights) + 0.35 * len(panels)), layout="constrained")
        FigureCanvasAgg(drawing)
        axes = drawing.subplots(len(panels), 1, height_ratios=heights, squeeze=False)[:, 0]
        for panel, (words, lines) in zip(axes, panels, strict=True):
            _panel(panel, words, lines)
        drawing.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
        drawing.legend(*_handles(axes[0]), loc="outside lower left", ncols=2)
        return picture(drawing, "forest", title, _description(panels))


def _panels(result: Result) -> list[tuple[str, list[_Line]]]:
    settings = result.inputs.settings
    costs = [_cost_line(row) for row in result.rows if row.cost is not None and row.row.kind is Kind.RESOURCE]
    panels = [(f"Cost, £ thousand, {settings.price_year} prices; left of zero costs less", costs)]
    for unit, words in UNITS.items():
        lines = [
            _outcome_line(row, unit) for row in result.rows
            if row.row.block is Block.OUTCOMES and row.row.unit == unit and row.quantity is not None
        ]  # fmt: skip
        panels += [(f"Outcomes, {words}", lines)] if lines else []
    return [(words, lines) for words, lines in panels if lines]


def _cost_line(row: RowResult) -> _Line:
    assert row.cost is not None  # noqa: S101
    e = row.cost
    return _line(row, e, 1.0 / THOUSAND, less_or_more(e.mean, e.mc_se))


def _outcome_line(row: RowResult, unit: str) -> _Line:
    assert row.quantity is not None  # noqa: S101
    e = row.quantity
    return _line(row, e, 100.0 if unit == "share" else 1.0, change_words(e.mean, e.mc_se, unit))


def _line(row: RowResult, e: Estimate, scale: float, words: str) -> _Line:
    weak = row.row.evidence is Evidence.ILLUSTRATIVE
    return _Line(clean_text(row.row.label), e.mean * scale, e.lower * scale, e.upper * scale, weak, words)


def _panel(axes: Axes, words: str, lines: Sequence[_Line]) -> None:
    for place, line in enumerate(reversed(lines)):
        whisker = [[max(0.0, line.mean - line.lower)], [max(0.0, line.upper - line.mean)]]
        axes.errorbar(
            [line.mean], [place], xerr=whisker, markersize=5, capsize=2, linewidth=1.3, ecolor=INK,
            label="illustrative" if line.illustrative else "from evidence", **MARKS[line.illustrative],
        )  # fmt: skip
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    axes.set_yticks(
        range(len(lines)), [textwrap.shorten(line.label, LABEL, placeholder="…") for line in reversed(lines)]
    )
    axes.set_ylim(-0.7, len(lines) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(tick)
    axes.set_xlabel(words)


def _handles(axes: Axes) -> tuple[list[Any], list[str]]:
    """One handle for each kind of mark."""
    handles, labels = axes.get_legend_handles_labels()
    found = dict(zip(labels, handles, strict=True))
    return list(found.values()), [f"Mean and 95% interval, {label}" for label in found]


def _description(panels: Sequence[tuple[str, list[_Line]]]) -> str:
    parts = []
    for words, lines in panels:
        largest = sorted(lines, key=lambda line: -abs(line.mean))[:6]
        said = "; ".join(f"{line.label} {line.words}" for line in largest)
        clear = sum(line.lower > 0 or line.upper < 0 for line in lines)
        parts.append(f"{words}: {len(lines)} rows, {clear} with an interval clear of zero. Largest: {said}.")
    return clean_text(" ".join(parts))


def text_column(key: str, heading: str) -> Column:
    """Return a column of words."""
    return Column(key, heading, text=True)
