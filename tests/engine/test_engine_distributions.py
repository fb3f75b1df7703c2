"""What comes out of the draws of each family is that family: moments, Kolmogorov-Smirnov, and joint families."""

import numpy as np
import pytest
from engine_support import SAMPLERS, draws_of, folder_of, group_of, quantity
from scipy import stats

from sbs_econ.equations.correlation import score_correlation
from sbs_econ.equations.distributions import (
    Beta,
    Empirical,
    Gamma,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    TruncatedNormal,
    Uniform,
    ZeroInflated,
)
from sbs_econ.model.inputs import CorrelatedGroup, Joint

DRAWS = 65_536
PERT = (1 + 4 * 0.25, 1 + 4 * 0.75)
FAMILIES = {
    "normal": (Normal(-1.0, 2.0), stats.norm(-1.0, 2.0)),
    "truncated_normal": (TruncatedNormal(1.0, 2.0, 0.0, 3.0), stats.truncnorm(-0.5, 1.0, loc=1.0, scale=2.0)),
    "lognormal": (Lognormal(0.2, 0.5), stats.lognorm(0.5, scale=np.exp(0.2))),
    "gamma": (Gamma(3.0, 2.0), stats.gamma(3.0, scale=2.0)),
    "gamma of a small shape": (Gamma(0.3, 2.0), stats.gamma(0.3, scale=2.0)),
    "beta": (Beta(2.0, 5.0), stats.beta(2.0, 5.0)),
    "beta of small arguments": (Beta(0.4, 0.3), stats.beta(0.4, 0.3)),
    "uniform": (Uniform(2.0, 6.0), stats.uniform(2.0, 4.0)),
    "triangular": (Triangular(0.0, 1.0, 4.0), stats.triang(0.25, 0.0, 4.0)),
    "pert": (Pert(0.0, 1.0, 4.0), stats.beta(*PERT, 0.0, 4.0)),
}
ZEROS = ZeroInflated(0.3, Gamma(3.0, 2.0))
LIST = Empirical((1.0, 2.0, 5.0, 9.0), (4.0, 3.0, 2.0, 1.0))


@pytest.fixture(scope="module", params=SAMPLERS)
def drawn(request):
    """Draws of every family by one sampler."""
    inputs = folder_of({name: family for name, (family, _) in FAMILIES.items()} | {"zeros": ZEROS, "list": LIST})
    return request.param, draws_of(inputs, DRAWS, request.param)


@pytest.mark.parametrize("name", FAMILIES)
def test_moments_are_those_of_theory(drawn, name):
    kind, draws = drawn
    mean, variance, skew, kurtosis = (float(m) for m in FAMILIES[name][1].stats(moments="mvsk"))
    values, error = draws[name], np.sqrt(variance / DRAWS)
    assert abs(values.mean() - mean) < 4 * error * (1.0 if kind == "mc" else 0.25)
    error_of_variance = variance * np.sqrt((kurtosis + 2) / DRAWS)
    assert abs(values.var() - variance) < 4 * error_of_variance
    assert FAMILIES[name][0].mean == pytest.approx(mean, rel=1e-9)
    assert FAMILIES[name][0].sd == pytest.approx(np.sqrt(variance), rel=1e-9)
    if kind != "mc":
        assert stats.skew(values) == pytest.approx(skew, abs=0.05 * (1 + abs(skew)))


@pytest.mark.parametrize("name", FAMILIES)
def test_kolmogorov_smirnov_against_theory(drawn, name):
    kind, draws = drawn
    distance, p = stats.kstest(draws[name], FAMILIES[name][1].cdf)
    if kind == "mc":
        assert p > 0.001
    else:  # closer than independent draws come: 64 hypercubes of 1,024, or 16 nets of 4,096
        assert distance < 1.5e-3


def test_zero_inflated_draws_are_zeros_and_the_positive_part(drawn):
    kind, draws = drawn
    zero = draws["zeros"] == 0
    assert abs(zero.mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / DRAWS)
    distance, p = stats.kstest(draws["zeros"][~zero], stats.gamma(3.0, scale=2.0).cdf)
    assert p > 0.001 if kind == "mc" else distance < 1.5e-3
    assert draws["zeros"].mean() == pytest.approx(ZEROS.mean, abs=4 * ZEROS.sd / np.sqrt(DRAWS))


def test_a_list_of_values_is_drawn_by_its_weights(drawn):
    _, draws = drawn
    values, counts = np.unique(draws["list"], return_counts=True)
    assert tuple(values) == LIST.values
    assert stats.chisquare(counts, np.array(LIST.shares) * DRAWS).pvalue > 0.001


