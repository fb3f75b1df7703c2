"""A run folder run again: identical, or exactly what differs."""

import json
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from shipped import ROOT

from sbs_econ.cli.group import program
from sbs_econ.errors import RequestError
from sbs_econ.io import reproduction
from sbs_econ.io.reproduction import reproduce


def command(*arguments):
    return CliRunner().invoke(program, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of the analyst's own with a run in it."""
    folder = tmp_path_factory.mktemp("own") / "project"
    assert command("init", folder).exit_code == 0
    changed(folder / "parameters" / "unit_costs" / "current_2024_25.yaml", "value: 280.17", "value: 281")
    more = ("--set", "attribution.causal_share=0.4", "--draws", 300, "--save-draws", "--seed", 3, "-q")
    assert command("run", folder / "scenarios" / "base_case.yaml", "--out", folder / "run", *more).exit_code == 0
    return folder


@pytest.fixture
def own(project, tmp_path):
    """A copy for a test to change; its environment.json still names the first place."""
    copy = tmp_path / "copy"
    shutil.copytree(project, copy)
    file = copy / "run" / "environment.json"
    file.write_text(file.read_text("utf-8").replace(str(project), str(copy)), "utf-8")
    return copy


def changed(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("scenario", ["base_case", "side_by_side_2015_17"])
@pytest.mark.parametrize("sampler", ["mc", "lhs", "sobol"])
def test_a_run_comes_back_identical(tmp_path, scenario, sampler):
    out = tmp_path / "run"
    assert command("run", scenario, "--draws", 256, "--sampler", sampler, "--out", out, "-q").exit_code == 0
    found = reproduce(out)
    assert (found.verdict, found.made_from, found.notes, found.mismatches) == ("identical", "files", (), ())


def test_own_inputs_command_line_and_draws_come_back(own):
    found = reproduce(own / "run", jobs=2)
    assert (found.verdict, found.made_from, found.notes) == ("identical", "files", ())
    assert "draws/outputs.npy" in found.manifest["outputs"]


def test_a_run_of_several_scenarios_comes_back_one_by_one(tmp_path):
    assert command("run", "base_case", "online", "--draws", 200, "--out", tmp_path / "two", "-q").exit_code == 0
    assert {reproduce(tmp_path / "two" / name).verdict for name in ("base_case", "online")} == {"identical"}


def test_a_number_changed_by_hand_is_found(own):
    table = own / "run" / "table.csv"
    line = next(x for x in table.read_text("utf-8").splitlines() if x.startswith("programme.venue"))
    cells = line.split(",")
    number = next(c for c in cells if "." in c and c[0].isdigit() and len(c) > 8)
    changed(table, number, "1234.5")
    found = reproduce(own / "run")
    assert found.verdict == "differs"
    assert found.tampered == ("table.csv is not as the run wrote it",)
    (only,) = found.mismatches
    assert (only.file, only.stored, only.again) == ("table.csv", 1234.5, float(number))
    assert only.place.startswith("programme.venue funder: ")


def test_a_draw_changed_by_hand_is_found(own):
    file = own / "run" / "draws" / "outputs.npy"
    drawn = np.load(file)
    drawn[17, 3] *= 1.5
    np.save(file, drawn)
    found = reproduce(own / "run")
    assert [(m.file, m.place) for m in found.mismatches] == [("draws/outputs.npy", "draw 17, column 3")]
    assert found.mismatches[0].relative == pytest.approx(1 / 3)


def test_files_that_are_missing_or_new_are_told(own):
    (own / "run" / "flows.csv").unlink()
    (own / "run" / "notes.txt").write_text("mine")
    found = reproduce(own / "run")
    assert found.tampered == ("flows.csv is missing", "notes.txt was not written by the run")
    assert found.verdict == "differs"


def test_an_input_that_has_changed_since_is_told_and_the_folder_run_from_what_it_holds(own):
    changed(own / "parameters" / "unit_costs" / "current_2024_25.yaml", "value: 281", "value: 999.0")
    found = reproduce(own / "run")
    assert "parameters/unit_costs/current_2024_25.yaml has changed since the run" in found.notes
    assert (found.made_from, found.verdict, found.tampered, found.beyond) == (
        "resolved inputs", "within tolerance", (), (),
    )  # fmt: skip


def test_a_project_that_is_gone_is_told(own):
    shutil.rmtree(own / "parameters")
    shutil.rmtree(own / "scenarios")
    found = reproduce(own / "run")
    assert (found.made_from, found.verdict) == ("resolved inputs", "within tolerance")


def test_another_place_of_the_scenario_can_be_named(own, tmp_path):
    moved = tmp_path / "elsewhere"
    (own / "scenarios").rename(tmp_path / "scenarios")
    (own / "parameters").rename(tmp_path / "parameters")
    found = reproduce(own / "run", str(tmp_path / "scenarios" / "base_case.yaml"))
    assert (found.verdict, found.made_from, moved.exists()) == ("identical", "files", False)


def test_other_versions_are_told(own, monkeypatch):
    changed(own / "run" / "environment.json", '"scipy": "', '"scipy": "0.')
    monkeypatch.setattr(reproduction, "__version__", "9.9.9")
    notes = reproduce(own / "run").notes
    assert any(note.startswith("made by version") and note.endswith("this is 9.9.9") for note in notes)
    assert any(note.startswith("made with scipy 0.") for note in notes)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("sbs_econ/manifest/1", "sbs_econ/manifest/9", "E921"),
        ('"seed"', '"sead"', "E920"),
        ("{", "[", "E920"),
        ('"schema"', '"scheme"', "E920"),
    ],
)
def test_a_manifest_of_another_form_is_refused(own, old, new, code):
    changed(own / "run" / "manifest.json", old, new)
    with pytest.raises(RequestError) as refused:
        reproduce(own / "run")
    assert refused.value.code == code
    assert refused.value.suggestion


def test_what_is_no_run_folder_is_refused(tmp_path):
    with pytest.raises(RequestError, match="not a run folder"):
        reproduce(ROOT / "parameters")
    with pytest.raises(RequestError, match="not a run folder"):
        reproduce(tmp_path / "nothing")


def test_nothing_is_written(own):
    before = sorted((str(p), p.stat().st_mtime_ns) for p in own.rglob("*"))
    assert command("reproduce", own / "run").exit_code == 0
    assert sorted((str(p), p.stat().st_mtime_ns) for p in own.rglob("*")) == before


def test_the_command_prints_and_exits_as_documented(own):
    good = command("reproduce", own / "run", "--format", "json")
    assert good.exit_code == 0
    assert json.loads(good.stdout)["schema"] == "sbs_econ/reproduce/1"
    changed(own / "run" / "manifest.json", '"seed": 3', '"seed": 4')
    bad = command("reproduce", own / "run")
    assert bad.exit_code == 2
    assert "values differ" in bad.stdout
