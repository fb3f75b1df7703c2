"""The sides of a diff: scenarios, parameter folders and run folders, with file and line on both sides."""

import json
import shutil

import pytest
from click.testing import CliRunner
from shipped import ROOT

from sbs_econ.cli.diff import command
from sbs_econ.io.differences import kind_of, listed, read_sides
from sbs_econ.io.places import show
from sbs_econ.io.run_folder import write_run
from sbs_econ.io.scenarios import load_scenario

SERVICE = """
housing_support:
  label: Housing support visits
  unit: contact
  payer: local_authority
  category: social_care
  baseline: {unit: contact/person, value: 0.4, evidence: elicited, note: A guess.}
  change:
    kind: difference
    unit: contact/person
    value: -0.05
    distribution: {family: normal, se: 0.05}
    design: controlled
    follow_up_months: 6
    recall_months: 6
    evidence: elicited
    note: A guess.
"""
PRICE = """
housing_support: {label: Visit, unit: GBP/contact, value: 40, price_year: 2023/24, evidence: elicited, note: A guess.}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Two copies of the shipped parameters and scenarios, old and new, side by side."""
    for name in ("old", "new"):
        for part in ("parameters", "scenarios"):
            shutil.copytree(ROOT / part, tmp_path / name / part)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(path, before, after):
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def line_of(path, words, after=""):
    """The line on which words stand, counting from 1, the first after a line that is ``after``."""
    lines = path.read_text("utf-8").splitlines()
    start = lines.index(after) if after else 0
    return next(i for i, line in enumerate(lines[start:], start=start + 1) if words in line)


