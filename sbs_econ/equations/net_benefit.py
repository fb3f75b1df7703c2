"""Net benefits of options and what they say about a decision: which is best, how surely, and what being wrong costs.

Options stand in the order given; where two are equal the first is taken, in a draw and on average alike.
Sources: Fenwick, Claxton and Sculpher 2001, Health Economics 10:779-787 (acceptability curve and frontier); Eckermann
and Willan 2007, Health Economics 16:195-209 (expected loss).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.expected_value import mean_error


def net_benefit(costs: Array, effects: Array, wtp: float) -> Array:
    """Return net monetary benefits, wtp times effect minus cost, shape (n, options).

    >>> net_benefit(np.array([[100.0]]), np.array([[0.01]]), 20_000.0)
    array([[100.]])
    """
    return np.asarray(wtp * effects - costs, dtype=np.float64)


def best_on_average(net_benefits: Array) -> int:
    """Return the index of the option with the largest mean; the first of those that are equal."""
    return int(net_benefits.mean(axis=0).argmax())


def gains_over_best(net_benefits: Array) -> tuple[int, Array]:
    """Return the option that is best on average, and what every other gains over it, shape (n, options - 1)."""
    best = best_on_average(net_benefits)
    others = [option for option in range(net_benefits.shape[1]) if option != best]
    return best, np.asarray(net_benefits[:, others] - net_benefits[:, [best]])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where options stand at one willingness to pay; one entry an option, each with its standard error."""

    best: int
    means: tuple[float, ...]
    mean_errors: tuple[float, ...]
    probability_best: tuple[float, ...]
    """Share of draws in which the option is best: a point of the acceptability curve."""
    probability_errors: tuple[float, ...]
    expected_loss: tuple[float, ...]
    """Mean shortfall from the best option of each draw; that of the best on average is the EVPI."""
    loss_errors: tuple[float, ...]
    margin: float
    """What the best gains over the next best on average."""
    margin_error: float

    @property
    def frontier(self) -> float:
        """Probability that the option that is best on average is best: a point of the acceptability frontier."""
        return self.probability_best[self.best]

    @property
    def tied(self) -> bool:
        """Whether the best and the next best cannot be told apart at these draws."""
        return abs(self.margin) <= 1.96 * self.margin_error


def standing(net_benefits: Array, sampler: str = "mc") -> Standing:
    """Return where options stand, net benefits of shape (n, options)."""
    count = net_benefits.shape[1]
    winner = net_benefits.argmax(axis=1)
    wins = [(winner == option).astype(np.float64) for option in range(count)]
    losses = net_benefits.max(axis=1)[:, None] - net_benefits
    means = net_benefits.mean(axis=0)
    best = int(means.argmax())
    margin = _margin(net_benefits, means, best)
    return Standing(
        best=best,
        means=tuple(map(float, means)),
        mean_errors=tuple(mean_error(net_benefits[:, option], sampler) for option in range(count)),
        probability_best=tuple(float(win.mean()) for win in wins),
        probability_errors=tuple(mean_error(win, sampler) for win in wins),
        expected_loss=tuple(map(float, losses.mean(axis=0))),
        loss_errors=tuple(mean_error(losses[:, option], sampler) for option in range(count)),
        margin=float(margin.mean()),
        margin_error=mean_error(margin, sampler),
    )


def _margin(net_benefits: Array, means: Array, best: int) -> Array:
    others = means.copy()
    others[best] = -np.inf
    return np.asarray(net_benefits[:, best] - net_benefits[:, int(others.argmax())])


def people_discounted(people: float, years: int, rate: float, delay: int = 0) -> float:
    """Return the people whom a decision affects over its horizon, each at the discount factor of their year.

    The first year is undiscounted: sum over t = delay..years-1 of people / (1 + rate)^t.

    >>> round(people_discounted(46_000, 10, 0.035), 6)
    395953.579408
    """
    return float(sum(people / (1.0 + rate) ** year for year in range(delay, years)))
