"""Variance shares: known answers within their own errors, joint inputs as one factor, and the model's own draws."""

import numpy as np
import pytest
from shipped import inputs_of

from sbs_econ.analysis.one_way import groups_named, ready_made
from sbs_econ.analysis.psa import Plan
from sbs_econ.analysis.two_way import Standing
from sbs_econ.analysis.variance_shares import (
    AGAIN,
    InputGroup,
    VarianceShare,
    of_function,
    single_factors,
    variance_shares,
)
from sbs_econ.analysis.vary import DrawnScenario
from sbs_econ.equations.sampling import MonteCarlo, generator
from sbs_econ.reporting.sensitivity_text import share_words

DRAWS = 20_000


def normals(names, draws=DRAWS, seed=1, block=0):
    return {name: generator(seed, name, block).standard_normal(draws) for name in names}


def uniforms(names, draws, seed, block=0):
    return {name: generator(seed, name, block).uniform(-np.pi, np.pi, draws) for name in names}


def factors(*names):
    return [InputGroup(name, name, tuple(name.split("+"))) for name in names]


def shares(function, samples, *names):
    return {s.group.key: s for s in of_function(lambda v: {"y": function(v)}, samples, factors(*names), ["y"])}


def within(share, truth, errors=4.0):
    return abs(share.value - truth) <= errors * share.se + 1e-12


def ishigami(values):
    a, b = 7.0, 0.1
    return np.sin(values["x1"]) + a * np.sin(values["x2"]) ** 2 + b * values["x3"] ** 4 * np.sin(values["x1"])


# V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8, V13 = b^2 pi^8 (1/18 - 1/50).
# Source: Ishigami and Homma 1990; Saltelli et al. 2008, Global Sensitivity Analysis, p. 179.
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
ISHIGAMI = {"x1": (V1, V1 + V13), "x2": (V2, V2), "x3": (0.0, V13)}


def test_ishigami():
    samples = tuple(uniforms(ISHIGAMI, DRAWS, 1, block) for block in (0, AGAIN))
    found, variance = shares(ishigami, samples, *ISHIGAMI), V1 + V2 + V13
    for name, (first, total) in ISHIGAMI.items():
        assert within(found[name].first, first / variance), name
        assert within(found[name].total, total / variance), name
        assert found[name].first.se < 0.02
    assert found["x3"].first.zero_within_error


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = []
    for seed in range(60):
        samples = tuple(uniforms(ISHIGAMI, 2_000, seed, block) for block in (0, AGAIN))
        found = shares(ishigami, samples, *ISHIGAMI)
        for name, pair in ISHIGAMI.items():
            for share, truth in zip((found[name].first, found[name].total), pair, strict=True):
                held.append(share.lower <= truth / (V1 + V2 + V13) <= share.upper)
    assert 0.90 <= np.mean(held) <= 0.99


def test_a_linear_model_by_hand():
    # y = 3a + 2b + c of independent standard normals: variance 14, shares 9/14, 4/14, 1/14, and no interactions.
    samples = tuple(normals("abc", block=block) for block in (0, AGAIN))
    found = shares(lambda v: 3 * v["a"] + 2 * v["b"] + v["c"], samples, "a", "b", "c")
    for name, truth in (("a", 9 / 14), ("b", 4 / 14), ("c", 1 / 14)):
        assert within(found[name].first, truth)
        assert within(found[name].total, truth)


def test_a_product_is_all_interaction():
    # y = a b of standard normals: neither alone explains anything, each with the other everything.
    samples = tuple(normals("ab", block=block) for block in (0, AGAIN))
    found = shares(lambda v: v["a"] * v["b"], samples, "a", "b", "a+b")
    for name in "ab":
        assert within(found[name].first, 0.0)
        assert found[name].first.zero_within_error
        assert within(found[name].total, 1.0)
    assert within(found["a+b"].first, 1.0)


def test_a_product_with_means_by_hand():
    # y = (1 + a)(2 + b): V = 4 + 1 + 1 = 6; first order 4/6 of a and 1/6 of b; each total has the 1/6 that is shared.
    samples = tuple(normals("ab", block=block) for block in (0, AGAIN))
    found = shares(lambda v: (1 + v["a"]) * (2 + v["b"]), samples, "a", "b")
    for name, first, total in (("a", 4 / 6, 5 / 6), ("b", 1 / 6, 2 / 6)):
        assert within(found[name].first, first)
        assert within(found[name].total, total)


def test_an_input_without_influence_is_exactly_zero():
    samples = tuple(normals("ab", 500, block=block) for block in (0, AGAIN))
    found = shares(lambda v: v["a"], samples, "a", "b")["b"]
    assert (found.first.value, found.first.se, found.total.value) == (0.0, 0.0, 0.0)


