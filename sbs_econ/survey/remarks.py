"""What a reader of a fit has to keep in mind, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sbs_econ.schema.survey import AnalysisPlan, Codebook
from sbs_econ.survey.estimates import ItemEstimate, use_falls
from sbs_econ.survey.fitting import Fit

ENOUGH = 200
"""Replicates below which their number is remarked on."""


def unused_waves(codebook: Codebook, plan: AnalysisPlan) -> list[str]:
    """Return the waves that a plan leaves aside: it names one baseline and one follow-up."""
    return [wave for wave in codebook.waves if wave not in plan.two_waves.values()]


def not_used(wave: str, codebook: Codebook, plan: AnalysisPlan) -> str:
    """Return that a wave is left aside, and which two are taken."""
    taken = " and ".join(f"{each} ({codebook.waves[each]} months)" for each in plan.two_waves.values())
    return f"Answers of the wave {wave} ({codebook.waves[wave]} months) are not used: the plan takes {taken}."


def warnings(fit: Fit) -> Iterator[str]:
    """Yield what a reader of a fit has to keep in mind."""
    yield from _remarks(fit)
    for estimate in fit.items:
        item, change = estimate.item, estimate.change
        if item.key in fit.left_out:
            yield _why_left_out(fit, estimate)
            continue
        for other in fit.others[item.key]:
            far = other.change is not None and abs(other.change.value - change.value) > max(change.se, 1e-12)
            if far and item.change_parameter is not None:
                yield f"{item.label}: {other.method.replace('_', ' ')} differs by more than one standard error."
    if fit.replicates.clusters < 24:
        yield f"{fit.replicates.clusters} clusters are few: intervals may be too narrow."
    if fit.plan.comparison is None:
        yield (
            "Changes are before and after, without a comparison group: they hold regression to the mean and what would "
            "have happened anyway. The model multiplies them by attribution."
        )


def _remarks(fit: Fit) -> Iterator[str]:
    if fit.plan.replicates < ENOUGH:
        error = 1 / np.sqrt(2 * (fit.plan.replicates - 1))
        yield (
            f"{fit.plan.replicates} bootstrap replicates are few: a standard error, and with it the width of an "
            f"interval, is itself known to within {2 * error:.0%} at best. Take {ENOUGH} or more for results to use."
        )
    yield from (not_used(wave, fit.codebook, fit.plan) for wave in unused_waves(fit.codebook, fit.plan))
    if fit.task.measure.has_register and not use_falls(fit.task.measure, fit.replicates):
        yield "Sessions do not become fewer with time, and the model wants that they do: engagement keeps its figures."
    if fit.claim is not None and fit.claim.why_not:
        yield f"The causal claim does not enter the parameters: {fit.claim.why_not}."


def _why_left_out(fit: Fit, estimate: ItemEstimate) -> str:
    label, count = estimate.item.label, fit.left_out[estimate.item.key]
    if count == 0:
        upper = 3 / max(estimate.answered, 1)
        return (
            f"{label}: nobody differs from anybody, which is not certainty: by the rule of three up to {upper:.1g} of "
            "people may. The parameters keep their own figures."
        )
    return f"{label}: rests on fewer than 8 people and is not shown. The parameters keep their own figures."
