"""Estimators against statsmodels, closed forms and the truth of synthetic sets."""

import numpy as np
import pytest

from benchmarks.recovery import Study, one_set
from sbs_econ.survey.bootstrap import pooled
from sbs_econ.survey.imputation import Chain, Target, impute, nearest_donors
from sbs_econ.survey.regressions import generalised, intraclass, least_squares, overdispersion
from sbs_econ.survey.sensitivity import rubins_rules
from sbs_econ.survey.synthetic import SetDesign, synthesise

sm = pytest.importorskip("statsmodels.api")


@pytest.fixture(scope="module")
def clustered():
    rng = np.random.default_rng(3)
    cluster = np.repeat(np.arange(25), rng.integers(8, 30, 25))
    x = rng.normal(size=len(cluster))
    columns = np.stack([np.ones(len(x)), x], axis=1)
    mean = np.exp(0.3 + 0.4 * x + 0.3 * rng.normal(size=25)[cluster])
    return columns, rng.poisson(mean * rng.gamma(2, 0.5, len(x))).astype(float), cluster


def test_least_squares_agrees_with_statsmodels(clustered):
    columns, answer, cluster = clustered
    theirs = sm.OLS(answer, columns).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    ours = least_squares(columns, answer, cluster)
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-6)
    np.testing.assert_allclose(ours.se, theirs.bse, rtol=1e-6)


@pytest.mark.parametrize("family", ["gamma", "negative_binomial", "logit"])
def test_generalised_models_agree_with_statsmodels(clustered, family):
    columns, answer, cluster = clustered
    answer = {"gamma": answer + 0.1, "logit": (answer > 0).astype(float)}.get(family, answer)
    families = {
        "gamma": sm.families.Gamma(sm.families.links.Log()),
        "negative_binomial": sm.families.NegativeBinomial(alpha=0.7),
        "logit": sm.families.Binomial(),
    }
    model = sm.GLM(answer, columns, family=families[family])
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": cluster}, tol=1e-13, maxiter=300)
    ours = generalised(columns, answer, cluster, family, 0.7)
    assert ours.converged
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-6)
    np.testing.assert_allclose(ours.se, theirs.bse, rtol=1e-6)


def test_gamma_models_take_zeros(clustered):
    columns, answer, cluster = clustered
    model = sm.GLM(answer, columns, family=sm.families.Gamma(sm.families.links.Log()))
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": cluster}, tol=1e-13, maxiter=300)
    np.testing.assert_allclose(generalised(columns, answer, cluster, "gamma").coefficients, theirs.params, rtol=1e-6)


def test_mean_and_its_error_by_hand():
    # Two clusters of two: residuals -2, -1 | 1, 2; cluster sums -3 and 3; 18/16 x 2/1 x 3/3 = 2.25.
    ours = least_squares(np.ones((4, 1)), np.array([1.0, 2.0, 4.0, 5.0]), np.array([0, 0, 1, 1]))
    assert ours.coefficients[0] == 3.0
    assert ours.covariance[0, 0] == pytest.approx(2.25)


def test_overdispersion_of_a_poisson_is_none_and_of_a_negative_binomial_its_alpha():
    rng = np.random.default_rng(5)
    mean = np.full(200_000, 2.0)
    assert overdispersion(rng.poisson(2.0, 200_000).astype(float), mean) < 0.01
    mixed = rng.poisson(2.0 * rng.gamma(1 / 0.8, 0.8, 200_000)).astype(float)
    assert overdispersion(mixed, mean) == pytest.approx(0.8, rel=0.05)


def test_intraclass_correlation_by_hand():
    # Clusters (1, 3) and (5, 7): mean squares 16 between and 2 within; (16 - 2) / (16 + 2) = 7/9.
    correlation, effect = intraclass(np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 0, 1, 1]))
    assert correlation == pytest.approx(7 / 9)
    assert effect == pytest.approx(1 + 7 / 9)


def test_pooled_variance_by_hand():
    # Replicates (1, 3), (5, 7): MSB 16, MSW 2; between (16 - 2)/2 = 7; se^2 = 7 (1 + 1/2) + 2/4 = 11.
    parts = pooled(np.array([[[1.0], [3.0]], [[5.0], [7.0]]]))
    assert parts.mean[0] == 4.0
    assert parts.between[0] == pytest.approx(7.0)
    assert parts.within[0] == pytest.approx(2.0)
    assert parts.se[0] == pytest.approx(np.sqrt(11.0))


