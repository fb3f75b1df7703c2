"""Everything that is said about the information of one decision, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sbs_econ.analysis.information import Learned, Question, partial_information
from sbs_econ.analysis.information_decision import Decision, Population, Stacked
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_source import Source
from sbs_econ.analysis.survey_value import Priced
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.expected_value import Value, value_of_fit
from sbs_econ.equations.net_benefit import Standing, net_benefit, standing
from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_choice import expected_outcomes

CURVE_POINTS = 51


@dataclass(frozen=True, slots=True)
class DataValue:
    """What data of a study are worth, from simulated summaries of them."""

    design: str
    people: int | None
    value: Value
    method: str


@dataclass(frozen=True)
class Answer:
    """One decision: where its options stand, and what information is worth for one person (or as the draws are)."""

    decision: Decision
    standing: Standing
    perfect: Value
    learned: tuple[Learned, ...]
    priced: tuple[Priced, ...] = ()
    data: tuple[DataValue, ...] = ()

    @property
    def singles(self) -> list[Learned]:
        """Single inputs, the most valuable first."""
        return ranked([one for one in self.learned if len(one.group.names) == 1 and one.group.key is None])

    @property
    def groups(self) -> list[Learned]:
        """Groups, the most valuable first."""
        return ranked([one for one in self.learned if len(one.group.names) > 1 or one.group.key is not None])


@dataclass(frozen=True)
class Answers:
    """All decisions, and what they have in common."""

    decisions: tuple[Answer, ...]
    draws: int
    sampler: str
    seed: int | None = None
    population: Population | None = None
    notes: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    """What else a document says at its top: scenarios, prices, the survey."""


def ranked(learned: Sequence[Learned]) -> list[Learned]:
    """Return inputs or groups by value, the most valuable first."""
    return sorted(learned, key=lambda one: (-one.value.value, one.group.key or "", one.group.names))


def answers_to(stacked: Stacked, source: Source, singles: Sequence[Group], groups: Sequence[Group]) -> list[Answer]:
    """Return what information on single inputs and groups is worth to each decision."""
    learned = partial_information(Question(stacked, source, tuple(singles), tuple(groups)))
    return [
        Answer(decision, where, perfect, tuple(own))
        for decision, where, perfect, own in zip(
            stacked.decisions, stacked.standings(), stacked.perfect(), learned, strict=True
        )
    ]


def with_study_data(
    answers: Sequence[Answer], stacked: Stacked, studies: Mapping[tuple[str, int | None], Sequence[Array]]
) -> list[Answer]:
    """Return answers with the value of studies, each given by summaries of its data in every draw.

    Args:
        answers: to the decisions.
        stacked: the decisions.
        studies: summaries, shape (n,) each, by the name of the study and the people in it.
    """
    outcomes = Outcomes.of(stacked.gains)
    found: list[list[DataValue]] = [[] for _ in answers]
    for (design, people), columns in studies.items():
        fit = expected_outcomes([Regressor.of(column) for column in columns], outcomes)
        for own, answer, chosen in zip(found, answers, stacked.columns, strict=True):
            value = value_of_fit(fit, stacked.gains, chosen, stacked.sampler).bounded(answer.perfect.value)
            own.append(DataValue(design, people, value, fit.method))
    return [replace(answer, data=tuple(own)) for answer, own in zip(answers, found, strict=True)]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where options stand at one willingness to pay, on a grid."""

    wtp: float
    standing: Standing


def curves(costs: Array, effects: Array, asked: Sequence[float], sampler: str) -> list[CurvePoint]:
    """Return where options stand from nothing to twice the largest willingness to pay asked for."""
    grid = np.linspace(0.0, 2.0 * max(asked), CURVE_POINTS) if max(asked) > 0 else np.zeros(1)
    points = sorted({*map(float, grid), *asked})
    return [CurvePoint(wtp, standing(net_benefit(costs, effects, wtp), sampler)) for wtp in points]
