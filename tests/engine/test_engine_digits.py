"""Tables print no more digits than Monte Carlo error allows, and files keep them all."""

import json
import re

import pytest
from engine_support import run
from hypothesis import given
from hypothesis import strategies as st
from shipped import inputs_of

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.reporting.numbers import number, places, pounds
from sbs_econ.reporting.run_table import run_table

ERRORS = st.floats(1e-3, 1e6)


@given(value=st.floats(-1e7, 1e7), error=ERRORS)
def test_the_last_digit_is_that_of_the_leading_digit_of_the_error(value, error):
    step = 10.0 ** -places(error, value)
    assert step * (1 - 1e-12) <= error < 10 * step * (1 + 1e-12)
    printed = float(number(value, error, most=9).replace(",", ""))
    assert abs(printed - value) <= step / 2 * (1 + 1e-9)
    assert abs(printed / step - round(printed / step)) <= 1e-15 * abs(printed / step) + 1e-6


@given(value=st.floats(-1e7, 1e7), error=ERRORS)
def test_ten_times_the_error_costs_a_digit(value, error):
    assert places(error * 10, value) == places(error, value) - 1


@given(value=st.floats(10, 1e7), error=ERRORS)
def test_pounds_have_no_pence_above_ten(value, error):
    assert re.fullmatch(r"£[\d,]+", pounds(value, error))


@pytest.mark.parametrize("draws", [500, 50_000])
def test_net_costs_are_printed_to_the_digits_that_their_error_supports(draws):
    result = run_psa(inputs_of("base_case"), Plan(draws))
    text = " ".join(run_table(result, width=160).split())
    for p in result.perspectives:
        amount = pounds(abs(p.net_cost.mean), p.net_cost.mc_se)
        assert amount in text
        more = pounds(abs(p.net_cost.mean), p.net_cost.mc_se / 100)
        assert more == amount or more not in text


def test_json_keeps_every_digit():
    done = run("run", "base_case", "--draws", 500, "--format", "json")
    assert (done.returncode, "Warning: not converged" in done.stderr) == (0, True)
    document = json.loads(done.stdout)
    (societal,) = (
        p.net_cost for p in run_psa(inputs_of("base_case"), Plan(500)).perspectives if p.perspective == "societal"
    )
    printed = next(p["net_cost"] for p in document["perspectives"] if p["perspective"] == "societal")
    assert (printed["mean"], printed["mc_se"], printed["lower"]) == (societal.mean, societal.mc_se, societal.lower)
