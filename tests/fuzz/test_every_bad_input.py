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
from bad_inputs import refused

import sbs_econ
from sbs_econ.errors import SbsEconError
from sbs_econ.io.stored_runs import read_targets

HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"


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
    words = ("--label", label, "--question", label, "--reason", label)
    code, said = ask("scenario", "new", "ours", *words, "--set", "unit_costs.ambulance=5")
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
