"""Shares of people that the parameters take beside changes: who was followed up, and who gave as well as received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.survey.description import group_changes
from sbs_econ.survey.fitting import Fit
from sbs_econ.survey.quantities import SOURCE
from sbs_econ.survey.regressions import least_squares

FOLLOWED, TWO_WAY, ONE_WAY_EFFECT = (
    "engagement.share_followed_up", "engagement.two_way_share_reference", "engagement.one_way_relative_effect",
)  # fmt: skip


def shares(fit: Fit, known: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the blocks of shares that the survey tells, by quantity; ``known`` are the names in the parameters.

    The effect of one-way membership is an association, and enters only where the plan claims that it is more.
    """
    data = fit.data
    found: dict[str, dict[str, Any]] = {}
    started = data.asked_before
    answered = data.asked_after[started].astype(float)
    found |= _share(FOLLOWED, answered, fit.task.cluster[started], "Share of people who answered at follow-up.")
    role = data.columns.get("role")
    if role is not None and "two_way" in role.words:
        two_way = (role.codes == role.words.index("two_way")).astype(float)
        found |= _share(TWO_WAY, two_way, fit.task.cluster, "Share of people in two-way giving and receiving.")
    if fit.plan.causal_claim is not None and fit.plan.causal_claim.assumed:
        found |= _one_way(fit)
    return {name: block for name, block in found.items() if name in known}


def _share(name: str, values: Array, cluster: AnyArray, note: str) -> dict[str, dict[str, Any]]:
    if min(values.sum(), (1 - values).sum()) < 8:
        return {}
    fitted = least_squares(np.ones((len(values), 1)), values, cluster)
    return {name: _block("share", float(fitted.coefficients[0]), float(fitted.se[0]), note)}


def _block(unit: str, value: float, se: float, note: str) -> dict[str, Any]:
    return {
        "unit": unit, "value": round(value, 2), "distribution": {"family": "beta", "se": round(max(se, 0.001), 4)},
        "evidence": "reported", "source": SOURCE, "locator": "data_sheet.md", "note": note,
    }  # fmt: skip


def _one_way(fit: Fit) -> dict[str, dict[str, Any]]:
    """Return the change of one-way over that of two-way members, over all items in SDs before, favourable ones up."""
    groups = {group.word: group for group in group_changes(fit.task.measure, fit.replicates) if group.column == "role"}
    claim = fit.plan.causal_claim
    if claim is None or not {"two_way", "one_way"} <= set(groups):
        return {}
    weights = {}
    for place, item in enumerate(fit.data.items):
        if item.change_parameter is not None and item.key not in fit.left_out:
            worse = item.kind in ("count", "absence", "hours")
            spread = 1.0 if item.standardised else float(np.nanstd(fit.data.before[place]))
            weights[item.key] = (-1.0 if worse else 1.0) / max(spread, 1e-9)
    found = [
        sum(w * fit.replicates.column(f"role={word}:{key}").found.mean(1) for key, w in weights.items())
        for word in ("one_way", "two_way")
    ]
    ratio = np.clip(np.asarray(found[0]) / np.asarray(found[1]), 0.0, 1.0)
    value, se = float(ratio.mean()), float(ratio.std(ddof=1))
    if not 0.01 < value < 0.99 or se**2 >= value * (1 - value):
        return {}
    note = f"An association, claimed as an effect: {claim.reason}"
    return {ONE_WAY_EFFECT: _block("ratio", value, se, note)}
