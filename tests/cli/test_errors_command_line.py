"""Mistakes through the real command line: exit code 2, every problem, no traceback, nothing run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program
from sbs_econ.io.starting import start_project

Capture = pytest.CaptureFixture[str]

HEAD = "extends: base_case\nlabel: Mine\nquestion: What if?\n"
SLIPS = {
    "mine.yaml": HEAD + "settings:\n  horizon_months: 0\n",
    "misspelt.yaml": HEAD + "changes:\n  unit_costs.gp_consultatoin:\n    value: 5\n    reason: x\n",
    "circle.yaml": HEAD.replace("base_case", "circle"),
    "tabs.yaml": HEAD + "settings:\n\thorizon_months: 12\n",
    "passwd.yaml": HEAD.replace("base_case", "../../etc/passwd"),
    "windows.yaml": HEAD.replace("Mine", "caf\u00e9"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work") / "project"
    start_project(folder)
    for name, text in SLIPS.items():
        encoding = "cp1252" if name == "windows.yaml" else "utf-8"
        (folder / "scenarios" / name).write_text(text, encoding=encoding)
    return folder


def sbs_econ(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    command = [sys.executable, "-m", "sbs_econ", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


REFUSED = [
    # what is run, words on standard error
    (("run", "mine", "--draws", "10"), "scenarios/mine.yaml:5:19: error E103 0 at least 1 ^"),
    (("run", "base_case", "mine", "misspelt"), "E103 E406 2 problems found."),
    (("run", "windows"), "scenarios/windows.yaml:2:11: error E004 UTF-8"),
    (("run", "base_cas"), "E901 did you mean 'base_case'?"),
    (("run", "base_case", "--set", "unit_costs.gp_consultation=£5"), "(command line): E103 write 5,"),
    (("vaildate",), "no command 'vaildate' Did you mean 'validate'?"),
]
REFUSED_TOO = [
    (("run", "misspelt"), "scenarios/misspelt.yaml:5:3: error E406 did you mean 'unit_costs.gp_consultation'?"),
    (("run", "circle"), "scenarios/circle.yaml:1:10: error E110 circle -> circle"),
    (("run", "tabs"), "scenarios/tabs.yaml:5:1: error E007 →horizon_months: spaces"),
    (("run", "passwd"), "scenarios/passwd.yaml:1:10: error E103 name alone"),
    (("run", "../../etc/passwd"), "E901 no scenario file"),
    (("run", "base_case", "--set", "unit_costs.gp_consultaton=5"), "(command line): E406 'unit_costs.gp_consultation'"),
    (("run", "base_case", "--set", "unit_costs.gp_consultation"), "E420 NAME=VALUE"),
    (("run", "base_case", "--set", "attribution.causal_share=1", "--set", "attribution.causal_share=0"), "E420 twice"),
    (("run", "base_case", "--set", "settings.participnts=5"), "E421 did you mean 'participants'?"),
    (("run", "base_case", "--set", "settings.participants=1.5"), "E103 write 1 or 2"),
    (("run", "base_case", "--set", "settings.whole_groups=yes"), "E103 write true"),
    (
        ("run", "base_case", "--set", "settings.horizon_months=0", "--set", "settings.x=1"),
        "E103 E421 2 problems found.",
    ),
    (("run", "base_case", "--set", "settings.horizon_months=6"), "E416 lengthen horizon_months"),
    (("run", "base_case", "--set", "settings.discount_rate_costs=3.5"), "E103 write 0.035"),
    (("run", "base_case", "--set", "attribution.causal_share=50"), "E210 write 0.5"),
    (("run", "base_case", "--set", "unit_costs.ambulance=-1"), "E210 negative"),
    (("run", "base_case", "--set", "unit_costs.ambulance=1e400"), "E103 not a finite number"),
    (("run", "base_case", "--set", "settings.price_year=2024"), "E103 calendar or a financial year?"),
    (("run", "base_case", "--set", "settings.price_year=2090/91"), "E413 covers not"),
    (("run", "base_case", "--set", "settings.design.focus=socail"), "E402 did you mean 'social'?"),
    (("parameters", "list", "mine"), "scenarios/mine.yaml:5:19: error E103"),
    (("scenario", "show", "mine"), "scenarios/mine.yaml:5:19: error E103"),
    (("validate", "nowhere"), "E901 nowhere"),
    (("errors", "E999"), "no error code E999"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[" ".join(case[0]) for case in REFUSED])
def test_a_mistake_ends_with_2_and_words(project: Path, arguments: tuple[str, ...], words: str) -> None:
    done = sbs_econ(project, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words.split()), done.stderr


@pytest.mark.parametrize(("arguments", "words"), REFUSED_TOO, ids=[" ".join(case[0]) for case in REFUSED_TOO])
def test_the_same_without_a_process_of_its_own(
    project: Path, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(project)
    assert run_program(program, arguments) == 2
    out, err = capsys.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    assert all(word in err for word in words.split()), err


def test_validate_shows_every_problem_of_every_file(project: Path) -> None:
    done = sbs_econ(project, "validate")
    assert (done.returncode, done.stderr) == (2, "")
    places = [line.split(": error ")[0] for line in done.stdout.split("\n") if ": error " in line]
    assert [place.split(":")[0] for place in places] == sorted(place.split(":")[0] for place in places)
    assert {Path(place.split(":")[0]).name for place in places} == set(SLIPS)


def test_validate_json_is_a_list_of_problems(project: Path) -> None:
    done = sbs_econ(project, "validate", "--format", "json")
    assert done.returncode == 2
    problems = json.loads(done.stdout)
    assert isinstance(problems, list)
    assert problems
    for problem in problems:
        assert {"file", "line", "column", "code", "message", "suggestion"} <= set(problem)
        assert isinstance(problem["file"], str)
        assert isinstance(problem["line"], int)
        assert isinstance(problem["column"], int)
        assert isinstance(problem["message"], str)
        assert problem["suggestion"] is None or isinstance(problem["suggestion"], str)


def test_validate_json_without_problems_is_an_empty_list(project: Path) -> None:
    done = sbs_econ(project, "validate", "parameters", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize("code", ["E103", "e202", "E406", "E017"])
def test_a_code_is_explained(code: str, capsys: Capture) -> None:
    assert run_program(program, ["errors", code]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{code.upper()}: ")
    assert "wrong:" in out
    assert "right:" in out


HEAVY = ("numpy", "scipy", "pandas")


def modules_after(code: str, folder: Path) -> set[str]:
    script = f"{code}\nimport sys\nprint('loaded', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n")[-2].split())


def test_to_import_the_package_is_light(tmp_path: Path) -> None:
    assert modules_after("import sbs_econ", tmp_path).isdisjoint({*HEAVY, "pydantic", "yaml", "click"})


def test_to_validate_what_ships_needs_no_numerical_library(tmp_path: Path) -> None:
    """It runs in a folder without parameters of its own, so that those shipped are checked."""
    code = (
        "from sbs_econ.cli.group import program\n"
        "assert program.main(['validate'], prog_name='sbs-econ', standalone_mode=False) == 0"
    )
    assert modules_after(code, tmp_path).isdisjoint(HEAVY)
