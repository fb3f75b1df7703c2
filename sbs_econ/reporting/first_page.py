"""The first page in plain English: what was asked, what it costs, what changes, who pays and gains, how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.convergence import converged
from sbs_econ.analysis.evidence_dependence import illustrative_inputs
from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.one_way import Bar
from sbs_econ.analysis.payers import ALL, Party
from sbs_econ.analysis.threshold import Threshold
from sbs_econ.model.perspectives import view
from sbs_econ.reporting.break_even_text import lower_first
from sbs_econ.reporting.claims import Claim, Consequence, Cost, Direction, consequence_claim, cost_claim, direction
from sbs_econ.reporting.document import Bullets, Paragraph, Part, Section
from sbs_econ.reporting.first_tables import (
    changes_table,
    illustrative_of,
    illustrative_share,
    payers_table,
    shown_changes,
)
from sbs_econ.reporting.numbers import pounds
from sbs_econ.reporting.payers_text import party_label
from sbs_econ.reporting.sensitivity_text import coarse, input_words
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import Block, Evidence, Payer, Perspective

THREE = 3
BEARERS = {
    Perspective.FUNDER: "the programme's funder",
    Perspective.NHS_PSS: "the NHS and council social care together",
    Perspective.PUBLIC_SECTOR: "the public sector",
    Perspective.SOCIETAL: "society as a whole",
}
PAYERS = {
    Payer.FUNDER: "the programme's funder", Payer.NHS: "the NHS", Payer.LOCAL_AUTHORITY: "council social care",
    Payer.POLICE: "the police", Payer.EXCHEQUER: "the Exchequer", Payer.ECONOMY: "employers and the economy",
    Payer.PARTICIPANTS: "participants", Payer.CARERS: "carers", Payer.VOLUNTEERS: "volunteers",
}  # fmt: skip
"""Payers as they stand in a sentence."""


@dataclass(frozen=True)
class FirstPage:
    """The claims of the first page and the sections that show them."""

    claims: tuple[Claim, ...]
    sections: tuple[Section, ...]


def first_page(found: Findings, key: str, heading: str, level: int = 1) -> FirstPage:
    """Return the first page of a scenario."""
    costs, *net = (cost_claim(cost_of(found, p)) for p in Perspective)
    changed = tuple(_changed(found))
    payers = tuple(_payer(found, party) for party in _parties(found))
    clear = [claim.text for claim in payers if direction(claim.estimate) is not Direction.OPEN]
    start = (Paragraph(clean_text(found.inputs.question), "lead"), Paragraph(_asked(found)), *_warning(found))
    answers: tuple[tuple[str, str, tuple[Part, ...]], ...] = (
        ("costs", "What it costs", _bullets([costs.text, _per_unit(found)])),
        ("comes_to", "What it comes to once other costs that change are counted", _bullets([c.text for c in net])),
        ("changes", "What changes", (*_bullets(list(_summary(changed))), changes_table(found, key))),
        ("who", "Who pays and who gains", (*_bullets([*clear, *_either_way(payers)]), payers_table(found, key))),
        ("sure", "How sure this is", _bullets(list(_how_sure(found)))),
        ("three", "Three things that could change the answer", _bullets(list(three_things(found)), numbered=True)),
        ("left_out", "What is not counted", _bullets(list(_not_counted(found)))),
    )
    below = (Section(f"{key}_{part}", title, parts, level + 1) for part, title, parts in answers if parts)
    return FirstPage((costs, *net, *changed, *payers), (Section(key, heading, start, level), *below))


def _bullets(items: Sequence[str], numbered: bool = False) -> tuple[Bullets, ...]:
    said = tuple(clean_text(item) for item in items if item)
    return (Bullets(said, numbered),) if said else ()


def _asked(found: Findings) -> str:
    settings, plan = found.inputs.settings, found.result.plan
    years = f", later years discounted by {settings.discount_rate_costs:.1%} a year" if settings.years > 1 else ""
    return (
        f"{settings.participants:,} people start; the groups run for {settings.programme_months} months and what "
        f"follows is counted for {settings.horizon_months} months{years}. Everything is the programme compared with "
        f"usual support, in {settings.price_year} prices. {plan.draws:,} simulations show how uncertain inputs make "
        "the results; \u201clikely between\u201d holds 95 of 100 of them."
    )


def _warning(found: Findings) -> Iterator[Part]:
    count, read = illustrative_inputs(found.result)
    if count:
        share = illustrative_share(found, found.perspective)
        yield Paragraph(
            f"{count} of the {read} inputs that count here are illustrative: placeholders, not evidence. "
            f"{share:.0%} of the money behind the main result rests on them. Read it as how the model works, not as "
            "what a programme achieved.", "warning",
        )  # fmt: skip


def cost_of(found: Findings, perspective: Perspective) -> Cost:
    """Return a perspective's net cost as a sentence takes it; amounts per person for the funder and the headline."""
    each = next(p for p in found.result.perspectives if p.perspective is perspective)
    people = found.inputs.settings.participants if perspective in (Perspective.FUNDER, found.perspective) else 0
    share, alone = illustrative_share(found, perspective), not each.includes_programme_cost
    return Cost(BEARERS[perspective], each.net_cost, share, people, alone)


