"""How often people come, and what an hour of offer does to it (method, section 3)."""

from __future__ import annotations

import numpy as np

from sbs_econ.equations.arrays import Draws


def sessions_in_first_month(reference: Draws, offered: Draws, offered_reference: Draws, elasticity: Draws) -> Draws:
    """Return u1, sessions used per participant in month 1.

    Args:
        reference: sessions used in month 1 at the reference supply.
        offered: sessions offered per group and month.
        offered_reference: the same in the evaluation.
        elasticity: per cent more use for a per cent more supply; 0 in the base case.

    >>> sessions_in_first_month(2.5, 8.0, 4.0, 0.0)
    2.5
    """
    if isinstance(elasticity, float) and elasticity == 0.0:
        return reference
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(offered) > 0, reference * (offered / offered_reference) ** elasticity, 0.0)


def attendances_per_participant(first_month: Draws, monthly_ratio: Draws, offered: Draws, months: int) -> Draws:
    """Return sum over months 1..M of min(u1 q^(m-1), offered), attendances per participant.

    >>> float(attendances_per_participant(2.0, 0.5, 10.0, 3))
    3.5
    """
    use = first_month
    total: Draws = np.minimum(use, offered)
    for _ in range(months - 1):
        use = use * monthly_ratio
        total = total + np.minimum(use, offered)
    return total
