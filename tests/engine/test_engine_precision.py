"""Adding draws until the standard error is what was asked for, and saying whether a run has converged."""

import json

import numpy as np
import pytest
from engine_support import SAMPLERS, result_text, run, small_case, state_bytes
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sbs_econ.analysis.accumulate import EXACT_DRAWS
from sbs_econ.analysis.convergence import converged, verdicts
from sbs_econ.analysis.engine import State, Threads, Working, run_blocks
from sbs_econ.analysis.precision import Precision, run_to_precision
from sbs_econ.analysis.psa import Plan, run_many, run_psa, task_of
from sbs_econ.cli.asking import parse_precision
from sbs_econ.equations.errors_of_means import half_width
from sbs_econ.equations.sampling import BLOCK
from sbs_econ.errors import RequestError

ASKED = 70.0
"""GBP: more draws than are kept, and few enough for a test."""


@pytest.fixture(scope="module")
def inputs():
    return small_case()


@pytest.fixture(scope="module")
def to_precision(inputs):
    """A run to a precision, and every state that it went through."""
    seen = []
    (result,) = run_to_precision(
        [inputs], Plan(1_000, 4), Precision(pounds=ASKED), Working(record=lambda s, t: seen.append(s))
    )
    return result, seen


def errors(result):
    return [p.net_cost.mc_se for p in result.perspectives]


def test_a_precision_in_pounds_is_reached_for_every_headline_output(to_precision):
    result, _ = to_precision
    assert max(errors(result)) <= ASKED
    assert result.plan.draws > EXACT_DRAWS
    assert result.plan.draws % BLOCK == 0


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_precision_in_per_cent_of_the_sd_is_reached(inputs, kind):
    (result,) = run_to_precision([inputs], Plan(500, 4, kind), Precision(share_of_sd=0.006))
    assert all(p.net_cost.mc_se <= 0.006 * p.net_cost.sd for p in result.perspectives)


def test_the_result_is_that_of_a_run_with_as_many_draws_from_the_start(inputs, to_precision):
    result, _ = to_precision
    assert result_text([result]) == result_text(run_many([inputs], Plan(result.plan.draws, 4)))


@given(data=st.data())
@settings(max_examples=3, deadline=None)
def test_a_run_that_was_stopped_goes_on_to_where_it_would_have_ended(inputs, to_precision, data):
    """Even where the draws made so far would have been precise enough: the number was settled before."""
    result, seen = to_precision
    state = seen[data.draw(st.integers(1, len(seen)) | st.just(len(seen) - 1)) - 1]
    (again,) = run_to_precision([inputs], Plan(1_000, 4), Precision(pounds=ASKED), Working(Threads(), state))
    assert result_text([again]) == result_text([result])


def test_draws_made_are_kept(to_precision):
    result, seen = to_precision
    counted = [state.done for state in seen if state.known is not None]
    assert counted == list(range(1, result.plan.draws // BLOCK + 1))


@pytest.mark.parametrize(("kind", "pounds"), [("mc", 1e-3), ("lhs", 1e-5), ("sobol", 1e-9)])
def test_what_would_take_too_many_draws_is_refused_as_soon_as_that_is_plain(inputs, kind, pounds):
    seen = []
    working = Working(record=lambda state, task: seen.append(state.done))
    with pytest.raises(RequestError, match="would take about"):
        run_to_precision([inputs], Plan(100, 1, kind), Precision(pounds=pounds), working)
    assert seen == [1]


@pytest.mark.parametrize(
    ("text", "wanted"), [("100", Precision(pounds=100.0)), (" 2.5 % ", Precision(share_of_sd=0.025))]
)
def test_precision_is_pounds_or_a_per_cent(text, wanted):
    assert parse_precision(text) == wanted


@pytest.mark.parametrize("text", ["", "0", "-3", "1e3", "ten", "5 %%", "0%", "nan"])
def test_anything_else_is_refused(text):
    with pytest.raises(RequestError, match="--precision"):
        parse_precision(text)


# --- converged or not ------------------------------------------------------------------------------------------------


def test_a_verdict_for_every_output_headline_outputs_first(inputs):
    result = run_psa(inputs, Plan(200))
    found = verdicts(result)
    assert [v.output for v in found if v.headline] == [f"net_cost:{p.perspective.value}" for p in result.perspectives]
    assert {v.output for v in found} == {n for n in result.columns.full if "without" not in n}
    assert [v.headline for v in found] == sorted((v.headline for v in found), reverse=True)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_verdicts_are_about_95_per_cent_half_widths(inputs, kind):
    result = run_psa(inputs, Plan(4_096, 1, kind))
    units = {"mc": 4_096, "lhs": 4, "sobol": 16}[kind]
    reach = stats.t.ppf(0.975, units - 1)
    assert half_width(kind, 4_096) == pytest.approx(reach)
    for verdict, p in zip(verdicts(result), result.perspectives, strict=False):
        assert verdict.mean_half_width == pytest.approx(reach * p.net_cost.mc_se / p.net_cost.sd)
        ends = max(p.net_cost.lower_mc_se, p.net_cost.upper_mc_se)
        assert verdict.interval_half_width == pytest.approx(reach * ends / p.net_cost.sd)


def test_more_draws_converge(inputs):
    assert not converged(run_psa(inputs, Plan(300)))
    assert converged(run_psa(inputs, Plan(40_000)))
    few = [v.mean_half_width for v in verdicts(run_psa(inputs, Plan(1_000))) if v.headline]
    many = [v.mean_half_width for v in verdicts(run_psa(inputs, Plan(16_000))) if v.headline]
    assert np.array(few) / np.array(many) == pytest.approx(4.0, rel=0.01)


def test_strict_exits_with_3_and_still_prints_the_result():
    done = run("run", "base_case", "--draws", 300, "--strict", "--format", "json")
    assert done.returncode == 3
    assert "not converged at 300 draws: base_case" in done.stderr
    document = json.loads(done.stdout)
    assert document["convergence"]["converged"] is False


def test_precision_says_how_many_draws_it_took_and_meets_strict():
    done = run("run", "base_case", "--draws", 300, "--precision", "2%", "--strict", "--format", "json")
    draws = json.loads(done.stdout)["draws"]
    assert (done.returncode, done.stderr) == (0, f"The precision asked for took {draws:,} draws.\n")


def test_a_state_knows_how_many_draws_the_run_was_after(inputs):
    task = task_of([inputs], Plan(EXACT_DRAWS + 1))
    seen: list[State] = []
    state = run_blocks(task, Working(record=lambda s, t: seen.append(s)))
    assert {s.draws for s in seen} == {EXACT_DRAWS + 1}
    assert state_bytes(seen[-1]) == state_bytes(state)