def test_rubins_rules_on_a_published_example():
    # IBM SPSS Amos 21 User's Guide, Example 31, p. 472: ten imputations, mean 1.172, mean variance 0.0233, variance of
    # estimates 0.0085: total variance 0.0326, standard error 0.1807.
    away = np.sqrt(0.0085 * 9 / 10) * np.array([1.0, -1.0] * 5)
    value, se = rubins_rules(1.172 + away, np.full(10, 0.0233))
    assert value == pytest.approx(1.172)
    assert se == pytest.approx(0.1807, abs=5e-5)


def test_donors_are_the_nearest_each_as_often_as_drawn():
    donors = np.array([[5.0, 1.0, 3.0, 9.0]])
    given = np.array([[1.0, 2.0, 0.0, 1.0]])
    for uniform, expected in ((0.0, 1), (0.4, 1), (0.6, 0), (0.99, 3)):
        chosen = nearest_donors((donors, np.array([[2.0]])), given, np.array([[uniform]]), np.array([3.0]))
        assert chosen[0, 0] == expected  # in order of prediction 1 1 5 9: three around 2.0 span 0.5 to 3.5


def chain_of(y, x, donors=5):
    gone, there = np.flatnonzero(np.isnan(y)), np.flatnonzero(~np.isnan(y))
    fixed = np.stack([np.ones(len(x)), (x - x.mean()) / x.std()])
    target = Target(0, there, gone, (), (), ())
    nobody = np.zeros(len(x))
    return Chain(y[None], fixed, nobody, np.eye(10)[np.arange(len(x)) % 10], np.array([False]), (target,), donors, 1)


def test_imputed_answers_are_answers_and_their_mean_is_that_of_the_regression():
    rng = np.random.default_rng(8)
    x = rng.normal(size=4000)
    whole = np.round(10 + 3 * x + rng.normal(size=4000))
    y = np.where(rng.random(4000) < 1 / (1 + np.exp(-x)), np.nan, whole)
    chain = chain_of(y, x)
    found = impute(chain, np.ones((20, 4000)), rng.random((20, chain.uniforms)))
    assert set(found[:, 0].ravel()) <= set(whole)
    assert np.nanmean(y) < whole.mean() - 1.0
    assert found.mean() == pytest.approx(whole.mean(), abs=0.1)


def test_nobody_gives_what_a_replicate_did_not_draw():
    rng = np.random.default_rng(9)
    x = rng.normal(size=200)
    y = np.where(np.arange(200) < 50, np.nan, np.arange(200.0))
    weights = np.zeros((1, 200))
    weights[0, 100:] = 1.0
    chain = chain_of(y, x)
    found = impute(chain, weights, rng.random((1, chain.uniforms)))
    assert found[0, 0, :50].min() >= 100


def test_synthetic_means_are_those_asked_for():
    from benchmarks.recovery import truth

    items, _ = truth()
    made = synthesise(items, SetDesign(people=60_000, groups=4_000, areas=9, seed=4))
    for item in items:
        before, after = made.before[item.key], made.after[item.key]
        both = ~np.isnan(before) & ~np.isnan(after)
        spread = np.std((after - before)[both]) / np.sqrt(both.sum())
        assert abs((after - before)[both].mean() - item.change) < 5 * max(spread, 1e-12), item.key
        assert np.nanmean(before) == pytest.approx(item.baseline, rel=0.05), item.key
    assert made.lost.mean() == pytest.approx(0.3, abs=0.01)
    by_week = made.sessions.mean(0)
    assert by_week[:4].mean() > 1.3 * by_week[-4:].mean()


def test_truth_is_recovered_where_complete_cases_are_biased():
    study = Study(2, 21, 30)
    inside, bias = [], []
    for seed in (21, 22):
        _, rows = one_set(seed, study)
        default = rows[0]
        inside += [(low <= right <= high) for _, _, low, high, right in default]
        bias.append(((rows[:, :, 0] - rows[:, :, 4]) / default[:, 1]).mean(1))
    assert np.mean(inside) >= 0.85
    default, _, complete = np.mean(bias, axis=0)
    assert abs(default) < abs(complete)
