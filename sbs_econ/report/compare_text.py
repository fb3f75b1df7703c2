"""A comparison of scenarios as text that a commissioner can read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from sbs_econ.analysis.compare import Compared, Comparison, Difference, Pair
from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.compare_efficient import DOMINATED, EFFICIENT
from sbs_econ.analysis.compare_outputs import better_of
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.report.columns import table
from sbs_econ.report.numbers import change_words, cost_words, number, per_cent, pounds, span, unit_words
from sbs_econ.report.words import BLOCK_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Block, Kind, Perspective

PER = {"person": "per person who starts", "total": "totals"}
EQUAL = "The effect is assumed equal: nothing that people gain or use differs in any draw, so only cost is compared."


def compare_text(comparison: Comparison, width: int, bold: bool = False) -> str:
    """Return the whole printed answer.

    Args:
        comparison: what was computed.
        width: columns of the terminal.
        bold: whether headings may use ANSI bold.
    """
    page = _Page(width, bold)
    lines = [*_heading(comparison, page), *_banner(comparison, page), *_side_by_side(comparison, page)]
    lines += _net_costs(comparison, page)
    for pair in comparison.pairs:
        lines += _pair(comparison, pair, page)
    lines += [*_ranking(comparison, page), *_plane(comparison, page), *_notes(comparison, page)]
    return "\n".join(lines)


class _Page:
    """The width of the page, and how headings look."""

    def __init__(self, width: int, bold: bool) -> None:
        self.width, self._bold = width, bold

    def strong(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._bold else text

    def wrapped(self, text: str, hanging: str = "") -> list[str]:
        return textwrap.wrap(clean_text(text), self.width, subsequent_indent=hanging)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], right: int = 1) -> list[str]:
        """Return a table whose columns from ``right`` on are set to the right."""
        aligned = [index >= right for index in range(len(header))]
        return table(header, [[clean_text(row[0]), *row[1:]] for row in rows], aligned, self.width)


def _heading(comparison: Comparison, page: _Page) -> Iterator[str]:
    keys, plan = [one.key for one in comparison.scenarios], comparison.plan
    settings = comparison.against.inputs.settings
    yield page.strong(clean_text(f"Compared on common draws: {joined(keys)}"))
    alike = "" if comparison.mixed else f"{settings.horizon_months} months counted; {settings.price_year} prices; "
    yield from page.wrapped(
        f"{PER[comparison.wanted.per].capitalize()}; {alike}programme minus usual support; mean and 95% interval of "
        f"{plan.draws:,} draws that all scenarios share (seed {plan.seed}, {plan.sampler})."
    )
    for one in comparison.scenarios:
        people = f"{one.inputs.settings.participants:,} people"
        yield from page.wrapped(f"  {one.key}: {one.inputs.label} ({people})", "    ")


def _banner(comparison: Comparison, page: _Page) -> Iterator[str]:
    if comparison.mixed:
        yield ""
        yield page.strong("NOT ALIKE, compared all the same because --allow-mixed was given:")
        for why, _ in comparison.mixed:
            yield from page.wrapped(f"- {why}", "  ")
        yield from page.wrapped("Differences below hold these differences too, and are no measure of the design alone.")


def _all_rows(comparison: Comparison) -> dict[str, Row]:
    """Every row of every scenario, those of the reference first."""
    found: dict[str, Row] = {}
    for one in (comparison.against, *comparison.scenarios):
        for row in one.rows:
            found.setdefault(row.row, row)
    return found


def _side_by_side(comparison: Comparison, page: _Page) -> Iterator[str]:
    rows, header = _all_rows(comparison), ("Side by side", *(one.key for one in comparison.scenarios))
    for block in Block:
        members = [row for row in rows.values() if row.block is block and block is not Block.NOT_QUANTIFIED]
        if members:
            yield ""
            yield page.strong(BLOCK_LABELS[block])
            cells = [(row_label(row), *(_level(one, row) for one in comparison.scenarios)) for row in members]
            yield from page.table(header if block is Block.PROGRAMME else ("", *header[1:]), cells)
    silent = [clean_text(row.label) for row in rows.values() if row.block is Block.NOT_QUANTIFIED]
    if silent:
        yield ""
        yield page.strong(f"{BLOCK_LABELS[Block.NOT_QUANTIFIED]} (no number is not zero)")
        yield from page.wrapped("; ".join(silent) + ".")


def row_label(row: Row) -> str:
    """Return a row's label with what it is counted in."""
    units = "" if row.unit in (None, "share") else unit_words(row.unit)
    return row.label if not units or units in row.label.lower() else f"{row.label} ({units})"


