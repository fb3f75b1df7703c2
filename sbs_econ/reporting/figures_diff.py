"""Why two runs differ, as a waterfall: from one result to the other, part by part."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from sbs_econ.analysis.change import WhatMoved
from sbs_econ.analysis.change_flows import PRICES, FlowChange
from sbs_econ.analysis.change_parts import Part
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.diff_text import signed
from sbs_econ.reporting.figures_waterfall import Bar, draw_waterfall, legend, plain
from sbs_econ.reporting.numbers import pounds
from sbs_econ.reporting.style import Picture, new_figure, picture, styled
from sbs_econ.schema.clean import clean_text


def moved_picture(names: tuple[str, str], moved: WhatMoved) -> Picture:
    """Return the waterfall of what moved the result, parts that differ only."""
    sides = moved.sides
    label = view(sides.perspective, sides.second.settings.funded_by).label
    parts = [part for part in moved.parts if part.names or part.part is Part.NOT_HELD]
    bars = [
        _level(names[0], moved.before),
        *(Bar(p.label, p.moved.mean, signed(p.moved.mean, max(p.moved.mc_se, 0.5))) for p in parts),
        _level(names[1], moved.after),
    ]
    years = dict.fromkeys((sides.first.settings.price_year, sides.second.settings.price_year))
    axis = f"£ per participant, {label} ({' and '.join(years)} prices); lines are 95% intervals"
    return _waterfall("diff", f"What moved the result: {names[0]} to {names[1]}", bars, axis)


def _level(name: str, estimate: Estimate) -> Bar:
    interval = (estimate.lower, estimate.upper) if estimate.sd else None
    return Bar(name, estimate.mean, pounds(estimate.mean, max(estimate.mc_se, 1.0)), True, interval)


def flows_picture(change: FlowChange) -> Picture:
    """Return the waterfall of the net benefit between two published tables, party by party."""
    before, after = change.before, change.after
    bars = [
        Bar(f"{before.name} ({before.unit})", before.net, f"{before.net:,.0f}", is_level=True),
        *(Bar("Price level" if m.party == PRICES else m.label, m.net, f"{m.net:+,.0f}") for m in change.moves),
        Bar(f"{after.name} ({after.unit})", after.net, f"{after.net:,.0f}", is_level=True),
    ]
    units = " and ".join(dict.fromkeys((before.unit, after.unit)))
    return _waterfall(
        "diff", f"What moved the net benefit: {before.name} to {after.name}", bars, f"Net benefit, {units}"
    )


def _waterfall(name: str, title: str, bars: Sequence[Bar], axis: str) -> Picture:
    with styled():
        figure, axes = new_figure(height=1.7 + 0.62 * len(bars))
        draw_waterfall(axes, bars, plain)
        figure.suptitle(textwrap.fill(clean_text(title), 80), x=0.01, ha="left")
        legend(figure, bars)
        axes.set_xlabel(textwrap.fill(clean_text(axis), 100))
        words = " ".join(f"{bar.label}: {bar.words}." for bar in bars)
        return picture(figure, name, clean_text(title), clean_text(f"{title}. {words}"))
