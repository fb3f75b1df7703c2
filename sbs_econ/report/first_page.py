"""The first page in plain English: what was asked, what it costs, what changes, who pays and gains, how sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sbs_econ.analysis.compare_checks import joined
from sbs_econ.analysis.convergence import converged
from sbs_econ.analysis.evidence_dependence import money_by_evidence
from sbs_econ.analysis.findings import Findings
from sbs_econ.analysis.one_way import Bar
from sbs_econ.analysis.payers import ALL, Party
from sbs_econ.analysis.psa import RowResult
from sbs_econ.analysis.threshold import Threshold
from sbs_econ.model.perspectives import view
from sbs_econ.report.break_even_text import lower_first
from sbs_econ.report.claims import Claim, Consequence, Cost, consequence_claim, cost_claim
from sbs_econ.report.document import Bullets, Paragraph, Part, Section
from sbs_econ.report.numbers import pounds
from sbs_econ.report.payers_text import party_label
from sbs_econ.report.sensitivity_text import input_words
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import Block, Evidence, Kind, Payer, Perspective

THREE = 3
SERVICES = 5
"""Services named on the first page: those whose cost differs most."""
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
    """The claims of the first page by what they answer, and the sections that show them."""

    costs: Claim
    net: tuple[Claim, ...]
    consequences: tuple[Claim, ...]
    payers: tuple[Claim, ...]
    sections: tuple[Section, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim on the page."""
        return (self.costs, *self.net, *self.consequences, *self.payers)


def first_page(found: Findings, key: str, heading: str, level: int = 1) -> FirstPage:
    """Return the first page of a scenario."""
    costs, net = _funder(found), tuple(_net_costs(found))
    consequences, payers = tuple(_consequences(found)), tuple(_payers(found))
    start = Section(
        key, heading, (Paragraph(clean_text(found.inputs.question), "lead"), Paragraph(_asked(found)), *_warning(found)), level
    )
    answers = (
        ("costs", "What it costs", [costs.text, _per_unit(found)]),
        ("comes_to", "What it comes to once other costs that change are counted", [claim.text for claim in net]),
        ("changes", "What changes", [claim.text for claim in consequences]),
        ("who", "Who pays and who gains", [claim.text for claim in payers]),
        ("sure", "How sure this is", list(_how_sure(found))),
        ("three", "Three things that could change the answer", list(three_things(found))),
        ("left_out", "What is not counted", list(_not_counted(found))),
    )
    below = [
        Section(f"{key}_{part}", title, (Bullets(tuple(clean_text(i) for i in items if i), part == "three"),), level + 1)
        for part, title, items in answers
        if any(items)
    ]
    return FirstPage(costs, net, consequences, payers, (start, *below))


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
    count = sum(q.evidence is Evidence.ILLUSTRATIVE for q in found.inputs.quantities.values())
    if count:
        share = illustrative(found, found.perspective)
        yield Paragraph(
            f"{count} of {len(found.inputs.quantities)} inputs are illustrative: placeholders, not evidence. "
            f"{share:.0%} of the money behind the main result rests on them. Read it as how the model works, not as "
            "what a programme achieved.", "warning",
        )  # fmt: skip


def illustrative(found: Findings, perspective: Perspective) -> float:
    """Return the share of a perspective's absolute costs in rows whose weakest figure is illustrative."""
    return money_by_evidence(found.result, perspective)[Evidence.ILLUSTRATIVE]


def _funder(found: Findings) -> Claim:
    funder = next(p for p in found.result.perspectives if p.perspective is Perspective.FUNDER)
    share, people = illustrative(found, Perspective.FUNDER), found.inputs.settings.participants
    return cost_claim(Cost(BEARERS[Perspective.FUNDER], funder.net_cost, share, people))


