"""Everything that a report says of one scenario, asked of the model once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sbs_econ.analysis.break_even import BreakEven, break_even
from sbs_econ.analysis.budget_impact import BudgetImpact, budget_impact, planned
from sbs_econ.analysis.evidence_dependence import Rests, evidence_dependence
from sbs_econ.analysis.information_answer import Answer
from sbs_econ.analysis.information_decision import Population
from sbs_econ.analysis.information_funding import Wanted, value_of_information
from sbs_econ.analysis.information_scenarios import funding
from sbs_econ.analysis.one_way import Tornado, one_way
from sbs_econ.analysis.payers import Payers, payers_of
from sbs_econ.analysis.psa import PerspectiveResult, Plan, Result
from sbs_econ.analysis.threshold import Threshold, thresholds
from sbs_econ.model.folder import Folder
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.layers import Layer
from sbs_econ.model.perspectives import view
from sbs_econ.vocabulary import Perspective

MOST_DRAWS = 10_000
"""Draws of the questions beside the run itself, at most; the report says so where the run has more."""
LOOKED_AT = 10
"""Quantities whose break-even value is looked for: those that move the answer most."""
HEADLINES = (Perspective.NHS_PSS, Perspective.PUBLIC_SECTOR, Perspective.SOCIETAL)
"""The first of these that bears the programme's own cost is the headline."""


@dataclass(frozen=True)
class Asked:
    """One scenario to report on: its run, the folder and layers behind it, and where it comes from."""

    result: Result
    folder: Folder
    layers: tuple[Layer, ...]
    inputs_sha256: str
    overrides: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader must know of how the run came here."""


@dataclass(frozen=True)
class Findings:
    """The answers to every question of a report, for one scenario."""

    asked: Asked
    plan: Plan
    """The draws of the questions beside the run."""
    perspective: Perspective
    """The headline perspective."""
    payers: Payers
    tornado: Tornado
    thresholds: tuple[Threshold, ...]
    break_even: BreakEven | None
    dependence: tuple[Rests, ...]
    information: Answer | None
    budget: BudgetImpact | None

    @property
    def result(self) -> Result:
        """The run."""
        return self.asked.result

    @property
    def inputs(self) -> Inputs:
        """The resolved scenario."""
        return self.asked.result.inputs

    @property
    def headline(self) -> PerspectiveResult:
        """The result of the headline perspective."""
        return next(p for p in self.result.perspectives if p.perspective is self.perspective)


def headline_of(inputs: Inputs) -> Perspective:
    """Return the perspective that the first page speaks of: the narrowest that bears the programme's own cost."""
    return next(p for p in HEADLINES if view(p, inputs.settings.funded_by).includes_programme_cost)


STEPS = 7
"""Questions that ``find`` asks."""


def untold(_: str) -> None:
    """Take no notice of what is being done."""


def find(asked: Asked, step: Callable[[str], None] = untold) -> Findings:
    """Return the findings of one scenario.

    Args:
        asked: the run and what stands behind it.
        step: told the name of each question before it is asked.
    """
    inputs, perspective = asked.result.inputs, headline_of(asked.result.inputs)
    plan = replace(asked.result.plan, draws=min(asked.result.plan.draws, MOST_DRAWS))
    peopled = inputs.settings.participants > 0
    step("who pays")
    payers = payers_of(inputs, plan)
    step("what moves the answer")
    tornado = one_way(inputs, [perspective.value], [], plan)[0]
    step("at what value it breaks even")
    moving = [bar.name for bar in tornado.bars[:LOOKED_AT]]
    crossing = tuple(thresholds(inputs, perspective, moving, plan)) if moving else ()
    step("break-even")
    even = break_even(inputs, perspective, plan) if peopled else None
    step("what it rests on")
    dependence = tuple(evidence_dependence(inputs, plan))
    step("what is worth finding out")
    known = _information(inputs, perspective, plan) if peopled else None
    step("budget impact")
    budget = _budget(asked, plan) if peopled else None
    return Findings(asked, plan, perspective, payers, tornado, crossing, even, dependence, known, budget)


def _information(inputs: Inputs, perspective: Perspective, plan: Plan) -> Answer:
    settings = inputs.settings
    people = Population(float(settings.participants), 1, settings.discount_rate_costs)
    decisions = funding([inputs], [perspective.value], {})
    return value_of_information(decisions, plan, Wanted((), people, None)).decisions[0]


def _budget(asked: Asked, plan: Plan) -> BudgetImpact | None:
    """Return the budget impact where a layer of the scenario declares one."""
    declared: Sequence[object] = [getattr(layer.content, "budget_impact", None) for layer in asked.layers]
    if not any(declared):
        return None
    inputs = asked.result.inputs
    return budget_impact(inputs, planned(inputs, asked.layers, {}), plan)
