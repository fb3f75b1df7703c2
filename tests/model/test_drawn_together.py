"""What is drawn together, and what would count the same thing twice: told where it cannot be."""

from dataclasses import replace

import numpy as np
import pytest
from shipped import parameter_folder

from sbs_econ.model.correlations import correlated_groups, group_matrix, group_names, matrix_problems
from sbs_econ.model.links import check_folder
from sbs_econ.model.overlap import RULES, overlaps
from sbs_econ.schema.distribution import DirichletStatement, EmpiricalStatement, MultivariateNormalStatement
from sbs_econ.schema.parameters import CorrelatedPair, JointNormal, RankCorrelation
from sbs_econ.vocabulary import Event

FOLDER = parameter_folder().folder
GP, AMBULANCE, BEDS = (f"service_use.{item}.change" for item in ("gp_consultation", "ambulance", "outpatient"))
ALWAYS = (Event.OUTPUT, Event.TAX_OR_BENEFIT, Event.CARE_OPPORTUNITY_COST, Event.NHS_SERVICE_USE)
"""What rows that are always there stand for."""


def of(thing, **changes):
    return thing.model_copy(update=changes)


def told(folder):
    """Code, file and path of everything that is wrong, by code."""
    return sorted((issue.code, issue.file, issue.path) for issue in check_folder(folder))


def correlated(names, rank=None, pairs=()):
    group = RankCorrelation(
        label="Together", names=names, rank_correlation=rank, evidence="illustrative", note="x",
        pairs=[CorrelatedPair(between=list(between), rank_correlation=r) for *between, r in pairs],
    )  # fmt: skip
    return replace(FOLDER, correlations={"together": group}, joint={})


def test_scores_correlate_by_twice_the_sine_of_a_sixth_of_pi():
    """Two sin(pi/12) is (sqrt 6 - sqrt 2) / 2 for a rank correlation of a half; pairs that are not given are 0."""
    folder = correlated([BEDS, GP, AMBULANCE], pairs=[(GP, AMBULANCE, 0.5)])
    half = (np.sqrt(6) - np.sqrt(2)) / 2
    assert group_names(folder, "together") == (AMBULANCE, GP, BEDS)
    expected = [[1, half, 0], [half, 1, 0], [0, 0, 1]]
    assert np.asarray(group_matrix(folder, "together")) == pytest.approx(np.array(expected), rel=1e-12)
    common = correlated(["service_use.*.change"], rank=0.5)
    matrix = np.asarray(group_matrix(common, "together"))
    assert len(matrix) == len(FOLDER.service_use)
    assert matrix[~np.eye(len(matrix), dtype=bool)] == pytest.approx(half)
    assert np.diag(matrix).tolist() == [1.0] * len(matrix)
    (group,) = correlated_groups(common)
    assert (group.key, group.names, group.matrix) == (
        "together",
        group_names(common, "together"),
        group_matrix(common, "together"),
    )


@pytest.mark.parametrize(("rank", "possible"), [(-0.482, True), (-0.484, False), (0.0, True), (1.0, True)])
def test_three_scores_cannot_all_correlate_below_minus_a_half(rank, possible):
    """The lowest common correlation of k scores is -1 / (k - 1): of 3, -0.5, a rank correlation of -0.4826."""
    problems = matrix_problems(correlated([GP, AMBULANCE, BEDS], rank=rank), "together")
    assert problems == ([] if possible else ["3 quantities cannot all correlate by -0.484"])
    assert matrix_problems(correlated([GP], rank=-1.0), "together") == []
    assert matrix_problems(correlated([GP, AMBULANCE], rank=-1.0), "together") == []


def test_pairs_are_of_members_and_fit_each_other():
    folder = correlated([GP, AMBULANCE], pairs=[(GP, BEDS, 0.5)])
    assert matrix_problems(folder, "together") == [f"{BEDS} is in a pair but not among names"]
    clash = [(GP, AMBULANCE, 0.9), (GP, BEDS, 0.9), (AMBULANCE, BEDS, -0.9)]
    (problem,) = matrix_problems(correlated([GP, AMBULANCE, BEDS], pairs=clash), "together")
    assert "cannot" in problem or "must lie" in problem
    assert told(correlated([GP, AMBULANCE], rank=0.5, pairs=[(GP, AMBULANCE, 0.5)])) == [
        ("E320", "correlations.yaml", ("together",))
    ]
    assert told(correlated([GP, AMBULANCE])) == [("E320", "correlations.yaml", ("together",))]
    assert told(correlated([GP, "unit_costs.ambulance", "unit_costs.train"], rank=0.5)) == [
        ("E319", "correlations.yaml", ("together", "names", 2))
    ]


def jointly(names, correlation, members):
    """A joint normal, and the quantities whose distribution says that they belong to a group."""
    services = dict(FOLDER.service_use)
    for name, group in members.items():
        item = name.split(".")[1]
        statement = MultivariateNormalStatement(family="multivariate_normal", group=group, se=0.1)
        services[item] = of(services[item], change=of(services[item].change, distribution=statement))
    joint = {"fit": JointNormal(label="Fit", names=names, correlation=correlation)}
    return replace(FOLDER, service_use=services, joint=joint, correlations={})


