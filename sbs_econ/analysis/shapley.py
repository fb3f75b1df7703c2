"""How much of a change each player makes: Shapley values, exact or from sampled orders.

The players are parts of the inputs that can be swapped, the value of a coalition is the result with the coalition's
parts from the second side and all others from the first. A Shapley value is a player's contribution, averaged over
every order in which the parts could be swapped; the values add up to the whole change, and do not depend on the
order in which players are named. Source: Shapley 1953, Contributions to the Theory of Games II:307-317; sampled
orders as Castro, Gomez and Tejada 2009, Computers and Operations Research 36:1726-1730.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Generic, TypeVar

import numpy as np

from sbs_econ.equations.arrays import Draws

P = TypeVar("P")
EXACT_PLAYERS = 8
"""Up to so many players every coalition is valued: 2^8 = 256."""
ORDERS = 64
"""Orders that are sampled for more players, each with its reverse."""


class Game(Generic[P]):
    """A value for each coalition, made once: a number, or one number per draw."""

    def __init__(self, players: Sequence[P], value: Callable[[frozenset[P]], Draws]) -> None:
        self.players = tuple(players)
        self._value = value
        self._known: dict[frozenset[P], Draws] = {}

    def value(self, coalition: Iterable[P]) -> Draws:
        """Return the value of a coalition."""
        members = frozenset(coalition)
        if members not in self._known:
            self._known[members] = self._value(members)
        return self._known[members]

    def adds(self, player: P, coalition: frozenset[P]) -> Draws:
        """Return what a player adds to a coalition that it is not in."""
        return self.value(coalition | {player}) - self.value(coalition)

    @property
    def whole(self) -> Draws:
        """The change to be shared out: everything swapped, minus nothing swapped."""
        return self.value(self.players) - self.value(())

    @property
    def valued(self) -> int:
        """Coalitions valued so far."""
        return len(self._known)


@dataclass(frozen=True, slots=True)
class Share:
    """One player's part of the change."""

    part: Draws
    alone: Draws
    """Its part if it is swapped first, before any other."""
    last: Draws
    """Its part if it is swapped last, after all others."""
    sampling_se: float = 0.0
    """Standard error from sampling orders, of the mean part; 0 where every coalition was valued."""


def shares(game: Game[P], orders: Sequence[Sequence[P]] | None = None) -> dict[P, Share]:
    """Return each player's share: exact, or the average over ``orders`` where they are given."""
    if orders is None:
        return {player: _share(game, player, exact_part(game, player)) for player in game.players}
    return _from_orders(game, orders)


def _share(game: Game[P], player: P, part: Draws, sampling_se: float = 0.0) -> Share:
    others = frozenset(game.players) - {player}
    return Share(part, game.adds(player, frozenset()), game.adds(player, others), sampling_se)


def exact_part(game: Game[P], player: P) -> Draws:
    """Return a player's Shapley value.

    >>> game = Game("ab", lambda s: {"": 0.0, "a": 1.0, "b": 2.0, "ab": 6.0}["".join(sorted(s))])
    >>> exact_part(game, "a"), exact_part(game, "b")
    (2.5, 3.5)
    """
    others = [other for other in game.players if other != player]
    count = len(game.players)
    total: Draws = 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for coalition in combinations(others, size):
            total = total + game.adds(player, frozenset(coalition)) * weight
    return total


def sampled_orders(players: Sequence[P], count: int = ORDERS, seed: int = 1) -> list[tuple[P, ...]]:
    """Return ``count`` random orders, each followed by its reverse: early and late places are balanced."""
    stream = np.random.default_rng([seed, len(players)])
    orders: list[tuple[P, ...]] = []
    for _ in range(count):
        order = tuple(players[int(place)] for place in stream.permutation(len(players)))
        orders += [order, order[::-1]]
    return orders


def _from_orders(game: Game[P], orders: Sequence[Sequence[P]]) -> dict[P, Share]:
    """Average over orders; within each the parts telescope to the whole, so the averages add up to it too."""
    sums: dict[P, Draws] = dict.fromkeys(game.players, 0.0)
    means: dict[P, list[float]] = {player: [] for player in game.players}
    for order in orders:
        for player, added in _along(game, order):
            sums[player] = sums[player] + added
            means[player].append(float(np.mean(added)))
    return {
        player: _share(game, player, sums[player] / len(orders), _pair_error(means[player])) for player in game.players
    }


def _along(game: Game[P], order: Sequence[P]) -> Iterator[tuple[P, Draws]]:
    before: frozenset[P] = frozenset()
    for player in order:
        yield player, game.adds(player, before)
        before |= {player}


def _pair_error(means: Sequence[float]) -> float:
    """Return the standard error over pairs of an order and its reverse, which are independent of each other."""
    pairs = np.asarray(means).reshape(-1, 2).mean(axis=1)
    return float(np.std(pairs, ddof=1) / np.sqrt(len(pairs))) if len(pairs) > 1 else 0.0