def _per_unit(found: Findings) -> str:
    from sbs_econ.analysis.delivery import delivery_summary

    summary = delivery_summary(found.result)
    each = summary["funder_cost_per"]["bottom_up"]
    if each["group"] is None or each["session"] is None:
        return ""
    return (
        f"Built up from its parts, that is {pounds(each['group'])} a group and {pounds(each['session'])} a session, "
        f"for {summary['groups']:,.0f} groups and {summary['sessions']:,.0f} sessions on average."
    )


def _net_costs(found: Findings) -> Iterator[Claim]:
    for each in found.result.perspectives:
        if each.perspective is not Perspective.FUNDER:
            share = illustrative(found, each.perspective)
            alone = not each.includes_programme_cost
            people = found.inputs.settings.participants if each.perspective is found.perspective else 0
            yield cost_claim(Cost(BEARERS[each.perspective], each.net_cost, share, people, alone))


def _consequences(found: Findings) -> Iterator[Claim]:
    outcomes = [r for r in found.result.rows if r.row.block is Block.OUTCOMES and r.row.per == "participant"]
    services = [r for r in found.result.rows if r.row.block is Block.SERVICE_USE and r.cost is not None]
    largest = sorted(services, key=lambda r: -abs(r.cost.mean if r.cost else 0.0))[:SERVICES]
    for row in (*outcomes, *largest):
        if row.quantity is not None and row.row.unit is not None:
            yield consequence_claim(_consequence(row))


def _consequence(row: RowResult) -> Consequence:
    assert row.quantity is not None  # noqa: S101
    weak = float(row.row.evidence is Evidence.ILLUSTRATIVE)
    return Consequence(row.row.label, row.row.unit or "", row.quantity, weak)


def _payers(found: Findings) -> Iterator[Claim]:
    for party in found.payers.parties:
        if len(party.payers) == 1 and party.payers[0] is not Payer.FUNDER:
            estimate = found.payers.cost(party.key, ALL)
            yield cost_claim(Cost(PAYERS[party.payers[0]], estimate, _illustrative_of(found, party)))
        elif len(party.payers) > 1:
            name = lower_first(party_label(found.payers, party))
            estimate = found.payers.cost(party.key, ALL)
            yield cost_claim(Cost(f"the {name}", estimate, _illustrative_of(found, party)))


def _illustrative_of(found: Findings, party: Party) -> float:
    """The share of a party's absolute costs in rows whose weakest figure is illustrative."""
    rows = [r for r in found.result.rows if r.cost is not None and r.row.kind is not Kind.MEMO]
    own = [r for r in rows if r.row.payer in party.payers]
    whole = sum(abs(r.cost.mean) for r in own if r.cost is not None)
    weak = sum(abs(r.cost.mean) for r in own if r.cost is not None and r.row.evidence is Evidence.ILLUSTRATIVE)
    return weak / whole if whole else 0.0


def _how_sure(found: Findings) -> Iterator[str]:
    e, plan = found.headline.net_cost, found.result.plan
    yield (
        f"The likely range of the main result is {pounds(e.upper - e.lower, max(e.lower_mc_se, e.upper_mc_se))} wide. "
        "It shows uncertainty in the inputs as they are stated, not whether the model is the right one."
    )
    enough = "enough" if converged(found.result) else "NOT enough"
    yield f"{plan.draws:,} simulations are {enough} for figures as they are printed; more digits would be noise."
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


def _more(value: float) -> str:
    from sbs_econ.report.sensitivity_text import coarse

    return f"{pounds(abs(value), coarse(value))} {'less' if value < 0 else 'more'}"


def _not_counted(found: Findings) -> Iterator[str]:
    labels = [lower_first(r.row.label) for r in found.result.rows if r.row.block is Block.NOT_QUANTIFIED]
    if labels:
        yield f"Considered, and given no number, which does not mean zero: {'; '.join(labels)}."
    for each in found.result.perspectives:
        if not view(each.perspective, found.inputs.settings.funded_by).includes_programme_cost:
            yield f"{joined([BEARERS[each.perspective]])}: the programme's own cost, because others pay it."
    yield "Outcomes such as wellbeing are shown in their own units; no money value of them is added to any cost."
