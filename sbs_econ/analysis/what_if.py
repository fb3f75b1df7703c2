"""A scenario as steps that can be worked again for other values of the inputs that people ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sbs_econ.analysis.outputs import full_outputs
from sbs_econ.analysis.psa import Plan, task_of
from sbs_econ.analysis.tracing import Step, Tape
from sbs_econ.analysis.what_if_inputs import CAUSAL_SHARE, GROUPS, PARTICIPANTS, asked, causal_share, left_out
from sbs_econ.equations.arrays import Array, Draws
from sbs_econ.model.draws import Shared, draw_block
from sbs_econ.model.evaluate import base_case_values, evaluate
from sbs_econ.model.inputs import Inputs, ResolvedQuantity, SiteInputs

DRAWS = 2_000
"""Draws that a what-if panel is worked on."""
ASIS, CAUSAL = "as_it_is", "with_causal_share"
"""The two ways through the model: as the scenario is, and with a causal share in place of the three factors."""


@dataclass(frozen=True, slots=True)
class Varied:
    """An input that can be varied: which group it is asked in, and its draws with the mean behind them.

    ``values`` is None where the scenario does not give it: a causal share in place of the three factors.
    """

    group: str
    quantity: ResolvedQuantity
    values: Array | float | None

    @property
    def name(self) -> str:
        """Its name, as ``--set`` takes it."""
        return self.quantity.name


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario's outputs as steps on its first draws; every array has the base case behind the last draw."""

    inputs: Inputs
    plan: Plan
    varied: tuple[Varied, ...]
    left_out: tuple[str, ...]
    """What cannot be varied here, a sentence each."""
    steps: tuple[Step, ...]
    draws: tuple[Array, ...]
    outputs: Mapping[str, Mapping[str, int]]
    """For each way through the model, the step of each output."""


def what_if(inputs: Inputs, plan: Plan) -> WhatIf:
    """Return a scenario as steps.

    Args:
        inputs: the resolved scenario.
        plan: seed and sampler of its run; the draws are the first 2,000 of them (more where the sampler rounds up).
    """
    plan = replace(plan, draws=DRAWS)
    task = task_of([inputs], plan)
    common, local = draw_block(inputs, Shared(task.sampler, 0, task.draws))
    means, local_means = base_case_values(inputs)
    wanted = {quantity.name: group for group, quantity in asked(inputs)}
    tape = Tape(task.draws + 1)
    values = _Values(tape, wanted, common, means)
    at_sites = {key: _Values(tape, {}, drawn, local_means[key]) for key, drawn in local.items()}
    sites = _with_people(tape, inputs) if PARTICIPANTS in wanted else inputs.sites
    outputs = {ASIS: _outputs(replace(inputs, sites=sites), tape, (values, at_sites))}
    if CAUSAL_SHARE in wanted and CAUSAL_SHARE not in inputs.quantities:
        given = {**inputs.quantities, CAUSAL_SHARE: causal_share()}
        outputs[CAUSAL] = _outputs(replace(inputs, sites=sites, quantities=given), tape, (values, at_sites))
    return _made(inputs, replace(plan, draws=task.draws), tape, (outputs, wanted, values))


def _with_people(tape: Tape, inputs: Inputs) -> tuple[SiteInputs, ...]:
    people: Any = tape.people(PARTICIPANTS)
    return (replace(inputs.sites[0], participants=people),)


class _Values(Mapping[str, Draws]):
    """Values by name: traced where they can vary, else draws with the mean behind them, or a number."""

    def __init__(
        self, tape: Tape, wanted: Mapping[str, str], drawn: Mapping[str, Draws], means: Mapping[str, Draws]
    ) -> None:
        self._tape, self._wanted, self._drawn, self._means = tape, wanted, drawn, means

    def of(self, name: str) -> Array | float:
        """Return the draws of a quantity with its mean behind them, or its fixed value."""
        drawn = self._drawn[name]
        return float(drawn) if np.ndim(drawn) == 0 else np.append(drawn, self._means[name])

    def __getitem__(self, name: str) -> Any:
        """Return what stands for a quantity."""
        return self._tape.input(name) if name in self._wanted else self.of(name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._means)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._means)


def _outputs(inputs: Inputs, tape: Tape, values: tuple[_Values, Mapping[str, _Values]]) -> dict[str, int]:
    rows = evaluate(inputs, *values)
    return {name: tape.output(value) for name, value in full_outputs(inputs, rows).items()}


def _made(
    inputs: Inputs,
    plan: Plan,
    tape: Tape,
    found: tuple[dict[str, dict[str, int]], Mapping[str, str], _Values],
) -> WhatIf:
    outputs, wanted, values = found
    needed = _needed(tape.steps, {step for places in outputs.values() for step in places.values()})
    renumbered = {old: new for new, old in enumerate(needed)}
    used = sorted({tape.steps[old][1] for old in needed if tape.steps[old][0] == "draws"})
    arrays = {old: new for new, old in enumerate(used)}
    steps = tuple(_moved(tape.steps[old], renumbered, arrays) for old in needed)
    reached = {step[1] for step in steps if step[0] == "input"}
    quantities = {quantity.name: quantity for _, quantity in asked(inputs)}
    varied = [
        Varied(group, quantities[name], _values_of(inputs, values, name))
        for name, group in sorted(wanted.items(), key=lambda item: GROUPS.index(item[1]))
        if name in reached
    ]
    return WhatIf(
        inputs, plan, tuple(varied), tuple(left_out(inputs, reached)), steps,
        tuple(tape.draws[old] for old in used),
        {way: {name: renumbered[step] for name, step in places.items()} for way, places in outputs.items()},
    )  # fmt: skip


def _values_of(inputs: Inputs, values: _Values, name: str) -> Array | float | None:
    if name == PARTICIPANTS:
        return float(inputs.settings.participants)
    return values.of(name) if name in inputs.quantities else None


def _needed(steps: list[Step], wanted: set[int]) -> list[int]:
    """The steps that outputs rest on, in order."""
    needed = set(wanted)
    for place in range(len(steps) - 1, -1, -1):
        if place in needed and steps[place][0] not in ("input", "number", "draws"):
            needed |= set(steps[place][1:])
    return sorted(needed)


def _moved(step: Step, renumbered: Mapping[int, int], arrays: Mapping[int, int]) -> Step:
    if step[0] in ("input", "number"):
        return step
    if step[0] == "draws":
        return ("draws", arrays[step[1]])
    return (step[0], *(renumbered[place] for place in step[1:]))
