"""Who pays and who gains by year: cash and the rest, with the interval of the sum."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sbs_econ.analysis.compare_parts import scaled
from sbs_econ.analysis.payers import ALL, CASH, NOT_CASH, Party, Payers
from sbs_econ.reporting.compare_words import less_or_more, with_interval
from sbs_econ.reporting.figures_compare import tick
from sbs_econ.reporting.payers_text import party_label
from sbs_econ.reporting.style import BLACK, BLUE, INK, ORANGE, SIZES, WIDTH, Picture, picture, styled
from sbs_econ.schema.clean import clean_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (CASH, "Cash", {"facecolor": BLUE}),
    (NOT_CASH, "Not cash: staff time, beds, people's time", {"facecolor": ORANGE, "hatch": "////"}),
)
"""Dark and plain, light and hatched: told apart in grey."""
THICK = 0.58
ROW = 0.42
"""Inches a payer."""
MOST = 3
"""Years that have a panel of their own; of more, the first, the second and the sum are shown."""
THOUSAND = 1_000.0


def payers_picture(payers: Payers) -> Picture:
    """Return a panel for each year and for all years: bars of cash and the rest, a dot and interval for their sum."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    title = clean_text(f"{payers.inputs.label}: who pays, who gains, when")
    parties = [party for party in payers.parties if _ever(payers, party)]
    panels = _panels(payers)
    with styled():
        figure = Figure(figsize=(WIDTH, 2.5 + ROW * len(parties)), layout="constrained")
        FigureCanvasAgg(figure)
        axes = list(figure.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0])
        for panel, (year, name) in zip(axes, panels, strict=True):
            _panel(panel, payers, parties, year)
            panel.set_title(name, fontsize=SIZES["text"])
        _frame(axes, payers, parties)
        _sums(axes[-1], payers, parties)
        figure.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
        figure.legend(
            *axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3, title=_below(payers),
            title_fontsize=SIZES["label"], alignment="left",
        )  # fmt: skip
        return picture(figure, "payers", title, _describe(payers, parties))


def _ever(payers: Payers, party: Party) -> bool:
    found = payers.cost(party.key, ALL)
    return found.mean != 0.0 or found.sd > 0.0


def _panels(payers: Payers) -> list[tuple[int | None, str]]:
    years = payers.years
    if years == 1:
        return [(1, "Year 1")]
    shown = range(1, (years if years < MOST else 2) + 1)
    return [*((year, f"Year {year}") for year in shown), (None, f"All {years} years")]


def _panel(axes: Axes, payers: Payers, parties: Sequence[Party], year: int | None) -> None:
    for place, party in enumerate(reversed(parties)):
        ends = {True: 0.0, False: 0.0}
        for measure, name, look in LOOKS:
            amount = payers.cost(party.key, measure, year).mean / THOUSAND
            side = amount > 0
            label = name if place == 0 else None
            axes.barh(place, amount, THICK, left=ends[side], edgecolor=INK, linewidth=0.6, label=label, **look)
            ends[side] += amount
        whole = scaled(payers.cost(party.key, ALL, year), 1.0 / THOUSAND)
        label = "Together, mean and 95% interval" if place == 0 else None
        axes.errorbar(
            [whole.mean], [place], xerr=[[whole.mean - whole.lower], [whole.upper - whole.mean]], fmt="D",
            color=BLACK, markerfacecolor="white", markersize=5, capsize=3, linewidth=1.3, label=label,
        )  # fmt: skip


def _sums(axes: Axes, payers: Payers, parties: Sequence[Party]) -> None:
    """Write beside the last panel what each pays or gains over all years."""
    for place, party in enumerate(reversed(parties)):
        whole = payers.cost(party.key, ALL)
        axes.annotate(less_or_more(whole.mean, whole.mc_se), (1.02, place), xycoords=("axes fraction", "data"),
                      va="center", fontsize=SIZES["label"], annotation_clip=False)  # fmt: skip


def _frame(axes: Sequence[Axes], payers: Payers, parties: Sequence[Party]) -> None:
    for panel in axes:
        panel.axvline(0.0, color=INK, linewidth=1.0)
        panel.grid(axis="x")
        panel.xaxis.set_major_formatter(tick)
        panel.locator_params(axis="x", nbins=4 if len(axes) > 1 else 8)
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="y", length=0)
        panel.set_xlabel("gains ← £ thousand → pays" if len(axes) == 1 else "gains ← £ ’000 → pays")
    labels = [textwrap.fill(clean_text(party_label(payers, party)), 27) for party in reversed(parties)]
    axes[0].set_ylim(-0.7, len(parties) - 0.3)
    axes[0].set_yticks(range(len(parties)), labels)


def _below(payers: Payers) -> str:
    settings = payers.inputs.settings
    discounted = f", discounted by {settings.discount_rate_costs:.1%} after the first year" if payers.years > 1 else ""
    words = (
        f"Programme minus usual support, {settings.participants:,} people, years after a person starts; "
        f"{settings.price_year} prices{discounted}. Cash shares are illustrative by default."
    )
    return textwrap.fill(clean_text(words), 122)


def _describe(payers: Payers, parties: Sequence[Party]) -> str:
    years: list[tuple[str, int | None]] = [(f"year {year}", year) for year in range(1, payers.years + 1)]
    if payers.years > 1:
        years.append(("all years", None))
    parts = []
    for party in parties:
        amounts = []
        for name, year in years:
            cash = payers.cost(party.key, CASH, year)
            whole = with_interval(payers.cost(party.key, ALL, year), less_or_more, " ")
            amounts.append(f"{name}: {whole}, of which cash {less_or_more(cash.mean, cash.mc_se)}")
        parts.append(f"{party_label(payers, party)}, {'; '.join(amounts)}.")
    return clean_text(" ".join(parts))
