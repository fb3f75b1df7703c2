"""From the raw before-after change to the attributable one, step by step (method, section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sbs_econ.model.effect_scale import FACTORS, factor_name
from sbs_econ.model.inputs import Inputs
from sbs_econ.schema.quantity import Change
from sbs_econ.vocabulary import StudyDesign

STEP_LABELS = {
    "regression_to_the_mean": "would have happened anyway: joined at a bad moment",
    "deadweight": "usual support, trend and recovery would have given it",
    "displacement": "offset elsewhere",
}


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Shares of a reported change, at the means: what each step takes away, and what is left."""

    change: str
    design: str
    steps: tuple[tuple[str, float], ...]
    attributable_share: float

    def as_json(self) -> dict[str, Any]:
        """Return the waterfall as a plain record."""
        steps = [{"step": step, "share_taken": taken} for step, taken in self.steps]
        return {
            "change": self.change,
            "design": self.design,
            "steps": steps,
            "attributable_share": self.attributable_share,
        }


def changes_of(inputs: Inputs) -> Iterator[tuple[str, Change]]:
    """Yield every reported change by name."""
    structure = inputs.structure
    for item, service in structure.services.items():
        yield f"service_use.{item}.change", service.change
    yield "employment.change_in_employment_rate", structure.change_in_employment_rate
    yield "employment.absence_days_change", structure.absence_days_change
    if structure.presenteeism_days_change is not None:
        yield "employment.presenteeism_days_change", structure.presenteeism_days_change
    yield "informal_care.hours_change", structure.hours_change
    for key, outcome in structure.outcomes.items():
        yield f"outcomes.{key}.change", outcome.change


def waterfalls(inputs: Inputs) -> list[Waterfall]:
    """Return the waterfall of every reported change, at the means."""
    return [_waterfall(inputs, name, change) for name, change in changes_of(inputs)]


def _waterfall(inputs: Inputs, name: str, change: Change) -> Waterfall:
    left, steps = 1.0, []
    causal = inputs.quantities.get("attribution.causal_share")
    if change.design is StudyDesign.UNCONTROLLED and causal is not None:
        return Waterfall(
            name, change.design.value, (("not caused by the programme", 1.0 - causal.value),), causal.value
        )
    factors = FACTORS if change.design is StudyDesign.UNCONTROLLED else ("displacement",)
    for factor in factors:
        taken = left * inputs.quantities[factor_name(name, change, factor)].value
        steps.append((factor, taken))
        left -= taken
    return Waterfall(name, change.design.value, tuple(steps), left)
