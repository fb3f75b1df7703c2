"""Standard normal scores: what a seed means, and how evenly each sampler fills the unit interval."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pytest
from scipy.special import ndtr

from sbs_econ.equations.sampling import BLOCK, HYPERCUBE, REPLICATES, make_sampler, stream_key


def test_key_of_a_name_is_the_first_half_of_its_sha_256() -> None:
    """The digest of "abc" is the first example of the standard (FIPS 180-2, appendix B.1)."""
    assert stream_key("abc") == 0xBA7816BF_8F01CFEA_414140DE_5DAE2223


PINNED = {
    "mc": [0.165961853051562, 0.42894372253135393, -0.8394535488485441],
    "lhs": [-0.33988732587653997, -0.049916843376132454, 0.3813062427775476],
    "sobol": [1.5226493871429243, -1.077473816136834, 1.4970739116389233],
}


@pytest.mark.parametrize("kind", PINNED)
def test_what_a_seed_means_stays(kind: str) -> None:
    """Draws of published results can be made again: a change of these is a change of results."""
    found = make_sampler(kind, 7, ["b", "a", "b"]).scores("b", 1, 2_000)
    assert [found[0], found[1], found[1_999]] == pytest.approx(PINNED[kind], rel=1e-12)


@pytest.mark.parametrize("kind", ["mc", "lhs"])
def test_draws_are_as_many_as_asked(kind: str) -> None:
    sampler = make_sampler(kind, 7, [])
    assert [sampler.rounded(n) for n in (1, 17, 10_000)] == [1, 17, 10_000]
    assert sampler.scores("a", 0, 5).shape == (5,)


def test_hypercubes_have_one_draw_in_each_of_1_024_slices() -> None:
    places = ndtr(make_sampler("lhs", 5, []).scores("one", 3, 32_768)).reshape(32, 1_024) * 1_024
    slices = np.floor(places)
    assert np.array_equal(np.sort(slices, axis=1), np.tile(np.arange(1_024.0), (32, 1)))
    assert not np.array_equal(slices[0], slices[1])
    within = (places - slices).ravel()
    assert within.mean() == pytest.approx(0.5, abs=4 / np.sqrt(12 * within.size))
    assert within.min() < 0.001
    assert within.max() > 0.999


def test_a_block_holds_whole_hypercubes_and_replicates() -> None:
    assert (BLOCK % HYPERCUBE, BLOCK % REPLICATES) == (0, 0)


def test_sobol_replicates_go_on_from_block_to_block() -> None:
    """Over two blocks each replicate has one point in each 4,096th, in whatever order blocks are made."""
    sampler = make_sampler("sobol", 5, ["one", "two"])
    later, whole = sampler.scores("two", 1, 32_768), sampler.scores("two", 0, 32_768)
    places = np.floor(ndtr(np.concatenate([whole, later]).reshape(-1, 16)) * 4_096)
    assert np.array_equal(np.sort(places, axis=0), np.tile(np.arange(4_096.0)[:, None], 16))
    assert len({tuple(column) for column in places.T}) == 16
    assert np.array_equal(sampler.scores("two", 0, 1_024), whole[:1_024])
    assert np.array_equal(sampler.scores("two", 1, 1_024), later[:1_024])
    assert not np.array_equal(sampler.scores("one", 0, 1_024), whole[:1_024])


def test_sobol_scores_are_the_middles_of_2_to_the_30_cells() -> None:
    places = ndtr(make_sampler("sobol", 5, ["one"]).scores("one", 0, 4_096)) * 2.0**30
    np.testing.assert_allclose(places - np.floor(places), 0.5, atol=1e-4)


def test_sobol_makes_16_times_a_power_of_two() -> None:
    sampler = make_sampler("sobol", 5, ["one"])
    assert [sampler.rounded(n) for n in (0, 1, 16, 17, 33, 64, 65, 10_000)] == [16, 16, 16, 32, 64, 64, 128, 16_384]


def test_sobol_is_quiet_and_travels() -> None:
    sampler = make_sampler("sobol", 5, ["one"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = sampler.scores("one", 0, 64)
    assert np.array_equal(pickle.loads(pickle.dumps(sampler)).scores("one", 0, 64), scores)
