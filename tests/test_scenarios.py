"""Every shipped scenario against the results stored beside it, which `make update-expected` rewrites.

Stored means are rounded to two Monte Carlo standard errors, so that new random streams do not rewrite every line; here
a mean may lie a few of those errors away. The base case has no such error and must agree to six digits.
"""

import pytest
import update_expected
from shipped import ROOT, SCENARIOS

A_FEW = 4


@pytest.fixture(scope="session")
def results():
    return {scenario: update_expected.estimates(scenario) for scenario in SCENARIOS}


def test_every_scenario_has_expected_results_and_no_file_is_left_over():
    stored = {file.name.removesuffix(".expected.csv") for file in (ROOT / "scenarios").glob("*.expected.csv")}
    assert stored == set(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_same_rows_in_the_same_order(results, scenario):
    assert list(update_expected.read(update_expected.file_of(scenario))) == list(results[scenario])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_base_case_to_six_digits(results, scenario):
    stored = update_expected.read(update_expected.file_of(scenario))
    for key, new in results[scenario].items():
        assert stored[key]["base_case"] == update_expected.six_digits(new["base_case"]), key
        assert stored[key]["unit"] == new["unit"], key


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_within_a_few_monte_carlo_errors(results, scenario):
    stored = update_expected.read(update_expected.file_of(scenario))
    for key, new in results[scenario].items():
        line = stored[key]
        rounding = max(float(line["mc_se"]), update_expected.rounding(line["mean"]))
        assert abs(new["mean"] - float(line["mean"])) <= A_FEW * new["mc_se"] + rounding, key


def test_rewriting_keeps_what_still_holds():
    stored = {"row": "a", "part": "cost", "unit": "GBP", "base_case": "123.457", "mean": "120", "mc_se": "3"}
    same = {"unit": "GBP", "base_case": 123.4567891, "mean": 125.9, "mc_se": 2.9}
    assert update_expected.merged({("a", "cost"): stored}, {("a", "cost"): same}) == [stored]
    for change in ({"mean": 126.5}, {"base_case": 123.458}, {"unit": "hour"}, {"mc_se": 0.0}):
        new = same | change
        assert update_expected.merged({("a", "cost"): stored}, {("a", "cost"): new}) == [
            update_expected.line(("a", "cost"), new)
        ]
    assert update_expected.merged({("gone", "cost"): stored}, {}) == []


def test_a_mean_is_rounded_to_two_monte_carlo_errors():
    assert update_expected.rounded_mean(140223.9, 226.2) == "140200"
    assert update_expected.rounded_mean(-0.44613, 0.0034) == "-0.446"
    assert update_expected.rounded_mean(-0.0004, 0.03) == "0.00"
    assert update_expected.rounded_mean(983.1029, 0.0) == "983.103"