# --- joint families --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_dirichlet_shares_sum_to_one_and_each_is_a_beta(kind):
    alphas = {"s.one": 2.0, "s.two": 3.0, "s.three": 5.0}
    inputs = folder_of({
        name: quantity(name, Beta(a, 10.0 - a), joint=Joint("dirichlet", "s")) for name, a in alphas.items()
    })  # fmt: skip
    draws = draws_of(inputs, DRAWS, kind)
    assert np.allclose(sum(draws.values()), 1.0, rtol=0, atol=1e-15)
    for name, a in alphas.items():
        distance, p = stats.kstest(draws[name], stats.beta(a, 10.0 - a).cdf)
        assert p > 0.001 if kind == "mc" else distance < 0.008
    expected = -np.sqrt(2.0 * 3.0 / (8.0 * 7.0))
    assert np.corrcoef(draws["s.one"], draws["s.two"])[0, 1] == pytest.approx(expected, abs=4 / np.sqrt(DRAWS))


@pytest.mark.parametrize("kind", SAMPLERS)
def test_multivariate_normal_has_its_means_sds_and_correlations(kind):
    matrix = ((1.0, 0.6, -0.3), (0.6, 1.0, 0.2), (-0.3, 0.2, 1.0))
    names = ("m.a", "m.b", "m.c")
    normals = {"m.a": Normal(1.0, 2.0), "m.b": Normal(-5.0, 0.5), "m.c": Normal(0.0, 10.0)}
    inputs = folder_of(normals, [CorrelatedGroup("m", names, matrix)])
    draws = draws_of(inputs, DRAWS, kind)
    for name, family in normals.items():
        assert draws[name].mean() == pytest.approx(family.mean, abs=4 * family.sd / np.sqrt(DRAWS))
        assert draws[name].std() == pytest.approx(family.sd, rel=4 / np.sqrt(2 * DRAWS))
    found = np.corrcoef([draws[name] for name in names])
    error = (1 - np.square(matrix)) / np.sqrt(DRAWS)
    assert np.all(np.abs(found - matrix) <= 4 * error + 1e-12)


@pytest.mark.parametrize("kind", SAMPLERS)
@pytest.mark.parametrize("rho", [-0.4, 0.0, 0.3, 0.8, 1.0])
def test_copula_has_the_rank_correlations_that_were_asked_for(kind, rho):
    families = {"g.a": Gamma(0.7, 3.0), "g.b": Lognormal(0.0, 1.2), "g.c": Beta(0.6, 4.0)}
    score = float(score_correlation(np.array(rho)))
    draws = draws_of(folder_of(families, [group_of("g", score, *families)]), DRAWS, kind)
    found = np.asarray(stats.spearmanr(np.array(list(draws.values())), axis=1).statistic)
    off = found[np.triu_indices(3, 1)]
    error = 1.1 * (1 - rho**2) / np.sqrt(DRAWS)
    assert np.all(np.abs(off - rho) <= 4 * error + 1e-9)
    for name, family in families.items():  # and the margins are untouched
        assert draws[name].mean() == pytest.approx(family.mean, abs=5 * family.sd / np.sqrt(DRAWS))


@pytest.mark.parametrize("kind", SAMPLERS)
def test_rows_of_a_file_keep_their_joint_distribution_and_their_weights(kind):
    rng = np.random.default_rng(1)
    x = rng.gamma(2.0, 1.0, 200)
    columns = {("b.csv", "x"): tuple(x), ("b.csv", "y"): tuple(x**2), ("b.csv", "w"): tuple(rng.uniform(0.2, 2.0, 200))}
    given = {
        name: quantity(name, Normal(0.0, 1.0), joint=Joint("empirical", "b.csv", column, weights))
        for name, column, weights in (("e.x", "x", None), ("e.y", "y", None), ("v.x", "x", "w"), ("v.y", "y", "w"))
    }
    draws = draws_of(folder_of(given, columns=columns), DRAWS, kind)
    assert np.array_equal(draws["e.x"] ** 2, draws["e.y"])
    assert np.array_equal(draws["v.x"] ** 2, draws["v.y"])
    weights = np.array(columns["b.csv", "w"])
    for name, shares in (("e.x", np.full(200, 1 / 200)), ("v.x", weights / weights.sum())):
        counts = np.array([np.count_nonzero(draws[name] == value) for value in x])
        assert counts.sum() == DRAWS
        assert stats.chisquare(counts, shares * DRAWS).pvalue > 0.001


def test_a_multiplier_scales_draws():
    alone = draws_of(folder_of({"a": quantity("a", Gamma(2.0, 1.0))}))
    twice = draws_of(folder_of({"a": quantity("a", Gamma(2.0, 1.0), multiplier=2.0)}))
    assert np.array_equal(alone["a"] * 2.0, twice["a"])
