"""References between the files of a parameter folder: each one that does not hold is told at its key."""

from dataclasses import replace

import pytest
from shipped import parameter_folder

from sbs_econ.model.links import check_folder
from sbs_econ.model.price_checks import covered_years
from sbs_econ.schema.parameters import Cell
from sbs_econ.schema.quantity import Finding
from sbs_econ.vocabulary import Category, ChangeKind, Decision, Index, Unit

FOLDER = parameter_folder().folder
GP = "service_use.gp_consultation.change"


def of(thing, **changes):
    return thing.model_copy(update=changes)


def with_item(stem, key, **changes):
    """The shipped folder with one item of a file changed."""
    items = dict(getattr(FOLDER, stem))
    items[key] = of(items[key], **changes)
    return replace(FOLDER, **{stem: items})


def told(folder):
    """Code, file and path of everything that is wrong, by code."""
    return sorted((issue.code, issue.file, issue.path) for issue in check_folder(folder))


def test_what_ships_holds_together():
    assert told(FOLDER) == []


# --- sources ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", ["service_use", "outcomes", "budgets", "not_quantified"])
def test_the_source_of_a_finding_exists(stem):
    key = next(iter(getattr(FOLDER, stem)))
    right = Finding(text="Found.", source=next(iter(FOLDER.sources)), locator="p")
    folder = with_item(stem, key, findings=[right, of(right, source="nobody")])
    assert told(folder) == [("E301", f"{stem}.yaml", (key, "findings", 1, "source"))]


@pytest.mark.parametrize("stem", ["employment", "informal_care"])
def test_the_source_of_a_finding_on_work_and_care_exists(stem):
    finding = Finding(text="Found.", source="nobody", locator="p")
    folder = replace(FOLDER, **{stem: of(getattr(FOLDER, stem), findings=[finding])})
    assert told(folder) == [("E301", f"{stem}.yaml", ("findings", 0, "source"))]


# --- prices ----------------------------------------------------------------------------------------------------------


def with_index(**changes):
    return with_item("indices", Index.GDP_DEFLATOR, **changes)


def test_an_index_that_is_missing_is_told_for_every_price_that_needs_it():
    folder = replace(FOLDER, indices={Index.NHSCII: FOLDER.indices[Index.NHSCII]})
    found = told(folder)
    assert {code for code, *_ in found} == {"E302"}
    assert ("E302", "employment.yaml", ("hourly_wage", "index")) in found
    assert not [path for _, _, path in found if path[0] == "gp_consultation"]  # which the NHS index uprates


def test_an_index_has_levels_or_changes_and_no_gap():
    levels = dict(FOLDER.indices[Index.GDP_DEFLATOR].levels)
    both = with_index(annual_change={"2012/13": 1.0})
    assert ("E304", "indices.yaml", ("gdp_deflator",)) in told(both)
    assert ("E304", "indices.yaml", ("gdp_deflator",)) in told(with_index(levels=None))
    del levels["2013/14"]
    gaps = [issue for issue in check_folder(with_index(levels=levels)) if issue.code == "E305"]
    assert [issue.path for issue in gaps] == [("gdp_deflator",)]
    assert gaps[0].message.endswith("a gap between 2012/13 and 2014/15")


def test_the_years_of_an_index_by_changes_begin_a_year_before_the_first():
    assert covered_years({"2012/13": 1.0, "2013/14": 2.0}, None) == {"2012/13", "2013/14"}
    assert covered_years(None, {"2013/14": 2.0, "2012/13": 1.0}) == {"2011/12", "2012/13", "2013/14"}
    assert covered_years(None, None) == set()


def test_every_set_has_a_price_for_every_service_and_no_other():
    assert ("E306", "unit_costs", ()) in told(replace(FOLDER, unit_costs={}))
    (name, prices), *_ = FOLDER.unit_costs.items()
    less = {item: price for item, price in prices.items() if item != "ambulance"} | {"train": prices["ambulance"]}
    found = told(replace(FOLDER, unit_costs={**FOLDER.unit_costs, name: less}))
    file = f"unit_costs/{name}.yaml"
    assert found == [("E307", file, ("train",)), ("E308", file, ())]


# --- who takes part --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "wrong"), [(0.0, False), (9e-10, False), (2e-9, True), (-2e-9, True)])
@pytest.mark.parametrize("kind", ["share", "evaluation_share"])
def test_shares_add_up_to_1(kind, off, wrong):
    first, second, *rest = FOLDER.modes
    modes = dict(FOLDER.modes)
    for key, value in ((first, 0.4), (second, 0.6 + off), *((k, 0.0) for k in rest)):
        modes[key] = of(modes[key], **{kind: of(getattr(modes[key], kind), value=repr(value), distribution=None)})
    expected = [("E309", "modes.yaml", (first, kind))] if wrong else []
    assert told(replace(FOLDER, modes=modes)) == expected


