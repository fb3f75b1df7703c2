"""The plan's claim that people changed more because they gave as well as received: may it be made, what does it say.

Nobody drew lots for who gives: the difference between the two is an association. A plan may claim that it is more,
with a reason; it then enters the parameters, graded as a judgement, because its size is from the data and its cause
is not. A claim never falls away in silence: it is refused, or the fit says why the parameters keep their own figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sbs_econ.errors import RequestError
from sbs_econ.schema.survey import AnalysisPlan
from sbs_econ.survey.data import SurveyData
from sbs_econ.survey.estimates import Figure, Replicates, Statistic
from sbs_econ.survey.items import Item
from sbs_econ.survey.quantities import SOURCE
from sbs_econ.survey.statistics import Measure

ONE_WAY_EFFECT = "engagement.one_way_relative_effect"
ROLES = ("one_way", "two_way")
LEAVE = "leave causal_claim out of the plan: the difference is then told as an association"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim comes to: the change of one-way over that of two-way members, or why it cannot enter."""

    reason: str
    effect: Figure | None
    why_not: str | None = None


def check_claim(measure: Measure, plan: AnalysisPlan) -> None:
    """Refuse a claim about people of whom nothing is known.

    Raises:
        RequestError: if the table of people does not tell the two roles apart, for enough people.
    """
    if plan.causal_claim is None or not plan.causal_claim.assumed:
        return
    if not set(ROLES) <= {group.word for group in measure.groups if group.column == "role"}:
        message = "causal_claim is about members who give and receive, and those who only receive: column 'role' of "
        message += "people does not hold two_way and one_way, each for at least 8 people"
        message += " of the programme and 8 of the comparison group" if measure.controlled else ""
        raise RequestError(message, LEAVE, code="E721")


def claimed(data: SurveyData, plan: AnalysisPlan, replicates: Replicates, left_out: Mapping[str, int]) -> Claim | None:
    """Return what the plan's claim comes to; None if it makes none.

    The two groups' changes are summed over all items in SDs before, favourable ones up, and divided. The sum of the
    two-way members has to be above 0 in its interval, and the quotient, which the model wants from 0 to 1, within it.
    """
    if plan.causal_claim is None or not plan.causal_claim.assumed:
        return None
    reason = plan.causal_claim.reason
    weights = _weights(data, left_out)
    one, two = (_sum(replicates, role, weights) for role in ROLES)
    if not weights or replicates.figure(two).lower <= 0:
        return Claim(
            reason, None, "two-way members did not clearly change for the better, so there is nothing to share"
        )
    value = one.value / two.value
    if not 0.01 < value < 0.99:
        which = "no less" if value > 0.5 else "not for the better"
        return Claim(reason, None, f"one-way members changed {which}, and the model holds an effect from 0 to 1 of it")
    away = one.with_([two], lambda first, second: (first - value * second) / two.value)  # linear, so no heavy tails
    half = replicates.quantile * away.se
    return Claim(reason, Figure(value, away.se, max(value - half, 0.0), min(value + half, 1.0)))


def _weights(data: SurveyData, left_out: Mapping[str, int]) -> dict[str, float]:
    found = {}
    for item, before in zip(data.items, data.before, strict=True):
        if item.change_parameter is not None and item.key not in left_out:
            spread = 1.0 if item.standardised else float(np.nanstd(before))
            found[item.key] = _favourable(item) / max(spread, 1e-9)
    return found


def _favourable(item: Item) -> float:
    return -1.0 if item.kind in ("count", "absence", "hours") else 1.0


def _sum(replicates: Replicates, role: str, weights: Mapping[str, float]) -> Statistic:
    columns = [(weight, replicates.column(f"role={role}:{key}")) for key, weight in weights.items()]
    return Statistic(
        sum((weight * column.found for weight, column in columns), np.zeros(replicates.found.shape[:2])),
        sum((weight * column.point for weight, column in columns), np.zeros(len(replicates.point))),
    )


def claim_block(claim: Claim | None, inflation: float) -> dict[str, dict[str, Any]]:
    """Return the block of the effect of one-way membership, if the claim comes to one."""
    if claim is None or claim.effect is None:
        return {}
    value = round(claim.effect.value, 2)
    flattest = float(np.sqrt(value * (1 - value) / (1 + 1 / min(value, 1 - value))))  # of betas with one hump
    se = min(claim.effect.se * inflation, flattest)
    return {
        ONE_WAY_EFFECT: {
            "unit": "ratio", "value": value, "distribution": {"family": "beta", "se": round(max(se, 0.001), 4)},
            "evidence": "elicited", "source": SOURCE, "locator": "data_sheet.md, one-way and two-way members",
            "note": f"An association between role and change in questionnaires, claimed as an effect: {claim.reason}",
        }
    }  # fmt: skip
