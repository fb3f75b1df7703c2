"""Tables of sites as spreadsheets write them: each mistake is told with the file and the row."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_bad_project import copy_of_what_ships

from sbs_econ.errors import Problem
from sbs_econ.io.folders import ReadFolder
from sbs_econ.io.scenarios import load_scenario

SCENARIO = "extends: base_case\nlabel: Mine\nquestion: What if?\nsites_table: areas.csv\n"
CASES = [
    # what, the table, row, words of message and cure
    ("misspelt column", "site,particpants\nleeds,10", 1, "unknown column 'particpants' did you mean 'participants'"),
    ("no participants", "site,label\nleeds,Leeds", 1, "'participants' is missing"),
    ("semicolons", "site;participants\nleeds;10", 1, "'participants' is missing"),
    ("column twice", "site,participants,participants\nleeds,10,11", 1, "'participants' stands twice"),
    ("nothing at all", "", 1, "'site' is missing"),
    ("site twice", "site,participants\nleeds,10\nleeds,11", 3, "'leeds' stands twice"),
    ("capitals", "site,participants\nLeeds North,10", 2, "'Leeds North' is not a key: lower-case letters"),
    ("number in words", "site,participants\nleeds,ten", 2, "participants: a number is wanted 'ten'"),
    ("empty cell", "site,participants\nleeds,10\nyork,", 3, "participants: number missing value"),
    ("thousands", 'site,participants\nleeds,"1,200"', 2, "write 1200"),
    ("decimal comma", 'site,participants\nleeds,"10,5"', 2, "decimal point, 10.5"),
    ("part of a person", "site,participants\nleeds,1.5", 2, "whole number write 1 or 2"),
    ("fewer than none", "site,participants\nleeds,-3", 2, "participants: 0"),
    ("date from a spreadsheet", "site,participants\nleeds,02-Jan", 2, "date: spreadsheet"),
    ("rounded by a spreadsheet", "site,participants\nleeds,1.23E+15", 2, "too large for a whole number"),
    ("formula error", "site,participants\nleeds,#REF!", 2, "number is wanted '#REF!'"),
    ("escape in a label", "site,participants,label\nleeds,10,a\x1b[31m", 2, "label: control U+001B"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of_what_ships(tmp_path_factory.mktemp("project"))
    (folder / "scenarios" / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


FOLDERS: dict[Path, ReadFolder] = {}


def told(project: Path, table: str | bytes) -> tuple[Problem, ...]:
    raw = table if isinstance(table, bytes) else table.encode("utf-8")
    (project / "scenarios" / "areas.csv").write_bytes(raw)
    return load_scenario(str(project / "scenarios" / "mine.yaml"), folders=FOLDERS).problems


@pytest.mark.parametrize(("what", "table", "row", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_told_with_its_row(project: Path, what: str, table: str, row: int, words: str) -> None:
    problems = [p for p in told(project, table) if p.code == "E114" and p.line == row]
    said = " ".join(f"{p.message} {p.suggestion or ''}" for p in problems)
    assert all((p.file or "").endswith("scenarios/areas.csv") for p in problems)
    assert all(word in said for word in words.split()), f"{words!r} not all in {said!r}"


@pytest.mark.parametrize(
    "table",
    [
        "site,participants\nleeds,10\n",
        "\ufeffsite,participants\r\nleeds,10\r\n",
        " site , participants \nleeds, 10 \n\n,\n",
        "site,participants,label\nleeds,10,=HYPERLINK(1)\n",
        'site,participants,label\nleeds,10,"Leeds, north"\n',
    ],
)
def test_tables_as_spreadsheets_write_them_are_read(project: Path, table: str) -> None:
    assert told(project, table) == ()


@pytest.mark.parametrize(
    "table", ["site,participants\nleeds,10\nyork,£\n".encode("cp1252"), b"\xff\xfes\x00i\x00t\x00"]
)
def test_another_encoding_is_told(project: Path, table: bytes) -> None:
    (problem,) = told(project, table)
    assert problem.code == "E106"
    assert "UTF-8" in (problem.suggestion or "")


def test_a_table_that_is_not_there_is_told_where_it_is_named(project: Path) -> None:
    (project / "scenarios" / "areas.csv").unlink(missing_ok=True)
    (problem,) = load_scenario(str(project / "scenarios" / "mine.yaml"), folders=FOLDERS).problems
    assert (problem.code, problem.line, problem.column) == ("E112", 4, 14)


def test_a_site_in_the_scenario_and_in_the_table_is_told(project: Path) -> None:
    other = project / "scenarios" / "other.yaml"
    other.write_text(SCENARIO + "sites:\n  leeds:\n    label: Leeds\n    participants: 10\n", encoding="utf-8")
    (project / "scenarios" / "areas.csv").write_text("site,participants\nleeds,10\n", encoding="utf-8")
    (problem,) = load_scenario(str(other), folders=FOLDERS).problems
    other.unlink()
    assert (problem.code, problem.line, problem.column) == ("E113", 6, 3)