def test_modes_and_subgroups_that_are_named_exist():
    figure = FOLDER.engagement.sessions_month_1
    engagement = of(FOLDER.engagement, additional_share={"online": figure, "by_post": figure})
    part = next(iter(FOLDER.modes.values()))
    cell = Cell(share=part.share, evaluation_share=part.evaluation_share)
    known = next(iter(FOLDER.subgroups))
    cells = {known: {"group": cell, "by_post": cell}, "nobody": {"group": cell}}
    found = told(replace(FOLDER, engagement=engagement, cells=cells))
    assert [f for f in found if f[0] == "E307"] == [
        ("E307", "cells.yaml", (known, "by_post")),
        ("E307", "cells.yaml", ("nobody",)),
        ("E307", "engagement.yaml", ("additional_share", "by_post")),
    ]


# --- design and budgets ----------------------------------------------------------------------------------------------


def test_a_design_option_exists_and_changes_the_programme_alone():
    decision = FOLDER.design[Decision.FACILITATION]
    option = of(decision.options["peer_led"], multiplies={GP: 1.0, "programme.paid_share": 1.0})
    folder = with_item("design", Decision.FACILITATION, reference="nobody", options={"peer_led": option})
    assert told(folder) == [
        ("E310", "design.yaml", ("facilitation", "reference")),
        ("E311", "design.yaml", ("facilitation", "options", "peer_led", "multiplies", GP)),
    ]


LINES = {key: line for key, line in FOLDER.budgets["side_by_side"].lines.items() if not line.remainder}
LINE = next(iter(LINES.values()))
REST = of(LINE, amount=None, remainder=True)


@pytest.mark.parametrize(
    ("lines", "total", "wrong"),
    [
        ({"staff": LINE, "rest": REST}, True, []),
        ({"staff": LINE}, False, []),
        ({"staff": LINE, "rest": REST}, False, [("E313", "rest")]),
        ({"rest": REST, "more": REST}, True, [("E313", "more")]),
        ({"staff": of(LINE, remainder=True)}, True, [("E313", "staff")]),
        ({"staff": of(LINE, amount=None)}, True, [("E313", "staff")]),
        *(({"staff": LINE, name: LINE}, True, [("E312", name)]) for name in ("total", "people", "partner_groups")),
    ],
)
def test_lines_of_a_budget_have_an_amount_or_one_is_what_is_left(lines, total, wrong):
    budget = FOLDER.budgets["side_by_side"]
    folder = with_item("budgets", "side_by_side", lines=lines, total=budget.total if total else None)
    found = [f for f in told(folder) if f[0] != "E209"]  # people and groups are counted in other units
    assert found == [(code, "budgets.yaml", ("side_by_side", "lines", line)) for code, line in wrong]


# --- outcomes --------------------------------------------------------------------------------------------------------

WELLBEING = FOLDER.outcomes["wellbeing_swemwbs"]
STANDARDISED = of(WELLBEING.change, unit=Unit.SD_PER_PERSON)
PLAIN = {"important_change": {}, "sd": None, "correlation": None}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"sd": None}, [("E314", ("important_change",))]),
        ({"correlation": None}, [("E314", ("important_change",))]),
        (PLAIN, []),
        (PLAIN | {"sd": WELLBEING.sd}, [("E316", ("sd",))]),
        (PLAIN | {"correlation": WELLBEING.correlation}, [("E316", ("correlation",))]),
        (PLAIN | {"sd": WELLBEING.sd, "change": STANDARDISED}, []),
        (PLAIN | {"change": STANDARDISED}, [("E315", ("change", "unit"))]),
        (PLAIN | {"change": STANDARDISED, "unit": Unit.SD}, []),
        ({"change": of(WELLBEING.change, kind=ChangeKind.RATE_RATIO, unit=Unit.RATIO)}, []),
        (
            {"change": of(WELLBEING.change, kind=ChangeKind.RATE_RATIO, unit=Unit.RATIO), "baseline": None},
            [("E315", ("change", "kind"))],
        ),
    ],
)
def test_an_outcome_has_what_its_rows_need_and_no_more(changes, wrong):
    found = [f for f in told(with_item("outcomes", "wellbeing_swemwbs", **changes)) if f[0] in ("E314", "E315", "E316")]
    assert found == [(code, "outcomes.yaml", ("wellbeing_swemwbs", *path)) for code, path in wrong]


def test_what_is_counted_has_a_period_and_a_status_has_none():
    service = FOLDER.service_use["ambulance"]
    folder = with_item("service_use", "ambulance", change=of(service.change, recall_months=None))
    assert ("E317", "service_use.yaml", ("ambulance", "change")) in told(folder)
    work = FOLDER.employment
    rate = of(work.change_in_employment_rate, recall_months=3)
    lost = of(work.absence_days_change, recall_months=None)
    folder = replace(
        FOLDER,
        employment=of(work, change_in_employment_rate=rate, absence_days_change=lost, presenteeism_days_change=lost),
    )
    assert [f for f in told(folder) if f[0] == "E317"] == [
        ("E317", "employment.yaml", ("absence_days_change",)),
        ("E317", "employment.yaml", ("change_in_employment_rate", "recall_months")),
        ("E317", "employment.yaml", ("presenteeism_days_change",)),
    ]


def test_every_category_of_cost_has_a_cashable_share():
    for category in Category:
        folder = replace(FOLDER, cashable={c: q for c, q in FOLDER.cashable.items() if c is not category})
        free = category in (Category.OUTCOME, Category.NOT_QUANTIFIED)
        assert told(folder) == ([] if free else [("E318", "cashable.yaml", ())])
