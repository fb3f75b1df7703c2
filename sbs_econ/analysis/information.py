"""The value of knowing inputs for sure: perfect information (EVPI), and partial (EVPPI) for each input and group.

All of it is computed on one set of draws. What follows from logic is then enforced, and said: no value is below zero or
above that of perfect information, and none is below that of a part of the same inputs, to which it is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sbs_econ.analysis.information_decision import Decision, Stacked
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_source import Source
from sbs_econ.equations.expected_value import Value, value_of_fit
from sbs_econ.equations.regression import CONSTANT, Fit, Outcomes, Regressor
from sbs_econ.equations.regression_checks import Checks, checks_of
from sbs_econ.equations.regression_choice import expected_outcomes

MOST_DRAWS = 65_536
"""Draws that regressions on several inputs are made of, at most; the first of all."""
AT_ONCE = 8_000_000
"""Values of inputs that are held at once."""
FEW_INPUTS = 2
"""Groups of more inputs than this are guided by the model, where there is one."""
WRONG = 3.5
"""Standard errors between the two estimators that cast doubt on a fit."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What knowing some inputs is worth to one decision."""

    group: Group
    value: Value
    method: str
    draws: int
    checks: Checks | None = None
    held: str | None = None
    """How the value was kept within its bounds; None where it was within them."""

    @property
    def doubtful(self) -> bool:
        """Whether the fit misses something that matters: the checks say so, or the two estimators differ."""
        return abs(self.value.gap) > WRONG or (self.checks is not None and self.checks.doubtful)


@dataclass(frozen=True, slots=True)
class Question:
    """Decisions, the draws of what they depend on, and the inputs and groups to look at."""

    stacked: Stacked
    source: Source
    singles: tuple[Group, ...]
    groups: tuple[Group, ...] = ()


def partial_information(question: Question) -> list[list[Learned]]:
    """Return for each decision what every single input and every group is worth, in the order asked."""
    found: list[list[Learned]] = [[] for _ in question.stacked.decisions]
    for learned in [*_singles(question), *_groups(question)]:
        for own, one in zip(found, learned, strict=True):
            own.append(one)
    perfect = question.stacked.perfect()
    return [reconciled(own, bound.value) for own, bound in zip(found, perfect, strict=True)]


def _singles(question: Question) -> Iterator[list[Learned]]:
    stacked = question.stacked
    outcomes = Outcomes.of(stacked.gains)
    step = max(1, AT_ONCE // outcomes.draws)
    for start in range(0, len(question.singles), step):
        some = question.singles[start : start + step]
        names = [one.names[0] for one in some]
        drawn = question.source.columns([n for n in names if _matters(stacked, (n,))], outcomes.draws)
        for one, name in zip(some, names, strict=True):
            inputs = [Regressor.of(drawn[name])] if name in drawn else []
            yield partial_value(one, expected_outcomes(inputs, outcomes), stacked, outcomes)


def _groups(question: Question) -> Iterator[list[Learned]]:
    stacked = question.stacked.first(MOST_DRAWS)
    outcomes = Outcomes.of(stacked.gains)
    known = Regressors(question.source, stacked)
    found: dict[tuple[str, ...], list[Learned]] = {}
    for group in question.groups:
        if group.names not in found:
            found[group.names] = partial_value(group, known.fit(group.names, outcomes), stacked, outcomes)
        yield [replace(one, group=group) for one in found[group.names]]


class Regressors:
    """Inputs ready for regressions, each made once where there is room for all of them."""

    def __init__(self, source: Source, stacked: Stacked) -> None:
        self.source, self.stacked = source, stacked
        self.draws = len(stacked.gains)
        self._made: dict[str, Regressor] = {}

    def of(self, names: Sequence[str]) -> list[Regressor]:
        """Return the inputs that can bear on any of the decisions."""
        wanted = [name for name in names if _matters(self.stacked, (name,))]
        missing = [name for name in wanted if name not in self._made]
        if len(self._made) + len(missing) > AT_ONCE * 2 // self.draws:
            self._made.clear()
            missing = wanted
        self._made |= {n: Regressor.of(v) for n, v in self.source.columns(missing, self.draws).items()}
        return [self._made[name] for name in wanted]

    def fit(self, names: Sequence[str], outcomes: Outcomes) -> Fit:
        """Return expected gains given some inputs, guided by the model where there are several."""
        inputs = self.of(names)
        guides = self.source.guides(names, self.draws) if len(inputs) > FEW_INPUTS else []
        return expected_outcomes(inputs, outcomes, [Regressor.of(guide) for guide in guides])


def _matters(stacked: Stacked, names: Sequence[str]) -> bool:
    return any(decision.bears(names) for decision in stacked.decisions)


def partial_value(group: Group, fit: Fit, stacked: Stacked, outcomes: Outcomes) -> list[Learned]:
    """Return what a fit on a group of inputs says that they are worth to each decision, not yet held to bounds."""
    found = []
    for decision, columns in zip(stacked.decisions, stacked.columns, strict=True):
        if fit.method == CONSTANT or not decision.bears(group.names):
            found.append(Learned(group, Value(0.0, 0.0, 0.0), _why_nothing(decision, group), outcomes.draws))
            continue
        value = value_of_fit(fit, outcomes.columns, columns, stacked.sampler)
        worth_checking = len(group.names) > 1 or not value.zero_within_error
        checks = checks_of(fit, outcomes, columns) if worth_checking else None
        found.append(Learned(group, value, fit.method, outcomes.draws, checks))
    return found


def _why_nothing(decision: Decision, group: Group) -> str:
    return CONSTANT if decision.bears(group.names) else "not used"


def reconciled(learned: Sequence[Learned], perfect: float) -> list[Learned]:
    """Return values kept within what logic allows, smaller groups first; ``held`` says where one was moved.

    A value is cut at that of perfect information, then raised to the largest value of any part of the same inputs.
    """
    done: dict[int, Learned] = {}
    parts: list[tuple[frozenset[str], Learned]] = []
    for index in sorted(range(len(learned)), key=lambda i: len(learned[i].group.names)):
        one, own = learned[index], frozenset(learned[index].group.names)
        within = [part for names, part in parts if names <= own]
        most = max(within, key=lambda part: part.value.value, default=None)
        kept = one.value.bounded(perfect)
        held = "negative in the regression: set to zero" if one.value.raw < 0 else None
        if kept.value < one.value.value:
            held = "cut at the value of perfect information"
        if most is not None and most.value.value > kept.value:
            kept, held = kept.raised(most.value), f"raised to that of {most.group.key or ', '.join(most.group.names)}"
        done[index] = replace(one, value=kept, held=held)
        parts.append((own, done[index]))
    return [done[index] for index in range(len(learned))]
