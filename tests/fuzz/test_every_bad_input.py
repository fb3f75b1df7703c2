"""Bad inputs through the commands themselves, where no other test has them: exit code 2, the place, and the cure.

Files of parameters and scenarios are broken in ``tests/io/test_bad_*.py``, answers in ``tests/survey``, draws in
``tests/voi``, disks and processes in ``tests/faults``; here is what falls between them.
"""

import contextlib
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from test_fuzz import ended

import sbs_econ
from sbs_econ.cli.group import COMMANDS, program
from sbs_econ.cli.number_types import Number, Whole
from sbs_econ.errors import RequestError, SbsEconError
from sbs_econ.io.starting import start_project
from sbs_econ.io.stored_runs import read_targets

HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad") / "project"
    start_project(folder)
    return folder


@pytest.fixture
def ask(project, monkeypatch):
    """What a command says in the project, with files written for it alone."""
    monkeypatch.chdir(project)
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}

    def asked(*command, files=()):
        for name, text in dict(files).items():
            (project / name).write_text(text, encoding="utf-8", newline="")
        code, said = ended(command)
        assert "Traceback" not in said, said
        return code, said

    yield asked
    for file in [*project.rglob("*")]:
        if file.is_file() and file not in before:
            file.unlink()
    for file, content in before.items():
        file.write_bytes(content)


def refused(answer, words):
    code, said = answer
    assert code == 2, said
    assert [word for word in words.split() if word not in said] == [], said


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


# --- what hides what -------------------------------------------------------------------------------------------------


def test_scenarios_that_wait_for_the_parameters_are_said_to_wait(ask, project):
    file = project / "parameters" / "employment.yaml"
    broken = file.read_text("utf-8").replace("evidence:", "evidnce:", 1)
    slips = HEAD + "changes:\n  unit_costs.nothing: {value: 1, reason: x}\ndesign: {focus: nothing}\n"
    files = {"parameters/employment.yaml": broken, "scenarios/slips.yaml": slips}
    for command in (("validate",), ("validate", "--format", "json")):
        refused(ask(*command, files=files), "Not checked in full until this is mended: base_case, more.")
    refused(ask("run", "slips"), "E101 Not checked in full until this is mended: slips.")
    refused(ask("scenario", "new", "ours", "--extends", "slips"), "E101 until this is mended: slips.")
    file.write_text(broken.replace("evidnce:", "evidence:", 1), "utf-8")
    code, said = ask("validate")
    assert (code, "E402" in said, "E406" in said, "Not checked" in said) == (2, True, True, False)


def test_a_circle_has_a_cure(ask):
    refused(
        ask("validate", files={"scenarios/circle.yaml": HEAD.replace("base_case", "circle")}), "E110 extend base_case"
    )


# --- parameters and scenarios ----------------------------------------------------------------------------------------


MATRICES = [
    ("given twice", "[[1, 0.5], [0.4, 1]]", "joint.yaml:4:3: E321 ambulance outpatient 0.5 0.4"),
    ("diagonal", "[[0.9, 0.5], [0.5, 1]]", "joint.yaml:4:3: E321 ambulance with itself must be 1"),
    ("above one", "[[1, 1.5], [1.5, 1]]", "joint.yaml:4:21: E103 at most 1 write 1 or less"),
    ("size", "[[1, 0.5]]", "joint.yaml:4:3: E321 2 rows of 2 numbers"),
    ("text", "[[1, x], [0.5, 1]]", "joint.yaml:4:21: E103 'x'"),
]
MATRIX = "pair:\n  label: Pair\n  names: [unit_costs.ambulance, unit_costs.outpatient]\n  correlation: {}\n"


@pytest.mark.parametrize(("matrix", "words"), [case[1:] for case in MATRICES], ids=[case[0] for case in MATRICES])
def test_matrices_that_are_no_correlation(ask, matrix, words):
    refused(ask("validate", "parameters", files={"parameters/joint.yaml": MATRIX.format(matrix)}), words)


