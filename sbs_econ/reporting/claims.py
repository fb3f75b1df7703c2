"""Sentences of the report that say what follows from a figure: each is fired by a test on the draws and the evidence.

A direction is claimed only where the whole 95 % interval, widened by its Monte Carlo error, lies on one side of zero.
Elsewhere the sentence says that the draws leave it open. What rests on illustrative figures says so in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sbs_econ.analysis.estimates import Estimate
from sbs_econ.reporting.cells import MINUS
from sbs_econ.reporting.compare_words import less_or_more
from sbs_econ.reporting.numbers import change_words, pounds, span

SAVES = re.compile(
    r"\b(sav(es?|ed|ings?)|pays? for itself|cost[- ]saving|cost[- ]effective|value for money)\b", re.IGNORECASE
)
"""Words that claim a saving."""
CLEAR = 1.96
"""Monte Carlo standard errors by which an end of the interval must keep clear of zero."""
MUCH = 0.005
"""The least illustrative share of a result that is said."""


class Direction(StrEnum):
    """What the draws say of the sign of a difference."""

    LOWER = "lower"
    HIGHER = "higher"
    OPEN = "open"
    NOTHING = "nothing"


class ClaimRefused(ValueError):
    """A sentence that claims more than its figure supports: a bug in the rule that wrote it."""


def direction(estimate: Estimate) -> Direction:
    """Return on which side of zero the 95 % interval lies, Monte Carlo error allowed for; open where it touches it."""
    if estimate.mean == 0.0 and estimate.sd == 0.0:
        return Direction.NOTHING
    if estimate.upper + CLEAR * estimate.upper_mc_se < 0.0:
        return Direction.LOWER
    if estimate.lower - CLEAR * estimate.lower_mc_se > 0.0:
        return Direction.HIGHER
    return Direction.OPEN


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the rule that fired it, and the figure that the rule looked at.

    Raises:
        ClaimRefused: if it speaks of a saving that the interval or the evidence does not support as said.
    """

    text: str
    rule: str
    subject: str
    estimate: Estimate
    illustrative: float
    """Share of the figure that rests on illustrative evidence, 0 to 1."""

    def __post_init__(self) -> None:
        if SAVES.search(self.text) is None:
            return
        if direction(self.estimate) is not Direction.LOWER:
            raise ClaimRefused(f"a saving is claimed where the interval reaches zero: {self.text}")
        if self.illustrative >= MUCH and "illustrative" not in self.text:
            raise ClaimRefused(f"a saving rests on illustrative figures and does not say so: {self.text}")

    @property
    def test(self) -> str:
        """The test that the rule made, in words."""
        low, high = (_digits(end) for end in (self.estimate.lower, self.estimate.upper))
        side = {Direction.LOWER: "below zero", Direction.HIGHER: "above zero", Direction.OPEN: "on both sides of zero"}
        found = direction(self.estimate)
        if found is Direction.OPEN and _one_sided(self.estimate):
            side[found] = "on one side of zero, by too few simulations to be sure"
        return (
            f"95% interval {low} to {high}: {side.get(found, 'nothing counted')}; {self.illustrative:.0%} illustrative"
        )


def _one_sided(estimate: Estimate) -> bool:
    return estimate.lower > 0 or estimate.upper < 0


def _digits(value: float) -> str:
    return (f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}").replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Cost:
    """A difference in cost to say in a sentence: who bears it, the estimate, and how much of it is illustrative."""

    bearer: str
    """As it stands in a sentence, such as "the NHS"."""
    estimate: Estimate
    illustrative: float
    people: int = 0
    """Where amounts are also said per person who starts."""
    alone: bool = False
    """Whether the bearer's own figure leaves out the cost of the programme."""


def cost_claim(cost: Cost) -> Claim:
    """Return what the draws say of a cost to someone: nothing, a clear saving, a clear cost, or left open."""
    which = direction(cost.estimate)
    writers = {
        Direction.NOTHING: _nothing, Direction.LOWER: _saving, Direction.HIGHER: _cost, Direction.OPEN: _open,
    }  # fmt: skip
    without = ", the programme's own cost left out" if cost.alone else ""
    words = f"{writers[which](cost)}{without}{_illustrative(cost.illustrative, which)}."
    return Claim(words, f"cost is {which.value}", cost.bearer, cost.estimate, cost.illustrative)


