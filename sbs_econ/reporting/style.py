"""The one style of all pictures: fonts, sizes, colours, and files that are the same to the last byte.

Colours are Okabe and Ito's (2008), which people with any common colour vision tell apart; nothing is told by colour
alone. Text in SVG stays text. matplotlib is imported here and in the figures_* modules only, when a picture is drawn.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""Okabe, Ito 2008, Color Universal Design."""
GREY, PALE = "#6B6B6B", "#D9D9D9"
INK = "#1A1A1A"
WIDTH = 9.0
"""Inches across: a page less its margins, at the sizes below."""
SIZES = {"title": 13.0, "text": 10.0, "label": 9.0}
"""Points; nothing is smaller."""
DOTS = 160
"""Dots an inch of the PNG."""
SAVED, COST = "#00406B", "#FFE08A"
"""Ends of the diverging palette: its lightness rises from saved to cost, so that it is read in grey too."""

RC: Any = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": SIZES["text"],
    "axes.titlelocation": "left",
    "axes.labelsize": SIZES["text"], "xtick.labelsize": SIZES["label"], "ytick.labelsize": SIZES["label"],
    "legend.fontsize": SIZES["label"], "legend.frameon": False, "text.color": INK, "axes.labelcolor": INK,
    "axes.edgecolor": GREY, "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False,
    "axes.spines.right": False, "axes.axisbelow": True, "grid.color": PALE, "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8, "svg.fonttype": "none", "svg.hashsalt": "sbs_econ", "figure.facecolor": "white",
    "savefig.facecolor": "white", "axes.unicode_minus": True, "text.parse_math": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name for files, with its alternative text, as SVG and PNG."""

    name: str
    title: str
    description: str
    svg: bytes
    png: bytes

    def files(self) -> dict[str, bytes]:
        """Return the files by name."""
        return {f"{self.name}.svg": self.svg, f"{self.name}.png": self.png}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style, whatever the user's own settings of matplotlib."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(RC)
        yield


def new_figure(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Return a figure of so many inches with one set of axes; only within ``styled``."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def titled(figure: Figure, axes: Axes, title: str, subtitle: str, pad: float = 8.0, letters: int = 72) -> None:
    """Put a title across the figure, and above the axes a subtitle of so many letters a line."""
    figure.suptitle(textwrap.fill(title, 74), x=0.01, ha="left", fontsize=SIZES["title"], fontweight="bold")
    axes.set_title(textwrap.fill(subtitle, letters), fontsize=SIZES["text"], fontweight="normal", pad=pad)


def picture(figure: Figure, name: str, title: str, description: str) -> Picture:
    """Return a figure as SVG and PNG, with no date and no version in them; only within ``styled``.

    Args:
        figure: what was drawn.
        name: for files, without an ending.
        title: in a few words.
        description: alternative text, made from the data.
    """
    svg, png = io.BytesIO(), io.BytesIO()
    words = {"Title": title, "Description": description}
    figure.savefig(svg, format="svg", metadata={**words, "Date": None, "Creator": "sbs_econ"})
    figure.savefig(png, format="png", dpi=DOTS, metadata={**words, "Software": None})
    return Picture(name, title, description, svg.getvalue(), png.getvalue())


def diverging() -> LinearSegmentedColormap:
    """Return the palette for values about 0: dark blue where saved, grey at 0, pale yellow where it costs more."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("saved_to_cost", [SAVED, "#4F7FA3", "#ABABAB", "#DCBE78", COST])
