"""Several scenarios side by side: in short, net costs, every row, and each difference, on common draws."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sbs_econ.analysis.compare import Compared, Comparison, Difference, Pair
from sbs_econ.analysis.compare_outputs import USUAL
from sbs_econ.analysis.findings import headline_of
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.reporting.cells import EMPTY, chance, count, figure, text, triple, triple_columns
from sbs_econ.reporting.claims import Claim, Direction, direction, share_words
from sbs_econ.reporting.compare_words import SHORT_PERSPECTIVES, less_or_more
from sbs_econ.reporting.document import Bullets, Cell, Column, Figure, Paragraph, Part, Section, Table
from sbs_econ.reporting.figures_compare import differences_picture, plane_picture
from sbs_econ.reporting.numbers import unit_words
from sbs_econ.reporting.words import BLOCK_LABELS
from sbs_econ.vocabulary import Block, Perspective

PER = "per person who starts"


def comparison_claims(comparison: Comparison) -> tuple[Claim, ...]:
    """Return what may be said of each scenario beside the first, in the headline perspective."""
    return tuple(_claim(comparison, pair) for pair in comparison.pairs if _headline(comparison, pair) is not None)


def _headline(comparison: Comparison, pair: Pair) -> tuple[Perspective, Difference] | None:
    perspective = headline_of(comparison.against.inputs)
    found = pair.differences.get(net_cost_name(perspective))
    return None if found is None else (perspective, found)


def _claim(comparison: Comparison, pair: Pair) -> Claim:
    headline = _headline(comparison, pair)
    assert headline is not None  # noqa: S101
    perspective, found = headline
    e, which = found.estimate, direction(found.estimate)
    one, other = (f"\u201c{_label(comparison, key)}\u201d" for key in (pair.key, pair.against))
    who, low, high = (
        SHORT_PERSPECTIVES[perspective],
        less_or_more(e.lower, e.lower_mc_se),
        less_or_more(e.upper, e.upper_mc_se),
    )
    mean = less_or_more(e.mean, e.mc_se)
    if found.same:
        words = f"{one} costs {who} the same as {other} in every simulation."
    elif which is Direction.OPEN:
        words = (
            f"{one} could cost {who} more or less than {other}: {mean} a person on average, likely between {low} and "
            f"{high}, and less in {share_words(e.below_zero)} simulations."
        )
    else:
        words = f"{one} costs {who} {mean} a person than {other} (likely between {low} and {high})."
    return Claim(words, f"difference in cost is {which.value}", one, e, 0.0)


def _label(comparison: Comparison, key: str) -> str:
    return next(one.inputs.label for one in comparison.scenarios if one.key == key)


def comparison_section(comparison: Comparison) -> Section:
    """Return the comparison of every scenario with the first."""
    parts: list[Part] = [Bullets(tuple(claim.text for claim in comparison_claims(comparison)))]
    if comparison.mixed:
        why = "; ".join(reason for reason, _ in comparison.mixed)
        words = f"These scenarios are not alike, and what differs is not the design alone: {why}."
        parts.insert(0, Paragraph(words, "warning"))
    if comparison.plane is not None:
        table = _plane_table(comparison)
        parts.append(
            Figure(partial(plane_picture, comparison, comparison.plane), "Cost and one consequence, per person", table)
        )
    parts += [
        _net_costs(comparison),
        Figure(partial(differences_picture, comparison), "Differences in net cost", _differences(comparison)),
    ]
    parts += [_side_by_side(comparison), _all_differences(comparison)]
    parts += [Paragraph(note, "note") for note in comparison.notes]
    return Section("comparison", "The scenarios side by side", tuple(parts))


def _net_costs(comparison: Comparison) -> Table:
    columns = (
        Column("scenario", "Scenario", text=True), Column("perspective", "Perspective", text=True),
        *triple_columns("net_cost", "Net cost", "GBP", f"{PER.capitalize()}, programme minus usual support."),
        Column("probability", "Chance that it costs less", "", "Than usual support; where it bears the programme."),
    )  # fmt: skip
    rows = []
    for one in comparison.scenarios:
        for p in Perspective:
            seen_by, e = view(p, one.inputs.settings.funded_by), one.estimates[net_cost_name(p)]
            below = chance(e.below_zero, e.below_zero_mc_se) if seen_by.includes_programme_cost else EMPTY
            rows.append((text(one.inputs.label), text(seen_by.label), *triple(e), below))
    return Table("compared_net_costs", f"Net cost of each scenario, {PER}", columns, tuple(rows))


def _differences(comparison: Comparison) -> Table:
    rows = [row for pair in comparison.pairs for row in _pair_costs(comparison, pair)]
    columns = (
        Column("scenario", "Scenario", text=True), Column("against", "Compared with", text=True),
        Column("perspective", "Perspective", text=True),
        *triple_columns("difference", "Difference", "GBP", f"In net cost, {PER}, on common draws."),
        Column("lower", "Chance of a lower cost", "", "Share of draws."),
    )  # fmt: skip
    return Table("compared_differences", f"Differences in net cost, {PER}", columns, tuple(rows))


def _pair_costs(comparison: Comparison, pair: Pair) -> Iterator[tuple[Cell, ...]]:
    names = [text(_label(comparison, key)) for key in (pair.key, pair.against)]
    for p in Perspective:
        found = pair.differences.get(net_cost_name(p))
        if found is not None:
            e = found.estimate
            label = view(p, comparison.against.inputs.settings.funded_by).label
            yield *names, text(label), *triple(e), chance(e.below_zero, e.below_zero_mc_se)


def _rows_of(comparison: Comparison) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for one in (comparison.against, *comparison.scenarios):
        for row in one.rows:
            found.setdefault(row.row, row)
    return {name: row for name, row in found.items() if row.block is not Block.NOT_QUANTIFIED}


def _side_by_side(comparison: Comparison) -> Table:
    columns = (
        Column("row", "Row", text=True), Column("block", "Part", text=True), Column("unit", "Counted in", text=True),
        *(Column(one.key, one.inputs.label, "", f"Mean difference from usual support, {PER}.")
          for one in comparison.scenarios),
    )  # fmt: skip
    rows = []
    for name, row in _rows_of(comparison).items():
        for part, unit in (("quantity", row.unit), ("cost", "GBP")):
            cells = tuple(_mean(one, f"{name}:{part}", unit) for one in comparison.scenarios)
            if any(cell.value is not None for cell in cells):
                counted = "£" if part == "cost" else "share of people" if unit == "share" else unit_words(unit)
                rows.append((text(row.label), text(BLOCK_LABELS[row.block]), text(counted), *cells))
    return Table("side_by_side", f"Every row side by side, {PER}", columns, tuple(rows))


def _mean(one: Compared, name: str, unit: str | None) -> Cell:
    e = one.estimates.get(name)
    if e is None:
        return EMPTY
    return chance(e.mean, e.mc_se) if unit == "share" else figure(e.mean, unit, e.mc_se)


def _all_differences(comparison: Comparison) -> Table:
    columns = (
        Column("scenario", "Scenario", text=True), Column("against", "Compared with", text=True),
        Column("row", "Row", text=True), Column("unit", "Counted in", text=True),
        *triple_columns("difference", "Difference", "", f"{PER.capitalize()}, on common draws."),
    )  # fmt: skip
    rows = []
    for pair in comparison.pairs:
        names = [text(_label(comparison, key)) for key in (pair.key, pair.against)]
        for name, row in _rows_of(comparison).items():
            for part, unit in (("quantity", row.unit), ("cost", "GBP")):
                found = pair.differences.get(f"{name}:{part}")
                if found is not None and not found.same:
                    counted = "£" if part == "cost" else unit_words(unit)
                    rows.append((*names, text(row.label), text(counted), *triple(found.estimate, unit)))
    return Table("compared_rows", f"Every difference that is not zero, {PER}", columns, tuple(rows))


def _plane_table(comparison: Comparison) -> Table:
    columns = (
        Column("option", "Option", text=True), Column("cost", "Net cost", "GBP", PER),
        Column("effect", "Consequence", "", PER), Column("standing", "Standing", text=True),
        Column("efficient", "Chance that none is better", "", "Share of draws in which no mix of others dominates it."),
    )  # fmt: skip
    better = 1 if comparison.plane is None else comparison.plane.better
    rows = []
    for option in comparison.options:
        s = option.standing
        label = "Usual support" if s.option == USUAL else _label(comparison, s.option)
        rows.append((
            text(label), figure(s.cost, "GBP", 0.0 if s.cost == 0 else 1.0), count(s.effect * better), text(s.status),
            chance(*option.efficient),
        ))  # fmt: skip
    return Table("plane", "Cost and one consequence of each option, per person", columns, tuple(rows))
