"""Terms of a regression and the products that residuals point to: which there are, and how they are counted."""

import math
from itertools import combinations

import numpy as np
import pytest

from sbs_econ.equations.regression import Outcomes, Regressor
from sbs_econ.equations.regression_sums import Terms
from sbs_econ.equations.regression_terms import (
    Columns,
    additive_blocks,
    block,
    budget_of,
    columns_of,
    curves_within,
    interaction_blocks,
    lead_of,
    standardised,
    values_of,
    within_budget,
)
from sbs_econ.equations.regression_wide import screen_pairs, screened_blocks

close = pytest.approx


def columns_for(inputs, curves=3):
    """Places of leads, bends and curves of so many inputs, one after the other."""
    each = 2 + curves
    starts = range(0, inputs * each, each)
    return Columns(
        np.empty((0, inputs * each)), tuple(starts), tuple(s + 1 for s in starts),
        tuple(tuple(range(s + 2, s + each)) for s in starts),
    )  # fmt: skip


def products(one):
    return [tuple(int(k) for k in row if k >= 0) for row in one.factors]


# --- which terms there are -------------------------------------------------------------------------------------------


def test_terms_of_single_inputs_come_first():
    found = list(additive_blocks(columns_for(2)))
    assert [(b.name, products(b)) for b in found] == [
        ("lines", [(0,), (5,)]), ("curves", [(1,), (2,), (3,), (4,)]), ("curves", [(6,), (7,), (8,), (9,)]),
    ]  # fmt: skip
    assert [b.name for b in additive_blocks(columns_for(2), model=True)] == ["model", "model curves", "model curves"]


@pytest.mark.parametrize(
    ("inputs", "sizes"),
    [(3, [3, 6, 1, 3, 3, 0, 63]), (4, [6, 12, 4, 6, 12, 1, 126]), (5, [10, 20, 10, 10, 30, 5])],
)
def test_how_many_products_there_are(inputs, sizes):
    """By choosing 2, 3 and 4 inputs; surfaces are the 25 products of five functions of each less the 4 counted."""
    blocks = list(interaction_blocks(columns_for(inputs, curves=4)))
    names = ["pairs", "bent pairs", "triples", "twice bent pairs", "bent triples", "quadruples", "surfaces"]
    assert [b.name for b in blocks] == names[: len(sizes)]
    assert [len(b) for b in blocks] == sizes
    every = [tuple(sorted(p)) for b in blocks for p in products(b)]
    assert len(set(every)) == len(every)


def test_what_the_products_are_of():
    places = columns_for(4)
    blocks = {b.name: products(b) for b in interaction_blocks(places)}
    leads, bends = places.leads, places.bends
    assert blocks["pairs"] == list(combinations(leads, 2))
    assert blocks["bent pairs"][:3] == [(bends[0], leads[1]), (bends[0], leads[2]), (bends[0], leads[3])]
    assert blocks["bent triples"][3:5] == [(bends[1], leads[0], leads[2]), (bends[1], leads[0], leads[3])]
    assert blocks["quadruples"] == [leads]
    second = columns_for(2, curves=6)
    surfaces = {tuple(sorted(p)) for b in interaction_blocks(second) if b.name == "surfaces" for p in products(b)}
    first_used, other_used = ({p[k] for p in surfaces} for k in (0, 1))
    assert first_used == {0, 1, 3, 4, 5}  # the lead, the bend, and three curves from the second on
    assert other_used == {8, 9, 11, 12, 13}
    assert not surfaces & {(0, 8), (0, 9), (1, 8), (1, 9)}


def test_a_missing_factor_is_one():
    table = np.array([[2.0, 3.0, 5.0], [7.0, 11.0, 13.0]])
    one = block("mixed", [(0, 1, 2), (0, 2), (1,)], 3)
    assert one.factors.tolist() == [[0, 1, 2], [0, 2, -1], [1, -1, -1]]
    assert values_of(one, table).tolist() == [[30, 10, 3], [1001, 91, 11]]
    assert block("none", [], 2).factors.shape == (0, 2)


def test_a_budget_is_one_term_for_12_draws_and_400_at_most():
    assert [budget_of(n) for n in (11, 12, 120, 4_799, 4_800, 9_999)] == [0, 1, 10, 399, 400, 400]


def test_half_of_the_budget_is_for_curves_of_single_inputs():
    assert [curves_within(5, b) for b in (19, 20, 30, 40, 89, 90, 400)] == [0, 0, 1, 2, 6, 7, 7]
    assert curves_within(0, 12) == 4


