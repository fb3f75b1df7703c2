"""What a scenario's words make of a quantity: fixed, uncertain, at its null, times a factor, and where it came from."""

import math
from dataclasses import replace

import pytest
from shipped import inputs_of, loaded, parameter_folder

from sbs_econ.equations.distributions import Beta, Gamma
from sbs_econ.model.inputs import Joint, Origin
from sbs_econ.model.quantities import at_null, build, label_of, multiplied
from sbs_econ.schema.distribution import DirichletStatement, EmpiricalStatement

FOLDER = parameter_folder().folder


def codes(found):
    return [problem.code for problem in found.problems]


def change(name, words):
    return f"changes:\n  {name}: {{{words}, reason: x}}\n"


def test_a_factor_multiplies_value_and_draws():
    quantity = inputs_of("base_case").quantities["programme.venue_per_session"]
    once = multiplied(quantity, 1.5, Origin("here"))
    twice = multiplied(once, 2.0, Origin("there"))
    assert (once.value, once.multiplier) == (quantity.value * 1.5, 1.5)
    assert (twice.value, twice.multiplier, twice.origin.layer) == (quantity.value * 3, 3.0, "there")
    assert multiplied(quantity, 1.0, Origin("here")) is quantity


@pytest.mark.parametrize(("is_ratio", "null"), [(True, 1.0), (False, 0.0)])
def test_no_effect_is_a_ratio_of_1_or_a_difference_of_0(is_ratio, null):
    quantity = inputs_of("base_case").quantities["service_use.ambulance.change"]
    found = at_null(quantity, is_ratio, Origin("here", reason="Nothing."))
    assert (found.value, found.distribution, found.family, found.multiplier) == (null, None, None, 1.0)
    assert found.note == "Nothing."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("service_use.ambulance.change", "{}: change"),
        ("unit_costs.ambulance", "Price: {}"),
        ("service_use.nobody.change", "Nobody: change"),
        ("outcomes.hope.sd", "{}: sd"),
        ("outcomes.nobody.sd", "Nobody: sd"),
        ("modes.online.evaluation_share", "{}: evaluation share"),
        ("programme.paid_share", "Paid share"),
        ("employment.nobody.at_all", "Nobody: at all"),
        ("attribution", "Attribution"),
    ],
)
def test_words_for_a_quantity_without_a_label(name, words):
    stem, *rest = name.split(".")
    item = getattr(FOLDER, "service_use" if stem == "unit_costs" else stem)[rest[0]].label if "{}" in words else ""
    assert label_of(FOLDER, name) == words.format(item)


def test_a_change_says_where_it_stands_and_why(scenario):
    found = loaded("base_case", {"unit_costs.ambulance": "250"}).usable().quantities["unit_costs.ambulance"]
    assert found.origin.layer == "command line"
    mine = scenario(change("unit_costs.ambulance", "value: 250")).usable().quantities["unit_costs.ambulance"]
    assert (mine.origin.layer, mine.origin.line, mine.origin.reason, mine.note) == ("scenario:mine", 5, "x", "x")
    noted = scenario(change("unit_costs.ambulance", "value: 250, note: Because")).usable()
    assert noted.quantities["unit_costs.ambulance"].note == "Because"


def test_draws_of_a_file_have_the_weights_of_its_column():
    columns = {("draws.csv", "a"): (1.0, 2.0, 6.0), ("draws.csv", "w"): (1.0, 1.0, 2.0)}
    folder = replace(FOLDER, columns=columns)
    for weights, mean in ((None, 3.0), ("w", 3.75)):
        statement = EmpiricalStatement(family="empirical", file="draws.csv", column="a", weights=weights)
        distribution, joint = build(folder, statement, None)
        assert distribution.mean == pytest.approx(mean)
        assert (joint.kind, joint.group, joint.column, joint.weights) == ("empirical", "draws.csv", "a", weights)


def test_shares_of_a_group_are_drawn_together_and_other_quantities_alone():
    share = DirichletStatement(family="dirichlet", group="mix", concentration=10, mean=0.3)
    assert build(FOLDER, share, None) == (Beta(3.0, 7.0), Joint("dirichlet", "mix"))
    alone = FOLDER.service_use["ambulance"].baseline.distribution
    assert build(FOLDER, alone, 0.5)[1] is None
    assert build(FOLDER, None, 0.5) == (None, None)


def test_a_quantity_given_anew_is_fixed_or_has_its_new_distribution(scenario):
    name = "unit_costs.ambulance"
    before = inputs_of("base_case").quantities[name]
    fixed = scenario(change(name, "value: 250")).usable().quantities[name]
    assert (fixed.value, fixed.distribution, fixed.family, fixed.statement) == (250.0, None, None, None)
    assert (fixed.price_year, fixed.index, fixed.unit) == (before.price_year, before.index, before.unit)
    spread = scenario(change(name, "distribution: {family: gamma, mean: 250, se: 50}, price_year: 2020/21"))
    new = spread.usable().quantities[name]
    assert (new.value, new.family, new.price_year) == (pytest.approx(250), "gamma", "2020/21")
    assert new.distribution == Gamma(25.0, 10.0)
    assert math.isclose(new.distribution.sd, 50)


def test_prices_of_a_change_are_of_a_year_that_the_index_covers(scenario):
    name = "unit_costs.gp_consultation"
    assert codes(scenario(change(name, "value: 40, price_year: 2009/10"))) == []  # a year before the first change
    assert codes(scenario(change(name, "value: 40, price_year: 2008/09"))) == ["E303"]
    assert codes(scenario(change("attribution.causal_share", "value: 0.4, price_year: 2020/21"))) == ["E205"]


def test_a_figure_that_is_published_has_a_source_that_exists(scenario):
    name, source = "unit_costs.ambulance", next(iter(FOLDER.sources))
    assert codes(scenario(change(name, "value: 40, evidence: published"))) == ["E206"]
    assert codes(scenario(change(name, "value: 40, evidence: elicited"))) == []
    assert codes(scenario(change(name, f"value: 40, evidence: published, source: {source}, locator: p"))) == []
    assert codes(scenario(change(name, "value: 40, evidence: published, source: nobody, locator: p"))) == ["E301"]


def test_draws_of_a_file_are_given_in_the_parameters(scenario):
    words = "distribution: {family: empirical, file: draws.csv, column: a}"
    assert codes(scenario(change("unit_costs.ambulance", words))) == ["E202"]
    listed = "distribution: {family: empirical, values: [1, 2, 6]}"
    assert scenario(change("unit_costs.ambulance", listed)).usable().quantities["unit_costs.ambulance"].value == 3


def test_the_design_of_the_last_layer_counts(scenario):
    found = scenario("design:\n  facilitation: peer_led\n").usable()
    assert found.design["facilitation"] == "peer_led"
    assert inputs_of("base_case").design["facilitation"] == "co_facilitated"
    assert found.quantities["programme.paid_share"].value == pytest.approx(0.2)
