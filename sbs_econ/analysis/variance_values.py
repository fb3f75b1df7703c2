"""What knowing each factor of a variance is worth to the decision: EVPPI, to stand beside shares of the same variance.

A share of variance says how uncertain a net cost is because of a factor; EVPPI says how much better it would be decided
if the factor were known. Only the net cost of a perspective that bears the programme's cost decides on funding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sbs_econ.analysis.information import Learned
from sbs_econ.analysis.information_answer import Answer, answers_to
from sbs_econ.analysis.information_funding import uncertain
from sbs_econ.analysis.information_groups import Group
from sbs_econ.analysis.information_records import value_record
from sbs_econ.analysis.information_scenarios import drawn, funding
from sbs_econ.analysis.outputs import WITHOUT_CARE
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.variance_shares import InputGroup, Output, VarianceShare, outputs_wanted, variance_shares
from sbs_econ.equations.expected_value import Value
from sbs_econ.model.inputs import Inputs
from sbs_econ.model.perspectives import view
from sbs_econ.vocabulary import Perspective

LEAST_DRAWS = 100
"""Draws that what knowing is worth needs."""


@dataclass(frozen=True, slots=True)
class Knowing:
    """What knowing is worth to the decision that one output is about, GBP per person who starts."""

    output: Output
    perfect: Value | None
    """Of knowing everything (EVPI); None where the output decides nothing."""
    factors: Mapping[str, Learned]
    """Of knowing each factor (EVPPI), by its key; none for factors of single sites."""
    why_not: str | None = None
    """Why there is no value of knowing."""

    def as_json(self) -> dict[str, Any]:
        """Return what knowing everything is worth, or why there is no such value."""
        perfect = None if self.perfect is None else value_record(self.perfect, None)
        return {"output": self.output.name, "label": self.output.label, "evpi": perfect, "why_not": self.why_not}

    def factor_json(self, share: VarianceShare) -> dict[str, Any]:
        """Return the record of a share of the variance, with what knowing its factor is worth."""
        learned = self.factors.get(share.group.key)
        record: dict[str, Any] = {"evppi": None}
        if learned is not None and self.perfect is not None:
            part = learned.value.value / self.perfect.value if self.perfect.value > 0 else None
            record["evppi"] = value_record(learned.value, None) | {"share_of_evpi": part, "doubtful": learned.doubtful}
        return share.as_json() | record


Found = list[tuple[list[VarianceShare], Knowing]]
"""For each output its shares of variance, largest total first, and what knowing is worth."""


def shares_and_values(
    inputs: Inputs, outputs: Sequence[str], plan: Plan, groups: Sequence[InputGroup] | None = None
) -> Found:
    """Return the variance shares of each output, and what knowing the same factors is worth.

    Args:
        inputs: the resolved scenario.
        outputs: rows or perspectives, as ``outputs_wanted`` takes them.
        plan: draws and seed.
        groups: factors instead of every quantity.
    """
    shares = variance_shares(inputs, outputs, plan.draws, plan.seed, groups)
    wanted = outputs_wanted(inputs, outputs)
    factors = {share.group.key: share.group for share in shares}
    values = knowing(inputs, wanted, list(factors.values()), plan)
    return [([s for s in shares if s.output == own.output.name], own) for own in values]


def variance_content(found: Found) -> dict[str, Any]:
    """Return what ``sensitivity variance`` says in JSON."""
    return {
        "shares": [own.factor_json(share) for shares, own in found for share in shares],
        "knowing": [own.as_json() for _, own in found],
    }


def knowing(inputs: Inputs, outputs: Sequence[Output], factors: Sequence[InputGroup], plan: Plan) -> list[Knowing]:
    """Return what knowing the factors is worth, for each output in the order given.

    Args:
        inputs: the resolved scenario.
        outputs: as ``outputs_wanted`` returns them.
        factors: those of the variance shares; one input or several each.
        plan: draws and seed, of Monte Carlo draws.
    """
    able = inputs.settings.participants > 0 and plan.draws >= LEAST_DRAWS
    decided = _perspectives(inputs) if able else {}
    asked = [decided[output.name].value for output in outputs if output.name in decided]
    answers = {answer.decision.perspective: answer for answer in _answers(inputs, asked, factors, plan)}
    found = []
    for output in outputs:
        if output.name in decided:
            found.append(_of_decision(output, answers[decided[output.name].value]))
        else:
            found.append(Knowing(output, None, {}, _why_not(inputs, output, plan)))
    return found


def _perspectives(inputs: Inputs) -> dict[str, Perspective]:
    """Return the perspectives that decide on funding, by the name of their net cost."""
    own = {p: view(p, inputs.settings.funded_by) for p in Perspective}
    return {f"net_cost:{p.value}": p for p, seen in own.items() if seen.includes_programme_cost}


def _answers(inputs: Inputs, asked: Sequence[str], factors: Sequence[InputGroup], plan: Plan) -> list[Answer]:
    if not asked:
        return []
    known = uncertain([inputs])
    groups = [Group(factor.names, factor.key, factor.label) for factor in factors if set(factor.names) <= set(known)]
    source, stacked = drawn(funding([inputs], asked, {}), plan)
    singles = [group for group in groups if len(group.names) == 1]
    return answers_to(stacked, source, singles, [group for group in groups if len(group.names) > 1])


def _of_decision(output: Output, answer: Answer) -> Knowing:
    return Knowing(output, answer.perfect, {str(one.group.key): one for one in answer.learned})


def _why_not(inputs: Inputs, output: Output, plan: Plan) -> str:
    if not inputs.settings.participants:
        return "nobody starts: there is nothing to decide"
    if output.name == WITHOUT_CARE or not output.name.startswith("net_cost:"):
        return "it is not the net cost that whoever pays decides by"
    if output.name not in _perspectives(inputs):
        return "the programme's own cost is not in it, so it is no decision on funding"
    return f"it takes at least {LEAST_DRAWS} draws, and these are {plan.draws}"