def test_a_block_beyond_the_budget_is_left_out_and_later_ones_may_fit():
    blocks = [block(str(size), [(k,) for k in range(size)], 1) for size in (3, 0, 9, 4, 1, 2)]
    assert [b.name for b in within_budget(blocks, 8)] == ["3", "4", "1"]
    assert [b.name for b in within_budget(blocks, 10)] == ["3", "4", "1", "2"]


# --- the columns they are made of ------------------------------------------------------------------------------------


def test_standardised_values():
    assert standardised(np.array([1.0, 2.0, 6.0])).tolist() == close(
        (np.array([-2, -1, 3]) / math.sqrt(14 / 3)).tolist()
    )
    assert standardised(np.full(5, 1e9)).tolist() == [0.0] * 5
    assert standardised(np.full(3, 0.1)).tolist() == [0.0] * 3  # whose mean may round


def test_the_lead_is_the_input_or_its_normal_scores():
    x = np.exp(1.5 * np.random.default_rng(1).standard_normal(3_000))
    one = Regressor.of(x)
    ranks = standardised(one.units.score[one.units.of_draw])
    assert lead_of(one, Outcomes.of(x[:, None])) == close(standardised(x))
    assert lead_of(one, Outcomes.of(ranks[:, None])) == close(ranks)
    both = Outcomes.of(np.stack([1e6 * np.ones(3_000), ranks, 1e-3 * ranks, 1e3 * x], axis=1))
    assert lead_of(one, both) == close(ranks)  # two outcomes to one, whatever their size


def test_columns_have_mean_0_sd_1_and_a_bend_that_is_no_line():
    rng = np.random.default_rng(2)
    inputs = [Regressor.of(v) for v in (rng.gamma(2.0, size=2_000), rng.standard_normal(2_000), np.arange(2_000.0) % 3)]
    outcomes = Outcomes.of(rng.standard_normal((2_000, 1)))
    one, other = columns_of([(inputs[:2], 4), (inputs[2:], 4)], outcomes)
    assert (one.leads, one.bends, one.curves) == ((0, 6), (1, 7), ((2, 3, 4, 5), (8, 9, 10, 11)))
    assert (other.leads, other.bends, other.curves) == ((12,), (13,), ((14,),))  # three values: no more than one curve
    assert one.table is other.table
    table = one.table
    assert table.shape == (2_000, 15)
    assert table.mean(axis=0) == close(np.zeros(15), abs=2e-3)
    assert table.std(axis=0) == close(np.ones(15), abs=2e-3)
    for lead in (0, 6, 12):
        assert table[:, lead] @ table[:, lead + 1] / 2_000 == close(0.0, abs=1e-6)
    square = standardised(table[:, 6] ** 2 - table[:, 6] * (table[:, 6] ** 3).mean())
    assert table[:, 7] == close(square)
    assert table[:, 8:12] == close(
        math.sqrt(2_000) * inputs[1].functions.table[inputs[1].units.of_draw][:, 2:6], abs=1e-9
    )


# --- sums ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [5, 20_003, 70_001])
def test_every_draw_is_in_one_stretch_of_one_eighth(draws):
    made = []

    def make(where):
        made.append(where)
        return np.arange(where.start, where.stop, dtype=float)[:, None]

    terms = Terms(draws, 1, make)
    seen = [(fold, where.start, where.stop, block[:, 0].tolist()) for fold, where, block in terms.stretches()]
    assert [k for *_, block in seen for k in block] == list(range(draws))
    assert max(stop - start for _, start, stop, _ in seen) <= 8_192
    for fold, start, stop, _ in seen:
        assert draws * fold // 8 <= start < stop <= draws * (fold + 1) // 8
    once = len(made)
    assert len(list(terms.stretches())) == once == len(made)  # kept rather than made again


def test_sums_and_products_of_terms():
    table = np.arange(18.0).reshape(9, 2)
    terms = Terms(9, 2, lambda where: table[where])
    y = np.arange(9.0)[:, None] ** 2
    parts = terms.sums(y)
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merge(part)
    assert (len(parts), whole.draws) == (8, 9)
    assert whole.terms.tolist() == [72, 81]
    assert whole.products.tolist() == [[816, 888], [888, 969]]
    assert whole.against.tolist() == (table.T @ y).tolist()
    assert (whole.outcomes.tolist(), whole.squares.tolist()) == ([204], [8_772])
    less = whole.without(parts[7])
    assert (less.draws, less.terms.tolist(), less.outcomes.tolist()) == (7, [42, 49], [91])
    assert less.squares.tolist() == [2_275]
    assert terms.against(y).tolist() == (table.T @ y).tolist()
    assert terms.times(np.array([[1.0], [-1.0]])).tolist() == [[-1.0]] * 9
    each = [np.array([[1.0], [-float(fold)]]) for fold in range(8)]
    folds = [0, 1, 2, 3, 4, 5, 6, 7, 7]
    assert terms.times(*each)[:, 0].tolist() == [table[k, 0] - folds[k] * table[k, 1] for k in range(9)]


