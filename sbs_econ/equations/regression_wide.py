"""Products of inputs that residuals point to: for large groups, where not all can be tried, and as a check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression_terms import Block, Columns, block

MOST_PAIRS = 60
MOST_TRIPLES = 30
FROM_PAIRS = 10
"""Pairs that triples are made of."""
ENOUGH = 32_768
"""Draws that are looked at for products, at most: a product that matters shows in so many."""
TOGETHER = 10
"""Products in a block, strongest first, so that the weak ones fall without the strong."""


@dataclass(frozen=True, slots=True)
class Screened:
    """Pairs of inputs whose product goes with the residuals more than chance allows, strongest first."""

    pairs: tuple[tuple[int, int], ...]
    strongest: float
    """Largest |t| of any pair; under chance alone rarely beyond ``limit``."""
    limit: float


def screen_pairs(leads: Array, residuals: Array) -> Screened:
    """Return the pairs of inputs whose product goes with the residuals.

    Args:
        leads: standardised, shape (n, inputs).
        residuals: of an additive fit, shape (n, m).
    """
    leads, residuals = leads[:ENOUGH], residuals[:ENOUGH]
    count = leads.shape[1]
    strength = np.zeros((count, count))
    for residual in residuals.T:
        scale = float(np.sqrt(residual @ residual))
        if scale > 0:
            strength = np.maximum(strength, np.abs(leads.T @ (residual[:, None] * leads)) / scale)
    sizes = np.sqrt(np.maximum((leads**2).T @ (leads**2) / len(leads), 1e-12))
    one, two = np.triu_indices(count, k=1)
    found = (strength / sizes)[one, two]
    limit = _limit(len(found))
    order = np.argsort(-found, kind="stable")[:MOST_PAIRS]
    pairs = tuple((int(one[k]), int(two[k])) for k in order if found[k] > limit)
    return Screened(pairs, float(found.max(initial=0.0)), limit)


def _limit(tests: int) -> float:
    """The size that the largest of so many independent normal scores hardly exceeds."""
    return float(np.sqrt(2.0 * np.log(max(tests, 2)))) + 0.5


def screened_blocks(columns: Columns, residuals: Array) -> Iterator[Block]:
    """Yield products of pairs that residuals point to, then of such a pair and a third input.

    Args:
        columns: of the inputs.
        residuals: of a fit without them, shape (n, m).
    """
    leads = columns.table[:, list(columns.leads)]
    pairs = screen_pairs(leads, residuals).pairs
    yield from _in_tens("pairs", [(columns.leads[i], columns.leads[j]) for i, j in pairs], 2)
    triples = _triples(leads, residuals, pairs[:FROM_PAIRS])
    yield from _in_tens("triples", [tuple(columns.leads[i] for i in triple) for triple in triples], 3)


def _in_tens(name: str, products: list[tuple[int, ...]], width: int) -> Iterator[Block]:
    for start in range(0, len(products), TOGETHER):
        yield block(name, products[start : start + TOGETHER], width)


def _triples(leads: Array, residuals: Array, pairs: tuple[tuple[int, int], ...]) -> list[tuple[int, ...]]:
    leads, residuals = leads[:ENOUGH], residuals[:ENOUGH]
    found: dict[tuple[int, ...], float] = {}
    limit = _limit(max(len(pairs), 1) * leads.shape[1])
    for i, j in pairs:
        product = leads[:, i] * leads[:, j]
        sizes = np.sqrt(np.maximum((product[:, None] * leads).var(axis=0), 1e-12))
        for residual in residuals.T:
            scale = float(np.sqrt(residual @ residual)) or np.inf
            scores = np.abs((residual * product) @ leads) / scale / sizes
            for k in np.flatnonzero(scores > limit):
                if k not in (i, j):
                    key = tuple(sorted((i, j, int(k))))
                    found[key] = max(found.get(key, 0.0), float(scores[k]))
    return sorted(found, key=lambda key: (-found[key], key))[:MOST_TRIPLES]
