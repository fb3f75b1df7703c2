"""What a follow-up survey would show: summaries of its data in every draw, for an uncontrolled and a controlled design.

*Uncontrolled*: people are asked when they start and again later. Their answers tell of baselines and of the raw
before-after change; nothing in them tells what would have happened anyway, so attribution keeps its prior.
*Controlled*: as many people again are asked who do not take part. Their change is the part of the raw change that would
have happened anyway, so that the two together tell of the attributable change.

The answers of n people are summarised by their mean, which is normal about the truth (for ratios and for baselines
above zero on the log scale) with the standard error of the prior times sqrt(n0 / n): the prior is taken to be worth n0
people. Where the SD of a person's answer is given, it is that over sqrt(n) instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from sbs_econ.analysis.information_decision import Stacked
from sbs_econ.analysis.information_items import CAUSAL_SHARE, Item
from sbs_econ.analysis.information_source import Scenarios
from sbs_econ.equations.arrays import Array
from sbs_econ.equations.sampling import BLOCK, generator

BEFORE, WITH, WITHOUT, BETWEEN = "before", "with the programme", "without the programme", "difference between arms"
POOLED = "share without the programme: "


class Design(StrEnum):
    """Whether there is a comparison group."""

    UNCONTROLLED = "uncontrolled"
    CONTROLLED = "controlled"

    @property
    def arms(self) -> int:
        """Groups of people who are asked."""
        return 2 if self is Design.CONTROLLED else 1


@dataclass(frozen=True, slots=True)
class Answering:
    """How well people answer: what the prior is worth in people, their share lost, and SDs of a person's answer."""

    prior_people: float
    lost: float
    person_sd: Mapping[str, float]
    seed: int


