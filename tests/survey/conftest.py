"""Synthetic questionnaires, and the program as people run it."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sbs_econ.cli.ending import run_program
from sbs_econ.cli.group import program

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # benchmarks


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def all(self):
        return self.out + self.err


@pytest.fixture
def sbs(capsys):
    def run(*arguments):
        capsys.readouterr()
        try:
            code = run_program(program, [str(a) for a in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "survey"
    size = ["--people", "300", "--groups", "24", "--areas", "4"]
    assert run_program(program, ["synthesise", "--out", str(folder), *size, "-q"]) == 0
    return folder


@pytest.fixture(scope="session")
def fitted(made, tmp_path_factory):
    """The project that fit makes of the set with 40 replicates; nobody writes into it."""
    out = tmp_path_factory.mktemp("fit") / "fitted"
    assert run_program(program, ["fit", str(made), "--out", str(out), "--replicates", "40", "-q"]) == 0
    return out


@pytest.fixture
def survey(made, tmp_path):
    folder = tmp_path / "survey"
    shutil.copytree(made, folder)
    return folder


@pytest.fixture
def edit(survey):
    def change(name, row, column, value):
        """Set a cell: ``row`` is the line of the file, the header being line 1."""
        path = survey / f"{name}.csv"
        lines = path.read_text("utf-8").split("\n")
        header = lines[0].split(",")
        cells = lines[row - 1].split(",")
        cells[header.index(column)] = value
        lines[row - 1] = ",".join(cells)
        path.write_text("\n".join(lines), "utf-8")

    return change
