"""Decisions whose information is valued: options, net benefits in every draw, and how many people they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.dominance import Ranked, rank
from sbs_econ.equations.expected_value import Value, perfect_information
from sbs_econ.equations.net_benefit import Standing, gains_over_best, people_discounted, standing


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a decision affects: so many people a year (or in all), for so many years, at a discount rate a year.

    ``delay`` is the years that pass before the results of a study are known; a decision in them is made without it.
    """

    people: float
    years: int = 1
    rate: float = 0.0
    delay: int = 0
    in_all: bool = False
    """Whether ``people`` are all there are, whatever the years: nothing is discounted."""

    def size(self, delayed: bool = False) -> float:
        """Return the people affected, discounted; ``delayed``: those left when the results of a study are in."""
        if self.in_all:
            return self.people * (max(self.years - self.delay, 0) / self.years if delayed else 1.0)
        return people_discounted(self.people, self.years, self.rate, self.delay if delayed else 0)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: options in order, and the net benefit of each in every draw, shape (n, options).

    ``touched`` names the inputs that can bear on it; None where that is not known. ``costs`` and ``effects`` are there
    where net benefits were made of them.
    """

    options: tuple[str, ...]
    net_benefits: Array
    wtp: float | None = None
    perspective: str | None = None
    label: str = ""
    touched: frozenset[str] | None = None
    costs: Array | None = None
    effects: Array | None = None

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.net_benefits)

    def ranked(self) -> list[Ranked] | None:
        """Return who dominates whom, where there are costs and effects."""
        if self.costs is None or self.effects is None:
            return None
        return rank([float(c) for c in self.costs.mean(axis=0)], [float(e) for e in self.effects.mean(axis=0)])

    def bears(self, names: Sequence[str]) -> bool:
        """Return whether any of the inputs can bear on the decision."""
        return self.touched is None or not self.touched.isdisjoint(names)


@dataclass(frozen=True)
class Stacked:
    """Several decisions on the same draws, with the gains of their options over the best side by side.

    ``columns`` says which columns of ``gains`` are each decision's.
    """

    decisions: tuple[Decision, ...]
    gains: Array
    columns: tuple[tuple[int, ...], ...]
    best: tuple[int, ...]
    sampler: str

    @classmethod
    def of(cls, decisions: Sequence[Decision], sampler: str) -> Stacked:
        """Return decisions side by side; the best of each is that of all draws."""
        parts, columns, best, start = [], [], [], 0
        for decision in decisions:
            option, gains = gains_over_best(decision.net_benefits)
            parts.append(gains)
            best.append(option)
            columns.append(tuple(range(start, start + gains.shape[1])))
            start += gains.shape[1]
        return cls(tuple(decisions), np.concatenate(parts, axis=1), tuple(columns), tuple(best), sampler)

    def first(self, draws: int) -> Stacked:
        """Return the same on the first draws only, the best options still those of all."""
        return self if draws >= len(self.gains) else Stacked(
            self.decisions, self.gains[:draws], self.columns, self.best, self.sampler
        )  # fmt: skip

    def perfect(self) -> list[Value]:
        """Return the value of perfect information for each decision."""
        return [perfect_information(self.gains[:, list(own)], self.sampler) for own in self.columns]

    def standings(self) -> list[Standing]:
        """Return where the options of each decision stand."""
        return [standing(decision.net_benefits, self.sampler) for decision in self.decisions]
