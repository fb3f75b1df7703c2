"""Which options are dominated, and the cost of one more unit of effect along those that are not.

Source: Drummond, Sculpher, Claxton, Stoddart and Torrance 2015, Methods for the Economic Evaluation of Health Care
Programmes, 4th edition, section 5.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Status(StrEnum):
    """Where an option stands among the others, by its mean cost and effect."""

    FRONTIER = "frontier"
    DOMINATED = "dominated"
    EXTENDED = "extendedly_dominated"
    EQUAL = "equal"
    """The same cost and effect as an option before it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An option on the cost-effectiveness frontier, or off it.

    ``against`` is the next cheaper option on the frontier (its index), ``icer`` the extra cost for each extra unit of
    effect against it; both are None for the cheapest on the frontier and for options off it.
    """

    status: Status
    against: int | None = None
    extra_cost: float | None = None
    extra_effect: float | None = None
    icer: float | None = None


def rank(costs: Sequence[float], effects: Sequence[float]) -> list[Ranked]:
    """Return the status of every option by its mean cost and mean effect, in the order given.

    An option is dominated if another costs no more and does no less, and is better in one of the two; extendedly
    dominated if a mixture of two others is. An option exactly on the line between two others stays on the frontier.

    >>> [r.status.value for r in rank([0.0, 10.0, 20.0], [0.0, 1.0, 1.0])]
    ['frontier', 'frontier', 'dominated']
    >>> rank([0.0, 10.0], [0.0, 2.0])[1].icer
    5.0
    """
    points = list(zip(costs, effects, strict=True))
    found: dict[int, Status] = {}
    for index, point in enumerate(points):
        if any(_dominates(other, point) for other in points):
            found[index] = Status.DOMINATED
        elif point in points[:index]:
            found[index] = Status.EQUAL
    frontier = sorted((i for i in range(len(points)) if i not in found), key=lambda i: points[i])
    kept = _convex(points, frontier)
    found |= dict.fromkeys((i for i in frontier if i not in kept), Status.EXTENDED)
    ranked = [Ranked(found.get(index, Status.FRONTIER)) for index in range(len(points))]
    for before, index in pairwise(kept):
        ranked[index] = _step(points, before, index)
    return ranked


def _dominates(other: tuple[float, float], point: tuple[float, float]) -> bool:
    return other[0] <= point[0] and other[1] >= point[1] and other != point


def _convex(points: Sequence[tuple[float, float]], frontier: Sequence[int]) -> list[int]:
    """Leave out options that lie above the line between a cheaper and a dearer one."""
    kept: list[int] = []
    for index in frontier:
        while len(kept) > 1 and _above(points[kept[-2]], points[kept[-1]], points[index]):
            kept.pop()
        kept.append(index)
    return kept


def _above(low: tuple[float, float], middle: tuple[float, float], high: tuple[float, float]) -> bool:
    """Whether the middle option's extra cost per effect exceeds that of going on to the high one."""
    return (middle[0] - low[0]) * (high[1] - middle[1]) > (high[0] - middle[0]) * (middle[1] - low[1])


def _step(points: Sequence[tuple[float, float]], before: int, index: int) -> Ranked:
    cost, effect = (points[index][k] - points[before][k] for k in (0, 1))
    return Ranked(Status.FRONTIER, before, cost, effect, cost / effect)