def run(*arguments):
    done = CliRunner().invoke(command, [*arguments, "--draws", "100"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def document(*arguments):
    return json.loads(run(*arguments, "--format", "json"))


def run_into(folder, scenario, draws=100, seed=1):
    from sbs_econ.analysis.psa import Plan, run_psa

    loaded = load_scenario(str(scenario))
    result = run_psa(loaded.usable(), Plan(draws, seed, "mc"))
    write_run(folder, result, [], {"inputs_sha256": "", "overrides": {}})


def test_a_folder_and_itself_do_not_differ(project):
    found = document("old/parameters", "new/parameters")
    assert found["differences"] == []
    assert found["result"]["change"]["mean"] == 0.0
    assert "Nothing differs." in run("old", "old/parameters")


def test_file_and_line_after_an_edit(project):
    prices = project / "new/parameters/unit_costs/current_2024_25.yaml"
    edit(prices, "# ", "# One more line\n# ")
    block = "gp_consultation:"
    text = prices.read_text("utf-8")
    start = text.index(f"\n{block}")
    prices.write_text(text[:start] + text[start:].replace("value: 48", "value: 55", 1), "utf-8")
    (difference,) = document("old/parameters", "new/parameters")["differences"]
    assert difference["name"] == "unit_costs.gp_consultation (current_2024_25)"
    (field,) = difference["fields"]
    assert (field["field"], field["before"], field["after"]) == ("value", 48.0, 55.0)
    for side, key in (("old", "before_at"), ("new", "after_at")):
        file = project / side / "parameters/unit_costs/current_2024_25.yaml"
        assert field[key]["file"] == show(file)
        assert field[key]["line"] == line_of(file, "value:", block)
    assert field["after_at"]["line"] == field["before_at"]["line"] + 1


def test_every_kind_of_edit_is_listed(project):
    folder = project / "new/parameters"
    edit(folder / "attribution.yaml", "{family: beta, se: 0.10}", "{family: beta, se: 0.05}")
    edit(folder / "indices.yaml", "2024/25: 4.02", "2024/25: 5")
    edit(folder / "sources.yaml", "read: excerpt", "read: whole")
    edit(folder / "service_use.yaml", "design: uncontrolled", "design: controlled")
    edit(folder / "service_use.yaml", "payer: nhs", "payer: local_authority")
    found = {d["name"]: d for d in document("old/parameters", "new/parameters")["differences"]}
    assert [f["field"] for f in found["attribution.deadweight"]["fields"]] == ["se", "distribution"]
    assert found["indices.nhscii.annual_change.2024/25"]["part"] == "price_year"
    assert found["service_use.acute_bed_day.change"]["fields"][0]["field"] == "design"
    assert found["service_use.acute_bed_day.payer"]["part"] == "rows"
    assert any(name.startswith("sources.") and name.endswith(".read") for name in found)
    assert len(found) == 5


def test_a_number_written_differently_is_the_same(project):
    edit(project / "new/parameters/unit_costs/current_2024_25.yaml", "value: 48", "value: 48.0")
    edit(project / "new/parameters/indices.yaml", "2024/25: 100", "2024/25: 100.0")
    assert document("old/parameters", "new/parameters")["differences"] == []


def test_a_service_on_one_side_is_named_and_a_part_of_its_own(project):
    for name, text in (("service_use", SERVICE), ("unit_costs/current_2024_25", PRICE),
                       ("unit_costs/programme_era_2016_17", PRICE)):  # fmt: skip
        path = project / f"new/parameters/{name}.yaml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")
    found = document("old/parameters", "new/parameters")
    assert found["rows_only_in_second"] == ["service_use.housing_support"]
    parts = {p["part"]: p["moved"]["mean"] for p in found["result"]["parts"] if p["differs"]}
    assert set(parts) == {"rows"}
    assert parts["rows"] == pytest.approx(found["result"]["change"]["mean"], abs=1e-9)
    assert {d["status"] for d in found["differences"]} == {"added"}
    text = run("old/parameters", "new/parameters")
    assert "Rows that only new/parameters has: service_use.housing_support." in text
    back = document("new/parameters", "old/parameters")
    assert back["rows_only_in_first"] == ["service_use.housing_support"]


def test_scenarios_are_listed_with_the_file_that_had_the_last_word(project):
    found = {d["name"]: d for d in document("base_case", "horizon_24")["differences"]}
    (field,) = found["settings.horizon_months"]["fields"]
    assert (field["before"], field["after"]) == (12, 24)
    assert field["after_at"]["line"] == line_of(ROOT / "scenarios/horizon_24.yaml", "horizon_months")
    assert set(found) == {"settings.horizon_months"}
    online = {d["name"]: d for d in document("base_case", "online")["differences"]}
    at = next(f for f in online["programme.venue_per_session"]["fields"] if f["field"] == "value")["after_at"]
    where = line_of(ROOT / "scenarios/online.yaml", "value:", "  programme.venue_per_session:")
    assert (at["line"], at["layer"]) == (where, "scenario:online")


def test_two_runs_of_the_same_do_not_differ(project):
    run_into(project / "r1", "old/scenarios/base_case.yaml")
    run_into(project / "r2", "new/scenarios/base_case.yaml")
    found = document("r1", "r2")
    assert found["differences"] == []
    assert found["result"]["change"]["mean"] == 0.0
    assert (found["result"]["draws"], found["first"]["kind"]) == (100, "run")


def test_runs_of_edited_parameters(project):
    edit(project / "new/parameters/attribution.yaml", "  value: 0.35", "  value: 0.5")
    run_into(project / "r1", "old/scenarios/base_case.yaml")
    run_into(project / "r2", "new/scenarios/base_case.yaml")
    folders, runs = document("old/parameters", "new/parameters"), document("r1", "r2")
    assert [d["name"] for d in runs["differences"]] == ["attribution.deadweight"]
    assert runs["differences"][0]["fields"][0]["before_at"]["file"].endswith("old/parameters/attribution.yaml")
    for key in ("before", "after", "change"):
        assert runs["result"][key]["mean"] == pytest.approx(folders["result"][key]["mean"], rel=1e-9)
    mixed_sides = document("r1", "new/scenarios/base_case.yaml")
    assert [d["name"] for d in mixed_sides["differences"]] == ["attribution.deadweight"]


def test_what_a_run_folder_does_not_hold_is_a_part_of_its_own(project):
    # An index is in no run folder: rebuilt on today's, and the gap to the stored result is shown.
    edit(project / "new/parameters/indices.yaml", "2024/25: 4.02", "2024/25: 30")
    run_into(project / "r1", "old/scenarios/base_case.yaml")
    run_into(project / "r2", "new/scenarios/base_case.yaml")
    found = document("r1", "r2")["result"]
    parts = {p["part"]: p["moved"]["mean"] for p in found["parts"] if p["differs"]}
    assert set(parts) == {"not_held"}
    assert parts["not_held"] == pytest.approx(found["change"]["mean"], abs=1e-9)
    assert found["change"]["mean"] != 0
    stored = json.loads((project / "r2/run.json").read_text("utf-8"))["perspectives"][1]["net_cost"]["mean"]
    assert found["after"]["mean"] == pytest.approx(stored / 360)


def test_a_folder_beside_a_scenario_takes_that_scenario(project):
    found = document("old/parameters", "horizon_24", "--inputs-only")
    assert [side["scenario"] for side in (found["first"], found["second"])] == ["horizon_24", "horizon_24"]
    assert found["result"] is None


@pytest.mark.parametrize(("first", "second"), [("no_such", "base_case"), ("base_case", "no_such.yaml")])
def test_what_is_not_there_is_refused(first, second):
    done = CliRunner().invoke(command, [first, second])
    assert done.exception is not None
    assert "no scenario" in str(done.exception)


def test_kinds_of_sides(project):
    run_into(project / "r1", "base_case")
    assert [kind_of(x) for x in ("r1", "old", "old/parameters", "base_case")] == [
        "run", "parameters", "parameters", "scenario",
    ]  # fmt: skip


def test_places_of_quantities_are_lines_of_the_files(project):
    sides = read_sides("base_case", "programme_era_prices", None)
    for difference in listed(*sides):
        for field in difference.fields:
            for at in (field.before_at, field.after_at):
                if at.line is not None and field.field == "value":
                    file = ROOT / str(at.file).removeprefix("shipped:")
                    line = file.read_text("utf-8").splitlines()[at.line - 1]
                    assert line.strip().startswith(("value:", "distribution:", "price_year:", "unit_cost_set:")), line


def test_everything_is_written(project):
    edit(project / "new/parameters/attribution.yaml", "  value: 0.35", "  value: 0.5")
    run("old/parameters", "new/parameters", "--out", "why", "-q")
    names = {f.name for f in (project / "why").iterdir()}
    assert names == {"diff.json", "diff.txt", "diff.svg", "diff.png", "differences.csv", "parts.csv"}
    assert "attribution.deadweight" in (project / "why/differences.csv").read_text("utf-8")
    done = CliRunner().invoke(command, ["base_case", "online", "--draws", "100", "--out", "why"])
    assert "exists already" in str(done.exception)
