"""Numbers as options, plans from Python, and sheets of new figures: refused with what to write, and where."""

import re

import pytest
from bad_inputs import refused

import sbs_econ
from sbs_econ.cli.group import COMMANDS, program
from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.errors import RequestError

# --- numbers as options ----------------------------------------------------------------------------------------------

OPTIONS = [
    ("run base_case --draws x", "--draws a number is wanted here, not 'x' write a whole number, at least 2"),
    ("run base_case --draws -5", "-5 is too small write at least 2"),
    ("run base_case --draws 0", "0 is too small at least 2"),
    ("run base_case --draws 10,000", "'10,000' write 10000"),
    ("run base_case --draws 10_000", "'10_000' write 10000"),
    ("run base_case --draws 100.5", "a whole number is wanted here, not 100.5"),
    ("run base_case --draws nan", "'nan' write a whole number"),
    ("run base_case --draws 1e400", "1e400 not a finite number"),
    ("run base_case --seed -1", "-1 is too small at least 0"),
    ("run base_case --jobs 0", "0 is too small at least 1"),
    ("run base_case --precision 1,5", "--precision 1,5 write 100, or 1%"),
    ("run base_case --precision -1", "--precision write 100"),
    ("run base_case --sampler monte", "'mc', 'lhs', 'sobol'"),
    ("run base_case --drws 5", "--drws --draws"),
    ("budget-impact base_case --uptake 1,2", "between 0 and 1, and 2 is not 0.01,0.02"),
    ("budget-impact base_case --uptake 10%", "--uptake 10% write 0.1 0.01,0.02"),
    ("budget-impact base_case --uptake x", "not 'x' 0.01,0.02"),
    ("budget-impact base_case --uptake 0.1", "go together --eligible 12000 --uptake 0.01,0.02"),
    ("budget-impact base_case --eligible 1,200 --uptake 0.1", "--eligible write 1200"),
    ("budget-impact base_case --eligible nan --uptake 0.1", "--eligible 'nan' at least 0"),
    ("budget-impact base_case --eligible inf --uptake 0.1", "--eligible 'inf' at least 0"),
    ("budget-impact base_case --eligible 1e17 --uptake 0.1", "1e+17 people cannot be eligible"),
    ("budget-impact base_case --hours-per-fte inf", "--hours-per-fte 'inf'"),
    ("budget-impact base_case --years 11", "11 is too large at least 1 and at most 10"),
    ("budget-impact base_case --first-year 2025", "calendar or a financial year? 2025/26"),
    ("voi base_case --discount-rate 3.5", "3.5 is too large at most 0.2"),
    ("diff base_case online --price-factor 0", "0 is too small more than 0"),
    ("synthesise x --lost 0.95", "0.95 is too large at most 0.9"),
    ("parameters set unit_costs.ambulance -5", "-5 is negative"),
    ("parameters set --dry-run unit_costs.ambulance -1,200", "write -1200"),
    ("run base_case --set unit_costs.ambulance=1e300", "too large check its digits"),
]


@pytest.mark.parametrize(("line", "words"), OPTIONS, ids=[line for line, _ in OPTIONS])
def test_numbers_as_options(ask, line, words):
    refused(ask(*line.split()), words)


@pytest.mark.parametrize(("text", "number"), [("10000", 10_000), ("1e4", 10_000), ("9" * 30, int("9" * 30)), ("2", 2)])
def test_whole_numbers_are_read_to_the_digit(text, number):
    assert Whole(min=2).convert(text, None, None) == number


def test_every_number_of_every_command_is_read_so():
    def parameters(command):
        yield from command.params
        for below in getattr(command, "commands", {}).values():
            yield from parameters(below)

    found = [p for name in COMMANDS for p in parameters(program.get_command(None, name))]
    numbers = [p for p in found if re.search("integer|float", p.type.name)]
    assert len(numbers) > 40
    assert [p.name for p in numbers if not isinstance(p.type, Whole | Number)] == []


@pytest.mark.parametrize("figures", [{"eligible": float("nan"), "uptake": [0.1]}, {"hours_per_fte": float("inf")}])
def test_numbers_that_are_none_from_python(figures):
    with pytest.raises(RequestError):
        sbs_econ.budget_impact("base_case", draws=50, plan=figures)


@pytest.mark.parametrize(
    "plan",
    [{"draws": 0}, {"draws": -5}, {"draws": 2.5}, {"draws": "x"}, {"draws": True}, {"seed": -1}, {"sampler": "monte"}],
)
def test_plans_that_cannot_be_drawn_from_python(plan):
    with pytest.raises(RequestError, match=r"draws is|seed is|no sampler"):
        sbs_econ.run("base_case", **{"draws": 50} | plan)


