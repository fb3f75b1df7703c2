"""The cluster bootstrap with imputation inside each replicate, in blocks that any worker can do.

Whole groups are drawn with replacement; each replicate is then imputed from itself, twice or more. Bootstrap first,
impute second is valid where models are wrong or uncongenial (Bartlett, Hughes 2020, Statistical Methods in Medical
Research 29:3533); the variance is split into that between replicates and that within them (von Hippel, Bartlett 2021,
Statistical Science 36:400), so that a few imputations are enough. A replicate's random numbers belong to its number
alone: blocks, workers and resumption change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import AnyArray, Array
from sbs_econ.survey.imputation import Chain, impute
from sbs_econ.survey.statistics import Measure, statistics, variances

BLOCK = 20
"""Replicates of one block."""
POINT = 40
"""Imputations of the people as they are, which the estimate itself is the mean of."""


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that a block needs."""

    chain: Chain
    measure: Measure
    cluster: AnyArray
    """Cluster of each person."""
    replicates: int
    imputations: int
    seed: int

    @property
    def blocks(self) -> int:
        """Return how many blocks of replicates there are; two more follow."""
        return -(-self.replicates // BLOCK)

    @property
    def numbers(self) -> range:
        """Return the numbers of all blocks: replicates, then the people as they are, then Rubin's rules."""
        return range(self.blocks + 2)

    def block(self, number: int) -> Array:
        """Return the statistics of a block, shape (replicates, imputations, statistics)."""
        if number >= self.blocks:
            return self._as_they_are(proper=number > self.blocks)
        numbers = range(number * BLOCK, min((number + 1) * BLOCK, self.replicates))
        streams = [np.random.default_rng([self.seed, 31415, replicate]) for replicate in numbers]
        weights = np.stack([self._weights(stream) for stream in streams])
        found = []
        for _ in range(self.imputations):
            uniforms = np.stack([stream.random(self.chain.uniforms) for stream in streams])
            found.append(statistics(self.measure, impute(self.chain, weights, uniforms), weights))
        return np.stack(found, axis=1)

    def _as_they_are(self, proper: bool) -> Array:
        """Return the statistics of imputations of the sample itself, shape (1, imputations, statistics).

        Proper ones, for Rubin's rules, draw the people that models are fitted to anew for each (the approximate
        Bayesian bootstrap), and hold the variance of each item's change after the statistics.
        """
        stream = np.random.default_rng([self.seed, 27182 if proper else 14142])
        people = len(self.cluster)
        ones = np.ones((POINT, people))
        fitted_to = ones
        if proper:
            fitted_to = stream.multinomial(people, np.full(people, 1 / people), size=POINT).astype(float)
        completed = impute(self.chain, fitted_to, stream.random((POINT, self.chain.uniforms)))
        found = statistics(self.measure, completed, ones)
        if proper:
            found = np.concatenate([found, variances(self.measure, completed, self.cluster)], axis=1)
        return found[None]

    def _weights(self, stream: np.random.Generator) -> Array:
        clusters = int(self.cluster.max()) + 1
        drawn = stream.multinomial(clusters, np.full(clusters, 1 / clusters))
        return np.asarray(drawn[self.cluster], dtype=float)


@dataclass(frozen=True, slots=True)
class Found:
    """Statistics of the replicates (replicates, imputations, statistics), of the sample itself and of Rubin's rules."""

    replicates: Array
    point: Array
    """Shape (imputations, statistics)."""
    rubin: Array
    """Shape (imputations, statistics and then variances of changes)."""


def gathered(task: Task, done: dict[int, Array], results: Iterable[tuple[int, Array]]) -> Found:
    """Return what the blocks found, in their order."""
    done.update(results)
    replicates = np.concatenate([done[number] for number in range(task.blocks)])
    return Found(replicates, done[task.blocks][0], done[task.blocks + 1][0])


def in_turn(task: Task, numbers: Iterable[int]) -> Iterator[tuple[int, Array]]:
    """Yield blocks one after another, without workers."""
    for number in numbers:
        yield number, task.block(number)


Runner = Callable[[Task, Iterable[int]], Iterator[tuple[int, Array]]]
"""What does blocks: in turn, or on workers."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimates with the parts of their variance, each of shape (statistics,)."""

    mean: Array
    between: Array
    """Variance between replicates: of the estimate with any number of imputations."""
    within: Array
    """Variance between imputations of one replicate."""
    replicates: int
    imputations: int

    @property
    def se(self) -> Array:
        """Return standard errors, with the little that finitely many replicates add."""
        noise = self.within / (self.replicates * self.imputations)
        return np.sqrt(self.between * (1 + 1 / self.replicates) + noise)


def pooled(found: Array) -> Pooled:
    """Return the estimates of replicates by imputations (von Hippel, Bartlett 2021, section 3).

    With MSB and MSW the mean squares between and within replicates of ``found`` (replicates, imputations, statistics),
    the variance between replicates is (MSB - MSW) / imputations.
    """
    replicates, imputations, _ = found.shape
    by_replicate = found.mean(1)
    within = ((found - by_replicate[:, None]) ** 2).sum((0, 1)) / (replicates * (imputations - 1))
    between = imputations * by_replicate.var(0, ddof=1)
    variance = np.maximum((between - within) / imputations, 0.0)
    return Pooled(by_replicate.mean(0), variance, within, replicates, imputations)
