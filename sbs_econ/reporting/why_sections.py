"""What moves the answer, where it breaks even, what it rests on, and whether there were enough draws."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sbs_econ.analysis.break_even import BreakEven, Service
from sbs_econ.analysis.convergence import Verdict, converged, verdicts
from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.one_way import NO_SOURCE, Bar
from sbs_econ.analysis.variance_shares import Share
from sbs_econ.reporting.break_even_text import causal_words, headline
from sbs_econ.reporting.break_even_text import money as money_words
from sbs_econ.reporting.cells import EMPTY, chance, count, figure, money, text
from sbs_econ.reporting.document import Cell, Column, Figure, Paragraph, Part, Section, Table
from sbs_econ.reporting.figures_draws import convergence_picture
from sbs_econ.reporting.figures_tornado import tornado_picture
from sbs_econ.reporting.sensitivity_text import coarse, share_words
from sbs_econ.vocabulary import PERSPECTIVE_LABELS

TOP = 15
"""Bars of the tornado; the table has them all."""


def tornado_section(found: Findings, key: str, level: int) -> Section:
    """Return the tornado of the headline, with where each quantity would break even."""
    label = PERSPECTIVE_LABELS[found.perspective]
    crossing = {each.name: each for each in found.thresholds}
    columns = (
        Column("input", "Input", meaning="What is varied, all others at their means.", text=True),
        Column("evidence", "Evidence", meaning="How the input is known.", text=True),
        Column("low", "Low", "", "Lower end of the input's own 95% interval, in its own unit."),
        Column("high", "High", "", "Upper end of it."),
        Column("at_low", "Net cost at low", "GBP", f"Net cost: {label}."),
        Column("at_high", "Net cost at high", "GBP", f"Net cost: {label}."),
        Column("moves", "Moves it by", "GBP", "Most less least over the interval."),
        Column("break_even", "Breaks even at", "", "Value at which the net cost is zero, for what moves it most."),
        Column("side", "Costs less", meaning="On which side of that value the net cost is below zero.", text=True),
    )  # fmt: skip
    rows = []
    for bar in found.tornado.bars:
        near = crossing.get(bar.name)
        at = None if near is None or near.threshold is None else near.threshold
        rows.append((
            text(bar.label), text((bar.evidence or "").replace("_", " ")), _input(bar, bar.low), _input(bar, bar.high),
            *(money(v, coarse(v)) for v in (bar.at_low, bar.at_high, bar.span)),
            EMPTY if at is None else figure(at, bar.unit, coarse(at)),
            text(None if near is None or at is None else near.saves),
        ))  # fmt: skip
    notes = tuple(dict.fromkeys(f"{b.label}: {b.treatment}." for b in found.tornado.bars if b.treatment))
    table = Table(f"{key}tornado", f"What moves the net cost: {label}", columns, tuple(rows), notes)
    caption = f"One input at a time over its own 95% interval; the {min(TOP, len(rows))} that move the net cost most"
    picture = Figure(
        partial(tornado_picture, found.inputs, found.tornado, TOP), caption, _shown(found, f"{key}tornado_shown")
    )
    return Section(f"{key}tornado", "What moves the answer", (picture, table, *_information(found, key)), level)


def _shown(found: Findings, key: str) -> Table:
    """The table of the picture: the widest bars."""
    columns = (
        Column("input", "Input", text=True), Column("at_low", "Net cost at low", "GBP"),
        Column("at_high", "Net cost at high", "GBP"),
    )  # fmt: skip
    bars = found.tornado.bars[:TOP]
    rows = tuple((text(b.label), *(money(v, coarse(v)) for v in (b.at_low, b.at_high))) for b in bars)
    return Table(key, "The inputs that move the net cost most", columns, rows)


def _input(bar: Bar, value: float | None) -> Cell:
    if value is None:
        return EMPTY
    return money(value, coarse(value)) if bar.unit.startswith("GBP") else count(value, coarse(value), 5)


def _information(found: Findings, key: str) -> Iterator[Part]:
    answer = found.information
    if answer is None:
        return
    people = found.inputs.settings.participants
    columns = (
        Column("what", "What would be known for sure", text=True),
        Column("per_person", "Worth per person", "GBP", "Expected value of knowing it before deciding."),
        Column("in_all", "Worth in all", "GBP", f"For {people:,} people."),
    )
    learned = [("Everything", answer.perfect), *((one.group.label or one.group.names[0], one.value)
               for one in (*answer.groups[:8], *answer.singles[:8]) if one.value.value > 0)]  # fmt: skip
    rows = tuple(
        (text(label), money(v.value, max(v.se, 0.01)), money(v.value * people, max(v.se, 0.01) * people))
        for label, v in learned
    )
    yield Paragraph(
        "What finding out would be worth to a decision that looks at pounds alone (fund it or not, by the net cost "
        "above): no outcome is priced. Little is worth knowing where it would not change that decision."
    )
    yield Table(f"{key}information", "Value of information, headline perspective", columns, rows)


def break_even_section(found: Findings, key: str, level: int) -> Section:
    """Return what would have to be true for the headline to break even."""
    even = found.break_even
    if even is None:
        nobody = Paragraph("Nobody takes part: nothing to break even.")
        return Section(f"{key}break_even", "Break-even", (nobody,), level)
    stamp = "" if even.causal_share.stamp is None else f" ({even.causal_share.stamp})"
    needed = f"{causal_words(even.causal_share)}{stamp}"
    rows = tuple(_service_cells(service) for service in even.services)
    parts = (
        Paragraph(f"{headline(even)} That needs no evidence of effect: it sets the cost beside prices."),
        Paragraph(f"Share of the reported changes that the programme must have caused: {needed}."),
        Paragraph(_headroom_words(even)),
        Table(f"{key}break_even", "What one service alone would have to change", BREAK_EVEN_COLUMNS, rows),
    )
    return Section(f"{key}break_even", f"What would have to be true: {even.label}", parts, level)


BREAK_EVEN_COLUMNS = (
    Column("service", "Fewer per person", meaning="If this service alone were to pay for the programme.", text=True),
    Column("price", "Price", "GBP", "Of one unit."),
    Column("units", "Units", "", "Programme's cost over the price: fewer per person."),
    Column("lower", "From", "", "Lower end of the 95% interval."),
    Column("upper", "To", "", "Upper end of the 95% interval."),
    Column("of_baseline", "Of use before", "", "Above 100% it cannot be."),
    Column("already", "Rest breaks even", "", "Share of draws in which all else breaks even without this service."),
)


def _service_cells(service: Service) -> tuple[Cell, ...]:
    units, baseline = service.units, service.share_of_baseline
    return (
        text(service.label),
        money(service.price.mean, service.price.mc_se),
        *(count(value, coarse(value) * 10, 4) for value in (units.mean, units.lower, units.upper)),
        EMPTY if baseline is None else chance(baseline.mean, 0.01),
        chance(service.share_of_draws_breaking_even_already, 0.01),
    )


def _headroom_words(even: BreakEven) -> str:
    if even.headroom.mean < 0:
        return "No price of the programme, not even nothing, would bring the net cost to zero."
    return (
        f"The funder's cost at which it would net to zero is {money_words(even.headroom)} per person; it is "
        f"{money_words(even.funder_cost)}."
    )


def evidence_section(found: Findings, key: str, level: int) -> Section:
    """Return how much of the headline rests on each grade of evidence and each source."""
    columns = (
        Column("kind", "Kind", meaning="Grade of evidence, or source.", text=True),
        Column("what", "What it rests on", text=True),
        Column("inputs", "Inputs", "", "Inputs of this kind that move a row of the perspective."),
        Column("money", "Share of money", "", "Of absolute costs; sources overlap."),
        Column("left_out", "Without its changes", "GBP", "What the net cost gains with its reported changes at none."),
        Column("first", "Share of variance", "", "Sobol index, first order."),
        Column("total", "With interactions", "", "Sobol index, total."),
    )  # fmt: skip
    rows = []
    for each in found.dependence:
        if each.perspective is found.perspective and each.inputs:
            left, shares = each.left_out, each.variance
            label = each.label.split(": ", 1)[-1] if each.key != NO_SOURCE else each.label
            rows.append((
                text(each.kind), text(label), count(float(each.inputs), 1.0), chance(each.money, 0.01),
                EMPTY if left is None else money(left.difference, left.mc_se),
                *((EMPTY, EMPTY) if shares is None else (_share(shares.first), _share(shares.total))),
            ))  # fmt: skip
    notes = (
        "Money: a row counts for the grade of its weakest own figure, and for every source that moves it.",
        "An empty cell: it reports no change, or nothing of it is uncertain.",
    )
    label = PERSPECTIVE_LABELS[found.perspective]
    table = Table(f"{key}evidence", f"What the net cost rests on: {label}", columns, tuple(rows), notes)
    words = (
        "Three questions, and three answers: whose money it is, what is left without it, and what makes it uncertain."
    )
    return Section(f"{key}evidence", "What it rests on", (Paragraph(words), table), level)


def _share(share: Share) -> Cell:
    words = share_words(share, interval=False)
    return chance(share.value, share.se) if words.endswith("%") and words[0].isdigit() else Cell(share.value, words)


def convergence_section(found: Findings, key: str, level: int) -> Section:
    """Return whether there were enough draws, for the headline outputs."""
    plan = found.result.plan
    labels = {f"net_cost:{p.perspective.value}": p for p in found.result.perspectives}
    columns = (
        Column("output", "Net cost", text=True),
        Column("mc_se", "Monte Carlo standard error", "GBP", "Of the mean."),
        Column("mean", "Error of mean", "", "95% half-width over the standard deviation; at most 2%."),
        Column("ends", "Error of interval", "", "The same of an end of the interval; at most 15%."),
        Column("probability", "Error of chance", "", "95% half-width of the chance; at most 1 point."),
        Column("verdict", "Verdict", text=True),
    )
    rows = tuple(_verdict_row(v, labels[v.output]) for v in verdicts(found.result) if v.headline)
    words = "There were enough draws for the figures as printed." if converged(found.result) else (
        "There were too few draws for at least one of these: figures may change in their last digits. Run it with more."
    )  # fmt: skip
    table = Table(f"{key}convergence", f"Monte Carlo error at {plan.draws:,} draws", columns, rows)
    picture = Figure(partial(convergence_picture, found.result), "Mean net cost as draws are added", table)
    return Section(f"{key}convergence", "Were there enough draws?", (Paragraph(words), picture), level)


def _verdict_row(verdict: Verdict, each: object) -> tuple[Cell, ...]:
    from sbs_econ.analysis.psa import PerspectiveResult

    assert isinstance(each, PerspectiveResult)  # noqa: S101
    return (
        text(each.label), money(each.net_cost.mc_se), chance(verdict.mean_half_width, 0.001),
        chance(verdict.interval_half_width, 0.001), chance(verdict.probability_half_width, 0.001),
        text("enough" if verdict.converged else "too few"),
    )  # fmt: skip
