"""Imputed answers against what R's mice and statsmodels make of the same file."""

import numpy as np
import pytest

from sbs_econ.survey.imputation import Chain, Target, impute
from sbs_econ.survey.regressions import least_squares
from sbs_econ.survey.sensitivity import rubins_rules

mice = pytest.importorskip("statsmodels.imputation.mice")
pd = pytest.importorskip("pandas")

NO = np.nan
# The data `nhanes` of R's mice: age group, body mass index, hypertension, cholesterol of 25 people. Schafer 1997,
# Analysis of Incomplete Multivariate Data, table 6.14; as printed in JSS.md (below). Facts, distributed with mice under
# GPL-2 or GPL-3; no code of it is used.
NHANES = np.array(
    [
        (1, NO, NO, NO), (2, 22.7, 1, 187), (1, NO, 1, 187), (3, NO, NO, NO), (1, 20.4, 1, 113), (3, NO, NO, 184),
        (1, 22.5, 1, 118), (1, 30.1, 1, 187), (2, 22.0, 1, 238), (2, NO, NO, NO), (1, NO, NO, NO), (2, NO, NO, NO),
        (3, 21.7, 1, 206), (2, 28.7, 2, 204), (1, 29.6, 1, NO), (1, NO, NO, NO), (3, 27.2, 2, 284), (2, 26.3, 2, 199),
        (1, 35.3, 1, 218), (3, 25.5, 2, NO), (1, NO, NO, NO), (1, 33.2, 1, 229), (1, 27.5, 1, 131), (3, 24.9, 1, NO),
        (2, 27.4, 1, 186),
    ]
)  # fmt: skip
# mice(nhanes, m = 50, seed = 23109); pool(with(., lm(chl ~ age + bmi))), the call of van Buuren and
# Groothuis-Oudshoorn 2011, Journal of Statistical Software 45(3), section 2.4, as run in R 3.4.2 with mice 2.44 and
# printed in JSS.md, chunk 22, of github.com/worldbank/mice at commit 97cf527cddce0ddd3a3d25edf39e71f2452dbf40.
R_POOLED = np.array([-7.02, 32.06, 5.46])
R_SE = np.array([66.64, 11.53, 2.09])
R_LAMBDA = np.array([0.28, 0.41, 0.23])
R_IMPUTATIONS = 50
# lm(chl ~ bmi + age) on the 13 complete rows, as R prints it in stefvanbuuren.name/RECAPworkshop, Practical II.
R_COMPLETE, R_COMPLETE_SE = np.array([-80.194, 53.069, 6.884]), np.array([58.772, 11.293, 1.846])
AS_MANY = 8
"""Donors of which mice's 5 are distinct: a person is drawn into a bootstrap replicate with chance 1 - 1/e."""


def chain_of(known, values, donors):
    """Return a chain in which every variable predicts every other, as in mice's default; one group."""
    standard = [(column - column.mean()) / column.std() for column in known]
    fixed = np.stack([np.ones(values.shape[1]), *standard])
    targets = []
    for v, row in enumerate(values):
        others = tuple(u for u in range(len(values)) if u != v)
        gone = np.isnan(row)
        targets.append(Target(v, np.flatnonzero(~gone), np.flatnonzero(gone), others, others, ()))
    people = values.shape[1]
    nothing = np.zeros(len(values), dtype=bool)
    return Chain(values, fixed, np.zeros(people), np.ones((people, 1)), nothing, tuple(targets), donors, 5)


def regressed(cholesterol, age, bmi):
    """Return coefficients of cholesterol and their variances, everybody a cluster of one without its correction."""
    columns = np.stack([np.ones(len(age)), age, bmi], axis=1)
    slopes = least_squares(columns, cholesterol, np.arange(len(age))).coefficients
    left = cholesterol - columns @ slopes
    variance = left @ left / (len(age) - 3) * np.linalg.inv(columns.T @ columns)
    return slopes, np.diag(variance)


