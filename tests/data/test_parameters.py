"""The shipped parameters and scenarios are data, and data have tests: sourced, labelled, explained and used."""

import re

import pytest
import yaml
from shipped import PARAMETERS, ROOT, SCENARIOS, loaded, parameter_folder

from sbs_econ.vocabulary import Evidence, StudyDesign

CONTRACT = {
    "base_case",
    "side_by_side_2015_17",
    "local_grants",
    "no_effect",
    "full_attribution",
    "peer_led_social",
    "facilitated_educational",
    "identity_specific",
    "online",
    "programme_era_prices",
    "horizon_24",
    "no_service_effect",
    "friction_cost",
    "carer_replacement_cost",
}
FILES = sorted([*PARAMETERS.rglob("*.yaml"), *(ROOT / "scenarios").glob("*.yaml")])
HINT = re.compile(r"# yaml-language-server: \$schema=(\S+)")
LEANS_TOWARDS_CARE = {"gp_consultation", "practice_nurse"}


def folder():
    return parameter_folder().usable()


def stated():
    """Every quantity of every file, set of unit costs and design option by name."""
    found = {name: s.quantity for name, s in folder().stated().items()}
    for unit_cost_set in folder().unit_costs:
        prices = folder().stated_prices(unit_cost_set)
        found |= {f"{unit_cost_set}: {name}": s.quantity for name, s in prices.items()}
    for decision, content in folder().design.items():
        for option, choice in content.options.items():
            found |= {f"{decision}, {option}: {name}": q for name, q in choice.replaces.items()}
    return found


def texts(node, path=()):
    """Every text of a document with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, (*path, str(key)))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from texts(value, (*path, str(place)))
    elif isinstance(node, str):
        yield path, node


def written():
    return {file: list(texts(yaml.safe_load(file.read_text(encoding="utf-8")))) for file in FILES}


def at(file, path):
    return f"{file.relative_to(ROOT)}: {'.'.join(path)}"


# --- sources ---------------------------------------------------------------------------------------------------------


def test_every_figure_that_is_not_illustrative_has_a_source_and_a_place_in_it():
    bare = [
        name
        for name, q in stated().items()
        if q.evidence is not Evidence.ILLUSTRATIVE and (q.source is None or q.locator is None)
    ]
    assert bare == []


def test_every_illustrative_figure_says_why():
    assert [n for n, q in stated().items() if q.evidence is Evidence.ILLUSTRATIVE and q.note is None] == []


def test_every_source_is_used_and_every_source_named_exists():
    named = {
        text for found in written().values() for path, text in found if path[-1] == "source" and "sources" not in path
    }
    assert named == set(folder().sources)


def test_nothing_is_presented_as_reported_that_the_leaflet_does_not_print():
    reported = {name for name, q in stated().items() if q.evidence is Evidence.REPORTED}
    assert reported == {
        "budgets.side_by_side.partner_groups",
        "budgets.local_grants.partner_groups",
        "subgroups.bame_participants.evaluation_share",
        "subgroups.other_participants.evaluation_share",
    }


# --- words -----------------------------------------------------------------------------------------------------------


def test_no_label_ends_with_a_full_stop():
    assert [
        at(f, path) for f, found in written().items() for path, text in found
        if path[-1] == "label" and text.strip().endswith(".")
    ] == []  # fmt: skip


@pytest.mark.parametrize("key", ["note", "reason", "text"])
def test_notes_reasons_and_findings_are_sentences(key):
    assert [
        at(f, path) for f, found in written().items() for path, text in found
        if path[-1] == key and not text.strip().endswith(".")
    ] == []  # fmt: skip


def test_every_question_is_one():
    assert [at(f, p) for f, found in written().items() for p, t in found if p[-1] == "question" and t[-1] != "?"] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_begins_with_the_schema_that_editors_complete_from(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    hint = HINT.fullmatch(first)
    assert hint is not None
    assert (file.parent / hint[1]).resolve().is_file()
    wanted = {"unit_costs": "unit_costs", "scenarios": "scenario"}.get(file.parent.name, file.stem)
    assert hint[1].endswith(f"/{wanted}.schema.json")


# --- what is there ---------------------------------------------------------------------------------------------------


def test_at_least_fifteen_services_each_with_baseline_change_and_price():
    services = folder().service_use
    assert len(services) >= 15
    assert all(set(prices) == set(services) for prices in folder().unit_costs.values())
    assert set(folder().unit_costs) >= {"current_2024_25", "programme_era_2016_17"}


def test_published_findings_stand_beside_the_rows_they_concern():
    with_findings = [item for item, service in folder().service_use.items() if service.findings]
    assert len(with_findings) >= 10
    sources = {f.source for service in folder().service_use.values() for f in service.findings}
    assert "stant_2011" in sources, "a randomised trial of groups found no effect on cost"
    wellbeing = {finding.source for finding in folder().outcomes["wellbeing_swemwbs"].findings}
    assert "blodgett_2022" in wellbeing, "a meta-analysis found no evidence of changed wellbeing"
    assert folder().employment.findings
    assert folder().informal_care.findings


def test_every_reported_change_says_how_it_was_measured():
    changes = [service.change for service in folder().service_use.values()]
    changes += [outcome.change for outcome in folder().outcomes.values()]
    changes += [folder().employment.change_in_employment_rate, folder().informal_care.hours_change]
    assert {change.design for change in changes} == {StudyDesign.CONTROLLED, StudyDesign.UNCONTROLLED}
    for change in changes:
        assert (change.recall_months is None) != (change.measured is None)


def test_doubt_never_works_in_the_programmes_favour():
    """Uncontrolled rows whose mean change is unfavourable declare regression to the mean and deadweight as 0."""
    unfavourable = set()
    for item, service in folder().service_use.items():
        change = service.change
        if change.design is StudyDesign.UNCONTROLLED and float(change.value) > 1:
            unfavourable.add(item)
            assert float(change.attribution.regression_to_the_mean.value) == 0, item
            assert float(change.attribution.deadweight.value) == 0, item
    assert unfavourable == LEANS_TOWARDS_CARE


def test_what_is_not_counted_is_named():
    assert set(folder().not_quantified) >= {
        "harms", "carers_wellbeing", "benefit_to_volunteers", "housing", "physical_health", "suicide",
        "participants_time",
    }  # fmt: skip


# --- scenarios -------------------------------------------------------------------------------------------------------


def test_the_scenarios_of_the_contract_are_there():
    assert set(SCENARIOS) >= CONTRACT


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_resolves_without_a_problem(scenario):
    assert loaded(scenario).problems == ()
    assert loaded(scenario).usable().scenario == scenario


@pytest.mark.parametrize("scenario", sorted(CONTRACT - {"base_case"}))
def test_a_scenario_asks_another_question_than_the_one_it_extends(scenario):
    inputs, base = loaded(scenario).usable(), loaded("base_case").usable()
    assert "base_case" in inputs.extends
    assert inputs.question != base.question
    assert inputs.label != base.label
