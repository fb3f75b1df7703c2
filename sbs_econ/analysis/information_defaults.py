"""What is assumed about a survey and about whom a decision affects, unless it is said. All of it is illustrative."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a follow-up survey, and of the decision that it is for."""

    sizes: tuple[int, ...] = (50, 100, 200, 400, 800, 1600)
    """People who start it, in each group."""
    attrition: float = 0.35
    """Share of them lost before the follow-up."""
    cost_per_respondent: float = 40.0
    """GBP for each person who starts it."""
    fixed_cost: float = 10_000.0
    """GBP for a survey without a comparison group."""
    controlled_fixed_cost: float = 40_000.0
    """GBP for one with a comparison group."""
    prior_n: float = 200.0
    """People whose answers the present uncertainty is worth."""
    years: int = 5
    """Years that the decision stands."""
    delay: int = 1
    """Years until the results of a study are in."""


ASSUMED = Terms()
