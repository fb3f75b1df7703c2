"""The budget impact by financial year: who pays, what is saved, and what delivery needs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.budget_impact import BudgetImpact
from sbs_econ.model.perspectives import view
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
from sbs_econ.vocabulary import Payer, Perspective

if TYPE_CHECKING:
    from matplotlib.axes import Axes

THOUSAND = 1_000.0
EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
STACKS: tuple[tuple[str, tuple[Payer, ...], dict[str, Any]], ...] = (
    ("Programme funder", (Payer.FUNDER,), {"facecolor": BLUE, **EDGE}),
    ("NHS", (Payer.NHS,), {"facecolor": SKY, "hatch": "////", **EDGE}),
    ("Council, police and Exchequer", (Payer.LOCAL_AUTHORITY, Payer.POLICE, Payer.EXCHEQUER),
     {"facecolor": GREEN, "hatch": "....", **EDGE}),
    ("Participants, carers, volunteers and employers",
     (Payer.PARTICIPANTS, Payer.CARERS, Payer.VOLUNTEERS, Payer.ECONOMY), {"facecolor": PALE, "hatch": "xx", **EDGE}),
)  # fmt: skip
"""Payers put together, each with a look that is told apart in grey."""
WIDE = 0.56
MANY = 8
"""Years from which on the words beside figures are left to the axis."""


def budget_picture(impact: BudgetImpact) -> Picture:
    """Return cost by payer and year with the public sector's net, above people and groups by year."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    title = f"Budget impact: {clean_text(impact.inputs.label)}"
    with styled():
        figure = Figure(figsize=(WIDTH, 7.4), layout="constrained")
        FigureCanvasAgg(figure)
        upper, lower = figure.subplots(2, 1, height_ratios=(3, 1.2))
        _costs(upper, impact)
        _people(lower, impact)
        figure.suptitle(textwrap.fill(title, 80), x=0.01, ha="left")
        handles, labels = upper.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=2)
        return picture(figure, "budget_impact", title, _description(impact, title))


def _costs(axes: Axes, impact: BudgetImpact) -> None:
    """Stack costs above zero and savings below it; the net of the public sector with its interval on top."""
    years = impact.plan.years
    above, below = [0.0] * len(years), [0.0] * len(years)
    for label, payers, look in STACKS:
        amounts = [sum(_mean(impact, payer.value, year) for payer in payers) for year in years]
        base = [above[i] if amount > 0 else below[i] for i, amount in enumerate(amounts)]
        axes.bar(range(len(years)), amounts, WIDE, bottom=base, label=label, **look)
        above = [a + max(amount, 0.0) for a, amount in zip(above, amounts, strict=True)]
        below = [b + min(amount, 0.0) for b, amount in zip(below, amounts, strict=True)]
    _net(axes, impact, years)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.set_xticks(range(len(years)), years)
    axes.set_xlim(-0.5, len(years) - 0.35)
    axes.grid(axis="y")
    axes.set_ylabel(f"£ thousand, {impact.inputs.settings.price_year} prices,\nwith minus without the programme")
    axes.yaxis.set_major_formatter(_number)


def _net(axes: Axes, impact: BudgetImpact, years: Sequence[str]) -> None:
    found = [impact.found[f"net:{Perspective.PUBLIC_SECTOR.value}:{year}"] for year in years]
    means = [estimate.mean / THOUSAND for estimate in found]
    reach = [
        [(e.mean - e.lower) / THOUSAND for e in found],
        [(e.upper - e.mean) / THOUSAND for e in found],
    ]
    seen_by = view(Perspective.PUBLIC_SECTOR, impact.inputs.settings.funded_by)
    axes.errorbar(
        [i + 0.36 for i in range(len(years))], means, yerr=reach, fmt="D", color=BLACK, markersize=5, capsize=3,
        linewidth=1.2, label=f"{seen_by.label}, net, with 95% interval",
    )  # fmt: skip
    cash = [impact.found[f"cash:{Perspective.PUBLIC_SECTOR.value}:{year}"].mean / THOUSAND for year in years]
    axes.plot(
        [i + 0.46 for i in range(len(years))], cash, linestyle="", marker="o", markerfacecolor="white",
        markeredgecolor=BLACK, markersize=6, label=f"{seen_by.label}, cash only",
    )  # fmt: skip


def _mean(impact: BudgetImpact, who: str, year: str) -> float:
    estimate = impact.of("net", who, year)
    return 0.0 if estimate is None else estimate.mean / THOUSAND


def _people(axes: Axes, impact: BudgetImpact) -> None:
    """Bars of people who start, and the groups that run at the end of the year written above them."""
    years, starters = impact.plan.years, impact.plan.starters
    axes.bar(range(len(years)), starters, WIDE, facecolor="white", edgecolor=GREY, linewidth=1.2)
    few = len(years) < MANY
    for place, (year, people) in enumerate(zip(years, starters, strict=True)):
        groups = impact.found[f"capacity:groups_at_year_end:{year}"].mean
        axes.annotate(
            f"{people:,.0f} people,\n{groups:,.1f} groups" if few else f"{people:,.0f},\n{groups:,.1f}",
            (place, people), xytext=(0, 3), ha="center", va="bottom", textcoords="offset points",
            fontsize=SIZES["label"],
        )  # fmt: skip
    axes.set_ylim(0, max(*starters, 1.0) * 1.55)
    axes.set_xticks(range(len(years)), years)
    axes.set_xlim(-0.5, len(years) - 0.35)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylabel("People who start,\ngroups at year end")


def _number(value: float, _: float = 0.0) -> str:
    return f"{value:,.6g}"


def _description(impact: BudgetImpact, title: str) -> str:
    parts = [f"{title}."]
    for year in impact.plan.years:
        stacks = ", ".join(
            f"{label} {sum(_mean(impact, payer.value, year) for payer in payers):,.1f}" for label, payers, _ in STACKS
        )
        net = _mean(impact, Perspective.PUBLIC_SECTOR.value, year)
        parts.append(f"{year}, £ thousand: {stacks}; public sector net {net:,.1f}.")
    return clean_text(" ".join(parts))
