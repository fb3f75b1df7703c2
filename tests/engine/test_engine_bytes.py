"""How a run is worked through changes no byte of it: chunks, workers, where it stops, who runs beside it."""

from dataclasses import replace

import numpy as np
import pytest
from engine_support import SAMPLERS, columns_for, contents, estimated, result_text, run, small_case, state_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from sbs_econ.analysis.accumulate import EXACT_DRAWS, summarise, thresholds_of
from sbs_econ.analysis.engine import State, Threads, Working, block_summaries, run_blocks
from sbs_econ.analysis.estimates import estimates
from sbs_econ.analysis.psa import Plan, results_of, run_many, run_psa, task_of
from sbs_econ.equations.sampling import BLOCK, MonteCarlo
from sbs_econ.io.worker_processes import Processes, local_workers

MANY = EXACT_DRAWS + 1_000
"""Enough draws for counted quantiles, and a last block that is cut short."""


def whole(draws=MANY, kind="mc", working=None):
    """The task of a run, and its final state."""
    task = task_of([small_case()], Plan(draws, 7, kind))
    return task, run_blocks(task, working or Working())


# --- workers and chunks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_jobs_and_what_is_in_flight_change_no_byte(kind):
    _, alone = whole(kind=kind)
    expected = state_bytes(alone)
    for workers in (Threads(2, 2), Processes(3, 8)):
        _, state = whole(kind=kind, working=Working(workers))
        assert state_bytes(state) == expected


def test_jobs_are_processes_where_that_is_safe():
    assert isinstance(local_workers(1, 4), Threads)
    assert local_workers(2, 5).in_flight == 5


def test_chunk_size_jobs_and_surroundings_change_no_byte_of_a_run_folder(tmp_path):
    common = ("run", "base_case", "--draws", 40_000, "--seed", 3, "--quiet", "--format", "json")
    ways = {"plain": (), "two": ("--jobs", 2, "--chunk-size", 1), "three": ("--jobs", 3, "--chunk-size", 50_000)}
    elsewhere = {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "COLUMNS": "40"}
    done = {
        name: run(*common, "--out", tmp_path / name, *more, **(elsewhere if name == "two" else {}))
        for name, more in ways.items()
    }
    assert [(each.returncode, each.stderr) for each in done.values()] == [(0, "")] * len(ways)
    assert len({each.stdout for each in done.values()}) == 1
    folders = [contents(tmp_path / name) for name in ways]
    assert all(folder == folders[0] for folder in folders)
    assert len(folders[0]) >= 6


# --- merging and going on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_run_that_goes_on_from_any_block_ends_the_same(kind):
    seen = []
    task, state = whole(kind=kind, working=Working(record=lambda now, task: seen.append(now)))
    assert [now.done for now in seen] == list(range(1, task.blocks + 1))
    for stopped in seen:
        again = run_blocks(task, Working(state=stopped))
        assert state_bytes(again) == state_bytes(state)
    assert [now.done for now in seen] == list(range(1, task.blocks + 1))  # a state that was seen is never changed


@pytest.mark.parametrize("kind", SAMPLERS)
def test_summaries_merged_in_order_give_the_estimates_of_the_run(kind):
    task, state = whole(kind=kind)
    blocks = [block_summaries(task, block, state.known)[0] for block in range(task.blocks)]
    total = blocks[0]
    for later in blocks[1:]:
        total = total.merged(later)
    merged = replace(state, summaries=(total,))
    assert state_bytes(merged) == state_bytes(state)
    plan = Plan(MANY, 7, kind)
    assert result_text(results_of(task, plan, merged)) == result_text(results_of(task, plan, state))


def test_merging_leaves_both_as_they_were_and_merging_in_place_is_the_same():
    columns = columns_for(["x"])
    first, second = (
        summarise(columns, {"x": MonteCarlo(1).scores("x", block, 2048)}, 2048, "lhs", None) for block in (0, 1)
    )
    before = [state_bytes(State(1, (summary,))) for summary in (first, second)]
    both = first.merged(second)
    assert [state_bytes(State(1, (summary,))) for summary in (first, second)] == before
    first.merge(second)
    assert state_bytes(State(1, (first,))) == state_bytes(State(1, (both,)))


