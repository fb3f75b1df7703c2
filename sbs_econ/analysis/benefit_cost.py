"""The benefit-cost ratio of a perspective, on request only: what costs less elsewhere, over the programme's cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sbs_econ.analysis.outputs import net_cost_name
from sbs_econ.analysis.psa import Result
from sbs_econ.vocabulary import Perspective


@dataclass(frozen=True, slots=True)
class BenefitCost:
    """A ratio of PSA means, with the 95 % interval of the same ratio over the draws."""

    perspective: Perspective
    label: str
    ratio: float
    mc_se: float
    lower: float
    upper: float
    above_one: float
    """Share of draws in which it is above 1."""


def benefit_costs(result: Result) -> list[BenefitCost]:
    """Return the ratio of every perspective that bears the programme's cost, the funder's own left out.

    The benefit is the fall in all costs but the programme's: its cost less the net cost. Its Monte Carlo standard error
    is that of a ratio of means, to first order.
    """
    cost = result.output(net_cost_name(Perspective.FUNDER))
    found = []
    for each in result.perspectives:
        if each.perspective is Perspective.FUNDER or not each.includes_programme_cost:
            continue
        benefit = cost - result.output(net_cost_name(each.perspective))
        ratio = float(benefit.mean() / cost.mean())
        error = float(np.std(benefit - ratio * cost) / abs(cost.mean()) / np.sqrt(len(cost)))
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = benefit / cost
        drawn = drawn[np.isfinite(drawn)]
        low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
        found.append(BenefitCost(each.perspective, each.label, ratio, error, low, high, float((drawn > 1).mean())))
    return found
