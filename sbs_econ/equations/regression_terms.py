"""The terms of a regression on several inputs, in an order from the plain to the intricate, with all interactions.

Every input has a lead (itself or its normal scores, whichever goes better with the outcomes), a bend (the square of its
lead) and curves (spline functions from the smoothest). Terms are leads, bends and curves, and products of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sbs_econ.equations.arrays import Array
from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_units import Index

CURVES = 7
"""Spline functions of one input beyond a straight line, at most."""
SURFACES = 4
"""Up to so many inputs, pairs get products of curves too."""
DRAWS_PER_TERM = 12
MOST_TERMS = 400
ADDITIVE = ("lines", "curves", "model", "model curves")
"""Names of the blocks whose terms are made of one input (or of the model's own answer)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Terms that stand or fall together: their name and, for each term, the columns that are multiplied."""

    name: str
    factors: Index
    """Indices of columns, shape (terms, factors); -1 stands for no further factor."""

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self.factors)


@dataclass(frozen=True, slots=True)
class Columns:
    """What terms are products of, shape (n, columns), and where each input's lead, bend and curves stand."""

    table: Array
    leads: tuple[int, ...]
    bends: tuple[int, ...]
    curves: tuple[tuple[int, ...], ...]


def block(name: str, products: Iterable[tuple[int, ...]], width: int) -> Block:
    """Return a block of products of columns, each of ``width`` factors or fewer."""
    rows = [(*product, *(-1,) * (width - len(product))) for product in products]
    return Block(name, np.asarray(rows, dtype=np.intp).reshape(len(rows), width))


def standardised(values: Array) -> Array:
    """Return values with mean 0 and SD 1; zeros for a constant."""
    away = values - values.mean()
    sd = float(np.sqrt(away @ away / len(away)))
    return away / sd if sd > 1e-12 * float(np.abs(values).max(initial=0.0)) else np.zeros_like(away)


def lead_of(one: Regressor, outcomes: Outcomes) -> Array:
    """Return the input or its normal scores, standardised, whichever explains more of the outcomes."""
    own = standardised(one.values)
    ranks = standardised(one.units.score[one.units.of_draw])
    scale = np.where(outcomes.squares > 0, outcomes.squares, 1.0)
    explained = [float(((lead @ outcomes.centred) ** 2 / scale).sum()) for lead in (own, ranks)]
    return own if explained[0] >= explained[1] else ranks


def columns_of(sets: Sequence[tuple[Sequence[Regressor], int]], outcomes: Outcomes) -> list[Columns]:
    """Return the columns of sets of inputs, each with so many curves of an input; all share one table."""
    widths = [[2 + min(curves, max(one.functions.table.shape[1] - 2, 0)) for one in inputs] for inputs, curves in sets]
    table = np.empty((outcomes.draws, sum(map(sum, widths))))
    found, start = [], 0
    for (inputs, _), own in zip(sets, widths, strict=True):
        places = np.cumsum([start, *own])
        for one, place, width in zip(inputs, places, own, strict=False):
            _fill(table[:, place : place + width], one, outcomes)
        leads = tuple(map(int, places[:-1]))
        curved = tuple(tuple(range(p + 2, p + width)) for p, width in zip(leads, own, strict=True))
        found.append(Columns(table, leads, tuple(p + 1 for p in leads), curved))
        start = int(places[-1])
    return found


def _fill(columns: Array, one: Regressor, outcomes: Outcomes) -> None:
    """Write the lead, the bend and the curves of an input into columns, shape (n, 2 + curves)."""
    lead = lead_of(one, outcomes)
    square = lead * lead
    columns[:, 0] = lead
    columns[:, 1] = standardised(square - lead * (square @ lead / len(lead)))
    curves = one.functions.table[:, 2 : columns.shape[1]] * np.sqrt(one.units.draws)
    columns[:, 2:] = curves[one.units.of_draw]


def additive_blocks(columns: Columns, model: bool = False) -> Iterator[Block]:
    """Yield the terms of single inputs: all leads together, then the curves of each."""
    prefix = "model " if model else ""
    yield block("model" if model else "lines", [(lead,) for lead in columns.leads], 1)
    for bend, curves in zip(columns.bends, columns.curves, strict=True):
        yield block(f"{prefix}curves", [(bend,), *((curve,) for curve in curves)], 1)


def interaction_blocks(columns: Columns) -> Iterator[Block]:
    """Yield products of different inputs, of second, third and fourth degree, then surfaces of pairs."""
    leads, bends = columns.leads, columns.bends
    every = range(len(leads))
    yield block("pairs", combinations(leads, 2), 2)
    yield block("bent pairs", ((bends[i], leads[j]) for i in every for j in every if i != j), 2)
    yield block("triples", combinations(leads, 3), 3)
    yield block("twice bent pairs", combinations(bends, 2), 2)
    yield block("bent triples", ((bends[i], leads[j], leads[k]) for i in every for j, k in _others(i, len(leads))), 3)
    yield block("quadruples", combinations(leads, 4), 4)
    if len(leads) <= SURFACES:
        yield block("surfaces", _surfaces(columns), 2)


def _others(one: int, count: int) -> Iterator[tuple[int, int]]:
    return combinations([k for k in range(count) if k != one], 2)


def _surfaces(columns: Columns) -> Iterator[tuple[int, int]]:
    """Products of the lead, bend and three curves of two inputs that are not there already."""
    functions = [
        (lead, bend, *curves[1:4])
        for lead, bend, curves in zip(columns.leads, columns.bends, columns.curves, strict=True)
    ]
    for first, second in combinations(functions, 2):
        for i, one in enumerate(first):
            yield from ((one, other) for j, other in enumerate(second) if max(i, j) > 1)


def within_budget(blocks: Iterable[Block], budget: int) -> Iterator[Block]:
    """Yield blocks in order while their terms fit; one that does not is left out, and later ones may still fit."""
    for one in blocks:
        if 0 < len(one) <= budget:
            budget -= len(one)
            yield one


def budget_of(draws: int) -> int:
    """Return how many terms draws can bear: one for every 12, at most 400."""
    return min(draws // DRAWS_PER_TERM, MOST_TERMS)


def curves_within(inputs: int, budget: int) -> int:
    """Return how many curves each input may have: about half of the budget goes to single inputs."""
    return max(0, min(CURVES, budget // (2 * max(inputs, 1)) - 2))


def values_of(one: Block, table: Array) -> Array:
    """Return the terms of a block at some draws: products of columns of ``table``, shape (draws, terms)."""
    result: Array = table[:, one.factors[:, 0]]
    for factor in one.factors.T[1:]:
        further = table[:, factor]
        result = result * (further if (factor >= 0).all() else np.where(factor >= 0, further, 1.0))
    return result
