"""Why two runs differ, as text: what moved the result, then what differs and where it stands."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from sbs_econ.analysis.change import Moved, WhatMoved
from sbs_econ.analysis.change_flows import PRICES, FlowChange, PartyMove
from sbs_econ.analysis.change_list import Difference, FieldChange, in_part
from sbs_econ.analysis.change_parts import LABELS, Part
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.model.inputs import Origin
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.columns import stacked, table
from sbs_econ.reporting.numbers import number, pounds
from sbs_econ.schema.clean import clean_text

FIELD_WORDS = {"se": "SE", "follow_up_months": "follow-up months", "applies_to": "applies to"}
LONG = ("note", "locator")
"""Fields of running text: that they changed is told here, and how in the JSON and CSV."""
MOST_SINGLE = 5


def diff_text(
    names: tuple[str, str],
    moved: WhatMoved | None,
    found: Sequence[Difference],
    rows: tuple[Sequence[str], Sequence[str]],
    notes: Sequence[str],
    width: int,
) -> str:
    """Return the printed answer of ``diff``."""
    lines: list[str] = []
    if moved is not None:
        lines += [*moved_lines(names, moved, width), ""]
    lines += _row_lines(names, rows, width)
    single = frozenset() if moved is None else moved.sides.single_rows
    lines += list(_difference_lines(names, found, single, width))
    for note in notes:
        lines += textwrap.wrap(f"Note: {clean_text(note)}.", width, subsequent_indent="  ")
    return "\n".join(lines)


def signed(value: float, error: float = 0.0) -> str:
    """Return an amount with its sign.

    >>> signed(42.93, 0.5), signed(-102.1, 0.6)
    ('+£42.9', '-£102.1')
    """
    text = number(abs(value), error, most=2) if error > 0 else f"{abs(value):,.0f}"
    if float(text.replace(",", "")) == 0:
        return "£0"
    return f"{'-' if value < 0 else '+'}£{text}"


def _level(value: float, error: float) -> str:
    return pounds(value, error) if error >= 1 or not error else signed(value, error).removeprefix("+")


def _interval(estimate: Estimate, words: Any) -> str:
    if not estimate.sd:
        return ""
    low, high = words(estimate.lower, estimate.lower_mc_se), words(estimate.upper, estimate.upper_mc_se)
    return f"({low} to {high})"


def moved_lines(names: tuple[str, str], moved: WhatMoved, width: int) -> Iterator[str]:
    """Yield what moved the result, part by part, from the first side to the second."""
    seen_by = view(moved.sides.perspective, moved.sides.second.settings.funded_by)
    yield from textwrap.wrap(
        f"What moved the result, from {names[0]} to {names[1]}: net cost per participant, {seen_by.label}; "
        f"mean and 95% interval of {moved.plan.draws:,} common draws (seed {moved.plan.seed}, {moved.plan.sampler}).",
        width,
    )
    yield ""
    parts = [part for part in moved.parts if part.names or part.part is Part.NOT_HELD]
    rows = [
        _result_row(names[0], moved.before),
        *(_part_row(part) for part in parts),
        _result_row(names[1], moved.after),
    ]
    header = ("", "Net cost", "MC SE", "95% interval", "If first", "If last")
    yield from table(header, [*rows, _change_row(moved)], (False, True, True, False, True, True), width)
    yield ""
    yield from textwrap.wrap(_how(moved, len(parts)), width)
    if moved.single:
        best = ", ".join(f"{name} {signed(value, 0.5)}" for name, value in moved.single[:MOST_SINGLE])
        text = f"Single figures that move it most, each swapped alone into {names[0]} at the means: {best}."
        yield from textwrap.wrap(text, width)


def _result_row(name: str, estimate: Estimate) -> tuple[str, ...]:
    return (
        clean_text(name),
        _level(estimate.mean, estimate.mc_se),
        _error(estimate),
        _interval(estimate, _level),
        "",
        "",
    )


def _error(estimate: Estimate) -> str:
    return f"£{estimate.mc_se:.2g}" if estimate.mc_se else ""


def _part_row(part: Moved) -> tuple[str, ...]:
    error = part.moved.mc_se
    ends = [signed(value, error) if part.names else "" for value in (part.alone, part.last)]
    return (f"  {part.label}", signed(part.moved.mean, error), _error(part.moved), _interval(part.moved, signed), *ends)


def _change_row(moved: WhatMoved) -> tuple[str, ...]:
    change = moved.change
    mean = signed(change.mean, change.mc_se)
    return ("The whole change", mean, _error(change), _interval(change, signed), "", "")


def _how(moved: WhatMoved, parts: int) -> str:
    if not parts:
        return "No part of the inputs that this net cost depends on differs, so it does not move at all."
    rest = sum(1 for part in moved.parts if not part.names and part.part is not Part.NOT_HELD)
    text = (
        "Each part is its contribution averaged over every order in which the parts could be swapped (Shapley): they "
        f"add up to the whole change, and the {rest} parts that do not differ are exactly £0."
    )
    if not moved.exact:
        error = max(part.sampling_se for part in moved.parts)
        text += (
            f" With more than eight parts, {moved.orders} orders were sampled (an approximation, standard error at "
            f"most {signed(error, error).removeprefix('+')}; --exact takes every order)."
        )
    return text + " If first and if last show how far a part depends on the others."


def _row_lines(names: tuple[str, str], rows: tuple[Sequence[str], Sequence[str]], width: int) -> Iterator[str]:
    for name, own in zip(names, rows, strict=True):
        if own:
            yield from textwrap.wrap(f"Rows that only {name} has: {', '.join(own)}.", width, subsequent_indent="  ")
    if any(rows):
        yield ""


def _difference_lines(
    names: tuple[str, str], found: Sequence[Difference], single: frozenset[str], width: int
) -> Iterator[str]:
    if not found:
        yield "Nothing differs."
        return
    yield f"What differs ({len(found)}): {names[0]} -> {names[1]}"
    for part in (*Part, None):
        own = [each for each in found if in_part(each, single) is part]
        if not own:
            continue
        label = "Nothing that a net cost depends on" if part is None else LABELS[part]
        yield ""
        yield f"{label} ({len(own)})"
        for each in own:
            yield from (f"  {line}" for line in _one(each, width - 2))


def _one(difference: Difference, width: int) -> list[str]:
    label = clean_text(difference.label)
    named = difference.name if label in (difference.name, "") else f"{difference.name} ({label})"
    if difference.status == "changed":
        words = "; ".join(_field(field) for field in difference.fields if not _implied(field, difference))
        return stacked(named, [("", words), ("", _where(difference))], width)
    given = {field.field: field.after if difference.status == "added" else field.before for field in difference.fields}
    shown = [f"{key.replace('_', ' ')} {_figure(given[key])}" for key in ("value", "unit", "payer") if key in given]
    where = "only in the second" if difference.status == "added" else "only in the first"
    return stacked(f"{named}: {where}", [("", ", ".join(shown)), ("", _where(difference))], width)


def _implied(field: FieldChange, difference: Difference) -> bool:
    """Whether a distribution's words only repeat what value and SE say: the family is the same."""
    others = {other.field for other in difference.fields}
    family = [str(words).split(",")[0] for words in (field.before, field.after)]
    return field.field == "distribution" and "se" in others and family[0] == family[1]


