"""Shapley values: known games, and what must hold of any game."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbs_econ.analysis.shapley import Game, exact_part, sampled_orders, shares

PLAYERS = "abcd"


def random_game(count, seed, draws=5):
    """A game with any interaction: every coalition has draws of its own."""
    stream = np.random.default_rng(seed)
    players = tuple(range(count))
    worth = {
        frozenset(s): stream.normal(size=draws) for k in range(count + 1) for s in itertools.combinations(players, k)
    }
    return Game(players, lambda coalition: worth[coalition])


def test_glove_game():
    # One left glove (a), two right ones (b, c); a pair is worth 1: 2/3, 1/6, 1/6 (Shapley's own example).
    game = Game("abc", lambda s: float("a" in s and bool(s & {"b", "c"})))
    found = shares(game)
    assert [round(found[player].part, 12) for player in "abc"] == [round(x, 12) for x in (2 / 3, 1 / 6, 1 / 6)]


def test_product_of_two_changes_is_shared_evenly():
    # 10 x 5 becomes 12 x 8: 46 = 2 x (5 + 8) / 2 + 3 x (10 + 12) / 2.
    game = Game(("use", "price"), lambda s: (12.0 if "use" in s else 10.0) * (8.0 if "price" in s else 5.0))
    found = shares(game)
    assert (found["use"].part, found["price"].part) == (13.0, 33.0)
    assert (found["use"].alone, found["use"].last) == (10.0, 16.0)


@given(count=st.integers(1, 6), seed=st.integers(0, 10_000))
def test_parts_add_up_in_every_draw(count, seed):
    game = random_game(count, seed)
    total = sum(share.part for share in shares(game).values())
    np.testing.assert_allclose(total, game.whole, rtol=0, atol=1e-9)


@given(count=st.integers(2, 6), seed=st.integers(0, 10_000))
def test_order_of_the_players_does_not_matter(count, seed):
    game = random_game(count, seed)
    other = Game(game.players[::-1], game.value)
    for player in game.players:
        np.testing.assert_allclose(exact_part(game, player), exact_part(other, player), rtol=0, atol=1e-12)


@given(seed=st.integers(0, 10_000))
def test_player_that_adds_nothing_is_exactly_zero(seed):
    inner = random_game(3, seed)
    game = Game((*inner.players, "idle"), lambda s: inner.value(s - {"idle"}))
    assert np.all(shares(game)["idle"].part == 0.0)


@given(seed=st.integers(0, 10_000))
def test_alike_players_have_alike_parts(seed):
    worth = np.random.default_rng(seed).normal(size=5)
    found = shares(Game(PLAYERS, lambda s: float(worth[len(s)])))
    assert len({round(share.part, 10) for share in found.values()}) == 1


def test_all_orders_give_the_exact_value():
    game = random_game(4, 3)
    every = list(itertools.permutations(game.players))
    averaged = shares(game, [order for pair in zip(every, (o[::-1] for o in every), strict=True) for order in pair])
    for player, share in shares(game).items():
        np.testing.assert_allclose(averaged[player].part, share.part, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_sampled_orders_agree_with_the_exact_value_within_their_error(seed):
    game = random_game(6, seed, draws=1)
    exact, sampled = shares(game), shares(game, sampled_orders(game.players, 400, seed))
    assert math.isclose(sum(float(s.part[0]) for s in sampled.values()), float(game.whole[0]), abs_tol=1e-9)
    for player, share in sampled.items():
        assert abs(float(share.part[0] - exact[player].part[0])) <= 5 * share.sampling_se
        assert share.sampling_se > 0


def test_sampled_orders_of_a_sum_are_exact():
    game = Game(PLAYERS, lambda s: float(sum(ord(player) for player in s)))
    for player, share in shares(game, sampled_orders(game.players, 3)).items():
        assert share.part == pytest.approx(ord(player), abs=1e-12)
        assert share.sampling_se == 0.0


def test_each_coalition_is_valued_once():
    game = random_game(5, 1)
    shares(game)
    assert game.valued == 2**5