def pooled(imputations, donors, seed=1):
    """Return estimates, their errors and the share of variance between imputations, by Rubin's rules."""
    age, values = NHANES[:, 0], NHANES[:, 1:].T
    rng = np.random.default_rng(seed)
    chain = chain_of([age], values, donors)
    drawn = rng.multinomial(len(age), np.full(len(age), 1 / len(age)), size=imputations).astype(float)
    completed = impute(chain, drawn, rng.random((imputations, chain.uniforms)))
    found = [regressed(bmi_hyp_chl[2], age, bmi_hyp_chl[0]) for bmi_hyp_chl in completed]
    slopes, variances = (np.stack(each) for each in zip(*found, strict=True))
    value, se = np.transpose([rubins_rules(slopes[:, j], variances[:, j]) for j in range(3)])
    return value, se, 1 - variances.mean(0) / se**2


def test_complete_cases_are_those_that_r_prints():
    whole = NHANES[~np.isnan(NHANES).any(1)]
    slopes, variances = regressed(whole[:, 3], whole[:, 0], whole[:, 1])
    np.testing.assert_allclose(slopes, R_COMPLETE, atol=6e-4)
    np.testing.assert_allclose(np.sqrt(variances), R_COMPLETE_SE, atol=6e-4)


def test_pooled_estimates_are_those_of_mice_in_r():
    imputations = 1000
    value, se, share = pooled(imputations, AS_MANY)
    noise = R_SE * np.sqrt(R_LAMBDA * (1 / R_IMPUTATIONS + 1 / imputations))
    assert (abs(value - R_POOLED) < 3 * noise).all(), (value, noise)
    assert (abs(R_COMPLETE - R_POOLED) > 5 * noise).all()  # what not imputing would have given is far outside
    np.testing.assert_allclose(se, R_SE, rtol=0.1)
    np.testing.assert_allclose(share, R_LAMBDA, atol=0.12)


def test_few_donors_of_few_people_stay_within_half_a_standard_error():
    value, se, _ = pooled(1000, 5)
    assert (abs(value - R_POOLED) < 0.5 * R_SE).all()
    assert abs(R_COMPLETE[1] - R_POOLED[1]) > 1.5 * R_SE[1]
    np.testing.assert_allclose(se, R_SE, rtol=0.1)


def two_waves():
    """Return who is of which sex, and scores before and after, of which people who felt worse are lost."""
    rng = np.random.default_rng(11)
    people = 400
    sex = rng.integers(0, 2, people).astype(float)
    before = np.round(18 + sex + 3.9 * rng.normal(size=people), 1)
    after = np.round(8 + 0.55 * before + 1.5 * sex + 3 * rng.normal(size=people), 1)
    lost = rng.random(people) < 1 / (1 + np.exp(0.9 + 0.25 * (before - 18)))
    skipped = rng.random(people) < 0.05
    return sex, np.where(skipped, NO, before), np.where(lost, NO, after)


def changes_by_statsmodels(sex, before, after, imputations):
    np.random.seed(5)  # noqa: NPY002 - statsmodels draws from the global generator
    data = mice.MICEData(pd.DataFrame({"sex": sex, "before": before, "after": after}), k_pmm=5)
    found = []
    for sweep in range(imputations + 10):
        data.update_all(1)
        if sweep >= 10:
            found.append(float((data.data["after"] - data.data["before"]).mean()))
    return np.array(found)


@pytest.mark.filterwarnings("ignore")
def test_changes_over_two_waves_are_those_of_statsmodels():
    sex, before, after = two_waves()
    theirs = changes_by_statsmodels(sex, before, after, 120)
    chain = chain_of([sex], np.stack([before, after]), 5)
    rng = np.random.default_rng(6)
    completed = impute(chain, np.ones((300, len(sex))), rng.random((300, chain.uniforms)))
    ours = (completed[:, 1] - completed[:, 0]).mean(1)
    noise = np.sqrt(theirs.var(ddof=1) / len(theirs) + ours.var(ddof=1) / len(ours))
    assert abs(ours.mean() - theirs.mean()) < 4 * noise
    assert abs(np.nanmean(after - before) - theirs.mean()) > 20 * noise  # complete cases
    assert ours.std(ddof=1) == pytest.approx(theirs.std(ddof=1), rel=0.2)
