"""The cost-consequence table as text that a commissioner can read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from sbs_econ.analysis.delivery import delivery_summary
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Result, RowResult
from sbs_econ.analysis.run_warnings import warnings_of
from sbs_econ.reporting.columns import column_widths, in_columns, stacked, table
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent, pounds, span, unit_words
from sbs_econ.reporting.words import BLOCK_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import Block, Kind

HEADER = ("", "Usual\nsupport", "With\nprogramme", "Difference", "Cost", "Who pays", "Evidence")
RIGHT = (False, True, True, True, True, False, False)
SHORT_PAYERS = {
    "funder": "funder", "nhs": "NHS", "local_authority": "council", "police": "police", "exchequer": "Exchequer",
    "economy": "economy", "participants": "participants", "carers": "carers", "volunteers": "volunteers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """How totals are shown: divided by people or groups, with its name."""

    divisor: float
    name: str


def shown_per(result: Result, per: str) -> Shown:
    """Return how to show totals: ``total``, per ``person`` who starts or per ``group``."""
    if per == "person":
        return Shown(float(result.inputs.settings.participants) or 1.0, "per person who starts")
    if per == "group":
        return Shown(float(delivery_summary(result)["groups"]) or 1.0, "per group")
    return Shown(1.0, "totals")


def run_table(result: Result, width: int, per: str = "total", bold: bool = False, verbose: bool = False) -> str:
    """Return the whole printed answer: heading, blocks, totals by perspective, delivery, warnings.

    Args:
        result: the run.
        width: columns of the terminal.
        per: totals, per person or per group.
        bold: whether headings may use ANSI bold.
        verbose: whether every published finding is shown, not only headline ones.
    """
    shown = shown_per(result, per)
    lines = [*_heading(result, shown, width, bold)]
    lines += _blocks(result, shown, width, bold)
    lines += ["", *_perspectives(result, shown, width, bold)]
    lines += ["", *_delivery(result, width, bold)]
    lines += ["", *_findings(result, width, bold, verbose)]
    lines += ["", *_warnings(result, width, bold)]
    return "\n".join(lines)


def _strong(text: str, bold: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if bold else text


def _heading(result: Result, shown: Shown, width: int, bold: bool) -> Iterator[str]:
    inputs, settings, plan = result.inputs, result.inputs.settings, result.plan
    yield _strong(clean_text(f"{inputs.label} ({inputs.scenario})"), bold)
    yield from textwrap.wrap(clean_text(inputs.question), width)
    yield from textwrap.wrap(
        f"{settings.participants:,} people who start; {settings.programme_months} months of programme, "
        f"{settings.horizon_months} months counted; "
        f"{settings.price_year} prices; programme minus usual support; {shown.name}; "
        f"mean and 95% interval of {plan.draws:,} draws (seed {plan.seed}, {plan.sampler}).",
        width,
    )  # fmt: skip


def _blocks(result: Result, shown: Shown, width: int, bold: bool) -> Iterator[str]:
    rows = [row for row in result.rows if row.row.block is not Block.NOT_QUANTIFIED]
    cells = [_cells(row, shown) for row in rows]
    widths = column_widths(HEADER, cells, width)
    if widths is not None:
        yield ""
        yield from in_columns(HEADER, widths, RIGHT)
    for block in Block:
        members = [cell for cell, row in zip(cells, rows, strict=True) if row.row.block is block]
        if members:
            yield ""
            yield _strong(BLOCK_LABELS[block], bold)
        for cell in members:
            yield from in_columns(cell, widths, RIGHT) if widths is not None else _stacked(cell, width)
    yield from _not_quantified(result, width, bold)


def _stacked(cell: tuple[str, ...], width: int) -> list[str]:
    label, usual, with_programme, quantity, cost, payer, evidence = (part.replace("\n", " ") for part in cell)
    levels = f"usual support {usual}, with the programme {with_programme}:" if usual else ""
    who = "; ".join(part for part in (f"paid by {payer}" if payer else "", evidence) if part)
    return stacked(label, [(levels, quantity), ("cost", cost), ("", who)], width)


def _cells(row: RowResult, shown: Shown) -> tuple[str, ...]:
    spec = row.row
    scale = 1.0 if spec.per == "participant" else 1.0 / shown.divisor
    usual, with_programme = _levels(row, scale)
    payer = "" if spec.payer is None else SHORT_PAYERS[spec.payer.value]
    kind = {Kind.MEMO: "not added,\n", Kind.TRANSFER: "transfer,\n"}.get(spec.kind, "") if spec.kind else ""
    units = unit_words(spec.unit) if spec.unit != "share" else ""
    gain = ": gain since joining" if spec.block is Block.OUTCOMES and usual and spec.unit != "share" else ""
    label = clean_text(spec.label) + gain + (f" ({units})" if units and units not in spec.label.lower() else "")
    evidence = f"{kind}{spec.evidence.value.replace('_', ' ') if spec.evidence else ''}"
    return (
        label,
        usual,
        with_programme,
        _quantity(row.quantity, spec.unit, scale),
        _cost(row.cost, scale),
        payer,
        evidence,
    )


def _quantity(estimate: Estimate | None, unit: str | None, scale: float) -> str:
    if estimate is None or unit is None:
        return ""
    return _with_interval([change_words(v * scale, e * scale, unit) for v, e in _triple(estimate)], estimate)


def _cost(estimate: Estimate | None, scale: float) -> str:
    if estimate is None:
        return ""
    return _with_interval([cost_words(v * scale, e * scale) for v, e in _triple(estimate)], estimate)


def _with_interval(words: list[str], estimate: Estimate) -> str:
    return f"{words[0]}\n({span(words[1], words[2])})" if estimate.mc_se else words[0]


def _triple(estimate: Estimate) -> tuple[tuple[float, float], ...]:
    return (
        (estimate.mean, estimate.mc_se),
        (estimate.lower, estimate.lower_mc_se),
        (estimate.upper, estimate.upper_mc_se),
    )


def _levels(row: RowResult, scale: float) -> tuple[str, str]:
    usual = row.means.get("usual_quantity")
    if usual is None or row.quantity is None:
        return "", ""
    error = max(row.errors.get("usual_quantity", 0.0), row.quantity.mc_se)
    if row.row.block is Block.PROGRAMME:
        return "none", number(row.quantity.mean * scale, error * scale)
    times, suffix = (100.0, " in 100") if row.row.unit == "share" else (1.0, "")
    factor = scale * times
    both = [number(level * factor, error * factor) + suffix for level in (usual, usual + row.quantity.mean)]
    return both[0], both[1]


def _not_quantified(result: Result, width: int, bold: bool) -> Iterator[str]:
    labels = [clean_text(row.row.label) for row in result.rows if row.row.block is Block.NOT_QUANTIFIED]
    if labels:
        yield ""
        yield _strong(f"{BLOCK_LABELS[Block.NOT_QUANTIFIED]} (no number is not zero)", bold)
        yield from textwrap.wrap("; ".join(labels) + ".", width)


def _perspectives(result: Result, shown: Shown, width: int, bold: bool) -> Iterator[str]:
    header = ("Net cost by perspective", "PSA mean", "Base case", "Chance of a saving")
    rows = []
    for p in result.perspectives:
        chance = _chance(p.probability_cost_saving, p.probability_cost_saving_mc_se)
        rows.append(_perspective_cells(p.label, p.net_cost, shown, chance))
        if p.without_informal_care is not None:
            rows.append(_perspective_cells("the same without unpaid care", p.without_informal_care, shown, ""))
    lines = table(header, rows, (False, True, True, True), width)
    yield _strong(lines[0], bold) if lines[0].startswith(header[0]) else _strong(header[0], bold)
    yield from lines[1:] if lines[0].startswith(header[0]) else lines


def _perspective_cells(label: str, estimate: Estimate, shown: Shown, chance: str) -> tuple[str, ...]:
    scale = 1.0 / shown.divisor
    return (
        label,
        _cost(estimate, scale),
        cost_words(estimate.base_case * scale, estimate.mc_se * scale),
        chance,
    )


def _chance(probability: float | None, error: float | None) -> str:
    return "not stated" if probability is None else per_cent(probability, error or 0.0)


def _delivery(result: Result, width: int, bold: bool) -> Iterator[str]:
    summary = delivery_summary(result)
    yield _strong("What the funder pays for", bold)
    for costing, label in (("bottom_up", "Bottom up"), ("top_down", "Top down")):
        if summary["funder_cost"][costing] is None:
            continue
        each = summary["funder_cost_per"][costing]
        parts = [
            f"{pounds(value)} per {unit}" if value is not None else f"per {unit} not known"
            for unit, value in each.items()
        ]
        yield from textwrap.wrap(f"{label}: {', '.join(parts)}.", width, subsequent_indent="  ")
    yield from textwrap.wrap(
        f"Bottom up: {number(summary['groups'])} groups, {number(summary['sessions'])} sessions, "
        f"{number(summary['attendances'])} attendances; "
        f"{summary['attendances_per_session'] or 0:.1f} people a session.",
        width,
        subsequent_indent="  ",
    )
    difference = summary["difference_top_down_minus_bottom_up"]
    if difference is not None:
        people = summary["participants"] or 1
        higher = "top down" if difference > 0 else "bottom up"
        each = pounds(abs(difference) / people)
        yield from textwrap.wrap(f"The two differ by {each} per participant ({higher} is higher).", width)


def _findings(result: Result, width: int, bold: bool, verbose: bool) -> Iterator[str]:
    """Published findings, each with the rows that it concerns; the headline ones unless all are asked for."""
    rows_of: dict[str, list[str]] = {}
    count = 0
    for row in result.rows:
        for finding in result.inputs.structure.findings.get(row.row.row, ()):
            count += 1
            if finding.headline or verbose:
                rows_of.setdefault(f"{finding.text} [{finding.source}, {finding.locator}]", []).append(row.row.label)
    if count:
        yield _strong("Published findings beside these rows", bold)
    for text, labels in rows_of.items():
        more = f" and {len(labels) - 2} more" if len(labels) > 2 else ""
        line = clean_text(f"{', '.join(labels[:2])}{more}: {text}")
        yield from textwrap.wrap(line, width, initial_indent="- ", subsequent_indent="  ")
    if count and not verbose:
        yield f"- All {count}, for and against: run again with -v."


def _warnings(result: Result, width: int, bold: bool) -> Iterator[str]:
    yield _strong("Read this with it", bold)
    for warning in warnings_of(result):
        yield from textwrap.wrap(clean_text(warning), width, initial_indent="- ", subsequent_indent="  ")
