"""Whether a fit is right about the draws: what is left over by level, and by products of inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from sbs_econ.equations.regression import Fit, Outcomes

LEVELS = 20
"""Parts of the draws, by expected outcome, in which residuals must average to zero."""
FEWEST = 25
"""Draws in each of them, at least."""
DOUBTFUL = 0.001
"""A check that fails less often than this by chance alone casts doubt on a fit."""
MATTERS = 0.005
"""Shares of the variance below this do not, however surely they are there."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What a fit leaves over.

    ``levels_p_value``: of the mean residuals by level of the expected outcome. ``interactions_p_value``: of the
    products of inputs that the fit includes; ``interactions_explained``: their share of the variance.
    ``left_over``: the strongest product of two inputs among the residuals, 1 being the most that chance allows.
    """

    explained: float
    edf: float
    terms: int
    levels_p_value: float | None
    levels_missed: float
    """Share of the variance that mean residuals by level amount to."""
    interactions_explained: float | None
    interactions_p_value: float | None
    left_over: float | None
    products_missed: float
    """Share of the variance that the strongest product among the residuals amounts to."""

    @property
    def doubtful(self) -> bool:
        """Whether something is left over that chance does not explain, and that is large enough to matter."""
        by_level = self.levels_p_value is not None and self.levels_p_value < DOUBTFUL
        by_product = self.left_over is not None and self.left_over > 1.0
        return (by_level and self.levels_missed > MATTERS) or (by_product and self.products_missed > MATTERS)


def checks_of(fit: Fit, outcomes: Outcomes, columns: Sequence[int]) -> Checks:
    """Return the checks of a fit for some of its outcomes: the worst of each."""
    chosen = list(columns)
    by_level = [found for c in chosen if (found := by_levels(fit, outcomes, c)) is not None]
    products, unexplained = fit.interactions, float((1.0 - fit.explained[chosen]).max())
    return Checks(
        explained=float(fit.explained[chosen].max()),
        edf=float(fit.edf[chosen].max()),
        terms=fit.terms,
        levels_p_value=min(1.0, min(p for p, _ in by_level) * len(by_level)) if by_level else None,
        levels_missed=max((share for _, share in by_level), default=0.0) * unexplained,
        interactions_explained=None if products is None else products.explained,
        interactions_p_value=None if products is None else products.p_value,
        left_over=fit.left_over,
        products_missed=fit.left_over_share * unexplained,
    )


def by_levels(fit: Fit, outcomes: Outcomes, column: int) -> tuple[float, float] | None:
    """Return what mean residuals by level of the expected outcome amount to; None where it is constant.

    Two numbers: the p-value against none, and their share of the residual variance.

    Draws are parted into up to 20 of equal size by expected outcome; sum n_b r_b^2 / s_b^2 is set against chi-squared.
    """
    expected, n = fit.fitted[:, column], outcomes.draws
    parts = min(LEVELS, n // FEWEST)
    if parts < 3 or np.ptp(expected) == 0.0:
        return None
    order = np.argsort(expected, kind="stable")
    residuals = (outcomes.columns[:, column] - expected)[order]
    starts = np.arange(parts) * n // parts
    sizes = np.diff(np.append(starts, n))
    means = np.add.reduceat(residuals, starts) / sizes
    variance = np.add.reduceat(residuals**2, starts) / sizes - means**2
    real = variance > 1e-12 * float(outcomes.squares[column]) / n
    if not real.any():
        return None
    statistic = float((sizes * means**2)[real] @ (1.0 / variance[real]))
    degrees = int(real.sum())
    return float(chdtrc(degrees, statistic)), max(statistic - degrees, 0.0) / n