@dataclass(frozen=True)
class Summaries:
    """What a survey of one design would show in every draw, at any size."""

    design: Design
    items: tuple[Item, ...]
    truth: Mapping[str, Array]
    """Draws of the quantities that items are about, shape (draws,) each."""
    logged: frozenset[str]
    """Quantities whose summaries are on the log scale."""
    answers: Answering

    @property
    def measured(self) -> tuple[str, ...]:
        """Quantities that the survey tells of, sorted."""
        names: set[str | None] = set()
        for item in self.items:
            names.add(item.baseline)
            if self.design is Design.CONTROLLED:
                names |= {item.change, *item.factors}
            elif not item.controlled:
                names.add(item.change)
        return tuple(sorted(name for name in names if name is not None and np.ptp(self.truth[name]) > 0))

    def columns(self, people: int) -> dict[str, Array]:
        """Return the summaries of a survey that starts with ``people`` (in each arm, where there are two)."""
        found: dict[str, Array] = {}
        left = people * (1.0 - self.answers.lost)
        for item in self.items:
            if item.baseline is not None:
                found |= self._mean(item.baseline, people * self.design.arms, BEFORE)
            if not item.controlled:
                found |= self._mean(item.change, left, WITH)
            if self.design is Design.CONTROLLED and item.controlled:
                found |= self._mean(item.change, left / 2.0, BETWEEN)
            elif self.design is Design.CONTROLLED:
                found |= self._mean(item.change, left, WITHOUT, self.background(item))
        return found | dict(self._pooled(found)) if self.design is Design.CONTROLLED else found

    def background(self, item: Item) -> Array:
        """Return the change that a comparison group would show: that part of the raw change that is not attributed."""
        null = 1.0 if item.ratio else 0.0
        kept = 1.0 - self.truth[CAUSAL_SHARE] if item.factors == (CAUSAL_SHARE,) else 0.0
        if item.factors != (CAUSAL_SHARE,):
            attributed: Array | float = 1.0
            for factor in item.factors:
                attributed = attributed * (1.0 - self.truth[factor])
            kept = 1.0 - attributed
        return np.asarray(null + (self.truth[item.change] - null) * kept)

    def tells(self, name: str, found: Mapping[str, Array]) -> Array | None:
        """Return the one summary that tells most of a quantity; None if there is none."""
        for what in (BEFORE, WITH, BETWEEN):
            if f"{name} {what}" in found:
                return found[f"{name} {what}"]
        pooled = (key for key in found if key.startswith(POOLED) and name in key.removeprefix(POOLED).split(", "))
        key = next(pooled, None)
        return None if key is None else found[key]

    def _mean(self, name: str, people: float, what: str, truth: Array | None = None) -> dict[str, Array]:
        error = self._error(name, people)
        if error == 0.0:
            return {}
        about = self.truth[name] if truth is None else truth
        noise = noise_of(self.answers.seed, f"survey: {name} {what}", len(about))
        return {f"{name} {what}": (np.log(about) if name in self.logged else about) + error * noise}

    def _error(self, name: str, people: float) -> float:
        """Return the standard error of the mean of so many people, on the scale of the summary."""
        truth, given = self.truth[name], self.answers.person_sd.get(name)
        if given is not None:
            return given / (float(truth.mean()) if name in self.logged else 1.0) / float(np.sqrt(people))
        prior = float(np.std(np.log(truth) if name in self.logged else truth))
        return prior * float(np.sqrt(self.answers.prior_people / people))

    def _pooled(self, found: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """Yield, for items that share their factors, the change without the programme as a share of that with it."""
        for factors in dict.fromkeys(item.factors for item in self.items if item.factors):
            sharing = [item for item in self.items if item.factors == factors and f"{item.change} {WITH}" in found]
            if not sharing:
                continue
            top, bottom = np.zeros(1), np.zeros(1)
            for item in sharing:
                both = [found[f"{item.change} {arm}"] for arm in (WITH, WITHOUT)]
                treated, other = (np.expm1(mean) if item.change in self.logged else mean for mean in both)
                weight = self._error(item.change, 1.0) ** -2
                top, bottom = top + weight * treated * other, bottom + weight * treated**2
            yield f"{POOLED}{', '.join(factors)}", top / bottom


def summaries(
    source: Scenarios, design: Design, items: Sequence[Item], answers: Answering, stacked: Stacked
) -> Summaries:
    """Return what a survey would show of what bears on the decisions, for as many draws as there are of these.

    An uncontrolled survey leaves out what only a comparison group can tell.
    """
    draws, bearing = len(stacked.gains), [_bearing(item, stacked) for item in items]
    kept = tuple(i for i in bearing if i and (design is Design.CONTROLLED or not i.controlled or i.baseline))
    names = {name for item in kept for name in (item.change, item.baseline, *item.factors) if name is not None}
    uncertain = set(source.names)
    truth = source.columns(sorted(names & uncertain), draws)
    fixed = source.scenarios[0].quantities
    truth |= {name: np.full(draws, fixed[name].value) for name in sorted(names - uncertain)}
    ratios = {item.change for item in kept if item.ratio}
    levels = {item.baseline for item in kept if item.baseline is not None}
    logged = frozenset(name for name in ratios | levels if truth[name].min() > 0.0)
    return Summaries(design, kept, truth, logged, answers)


def _bearing(item: Item, stacked: Stacked) -> Item | None:
    """Return an item without its baseline where that bears on no decision; None where nothing of it does."""
    names = (item.change, *item.factors)
    if item.baseline is not None and any(decision.bears((item.baseline,)) for decision in stacked.decisions):
        return item
    return replace(item, baseline=None) if any(decision.bears(names) for decision in stacked.decisions) else None


def noise_of(seed: int, name: str, draws: int) -> Array:
    """Return standard normal noise for a name, the same for the same draw however many there are."""
    parts = [
        generator(seed, name, block).standard_normal(min(BLOCK, draws - block * BLOCK))
        for block in range(-(-draws // BLOCK))
    ]
    return np.concatenate(parts)
