"""A comparison of scenarios as text that a commissioner can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sbs_econ.analysis.compare import Compared, Comparison, Difference, Pair
from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.compare_efficient import DOMINATED, EFFICIENT
from sbs_econ.analysis.compare_outputs import EFFECT_BLOCKS, better_of
from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.model.perspectives import view
from sbs_econ.model.rows import Row
from sbs_econ.reporting.compare_words import PER, SHORT_PERSPECTIVES, Page, less_or_more, row_label, with_interval
from sbs_econ.reporting.numbers import change_words, cost_words, number, per_cent, pounds
from sbs_econ.reporting.words import BLOCK_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import PERSPECTIVE_LABELS, Block, Kind, Perspective

EQUAL = "The effect is assumed equal: nothing that people gain or use differs in any draw."
LONG = 44
"""Letters from which on an interval stands on a line of its own."""


def compare_text(comparison: Comparison, width: int, bold: bool = False) -> str:
    """Return the whole printed answer: in short, side by side, each difference, places, the efficient set.

    Args:
        comparison: what was computed.
        width: columns of the terminal.
        bold: whether headings may use ANSI bold.
    """
    page = Page(width, bold)
    lines = [*_heading(comparison, page), *_banner(comparison, page), *_in_short(comparison, page)]
    lines += [*_side_by_side(comparison, page), *_net_costs(comparison, page)]
    for pair in comparison.pairs:
        lines += _pair(comparison, pair, page)
    lines += [*_ranking(comparison, page), *_plane(comparison, page), *_notes(comparison, page)]
    return "\n".join(lines)


def _heading(comparison: Comparison, page: Page) -> Iterator[str]:
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


def _banner(comparison: Comparison, page: Page) -> Iterator[str]:
    if comparison.mixed:
        yield ""
        yield page.strong("NOT ALIKE, and compared all the same because --allow-mixed was given:")
        for why, _ in comparison.mixed:
            yield from page.wrapped(f"- {why}", "  ")
        yield from page.wrapped(
            "The differences below hold these differences too, and do not measure the design alone."
        )


def _in_short(comparison: Comparison, page: Page) -> Iterator[str]:
    """One sentence a pair: cost in the perspective that can be ranked, and the chosen consequence."""
    plane = comparison.plane
    if plane is None:
        return
    yield ""
    yield page.strong("In short")
    row = next(row for row in comparison.against.rows if row.row == plane.row)
    per = "a person" if comparison.wanted.per == "person" else "in all"
    for pair in comparison.pairs:
        cost, effect = (pair.differences[name] for name in plane.names)
        money = with_interval(cost.estimate, less_or_more, apart=" ")
        bearer = SHORT_PERSPECTIVES[plane.perspective]
        words = f"{pair.key} costs {bearer} {money} {per} than {pair.against}; it is {_cheaper(cost)} of draws."
        if cost.same:
            words = f"{pair.key} costs {bearer} the same as {pair.against} in every draw."
        consequence = EQUAL if pair.effect_equal else _effect_words(row, effect, plane.better)
        yield from page.wrapped(f"- {words} {consequence}", "  ")


def _effect_words(row: Row, effect: Difference, better: int) -> str:
    if effect.same:
        return f"{row.label}: the same in every draw."
    words = with_interval(effect.estimate, lambda v, e: change_words(v, e, row.unit or ""), apart=" ")
    return f"{row_label(row)}: {words}; {_chance(effect, better)} of draws."


def _all_rows(comparison: Comparison) -> dict[str, Row]:
    """Every row of every scenario, those of the reference first."""
    found: dict[str, Row] = {}
    for one in (comparison.against, *comparison.scenarios):
        for row in one.rows:
            found.setdefault(row.row, row)
    return found


def _side_by_side(comparison: Comparison, page: Page) -> Iterator[str]:
    rows, header = _all_rows(comparison), ("", *(one.key for one in comparison.scenarios))
    for block in Block:
        members = [row for row in rows.values() if row.block is block and block is not Block.NOT_QUANTIFIED]
        if members:
            yield ""
            yield page.strong(f"{BLOCK_LABELS[block]}, side by side (means)")
            cells = [(row_label(row), *(_level(one, row) for one in comparison.scenarios)) for row in members]
            yield from page.table(header, cells)
    silent = [row.label for row in rows.values() if row.block is Block.NOT_QUANTIFIED]
    if silent:
        yield ""
        yield page.strong(f"{BLOCK_LABELS[Block.NOT_QUANTIFIED]} (no number is not zero)")
        yield from page.wrapped("; ".join(silent) + ".")


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


def _net_costs(comparison: Comparison, page: Page) -> Iterator[str]:
    rows = [(PERSPECTIVE_LABELS[p], *(_net_cost(one, p) for one in comparison.scenarios)) for p in Perspective]
    yield ""
    yield page.strong("Net cost by perspective")
    yield from page.table(("", *(one.key for one in comparison.scenarios)), rows)


def _net_cost(one: Compared, perspective: Perspective) -> str:
    whole = view(perspective, one.inputs.settings.funded_by).includes_programme_cost
    words = with_interval(one.estimates[net_cost_name(perspective)], cost_words)
    return words if whole else f"{words}\nwithout the programme"


def _pair(comparison: Comparison, pair: Pair, page: Page) -> Iterator[str]:
    yield ""
    yield page.strong(f"{pair.key} minus {pair.against}, {PER[comparison.wanted.per]}")
    if pair.effect_equal:
        yield from page.wrapped(f"{EQUAL} The designs differ in cost only.")
    one = next(c for c in comparison.scenarios if c.key == pair.key)
    lines = [line for row in one.rows for line in _row_lines(row, pair.differences)]
    lines += [line for p in Perspective for line in _perspective_lines(p, pair.differences)]
    if lines:
        yield from page.table(("", "Difference", "In draws"), lines)
    yield from _unchanged(one, pair, page)
    yield from _ratio(comparison, pair, page)


def _row_lines(row: Row, differences: Mapping[str, Difference]) -> Iterator[tuple[str, str, str]]:
    quantity, cost = (differences.get(f"{row.row}:{part}") for part in ("quantity", "cost"))
    if quantity is not None and not quantity.same and row.unit is not None:
        unit = row.unit
        words = _one_line(with_interval(quantity.estimate, lambda v, e: change_words(v, e, unit)))
        yield row_label(row), words, _chance(quantity, better_of(row))
    if cost is not None and not cost.same:
        label = row.label if row.kind is not Kind.TRANSFER else row_label(row)
        label += ", cost (not added)" if row.kind is Kind.MEMO else ", cost"
        yield label, _one_line(with_interval(cost.estimate, less_or_more)), _cheaper(cost)


def _one_line(words: str) -> str:
    return words.replace("\n", " ") if len(words) <= LONG else words


def _perspective_lines(perspective: Perspective, found: Mapping[str, Difference]) -> Iterator[tuple[str, str, str]]:
    difference = found.get(net_cost_name(perspective))
    if difference is not None:
        label = f"Net cost: {PERSPECTIVE_LABELS[perspective]}"
        yield label, _one_line(with_interval(difference.estimate, less_or_more)), _cheaper(difference)


def _chance(found: Difference, better: int | None) -> str:
    lower, higher = (found.estimate.below_zero, found.estimate.below_zero_mc_se), (found.higher, found.higher_mc_se)
    if better is None:
        return f"lower in {per_cent(*lower)}"
    return f"better in {per_cent(*(higher if better > 0 else lower))}"


def _cheaper(found: Difference) -> str:
    if found.same:
        return "the same in all"
    return f"cheaper in {per_cent(found.estimate.below_zero, found.estimate.below_zero_mc_se)}"


def _unchanged(one: Compared, pair: Pair, page: Page) -> Iterator[str]:
    labels, apart = [], []
    for row in one.rows:
        found = [pair.differences.get(f"{row.row}:{part}") for part in ("quantity", "cost")]
        counted = [value for value in found if value is not None]
        if counted and all(value.same for value in counted) and row.kind is not Kind.TRANSFER:
            labels += [] if pair.effect_equal and row.block in EFFECT_BLOCKS else [row.label]
        elif not counted and row.block is not Block.NOT_QUANTIFIED:
            apart.append(row.label)
    if labels:
        yield from page.wrapped(f"The same in every draw: {'; '.join(labels)}.", "  ")
    if apart:
        yield from page.wrapped(f"No difference, for one of the two does not count it: {'; '.join(apart)}.", "  ")


def _ratio(comparison: Comparison, pair: Pair, page: Page) -> Iterator[str]:
    perspective = comparison.plane.perspective if comparison.plane else Perspective.SOCIETAL
    found = pair.differences.get(net_cost_name(perspective))
    if found is not None and found.paired_to_unpaired is not None and not found.same:
        yield from page.wrapped(
            f"Net cost to {SHORT_PERSPECTIVES[perspective]}: Monte Carlo standard error "
            f"{pounds(found.estimate.mc_se)}. On common draws the difference spreads "
            f"{number(found.paired_to_unpaired, 0.01)} times as widely as it would on draws of each one's own."
        )


def _ranking(comparison: Comparison, page: Page) -> Iterator[str]:
    yield ""
    yield page.strong("Cheapest first, with the chance of each place")
    count = len(comparison.scenarios)
    by_key = {one.key: one for one in comparison.scenarios}
    rows = []
    for perspective, places in comparison.places.items():
        rows.append((f"{PERSPECTIVE_LABELS[perspective]}:", "", *[""] * count))
        means = {key: one.estimates[net_cost_name(perspective)] for key, one in by_key.items()}
        for place in sorted(places, key=lambda p, known=means: known[p.key].mean):  # type: ignore[misc]
            chances = (per_cent(chance, error) for chance, error in place.chances)
            rows.append((f"  {place.key}", cost_words(means[place.key].mean, means[place.key].mc_se), *chances))
    yield from page.table(("Net cost", "Mean", *(ordinal(place) for place in range(1, count + 1))), rows)
    left_out = [PERSPECTIVE_LABELS[p] for p in Perspective if p not in comparison.places]
    if left_out:
        why = "it leaves the programme's own cost out for at least one of them"
        yield from page.wrapped(f"Not ranked: {joined(left_out)}, for {why}.")
    if not all(pair.effect_equal for pair in comparison.pairs):
        yield from page.wrapped("Cheaper is not better where the consequences differ.")


def ordinal(place: int) -> str:
    """Return a place as it is said.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 21)]
    ['1st', '2nd', '3rd', '4th', '11th', '21st']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{'th' if place % 100 in (11, 12, 13) else ending}"


