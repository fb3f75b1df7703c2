"""What a follow-up survey is worth: the value of its data (EVSI), and what is left after its cost (ENBS).

Expected gains given the data are regressed on summaries of simulated data (Strong et al. 2015, Medical Decision Making
35:570-583). What is regressed is not the gain itself but the gain expected given what the survey measures, so that
noise from everything else is gone. The same simulated noise serves every size, and a larger survey is never worth less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sbs_econ.analysis.information import MOST_DRAWS, Learned, Regressors
from sbs_econ.analysis.information_decision import Population, Stacked
from sbs_econ.analysis.information_defaults import Terms
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_items import PLACE, Item, asked
from sbs_econ.analysis.information_source import Scenarios
from sbs_econ.analysis.information_survey import Answering, Design, Summaries, summaries
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.expected_value import Value, value_of_fit
from sbs_econ.equations.regression import Fit, Outcomes, Regressor
from sbs_econ.equations.regression_choice import expected_outcomes
from sbs_econ.errors import InputError, Problem
from sbs_econ.model.inputs import Inputs
from sbs_econ.schema.base import did_you_mean

MEASURED = {
    Design.UNCONTROLLED: "all that a survey before and after tells of",
    Design.CONTROLLED: "all that one with a comparison group tells of",
}
"""What people call the inputs that a survey measures."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a survey costs, GBP: a fixed sum by design, and a sum for each person who starts it."""

    fixed: Mapping[Design, float]
    per_person: float

    def of(self, design: Design, people: int) -> float:
        """Return the cost of a survey of ``people`` in each arm."""
        return self.fixed[design] + self.per_person * people * design.arms


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that is thought about: what it asks, how many people, how they answer, what it costs."""

    items: tuple[Item, ...]
    sizes: tuple[int, ...]
    answers: Answering
    costs: Costs


def survey_on(inputs: Inputs, wanted: Sequence[str], terms: Terms, person_sd: Mapping[str, float], seed: int) -> Survey:
    """Return a survey on some items of a scenario (all that there are without any), on given terms.

    Raises:
        InputError: if it cannot ask about an item, or does not ask about a quantity whose SD is given.
    """
    items = asked(inputs, wanted)
    known = [name for item in items for name in (item.change, item.baseline) if name is not None]
    wrong = [name for name in person_sd if name not in known]
    if wrong:
        raise InputError(
            Problem("E631", f"the survey does not ask about '{name}'", did_you_mean(name, known), PLACE)
            for name in wrong
        )
    fixed = {Design.UNCONTROLLED: terms.fixed_cost, Design.CONTROLLED: terms.controlled_fixed_cost}
    answering = Answering(terms.prior_n, terms.attrition, person_sd, seed)
    return Survey(items, terms.sizes, answering, Costs(fixed, terms.cost_per_respondent))


@dataclass(frozen=True, slots=True)
class Worth:
    """What a survey of one size is worth to one decision; ``value`` is for one person whom the decision affects."""

    design: Design
    people: int
    """In each arm."""
    cost: float
    value: Value
    method: str
    held: str | None = None

    @property
    def asked(self) -> int:
        """People who are asked, in all arms."""
        return self.people * self.design.arms

    def net(self, population: Population) -> tuple[float, float]:
        """Return the expected net benefit of sampling and its standard error, GBP."""
        size = population.size(delayed=True)
        return self.value.value * size - self.cost, self.value.se * size


@dataclass(frozen=True, slots=True)
class Priced:
    """A design over a grid of sizes, for one decision, with the most that it could ever tell."""

    design: Design
    measured: tuple[str, ...]
    limit: Learned
    """What knowing all that is measured for sure is worth."""
    sizes: tuple[Worth, ...]

    def best(self, population: Population) -> Worth | None:
        """Return the size with the largest net benefit; None where none is above zero."""
        most = max(self.sizes, key=lambda worth: worth.net(population)[0])
        return most if most.net(population)[0] > 0 else None


def what_surveys_measure(source: Scenarios, stacked: Stacked, survey: Survey) -> list[Group]:
    """Return for each design the group of inputs that it tells of; knowing them is the most it can be worth."""
    first = stacked.first(MOST_DRAWS)
    shown = [summaries(source, design, survey.items, survey.answers, first) for design in Design]
    return [Group(each.measured, f"survey:{each.design}", MEASURED[each.design]) for each in shown]


def survey_values(
    source: Scenarios, stacked: Stacked, survey: Survey, limits: Mapping[str, Sequence[Learned]]
) -> list[list[Priced]]:
    """Return for each decision both designs over the grid of sizes.

    Args:
        source: the scenarios.
        stacked: the decisions.
        survey: what is asked of how many.
        limits: what knowing all that is measured for sure is worth to each decision, by the key of its group.
    """
    first = stacked.first(MOST_DRAWS)
    found: list[list[Priced]] = [[] for _ in stacked.decisions]
    for design in Design:
        shown = summaries(source, design, survey.items, survey.answers, first)
        for own, priced in zip(found, _priced(source, first, shown, survey, limits[f"survey:{design}"]), strict=True):
            own.append(priced)
    return found


def _priced(
    source: Scenarios, stacked: Stacked, shown: Summaries, survey: Survey, limits: Sequence[Learned]
) -> list[Priced]:
    fit = Regressors(source, stacked).fit(shown.measured, Outcomes.of(stacked.gains))
    expected = Outcomes.of(fit.fitted)
    by_size = [_values(source, stacked, shown, expected, people) for people in survey.sizes]
    found = []
    for index, limit in enumerate(limits):
        sizes, floor = [], Value(0.0, 0.0, 0.0)
        for people, (values, method) in zip(survey.sizes, by_size, strict=True):
            value = values[index].bounded(limit.value.value).raised(floor)
            held = _held(values[index], floor.value, limit.value.value)
            cost = survey.costs.of(shown.design, people)
            sizes.append(Worth(shown.design, people, cost, value, method, held))
            floor = value
        found.append(Priced(shown.design, shown.measured, limit, tuple(sizes)))
    return found


def _held(value: Value, floor: float, limit: float) -> str | None:
    if value.value > limit:
        return "cut at the value of knowing for sure what it measures"
    if value.value < floor:
        return "raised to that of the smaller survey"
    return "negative in the regression: set to zero" if value.raw < 0 else None


def _values(
    source: Scenarios, stacked: Stacked, shown: Summaries, expected: Outcomes, people: int
) -> tuple[list[Value], str]:
    """Return the value of the data of one size for each decision, and how it was computed."""
    fit = _given_data(source, stacked, shown, expected, people)
    values = []
    for decision, columns in zip(stacked.decisions, stacked.columns, strict=True):
        bears = decision.bears(shown.measured)
        values.append(value_of_fit(fit, stacked.gains, columns, stacked.sampler) if bears else Value(0.0, 0.0, 0.0))
    return values, fit.method


def _given_data(source: Scenarios, stacked: Stacked, shown: Summaries, expected: Outcomes, people: int) -> Fit:
    found = shown.columns(people)
    estimates: dict[str, Array] = {}
    for name in shown.measured:
        told = shown.tells(name, found)
        if told is not None:
            truth = Outcomes.of(shown.truth[name][:, None])
            estimates[name] = expected_outcomes([Regressor.of(told)], truth).fitted[:, 0]
    guides = [Regressor.of(guide) for guide in source.at(estimates, len(stacked.gains))] if estimates else []
    return expected_outcomes([Regressor.of(column) for column in found.values()], expected, guides)
