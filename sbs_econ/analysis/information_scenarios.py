"""Fund or not, or which of several scenarios: the decision by perspective, its net benefit, and what bears on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.analysis.information_decision import Decision, Stacked
from sbs_econ.analysis.information_groups import drawn_with
from sbs_econ.analysis.information_source import Benefits, Scenarios
from sbs_econ.analysis.psa import Plan
from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.sampling import make_sampler
from sbs_econ.errors import InputError, Problem, RequestError
from sbs_econ.model.evaluate import base_case
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.model.rows import Row
from sbs_econ.schema.base import did_you_mean
from sbs_econ.vocabulary import Event, Perspective

USUAL_SUPPORT = "usual_support"
PLACE = "(command line)"


@dataclass(frozen=True, slots=True)
class Funding:
    """Funding decisions: scenarios on common draws, the perspectives, and outcomes priced in GBP per point-year."""

    scenarios: tuple[Inputs, ...]
    perspectives: tuple[Perspective, ...]
    prices: Mapping[str, float]

    @property
    def options(self) -> tuple[str, ...]:
        """Usual support, then the scenarios in the order given."""
        return (USUAL_SUPPORT, *(inputs.scenario for inputs in self.scenarios))

    def includes_programme(self, perspective: Perspective) -> bool:
        """Return whether a perspective bears the cost of the programme in every scenario."""
        return all(view(perspective, i.settings.funded_by).includes_programme_cost for i in self.scenarios)

    def benefits(self) -> Benefits:
        """Return net benefit per person who starts, by perspective: minus net cost, plus priced outcomes."""

        def compute(inputs: Inputs, rows: list[Row]) -> dict[str, Draws]:
            people = inputs.settings.participants
            values = self._outcomes(rows)
            return {
                p.value: (values - net_cost(rows, view(p, inputs.settings.funded_by))) / people
                for p in self.perspectives
            }

        return compute

    def _outcomes(self, rows: Sequence[Row]) -> Draws:
        total: Draws = 0.0
        for row in rows:
            price = self.prices.get(row.row.removeprefix("outcomes.").removesuffix(".point_years"))
            if price is not None and row.row.endswith(".point_years") and row.quantity is not None:
                total = total + price * row.quantity
        return total

    def touched(self, perspective: Perspective) -> frozenset[str]:
        """Return every quantity that bears on the decision, or is drawn with one that does."""
        found: frozenset[str] = frozenset()
        for inputs in self.scenarios:
            seen_by = view(perspective, inputs.settings.funded_by)
            rows = [row for row in base_case(inputs) if seen_by.counts(row) or self._priced(row)]
            found |= drawn_with(inputs, frozenset[str]().union(*(row.uses for row in rows)))
        return found

    def _priced(self, row: Row) -> bool:
        key = row.row.removeprefix("outcomes.").removesuffix(".point_years")
        return row.row.endswith(".point_years") and bool(self.prices.get(key))


def funding(scenarios: Sequence[Inputs], perspectives: Sequence[str], prices: Mapping[str, float]) -> Funding:
    """Return the decisions asked for; without perspectives, all that bear the programme's cost.

    Raises:
        RequestError: if scenarios cannot be told apart, or have nobody in them.
        InputError: if an outcome that is priced does not exist, or two of them value the same thing.
    """
    names = [inputs.scenario for inputs in scenarios]
    if len(set(names)) < len(names) or USUAL_SUPPORT in names:
        raise RequestError("two options have the same name", "name each scenario once", code="E620")
    empty = [inputs.scenario for inputs in scenarios if inputs.settings.participants == 0]
    if empty:
        cure = "set settings.participants above 0"
        raise RequestError(f"nobody starts in {', '.join(empty)}: there is nothing to decide", cure, code="E621")
    problems = [problem for inputs in scenarios for problem in _price_problems(inputs, prices)]
    if problems:
        raise InputError(dict.fromkeys(problems))
    asked = tuple(Perspective(name) for name in dict.fromkeys(perspectives)) or tuple(Perspective)
    found = Funding(tuple(scenarios), asked, prices)
    kept = tuple(p for p in asked if perspectives or found.includes_programme(p))
    return Funding(tuple(scenarios), kept, prices)


def _price_problems(inputs: Inputs, prices: Mapping[str, float]) -> list[Problem]:
    outcomes = inputs.structure.outcomes
    unknown = [key for key in prices if key not in outcomes]
    problems = [Problem("E622", f"there is no outcome '{key}'", did_you_mean(key, outcomes), PLACE) for key in unknown]
    counted = {event for key in prices if key in outcomes for event in outcomes[key].counts}
    if {Event.WELLBEING_VALUE, Event.QALY_VALUE} <= counted:
        message = "money values of wellbeing and of a QALY measure the same gain"
        problems.append(Problem("E623", message, "price one of the two outcomes", PLACE))
    return problems


def drawn(found: Funding, plan: Plan) -> tuple[Scenarios, Stacked]:
    """Return the scenarios drawn, and the decisions on those draws."""
    names = sorted({name for inputs in found.scenarios for name in inputs.names})
    sampler = make_sampler(plan.sampler, plan.seed, names)
    source = Scenarios(found.scenarios, sampler, sampler.rounded(plan.draws), found.benefits())
    by_scenario = source.net_benefits()
    decisions = []
    for perspective in found.perspectives:
        programme = [own[perspective.value] for own in by_scenario]
        decisions.append(
            Decision(
                options=found.options,
                net_benefits=np.stack([np.zeros(source.draws), *programme], axis=1),
                perspective=perspective.value,
                label=view(perspective, found.scenarios[0].settings.funded_by).label,
                touched=found.touched(perspective),
            )
        )
    return source, Stacked.of(decisions, plan.sampler)
