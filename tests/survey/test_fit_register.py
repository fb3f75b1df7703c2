"""Sessions attended, and the spread of scores: against statsmodels, sums on paper and the truth of synthetic sets."""

import json

import numpy as np
import pytest

from sbs_econ.survey.bootstrap import pooled
from sbs_econ.survey.engagement import WEEKS_A_MONTH, register_statistics

sm = pytest.importorskip("statsmodels.api")
FAST = ("--replicates", "40")
REGISTER = ("engagement.sessions_month_1", "engagement.monthly_ratio")
SPREAD = ("outcomes.wellbeing_swemwbs.sd", "outcomes.wellbeing_swemwbs.correlation")


def listed(sbs, project):
    said = sbs("parameters", "list", project / "scenarios" / "fitted.yaml", "--format", "json")
    return {each["name"]: each for each in json.loads(said.out)}


def register(groups=40, weeks=26):
    """Return sessions by person and week, and the group of each person: keen and less keen people, alike in groups."""
    rng = np.random.default_rng(17)
    group = np.repeat(np.arange(groups), rng.integers(5, 20, groups))
    keen = np.exp(0.4 * rng.normal(size=groups)[group] + 0.5 * rng.normal(size=len(group)))
    away = 0.01 * rng.normal(size=groups)[group]
    middle = np.arange(weeks) + 0.5
    return rng.poisson(keen[:, None] * np.exp(-0.5 + (away[:, None] - 0.03) * middle)).astype(float), group


def by_statsmodels(weekly, group):
    middle = np.tile(np.arange(weekly.shape[1]) + 0.5, len(weekly))
    model = sm.GLM(weekly.ravel(), sm.add_constant(middle), family=sm.families.Poisson())
    return model.fit(cov_type="cluster", cov_kwds={"groups": np.repeat(group, weekly.shape[1])}, tol=1e-13)


def test_the_decline_is_that_of_a_poisson_model_in_statsmodels():
    weekly, group = register()
    theirs = by_statsmodels(weekly, group)
    first, ratio = register_statistics(weekly, np.ones((1, len(weekly))))[0]
    level, slope = theirs.params
    assert ratio == pytest.approx(np.exp(slope * WEEKS_A_MONTH), rel=1e-9)
    weeks = np.linspace(0, WEEKS_A_MONTH, 200_001)
    assert first == pytest.approx(np.trapezoid(np.exp(level + slope * weeks), weeks), rel=1e-8)


def test_its_standard_error_is_that_of_clusters_in_statsmodels():
    weekly, group = register()
    theirs = by_statsmodels(weekly, group)
    rng = np.random.default_rng(18)
    drawn = rng.multinomial(40, np.full(40, 1 / 40), size=1000)[:, group].astype(float)
    found = np.log(register_statistics(weekly, drawn)[:, 1])
    assert pooled(np.stack([found, found], axis=1)[:, :, None]).se[0] == pytest.approx(found.std(ddof=1), rel=1e-3)
    assert found.std(ddof=1) == pytest.approx(theirs.bse[1] * WEEKS_A_MONTH, rel=0.1)


def test_steady_use_and_people_who_are_not_in_the_register():
    weekly = np.vstack([np.full((3, 10), 2.0), np.full((1, 10), np.nan)])
    first, ratio = register_statistics(weekly, np.ones((1, 4)))[0]
    assert (first, ratio) == pytest.approx((2 * WEEKS_A_MONTH, 1.0))


def test_sessions_become_parameters_and_hold_the_truth(sbs, fitted):
    from sbs_econ.survey import synthetic

    record = json.loads((fitted / "fit.json").read_text())["engagement"]
    assert (record["weeks"], record["entered"]) == (26, True)
    weekly_ratio = 0.98  # of sbs_econ.survey.synthetic
    assert record["monthly_ratio"]["lower"] < weekly_ratio**WEEKS_A_MONTH < record["monthly_ratio"]["upper"]
    use = 0.6 * weekly_ratio ** (np.arange(200) / 20 - 0.5) / 20
    truth = use[: round(20 * WEEKS_A_MONTH)].sum()
    assert record["sessions_month_1"]["lower"] < truth < record["sessions_month_1"]["upper"]
    assert synthetic.WEEKS == 26
    found = listed(sbs, fitted)
    for name in REGISTER:
        assert (found[name]["evidence"], found[name]["source"]) == ("reported", "fitted_survey")
        assert found[name]["mean"] == pytest.approx(record[name.split(".")[1]]["value"], rel=1e-8)
        assert found[name]["se"] == pytest.approx(record[name.split(".")[1]]["se"] * 1.05, rel=0.05)


def test_the_run_attends_as_the_register_says(sbs, fitted):
    record = json.loads((fitted / "fit.json").read_text())["engagement"]
    first, ratio = (record[name.split(".")[1]]["value"] for name in REGISTER)
    said = sbs("run", fitted / "scenarios" / "fitted.yaml", "--draws", 100, "--format", "json", "-q")
    rows = {row["row"]: row for row in json.loads(said.out)["rows"]}
    attended = 360 * sum(first * ratio**month for month in range(12))
    assert rows["programme.refreshments"]["quantity"]["base_case"] == pytest.approx(attended, rel=1e-6)