def test_a_matrix_that_nothing_can_have_is_never_repaired(ask):
    text = (
        "trio:\n  label: T\n  names: [unit_costs.ambulance, unit_costs.outpatient, unit_costs.gp_consultation]\n"
        "  correlation: [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]\n"
    )
    refused(
        ask("run", "base_case", files={"parameters/joint.yaml": text}), "E321 from 0.620 to 1.000, -0.9 never repaired"
    )


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("EUR/contact", "E103 amounts are in GBP here, not EUR exchange rate write GBP/contact 1 problem"),
        ("$/contact", "E103 not $ exchange rate GBP/contact"),
        ("£/contact", "E103 did you mean 'GBP/contact'?"),
    ],
)
def test_other_currencies(ask, project, unit, words):
    prices = "parameters/unit_costs/current_2024_25.yaml"
    text = (project / prices).read_text("utf-8").replace("unit: GBP/contact", f"unit: {unit}", 1)
    refused(ask("validate", "parameters", files={prices: text}), words)


def test_the_same_event_counted_twice(ask, project):
    file = "parameters/service_use.yaml"
    text = (project / file).read_text("utf-8")
    twice = text.replace("counts: [psychotropic_prescription]", "counts: [psychiatric_admission]")
    assert twice != text
    refused(ask("validate", files={file: twice}), "E401 twice waive_overlap: bed_days_and_admissions")


def test_nobody_is_a_warning_and_nothing(ask):
    code, said = ask("run", "base_case", "--draws", "50", "--set", "settings.participants=0")
    assert (code, "Nobody starts (participants is 0)" in said) == (0, True)


@pytest.mark.parametrize(
    "command", ["budget-impact base_case", "lenses base_case", "sensitivity threshold base_case", "voi base_case"]
)
def test_nobody_has_nothing_per_person(ask, command):
    refused(ask(*command.split(), "--draws", "100", "--set", "settings.participants=0"), "participants above 0")


def test_a_file_of_parameters_that_is_too_large_is_refused_before_it_is_read(ask):
    refused(ask("validate", files={"parameters/values.yaml": "# " + "x" * 5_300_000}), "values.yaml 5 MB")


@pytest.mark.parametrize(
    ("name", "words"),
    [("CON", "Windows cannot hold"), ("Base_Case", "by capitals alone"), ("base_case2", "No problems found.")],
)
def test_names_of_files_that_windows_cannot_hold(ask, name, words):
    code, said = ask("validate", "scenarios", files={f"scenarios/{name}.yaml": HEAD})
    assert (code, words in said) == (0, True), said


# --- names and words of the command line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("con",), "Windows keeps the name 'con' our_area"),
        (("Ours",), "lower-case letters"),
        (("../ours",), "lower-case letters"),
        (("a" * 200,), "at most 100"),
        (("_x",), "begin with a letter"),
        (("ours", "--label", "\x1b[31m"), "E005 U+001B delete"),
        (("ours", "--question", "a\u202eb"), "E005 U+202E"),
        (("ours", "--label", "   "), "E103 the text is empty"),
        (("ours", "--extends", "scenarios/online.yaml"), "E103 write the name alone"),
        (("ours", "--extends", "../../etc/passwd"), "E901 no scenario file name alone"),
        (("base_case",), "E902 exists already"),
    ],
)
def test_new_scenarios_that_could_not_be_read_back(ask, project, words, told):
    refused(ask("scenario", "new", *words), told)
    assert not (project / "scenarios" / "ours.yaml").exists()


@pytest.mark.parametrize("label", ["e\u0301", 'a: "b" # c', "&a", "=1+1", "{{ 1 }}", "a\nb\tc", "\\", "[red]"])
def test_new_scenarios_keep_their_words(ask, label):
    code, said = ask("scenario", "new", "ours", "--label", label, "--reason", label, "--set", "unit_costs.ambulance=5")
    assert code == 0, said
    assert ask("validate", "scenarios/ours.yaml") == (0, "No problems found.\n")


@pytest.mark.parametrize(
    "command",
    [("\x1b[31m",), ("run", "\x1b[31m"), ("validate", "\x1b[31m"), ("run", "base_case", "--sampler", "\x1b[31m"),
     ("run", "base_case", "--set", "\x1b[31m=1"), ("explain", "base_case", "\x1b[31m"), ("report", "\x1b[31m"),
     ("parameters", "show", "\x1b[31m"), ("errors", "\x1b[31m"), ("run", "base_case", "--precision", "\x1b[31m")],
)  # fmt: skip
def test_nothing_that_is_typed_reaches_the_terminal_as_a_command_to_it(ask, command):
    code, said = ask(*command)
    assert (code, "\x1b[31m" in said.replace("\x1b[31m\x1b[1mError\x1b[0m", "")) == (2, False), said


