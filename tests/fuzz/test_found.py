"""What fuzzing and faults have found, kept as cases."""

import pytest
from click.testing import CliRunner
from shipped import ROOT

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program
from sbs_econ.io.scenarios import load_scenario

LONG = "a" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", LONG), ("run", f"{LONG}.yaml"), ("validate", LONG), ("explain", LONG, "nhs_pss"), ("reproduce", LONG),
        ("diff", "base_case", LONG), ("verify", f"there/{LONG}"),
    ],
)  # fmt: skip
def test_names_too_long_for_a_file(arguments, capsys):
    assert run_program(program, arguments) == 2
    assert "E901" in capsys.readouterr().err


def test_extending_a_name_too_long_for_a_file(tmp_path):
    (tmp_path / "mine.yaml").write_text(f"extends: {LONG}\nlabel: A\nquestion: B?\n")
    assert "E111" in {p.code for p in load_scenario(str(tmp_path / "mine.yaml"), start=ROOT).problems}


def test_the_manifest_does_not_depend_on_where_the_command_runs(tmp_path, monkeypatch):
    """Places of inputs were written as seen from the working folder."""
    made = []
    for folder in (tmp_path, ROOT):
        monkeypatch.chdir(folder)
        out = tmp_path / f"run_{len(made)}"
        CliRunner().invoke(program, ["run", "base_case", "--draws", "100", "--out", str(out)], catch_exceptions=False)
        made.append((out / "manifest.json").read_bytes())
    assert made[0] == made[1]