def own_figures(sbs, project):
    found = listed(sbs, project)
    return all(found[name]["evidence"] == "illustrative" for name in REGISTER)


def rewritten(survey, sessions):
    path = survey / "dose.csv"
    people = sorted({line.split(",")[0] for line in path.read_text().split("\n")[1:] if line})
    rows = [f"{pid},{week},{sessions(week)}" for pid in people for week in range(1, 27) if sessions(week)]
    path.write_text("\n".join(["pid,week,sessions", *rows]) + "\n")


@pytest.mark.parametrize(
    ("sessions", "told"),
    [(lambda week: week // 5, True), (lambda week: 1 if week < 8 else 0, False)],
    ids=["more with time", "seven weeks"],
)
def test_sessions_that_the_model_cannot_hold_leave_its_figures(sbs, survey, tmp_path, sessions, told):
    rewritten(survey, sessions)
    out = tmp_path / "fitted"
    said = sbs("fit", survey, "--out", out, "--replicates", 20, "-q")
    assert said.code == 0, said.err
    assert own_figures(sbs, out)
    record = json.loads((out / "fit.json").read_text())
    assert (record["engagement"] is not None) == told
    assert ("Sessions do not become fewer" in said.out) == told
    assert told == any("Sessions do not become fewer" in text for text in record["warnings"])


def test_the_register_of_the_programme_is_enough_beside_a_comparison_group(sbs, survey, tmp_path):
    people = (survey / "people.csv").read_text().strip().split("\n")
    arms = {row.split(",")[0]: int(row.split(",")[1][-2:]) % 2 for row in people[1:]}
    words = ["arm", *("programme" if arms[row.split(",")[0]] else "waiting" for row in people[1:])]
    told = [f"{row},{word}" for row, word in zip(people, words, strict=True)]
    (survey / "people.csv").write_text("\n".join(told) + "\n")
    dose = (survey / "dose.csv").read_text().strip().split("\n")
    kept = [row for row in dose[1:] if arms[row.split(",")[0]]]
    (survey / "dose.csv").write_text("\n".join([dose[0], *kept]) + "\n")
    for name, old, new in (
        ("codebook", "columns:\n", "columns:\n  arm: Programme or waiting list\n"),
        ("plan", "replicates:", "comparison: {column: arm, programme: programme, comparison: waiting}\nreplicates:"),
    ):
        path = survey / f"{name}.yaml"
        path.write_text(path.read_text().replace(old, new))
    out = tmp_path / "fitted"
    assert sbs("fit", survey, "--out", out, "--replicates", 20, "-q").code == 0
    record = json.loads((out / "fit.json").read_text())
    assert record["engagement"]["entered"]
    assert record["engagement"]["people"] == 5 * round(sum(arms.values()) / 5)
    assert listed(sbs, out)[REGISTER[0]]["evidence"] == "reported"


def test_spread_of_scores_by_hand():
    from types import SimpleNamespace

    from sbs_econ.survey.statistics import Measure, _spreads

    rng = np.random.default_rng(4)
    before = rng.normal(size=(2, 1, 30))
    after = 0.5 * before + rng.normal(size=(2, 1, 30))
    weights = rng.integers(0, 4, size=(2, 30)).astype(float)
    item = SimpleNamespace(sd_parameter="sd", correlation_parameter="correlation")
    measure = Measure(SimpleNamespace(items=(item,)), (), np.ones(30), False)
    sd, z = _spreads(measure, (before, after), weights)
    for b in range(2):
        times = weights[b].astype(int)
        one, two = np.repeat(before[b, 0], times), np.repeat(after[b, 0], times)
        assert sd[b, 0] == pytest.approx(np.std(one, ddof=1))
        assert np.tanh(z[b, 0]) == pytest.approx(np.corrcoef(one, two)[0, 1])


def test_spread_of_scores_becomes_parameters_and_holds_the_truth(sbs, fitted):
    items = {item["item"]: item for item in json.loads((fitted / "fit.json").read_text())["items"]}
    item = items["outcomes.wellbeing_swemwbs"]
    assert (item["parameter_sd"], item["parameter_correlation"]) == SPREAD
    assert item["sd"]["lower"] < 3.92 < item["sd"]["upper"]
    truth = 0.6**2 * 0.7 + 0.5**2  # sbs_econ.survey.synthetic: a feeling that stays by 0.7, and what is one's own
    assert item["correlation"]["lower"] < truth < item["correlation"]["upper"]
    assert items["outcomes.social_connection"]["sd"] is None
    found = listed(sbs, fitted)
    for name, key in zip(SPREAD, ("sd", "correlation"), strict=True):
        assert (found[name]["evidence"], found[name]["family"]) == ("reported", "empirical")
        assert found[name]["mean"] == pytest.approx(item[key]["value"], rel=0.01)
        assert found[name]["se"] == pytest.approx(item[key]["se"] * 1.05, rel=0.1)
    draws = np.genfromtxt(fitted / "parameters" / "draws" / "fit.csv", delimiter=",", names=True, deletechars="")
    assert (abs(draws[SPREAD[1]]) < 1).all()


def test_the_data_sheet_tells_both(fitted):
    text = (fitted / "data_sheet.md").read_text()
    assert "## Spread of scores" in text
    assert "## Sessions attended" in text