def _per_unit(found: Findings) -> str:
    from sbs_econ.analysis.delivery import delivery_summary

    summary = delivery_summary(found.result)
    each = summary["funder_cost_per"]["bottom_up"]
    if each["group"] is None or each["session"] is None:
        return ""
    return (
        f"Built up from its parts, that is {_near(each['group'])} a group and {_near(each['session'])} a session, "
        f"for {summary['groups']:,.0f} groups and {summary['sessions']:,.0f} sessions on average."
    )


def _changed(found: Findings) -> Iterator[Claim]:
    for row in shown_changes(found):
        if row.quantity is not None:
            weak = float(row.row.evidence is Evidence.ILLUSTRATIVE)
            yield consequence_claim(Consequence(row.row.label, row.row.unit or "", row.quantity, weak))


def _summary(changed: Sequence[Claim]) -> Iterator[str]:
    """Say in full what is clear, and name what is not."""
    yield from (claim.text for claim in changed if direction(claim.estimate) is not Direction.OPEN)
    still = [lower_first(claim.subject) for claim in changed if direction(claim.estimate) is Direction.OPEN]
    if still:
        yield f"These could change in either direction, as far as the simulations go: {'; '.join(still)}."


def _parties(found: Findings) -> list[Party]:
    return [party for party in found.payers.parties if party.payers != (Payer.FUNDER,)]


def _payer(found: Findings, party: Party) -> Claim:
    combined = len(party.payers) > 1
    bearer = f"the {lower_first(party_label(found.payers, party))}" if combined else PAYERS[party.payers[0]]
    return cost_claim(Cost(bearer, found.payers.cost(party.key, ALL), illustrative_of(found, party)))


def _either_way(payers: Sequence[Claim]) -> Iterator[str]:
    still = [claim.subject for claim in payers if direction(claim.estimate) is Direction.OPEN]
    if still:
        yield f"These could pay more or less, as far as the simulations go: {'; '.join(still)}."


def _how_sure(found: Findings) -> Iterator[str]:
    e, plan = found.headline.net_cost, found.result.plan
    yield (
        f"The likely range of the main result is {pounds(e.upper - e.lower, max(e.lower_mc_se, e.upper_mc_se))} wide. "
        "It shows uncertainty in the inputs as they are stated, not whether the model is the right one."
    )
    yield (
        f"{plan.draws:,} simulations are enough for the figures as printed."
        if converged(found.result)
        else f"{plan.draws:,} simulations are few: the last digits of some figures could change with more."
    )
    extrapolated = [r.means["share_after_follow_up"] for r in found.result.rows if "share_after_follow_up" in r.means]
    if extrapolated:
        yield (
            f"Up to {max(extrapolated):.0%} of an effect counted here falls after the last time anyone was asked, and "
            "is assumed."
        )


def three_things(found: Findings) -> Iterator[str]:
    """Yield the inputs that move the headline most, each over its own 95 % interval, and where it would break even."""
    crossing = {each.name: each for each in found.thresholds}
    for bar in found.tornado.bars[:THREE]:
        yield f"{_moved(bar)} {_turning(bar, crossing.get(bar.name))}"


def _moved(bar: Bar) -> str:
    if bar.low is None or bar.high is None:
        return f"{bar.label}: the result runs from {_more(bar.lowest)} to {_more(bar.highest)}."
    low, high = input_words(bar.low, bar.unit), input_words(bar.high, bar.unit)
    return (
        f"{bar.label} ({(bar.evidence or '').replace('_', ' ')}): from {low} to {high}, the main result runs from "
        f"{_more(bar.at_low)} to {_more(bar.at_high)}."
    )


def _turning(bar: Bar, threshold: Threshold | None) -> str:
    turns = bar.lowest < 0 < bar.highest
    if threshold is None or threshold.threshold is None:
        return "No value of it alone would bring the net cost to zero." if not turns else "It can change the sign."
    at = f"{threshold.saves} {input_words(threshold.threshold, threshold.unit)}"
    inside = "within" if turns else "outside"
    return f"The net cost is below zero {at}, which is {inside} that range."


def _near(value: float) -> str:
    return pounds(value, coarse(value))


def _more(value: float) -> str:
    return f"{pounds(abs(value), coarse(value))} {'less' if value < 0 else 'more'}"


def _not_counted(found: Findings) -> Iterator[str]:
    labels = [lower_first(r.row.label) for r in found.result.rows if r.row.block is Block.NOT_QUANTIFIED]
    if labels:
        yield f"Considered, and given no number, which does not mean zero: {'; '.join(labels)}."
    for each in found.result.perspectives:
        if not view(each.perspective, found.inputs.settings.funded_by).includes_programme_cost:
            yield f"{joined([BEARERS[each.perspective]])}: the programme's own cost, because others pay it."
    yield "Outcomes such as wellbeing are shown in their own units; no money value of them is added to any cost."
