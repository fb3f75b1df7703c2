"""The profile of an effect over time, with the time axis summed out (method, section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Draws
from sbs_econ.equations.discounting import year_of


@dataclass(frozen=True, slots=True)
class Timing:
    """When an effect was seen and how far it is counted, all in whole months.

    ``follow_up`` is L, ``ramp`` is l (0 to L), ``programme`` is M, ``horizon`` is H, with M <= H.
    """

    follow_up: int
    ramp: int
    programme: int
    horizon: int


def effect_at(month: int, timing: Timing) -> float:
    """Return the ramp, min(1, m / l), which is 1 where the row has none.

    >>> effect_at(3, Timing(follow_up=6, ramp=6, programme=12, horizon=12))
    0.5
    """
    return 1.0 if timing.ramp == 0 else min(1.0, month / timing.ramp)


def monthly_effects(timing: Timing, during: Draws, after: Draws) -> Iterator[Draws]:
    """Yield w(m; l) for m = 1..H: a rise to the follow-up, then persistence during and after the programme.

    Args:
        timing: months.
        during: monthly persistence between the follow-up and the end of the programme, in (0, 1].
        after: monthly persistence after the programme, in (0, 1].
    """
    level: Draws = 0.0
    for month in range(1, timing.horizon + 1):
        if month > timing.programme:
            level = level * after
        elif month <= timing.follow_up:
            level = effect_at(month, timing)
        else:
            level = level * during
        yield level


def effective_months_by_year(effects: Iterator[Draws] | Sequence[Draws]) -> tuple[Draws, ...]:
    """Return the sum of w(m; l) over the months of each year, undiscounted; their sum is T0(l)."""
    years: list[Draws] = []
    for index, effect in enumerate(effects):
        if year_of(index + 1) == len(years):
            years.append(effect)
        else:
            years[-1] = years[-1] + effect
    return tuple(years)


def months_after(effects: Sequence[Draws], month: int) -> Draws:
    """Return the sum of w(m; l) over m > ``month``: what is extrapolated beyond the last follow-up."""
    total: Draws = 0.0
    for effect in effects[month:]:
        total = total + effect
    return total


def within_friction_period(effects: Iterator[Draws] | Sequence[Draws], friction_months: Draws) -> Iterator[Draws]:
    """Yield c(m) = min(w(m), max(0, F - sum of w before m)): output until the post would have been filled.

    Source: friction cost method, Koopmanschap et al. 1995, J Health Econ 14:171-189 (in months of effect).
    """
    used: Draws = 0.0
    for effect in effects:
        yield np.minimum(effect, np.maximum(0.0, friction_months - used))
        used = used + effect