def _field(field: FieldChange) -> str:
    word = FIELD_WORDS.get(field.field, field.field.replace("_", " "))
    if field.field in LONG:
        return f"{word} changed"
    return f"{word} {_figure(field.before)} -> {_figure(field.after)}"


def _figure(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else clean_text(str(value))


def _where(difference: Difference) -> str:
    first = difference.fields[0] if difference.fields else None
    if first is None:
        return ""
    places = [_place(first.before_at), _place(first.after_at)]
    if difference.status == "added":
        return places[1]
    return places[0] if difference.status == "removed" or places[0] == places[1] else f"{places[0]} -> {places[1]}"


def _place(origin: Origin) -> str:
    if origin.file is None:
        return origin.layer
    return origin.file if origin.line is None else f"{origin.file}:{origin.line}"


def flows_text(change: FlowChange, width: int) -> str:
    """Return the printed answer for two tables of flows."""
    before, after = change.before, change.after
    lines = textwrap.wrap(
        f"What moved the result, from {before.name} ({before.unit}) to {after.name} ({after.unit}).", width
    )
    header = ("", before.name, after.name, "Net benefit", "Ratio")
    rows = [_flow_row(move) for move in change.moves]
    totals = [_total_row(label, before.total(kind), after.total(kind)) for label, kind in (("Benefits", "benefit"),
              ("Costs", "cost"))]  # fmt: skip
    ratio = [None if t.ratio is None else f"{t.ratio:.2f}" for t in (before, after)]
    totals.append(("Net benefit", f"{before.net:,.0f}", f"{after.net:,.0f}", f"{change.net:+,.0f}", ""))
    if before.ratio is not None and after.ratio is not None:
        totals.append(
            ("Benefit per unit of cost", str(ratio[0]), str(ratio[1]), "", f"{after.ratio - before.ratio:+.2f}")
        )
    right = (False, True, True, True, True)
    lines += ["", *table(header, [*rows, *totals], right, width), ""]
    lines += textwrap.wrap(
        "A benefit that falls, and a cost that rises, lowers the net benefit. The parts of the net benefit are plain "
        "differences; those of the ratio are averaged over every order of swapping the lines (Shapley). Each column "
        "adds up to the whole.",
        width,
    )
    if change.price_factor is None and before.unit != after.unit:
        lines += textwrap.wrap(
            "The tables have different price years and no price factor was given, so part of every line is inflation.",
            width,
        )
    return "\n".join(lines)


def _flow_row(move: PartyMove) -> tuple[str, ...]:
    amounts = ["" if amount is None else f"{amount:,.0f}" for amount in (move.before, move.after)]
    label = "Price level" if move.party == PRICES else move.label
    ratio = "" if move.ratio is None else f"{move.ratio:+.2f}" if abs(move.ratio) >= 0.005 else "0.00"
    return (f"  {clean_text(label)}", *amounts, f"{move.net:+,.0f}", ratio)


def _total_row(label: str, before: float, after: float) -> tuple[str, ...]:
    return (label, f"{before:,.0f}", f"{after:,.0f}", "", "")
