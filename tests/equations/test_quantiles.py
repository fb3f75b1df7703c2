"""The tables meet the exact quantiles to 1e-10, and give the same bits however an array is cut."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sbs_econ.equations.distributions import (
    Beta,
    Distribution,
    Empirical,
    Gamma,
    Lognormal,
    Normal,
    Pert,
    Point,
    Triangular,
    TruncatedNormal,
    Uniform,
    ZeroInflated,
)
from sbs_econ.equations.quantiles import BLOCK, LIMIT, tabulate

RANDOM = np.random.default_rng(20_260_101)
SCORES = np.concatenate([RANDOM.standard_normal(2000), RANDOM.uniform(-LIMIT, LIMIT, 2000)])
INF = math.inf

FAMILIES: list[Distribution] = [
    Point(2.0),
    Normal(1.0, 2.0),
    Lognormal(0.0, 0.1),
    Lognormal(-1.0, 1.5),
    *[Gamma(shape, 3.0) for shape in (0.01, 0.05, 0.3, 1.0, 2.0, 100.0, 1e5, 1e6)],
    *[Beta(*p) for p in ((0.3, 8), (8, 0.3), (0.5, 0.5), (0.05, 0.05), (1, 1), (2, 5), (40, 2), (1e4, 1e6))],
    Uniform(-1.0, 3.0),
    *[Triangular(0.0, mode, 1.0) for mode in (0.0, 1e-9, 0.1, 0.5, 1.0)],
    *[Pert(0.0, mode, 1.0) for mode in (0.0, 0.1, 0.5, 1.0)],
    TruncatedNormal(0.0, 1.0, 0.0, INF),
    TruncatedNormal(1.0, 2.0, -3.0, INF),
    TruncatedNormal(-10.0, 1.0, 0.0, 5.0),
    TruncatedNormal(0.0, 1.0, -7.0, 0.1),
    TruncatedNormal(50.0, 10.0, 0.0, 100.0),
    TruncatedNormal(0.5, 10.0, 0.0, 0.01),
    Empirical(tuple(np.sort(RANDOM.standard_normal(500)).tolist())),
    ZeroInflated(0.001, Gamma(0.5, 2.0)),
    ZeroInflated(0.3, Lognormal(0.0, 1.5)),
    ZeroInflated(0.6, Gamma(3.0, 1.0)),
    ZeroInflated(0.6, Beta(0.3, 8.0)),
    ZeroInflated(0.9, Uniform(0.2, 1.0)),
    ZeroInflated(0.999, TruncatedNormal(0.0, 1.0, 0.0, INF)),
    ZeroInflated(0.4, Triangular(0.0, 0.2, 1.0)),
    ZeroInflated(0.4, Empirical((1.0, 2.0, 5.0), (1.0, 2.0, 1.0))),
    ZeroInflated(0.4, Point(7.0)),
]


def worst_error(family: Distribution, scores: Any) -> float:
    exact, tabled = family.quantile(scores), tabulate(family)(scores)
    scale = np.maximum(np.abs(exact), family.sd)
    return float(np.max(np.abs(tabled - exact) / np.where(scale > 0, scale, 1)))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: str(f)[:60])
def test_table_meets_the_exact_quantile(family: Distribution) -> None:
    assert worst_error(family, SCORES) <= 1e-10
    values = tabulate(family)(np.linspace(-9, 9, 4001))
    assert values.min() >= family.support[0]
    assert values.max() <= family.support[1]
    assert np.diff(values).min() >= -1e-12 * family.sd


@pytest.mark.parametrize(
    ("kind", "ranges"),
    [
        (Gamma, ((-1.3, 5), (-2, 3))),
        (Beta, ((-0.6, 3), (-0.6, 3))),
    ],
)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_table_at_random_arguments(kind: Any, ranges: tuple[tuple[float, float], ...], data: Any) -> None:
    family = kind(*(10 ** data.draw(st.floats(*bounds)) for bounds in ranges))
    assert worst_error(family, SCORES) <= 1e-10


@given(mode=st.floats(0, 1), probability=st.floats(0.01, 0.99), shape=st.floats(0.2, 50))
@settings(max_examples=25, deadline=None)
def test_table_at_random_shapes(mode: float, probability: float, shape: float) -> None:
    assert worst_error(Triangular(0.0, mode, 1.0), SCORES) <= 1e-10
    assert worst_error(Pert(0.0, mode, 1.0), SCORES) <= 1e-10
    assert worst_error(ZeroInflated(probability, Gamma(shape, 1.0)), SCORES) <= 1e-10
    lower = 6 * mode - 3
    assert worst_error(TruncatedNormal(0.0, 1.0, lower, lower + shape), SCORES) <= 1e-10


@pytest.mark.parametrize("positive", [Gamma(0.5, 2.0), Lognormal(0.0, 0.1), Beta(2.0, 5.0), Point(3.0)], ids=str)
@pytest.mark.parametrize("probability", [0.01, 0.5, 0.95])
def test_zero_inflated_is_exact_around_its_jump(positive: Distribution, probability: float) -> None:
    family = ZeroInflated(probability, positive)
    jump = family.jump
    steps = jump + np.concatenate([-(10.0 ** np.arange(-16.0, 0)), [0.0], 10.0 ** np.arange(-16.0, 0, 0.1)])
    at = np.concatenate([steps, [math.nextafter(jump, -INF)]])
    values = tabulate(family)(at)
    assert ((values == 0) == (at <= jump)).all()
    assert worst_error(family, at) <= 1e-10


def test_triangular_is_exact_at_its_kink() -> None:
    family = Triangular(0.0, 0.3, 1.0)
    knot = tabulate(family).kernel.table.start  # type: ignore[attr-defined]
    scores = np.array([-0.5244005127080409, knot]) + np.array([[-1e-9], [0.0], [1e-9]])
    assert worst_error(family, scores) <= 1e-12
    assert tabulate(family)(np.array([-0.5244005127080409]))[0] == pytest.approx(0.3, abs=1e-14)


@pytest.mark.parametrize(
    ("family", "link"),
    [
        (Gamma(0.3, 3.0), "log"),
        (Gamma(100.0, 3.0), "log"),
        (Beta(0.5, 8.0), "identity"),
        (Beta(0.3, 8.0), "log_odds"),
        (Beta(8.0, 0.45), "log_odds"),
        (Uniform(-1.0, 3.0), "identity"),
        (TruncatedNormal(50.0, 10.0, 0.0, 100.0), "identity"),
        (Triangular(0.0, 0.3, 1.0), "identity"),
    ],
    ids=str,
)
def test_common_families_are_looked_up_and_never_computed(family: Distribution, link: str) -> None:
    """Polynomials of degree 5 on 128, 256 or 512 cells from -8.3 to 8.3; one more where a kink lies between two."""
    kernel: Any = tabulate(family).kernel
    table, cells = kernel.table, kernel.table.coefficients.shape[1]
    assert (table.link, kernel.coarse, len(table.coefficients)) == (link, None, 6)
    if isinstance(family, Triangular):
        place = (float(stats.norm.ppf(0.3)) - table.start) * table.cells_per_unit
        assert place == pytest.approx(round(place), abs=1e-9)
        assert -8.3 - 1 / table.cells_per_unit < table.start <= -8.3
        cells -= 1
    else:
        assert table.start == -8.3
    assert cells in (128, 256, 512)
    assert table.cells_per_unit == pytest.approx(cells / 16.6)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: str(f)[:60])
def test_same_bits_however_the_array_is_cut(family: Distribution) -> None:
    function = tabulate(family)
    z = np.concatenate([np.random.default_rng(3).standard_normal(2 * BLOCK + 77), [-9.0, 8.35, 0.0]])
    whole = function(z)
    for cut in (1, 7, 1000, BLOCK + 3):
        parts = [function(z[:cut]), function(z[cut:])]
        np.testing.assert_array_equal(np.concatenate(parts), whole)
    np.testing.assert_array_equal(function(z[::3]), whole[::3])
    np.testing.assert_array_equal(function(z[:1200].reshape(30, 40).T), whole[:1200].reshape(30, 40).T)
    columns = np.zeros((z.size, 2))
    assert function(z, out=columns[:, 1]) is not columns
    np.testing.assert_array_equal(columns, np.column_stack([np.zeros(z.size), whole]))
    mine = z.copy()
    assert function(mine, out=mine) is mine
    np.testing.assert_array_equal(mine, whole)
    assert [function(z[i : i + 1])[0] for i in (0, 5, z.size - 2)] == whole[[0, 5, z.size - 2]].tolist()


def test_empty_and_single_scores() -> None:
    for family in FAMILIES:
        assert tabulate(family)(np.empty(0)).shape == (0,)
        assert tabulate(family)(np.array(0.5)).shape == ()


def test_not_a_number_stays_so() -> None:
    for family in (
        Gamma(2.0, 1.0),
        Beta(2.0, 3.0),
        ZeroInflated(0.4, Gamma(2.0, 3.0)),
        Triangular(0.0, 0.2, 1.0),
    ):
        values = tabulate(family)(np.array([0.0, math.nan, 1.0]))
        assert np.isnan(values).tolist() == [False, True, False]


def test_threads_share_a_function() -> None:
    function = tabulate(Gamma(2.5, 1.0))
    blocks = [np.random.default_rng(i).standard_normal(20_000) for i in range(16)]
    alone = [function(block) for block in blocks]
    with ThreadPoolExecutor(4) as pool:
        for one, other in zip(alone, pool.map(function, blocks), strict=True):
            np.testing.assert_array_equal(one, other)


def test_built_once_and_sent_to_other_processes() -> None:
    assert tabulate(Gamma(2.5, 1.0)) is tabulate(Gamma(2.5, 1.0))
    assert tabulate(Normal(1.0, 2.0)) is not tabulate(Lognormal(1.0, 2.0))
    z = np.linspace(-3, 3, 50)
    for family in FAMILIES:
        function = tabulate(family)
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(function))(z), function(z))