def _level(one: Compared, row: Row) -> str:
    own = next((r for r in one.rows if r.row == row.row), None)
    if own is None:
        return "no such row"
    quantity, cost = (one.estimates.get(f"{row.row}:{part}") for part in ("quantity", "cost"))
    lines = []
    if quantity is not None and own.unit is not None:
        lines.append(change_words(quantity.mean, quantity.mc_se, own.unit))
    if cost is not None:
        lines.append(cost_words(cost.mean, cost.mc_se) + (", not added" if own.kind is Kind.MEMO else ""))
    return "\n".join(lines)


def _net_costs(comparison: Comparison, page: _Page) -> Iterator[str]:
    rows = []
    for p in Perspective:
        rows.append((PERSPECTIVE_LABELS[p], *(_net_cost(one, p) for one in comparison.scenarios)))
    yield ""
    yield page.strong("Net cost by perspective")
    yield from page.table(("", *(one.key for one in comparison.scenarios)), rows)


def _net_cost(one: Compared, perspective: Perspective) -> str:
    estimate = one.estimates[net_cost_name(perspective)]
    whole = view(perspective, one.inputs.settings.funded_by).includes_programme_cost
    return f"{with_interval(estimate, cost_words)}" + ("" if whole else "\nwithout the programme")


def with_interval(estimate: Estimate, words: object, apart: str = "\n") -> str:
    """Return a mean in words with its interval below it (or after ``apart``); the mean alone where it is certain."""
    if not callable(words):
        raise TypeError(words)
    mean = str(words(estimate.mean, estimate.mc_se))
    if estimate.sd == 0.0:
        return mean
    ends = (
        str(words(v, e)) for v, e in ((estimate.lower, estimate.lower_mc_se), (estimate.upper, estimate.upper_mc_se))
    )
    return f"{mean}{apart}({span(*ends)})"


def less_or_more(value: float, error: float) -> str:
    """Return a difference between two costs in words.

    >>> less_or_more(-109.75, 0.7)
    '£110 less'
    """
    text = pounds(abs(value), error)
    if float(text[1:].replace(",", "")) == 0:
        return "£0"
    return f"{text} {'less' if value < 0 else 'more'}"


def _pair(comparison: Comparison, pair: Pair, page: _Page) -> Iterator[str]:
    yield ""
    yield page.strong(f"{pair.key} minus {pair.against}, {PER[comparison.wanted.per]}")
    if pair.effect_equal:
        yield from page.wrapped(EQUAL)
    one = next(c for c in comparison.scenarios if c.key == pair.key)
    lines = [line for row in one.rows for line in _row_lines(row, pair.differences)]
    lines += [line for p in Perspective for line in _perspective_lines(p, pair.differences)]
    if lines:
        yield from page.table(("", "Difference", "Chance"), lines)
    yield from _unchanged(one, pair, page)
    yield from _ratio(comparison, pair, page)


def _row_lines(row: Row, differences: Mapping[str, Difference]) -> Iterator[tuple[str, str, str]]:
    quantity, cost = (differences.get(f"{row.row}:{part}") for part in ("quantity", "cost"))
    if quantity is not None and not quantity.same and row.unit is not None:
        unit = row.unit
        words = with_interval(quantity.estimate, lambda v, e: change_words(v, e, unit), apart=" ")
        yield row_label(row), words, _chance(quantity, better_of(row))
    if cost is not None and not cost.same:
        label = f"{row.label}: cost" + (", not added" if row.kind is Kind.MEMO else "")
        yield label, with_interval(cost.estimate, less_or_more, apart=" "), _cheaper(cost)


def _perspective_lines(
    perspective: Perspective, differences: Mapping[str, Difference]
) -> Iterator[tuple[str, str, str]]:
    found = differences.get(net_cost_name(perspective))
    if found is not None:
        label = f"Net cost: {PERSPECTIVE_LABELS[perspective]}"
        yield label, with_interval(found.estimate, less_or_more, apart=" "), _cheaper(found)


def _chance(found: Difference, better: int | None) -> str:
    estimate = found.estimate
    if better is None:
        return f"lower in {per_cent(estimate.below_zero, estimate.below_zero_mc_se)}"
    share = (found.higher, found.higher_mc_se) if better > 0 else (estimate.below_zero, estimate.below_zero_mc_se)
    return f"better in {per_cent(*share)}"


def _cheaper(found: Difference) -> str:
    if found.same:
        return "the same"
    return f"cheaper in {per_cent(found.estimate.below_zero, found.estimate.below_zero_mc_se)}"