# --- sheets of new figures -------------------------------------------------------------------------------------------

SHEETS = [
    ("currency", "name,value\nunit_costs.ambulance,£12\n", "new.csv:2: E103 '£12' unit_costs.ambulance,£12 write 12,"),
    ("thousands", "name,value\nunit_costs.ambulance,1,200\n", "new.csv:2: E114 3 cells, quotation marks"),
    ("unnamed", "name,value,,\nunit_costs.ambulance,1,200,\n", "new.csv:2: E114 4 cells, quotation marks"),
    ("same figure", "name,value\nunit_costs.ambulance,5\nunit_costs.ambulance.value,6\n", "new.csv:3: E114 row 2 too"),
    (
        "two controls",
        "name,value\nunit_costs.ambulance,5\x01\nunit_costs.outpatient,6\x01\n",
        "new.csv:2: new.csv:3: E029",
    ),
    ("decimal comma", "name;value\nunit_costs.ambulance;51,5\n", "new.csv:2: E103 decimal comma: 51.5"),
    ("tabs", "name\tvalue\nunit_costs.ambulance\tx\n", "new.csv:2: E103 'x'"),
    ("date", "name,value\nunit_costs.ambulance,02-Jan\n", "new.csv:2: E103 date:"),
    ("nobody", "name,value\nunit_costs.ambulanse,5\n", "new.csv:2: E406 did you mean 'unit_costs.ambulance'"),
    ("no name", "name,value\n\n,5\n", "new.csv:3: E114 names no quantity delete the row"),
    ("twice", "name,value\nunit_costs.ambulance,5\nunit_costs.ambulance,6\n", "new.csv:3: E114 row 2 too keep one"),
    ("block", "name,value\nunit_costs.ambulance.distribution,5\n", "new.csv:2: E029 is a block name one value in it"),
    ("other key", "name,value,distribution.se\nunit_costs.ambulance,400,-1\n", "new.csv:2: E202 se > 0 minus sign"),
    ("further on", "name,value\nattribution.deadweight,0.999\n", "new.csv:2: E202 parameters/attribution.yaml:"),
    ("quoted lines", 'name,value,note\nunit_costs.ambulance,5,"a\nb"\nvalues.x,1,\n', "new.csv:4: E406"),
    ("control", "name,value\nunit_costs.ambulance,5\x01\n", "new.csv:2: E029 do not print"),
    ("no header", "unit_costs.ambulance,5\n", "new.csv:1: E114 columns name and value first line"),
    ("column twice", "name,value,value\nunit_costs.ambulance,5,6\n", "new.csv:1: E114 'value' stands twice keep one"),
    ("empty", "", "new.csv:1: E114 columns name and value"),
    ("large", "name,value\n" + "\n" * 5_000_001, "new.csv: E106 larger than 5 MB"),
]


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in SHEETS], ids=[case[0] for case in SHEETS])
def test_a_sheet_of_figures_is_told_by_its_rows(ask, project, text, words):
    before = {file: file.read_bytes() for file in (project / "parameters").rglob("*.yaml")}
    refused(ask("parameters", "set", "--from-csv", "new.csv", files={"new.csv": text}), words)
    assert {file: file.read_bytes() for file in (project / "parameters").rglob("*.yaml")} == before


def test_every_row_that_is_wrong_is_told(ask):
    sheet = "name,value\nunit_costs.ambulance,x\nunit_costs.outpatient,90\nattribution.deadweight,35\n"
    refused(ask("parameters", "set", "--from-csv", "new.csv", files={"new.csv": sheet}), "new.csv:2: new.csv:4: 0.35")


def test_a_good_sheet_changes_only_its_figures(ask, project):
    sheet = "\ufeffname;value\r\nunit_costs.ambulance;401.5\r\n;\r\n"
    code, said = ask("parameters", "set", "--from-csv", "new.csv", files={"new.csv": sheet})
    assert (code, "-> 401.5" in said, "1 change written." in said) == (0, True, True)
    assert "value: 401.5" in (project / "parameters" / "unit_costs" / "current_2024_25.yaml").read_text("utf-8")


def test_a_change_below_0_is_an_argument_and_not_an_option(ask):
    code, said = ask("parameters", "set", "outcomes.wellbeing_swemwbs.change", "-0.5", "--dry-run")
    assert (code, "-> -0.5" in said) == (0, True), said
