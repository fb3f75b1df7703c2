"""What to measure next: a short list from the values of information, priced, and honest where nothing is worth it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sbs_econ.analysis.information import Learned
from sbs_econ.analysis.information_answer import Answer
from sbs_econ.analysis.information_decision import Population
from sbs_econ.analysis.survey_value import Priced, Worth
from sbs_econ.equations.expected_value import Value, Z

MOST = 3
"""Inputs or groups that are named."""


class Kind(StrEnum):
    """What a line of the list says."""

    SETTLED = "settled"
    """Nothing is worth knowing: the decision hardly depends on what is uncertain."""
    SURVEY = "survey"
    """A survey that is worth more than it costs."""
    NO_SURVEY = "no_survey"
    """No size of a design is worth its cost; the one that loses least is told."""
    LIMIT = "limit"
    """The most that any study of an input or group could be worth."""
    TOGETHER = "together"
    """No input matters by itself; only many together do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list; ``worth`` is for all whom the decision affects, or for one where they are not known."""

    kind: Kind
    worth: Value
    clear: bool
    """Whether Monte Carlo error leaves no doubt about it."""
    learned: Learned | None = None
    survey: Worth | None = None
    net: float | None = None
    net_se: float | None = None
    largest: bool = False
    """Whether the survey is the largest that was looked at."""


def next_steps(answer: Answer, population: Population | None) -> list[Step]:
    """Return what to measure next for one decision, surveys that pay first."""
    size = 1.0 if population is None else population.size()
    if answer.perfect.zero_within_error:
        return [Step(Kind.SETTLED, answer.perfect.times(size), clear=True)]
    surveys = [] if population is None else [_survey(priced, population) for priced in answer.priced]
    order = sorted(surveys, key=lambda step: -(step.net or 0.0))
    return [*order, *_limits(answer, size)]


def _survey(priced: Priced, population: Population) -> Step:
    best = priced.best(population)
    kind = Kind.SURVEY if best is not None else Kind.NO_SURVEY
    shown = best or max(priced.sizes, key=lambda worth: worth.net(population)[0])
    net, error = shown.net(population)
    worth = shown.value.times(population.size(delayed=True))
    largest = shown == priced.sizes[-1]
    return Step(kind, worth, abs(net) > Z * error, survey=shown, net=net, net_se=error, largest=largest)


def _limits(answer: Answer, size: float) -> list[Step]:
    """Return the inputs worth most, or where none is worth anything alone, the smallest groups that are."""
    singles = [one for one in answer.singles if not one.value.zero_within_error][:MOST]
    if singles:
        return [_limit(Kind.LIMIT, one, size) for one in singles]
    groups = [one for one in answer.groups if not one.value.zero_within_error and _can_be_studied(one)]
    smallest = sorted(groups, key=lambda one: (len(one.group.names), -one.value.value))[:MOST]
    if smallest:
        return [_limit(Kind.TOGETHER, one, size) for one in smallest]
    return [Step(Kind.SETTLED, answer.perfect.times(size), clear=False)]


def _can_be_studied(one: Learned) -> bool:
    """Whether a group is something that one study could look at; a grade of evidence is not."""
    return not str(one.group.key or "").startswith(("evidence:", "source:", "survey:"))


def _limit(kind: Kind, one: Learned, size: float) -> Step:
    worth = one.value.times(size)
    return Step(kind, worth, not one.value.zero_within_error, learned=one)


def step_record(step: Step) -> dict[str, object]:
    """Return a line of the list as a plain record."""
    survey, learned = step.survey, step.learned
    return {
        "kind": step.kind.value,
        "parameters": [] if learned is None else list(learned.group.names),
        "group": None if learned is None else learned.group.key,
        "label": None if learned is None else learned.group.title,
        "design": None if survey is None else survey.design.value,
        "n": None if survey is None else survey.people,
        "cost": None if survey is None else survey.cost,
        "value": step.worth.value,
        "se": step.worth.se,
        "enbs": step.net,
        "enbs_se": step.net_se,
        "clear": step.clear,
    }
