"""Errors of means and quantiles from counts, by hand and against what they estimate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sbs_econ.equations import errors_of_means, histograms
from sbs_econ.equations.histograms import BINS, Edges

close = pytest.approx


def test_error_of_independent_draws() -> None:
    variance = np.array([4.0, 0.0, -1e-20])  # below 0 by rounding
    assert errors_of_means.of_independent_draws(variance, 100).tolist() == [close(0.2), 0.0, 0.0]
    assert errors_of_means.of_independent_draws(np.array([9.0]), 0).tolist() == [3.0]


@pytest.mark.parametrize("centre", [0.0, 1.5])
def test_error_between_units_of_unequal_size(centre: float) -> None:
    """Units of 2, 2 and 1 draws with means 1, 2 and 6; the mean of all is 2.4."""
    deviations = np.array([1.0, 2.0, 6.0]) - centre
    weight = np.array([4.0, 4.0, 1.0])
    sums = (np.asarray(weight.sum()), weight @ deviations[:, None], weight @ np.square(deviations[:, None]))
    expected = 3 / 2 * ((2 / 5 * 1.4) ** 2 + (2 / 5 * 0.4) ** 2 + (1 / 5 * 3.6) ** 2)
    found = errors_of_means.of_weighted_units(3.0, sums, np.array([2.4 - centre]), 5)
    assert found.tolist() == [close(math.sqrt(expected))]


def test_units_alike_have_no_error_whatever_rounding_does() -> None:
    sums = (np.asarray(3.0), np.array([0.3]), np.array([0.03 - 1e-15]))
    assert errors_of_means.of_weighted_units(3.0, sums, np.array([0.1]), 3).tolist() == [0.0]


def test_error_between_replicates() -> None:
    totals, draws = np.array([[2.0, 4.0], [9.0, 3.0]]), np.array([2.0, 3.0])
    assert errors_of_means.of_replicates(totals, draws).tolist() == close([1.0, 0.5])
    three = np.array([[1.0], [2.0], [6.0]])
    assert errors_of_means.of_replicates(three, np.ones(3)).tolist() == close([math.sqrt(7 / 3)])


@pytest.mark.parametrize(
    ("sampler", "draws", "units"),
    [
        ("mc", 5_000, 5_000),
        ("sobol", 5_000, 16),
        ("lhs", 1_024, 1_024),
        ("lhs", 1_025, 2),
        ("lhs", 2_048, 2),
        ("lhs", 2_049, 3),
    ],
)
def test_units_and_how_far_their_interval_reaches(sampler: str, draws: int, units: int) -> None:
    assert errors_of_means.independent_units(sampler, draws) == units
    assert errors_of_means.half_width(sampler, draws) == close(stats.t.isf(0.025, units - 1))


def test_bins_lie_between_the_outermost_half_per_cents() -> None:
    edges = histograms.edges_of(np.arange(1_001.0))
    assert (edges.lower, edges.width) == (close(5), close(990 / 4_096))
    assert edges.at(3) == close(5 + 3 * 990 / 4_096)


def test_counts_below_within_and_above() -> None:
    edges, end = Edges(10.0, 0.5), 10 + 4_096 * 0.5
    values = np.array([-1e9, 9.99, 10.0, 10.49, 10.5, end - 0.01, end, 1e9])
    counts = histograms.count(values, edges, np.empty(8))
    assert {int(at): int(counts[at]) for at in np.flatnonzero(counts)} == {0: 2, 1: 2, 2: 1, 4_096: 1, 4_097: 2}
    assert counts.shape == (4_098,)
    assert histograms.count(values[2:3], edges, np.empty(1)).shape == (4_098,)


def test_counts_of_a_column_that_was_constant() -> None:
    counts = histograms.count(np.array([1.0, 2.0, 2.0, 2.0, 3.0, 4.0, 5.0]), Edges(2.0, 0.0), np.empty(7))
    assert {int(at): int(counts[at]) for at in np.flatnonzero(counts)} == {0: 1, 1: 3, 4_097: 3}
    assert counts.shape == (4_098,)
    assert [histograms.quantiles(counts, Edges(2.0, 0.0))(p) for p in (0.0, 0.5, 1.0)] == [2.0] * 3


@pytest.mark.parametrize("width", [0.5, 1.0])
def test_quantiles_are_straight_within_a_bin(width: float) -> None:
    counts = np.zeros(BINS + 2, dtype=np.int64)
    counts[[0, 1, 2, BINS, BINS + 1]] = 2, 4, 4, 8, 2
    quantile = histograms.quantiles(counts, Edges(100.0, width))
    places = {0.05: 0, 0.1: 0, 0.2: 0.5, 0.3: 1, 0.4: 1.5, 0.5: 2, 0.7: BINS - 0.5, 0.9: BINS, 0.95: BINS, 1.0: BINS}
    expected = {p: 100 + width * place for p, place in places.items()}
    assert {p: quantile(p) for p in expected} == close(expected)


def test_counts_add_up_and_quantiles_come_within_a_bin() -> None:
    values = np.random.default_rng(1).standard_normal(60_000)
    edges = histograms.edges_of(values[:20_000])
    scratch = np.empty(20_000)
    parts = [histograms.count(values[i : i + 20_000], edges, scratch) for i in (0, 20_000, 40_000)]
    quantile = histograms.quantiles(sum(parts), edges)  # type: ignore[arg-type]
    for p in (0.025, 0.5, 0.975):
        assert quantile(p) == pytest.approx(np.quantile(values, p), abs=edges.width)