def _plane(comparison: Comparison, page: Page) -> Iterator[str]:
    plane = comparison.plane
    if plane is None:
        return
    row = next(row for row in comparison.against.rows if row.row == plane.row)
    direction = "more is better" if plane.better > 0 else "fewer is counted as better"
    yield ""
    yield page.strong("Cost and one consequence")
    yield from page.wrapped(
        f"Net cost to {SHORT_PERSPECTIVES[plane.perspective]} and {row_label(row)}, where {direction}. Usual "
        "support is the option of not funding. An option in the efficient set is not thereby the one to choose, and "
        "another consequence may order them differently (--outcome)."
    )
    rows = []
    for option in comparison.options:
        by = joined(option.standing.by) if option.standing.by else ""
        words = {EFFICIENT: "in the efficient set", DOMINATED: f"dominated by {by}"}
        standing = words.get(option.standing.status, f"dominated by a mix of {by}")
        points = _point(comparison, option.standing.option, row)
        rows.append((option.standing.option, *points, standing, per_cent(*option.efficient)))
    yield from page.table(("", "Net cost", "Consequence", "By the means", "Efficient in"), rows)


def _point(comparison: Comparison, option: str, row: Row) -> tuple[str, str]:
    one = next((c for c in comparison.scenarios if c.key == option), None)
    if one is None or comparison.plane is None:
        return "£0", "no change"
    cost, effect = (one.estimates[name] for name in comparison.plane.names)
    return cost_words(cost.mean, cost.mc_se), change_words(effect.mean, effect.mc_se, row.unit or "")


def _notes(comparison: Comparison, page: Page) -> Iterator[str]:
    if comparison.notes:
        yield ""
        yield page.strong("Read this with it")
        for note in comparison.notes:
            yield from page.wrapped(f"- {note}", "  ")