def test_joint_normals_are_named_on_both_sides_and_have_a_square_of_correlations():
    pair = [[1, 0.5], [0.5, 1]]
    right = jointly([GP, AMBULANCE], pair, {GP: "fit", AMBULANCE: "fit"})
    assert told(right) == []
    (group,) = correlated_groups(jointly([GP, AMBULANCE, BEDS], [[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]], {}))
    assert group.names == (AMBULANCE, GP, BEDS)
    assert group.matrix == ((1, 0.1, 0.3), (0.1, 1, 0.2), (0.3, 0.2, 1))
    where = ("ambulance", "change", "distribution", "group")
    assert told(jointly([GP, AMBULANCE], pair, {GP: "fit", AMBULANCE: "fits"})) == [("E322", "service_use.yaml", where)]
    assert told(jointly([GP], [[1]], {GP: "fit", AMBULANCE: "fit"})) == [("E322", "service_use.yaml", where)]
    assert told(jointly([GP, "x.y"], pair, {GP: "fit"})) == [("E319", "joint.yaml", ("fit", "names", 1))]
    for wrong in ([[1, 0.5]], [[1, 0.5], [0.5]], [[1, 0.5], [0.4, 1]]):
        found = told(jointly([GP, AMBULANCE], wrong, {GP: "fit", AMBULANCE: "fit"}))
        assert found == [("E321", "joint.yaml", ("fit", "correlation"))]


@pytest.mark.parametrize(
    ("shares", "concentrations", "codes"),
    [
        (("0.3", "0.7"), (20, 20), []),
        (("0.3", "0.7000000005"), (20, 20), []),
        (("0.3", "0.8"), (20, 20), ["E309", "E309"]),
        (("0.3", "0.7"), (20, 30), ["E322"]),
    ],
)
def test_dirichlet_shares_add_up_and_have_one_concentration(shares, concentrations, codes):
    groups = dict(FOLDER.subgroups)
    assert len(groups) == 2
    for key, share, concentration in zip(groups, shares, concentrations, strict=True):
        statement = DirichletStatement(family="dirichlet", group="mix", concentration=concentration)
        groups[key] = of(groups[key], share=of(groups[key].share, value=share, distribution=statement))
    found = told(replace(FOLDER, subgroups=groups))
    assert [code for code, *_ in found] == codes
    together = [path for _, _, path in found if path[-1] == "distribution"]
    assert set(together) <= {(next(iter(groups)), "share", "distribution")}  # told once, at the first


def test_columns_of_one_file_are_as_long_and_a_value_is_the_mean_of_its_column():
    services = dict(FOLDER.service_use)
    for item, column, value in (("ambulance", "a", None), ("gp_consultation", "b", "0.5"), ("outpatient", "c", "0.9")):
        statement = EmpiricalStatement(family="empirical", file="draws.csv", column=column)
        change = of(services[item].change, distribution=statement, value=value)
        services[item] = of(services[item], change=change)
    columns = {("draws.csv", "a"): (0.4, 0.6), ("draws.csv", "b"): (0.4, 0.6), ("draws.csv", "c"): (0.4, 0.5, 0.6)}
    found = told(replace(FOLDER, service_use=services, columns=columns, correlations={}))
    assert found == [
        ("E203", "service_use.yaml", ("outpatient", "change", "value")),
        ("E322", "service_use.yaml", ("outpatient", "change", "distribution")),
    ]


# --- the same thing twice --------------------------------------------------------------------------------------------


def with_counts(**counts):
    """The shipped folder with services that stand for these events, and for no others."""
    services = {item: of(service, counts=counts.get(item, [])) for item, service in FOLDER.service_use.items()}
    return replace(FOLDER, service_use=services)


def refused(folder, rule, waived=()):
    """What is told by one rule."""
    issues = overlaps(folder, {}, dict.fromkeys(waived, "Because."), "mine")
    return [issue for issue in issues if f"{{{rule.key}: why}}" in issue.suggestion]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_two_rows_for_the_same_thing_are_refused_unless_waived(rule):
    folder = with_counts(ambulance=[rule.first], gp_consultation=[rule.second])
    (issue,) = refused(folder, rule)
    assert (issue.file, issue.code) == ("scenario:mine", "E401")
    assert rule.why in issue.message
    assert refused(folder, rule, [rule.key]) == []
    for alone, other in ((rule.first, rule.second), (rule.second, rule.first)):
        assert bool(refused(with_counts(ambulance=[alone]), rule)) is (other in ALWAYS)


def test_an_outcome_counts_only_where_a_scenario_prices_it():
    folder = with_counts(ambulance=[Event.QALY_VALUE])
    assert list(overlaps(folder, {}, {}, "mine")) == []
    (issue,) = overlaps(folder, {"wellbeing_swemwbs": "wellby"}, {}, "mine")
    assert "outcomes.wellbeing_swemwbs and service_use.ambulance" in issue.message
