"""Evidence dependence: shares that add up, sources whose effects are left out, and the sentence of every run."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from shipped import inputs_of, rows_at, sampled

from sbs_econ.analysis.evidence_dependence import (
    evidence_dependence,
    evidence_sentences,
    money_by_evidence,
)
from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.vocabulary import Evidence, Perspective

FEW = Plan(1_000, 1)


@pytest.fixture(scope="module")
def inputs():
    return inputs_of("base_case")


@pytest.fixture(scope="module")
def found(inputs):
    return evidence_dependence(inputs, FEW)


@pytest.fixture(scope="module")
def result(inputs):
    return run_psa(inputs, FEW)


def of(found, perspective, kind, key=None):
    return [e for e in found if e.perspective is perspective and e.kind == kind and key in (None, e.key)]


def net(result, perspective):
    return next(p.net_cost.mean for p in result.perspectives if p.perspective is perspective)


@pytest.mark.parametrize("perspective", list(Perspective))
def test_grades_share_out_the_money_and_the_net_cost(found, result, perspective):
    grades = of(found, perspective, "evidence")
    assert sum(each.money for each in grades) == pytest.approx(1.0)
    assert sum(each.net_cost for each in grades) == pytest.approx(net(result, perspective))
    by_grade = money_by_evidence(result, perspective)
    for each in grades:
        assert each.money == pytest.approx(by_grade[Evidence(each.key)])


@pytest.mark.parametrize("perspective", list(Perspective))
def test_sources_overlap_and_none_is_more_than_all(found, perspective):
    sources = of(found, perspective, "source")
    assert all(0.0 <= each.money <= 1.0 for each in sources)
    assert sum(each.money for each in sources) > 1.0


def test_leaving_a_source_out_is_a_paired_difference_on_the_same_draws(inputs, found):
    # Unpaid care rests on one source. Left out, its change is 0 hours: by hand, the societal net cost less that row.
    values, local = sampled(inputs, FEW.draws)
    rows = rows_at(inputs, values, local)
    care = np.asarray(rows["informal_care.hours"].cost)
    (each,) = of(found, Perspective.SOCIETAL, "source", "roehricht_2017")
    assert each.left_out.difference == pytest.approx(-float(care.mean()))
    assert each.left_out.mc_se == pytest.approx(float(np.std(care, ddof=1)) / np.sqrt(FEW.draws))
    assert each.changes == 1


def test_leaving_every_change_out_leaves_the_programme(inputs, found, result):
    grades = of(found, Perspective.NHS_PSS, "evidence")
    without = sum(each.left_out.difference for each in grades if each.left_out is not None)
    assert net(result, Perspective.NHS_PSS) + without == pytest.approx(net(result, Perspective.FUNDER))


def test_a_source_without_effects_changes_nothing(found):
    prices = of(found, Perspective.NHS_PSS, "source", "ncc_2024_25")[0]
    assert prices.left_out is None
    assert prices.changes == 0
    assert prices.money > 0
    hope = of(found, Perspective.NHS_PSS, "source", "lloyd_evans_2014")[0]
    assert (hope.left_out.difference, hope.left_out.mc_se, hope.money) == (0.0, 0.0, 0.0)
    assert not hope.variance.enters


def test_no_effect_leaves_nothing_to_leave_out():
    found = evidence_dependence(inputs_of("no_effect"), Plan(50, 1))
    assert {each.left_out.difference for each in found if each.left_out is not None} == {0.0}


def test_a_source_that_moves_nothing_is_not_counted(found):
    # Both read by every effect row and multiplied by the share of people online, which is 0 in the base case.
    for source in ("mental_health_today_pilot", "griffiths_2016"):
        for each in of(found, Perspective.SOCIETAL, "source", source):
            assert (each.inputs, each.money, each.net_cost) == (0, 0.0, 0.0)


def test_variance_of_grades_and_sources_is_that_of_their_inputs(found):
    for perspective in Perspective:
        grades = [each.variance for each in of(found, perspective, "evidence") if each.variance is not None]
        errors = sum(share.first.se + share.total.se for share in grades)
        assert sum(share.first.value for share in grades) <= 1 + 4 * errors
        assert sum(share.total.value for share in grades) >= 1 - 4 * errors
    (illustrative,) = of(found, Perspective.NHS_PSS, "evidence", "illustrative")
    assert illustrative.variance.first.value > 0.9


def test_a_change_that_a_site_takes_from_elsewhere_is_left_out_there(inputs):
    name = "service_use.acute_bed_day.change"
    own = replace(
        inputs.quantities[name], value=0.5, distribution=None, source="stant_2011", evidence=Evidence.PUBLISHED
    )
    sites = (SiteInputs("a", "A", "A", 180), SiteInputs("b", "B", "B", 180, {name: own}))
    here = replace(inputs, sites=sites)
    found = evidence_dependence(here, Plan(200, 1))
    values, local = sampled(here, 200)
    seen_by = view(Perspective.NHS_PSS, here.settings.funded_by)
    with_it = net_cost(rows_at(here, values, local).values(), seen_by)
    without = net_cost(rows_at(here, values, {"b": {name: 1.0}}).values(), seen_by)
    (each,) = of(found, Perspective.NHS_PSS, "source", "stant_2011")
    assert each.left_out.difference == pytest.approx(float(np.mean(without - with_it)))


def test_records(found):
    text = json.dumps([each.as_json() for each in found], allow_nan=False)
    assert '"left_out": null' in text


# --- the sentence of every run ---------------------------------------------------------------------------------------


def test_the_sentence_is_right_and_cheap(result):
    start = time.perf_counter()
    (sentence,) = evidence_sentences(result)
    assert time.perf_counter() - start < 0.05
    table = money_by_evidence(result)[Evidence.ILLUSTRATIVE]
    assert sentence.startswith(f"{table:.0%} of the money in this table")
    assert "rests on illustrative numbers" in sentence


def test_the_sentence_counts_what_rows_read(inputs, result):
    (sentence,) = evidence_sentences(result)
    read = frozenset().union(*(row.row.uses for row in result.rows))
    count = sum(inputs.quantities[name].evidence is Evidence.ILLUSTRATIVE for name in read)
    assert f"({count} of the {len(read)} inputs" in sentence


def test_no_sentence_where_nothing_is_illustrative(inputs):
    better = {name: replace(q, evidence=Evidence.PUBLISHED) for name, q in inputs.quantities.items()}
    assert list(evidence_sentences(run_psa(replace(inputs, quantities=better), Plan(10)))) == []
