"""Published figures and worked examples: cases in tests/cases that people can read, through the package's functions."""

import importlib

import pytest
import yaml
from shipped import ROOT, base_rows, inputs_of

from sbs_econ.equations.discounting import discount, total
from sbs_econ.equations.effects import Timing, effective_months_by_year, monthly_effects
from sbs_econ.equations.prices import levels_from_changes, uprating_factor
from sbs_econ.equations.programme_costs import contact_price, per_unit
from sbs_econ.equations.service_use import attributable
from sbs_econ.equations.statements import beta_from_counts
from sbs_econ.model.perspectives import net_cost, view
from sbs_econ.model.rows import Row
from sbs_econ.schema.distribution import LognormalStatement, UniformStatement
from sbs_econ.vocabulary import Block, FundedBy, Index, Kind, Payer, Perspective

CASES = [
    (file.stem, case)
    for file in sorted((ROOT / "tests" / "cases").glob("*.yaml"))
    if not file.stem.startswith("choosing_")  # run by the tests of choosing
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
TO_THE_PENNY = 0.005


def totals(flows, funded_by):
    rows = [
        Row(f["row"], Block.PROGRAMME, f["row"], payer=Payer(f["payer"]), kind=Kind.RESOURCE, cost_by_year=(f["cost"],))
        for f in flows
    ]
    found = {p.value: net_cost(rows, view(p, FundedBy(funded_by))) for p in Perspective}
    found["benefits"] = found["funder"] - found["societal"]
    return found | {"benefit_cost_ratio": per_unit(found["benefits"], found["funder"])}


def proportions(events, of, compared_with):
    share, compared = beta_from_counts(events, of).mean, beta_from_counts(**compared_with).mean
    difference = compared - share
    return {
        "share": share,
        "compared_share": compared,
        "odds_ratio": share / (1 - share) / (compared / (1 - compared)),
        "difference_in_points": 100 * difference,
        "needed_to_treat": per_unit(1, difference),
    }


def uprated(value, base_year, price_year, annual_change=None, shipped_index=None):
    if shipped_index is None:
        levels = levels_from_changes(annual_change)
    else:
        levels = inputs_of("base_case").indices[Index(shipped_index)].levels
    return {"value": value * uprating_factor(levels, base_year, price_year)}


def weighted_mean(rows, shipped=None):
    activity = sum(row["activity"] for row in rows)
    cost = sum(row["cost"] if "cost" in row else row["activity"] * row["unit_cost"] for row in rows)
    found = {"mean": per_unit(cost, activity), "activity": activity}
    return found if shipped is None else found | {"shipped": inputs_of("base_case").quantities[shipped].value}


def contact_prices(hourly, minutes):
    return {f"minutes_{n}": contact_price(hourly, n) for n in minutes}


def mean_of(family, statement):
    return lambda **stated: {"mean": statement(family=family, **stated).resolve(None).mean}


def change_in_use(*, people, change, unit_cost, follow_up, recall, programme, horizon, during, after, rate):
    timing = Timing(follow_up, follow_up - recall, programme, horizon)
    by_year = effective_months_by_year(monthly_effects(timing, during, after))
    return {
        "effective_months": total(by_year),
        "contacts": attributable(people, change, total(by_year), recall),
        "cost": unit_cost * attributable(people, change, total(discount(by_year, rate)), recall),
    }


class Table:
    """The base case of a scenario, asked for as ROW:PART, ROW:PART + ROW:PART, or either of them per participant."""

    def __init__(self, scenario, changes=None):
        self.inputs = inputs_of(scenario, changes)
        self.rows = base_rows(self.inputs)

    def __getitem__(self, asked):
        parts = asked.removesuffix(" per participant").split(" + ")
        value = sum(self.figure(*part.split(":")) for part in parts)
        return per_unit(value, self.inputs.settings.participants) if asked.endswith(" per participant") else value

    def figure(self, row, part):
        if row == "net_cost":
            return net_cost(self.rows.values(), view(Perspective(part), self.inputs.settings.funded_by))
        return getattr(self.rows[row], part)


FUNCTIONS = {
    "sbs_econ.model.perspectives.net_cost": totals,
    "sbs_econ.model.evaluate.base_case": Table,
    "sbs_econ.equations.statements.beta_from_counts": proportions,
    "sbs_econ.equations.prices.uprating_factor": uprated,
    "sbs_econ.equations.programme_costs.per_unit": weighted_mean,
    "sbs_econ.equations.programme_costs.contact_price": contact_prices,
    "sbs_econ.equations.service_use.attributable": change_in_use,
    "sbs_econ.schema.distribution.LognormalStatement": mean_of("lognormal", LognormalStatement),
    "sbs_econ.schema.distribution.UniformStatement": mean_of("uniform", UniformStatement),
}
"""The function that a case is about, and how the case's inputs reach it."""


def named(cases):
    return [pytest.param(case, id=f"{file}: {case['name']}") for file, case in cases]


@pytest.mark.parametrize("case", named(CASES))
def test_case(case):
    found = FUNCTIONS[case["function"]](**case["inputs"])
    for name, expected in case["expected"].items():
        within = case.get("within_of", {}).get(name, case.get("within", TO_THE_PENNY))
        assert float(found[name]) == pytest.approx(expected, rel=0, abs=within), name


@pytest.mark.parametrize("case", named(CASES))
def test_a_case_says_what_it_asks_and_where_its_answer_comes_from(case):
    assert {"name", "question", "function", "inputs", "expected", "by_hand", "source"} <= set(case)
    assert set(case) <= {
        "name",
        "question",
        "function",
        "inputs",
        "expected",
        "by_hand",
        "source",
        "within",
        "within_of",
    }
    assert case["question"].endswith(("?", "."))
    assert case["by_hand"].endswith(".")
    assert case["source"].endswith(".")
    module, _, name = case["function"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))


def test_every_function_has_a_case_and_no_two_cases_share_a_name():
    names = [case["name"] for _, case in CASES]
    assert len(set(names)) == len(names)
    assert {case["function"] for _, case in CASES} == set(FUNCTIONS)