def test_small_shares_have_small_errors():
    # 1 % of the variance at 20,000 draws: the error is far below the share.
    samples = tuple(normals("ab", block=block) for block in (0, AGAIN))
    found = shares(lambda v: v["a"] + 0.1 * v["b"], samples, "a", "b")["b"]
    assert within(found.first, 0.01 / 1.01)
    assert found.first.se < 0.001


def test_words_for_shares():
    nothing = shares(lambda v: v["a"] * v["b"], tuple(normals("ab", 400, block=b) for b in (0, AGAIN)), "a")["a"]
    assert share_words(nothing.first) == "zero within error"
    assert "%" in share_words(nothing.total)


# --- the model -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def of_model(inputs) -> dict[str, VarianceShare]:
    return {share.group.key: share for share in variance_shares(inputs, ["nhs_pss"], 4_000, 1)}


def test_correlated_quantities_are_one_factor(inputs):
    (joint,) = [factor for factor in single_factors(inputs) if len(factor.names) > 1]
    assert joint.key == "joint:service_use_changes"
    assert len(joint.names) == 15
    assert "15 drawn together" in joint.label
    names = [name for factor in single_factors(inputs) for name in factor.names]
    assert len(names) == len(set(names)) == 98


def test_everything_together_is_all_of_the_variance(inputs):
    everything = [InputGroup("all", "All", tuple(n for f in single_factors(inputs) for n in f.names))]
    (share,) = variance_shares(inputs, ["nhs_pss"], 2_000, 1, everything)
    assert within(share.first, 1.0)
    assert within(share.total, 1.0)


def test_first_order_shares_and_totals_bracket_all_of_it(of_model):
    assert sum(share.first.value for share in of_model.values()) < 1.0
    assert sum(share.total.value for share in of_model.values()) > 1.0
    for share in of_model.values():
        assert share.total.value >= share.first.value - 4 * (share.first.se + share.total.se)


def test_what_does_not_enter_truly_moves_nothing(inputs, of_model):
    still = [share for share in of_model.values() if not share.enters]
    assert len(still) > 20
    first, second = (DrawnScenario(inputs, MonteCarlo(1), 50, block) for block in (0, AGAIN))
    standing = Standing(inputs, first.values, first.local)
    names = [name for share in still for name in share.group.names]
    moved = standing.replaced({name: second.values[name] for name in names}, {})
    assert np.array_equal(moved.outputs()["net_cost:nhs_pss"], standing.outputs()["net_cost:nhs_pss"])


def test_first_order_agrees_with_a_double_loop(inputs, of_model):
    # Var(E[Y | X]) / Var(Y) by brute force: 40 values of X, the mean of Y over the same 2,000 draws of the rest.
    name, draws = "programme.members_per_group", 2_000
    drawn = DrawnScenario(inputs, MonteCarlo(7), draws)
    standing = Standing(inputs, drawn.values, drawn.local)
    q = (np.arange(40) + 0.5) / 40
    from scipy.special import ndtri

    values = inputs.quantities[name].distribution.quantile(ndtri(q))
    means = [np.mean(standing.moved(name, float(v)).outputs()["net_cost:nhs_pss"]) for v in values]
    by_loop = np.var(means) / np.var(standing.outputs()["net_cost:nhs_pss"])
    assert of_model[name].first.value == pytest.approx(by_loop, abs=0.03)


def test_groups_and_several_outputs(inputs):
    found = variance_shares(inputs, ["nhs_pss", "societal"], 1_000, 1, ready_made(inputs, "evidence"))
    assert {share.output for share in found} == {"net_cost:nhs_pss", "net_cost:societal"}
    reordered = variance_shares(inputs, ["societal"], 1_000, 1, groups_named(inputs, "evidence:published"))
    same = next(s for s in found if s.output == "net_cost:societal" and s.group.key == "evidence:published")
    assert reordered[0].total.value == pytest.approx(same.total.value, rel=1e-12)


def test_a_certain_output_has_no_shares():
    certain = inputs_of("no_effect")
    found = variance_shares(certain, ["service_use.acute_bed_day"], 200, 1)
    assert all(share.first.value == share.total.value == 0.0 for share in found)


def test_draws_beyond_a_block_are_blocks_of_their_own(inputs):
    one = groups_named(inputs, "attribution")
    small, large = (variance_shares(inputs, ["nhs_pss"], n, 1, one)[0] for n in (2_000, 33_000))
    assert within(large.total, small.total.value, 4 * small.total.se / large.total.se)
    assert large.total.se < small.total.se


def test_the_same_seed_gives_the_same_records(inputs):
    group = groups_named(inputs, "evidence:published")
    first, again = (variance_shares(inputs, ["nhs_pss"], 500, 3, group)[0].as_json() for _ in range(2))
    assert first == again
    assert Plan().seed == 1
