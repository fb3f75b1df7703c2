"""Who pays, who gains and when, as text: a matrix of payers and years, and when each is in surplus."""

from __future__ import annotations

from collections.abc import Iterator

from sbs_econ.analysis.compare_checks import illustrative_note, joined
from sbs_econ.analysis.compare_parts import scaled
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.payers import ALL, CASH, NOT_CASH, Party, Payers
from sbs_econ.reporting.compare_words import PER, Page, with_interval
from sbs_econ.reporting.numbers import cost_words, per_cent
from sbs_econ.reporting.words import PAYER_LABELS
from sbs_econ.schema.clean import clean_text
from sbs_econ.vocabulary import FundedBy, Payer

TITLES = {
    ALL: "What each pays (more) or gains (saved)",
    CASH: "Of this in cash: money that leaves a budget, or could be taken out of one",
    NOT_CASH: "The rest: staff time, beds and people's time, freed or used; no budget changes",
}
OWN = {
    FundedBy.NHS: "the NHS's own money",
    FundedBy.LOCAL_AUTHORITY: "the council's own money",
    FundedBy.LOTTERY: "lottery money",
    FundedBy.CHARITY: "a charity's money",
}


def party_label(payers: Payers, party: Party) -> str:
    """Return the name of a payer, or of the funder and the payer whose money it spends."""
    if len(party.payers) > 1:
        return f"{PAYER_LABELS[party.payers[1]]} with the programme's cost"
    if party.payers[0] is Payer.FUNDER:
        return f"Programme funder ({OWN[payers.inputs.settings.funded_by]})"
    return PAYER_LABELS[party.payers[0]]


def payers_text(payers: Payers, width: int, per: str = "total", bold: bool = False) -> str:
    """Return the matrix of payers and years, in all, in cash and not, and when each is in surplus.

    Args:
        payers: what was computed.
        width: columns of the terminal.
        per: total or person.
        bold: whether headings may use ANSI bold.
    """
    page = Page(width, bold)
    lines = list(_heading(payers, per, page))
    for measure in (ALL, CASH, NOT_CASH):
        lines += _matrix(payers, measure, per, page)
    lines += ["", page.strong("Has it saved more than it paid?"), *_surplus(payers, page)]
    lines += ["", page.strong("Read this with it"), *_notes(payers, page)]
    return "\n".join(lines)


def payers_short(payers: Payers, width: int, per: str = "total", bold: bool = False) -> str:
    """Return one small table for a first page: what each pays or gains over all years, how much of it in cash.

    Args:
        payers: what was computed.
        width: columns of the terminal.
        per: total or person.
        bold: whether the heading may use ANSI bold.
    """
    page = Page(width, bold)
    rows = []
    for party in payers.parties:
        whole, surplus = payers.cost(party.key, ALL), payers.surplus(party.key, ALL)
        if surplus is not None:
            cells = (with_interval(_shown(payers, whole, per), cost_words, apart=" "), _cash_words(payers, party, per))
            rows.append((party_label(payers, party), *cells, per_cent(*surplus.by_year[-1])))
    header = ("", "Pays (more) or gains (saved)", "In cash", "Gains in")
    return "\n".join([page.strong("Who pays, who gains"), *page.table(header, rows)])


def _cash_words(payers: Payers, party: Party, per: str) -> str:
    cash = _shown(payers, payers.cost(party.key, CASH), per)
    return cost_words(cash.mean, cash.mc_se)


def _heading(payers: Payers, per: str, page: Page) -> Iterator[str]:
    inputs, plan = payers.inputs, payers.plan
    rate = inputs.settings.discount_rate_costs
    discounted = f"discounted by {rate:.1%} after the first year" if payers.years > 1 else "not discounted"
    yield page.strong(clean_text(f"{inputs.label} ({inputs.scenario}): who pays, who gains, when"))
    yield from page.wrapped(
        f"{PER[per].capitalize()} of {inputs.settings.participants:,} people who start; years after a person starts; "
        f"{inputs.settings.price_year} prices, {discounted}; programme minus usual support; mean and 95% interval of "
        f"{plan.draws:,} draws (seed {plan.seed}, {plan.sampler})."
    )


def _matrix(payers: Payers, measure: str, per: str, page: Page) -> Iterator[str]:
    years = range(1, payers.years + 1)
    columns = [*years, None] if payers.years > 1 else [1]
    rows = []
    for party in payers.parties:
        found = [payers.cost(party.key, measure, year) for year in columns]
        if any(_moves(estimate) for estimate in found):
            cells = (with_interval(_shown(payers, estimate, per), cost_words) for estimate in found)
            rows.append((party_label(payers, party), *cells))
    header = ("", *(f"Year {year}" for year in years), *(["All years"] if payers.years > 1 else []))
    yield ""
    yield page.strong(TITLES[measure])
    yield from page.table(header, rows)


def _moves(estimate: Estimate) -> bool:
    return estimate.mean != 0.0 or estimate.sd > 0.0


def _shown(payers: Payers, estimate: Estimate, per: str) -> Estimate:
    people = payers.inputs.settings.participants
    return scaled(estimate, 1.0 / people) if per == "person" and people else estimate


def _surplus(payers: Payers, page: Page) -> list[str]:
    years = range(1, payers.years + 1)
    rows = []
    for party in payers.parties:
        for measure, words in ((ALL, ""), (CASH, ", in cash")):
            found = payers.surplus(party.key, measure)
            if found is not None:
                when = "not by the end" if found.on_average is None else f"by the end of year {found.on_average}"
                chances = (per_cent(*chance) for chance in found.by_year)
                rows.append((party_label(payers, party) + words, when, *chances))
    header = ("", "On average", *(f"Chance by\nyear {year}" for year in years))
    return page.table(header, rows)


def _notes(payers: Payers, page: Page) -> Iterator[str]:
    still = [party_label(payers, p) for p in payers.parties if not _cash(payers, p)]
    notes = [
        "Fewer contacts free staff and beds, and release no cash within a year: the cash share of each category is "
        "illustrative by default (cashable.yaml), and a service may give its own.",
        "A transfer, such as tax, is a cost to one and a gain to another; the transfers of all add up to nothing.",
    ]
    if still:
        notes.append(f"No cash moves for {joined(still)}.")
    notes.append(illustrative_note([payers.inputs]))
    for note in notes:
        yield from page.wrapped(f"- {note}", "  ")


def _cash(payers: Payers, party: Party) -> bool:
    return any(_moves(payers.cost(party.key, CASH, year)) for year in range(1, payers.years + 1))
