"""Shares of people that the parameters take beside changes: who was followed up, and who gave as well as received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.survey.claim import ROLES, claim_block
from sbs_econ.survey.fitting import Fit
from sbs_econ.survey.quantities import SOURCE
from sbs_econ.survey.regressions import least_squares

FOLLOWED, TWO_WAY = "engagement.share_followed_up", "engagement.two_way_share_reference"


def shares(fit: Fit, known: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the blocks of shares that the survey tells, by quantity; ``known`` are the names in the parameters.

    The effect of one-way membership is an association, and enters only where the plan claims that it is more.
    """
    data = fit.data
    found: dict[str, dict[str, Any]] = {}
    programme = fit.task.measure.programme == 1
    started = data.asked_before & programme
    answered = data.asked_after[started].astype(float)
    found |= _share(FOLLOWED, answered, fit.task.cluster[started], "Share of people who answered at follow-up.")
    role = data.columns.get("role")
    if role is not None and set(ROLES) <= set(role.words):
        one, two = (role.codes == role.words.index(word) for word in ROLES)
        told = (one | two) & programme
        note = "Share of people in two-way giving and receiving."
        found |= _share(TWO_WAY, two[told].astype(float), fit.task.cluster[told], note)
    found |= claim_block(fit.claim, fit.replicates.inflation)
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
