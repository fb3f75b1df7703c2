"""Several mistakes in several files: all told at once, by file and line, and nothing told that is not so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from test_bad_project import copy_of_what_ships, unmarked, with_block

from sbs_econ.errors import Problem
from sbs_econ.io.folders import read_folder
from sbs_econ.io.projects import problems_in
from sbs_econ.io.scenarios import load_scenario
from sbs_econ.io.yaml_reader import read_yaml

FIGURE = "  evidence: illustrative\n  note: x\n"
MISTAKES = {
    "parameters/attribution.yaml": ("deadweight:\n  unit: share\n  value: ▸35\n" + FIGURE, "E210"),
    "parameters/programme.yaml": ("capacity:\n  unit: person/session\n  ▸vlaue: 12\n" + FIGURE, "E101"),
    "parameters/persistence.yaml": ("after_programme:\n  unit: ▸ratio/moth\n  value: 0.9\n" + FIGURE, "E103"),
    "parameters/employment.yaml": ("▸hourly_wage:\n  unit: GBP/hour\n  value: 17\n" + FIGURE, "E204"),
    "parameters/unit_costs/current_2024_25.yaml": (
        "gp_consultation:\n  unit: GBP/contact\n  value: ▸£45\n  price_year: 2024/25\n" + FIGURE, "E103"),
    "parameters/values.yaml": ("safety:\n  unit: score\n  value: 1\n  evidence: ▸illustrative\n", "E208"),
    "scenarios/mine.yaml": (
        "extends: base_case\nlabel: Mine\nquestion: What if?\nsettings:\n  horizon_months: ▸0\n", "E103"),
    "scenarios/yours.yaml": ("extends: ▸base_cas\nlabel: Yours\nquestion: What if?\n", "E111"),
}  # fmt: skip
JUNK = ["[1, 2]", "{a: 1}", "-3", "0", "1.5", "45%", "abc", "null", "''", "1e308", "true", "2024", "[]", "{}", "[{}]",
        "{family: beta}", "{family: normal, se: 0}", r'"\x1b"', "1,200", "gamma", "../../x", "&a 1", "[",
        "- 1"]  # fmt: skip


def placed(problem: Problem) -> tuple[str, int, int]:
    return problem.file or "", problem.line or 0, problem.column or 0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_what_ships(tmp_path)


def make(project: Path, name: str, block: str) -> tuple[int, int]:
    """Write one mistake into a file of the project, and return its place."""
    file = project / name
    before = file.read_text(encoding="utf-8") if name.startswith("parameters/") else ""
    text, place = unmarked(with_block(before, block) if before else block)
    file.write_text(text, encoding="utf-8")
    return place


def test_eight_mistakes_in_eight_files_are_told_at_once_in_order(project: Path) -> None:
    wanted = [(name, *make(project, name, block), code) for name, (block, code) in MISTAKES.items()]
    problems = problems_in([project])
    found = [(str(Path(p.file or "").relative_to(project)), p.line, p.column, p.code) for p in problems]
    assert found == sorted(wanted)
    assert [placed(p) for p in problems] == sorted(placed(p) for p in problems)


@pytest.mark.parametrize("name", MISTAKES)
def test_each_of_them_alone_is_told_alone(project: Path, name: str) -> None:
    block, code = MISTAKES[name]
    make(project, name, block)
    assert [p.code for p in problems_in([project])] == [code]


def test_mistakes_of_the_parameters_and_of_a_scenario_are_told_together(project: Path) -> None:
    for name in ("parameters/attribution.yaml", "scenarios/mine.yaml"):
        make(project, name, MISTAKES[name][0])
    loaded = load_scenario(str(project / "scenarios" / "mine.yaml"))
    assert [p.code for p in loaded.problems] == ["E210", "E103"]
    assert loaded.inputs is None


@pytest.mark.parametrize("seed", range(60))
def test_whatever_a_value_is_replaced_by_there_is_no_crash(project: Path, seed: int) -> None:
    rng = random.Random(seed)
    files = [*sorted((project / "parameters").rglob("*.yaml")), project / "scenarios" / "side_by_side_2015_17.yaml"]
    file = rng.choice(files)
    document, _ = read_yaml(file)
    assert document is not None
    path = rng.choice([path for path in document.keys if path and isinstance(path[-1], str)])
    mark, lines = document.keys[path], document.text.split("\n")
    inside = range(mark.line, len(lines))
    end = next(
        (n for n in inside if lines[n].strip() and len(lines[n]) - len(lines[n].lstrip()) < mark.column), len(lines)
    )
    line = f"{lines[mark.line - 1][: mark.column - 1]}{path[-1]}: {rng.choice(JUNK)}"
    file.write_text("\n".join([*lines[: mark.line - 1], line, *lines[end:]]), encoding="utf-8")
    problems = read_folder(project / "parameters").problems
    if file.parent.name == "scenarios":
        problems = load_scenario(str(file)).problems
    assert all(p.message and (p.line or 1) >= 1 and (p.column or 1) >= 1 for p in problems)
    assert not any(text in p.message for p in problems for text in ("Input should", "Value error", "validation error"))