@given(sizes=st.lists(st.integers(1, 400), min_size=2, max_size=6), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_moments_do_not_depend_on_where_blocks_are_cut_but_for_rounding(sizes, seed):
    values = np.random.default_rng(seed).gamma(2.0, 3.0, sum(sizes)) + 1e6
    columns, cuts = columns_for(["x"], [1e6]), np.cumsum(sizes)[:-1]
    one = estimated(columns, [{"x": values}], "mc").full["x"]
    many = estimated(columns, [{"x": part} for part in np.split(values, cuts)], "mc").full["x"]
    assert many.mean == pytest.approx(one.mean, rel=1e-13)
    assert many.sd == pytest.approx(one.sd, rel=1e-10, abs=1e-9)
    assert (many.lower, many.upper) == (one.lower, one.upper)
    if sum(sizes) > 2:
        assert one.sd == pytest.approx(values.std(ddof=1), rel=1e-9, abs=1e-9)


# --- quantiles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_counted_quantiles_agree_with_order_statistics_within_a_bin(kind):
    task, _ = whole(EXACT_DRAWS, kind)
    kept = [block_summaries(task, block, None)[0] for block in range(task.blocks)]
    known = thresholds_of(kept[0].kept[0])
    counted = [block_summaries(task, block, [known])[0] for block in range(task.blocks)]
    columns = task.columns[0]
    exact = estimates(columns, kept[0].merged(kept[1]), kind, None).full
    close = estimates(columns, counted[0].merged(counted[1]), kind, known).full
    for name, edges in zip(columns.full, known.edges, strict=True):
        one, other, width = exact[name], close[name], edges.width
        assert (one.mean, one.mc_se, one.sd, one.below_zero) == (other.mean, other.mc_se, other.sd, other.below_zero)
        assert abs(one.lower - other.lower) <= width
        assert abs(one.upper - other.upper) <= width
        for end in ("lower_mc_se", "upper_mc_se"):
            assert getattr(other, end) == pytest.approx(getattr(one, end), rel=0.35, abs=width)


def test_which_quantile_method_is_used_depends_on_the_number_of_draws_alone():
    for draws, exact in ((EXACT_DRAWS, True), (EXACT_DRAWS + 1, False)):
        for workers in (Threads(), Threads(2, 8)):
            _, state = whole(draws, working=Working(workers))
            assert (state.known is None) == exact
            assert bool(state.summaries[0].kept) == exact
            assert (state.summaries[0].counts is None) == exact


@pytest.mark.parametrize("draws", [3_000, MANY])
def test_constant_outputs_and_outputs_with_few_values_are_summarised_too(draws):
    n = min(draws, BLOCK)
    blocks = [
        {"constant": 4.0, "half": (np.arange(n) % 2).astype(float), "x": MonteCarlo(1).scores("x", b, n)}
        for b in range(-(-draws // n))
    ]
    for block in blocks:
        block["constant"] = np.full(n, 4.0)
    full = estimated(columns_for(["constant", "half", "x"]), blocks, "mc", counted=draws == MANY).full
    assert (full["constant"].lower, full["constant"].upper, full["constant"].mc_se) == (4.0, 4.0, 0.0)
    assert full["half"].mean == 0.5
    assert (round(full["half"].lower, 2), round(full["half"].upper, 2)) == (0.0, 1.0)


# --- several scenarios -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_scenarios_run_together_have_the_results_of_each_alone(kind):
    names = ("base_case", "no_effect", "side_by_side_2015_17")
    inputs = [small_case(name) for name in names]
    together = run_many(inputs, Plan(2_000, 1, kind))
    for each, result in zip(inputs, together, strict=True):
        assert result_text([run_psa(each, Plan(2_000, 1, kind))]) == result_text([result])


def test_draws_of_an_output_are_made_again_where_they_were_not_kept():
    inputs = small_case()
    few = run_psa(inputs, Plan(5_000, 1))
    many = run_psa(inputs, Plan(MANY, 1))
    assert not many.kept
    first, second = few.draws_of("societal"), many.draws_of("societal")
    assert len(second) == MANY
    assert np.array_equal(first, second[:5_000])
