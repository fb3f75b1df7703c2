"""``sbs-econ report``: what it writes, what it refuses, and that a run folder and a scenario give the same report."""

import json
import os

import pytest
from report_support import CONTROLS, Page, csv_rows

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program
from sbs_econ.io.starting import start_project

FEW = ("--draws", "200", "-q")
HARM = """extends: base_case
label: "</script><script>alert(1)</script> {{7*7}}"
question: '=HYPERLINK("http://example.org") [red]now[/red]?'
budget_impact: {eligible: 12000, uptake: [0.01, 0.02]}
changes:
  unit_costs.gp_consultation:
    value: 50
    reason: '=1+1 <img src=x onerror=alert(1)>'
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("work") / "project"
    start_project(folder)
    (folder / "scenarios" / "harm.yaml").write_text(HARM, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written(project):
    """The report of a scenario whose every word is hostile, with all that the command offers."""
    out = project / "reports" / "harm"
    done = sbs_econ(project, "report", "harm", *FEW, "--figures", "--benefit-cost-ratio", "--out", str(out))
    assert done == 0
    return out


def sbs_econ(folder, *arguments):
    before = os.getcwd()
    os.chdir(folder)
    try:
        return run_program(program, arguments)
    finally:
        os.chdir(before)


def test_the_folder_is_complete(written):
    names = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert {"report.html", "report.json", "csv/dictionary.csv", "csv/table.csv", "csv/run_rows.csv"} <= names
    assert {"report.docx", "results.xlsx", "model.xlsx"} <= names
    assert {"figures/forest.svg", "figures/forest.png", "figures/budget_impact.svg"} <= names
    listed = json.loads((written / "report.json").read_text("utf-8"))
    assert set(listed["files"]) == names - {"report.json"}


def test_hostile_words_stay_text_from_yaml_to_page(written):
    text = (written / "report.html").read_text("utf-8")
    page = Page(text)
    assert [script.get("type") for script in page.all("script")] == ["application/json", None]
    assert page.all("img") == []
    assert "</script><script>alert(1)</script> {{7*7}}" in page.text
    assert '=HYPERLINK("http://example.org") [red]now[/red]?' in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert not set(CONTROLS) & set(text)


def test_hostile_words_are_no_formulas_in_any_csv(written):
    for path in (written / "csv").iterdir():
        rows = csv_rows(path.read_bytes())
        assert len({len(row) for row in rows}) == 1, path.name
        for row in rows:
            for cell in row:
                if cell[:1] in ("=", "@") or (cell[:1] in ("+", "-") and not is_number(cell)):
                    pytest.fail(f"{path.name}: {cell}")


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_dictionary_has_every_column_of_every_file(written):
    folder = written / "csv"
    described = {(row[0], row[1]) for row in csv_rows((folder / "dictionary.csv").read_bytes())[1:]}
    for path in folder.iterdir():
        if path.name != "dictionary.csv":
            for column in csv_rows(path.read_bytes())[0]:
                assert (path.stem, column) in described


def test_the_ratio_comes_under_its_warning_and_only_on_request(written, project):
    assert "no pass or fail" in Page((written / "report.html").read_text("utf-8")).text
    out = project / "plain"
    assert sbs_econ(project, "report", "base_case", *FEW, "--to", "html", "--out", str(out)) == 0
    assert "enefit-cost ratio" not in (out / "report.html").read_text("utf-8")


def test_the_budget_impact_stands_where_it_is_declared(written):
    rows = csv_rows((written / "csv" / "budget.csv").read_bytes())
    assert "2024/25" in {row[2] for row in rows}


def test_the_same_command_writes_the_same_bytes(written, project):
    out = project / "again"
    sbs_econ(project, "report", "harm", *FEW, "--figures", "--benefit-cost-ratio", "--out", str(out))
    assert contents(out) == contents(written)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_folder_gives_the_report_of_its_run(project, capsys):
    run, out = project / "run", project / "of_run"
    arguments = ("--draws", "300", "--seed", "5", "--set", "settings.participants=100", "-q")
    assert sbs_econ(project, "run", "base_case", *arguments, "--out", str(run)) == 0
    stored = json.loads((run / "run.json").read_text("utf-8"))
    assert sbs_econ(project, "report", "run", "-q", "--to", "csv,html", "--out", str(out)) == 0
    rows = {row[0]: row for row in csv_rows((out / "csv" / "perspectives.csv").read_bytes())}
    for each in stored["perspectives"]:
        assert float(rows[each["label"]][1]) == pytest.approx(each["net_cost"]["mean"], rel=1e-9)
    text = Page((out / "report.html").read_text("utf-8")).text
    assert "which are unchanged" in text
    assert "The net costs are those of the run folder." in text
    assert "300 draws, seed 5, mc" in text


def test_a_run_whose_inputs_changed_says_so(project):
    start_project(project / "other")
    run, out = project / "other" / "run", project / "other" / "out"
    assert sbs_econ(project / "other", "run", "base_case", *FEW, "--out", str(run)) == 0
    prices = project / "other" / "parameters" / "unit_costs" / "current_2024_25.yaml"
    prices.write_text(prices.read_text("utf-8") + "# looked at\n", encoding="utf-8")
    assert sbs_econ(project / "other", "report", str(run), "-q", "--to", "html", "--out", str(out)) == 0
    assert "are no longer what they were" in Page((out / "report.html").read_text("utf-8")).text
    assert sbs_econ(project / "other", "report", str(run), "--set", "settings.participants=9", "--out", str(out)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "pdf", "--out", "x"), "there is no such format"),
        (("--to", "htm", "--out", "x"), "html"),
        (("--to", ",", "--out", "x"), "names no format"),
        (("--to", "html", "--out", "scenarios"), "exists already"),
        (("--to", "html", "--out", "scenarios", "--force"), "--force will not replace"),
        (("--to", "html", "--out", "x", "--set", "unit_costs.gp=5"), "unit_costs.gp"),
    ],
)
def test_refusals_write_nothing(project, capsys, arguments, said):
    assert sbs_econ(project, "report", "base_case", *FEW, *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (project / "x").exists()
    assert (project / "scenarios" / "base_case.yaml").is_file()


def test_an_earlier_report_is_replaced_only_with_force(project, written):
    asked = ("report", "base_case", *FEW, "--to", "csv", "--out", str(written.parent / "twice"))
    assert [sbs_econ(project, *asked), sbs_econ(project, *asked), sbs_econ(project, *asked, "--force")] == [0, 2, 0]
    assert not list(written.parent.glob(".twice*"))


def test_too_few_draws_end_with_three_under_strict(project):
    out = project / "strict"
    assert sbs_econ(project, "report", "base_case", *FEW, "--strict", "--to", "csv", "--out", str(out)) == 3
    assert (out / "csv" / "table.csv").is_file()


def test_nobody_takes_part(project):
    out = project / "nobody"
    asked = ("--set", "settings.participants=0", "--to", "html", "--out", str(out))
    assert sbs_econ(project, "report", "base_case", *FEW, *asked) == 0


def test_other_scenarios_have_reports_too(project):
    out, scenarios = project / "others", ("no_effect", "horizon_24", "side_by_side_2015_17")
    assert sbs_econ(project, "report", *scenarios, *FEW, "--to", "html,csv", "--figures", "--out", str(out)) == 0
    text = Page((out / "report.html").read_text("utf-8")).text
    assert "These scenarios are not alike" in text
    assert (out / "figures" / "no_effect_forest.svg").is_file()


def test_a_report_with_an_edited_workbook_is_not_replaced(project, written, capsys):
    (written / "model.xlsx").write_bytes((written / "model.xlsx").read_bytes() + b"edited")
    assert sbs_econ(project, "report", "harm", *FEW, "--to", "csv", "--force", "--out", str(written)) == 2
    assert "model.xlsx" in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_told_so(project, capsys):
    assert sbs_econ(project, "report", "parameters", *FEW, "--out", str(project / "none")) == 2
    assert "is not a run folder" in capsys.readouterr().err