def _illustrative(share: float, which: Direction) -> str:
    """The words at the end of a sentence that rests on illustrative evidence; nothing where none does."""
    if share < MUCH or which is Direction.NOTHING:
        return ""
    return " (illustrative)" if share > 1 - MUCH else f" ({share:.0%} illustrative)"


def _nothing(cost: Cost) -> str:
    return f"No difference in cost to {cost.bearer} is counted"


def _saving(cost: Cost) -> str:
    return f"It saves {cost.bearer} {_amount(cost)}{_between(cost)}"


def _cost(cost: Cost) -> str:
    return f"It costs {cost.bearer} {_amount(cost)} more than usual support{_between(cost)}"


def _open(cost: Cost) -> str:
    e = cost.estimate
    low, high = less_or_more(e.lower, e.lower_mc_se), less_or_more(e.upper, e.upper_mc_se)
    side = "less" if e.mean < 0 else "more"
    if _one_sided(e):
        return (
            f"It probably costs {cost.bearer} {_amount(cost)} {side} (likely between {low} and {high}), but these are "
            "too few simulations to say so for certain"
        )
    return (
        f"It could cost {cost.bearer} more or less: {_amount(cost)} {side} on average, likely between {low} and "
        f"{high}, and less in {share_words(e.below_zero)} simulations"
    )


def _between(cost: Cost) -> str:
    e = cost.estimate
    if e.sd == 0.0:
        return ""
    ends = sorted(((abs(e.lower), e.lower_mc_se), (abs(e.upper), e.upper_mc_se)))
    return " (likely between {} and {})".format(*(pounds(value, error) for value, error in ends))


def _amount(cost: Cost) -> str:
    e, people = cost.estimate, cost.people
    each = f" (about {pounds(abs(e.mean) / people, e.mc_se / people)} a person)" if people else ""
    return f"about {pounds(abs(e.mean), e.mc_se)}{each}"


def share_words(share: float) -> str:
    """Return a probability as people say it.

    >>> share_words(0.057), share_words(0.0), share_words(0.9996)
    ('about 6 in 100', 'none of the', 'nearly all')
    """
    if share in (0.0, 1.0):
        return "none of the" if share == 0.0 else "all"
    if share < 0.005:
        return "fewer than 1 in 100"
    return "nearly all" if share > 0.995 else f"about {share * 100:.0f} in 100"


VERDICTS = {
    Direction.LOWER: "costs less", Direction.HIGHER: "costs more", Direction.OPEN: "could be either",
    Direction.NOTHING: "nothing counted",
}  # fmt: skip
"""What the draws say of a cost, in a table."""


def verdict(estimate: Estimate, illustrative: float, words: dict[Direction, str]) -> str:
    """Return what may be said of a difference in a cell of a table."""
    which = direction(estimate)
    return words[which] + _illustrative(illustrative, which)


@dataclass(frozen=True, slots=True)
class Consequence:
    """A difference in a quantity to say in a sentence."""

    label: str
    unit: str
    estimate: Estimate
    illustrative: float


def consequence_claim(found: Consequence) -> Claim:
    """Return what the draws say of a quantity: a change where the interval keeps clear of zero, else left open."""
    which, e = direction(found.estimate), found.estimate
    mean = change_words(e.mean, e.mc_se, found.unit)
    ends = [change_words(v, s, found.unit) for v, s in ((e.lower, e.lower_mc_se), (e.upper, e.upper_mc_se))]
    counted = {"point": "points", "SD": "standard deviations"}.get(found.unit, "")
    name = f"{found.label}{f' ({counted})' if counted and counted not in found.label.lower() else ''}"
    if _one_sided(e):
        left_open = f"{mean} (likely {span(*ends)}), but these are too few simulations to say so for certain"
    else:
        left_open = f"{mean} on average, but it may be {ends[0]} or {ends[1]}"
    words = {
        Direction.NOTHING: f"{name}: no change is counted",
        Direction.OPEN: f"{name}: {left_open}",
    }.get(which, f"{name}: {mean}" + (f" (likely {span(*ends)})" if e.sd else ""))
    said = _illustrative(found.illustrative, which)
    return Claim(f"{words}{said}.", f"quantity is {which.value}", found.label, e, found.illustrative)
