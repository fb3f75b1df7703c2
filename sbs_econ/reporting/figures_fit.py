"""Pictures of a fit: change by item with intervals, what is missing, and whether the bootstrap has settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sbs_econ.reporting.fit_text import figure, interval
from sbs_econ.reporting.style import BLUE, GREY, INK, ORANGE, PALE, Picture, new_figure, picture, styled, titled
from sbs_econ.schema.clean import clean_text

Record = Mapping[str, Any]
ROW = 0.34


def fit_pictures(record: Record) -> list[Picture]:
    """Return the pictures of a fit."""
    pictures = [change_picture(record), missing_picture(record), convergence_picture(record)]
    return pictures + ([score_picture(record)] if any(item["kind"] == "score" for item in _changing(record)) else [])


def _changing(record: Record) -> list[Record]:
    return [item for item in record["items"] if item["parameter_change"] and item["change"] is not None]


def _scaled(item: Record) -> tuple[float, float, float, float]:
    """Return change, interval and complete case as per cent of before; of scores in standard errors of before."""
    by = item["before"]["value"] if item["kind"] != "score" else None
    change = item["change"]
    other = item["other_methods"]["complete_case"]["change"]
    values = [change["value"], change["lower"], change["upper"], float("nan") if other is None else other["value"]]
    first, low, high, case = (100 * v / by if by else float("nan") for v in values)
    return first, low, high, case


def change_picture(record: Record) -> Picture:
    """Return changes of counts, shares and hours as a per cent of before, each with its interval and complete case."""
    items = [item for item in _changing(record) if item["kind"] != "score" and item["before"]["value"] > 0]
    with styled():
        drawn, axes = new_figure(height=2.0 + ROW * len(items))
        for row, item in enumerate(items):
            value, low, high, case = _scaled(item)
            axes.plot([low, high], [row, row], color=INK, linewidth=1.4, solid_capstyle="butt")
            axes.plot(value, row, "o", color=BLUE, markersize=7, label="Estimate, with interval" if row == 0 else None)
            axes.plot(
                case, row, "D", markerfacecolor="white", markeredgecolor=ORANGE, markeredgewidth=1.6, markersize=6,
                label="Complete case" if row == 0 else None,
            )  # fmt: skip
        axes.axvline(0, color=GREY, linewidth=1)
        axes.set_yticks(range(len(items)), [clean_text(item["label"]) for item in items])
        axes.invert_yaxis()
        axes.grid(axis="x")
        axes.set_xlabel("Change at follow-up, per cent of the mean before")
        drawn.legend(loc="outside lower left", ncols=2)
        subtitle = f"{record['level']:.0%} intervals; {_who(record)}"
        titled(drawn, axes, "Change by item", subtitle)
        words = " ".join(f"{i['label']}: {figure(i['change'], 'value')} ({interval(i['change'])})." for i in items)
        return picture(drawn, "change_by_item", "Change by item", clean_text(f"Change by item. {subtitle}. {words}"))


def _who(record: Record) -> str:
    start = "SYNTHETIC; " if record["synthetic"] else ""
    compared = "with" if record["design"] == "controlled" else "without"
    return f"{start}{record['flow']['people']} people in {record['clusters']} clusters, {compared} a comparison group"


def score_picture(record: Record) -> Picture:
    """Return changes of scores in standard deviations before, each with its interval and its complete case."""
    items = [item for item in _changing(record) if item["kind"] == "score" and item["sd_before"]]
    with styled():
        drawn, axes = new_figure(height=2.2 + ROW * len(items))
        for row, item in enumerate(items):
            by = 1.0 if item["standardised"] else item["sd_before"]
            change, case = item["change"], item["other_methods"]["complete_case"]["change"]
            axes.plot([change["lower"] / by, change["upper"] / by], [row, row], color=INK, linewidth=1.4)
            axes.plot(change["value"] / by, row, "o", color=BLUE, markersize=7)
            if case is not None:
                axes.plot(
                    case["value"] / by, row, "D", markerfacecolor="white", markeredgecolor=ORANGE, markeredgewidth=1.6,
                    markersize=6,
                )  # fmt: skip
        axes.axvline(0, color=GREY, linewidth=1)
        axes.set_yticks(range(len(items)), [clean_text(item["label"]) for item in items])
        axes.set_ylim(len(items) - 0.4, -0.6)
        axes.grid(axis="x")
        axes.set_xlabel("Change at follow-up, standard deviations before; up is better")
        titled(
            drawn, axes, "Change in scores", f"Dot and line: estimate, interval; diamond: complete case; {_who(record)}"
        )
        words = " ".join(f"{i['label']}: {figure(i['change'], 'value')} ({interval(i['change'])})." for i in items)
        return picture(drawn, "change_in_scores", "Change in scores", clean_text(f"Change in scores. {words}"))


def missing_picture(record: Record) -> Picture:
    """Return the share of answers that is imputed, by item."""
    items: Sequence[Record] = record["items"]
    with styled():
        drawn, axes = new_figure(height=1.6 + 0.3 * len(items))
        shares = [100 * item["share_imputed"] for item in items]
        axes.barh(range(len(items)), shares, color=PALE, edgecolor=INK, linewidth=0.8)
        for row, share in enumerate(shares):
            axes.text(share + 1, row, f"{share:.0f}%", va="center")
        axes.set_yticks(range(len(items)), [clean_text(item["label"]) for item in items])
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel("Per cent of answers at follow-up that are imputed")
        titled(drawn, axes, "What is missing", _who(record))
        words = " ".join(f"{item['label']}: {share:.0f} per cent." for item, share in zip(items, shares, strict=True))
        return picture(drawn, "missing_answers", "What is missing", clean_text(f"Answers imputed. {words}"))


def convergence_picture(record: Record) -> Picture:
    """Return each standard error as replicates are added, over its last value: near 1 where they are enough."""
    steps, errors = record["convergence"]["replicates"], record["convergence"]["se"]
    kept = {name: values for name, values in errors.items() if values[-1] > 0}
    with styled():
        drawn, axes = new_figure(height=4.0)
        for values in kept.values():
            axes.plot(steps, [value / values[-1] for value in values], color=BLUE, alpha=0.45, linewidth=1.2)
        axes.axhspan(0.95, 1.05, color=PALE, zorder=0)
        axes.set_xlabel("Bootstrap replicates")
        axes.set_ylabel("Standard error over its last value")
        axes.grid(axis="y")
        half = steps.index(min(steps, key=lambda step: abs(step - steps[-1] / 2)))
        far = max((abs(values[half] / values[-1] - 1) for values in kept.values()), default=0.0)
        subtitle = f"One line an item; at {steps[half]} replicates the furthest is {far:.0%} from its last value"
        titled(drawn, axes, "Whether the bootstrap has settled", subtitle)
        return picture(drawn, "bootstrap_convergence", "Whether the bootstrap has settled", f"{subtitle}. Band: 5%.")
