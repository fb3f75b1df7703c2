"""A project that a clumsy analyst breaks, and how it is told: shared by the tests beside this one.

In the texts below ``▸`` marks where a problem is expected; it is taken out before anything is read.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from sbs_econ.cli.problems import problem_text
from sbs_econ.errors import Problem
from sbs_econ.io.places import shipped
from sbs_econ.io.projects import problems_in

MARK = "▸"


def copy_of_what_ships(folder: Path) -> Path:
    """Return a project with the shipped parameters and scenarios in ``folder``."""
    for part in ("parameters", "scenarios"):
        shutil.copytree(shipped() / part, folder / part)
    return folder


def unmarked(text: str) -> tuple[str, tuple[int, int]]:
    """Return the text without its mark, and the line and column that it marked."""
    before, found, after = text.partition(MARK)
    assert found, f"no {MARK} in {text!r}"
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def with_block(text: str, block: str) -> str:
    """Return the text of a file with its block of the same first key replaced, or added at the end."""
    key = block.replace(MARK, "").split(":")[0]
    lines = text.split("\n")
    if f"{key}:" not in lines:
        return f"{text.rstrip()}\n{block.rstrip()}\n"
    start = lines.index(f"{key}:")
    ends = (n for n in range(start + 1, len(lines)) if lines[n] and not lines[n].startswith((" ", "#")))
    end = next(ends, len(lines))
    return "\n".join([*lines[:start], *block.rstrip().split("\n"), *lines[end:]]) + "\n"


def told_at(problems: Sequence[Problem], file: str, place: tuple[int, int], code: str) -> Problem:
    """Return the problem with this code at this place; fail with all that was told if there is none."""
    for problem in problems:
        if (problem.file or "").endswith(file) and (problem.line, problem.column, problem.code) == (*place, code):
            return problem
    told = "\n".join(problem_text(problem) for problem in problems) or "nothing"
    raise AssertionError(f"wanted {code} at {file}:{place[0]}:{place[1]}, and was told:\n{told}")


def assert_kind(problem: Problem, words: str) -> None:
    """The problem says all the words, shows its line with a caret under the column, and names a cure."""
    said = f"{problem.message} {problem.suggestion or ''}"
    assert all(word in said for word in words.split()), f"{words!r} not all in {said!r}"
    assert problem.severity == "error"
    assert "Input should" not in said
    assert "Value error" not in said
    if problem.excerpt is not None:
        _, line, caret, *_ = problem_text(problem).split("\n")
        assert caret.rstrip().endswith("^")
        if problem.code != "E005":
            assert line[caret.index("^") - 1 : caret.index("^")].strip(" [{:,|") == ""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_what_ships(tmp_path_factory.mktemp("project"))


def test_what_ships_has_no_problem(project: Path) -> None:
    assert problems_in([project]) == []


def test_a_block_is_replaced_and_its_neighbours_are_not() -> None:
    text = "a:\n  x: 1\n\nb:\n  y: 2\n"
    assert with_block(text, "a:\n  x: 3").split() == ["a:", "x:", "3", "b:", "y:", "2"]
    assert with_block(text, "c: 1").split() == ["a:", "x:", "1", "b:", "y:", "2", "c:", "1"]


def test_the_mark_gives_line_and_column() -> None:
    assert unmarked("a:\n  ▸b: 1") == ("a:\n  b: 1", (2, 3))
