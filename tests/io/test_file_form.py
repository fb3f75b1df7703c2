"""Files that say of what form they are: the shipped ones all do, and another form is refused with a cure."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sbs_econ.io.file_form import kind_of
from sbs_econ.io.folders import read_folder
from sbs_econ.io.scenario_files import scenario_yaml
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.starting import schemas
from sbs_econ.io.survey_files import survey_problems
from sbs_econ.io.yaml_reader import read_yaml
from sbs_econ.schema.forms import VERSION, form_of
from sbs_econ.schema.scenario import REASON_TO_WRITE

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = sorted([*(ROOT / "parameters").rglob("*.yaml"), *(ROOT / "scenarios").glob("*.yaml")])


def kind(file):
    return "scenario" if file.parent.name == "scenarios" else kind_of(file)


@pytest.fixture
def project(tmp_path):
    for part in ("parameters", "scenarios"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def saying(file, said):
    """Change what a file says of its form; the line on which it says it."""
    text = file.read_text("utf-8")
    new = re.sub(r"(?m)^schema: .*\n", f"schema: {said}\n", text, count=1)
    assert new != text
    file.write_text(new, "utf-8")
    return new[: new.index("schema: ")].count("\n") + 1


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_every_shipped_file_says_its_form_first(file):
    document, problems = read_yaml(file)
    assert problems == []
    assert next(iter(document.data.items())) == ("schema", form_of(kind(file)))


@pytest.mark.parametrize("name", ["service_use", "unit_costs/current_2024_25", "correlations", "sources"])
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"sbs_econ/{{}}/{VERSION + 1}", ("is of version 2", "install a newer sbs-econ")),
        ("sbs_econ/{}/0", ("is of version 0", "sbs-econ init")),
        ("sbs_econ/budgets/1", ("'sbs_econ/budgets/1'", "write schema: sbs_econ/{}/1")),
        ("1", ("says '1'", "write schema: sbs_econ/{}/1")),
        ("sbs_econ/{}/one", ("is read here", "sbs_econ/{}/1")),
        ("[sbs_econ, 1]", ("says a block", "write schema: sbs_econ/{}/1")),
    ],
)
def test_a_parameter_file_of_another_form_is_told_once_with_a_cure(project, name, said, words):
    file = project / "parameters" / f"{name}.yaml"
    line = saying(file, said.format(kind_of(file)))
    (problem,) = read_folder(project / "parameters").problems
    assert (problem.code, problem.line, problem.severity) == ("E115", line, "error")
    assert problem.file.endswith(f"{name}.yaml")
    for each in words:
        assert each.format(kind_of(file)) in f"{problem.message} {problem.suggestion}"


def test_a_newer_file_is_not_read_any_further(project):
    file = project / "parameters" / "outcomes.yaml"
    saying(file, "sbs_econ/outcomes/2")
    file.write_text(file.read_text("utf-8") + "new_in_two: {strange: 1}\n", "utf-8")
    assert [problem.code for problem in read_folder(project / "parameters").problems] == ["E115"]


def test_a_file_in_the_wrong_place_is_checked_all_the_same(project):
    file = project / "parameters" / "outcomes.yaml"
    saying(file, "sbs_econ/values/1")
    file.write_text(file.read_text("utf-8") + "odd: {strange: 1}\n", "utf-8")
    assert {problem.code for problem in read_folder(project / "parameters").problems} >= {"E115", "E101"}


def test_a_scenario_of_another_form_and_one_that_extends_it(project):
    base = project / "scenarios" / "base_case.yaml"
    line = saying(base, "sbs_econ/scenario/3")
    for name in ("base_case", "online"):
        loaded = load_scenario(str(project / "scenarios" / f"{name}.yaml"))
        (problem,) = loaded.problems
        assert loaded.inputs is None
        assert (problem.code, problem.line) == ("E115", line)
        assert "base_case.yaml" in problem.file


def test_a_plan_of_another_form(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text("schema: sbs_econ/plan/2\nlabel: x\n", "utf-8")
    assert [(problem.code, problem.line) for problem in survey_problems(plan)] == [("E115", 1)]


def test_a_file_may_say_nothing(project):
    for file in [*(project / "parameters").rglob("*.yaml"), *(project / "scenarios").glob("*.yaml")]:
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"(?m)^schema: .*\n", "", text, count=1), "utf-8")
    shipped, silent = (load_scenario(str(root / "scenarios" / "online.yaml")) for root in (ROOT, project))
    assert silent.problems == ()
    assert silent.usable().quantities.keys() == shipped.usable().quantities.keys()


def test_editors_know_the_key():
    for name, schema in schemas().items():
        of_kind = name.removesuffix(".schema.json")
        assert schema["properties"]["schema"]["const"] == form_of(of_kind)
        if "propertyNames" in schema:
            assert {"const": "schema"} in schema["propertyNames"]["anyOf"]
    assert json.dumps(schemas())


def test_what_a_new_scenario_leaves_to_write_is_a_warning(project):
    file = project / "scenarios" / "ours.yaml"
    given = {"programme.venue_per_session": "0"}
    file.write_text(scenario_yaml("ours", given, {"extends": "base_case", "reason": REASON_TO_WRITE}), "utf-8")
    told = load_scenario(str(file))
    assert told.inputs is not None
    assert [(problem.code, problem.line, problem.severity) for problem in told.problems] == [
        ("E117", 5, "warning"),
        ("E117", 9, "warning"),
    ]
    words = {"extends": "base_case", "reason": "The room is free.", "question": "What if the room is free?"}
    file.write_text(scenario_yaml("ours", given, words), "utf-8")
    assert load_scenario(str(file)).problems == ()
