"""Who pays, who gains and when: costs by payer and year, in all and in cash (method, section 6).

A payer's flows are those of the table, memo rows left out: a saving is negative, and a transfer is a cost to one payer
and a saving to another, so that the transfers of all payers add up to nothing. Cash is each row's cost times its
cashable share; shares that are uncertain are drawn. Amounts are those of the table: at the analysis price year,
discounted by the scenario's rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.compare_blocks import Answer, Outputs, Question, Source, ask
from sbs_econ.analysis.estimates import Estimate
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Draws
from sbs_econ.model.evaluate import base_case, evaluate
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.rows import Row
from sbs_econ.vocabulary import FundedBy, Kind, Payer

ALL, CASH, NOT_CASH = "all", "cash", "not_cash"
MEASURES = (ALL, CASH, NOT_CASH)
"""Everything; what can be taken out of (or must be found in) a budget; the rest: staff time, beds, people's time."""
TOTAL = "total"
"""Stands for the whole horizon."""
CLEAR = 2.0
"""Monte Carlo standard errors by which a mean must lie below zero to be called a surplus."""
ENTIRE = "payers"
"""The one part of the question."""
FUNDERS = {FundedBy.NHS: Payer.NHS, FundedBy.LOCAL_AUTHORITY: Payer.LOCAL_AUTHORITY}
"""Payers whose own money pays for the programme, by whose money it is."""


@dataclass(frozen=True, slots=True)
class Party:
    """One payer, or the funder and the payer whose money it spends, together."""

    key: str
    payers: tuple[Payer, ...]


def parties_of(inputs: Inputs) -> tuple[Party, ...]:
    """Return the payers of a scenario's table, and the funder with whoever's money it spends."""
    present = {row.payer for row in base_case(inputs) if _counts(row)}
    found = [Party(payer.value, (payer,)) for payer in Payer if payer in present]
    own = FUNDERS.get(inputs.settings.funded_by)
    if own is not None and {Payer.FUNDER, own} <= present:
        found.append(Party(f"funder_and_{own.value}", (Payer.FUNDER, own)))
    return tuple(found)


def _counts(row: Row) -> bool:
    return row.payer is not None and row.kind not in (None, Kind.MEMO) and row.cost_by_year is not None


@dataclass(frozen=True, slots=True)
class PayersAsked:
    """The question: each party's cost by year and in all, and whether it is in surplus by then."""

    inputs: Inputs
    parties: tuple[Party, ...]

    @property
    def scenarios(self) -> tuple[Inputs, ...]:
        """The one scenario."""
        return (self.inputs,)

    def parts(self, source: Source) -> Iterator[tuple[str, Outputs]]:
        """Yield all parties in one part."""
        common = source.common(self.inputs)
        local = {site.key: source.local(self.inputs, site) for site in self.inputs.sites if site.quantities}
        rows = [row for row in evaluate(self.inputs, common, local) if _counts(row)]
        by_payer = costs_by_payer(self.inputs, rows, common)
        full: dict[str, Draws] = {}
        for party in self.parties:
            for measure in MEASURES:
                yearly = [_sum(by_payer[measure][p][year] for p in party.payers) for year in range(self._years)]
                full |= _named(party.key, measure, yearly)
        yield ENTIRE, Outputs(full)

    @property
    def _years(self) -> int:
        return self.inputs.settings.years


def _named(party: str, measure: str, yearly: Sequence[Draws]) -> dict[str, Draws]:
    """Each year's cost and the cost up to its end; the last of those is the total."""
    found: dict[str, Draws] = {}
    up_to: Draws = 0.0
    for year, cost in enumerate(yearly, start=1):
        up_to = up_to + cost
        found[f"{party}|{measure}|{year}"] = cost
        found[f"{party}|{measure}|up_to_{year}"] = up_to
    return found


def _sum(costs: Iterator[Draws]) -> Draws:
    total: Draws = 0.0
    for cost in costs:
        total = total + cost
    return total


ByPayer = dict[Payer, list[Draws]]


def costs_by_payer(inputs: Inputs, rows: Sequence[Row], values: Mapping[str, Draws]) -> dict[str, ByPayer]:
    """Return costs by measure, payer and year, GBP.

    Args:
        inputs: the resolved scenario.
        rows: the rows to count.
        values: of the quantities, for the cashable shares.
    """
    found: dict[str, ByPayer] = {m: {p: [0.0] * inputs.settings.years for p in Payer} for m in MEASURES}
    for row in rows:
        if row.payer is None:
            continue
        share = cashable_share(inputs, row, values)
        for year, cost in enumerate(row.cost_by_year or ()):
            for measure, part in ((ALL, 1.0), (CASH, share), (NOT_CASH, 1.0 - share)):
                known = found[measure][row.payer]
                known[year] = known[year] + cost * part
    return found


def cashable_share(inputs: Inputs, row: Row, values: Mapping[str, Draws]) -> Draws:
    """Return the share of a row's cost that is cash: its own, or that of its category; 0 where neither is given."""
    for name in (f"{row.row}.cashable", f"cashable.{row.category}"):
        if name in inputs.quantities:
            return values[name]
    return 0.0


@dataclass(frozen=True, slots=True)
class Surplus:
    """By the end of each year, the chance that a party has saved more than it has paid."""

    by_year: tuple[tuple[float, float], ...]
    """Probability and its Monte Carlo standard error, by year."""
    on_average: int | None
    """The first year by whose end it is in surplus on average and stays so; None if it never is."""


@dataclass(frozen=True)
class Payers:
    """Who pays and who gains in one scenario, by year."""

    inputs: Inputs
    parties: tuple[Party, ...]
    estimates: Mapping[str, Estimate]
    plan: Plan

    @property
    def years(self) -> int:
        """Years that the horizon touches."""
        return self.inputs.settings.years

    def cost(self, party: str, measure: str, year: int | None = None) -> Estimate:
        """Return a party's cost in a year (counted from 1), or over the whole horizon."""
        when = f"up_to_{self.years}" if year is None else str(year)
        return self.estimates[f"{party}|{measure}|{when}"]

    def surplus(self, party: str, measure: str) -> Surplus | None:
        """Return when a party is in surplus; None where nothing is paid or saved."""
        found = [self.estimates[f"{party}|{measure}|up_to_{year}"] for year in range(1, self.years + 1)]
        if all(e.mean == 0.0 and e.sd == 0.0 for e in found):
            return None
        first = None
        for year in range(self.years, 0, -1):
            if found[year - 1].mean + CLEAR * found[year - 1].mc_se >= 0.0:
                break
            first = year
        return Surplus(tuple((e.below_zero, e.below_zero_mc_se) for e in found), first)


def payers_of(inputs: Inputs, plan: Plan, asker: Callable[[Question], Answer] | None = None) -> Payers:
    """Return who pays and who gains by year.

    Args:
        inputs: a resolved scenario.
        plan: draws, seed and sampler.
        asker: puts the question to the draws; in this thread by ``plan`` if left out.
    """
    question = PayersAsked(inputs, parties_of(inputs))
    answer = ask(question, plan) if asker is None else asker(question)
    return Payers(inputs, question.parties, answer.parts[ENTIRE].full, answer.plan)
