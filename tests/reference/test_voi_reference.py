"""Values of information of published examples, against the answers of R (voi, BCEA, dampack) where there are any.

The folder of outside data is named by SBS_ECON_REFERENCE; in its folder ``reference`` stands a folder an example, with
inputs.csv, outputs.csv and, where R has answered, expected.json.
"""

import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sbs_econ.analysis.information_answer import Answer
from sbs_econ.analysis.information_outside import outside_answers, outside_curves
from sbs_econ.io.outside_draws import read_draws

FOLDER = Path(os.environ["SBS_ECON_REFERENCE"]) / "reference"
ANSWERED = ("analytic_normal", "bcea_vaccine")
DRAWS_ONLY = {
    "voi_chemo": (20_000.0, 30_000.0),
    "dampack_example_psa": (20_000.0, 100_000.0),
    "bcea_smoking": (100.0, 250.0),
    "savi_brennan1000": (10_000.0, 20_000.0),
}


@cache
def drawn(name):
    folder = FOLDER / name
    study = folder / "evsi_study_data.csv"
    return read_draws(folder / "inputs.csv", folder / "outputs.csv", study if study.is_file() else None)


@cache
def expected(name):
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


@cache
def answers(name):
    """Answers at every willingness to pay that R was asked about, with the groups that it looked at."""
    wanted = expected(name)
    groups = {",".join(one["pars"]) for one in wanted["evppi"] if len(one["pars"]) > 1}
    found = outside_answers(drawn(name), [float(k) for k in wanted["wtp"]], sorted(groups), None)
    return dict(zip(wanted["wtp"], found.decisions, strict=True))


@pytest.mark.parametrize("name", ANSWERED)
def test_evpi_and_expected_loss_are_those_of_r(name):
    wanted = expected(name)
    for package in ("voi", "BCEA"):
        for wtp, value in zip(wanted["wtp"], wanted["evpi"][package], strict=True):
            assert answers(name)[wtp].perfect.value == pytest.approx(value, rel=1e-6)
    for one in wanted["dampack_expected_loss"]:
        answer = answers(name)[one["WTP"]]
        loss = answer.standing.expected_loss[wanted["strategies"].index(one["Strategy"])]
        assert loss == pytest.approx(one["Expected_Loss"], rel=1e-5)


@pytest.mark.parametrize("name", ANSWERED)
def test_the_acceptability_curve_and_frontier_are_those_of_r(name):
    wanted = expected(name)
    for one in wanted["dampack_ceac"]:
        where = answers(name)[one["WTP"]].standing
        option = wanted["strategies"].index(one["Strategy"])
        assert where.probability_best[option] == pytest.approx(one["Proportion"], abs=1e-12)
    for wtp, frontier in zip(wanted["wtp"], wanted["ceaf"], strict=True):
        where = answers(name)[wtp].standing
        assert where.frontier == pytest.approx(frontier, abs=1e-12)
        assert where.best == wanted["best"][wanted["wtp"].index(wtp)] - 1
    curve = outside_curves(drawn(name), [float(k) for k in wanted["wtp"]])
    assert {float(k) for k in wanted["wtp"]} <= {point.wtp for point in curve}


@pytest.mark.parametrize("name", ANSWERED)
def test_means_are_those_of_r(name):
    wanted, draws = expected(name), drawn(name)
    for which, values in (("mean_cost", draws.costs), ("mean_effect", draws.effects)):
        means = dict(zip(draws.options, values.mean(axis=0), strict=True))
        assert means == pytest.approx({option: wanted[which][option] for option in draws.options})


@pytest.mark.parametrize("name", ANSWERED)
def test_evppi_agrees_with_gam_within_its_error(name):
    """Same draws, other smoothers: they may differ by their own errors, not by Monte Carlo."""
    compared = 0
    for one in expected(name)["evppi"]:
        if one.get("method") != "gam" or "se" not in one:
            continue
        for wtp, value, error in zip(one["wtp"], one["evppi"], one["se"], strict=True):
            answer = answers(name)[wtp]
            ours = next(each for each in answer.learned if set(each.group.names) == set(one["pars"])).value
            tolerance = 2 * np.hypot(error, ours.se) + 0.002 * answer.perfect.value
            assert abs(ours.value - value) <= tolerance, (one["pars"], wtp)
            compared += 1
    assert compared > 10


@pytest.mark.parametrize("name", ANSWERED)
def test_irrelevant_and_relevant_inputs_are_told_apart(name):
    if name == "analytic_normal":
        for answer in answers(name).values():
            single = {one.group.names[0]: one for one in answer.singles}
            assert single["e"].value.zero_within_error
            assert not single["a"].value.zero_within_error
            assert [one.group.names[0] for one in answer.singles[:3]] == ["a", "b", "c"]


@pytest.mark.parametrize("name", DRAWS_ONLY)
def test_other_examples_are_answered_sensibly(name):
    draws = drawn(name)
    names = list(draws.inputs)
    found = outside_answers(draws, DRAWS_ONLY[name], [",".join(names[:2]), ",".join(names[:5]), ",".join(names)], None)
    for answer in found.decisions:
        sensible(answer)
        everything = next(one for one in answer.learned if set(one.group.names) == set(names))
        if found.draws >= 1_000:
            assert everything.value.value > 0.2 * answer.perfect.value


def sensible(answer: Answer) -> None:
    evpi = answer.perfect.value
    assert sum(answer.standing.probability_best) == pytest.approx(1.0)
    assert evpi > 0
    for one in answer.learned:
        assert 0.0 <= one.value.value <= evpi
        assert np.isfinite(one.value.se)
        for part in answer.learned:
            if set(part.group.names) <= set(one.group.names):
                assert one.value.value >= part.value.value
    for one in answer.data:
        assert 0.0 <= one.value.value <= evpi
    by_size = [one.value.value for one in sorted(answer.data, key=lambda one: one.people or 0)]
    assert by_size == sorted(by_size)


def test_a_larger_study_of_the_chemotherapy_example_is_worth_more():
    found = outside_answers(drawn("voi_chemo"), [20_000.0], [], None).decisions[0]
    worth = {one.people: one.value.value for one in found.data}
    assert set(worth) == {50, 200, 1_000}
    side_effects = next(one for one in found.learned if one.group.names == ("logor_side_effects",))
    assert worth[50] < worth[200] < worth[1_000] < side_effects.value.value + 4 * side_effects.value.se