# --- products that residuals point to --------------------------------------------------------------------------------


def test_strength_is_a_t_and_the_limit_that_of_so_many():
    """Of r = x z without noise, t is sum (x z)^2 / |x z| / 1, the root of n; of 15 pairs chance gives 2.8."""
    rng = np.random.default_rng(3)
    x = np.sign(rng.standard_normal((1_000, 6)))
    found = screen_pairs(x, (x[:, 2] * x[:, 5])[:, None])
    assert found.strongest == close(math.sqrt(1_000))
    assert found.limit == close(math.sqrt(2 * math.log(15)) + 0.5)
    assert found.pairs[0] == (2, 5)
    assert screen_pairs(x[:, :2], x[:, :1]).limit == close(math.sqrt(2 * math.log(2)) + 0.5)
    assert screen_pairs(x[:, :1], x[:, :1]).strongest == 0.0
    assert screen_pairs(x, np.zeros((1_000, 1))).strongest == 0.0


def test_strength_is_in_units_of_the_product_and_the_strongest_of_all_outcomes():
    rng = np.random.default_rng(4)
    x = rng.standard_normal((500, 3))
    x[:, 2] = 0.0
    y = np.stack([x[:, 0] * x[:, 1] + rng.standard_normal(500), 1e-6 * rng.standard_normal(500)], axis=1)
    product = x[:, 0] * x[:, 1]
    expected = abs(y[:, 0] @ product) / np.linalg.norm(y[:, 0]) / math.sqrt(np.mean(product**2))
    assert screen_pairs(x, y).strongest == close(expected)
    assert screen_pairs(x, y[:, ::-1]).strongest == close(expected)


def test_pairs_come_strongest_first_60_at_most():
    rng = np.random.default_rng(5)
    x = np.sign(rng.standard_normal((4_000, 14)))
    weights = {pair: 1.0 + 0.02 * k for k, pair in enumerate(combinations(range(14), 2))}
    y = sum(weight * x[:, i] * x[:, j] for (i, j), weight in weights.items())
    found = screen_pairs(x, np.asarray(y)[:, None])
    assert len(found.pairs) == 60
    strengths = [abs(np.asarray(y) @ (x[:, i] * x[:, j])) for i, j in found.pairs]
    assert strengths == sorted(strengths, reverse=True)
    assert all(i < j for i, j in found.pairs)


def test_screened_terms_come_in_tens_and_triples_from_pairs():
    rng = np.random.default_rng(6)
    x = np.sign(rng.standard_normal((8_000, 12)))
    columns = Columns(x, tuple(range(12)), (), ())
    y = 3 * x[:, 1] * x[:, 4] + x[:, 1] * x[:, 4] * x[:, 9] + 0.1 * rng.standard_normal(8_000)
    found = list(screened_blocks(columns, y[:, None]))
    assert products(found[0])[0] == (1, 4)
    triples = [p for b in found if b.name == "triples" for p in products(b)]
    assert triples[0] == (1, 4, 9)
    assert all(len(set(p)) == 3 and tuple(sorted(p)) == p for p in triples)
    many = sum(x[:, i] * x[:, j] for i, j in list(combinations(range(12), 2))[:25])
    sizes = [len(b) for b in screened_blocks(columns, np.asarray(many)[:, None]) if b.name == "pairs"]
    assert sizes[:2] == [10, 10]
    assert sizes[2] >= 5


def test_triples_are_30_at_most_and_made_of_the_ten_strongest_pairs():
    rng = np.random.default_rng(7)
    x = np.sign(rng.standard_normal((20_000, 16)))
    columns = Columns(x, tuple(range(16)), (), ())
    pairs = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (0, 2), (1, 3), (4, 6), (5, 7), (8, 10), (11, 12)]
    y = sum((30 - k) * x[:, i] * x[:, j] for k, (i, j) in enumerate(pairs))
    y = y + sum(8 * x[:, i] * x[:, j] * x[:, k] for i, j in pairs for k in (13, 14, 15))
    blocks = list(screened_blocks(columns, np.asarray(y)[:, None]))
    triples = {p for b in blocks if b.name == "triples" for p in products(b)}
    assert triples == {tuple(sorted((i, j, k))) for i, j in pairs[:10] for k in (13, 14, 15)}