def _unchanged(one: Compared, pair: Pair, page: _Page) -> Iterator[str]:
    labels, apart = [], []
    for row in one.rows:
        found = [pair.differences.get(f"{row.row}:{part}") for part in ("quantity", "cost")]
        counted = [value for value in found if value is not None]
        if counted and all(value.same for value in counted) and row.kind is not Kind.TRANSFER:
            labels.append(row.label)
        elif not counted and row.block is not Block.NOT_QUANTIFIED:
            apart.append(row.label)
    if labels:
        yield from page.wrapped(f"The same in every draw: {'; '.join(labels)}.", "  ")
    if apart:
        yield from page.wrapped(
            f"No difference is given, for one of the two does not count it: {'; '.join(apart)}.", "  "
        )


def _ratio(comparison: Comparison, pair: Pair, page: _Page) -> Iterator[str]:
    perspective = comparison.plane.perspective if comparison.plane else Perspective.SOCIETAL
    found = pair.differences.get(net_cost_name(perspective))
    if found is not None and found.paired_to_unpaired is not None and not found.same:
        error = pounds(found.estimate.mc_se)
        yield from page.wrapped(
            f"{PERSPECTIVE_LABELS[perspective]}: Monte Carlo standard error {error}. Because both use the same draws, "
            f"the difference spreads {number(found.paired_to_unpaired, 0.01)} times as widely as it would on draws "
            "of each one's own."
        )


def _ranking(comparison: Comparison, page: _Page) -> Iterator[str]:
    yield ""
    yield page.strong("Cheapest first, with the chance of each place")
    count = len(comparison.scenarios)
    by_key = {one.key: one for one in comparison.scenarios}
    header = ("By net cost", "Mean", *(f"place {place}" for place in range(1, count + 1)))
    rows = []
    for perspective, places in comparison.places.items():
        rows.append((f"{PERSPECTIVE_LABELS[perspective]}:", "", *[""] * count))
        name = net_cost_name(perspective)
        for place in sorted(places, key=lambda p, n=name: by_key[p.key].estimates[n].mean):  # type: ignore[misc]
            mean = by_key[place.key].estimates[name]
            chances = (per_cent(chance, error) for chance, error in place.chances)
            rows.append((f"  {place.key}", cost_words(mean.mean, mean.mc_se), *chances))
    yield from page.table(header, rows)
    left_out = [PERSPECTIVE_LABELS[p] for p in Perspective if p not in comparison.places]
    if left_out:
        why = "the programme's own cost is left out there for at least one scenario"
        yield from page.wrapped(f"Not ranked: {joined(left_out)}, for {why}.")
    if not all(pair.effect_equal for pair in comparison.pairs):
        yield from page.wrapped("Cheaper is not better where the consequences differ: read the places beside them.")


def _plane(comparison: Comparison, page: _Page) -> Iterator[str]:
    plane = comparison.plane
    if plane is None:
        return
    row = next(row for row in comparison.against.rows if row.row == plane.row)
    direction = "more is better" if plane.better > 0 else "fewer is counted as better"
    yield ""
    yield page.strong("Cost and one consequence")
    yield from page.wrapped(
        f"Net cost to {PERSPECTIVE_LABELS[plane.perspective]}, against {row_label(row)} ({direction}). Usual support "
        "is the option of not funding. An option in the efficient set is not thereby the one to choose, and another "
        "consequence may order them differently (--outcome)."
    )
    rows = []
    for option in comparison.options:
        standing, words = option.standing, {EFFICIENT: "in the efficient set"}
        by = joined(standing.by) if standing.by else ""
        words[DOMINATED] = f"dominated by {by}"
        cells = (words.get(standing.status, f"dominated by a mix of {by}"), per_cent(*option.efficient))
        rows.append((standing.option, *_point(comparison, standing.option, row), *cells))
    yield from page.table(("", "Net cost", "Consequence", "By the means", "Efficient in"), rows)


def _point(comparison: Comparison, option: str, row: Row) -> tuple[str, str]:
    one = next((c for c in comparison.scenarios if c.key == option), None)
    if one is None or comparison.plane is None:
        return "£0", "no change"
    cost, effect = (one.estimates[name] for name in comparison.plane.names)
    return cost_words(cost.mean, cost.mc_se), change_words(effect.mean, effect.mc_se, row.unit or "")


def _notes(comparison: Comparison, page: _Page) -> Iterator[str]:
    if comparison.notes:
        yield ""
        yield page.strong("Read this with it")
        for note in comparison.notes:
            yield from page.wrapped(f"- {note}", "  ")