def test_two_scenarios_of_one_name_would_share_a_folder(ask, project):
    (project / "other").mkdir(exist_ok=True)
    files = {"other/mine.yaml": HEAD, "scenarios/mine.yaml": HEAD}
    command = ("run", "scenarios/mine.yaml", "other/mine.yaml", "--draws", "50", "--out", "out")
    refused(ask(*command, files=files), "same name one by one")
    assert not (project / "out").exists()


# --- what others made ------------------------------------------------------------------------------------------------


class Planted:
    """What runs a command when it is unpickled."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return os.system, (f"touch {self.file}",)


def test_draws_of_a_run_are_never_unpickled(ask, project, tmp_path):
    ask("run", "base_case", "--draws", "50", "--save-draws", "--out", str(tmp_path / "run"), "-q")
    held = np.empty(1, dtype=object)
    held[0] = Planted(tmp_path / "planted")
    np.save(tmp_path / "run" / "draws" / "outputs.npy", held, allow_pickle=True)
    assert "outputs.npy is not as the run wrote it" in ask("reproduce", str(tmp_path / "run"))[1]
    assert not (tmp_path / "planted").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", "[" * 100_000, '{"schema": "x"}', "null"])
@pytest.mark.parametrize("command", ["reproduce", "diff", "report", "explain"])
def test_a_run_folder_that_is_damaged(ask, tmp_path, command, content):
    (tmp_path / "manifest.json").write_text(content)
    more = {"diff": ["base_case"], "report": ["--out", str(tmp_path / "r")], "explain": ["nhs_pss"]}.get(command, [])
    refused(ask(command, str(tmp_path), *more), "rror E")


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("manifest.json", "draws", "x"), ("manifest.json", "sampler", "monte"), ("manifest.json", "overrides", 5),
        ("manifest.json", "quantities", 5), ("manifest.json", "quantities", [{}]), ("manifest.json", "scenario", []),
        ("run.json", "perspectives", {"a": 1}), ("run.json", "rows", "x"), ("run.json", "settings", None),
        ("environment.json", "parameters", 5), ("manifest.json", "outputs", None), ("manifest.json", "inputs", 3),
    ],
)  # fmt: skip
def test_a_run_folder_with_one_key_changed(ask, tmp_path, name, key, value):
    """Whatever the command makes of it: it ends in words, and what it looks into and cannot use is damage."""
    run = tmp_path / "run"
    ask("run", "base_case", "--draws", "50", "--out", str(run), "-q")
    document = json.loads((run / name).read_text("utf-8"))
    (run / name).write_text(json.dumps(document | {key: value}), "utf-8")
    for command in (("diff", str(run), "base_case", "--inputs-only"), ("explain", str(run), "nhs_pss"),
                    ("reproduce", str(run))):  # fmt: skip
        ask(*command)
    with contextlib.suppress(SbsEconError):
        read_targets([str(run)], ())


def test_no_code_of_others_is_looked_for():
    """Only calls between a run's own processes are unpickled, and what they are made of is no file."""
    texts = {file.name: file.read_text("utf-8") for file in Path(sbs_econ.__file__).parent.rglob("*.py")}
    found = {name for name, text in texts.items() if re.search(r"entry_points|pickle\.load|\beval\(|\bexec\(", text)}
    assert found == {"worker_calls.py"}
    assert [name for name, text in texts.items() if text.count("np.load(") != text.count("allow_pickle=False)")] == []


def test_words_are_no_formulas_in_csv(ask, project):
    file = "parameters/service_use.yaml"
    text = re.sub(r"\n  label: .*", '\n  label: "=cmd|calc!A0"', (project / file).read_text("utf-8"), count=1)
    code, said = ask("run", "base_case", "--draws", "50", "--format", "csv", files={file: text})
    assert (code, "'=cmd|calc!A0" in said, ",=cmd" in said) == (0, True, False)
