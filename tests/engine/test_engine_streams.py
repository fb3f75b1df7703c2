"""Which draws a quantity gets depends on its own name: not on other quantities, their order, or how draws are cut."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from shutil import copytree

import numpy as np
import pytest
from engine_support import (
    BY_NAME,
    FEW,
    SAMPLERS,
    draws_of,
    folder_of,
    group_of,
    quantity,
    same_draws,
    sampler_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import ROOT, SCENARIOS, inputs_of
from yaml import safe_dump, safe_load

from sbs_econ.equations.distributions import Gamma, Normal
from sbs_econ.equations.sampling import BLOCK, HYPERCUBE, REPLICATES, make_sampler, stream_key
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.model.draws import DrawnValues, Shared
from sbs_econ.model.inputs import Joint

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=30)
SEEDS = st.integers(0, 2**64)
FILE = "bootstrap.csv"
COLUMNS = {(FILE, name): tuple(np.arange(50.0) * k) for k, name in enumerate(("first", "second"), start=1)}


def rows_of_file(**more):
    """Two quantities that are columns of one file, drawn by whole rows."""
    return {
        f"z.{column}": quantity(f"z.{column}", Normal(0.0, 1.0), joint=Joint("empirical", FILE, column), **more)
        for column in ("first", "second")
    }


# --- other quantities ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BY_NAME)
@given(
    others=st.dictionaries(NAMES, st.floats(0.5, 50.0), max_size=5),
    dropped=st.sets(st.sampled_from(sorted(FEW))),
    order=st.randoms(use_true_random=False),
    seed=SEEDS,
)
@settings(max_examples=20, deadline=None)
def test_adding_removing_renaming_and_reordering_change_no_other_draws(kind, others, dropped, order, seed):
    before = draws_of(folder_of(FEW), 50, kind, seed)
    kept = {name: d for name, d in FEW.items() if name not in dropped}
    renamed = {f"{name}.renamed": FEW[name] for name in dropped}
    added = {name: Gamma(shape, 1.0) for name, shape in others.items() if name not in FEW}
    items = list((kept | renamed | added).items())
    order.shuffle(items)
    after = draws_of(folder_of(dict(items)), 50, kind, seed)
    assert same_draws(before, after, kept)
    assert not any(np.array_equal(before[name], after[f"{name}.renamed"]) for name in dropped)


@pytest.mark.parametrize("kind", BY_NAME)
def test_correlated_groups_and_whole_rows_keep_their_draws_too(kind):
    group = group_of("g", 0.4, "a.one", "a.two", "b.one")
    before = draws_of(folder_of(FEW | rows_of_file(), [group], COLUMNS), 300, kind)
    other = group_of("h", 0.2, "y.one", "y.two")
    more = {"y.two": Gamma(2.0, 1.0), "y.one": Normal(0.0, 1.0), "0.first": Normal(3.0, 1.0)}
    file = {("0_other.csv", "first"): (1.0, 2.0, 3.0)}
    items = reversed((FEW | rows_of_file() | more).items())
    after = draws_of(folder_of(dict(items), [other, group], COLUMNS | file), 300, kind)
    assert same_draws(before, after)
    assert np.array_equal(before["z.first"] * 2, before["z.second"])  # whole rows


@pytest.mark.parametrize("kind", BY_NAME)
def test_a_member_of_a_group_that_is_fixed_leaves_the_others_as_they_were(kind):
    group = group_of("g", 0.5, "a.one", "a.two", "b.one")
    before = draws_of(folder_of(FEW, [group]), 300, kind)
    after = draws_of(folder_of(FEW | {"a.one": None}, [group]), 300, kind)
    assert same_draws(after, before)


def test_sobol_keeps_draws_under_reordering_and_fixing_but_not_under_another_name():
    before = draws_of(folder_of(FEW), 64, "sobol")
    assert same_draws(before, draws_of(folder_of(dict(reversed(FEW.items()))), 64, "sobol"))
    fixed = draws_of(folder_of(FEW | {"a.one": None}), 64, "sobol")
    assert same_draws(fixed, before)
    added = draws_of(folder_of(FEW | {"0.first": Normal(0.0, 1.0)}), 64, "sobol")
    assert not any(np.array_equal(before[name], added[name]) for name in FEW)  # the exception that the docs state


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_new_service_in_a_project_changes_draws_of_nothing_else_save_for_sobol(kind, with_new_service):
    before, after = with_new_service
    assert set(after.quantities) > set(before.quantities)
    group = {name for g in before.correlations for name in g.names}  # which the new service joins
    first, second = draws_of(before, 40, kind), draws_of(after, 40, kind)
    assert same_draws(first, second, set(first) - group) == (kind in BY_NAME)


@pytest.fixture(scope="module")
def with_new_service(tmp_path_factory):
    """The base case, and the base case of a project with one more service."""
    project = tmp_path_factory.mktemp("project")
    for part in ("parameters", "scenarios"):
        copytree(ROOT / part, project / part)
    before = load_scenario("base_case", start=project).usable()
    _add_service(project / "parameters")
    return before, load_scenario("base_case", start=project).usable()


def _add_service(parameters):
    """Copy a service under a new name: in the middle of service_use and of every set of unit costs."""
    for file in (parameters / "service_use.yaml", *(parameters / "unit_costs").glob("*.yaml")):
        content = safe_load(file.read_text(encoding="utf-8"))
        content["a_new_service"] = deepcopy(content["gp_consultation"])
        file.write_text(safe_dump(content, sort_keys=True, allow_unicode=True), encoding="utf-8")


# --- no two streams alike --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
@given(names=st.sets(NAMES, min_size=2, max_size=6), seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_two_names_never_share_a_stream(kind, names, seed):
    sampler = make_sampler(kind, seed, sorted(names))
    scores = [tuple(sampler.scores(name, 0, 64)) for name in sorted(names)]
    assert len(set(scores)) == len(names)


def test_every_shipped_name_has_a_stream_of_its_own():
    names = {name for scenario in SCENARIOS for name in inputs_of(scenario).names}
    names |= {f"rows of {file}" for file in ("a.csv", "b.csv")}
    assert len({stream_key(name) for name in names}) == len(names)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_streams_of_different_names_are_not_correlated(kind):
    inputs = folder_of({f"q{i}": Normal(0.0, 1.0) for i in range(20)})
    drawn = np.array(list(draws_of(inputs, 4096, kind).values()))
    off = np.corrcoef(drawn)[~np.eye(20, dtype=bool)]
    assert np.abs(off).max() < 4.5 / np.sqrt(4096)


def test_the_rows_of_a_file_are_not_drawn_with_a_quantity_of_any_name():
    inputs = folder_of(FEW | rows_of_file(), columns=COLUMNS)
    for kind in SAMPLERS:
        drawn = draws_of(inputs, 4096, kind)
        for name in FEW:
            assert abs(np.corrcoef(drawn["z.first"], drawn[name])[0, 1]) < 4.5 / np.sqrt(4096)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_seeds_and_blocks_differ(kind):
    inputs = folder_of(FEW)
    one, two = draws_of(inputs, 64, kind, seed=1), draws_of(inputs, 64, kind, seed=2)
    assert not any(np.array_equal(one[name], two[name]) for name in FEW)
    sampler = sampler_of(inputs, kind)
    assert not np.array_equal(sampler.scores("a.one", 0, 64), sampler.scores("a.one", 1, 64))


# --- how many, and where ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
@given(few=st.integers(1, 2 * BLOCK), many=st.integers(1, 3 * BLOCK))
@settings(max_examples=8, deadline=None)
def test_the_first_n_of_more_draws_are_the_draws_of_a_run_of_n(kind, few, many):
    inputs = folder_of({"a.one": FEW["a.one"], "b.two": FEW["b.two"]}, [group_of("g", 0.3, "a.one", "b.two")])
    few, many = sorted((few, many))
    first, second = draws_of(inputs, few, kind), draws_of(inputs, many, kind)
    size = len(first["a.one"])
    assert size == sampler_of(inputs, kind).rounded(few)
    assert all(np.array_equal(first[name], second[name][:size]) for name in first)


def test_sobol_draw_i_is_point_i_over_16_of_replicate_i_mod_16():
    sampler = make_sampler("sobol", 5, ["one", "two"])
    assert [sampler.rounded(n) for n in (1, 16, 17, 100, 10_000)] == [16, 16, 32, 128, 16_384]
    scores = sampler.scores("two", 0, 1024).reshape(-1, REPLICATES)
    for points in (scores[:32], scores[32:]):  # each replicate is balanced on its own: one point in each 32nd
        cells = np.sort(np.floor(_phi(points) * 32), axis=0)
        assert np.array_equal(cells, np.repeat(np.arange(32.0)[:, None], REPLICATES, axis=1))


def test_every_hypercube_has_a_draw_in_each_of_its_slices():
    scores = make_sampler("lhs", 5, []).scores("one", 3, BLOCK).reshape(-1, HYPERCUBE)
    slices = np.sort(np.floor(_phi(scores) * HYPERCUBE), axis=1)
    assert np.array_equal(slices, np.broadcast_to(np.arange(float(HYPERCUBE)), slices.shape))


def _phi(z):
    from scipy.special import ndtr

    return ndtr(z)


@pytest.mark.parametrize("kind", SAMPLERS)
@given(order=st.permutations(range(5)))
@settings(max_examples=6, deadline=None)
def test_blocks_are_the_same_in_any_order_on_any_thread_and_after_a_journey(kind, order):
    inputs = folder_of(FEW)
    wanted = [sampler_of(inputs, kind).scores("b.one", block, 512) for block in range(5)]
    sampler = pickle.loads(pickle.dumps(sampler_of(inputs, kind)))
    for block in order:
        assert np.array_equal(sampler.scores("b.one", block, 512), wanted[block])
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda block: sampler.scores("b.one", block, 512), order))
    assert all(np.array_equal(scores, wanted[block]) for block, scores in zip(order, found, strict=True))


# --- scenarios -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLERS)
def test_scenarios_share_the_draws_of_what_they_have_in_common(kind):
    first, *others = (inputs_of(name) for name in SCENARIOS)
    sampler = sampler_of(first, kind)
    drawn = draws_of(first, 64, sampler=sampler)
    for other in others:
        alike = [n for n, q in first.quantities.items() if n in drawn and other.quantities.get(n) == q]
        assert alike
        assert other.names == first.names  # all that a sampler is made from, beside the seed
        assert same_draws(drawn, draws_of(other, 64, sampler=sampler), alike)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_quantity_that_is_set_leaves_every_other_draw_alone(kind):
    inputs, changed = inputs_of("base_case"), inputs_of("base_case", {"attribution.causal_share": 0.3})
    drawn, after = draws_of(inputs, 64, kind), draws_of(changed, 64, kind)
    assert same_draws(after, drawn, set(after) & set(drawn))


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_new_distribution_moves_with_the_old_one(kind):
    one, two = folder_of(FEW), folder_of(FEW | {"a.one": Gamma(9.0, 1.0)})
    before, after = draws_of(one, 256, kind)["a.one"], draws_of(two, 256, kind)["a.one"]
    assert np.array_equal(np.argsort(before), np.argsort(after))


def test_what_scenarios_have_in_common_is_drawn_once():
    inputs = folder_of(FEW)
    shared = Shared(sampler_of(inputs), 0, 64)
    first, second = (DrawnValues(inputs, inputs.quantities, shared) for _ in range(2))
    assert all(first[name] is second[name] for name in FEW)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_uncertain_quantity_has_a_sobol_dimension(name):
    inputs = inputs_of(name)
    assert len(inputs.names) == len(set(inputs.names))
    uncertain = {n for n, q in inputs.quantities.items() if q.distribution is not None}
    uncertain |= {n for site in inputs.sites for n, q in site.quantities.items() if q.distribution is not None}
    assert uncertain <= set(inputs.names)
    assert {f"rows of {file}" for file, _ in inputs.columns} <= set(inputs.names)
