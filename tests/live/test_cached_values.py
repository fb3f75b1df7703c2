"""The values that stand in the file are those of its formulas, whatever the scenario."""

import math
from dataclasses import replace

import pytest
from agreement import disagreements, workbook_of
from hypothesis import HealthCheck, given, settings
from oracle.describe import to_inputs
from oracle.strategies import descriptions
from recalculation import read, records
from shipped import SCENARIOS, inputs_of

from sbs_econ.analysis.psa import Plan, run_psa
from sbs_econ.errors import RequestError
from sbs_econ.io.codes import CODES
from sbs_econ.model.inputs import SiteInputs
from sbs_econ.reporting.live_terms import Term
from sbs_econ.reporting.live_workbook import MOST_KINDS, live_sheets, live_workbook_refusal
from sbs_econ.schema.model_workbook import CHECK_COLUMNS, INPUT_COLUMNS


@pytest.fixture(scope="module")
def base():
    return read(workbook_of(inputs_of("base_case")), values=True)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_values_in_the_file_are_the_engines(scenario):
    inputs = inputs_of(scenario)
    assert disagreements(read(workbook_of(inputs), values=True), inputs) == []


def test_variation_between_sites_leaves_the_base_case():
    inputs = inputs_of("side_by_side_2015_17", {"settings.between_site_cv": 0.25})
    assert disagreements(read(workbook_of(inputs), values=True), inputs) == []


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(descriptions())
def test_any_scenario_sites_and_cells_included(description):
    inputs = to_inputs(description)
    assert disagreements(read(workbook_of(inputs), values=True), inputs) == []


def test_inputs_begin_as_promised(base):
    heading = next(base["Inputs"].iter_rows(values_only=True))
    assert heading[: len(INPUT_COLUMNS)] == INPUT_COLUMNS


def test_check_holds_every_row_of_the_base_case_once(base):
    heading, *lines = base["Check"].iter_rows(values_only=True)
    assert heading == CHECK_COLUMNS
    result = run_psa(inputs_of("base_case"), Plan(2, 1, "mc"))
    wanted = {(row.row.row, part) for row in result.rows for part in ("quantity", "cost") if getattr(row, part)}
    assert len(lines) == len(wanted)
    assert {line[:2] for line in lines} == wanted


def test_engine_is_a_number_and_the_rest_are_formulas():
    book = read(workbook_of(inputs_of("base_case")))
    for _, _, engine, workbook, difference in book["Check"].iter_rows(min_row=2, values_only=True):
        assert isinstance(engine, int | float)
        assert str(workbook).startswith("=Table!")
        assert str(difference).startswith("=")


def test_every_input_has_its_row_and_empty_overrides(base):
    inputs = inputs_of("base_case")
    lines = {line["name"]: line for line in records(base, "Inputs", "name")}
    assert set(inputs.quantities) <= set(lines)
    assert {f"settings.{name}" for name in type(inputs.settings).__dataclass_fields__} <= set(lines)
    assert {line["override"] for line in lines.values()} == {None}
    for name, quantity in inputs.quantities.items():
        assert lines[name]["default"] == pytest.approx(quantity.value, rel=1e-15)  # sixteen digits
        assert lines[name]["used"] == pytest.approx(quantity.value, rel=1e-15)
    assert lines["attribution.causal_share"]["default"] is None


def test_no_formula_gives_an_error():
    _, sheets = live_sheets(run_psa(inputs_of("side_by_side_2015_17"), Plan(2, 1, "mc")))
    terms = [cell.content for sheet in sheets for cell in sheet.cells.values() if isinstance(cell.content, Term)]
    assert len(terms) > 2_000
    assert not [each for each in terms if isinstance(each.value, float) and not math.isfinite(each.value)]


def test_what_no_formula_reads_is_said(base):
    about = {line["name"]: str(line["what may be entered as an override"]) for line in records(base, "Inputs", "name")}
    assert about["programme.capacity"].startswith("Moves nothing in this workbook")
    assert not about["settings.price_year"].startswith("Moves nothing")
    assert about["settings.unit_cost_set"].startswith("Not changed in this workbook")


def test_hundreds_of_different_sites_are_refused():
    inputs = inputs_of("base_case")
    venue = inputs.quantities["programme.venue_per_session"]
    sites = tuple(
        SiteInputs(f"s{n}", f"S{n}", "A", 10, {venue.name: replace(venue, value=float(n))})
        for n in range(MOST_KINDS + 1)
    )
    many = replace(inputs, sites=sites)
    assert "101 kinds of sites" in live_workbook_refusal(many)
    with pytest.raises(RequestError) as caught:
        workbook_of(many)
    assert caught.value.code in CODES
    assert live_workbook_refusal(replace(many, sites=sites[:MOST_KINDS])) is None
